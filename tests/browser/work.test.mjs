// What a counter does with its own orders, with those it packs for another one, and with those that are sent to it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Work, columnOf, columnsAt, nextStep } from '../../static/store/work.js';

const LYON = { node: 'LYO1', node_name: 'Lyon Bellecour' };
const PARIS = { node: 'PAR1', node_name: 'Paris Marais' };
const TOBACCONIST = { node: 'RP1', node_name: 'Tabac de la Croix-Rousse' };
const card = (status, more = {}) => ({ fulfillment_id: 'f', order_id: 'o', number: '4827-193-605', status, method: 'pickup', ...LYON, lines: [{ line: 1, quantity: 2, picked: 2 }], updated_seq: 1, ...more });
const steps = ['offered', 'accepted', 'picking', 'packed', 'shipped', 'ready_for_pickup'];
const seen = (here, more) => steps.map((status) => columnOf(card(status, more), here));

test('what is collected where it is packed goes through the columns', () => {
  assert.deepEqual(seen('LYO1', {}), ['new', 'picking', 'picking', 'packed', undefined, 'ready']);
  assert.deepEqual(steps.filter((status) => status !== 'shipped').map((status) => nextStep(card(status))), ['accept', 'pick', 'pack', 'ready', 'hand_over']);
  assert.equal(nextStep(card('picking', { lines: [{ line: 1, quantity: 2, picked: 1 }] })), 'pick');
});

test('what is shipped home leaves the board', () => {
  assert.equal(nextStep(card('packed', { method: 'ship' })), 'ship');
  assert.equal(columnOf(card('shipped', { method: 'ship' }), 'LYO1'), undefined);
});

test('what is packed here for another counter is shipped there and never ready here', () => {
  for (const [method, counter] of [['pickup', PARIS], ['relay_point', TOBACCONIST]]) {
    assert.deepEqual(seen('LYO1', { method, sent_to: counter }), ['new', 'picking', 'picking', 'packed', undefined, undefined]);
    assert.equal(nextStep(card('packed', { method, sent_to: counter })), 'ship');
  }
});

test('what is sent here is nobody’s concern before it has left, then arrives, then is ready', () => {
  for (const [method, counter] of [['pickup', PARIS], ['relay_point', TOBACCONIST]]) {
    assert.deepEqual(seen(counter.node, { method, sent_to: counter }), [undefined, undefined, undefined, undefined, 'arriving', 'ready']);
    assert.equal(nextStep(card('shipped', { method, sent_to: counter })), 'arrive');
    assert.equal(nextStep(card('ready_for_pickup', { method, sent_to: counter })), 'hand_over');
  }
});

test('a relay point packs nothing', () => {
  assert.deepEqual(columnsAt({ kind: 'store' }), ['new', 'picking', 'packed', 'arriving', 'ready']);
  assert.deepEqual(columnsAt({ kind: 'relay_point' }), ['arriving', 'ready']);
});

test('cards come and go with their frames, and only new work chimes', () => {
  const work = new Work();
  const arrivals = [];
  work.addEventListener('arrival', ({ detail }) => arrivals.push(detail.fulfillment_id));
  const coming = (status, seq) => card(status, { fulfillment_id: 'coming', ...PARIS, sent_to: LYON, updated_seq: seq });
  work.put({ node: { code: 'LYO1', kind: 'store' }, cards: [card('packed', { fulfillment_id: 'going', sent_to: PARIS }), coming('packed', 1)] });
  assert.deepEqual([...work.cards.keys()], ['going']);
  work.take(coming('shipped', 2));
  assert.deepEqual(work.in('arriving').map((each) => each.fulfillment_id), ['coming']);
  work.take(card('shipped', { fulfillment_id: 'going', sent_to: PARIS, updated_seq: 2 }));
  assert.deepEqual([...work.cards.keys()], ['coming']);
  work.take(coming('ready_for_pickup', 3));
  work.take(coming('shipped', 2)); // late, and overtaken
  assert.deepEqual(work.in('ready').map((each) => each.fulfillment_id), ['coming']);
  work.take(card('offered', { fulfillment_id: 'elsewhere', ...PARIS, sent_to: LYON }));
  work.take(card('offered', { fulfillment_id: 'new' }));
  assert.deepEqual(arrivals, ['new']);
  assert.deepEqual(work.besides(coming('ready_for_pickup', 3)).map((each) => each.fulfillment_id), ['new']);
});

test('a parcel that has arrived is said to be ready; when that fails the card keeps it to try again', async (context) => {
  const work = new Work();
  work.put({ node: { code: 'LYO1', kind: 'store' }, cards: [card('shipped', { ...PARIS, sent_to: LYON })] });
  const asked = [];
  const answers = [() => { throw new TypeError('no network'); }, () => Response.json({ seq: 9, fulfillments: [{ id: 'f', status: 'ready_for_pickup', lines: [], ready_until: '2026-11-28T18:00:00Z' }] })];
  context.mock.method(globalThis, 'fetch', async (url) => {
    asked.push(url);
    return answers.shift()();
  });
  const [arriving] = work.in('arriving');
  assert.equal(await work.do(arriving, 'arrive'), undefined);
  assert.equal(work.failed('f').step, 'arrive');
  assert.equal(work.in('arriving').length, 1);
  await work.again(arriving);
  assert.equal(work.failed('f'), undefined);
  assert.deepEqual(work.in('ready').map(({ ready_until }) => ready_until), ['2026-11-28T18:00:00Z']);
  assert.deepEqual(asked, ['/api/v1/fulfillments/f/ready', '/api/v1/fulfillments/f/ready']);
});
