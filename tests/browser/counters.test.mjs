/** Where a basket can be collected: what is near, what is sent there, and what the order then says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestOf as saleRequest } from '../../static/console/sale.js';
import { nearby, nearest, placeOf, sentThere, tellingKm } from '../../static/shared/ways.js';
import { storeWays } from '../../static/shop/ways.js';

const promise = (method, node, distance_km, more = {}) => ({ method, node, node_name: node, distance_km, at: '2026-11-26T17:00:00Z', parcels: 1, promise: `token ${node}`, ...more });

test('a place is asked about once its postcode is long enough', () => {
  for (const postcode of [' 690 ', '6900', '69 00']) assert.equal(placeOf({ postcode, country: 'FR' }), undefined);
  assert.deepEqual(placeOf({ postcode: '1000', country: 'BE' }), { postcode: '1000', country: 'BE' });
  assert.deepEqual(placeOf({ postcode: ' 69002 ', country: 'FR' }), { postcode: '69002', country: 'FR' });
});

test('counters of another region are left out where there is one close by', () => {
  const promises = [promise('ship'), promise('relay_point', 'PARIS', 374), promise('relay_point', 'GUILL', 20.4), promise('relay_point', 'CROIX', 17.9), promise('pickup', 'LYO1', 19)];
  assert.deepEqual(nearby(promises, 'relay_point').map(({ node }) => node), ['CROIX', 'GUILL']);
  assert.equal(nearest(promises, 'relay_point').node, 'CROIX');
  assert.equal(nearest(promises, 'ship').method, 'ship');
  // Where nothing is close by the farther ones are what there is; and all are, where nobody knows how far they are.
  assert.deepEqual(nearby([promises[1]], 'relay_point').map(({ node }) => node), ['PARIS']);
  assert.deepEqual(nearby([promise('relay_point', 'A', undefined), promise('relay_point', 'B', undefined)], 'relay_point').map(({ node }) => node), ['A', 'B']);
  assert.deepEqual([nearby(undefined, 'relay_point'), nearest(undefined, 'ship')], [[], undefined]);
});

test('a distance is told where it says more than the postcode left open', () => {
  assert.equal(tellingKm(promise('pickup', 'LYO1', 19.4)), undefined);
  assert.equal(tellingKm(promise('pickup', 'MPL1', 258.4)), 258);
  assert.equal(tellingKm(undefined), undefined);
});

const stores = ['LYO1', 'MPL1', 'PAR1', 'NCE1'].map((code) => ({ code, name: code }));
const lines = [{ sku: 'A', quantity: 2 }, { sku: 'B', quantity: 1 }];
const at = (available) => ({ nodes: Object.entries(available).map(([node, units]) => ({ node, available: units })) });
const stock = new Map([['A', at({ LYO1: 1, MPL1: 2, PAR1: 2 })], ['B', at({ MPL1: 1, PAR1: 1 })]]);

test('a store that lacks something can be chosen where it is promised that it is sent there', () => {
  const promises = [promise('pickup', 'MPL1', 258, { parcels: 0 }), promise('pickup', 'LYO1', 19)];
  const ways = storeWays({ stores, lines, stock, promises });
  assert.deepEqual(ways.map(({ store, has, sent, open }) => [store.code, has, sent, open]), [
    ['LYO1', 0, true, true],
    ['MPL1', 2, false, true],
    ['PAR1', 2, false, true],
    ['NCE1', 0, false, false],
  ]);
  assert.ok(sentThere(promises[1]) && !sentThere(promises[0]) && !sentThere(promise('relay_point', 'R', 1)));
});

test('without a promise a store is chosen by its stock, and any of them while that is not known', () => {
  assert.deepEqual(storeWays({ stores, lines, stock }).map(({ store, open }) => [store.code, open]), [['MPL1', true], ['PAR1', true], ['LYO1', false], ['NCE1', false]]);
  assert.ok(storeWays({ stores, lines, stock: new Map() }).every(({ open }) => open));
});

test('an order by phone names its counter, and the promise it is held to', () => {
  const sale = { customer: 'c1', language: 'fr', lines: [{ sku: 'A', title: 'a', price: {}, quantity: 2 }], method: 'relay_point', node: 'RLY1', address: { name: ' Rose ' } };
  const body = saleRequest({ ...sale, promise: promise('relay_point', 'RLY1', 20) });
  assert.deepEqual([body.delivery, body.promise, body.channel], [{ method: 'relay_point', node: 'RLY1' }, 'token RLY1', 'phone']);
  const shipped = saleRequest({ ...sale, method: 'ship', node: undefined });
  assert.deepEqual([shipped.delivery, 'promise' in shipped], [{ method: 'ship', address: { name: 'Rose' } }, false]);
});
