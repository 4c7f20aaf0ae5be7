/** The steps of an order, on its card and in the timeline: at home, at a store, on its way to a counter. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepOf } from '../../static/console/steps.js';
import { addWords, setLanguage, t } from '../../static/shared/i18n.js';
import consoleWords from '../../static/console/words.js';
import trackWords from '../../static/track/words.js';

// What Lit and the components ask of a browser when they are loaded; nothing is drawn.
globalThis.HTMLElement ??= class {};
globalThis.CSSStyleSheet ??= class { replaceSync() {} };
globalThis.customElements ??= { get: () => undefined, define: () => {} };
globalThis.document ??= { createTreeWalker: () => ({}), createComment: () => ({}), documentElement: {}, baseURI: 'http://localhost/' };
const { statusWord, stepsOf } = await import('../../static/shared/order-card.js');

const counter = { node: 'LYO1', node_name: 'Lyon Bellecour' };
const part = (status, sent_to) => ({ id: 'f1', node: 'SQF1', node_name: 'Entrepôt Chesnes', status, ...(sent_to ? { sent_to } : {}) });
const order = (method, status, ...fulfillments) => ({ number: '4827', status, delivery: { method }, fulfillments });

test('only what travels is on its way, and only what is collected waits at a counter', () => {
  const steps = (...of) => stepsOf(order(...of)).steps;
  assert.deepEqual(steps('ship', 'reserved', part('offered')), ['sourcing', 'reserved', 'in_preparation', 'shipped', 'completed']);
  assert.deepEqual(steps('pickup', 'reserved', part('offered')), ['sourcing', 'reserved', 'in_preparation', 'ready_for_pickup', 'completed']);
  const travelling = ['sourcing', 'reserved', 'in_preparation', 'shipped', 'ready_for_pickup', 'completed'];
  assert.deepEqual(steps('pickup', 'reserved', part('offered', counter)), travelling);
  assert.deepEqual(steps('relay_point', 'sourcing'), travelling);
  // Its store has taken over from the node that rejected it.
  assert.equal(steps('pickup', 'reserved', part('rejected', counter), part('offered')).length, 5);
});

test('an order has reached as many steps as its status says', () => {
  const reached = (...of) => stepsOf(order(...of)).reached;
  assert.equal(reached('relay_point', 'backordered'), 1);
  assert.equal(reached('relay_point', 'shipped', part('shipped', counter)), 4);
  assert.equal(reached('pickup', 'ready_for_pickup', part('ready_for_pickup', counter)), 5);
  assert.equal(reached('pickup', 'ready_for_pickup', part('ready_for_pickup')), 4);
  assert.equal(reached('ship', 'completed', part('delivered')), 5);
  assert.equal(reached('ship', 'cancelled'), 0);
});

test('each step has its words, on the card and on the tracking page', () => {
  addWords(trackWords);
  for (const language of ['fr', 'en']) {
    setLanguage(language);
    for (const method of ['ship', 'pickup', 'relay_point']) {
      const one = order(method, 'sourcing', part('offered', method === 'ship' ? undefined : counter));
      for (const step of stepsOf(one).steps) {
        assert.ok(!statusWord(one, step).startsWith('order.'), `${method} ${step}`);
        const end = step === 'completed' ? (method === 'ship' ? '.ship' : '.pickup') : step === 'shipped' && method !== 'ship' ? '.pickup' : '';
        assert.notEqual(t(`track.step.${step}${end}`), `track.step.${step}${end}`);
      }
    }
  }
  setLanguage('en');
  assert.equal(statusWord(order('relay_point', 'completed')), 'Collected');
});

test('the timeline says where a parcel goes, and where it lies', () => {
  addWords(consoleWords);
  setLanguage('en');
  const step = (type, data, one) => stepOf({ type, data: { fulfillment: 'f1', ...data }, entity: { id: 'o1' } }, one);
  const sent = order('pickup', 'shipped', part('shipped', counter));
  const left = step('fulfillment.shipped', { node: 'SQF1', carrier: 'Colissimo' }, sent);
  assert.deepEqual([left.word, left.text], ['On its way', '4827 · Entrepôt Chesnes → Lyon Bellecour · Colissimo']);
  assert.match(step('fulfillment.ready', { node: 'LYO1' }, sent).text, /^4827 · Lyon Bellecour/);
  assert.equal(step('fulfillment.delivered', { node: 'LYO1' }, sent).word, 'Collected');
  const home = order('ship', 'shipped', part('shipped'));
  assert.deepEqual([step('fulfillment.shipped', { node: 'SQF1' }, home).word, step('fulfillment.delivered', { node: 'SQF1' }, home).word], ['Shipped', 'Delivered']);
  assert.equal(step('order.refused', { reason: 'limit:capacity' }, { ...home, fulfillments: [] }).text, '4827 · their day is full');
});
