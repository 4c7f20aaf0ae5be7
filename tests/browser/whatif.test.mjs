// What “what if” works out by itself: days of the shop, the request of a scenario, the figures side by side, following what runs.
import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { addWords, setLanguage } from '../../static/shared/i18n.js';
import { costParts, lateShareOf, loadOf, outcomeRows, sellsLess } from '../../static/sourcing/outcome.js';
import { beginningOf, dayAt, daysLater, flawOf, fromWire, lastDays, periodInWords, toWire } from '../../static/sourcing/period.js';
import { Runs } from '../../static/sourcing/runs.js';
import { again, choiceOf, choicesOf, doubled, formOf, policyInWords, policyOf, requestOf, stockInWords } from '../../static/sourcing/scenario.js';
import whatifWords from '../../static/sourcing/whatif-words.js';
import words from '../../static/sourcing/words.js';

addWords(words);
addWords(whatifWords);
beforeEach(() => setLanguage('en'));

const PARIS = 'Europe/Paris';
const plain = (text) => text?.replace(/[\u00a0\u202f\u2009]/g, ' ');

test('a day begins at midnight by the shop’s clock, also where clocks change', () => {
  const at = (day, zone) => beginningOf(day, zone).toISOString();
  assert.equal(at('2026-11-22', PARIS), '2026-11-21T23:00:00.000Z');
  assert.equal(at('2026-07-14', PARIS), '2026-07-13T22:00:00.000Z');
  // The days on which clocks change, and those after.
  assert.equal(at('2026-03-29', PARIS), '2026-03-28T23:00:00.000Z');
  assert.equal(at('2026-03-30', PARIS), '2026-03-29T22:00:00.000Z');
  assert.equal(at('2026-10-25', PARIS), '2026-10-24T22:00:00.000Z');
  assert.equal(at('2026-10-26', PARIS), '2026-10-25T23:00:00.000Z');
  assert.equal(at('2026-03-09', 'America/New_York'), '2026-03-09T04:00:00.000Z');
  assert.equal(at('2026-01-01', 'Pacific/Auckland'), '2025-12-31T11:00:00.000Z');
  assert.equal(dayAt('2026-11-21T23:30:00Z', PARIS), '2026-11-22');
  assert.equal(dayAt('2026-11-21T23:30:00Z', 'America/New_York'), '2026-11-21');
  assert.equal(daysLater('2026-02-28', 1), '2026-03-01');
});

test('a period is whole days, and read back as the same', () => {
  assert.deepEqual(lastDays(7, { now: Date.parse('2026-11-21T23:30:00Z'), timeZone: PARIS }), { first: '2026-11-16', last: '2026-11-22' });
  for (const days of [{ first: '2026-11-16', last: '2026-11-22' }, { first: '2026-10-20', last: '2026-10-25' }, { first: '2026-03-29', last: '2026-03-29' }]) {
    assert.deepEqual(fromWire(toWire(days, PARIS), PARIS), days);
  }
  assert.deepEqual(toWire({ first: '2026-10-25', last: '2026-10-25' }, PARIS), { from: '2026-10-24T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' }); // 25 hours
});

test('what cannot be replayed is said before it is asked for', () => {
  const today = { now: Date.parse('2026-11-22T12:00:00Z'), timeZone: PARIS };
  assert.equal(flawOf({ first: '2026-11-16', last: '2026-11-22' }, today), undefined);
  assert.equal(flawOf({ first: '2026-11-22', last: '2026-11-22' }, today), undefined);
  assert.equal(flawOf({ first: '', last: '2026-11-22' }, today), 'empty');
  assert.equal(flawOf({ first: '2026-11-22', last: '2026-11-21' }, today), 'turned');
  assert.equal(flawOf({ first: '2026-11-23', last: '2026-11-24' }, today), 'future');
});

test('a period in words has the clock only where it needs it', () => {
  const whole = plain(periodInWords(toWire({ first: '2026-11-16', last: '2026-11-22' }, PARIS), PARIS));
  assert.match(whole, /16.*22.*Nov|Nov.*16.*22/);
  assert.doesNotMatch(whole, /:/);
  assert.match(periodInWords({ from: '2026-11-16T08:00:00Z', to: '2026-11-16T10:30:00Z' }, PARIS), /9:00|09:00/);
});

const policy = (cost) => ({ scope: { channels: [], methods: [], categories: [] }, weights: { late_hour: cost }, limits: { most_parcels: null } });
const book = {
  items: [{ name: 'Lamps', version: 3, policy: policy(10) }],
  usual: policy(50),
  drafts: new Map([['kept/Lamps', { name: 'Lamps', version: 3, value: policy(20) }], ['new/1', { name: '', version: 0, value: policy(30) }]]),
  kept: (name) => book.items.find((item) => item.name === name),
};

