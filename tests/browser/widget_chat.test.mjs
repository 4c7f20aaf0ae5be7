/** The webchat without its screens: the visitor's session and the conversation. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fakeServer, settle } from './fake_socket.mjs';

// A conversation's heartbeat must not keep the test running when it is over.
const { setTimeout: ordinary } = globalThis;
globalThis.setTimeout = (...timer) => ordinary(...timer).unref();

class MemoryStorage {
  #values = new Map();
  getItem = (key) => this.#values.get(key) ?? null;
  setItem = (key, value) => this.#values.set(key, String(value));
  removeItem = (key) => this.#values.delete(key);
}

beforeEach(() => {
  globalThis.localStorage = new MemoryStorage();
  globalThis.sessionStorage = new MemoryStorage();
});

const { Visitor } = await import('../../static/widget/visitor.js');
const { Chat } = await import('../../static/widget/chat.js');

const session = (token, minutes = 15) => ({
  visitor_id: 'v1',
  token,
  refresh_token: 'R',
  expires_at: new Date(Date.now() + minutes * 60_000).toISOString(),
});

function api(...answers) {
  const asked = [];
  return {
    asked,
    post: async (path, body) => {
      asked.push(body);
      const answer = answers[asked.length - 1];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

test('a visitor is made once, kept, and renewed before the token runs out', async () => {
  const first = api(session('T1', 0.1), session('T2'));
  const visitor = new Visitor('https://hub', first);
  const together = await Promise.all([visitor.token(), visitor.token()]);
  assert.deepEqual(together, ['T1', 'T1']);
  assert.equal(await visitor.token(), 'T2');
  assert.deepEqual(first.asked, [{}, { refresh_token: 'R' }]);
  const none = api();
  assert.equal(await new Visitor('https://hub', none).token(), 'T2', 'the next page finds it');
  assert.equal(none.asked.length, 0);
});

test('a session that the server does not know any more gives way to a new one; a broken line does not', async () => {
  localStorage.setItem('comptoir.visitor https://hub', JSON.stringify(session('old', -1)));
  const offline = Object.assign(new Error('offline'), { status: 0 });
  await assert.rejects(new Visitor('https://hub', api(offline)).token(), /offline/);
  const refused = Object.assign(new Error('unknown'), { status: 401 });
  const calls = api(refused, session('fresh'));
  assert.equal(await new Visitor('https://hub', calls).token(), 'fresh');
  assert.deepEqual(calls.asked, [{ refresh_token: 'R' }, {}]);
});

async function conversation(context = {}) {
  const server = fakeServer();
  globalThis.WebSocket = server.WebSocket;
  const chat = new Chat({ origin: 'https://hub', visitor: { token: async () => 'T', forget() {} }, language: () => 'fr' });
  chat.start();
  await settle();
  server.current.open();
  server.current.give({
    type: 'welcome',
    cursor: 10,
    resumed: false,
    you: { kind: 'visitor' },
    context: { shop: { name: 'Maison' }, customer: null, timeline: [], orders: [], handover: null, ...context },
  });
  await settle();
  let last = 10;
  const happen = (type, data, more = {}) => {
    const seq = last + 1;
    const event = { seq, at: new Date().toISOString(), type, entity: { kind: 'customer', id: 'c1' }, data, ...more.event };
    server.current.give({ type: 'event', stream: 'me', seq, prev: last, event, order: more.order });
    last = seq;
  };
  return { chat, server, happen };
}

test('hello goes to the hub of the script, with the language', async () => {
  const { chat, server } = await conversation();
  assert.equal(server.current.url, 'wss://hub/live');
  assert.deepEqual(server.current.sent[0], { type: 'hello', token: 'T', language: 'fr' });
  assert.equal(chat.ready, true);
});

test('what I say shows at once, is kept until it is posted, and appears once', async () => {
  const { chat, server, happen } = await conversation();
  const said = chat.say('Bonjour');
  const [{ id, state }] = chat.outgoing;
  assert.equal(state, 'sending');
  assert.match(sessionStorage.getItem('comptoir.outgoing'), /Bonjour/);
  const frame = server.current.sent.at(-1);
  assert.equal(frame.message_id, id);
  happen('message.posted', { message_id: id, from: 'customer', text: 'Bonjour', channel: 'webchat' });
  server.current.give({ type: 'ack', ref: frame.ref, seq: 11 });
  await said;
  assert.equal(chat.outgoing.length, 0);
  assert.deepEqual(chat.items.map(({ text }) => text), ['Bonjour']);
  assert.equal(sessionStorage.getItem('comptoir.outgoing'), null);
});

test('a refusal stays with its message and its text, and may be tried again under the same id', async () => {
  const { chat, server } = await conversation();
  const said = chat.say('Trop vite');
  const first = server.current.sent.at(-1);
  server.current.give({ type: 'rejected', ref: first.ref, code: 'too_many_requests', detail: 'Doucement.' });
  await said;
  const [failed] = chat.outgoing;
  assert.deepEqual([failed.state, failed.why, failed.text], ['failed', 'Doucement.', 'Trop vite']);
  chat.again(failed);
  assert.equal(server.current.sent.at(-1).message_id, first.message_id);
  assert.equal(chat.outgoing[0].state, 'sending');
});

test('a message written before the page changed is sent by the next page', async () => {
  sessionStorage.setItem('comptoir.outgoing', JSON.stringify([{ id: 'm1', text: 'Encore là', at: new Date().toISOString() }]));
  const { server } = await conversation();
  assert.deepEqual(server.current.sent.filter(({ type }) => type === 'message').map(({ message_id }) => message_id), ['m1']);
});

test('unread counts what others did while nobody looked, also on the next page, and ends by looking', async () => {
  const { chat, happen } = await conversation();
  happen('message.posted', { message_id: 'a', from: 'staff', text: 'Oui ?', channel: 'webchat' });
  happen('fulfillment.ready', {}, { event: { entity: { kind: 'order', id: 'o1' } } });
  happen('message.posted', { message_id: 'b', from: 'customer', text: 'moi', channel: 'webchat' });
  assert.equal(chat.unread, 2);
  chat.watch(true);
  assert.equal(chat.unread, 0);
  const timeline = [
    { seq: 11, at: '', type: 'message.posted', entity: {}, data: { message_id: 'a', from: 'staff', text: 'Oui ?' } },
    { seq: 14, at: '', type: 'message.posted', entity: {}, data: { message_id: 'c', from: 'staff', text: 'Toujours là ?' } },
  ];
  const later = await conversation({ timeline });
  assert.equal(later.chat.unread, 1);
});

test('an order has one card, changed in place, and the page hears of it', async () => {
  const { chat, happen } = await conversation();
  const heard = [];
  chat.addEventListener('order', ({ detail }) => heard.push(detail.status));
  const order = (status) => ({ order: { id: 'o1', status, delivery: { method: 'ship' }, lines: [] }, event: { entity: { kind: 'order', id: 'o1' } } });
  happen('order.placed', {}, order('sourcing'));
  happen('order.reserved', {}, order('reserved'));
  happen('fulfillment.shipped', {}, order('shipped'));
  assert.deepEqual(chat.items.map(({ kind }) => kind), ['order', 'step']);
  assert.equal(chat.orders.get('o1').status, 'shipped');
  assert.deepEqual(heard, ['sourcing', 'reserved', 'shipped']);
});

test('an order under way stays in sight when it was placed long ago, one that is over does not come back', async () => {
  const order = (id, status) => ({ id, status, delivery: { method: 'ship' }, lines: [], placed_at: '' });
  const { chat } = await conversation({ orders: [order('o1', 'shipped'), order('o2', 'completed')] });
  assert.deepEqual(chat.items.map(({ id }) => id), ['o1']);
});

test('what is known is taken over: name, email, and whether it is proved', async () => {
  const { chat, happen } = await conversation();
  happen('customer.named', { name: 'Camille' });
  happen('handle.claimed', { kind: 'email', value: 'c@exemple.fr', assurance: 'claimed' });
  assert.deepEqual(chat.customer, { name: 'Camille', email: 'c@exemple.fr', proved: false });
  happen('handle.attached', { kind: 'email', value: 'c@exemple.fr', assurance: 'proved' });
  assert.equal(chat.customer.proved, true);
});
