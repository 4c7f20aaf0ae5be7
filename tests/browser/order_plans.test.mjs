// What the console works out of an order's sourcing plans.
import assert from 'node:assert/strict';
import test from 'node:test';
import { lastSourced, lateArrival, plansOf, titlesOf, waitingUnits } from '../../static/console/order-plans.js';

const part = (id, name, arrives) => ({ fulfillment_id: id, node: name, node_name: name, arrives_at: arrives });

test('earlier plans come newest first, with who ended them and why', () => {
  const plans = [{ parts: [part('1', 'Orléans')] }, { parts: [part('2', 'Rennes'), part('3', 'Lyon'), part('4', 'Lyon')] }, { parts: [part('5', 'Paris')] }];
  const order = { fulfillments: [{ id: '1', status: 'rejected', reason: 'damaged' }, { id: '2', status: 'expired' }, { id: '3', status: 'packed' }, { id: '5', status: 'offered' }] };
  const { inForce, earlier } = plansOf({ plans }, order);
  assert.equal(inForce, plans[2]);
  assert.deepEqual(earlier.map(({ number, names }) => [number, names]), [[2, ['Rennes', 'Lyon']], [1, ['Orléans']]]);
  assert.deepEqual(earlier.map(({ ended }) => ended), [[{ name: 'Rennes', status: 'expired', reason: undefined }], [{ name: 'Orléans', status: 'rejected', reason: 'damaged' }]]);
  assert.deepEqual(plansOf({ plans: [] }, {}), { inForce: undefined, earlier: [] });
});

test('a plan is late when the last of it arrives after what was promised', () => {
  const plan = { parts: [part('1', 'Lyon', '2026-11-25T17:00:00Z'), part('2', 'Paris', '2026-11-26T17:00:00.000Z'), part('3', 'Lille')] };
  assert.equal(lateArrival(plan, '2026-11-25T17:00:00Z'), '2026-11-26T17:00:00.000Z');
  assert.equal(lateArrival(plan, '2026-11-26T17:00:00Z'), undefined);
  assert.equal(lateArrival(plan, undefined), undefined);
  assert.equal(lateArrival({ parts: [] }, '2026-11-25T17:00:00Z'), undefined);
});

test('only a new sourcing of this order is a new plan', () => {
  const event = (seq, type, id) => ({ seq, type, entity: { kind: 'order', id } });
  const events = [event(1, 'order.sourced', 'a'), event(2, 'order.sourced', 'b'), event(3, 'order.reserved', 'a')];
  assert.equal(lastSourced(events, 'a'), 1);
  assert.equal(lastSourced([...events, event(4, 'order.sourced', 'a')], 'a'), 4);
  assert.equal(lastSourced(events, 'c'), undefined);
});

test('articles are named, and those that wait are counted', () => {
  const lines = [{ sku: 'A', title: 'Lamp', quantities: { backordered: 2 } }, { sku: 'B', title: 'Vase', quantities: {} }, { sku: 'C', title: 'Rug' }];
  assert.deepEqual(titlesOf({ lines }), { A: 'Lamp', B: 'Vase', C: 'Rug' });
  assert.equal(waitingUnits({ lines }), 2);
});