test('a scenario asks for what was chosen, and for nothing else', () => {
  const days = { first: '2026-11-16', last: '2026-11-22' };
  assert.deepEqual(requestOf({ ...days, stock: [] }, undefined, PARIS), { from: '2026-11-15T23:00:00.000Z', to: '2026-11-22T23:00:00.000Z' });
  const stock = [{ node: '', percent: 80 }, { node: 'LYO1', percent: 0 }];
  assert.deepEqual(requestOf({ ...days, stock }, policy(1), PARIS), { from: '2026-11-15T23:00:00.000Z', to: '2026-11-22T23:00:00.000Z', policy: policy(1), stock: [{ percent: 80 }, { node: 'LYO1', percent: 0 }] });
  assert.equal(doubled(stock), -1);
  assert.equal(doubled([...stock, { node: 'LYO1', percent: 5 }]), 2);
});

test('a kept simulation is run again as it was, or taken up in the form', () => {
  const kept = { from: '2026-11-15T23:00:00.000Z', to: '2026-11-22T23:00:00.000Z', policy: null, stock: [{ node: null, percent: 50 }, { node: 'LYO1', percent: 120 }] };
  assert.deepEqual(again(kept), { from: kept.from, to: kept.to, stock: [{ percent: 50 }, { node: 'LYO1', percent: 120 }] });
  const form = formOf(kept, book, PARIS);
  assert.deepEqual(form, { first: '2026-11-16', last: '2026-11-22', rule: '', stock: [{ node: '', percent: 50 }, { node: 'LYO1', percent: 120 }] });
  assert.deepEqual(requestOf(form, policyOf(form, book), PARIS), again(kept));
  // A policy that nobody has any more goes along.
  const gone = formOf({ ...kept, policy: policy(99) }, book, PARIS);
  assert.equal(gone.rule, 'carried');
  assert.deepEqual(policyOf(gone, book), policy(99));
});

test('policies are known by what they say, whatever the order of their fields', () => {
  const { scope, weights, limits } = policy(10);
  assert.equal(choiceOf({ limits, weights, scope }, book), 'kept:Lamps');
  assert.equal(choiceOf(policy(20), book), 'draft:kept/Lamps');
  assert.equal(choiceOf(policy(30), book), 'draft:new/1');
  assert.equal(choiceOf(policy(50), book), 'usual');
  assert.equal(choiceOf(policy(60), book), undefined);
  assert.equal(policyInWords(null, book), 'Policies in force');
  assert.equal(policyInWords(policy(10), book), 'Lamps, version 3');
  assert.equal(policyInWords(policy(20), book), 'Lamps, unsaved changes');
  assert.equal(policyInWords(policy(60), book), 'Another policy');
  const { kept, drafts } = choicesOf(book);
  assert.deepEqual(kept.map(({ value }) => policyOf({ rule: value }, book)), [policy(10)]);
  assert.deepEqual(drafts.map(({ value }) => policyOf({ rule: value }, book)), [policy(20), policy(30)]);
  assert.equal(policyOf({ rule: 'kept:Gone' }, book), undefined);
  assert.equal(policyOf({ rule: '' }, book), undefined);
  assert.equal(stockInWords({ node: null, percent: 50 }), 'All nodes: stock at 50%');
  assert.equal(stockInWords({ node: 'LYO1', percent: 1000 }, () => 'Lyon'), 'Lyon: stock at 1,000%');
});

const sums = (change = {}) => ({ orders: 10, units: 20, lost_units: 0, orders_with_losses: 0, parcels: 12, parcel_cost: 6000, handling_cost: 2000, co2_grams: 4000, foreseen: 10, late: 1, rejections: 2, load: [], ...change });
const row = (rows, key) => rows.find((each) => each.key === key);

test('less cost is better, more of what is missing is worse, and the same is neither', () => {
  const rows = outcomeRows(sums(), sums({ parcels: 10, parcel_cost: 5000, late: 3, lost_units: 4, orders: 10 }), 'EUR');
  const cost = row(rows, 'cost');
  assert.deepEqual([plain(cost.happened), plain(cost.instead), plain(cost.difference), plain(cost.relative), cost.tone], ['€80.00', '€70.00', '−€10.00', '−12.5%', 'better']);
  assert.equal(plain(row(rows, 'cost_each').difference), '−€1.00');
  assert.deepEqual([row(rows, 'parcels_each').happened, row(rows, 'parcels_each').instead, row(rows, 'parcels_each').difference], ['1.20', '1.00', '−0.20']);
  assert.deepEqual([row(rows, 'late').happened, row(rows, 'late').instead, row(rows, 'late').difference, row(rows, 'late').tone], ['10.0%', '30.0%', '+20.0 pt', 'worse']);
  assert.deepEqual(row(rows, 'late').details, ['1 of 10', '3 of 10']);
  assert.deepEqual([row(rows, 'lost_units').difference, row(rows, 'lost_units').tone], ['+4', 'worse']);
  for (const key of ['orders', 'co2', 'rejections']) assert.deepEqual([row(rows, key).tone, row(rows, key).difference], ['same', undefined], key);
  // More orders or fewer is neither good nor bad.
  assert.equal(row(outcomeRows(sums(), sums({ orders: 9 }), 'EUR'), 'orders').tone, 'other');
});

