// The ways in which a customer at the counter can have a basket, and the words for their dates.
import assert from 'node:assert/strict';
import test from 'node:test';
import { clock, setLanguage } from '../../static/shared/i18n.js';
import { nearDay, nearMoment } from '../../static/store/near-day.js';
import { deliveryBy, shownWays, waysOf } from '../../static/store/ways.js';

const node = { code: 'LYO1', kind: 'store', name: 'Lyon Bellecour' };
const promise = (method, at, where) => ({ method, at, parcels: 1, promise: `${method} ${where}`, ...(where ? { node: where, node_name: where } : {}) });
const keys = (ways) => ways.map(({ key, at, refused }) => [key, at ?? refused?.code]);
const short = (method) => ({ promises: [], unavailable: [{ method, code: 'insufficient_stock' }] });

test('the soonest comes first, and this counter once', () => {
  const here = { promises: [promise('pickup', '2026-11-23T14:00:00Z', 'LYO1')] };
  const near = { promises: [promise('pickup', '2026-11-23T14:00:00Z', 'LYO1'), promise('pickup', '2026-11-23T10:00:00Z', 'LYO2'), promise('ship', '2026-11-24T17:00:00Z'), promise('relay_point', '2026-11-25T09:00:00Z', 'RP1')] };
  assert.deepEqual(keys(waysOf({ node, here, near, homeKnown: true })), [
    ['pickup LYO2', '2026-11-23T10:00:00Z'], ['pickup LYO1', '2026-11-23T14:00:00Z'], ['ship', '2026-11-24T17:00:00Z'], ['relay_point RP1', '2026-11-25T09:00:00Z'],
  ]);
});

test('what is lacking here can be sent here later, or it is said that it cannot', () => {
  const near = { promises: [promise('ship', '2026-11-24T17:00:00Z')] };
  const sent = { promises: [promise('pickup', '2026-11-26T09:00:00Z', 'LYO1')] };
  assert.deepEqual(keys(waysOf({ node, here: sent, near, homeKnown: true })).at(-1), ['pickup LYO1', '2026-11-26T09:00:00Z']);
  const [, here] = waysOf({ node, here: short('pickup'), near, homeKnown: true });
  assert.deepEqual([here.key, here.here, here.refused.code], ['pickup LYO1', true, 'insufficient_stock']);
});

test('another postcode’s date is not the customer’s', () => {
  const near = { promises: [promise('ship', '2026-11-24T17:00:00Z')] };
  const [, home] = waysOf({ node, here: { promises: [promise('pickup', '2026-11-23T14:00:00Z', 'LYO1')] }, near, homeKnown: false });
  assert.deepEqual([home.key, home.at, home.promise, home.refused], ['ship', undefined, undefined, undefined]);
  // That there is none left anywhere holds wherever they live; a limit by distance may not.
  assert.equal(waysOf({ node, here: {}, near: short('ship'), homeKnown: false }).find(({ key }) => key === 'ship').refused.code, 'insufficient_stock');
  const limited = { promises: [], unavailable: [{ method: 'ship', code: 'no_plan_within_limits' }] };
  assert.equal(waysOf({ node, here: {}, near: limited, homeKnown: false }).find(({ key }) => key === 'ship').refused, undefined);
  assert.equal(waysOf({ node, here: {}, near: limited, homeKnown: true }).find(({ key }) => key === 'ship').refused.code, 'no_plan_within_limits');
});

test('nothing is collected at a warehouse, and at a relay point it is called so', () => {
  assert.deepEqual(keys(waysOf({ node: { ...node, kind: 'warehouse' }, here: {}, near: {}, homeKnown: false })), [['ship', undefined]]);
  const relay = { code: 'RP1', kind: 'relay_point', name: 'Tabac' };
  const [way] = waysOf({ node: relay, here: { promises: [promise('relay_point', '2026-11-25T09:00:00Z', 'RP1')] }, near: {}, homeKnown: false });
  assert.deepEqual(deliveryBy(way), { method: 'relay_point', node: 'RP1' });
  assert.deepEqual(deliveryBy({ method: 'ship' }, { city: 'Lyon' }), { method: 'ship', address: { city: 'Lyon' } });
});

test('a long list is cut to what is near, and to what matters anyway', () => {
  const ways = [...'abcdefg'].map((key, at) => ({ key, method: 'pickup', km: [391, 250, 1.2, 277, 3, 402, 500][at] })).concat({ key: 'ship', method: 'ship' }, { key: 'here', method: 'pickup', here: true });
  assert.deepEqual(shownWays(ways, { chosen: 'g' }).map(({ key }) => key), ['c', 'e', 'g', 'ship', 'here']);
  assert.equal(shownWays(ways, { all: true }).length, 9);
  assert.equal(shownWays(ways.slice(0, 5), {}).length, 5);
});

test('near days have their words, by the shop’s clock', () => {
  const { timeZone } = clock;
  try {
    clock.timeZone = 'Europe/Paris';
    const now = Date.parse('2026-11-22T22:30:00Z'); // half past eleven at night in Paris
    setLanguage('en');
    assert.equal(nearMoment('2026-11-22T22:50:00Z', now), `today ${new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Paris' }).format(new Date('2026-11-22T22:50:00Z'))}`);
    assert.equal(nearDay('2026-11-22T23:10:00Z', now), 'tomorrow');
    assert.match(nearDay('2026-11-24T12:00:00Z', now), /Tuesday/);
    setLanguage('fr');
    assert.equal(nearDay('2026-11-23T09:00:00Z', now), 'demain');
    assert.equal(nearDay('2026-11-24T12:00:00Z', now), 'mardi 24 nov.');
  } finally {
    clock.timeZone = timeZone;
  }
});
