// Dates before the purchase: asked once typing has paused, never a date for another basket.
import assert from 'node:assert/strict';
import test from 'node:test';
import { PromiseDates } from '../../static/shared/promise-dates.js';

const host = () => ({ controllers: [], updates: 0, addController(each) { this.controllers.push(each); }, requestUpdate() { this.updates += 1; } });
const basket = (quantity) => ({ lines: [{ sku: 'BOOT', quantity }], node: 'LYO1' });
const answer = (at) => ({ promises: [{ method: 'pickup', node: 'LYO1', at }], unavailable: [] });

test('what is asked last is asked, and only that', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const asked = [];
  const dates = new PromiseDates(host(), { post: async (path, body) => { asked.push([path, body.lines[0].quantity]); return answer('2026-11-23T14:00:00Z'); } });
  dates.ask({ ...basket(1), lines: [] });
  assert.equal(dates.asking, false);
  dates.ask(basket(1));
  dates.ask(basket(2));
  dates.ask(basket(2));
  assert.equal(dates.asking, true);
  context.mock.timers.tick(1000);
  await dates.settled;
  assert.deepEqual(asked, [['/promises', 2]]);
  assert.equal(dates.asking, false);
  assert.equal(dates.by('pickup', 'LYO1').at, '2026-11-23T14:00:00Z');
  await dates.again();
  assert.equal(asked.length, 2);
});

test('an answer for a basket of before is not taken', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const waiting = [];
  const dates = new PromiseDates(host(), { post: () => new Promise((answered) => waiting.push(answered)) });
  dates.ask(basket(1));
  context.mock.timers.tick(1000);
  dates.ask(basket(2));
  context.mock.timers.tick(1000);
  const [first, second] = waiting;
  first(answer('2026-11-23T14:00:00Z'));
  await Promise.resolve();
  assert.equal(dates.promises, undefined);
  second(answer('2026-11-25T14:00:00Z'));
  await dates.settled;
  assert.equal(dates.by('pickup', 'LYO1').at, '2026-11-25T14:00:00Z');
});

test('without an answer it is said why, and it can be asked again', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let online = false;
  const dates = new PromiseDates(host(), { post: async () => { if (!online) throw Object.assign(new Error('offline'), { code: 'offline' }); return answer('2026-11-23T14:00:00Z'); } });
  dates.ask(basket(1));
  context.mock.timers.tick(1000);
  await dates.settled;
  assert.deepEqual([dates.problem.code, dates.promises, dates.asking], ['offline', undefined, false]);
  online = true;
  await dates.again();
  assert.deepEqual([dates.problem, dates.promises.length], [undefined, 1]);
});