test('a difference is that of the figures as they are read', () => {
  const co2 = row(outcomeRows(sums({ co2_grams: 2064 }), sums({ co2_grams: 640 }), 'EUR'), 'co2');
  assert.deepEqual([co2.happened, co2.instead, co2.difference], ['2.06 kg', '0.64 kg', '−1.42 kg']);
  assert.equal(row(outcomeRows(sums({ co2_grams: 250_400 }), sums({ co2_grams: 1400 }), 'EUR'), 'co2').instead, '1 kg');
});

test('nothing is divided by no orders', () => {
  const none = sums({ orders: 0, units: 0, parcels: 0, parcel_cost: 0, handling_cost: 0, co2_grams: 0, foreseen: 0, late: 0, rejections: 0 });
  const rows = outcomeRows(none, none, 'EUR');
  for (const key of ['cost_each', 'parcels_each', 'co2_each', 'late']) assert.deepEqual([row(rows, key).tone, row(rows, key).happened, row(rows, key).details], ['unknown', undefined, undefined], key);
  assert.doesNotMatch(JSON.stringify(rows), /NaN|Infinity|∞/);
  // One side alone: what is known is shown, without a difference.
  const half = row(outcomeRows(sums(), none, 'EUR'), 'late');
  assert.deepEqual([half.happened, half.instead, half.difference, half.tone], ['10.0%', undefined, undefined, 'unknown']);
  assert.equal(row(outcomeRows(none, sums(), 'EUR'), 'cost').relative, undefined);
  assert.equal(lateShareOf(none), undefined);
});

test('a saving that is a lost sale is said to be one', () => {
  assert.equal(sellsLess(sums(), sums({ parcel_cost: 5000, lost_units: 4 })), 4);
  assert.equal(sellsLess(sums(), sums({ parcel_cost: 5000 })), 0);
  assert.equal(sellsLess(sums(), sums({ parcel_cost: 7000, lost_units: 4 })), 0);
});

test('load is paired by node, the busiest first, also where one side has none', () => {
  const load = loadOf(sums({ load: [{ node: 'LYO1', name: 'Lyon', parts: 4 }, { node: 'ORL1', name: 'Orléans', parts: 6 }] }), sums({ load: [{ node: 'LYO1', name: 'Lyon', parts: 9 }, { node: 'PAR1', name: 'Paris', parts: 2 }] }));
  assert.deepEqual(load.map(({ name, before, after }) => [name, before, after]), [['Lyon', 4, 9], ['Orléans', 6, 0], ['Paris', 0, 2]]);
  assert.deepEqual(costParts(sums(), sums({ handling_cost: 1 })).map(({ before, after }) => [before, after]), [[6000, 6000], [2000, 1]]);
});

/** Timers that go off when they are told to. */
function handTimers() {
  const waiting = [];
  return { waiting, setTimeout: (run, after) => waiting.push({ run, after }), clearTimeout: () => (waiting.length = 0), next: async () => { await waiting.shift().run(); } };
}

test('what runs is asked after until it has ended, also after a failure', async () => {
  const answers = [{ progress: 0.3, status: 'running' }, new Error('offline'), { progress: 1, status: 'done' }];
  const api = {
    get: async (path) => {
      if (path === '/simulations') return { simulations: [{ id: 'a', status: 'running', progress: 0, begun_at: '2026-11-22T10:00:00Z' }, { id: 'b', status: 'done', progress: 1, begun_at: '2026-11-22T11:00:00Z' }] };
      assert.equal(path, '/simulations/a');
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return { id: 'a', begun_at: '2026-11-22T10:00:00Z', ...answer };
    },
  };
  const timers = handTimers();
  const runs = new Runs({ api, timers });
  await runs.load();
  assert.deepEqual(runs.items.map(({ id }) => id), ['b', 'a']);
  assert.deepEqual(timers.waiting.map(({ after }) => after), [700]);
  await timers.next();
  assert.equal(runs.at('a').progress, 0.3);
  await timers.next();
  assert.equal(runs.problem.message, 'offline');
  assert.equal(runs.at('a').status, 'running');
  assert.ok(timers.waiting[0].after > 700, 'it waits longer after a failure');
  await timers.next();
  assert.deepEqual([runs.at('a').status, runs.problem, timers.waiting.length, runs.running.length], ['done', undefined, 0, 0]);
});

test('what has been begun is followed at once, and nobody is asked when nobody looks', async () => {
  const timers = handTimers();
  const api = { get: async () => ({ simulations: [] }), post: async (path, body) => ({ id: 'c', status: 'running', progress: 0, begun_at: '2026-11-22T12:00:00Z', ...body }) };
  const runs = new Runs({ api, timers });
  await runs.load();
  const begun = await runs.begin({ from: 'x' });
  assert.deepEqual([begun.id, runs.at('c').from, timers.waiting.length], ['c', 'x', 1]);
  await runs.load(); // a list that does not have it yet does not lose it
  assert.equal(runs.at('c').id, 'c');
  runs.stop();
  assert.equal(timers.waiting.length, 0);
  runs.resume();
  assert.equal(timers.waiting.length, 1);
});
