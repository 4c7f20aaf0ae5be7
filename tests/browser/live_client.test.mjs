import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Live } from '../../static/shared/live.js';
import { FakeTimers, fakeServer, settle } from './fake_socket.mjs';

const VISITOR = { kind: 'visitor', visitor_id: 'v1' };

async function connected({ you = VISITOR, cursor = 10, hello = async () => ({ token: 'T' }) } = {}) {
  const server = fakeServer();
  const timers = new FakeTimers();
  const live = new Live({ url: 'ws://hub/live', hello, WebSocket: server.WebSocket, timers, random: () => 0.5 });
  const heard = { event: [], welcome: [], status: [], resync: [], refused: [], typing: [] };
  for (const type of Object.keys(heard)) live.on(type, (detail) => heard[type].push(detail));
  live.start();
  await settle();
  server.current.open();
  server.current.give({ type: 'welcome', cursor, resumed: false, you, context: { timeline: [] } });
  await settle();
  return { server, timers, live, heard };
}

/** Brings up the socket that the client opens after a cut. */
async function reconnect({ server, timers }, { you = VISITOR, welcome = true } = {}) {
  await settle();
  for (let waited = 0; server.current.readyState !== 0; waited += 50) {
    assert.ok(waited < 60_000, 'the client tries again');
    await timers.advance(50);
  }
  server.current.open();
  const [hello] = server.current.sent;
  if (welcome) {
    server.current.give({ type: 'welcome', cursor: hello.since ?? 0, resumed: hello.since !== undefined, you, context: {} });
    await settle();
  }
  return hello;
}

const event = (seq, prev, stream = 'me') => ({ type: 'event', stream, seq, prev, event: { seq } });
const seqs = (frames) => frames.map(({ seq }) => seq);

test('the first frame is hello with the token, never the address', async () => {
  const { server, live, heard } = await connected();
  assert.equal(server.current.url, 'ws://hub/live');
  assert.deepEqual(server.current.sent[0], { type: 'hello', token: 'T' });
  assert.equal(live.status, 'online');
  assert.equal(heard.welcome[0].resumed, false);
});

test('events come in order and once; one seen before is dropped', async () => {
  const { server, heard } = await connected();
  for (const frame of [event(11, 10), event(12, 11), event(12, 11), event(11, 10), event(15, 12)]) server.current.give(frame);
  assert.deepEqual(seqs(heard.event), [11, 12, 15]);
});

test('a gap is not handed on: hello again at once with the last seq', async () => {
  const client = await connected();
  const { server, heard, timers } = client;
  server.current.give(event(11, 10));
  const old = server.current;
  old.give(event(13, 12));
  await settle();
  assert.notEqual(server.current, old, 'a new socket without waiting');
  assert.equal((await reconnect(client)).since, 11);
  old.readyState = 1;
  old.give(event(14, 13)); // the old socket has nothing more to say
  server.current.give(event(12, 11));
  server.current.give(event(13, 12));
  await timers.advance(0);
  assert.deepEqual(seqs(heard.event), [11, 12, 13]);
  assert.equal(heard.welcome.at(-1).resumed, true);
});

test('an unacknowledged message is sent again with its message_id, an acknowledged one is not', async () => {
  const client = await connected();
  const { server, live } = client;
  const first = live.send({ type: 'message', message_id: 'm1', text: 'one' });
  const second = live.send({ type: 'message', message_id: 'm2', text: 'two' });
  server.current.give({ type: 'ack', ref: server.current.sent[1].ref, seq: 11 });
  assert.equal((await first).seq, 11);
  server.current.cut();
  const third = live.send({ type: 'message', message_id: 'm3', text: 'while offline' });
  await reconnect(client);
  const sent = server.current.sent.filter(({ type }) => type === 'message');
  assert.deepEqual(sent.map(({ message_id }) => message_id), ['m2', 'm3']);
  for (const frame of sent) server.current.give({ type: 'ack', ref: frame.ref, seq: 12 });
  await Promise.all([second, third]);
});

test('what may not be repeated is refused when the connection breaks', async () => {
  const { server, live } = await connected();
  const proof = live.send({ type: 'prove_code', code: '123456' });
  server.current.cut();
  await assert.rejects(proof, { name: 'Rejected', code: 'connection_lost' });
});

test('a rejected frame says why', async () => {
  const { server, live } = await connected();
  const message = live.send({ type: 'message', message_id: 'm1', text: '' });
  server.current.give({ type: 'rejected', ref: server.current.sent[1].ref, code: 'invalid_field', detail: 'The text is empty.' });
  await assert.rejects(message, { code: 'invalid_field', message: 'The text is empty.' });
});

test('typing is sent when online and dropped otherwise', async () => {
  const client = await connected();
  client.live.signal({ type: 'typing', on: true });
  assert.equal(client.server.current.sent.at(-1).type, 'typing');
  client.server.current.cut();
  client.live.signal({ type: 'typing', on: false });
  await reconnect(client);
  assert.deepEqual(client.server.current.sent.map(({ type }) => type), ['hello']);
});

test('a watched stream gets its context, then its events; after a gap it is watched again from the last seq', async () => {
  const { server, live } = await connected({ you: { kind: 'staff' }, cursor: 100 });
  const contexts = [];
  const events = [];
  live.watch('customer:c1', { context: (context) => contexts.push(context), event: (frame) => events.push(frame) });
  const watch = server.current.sent.at(-1);
  assert.deepEqual(watch, { type: 'watch', ref: watch.ref, stream: 'customer:c1' });
  server.current.give({ type: 'watching', ref: watch.ref, stream: 'customer:c1', cursor: 50, context: { name: 'Camille' } });
  server.current.give(event(60, 50, 'customer:c1'));
  server.current.give(event(70, 65, 'customer:c1'));
  const again = server.current.sent.at(-1);
  assert.equal(again.since, 60);
  server.current.give(event(71, 70, 'customer:c1')); // still of the first watch
  server.current.give({ type: 'watching', ref: again.ref, stream: 'customer:c1', cursor: 60, context: null });
  for (const frame of [event(65, 60, 'customer:c1'), event(70, 65, 'customer:c1'), event(71, 70, 'customer:c1')]) server.current.give(frame);
  assert.deepEqual(seqs(events), [60, 65, 70, 71]);
  assert.deepEqual(contexts, [{ name: 'Camille' }]);
});

test('watches are taken up again after a reconnect, unless they ended', async () => {
  const client = await connected({ you: { kind: 'staff' } });
  const { server, live } = client;
  const end = live.watch('inbox', {});
  live.watch('node:LYO1', {});
  const [, inbox, node] = server.current.sent;
  server.current.give({ type: 'watching', ref: inbox.ref, stream: 'inbox', cursor: 5, context: {} });
  server.current.give({ type: 'watching', ref: node.ref, stream: 'node:LYO1', cursor: 7, context: {} });
  end();
  assert.equal(server.current.sent.at(-1).type, 'unwatch');
  server.current.cut();
  const hello = await reconnect(client, { you: { kind: 'staff' } });
  assert.equal(hello.since, undefined, 'staff have no base stream');
  assert.deepEqual(
    server.current.sent.slice(1).map(({ stream, since }) => ({ stream, since })),
    [{ stream: 'node:LYO1', since: 7 }],
  );
});

test('a refused watch tells its watcher and ends', async () => {
  const client = await connected({ you: { kind: 'staff' } });
  const refused = [];
  client.live.watch('node:XXX', { rejected: (error) => refused.push(error.code) });
  const { ref } = client.server.current.sent.at(-1);
  client.server.current.give({ type: 'rejected', ref, code: 'forbidden', detail: 'Not your node.' });
  assert.deepEqual(refused, ['forbidden']);
});

test('resync: the base stream says hello without since, a watched one is watched anew', async () => {
  const client = await connected();
  const { server, live, heard } = client;
  server.current.give(event(11, 10));
  server.current.give({ type: 'resync', stream: 'me' });
  const hello = await reconnect(client);
  assert.equal(hello.since, undefined);
  assert.deepEqual(heard.resync, [{ stream: 'me' }]);
  assert.equal(heard.welcome.at(-1).resumed, false);

  live.watch('inbox', {});
  const { ref } = server.current.sent.at(-1);
  server.current.give({ type: 'watching', ref, stream: 'inbox', cursor: 9, context: {} });
  server.current.give({ type: 'resync', stream: 'inbox' });
  assert.equal(server.current.sent.at(-1).type, 'watch');
  assert.equal(server.current.sent.at(-1).since, undefined);
});

test('a refused token is renewed once; refused again, the client gives up and says so', async () => {
  const asked = [];
  const client = await connected({ hello: async ({ renew }) => (asked.push(renew), { token: `T${asked.length}` }) });
  const { server, timers, live, heard } = client;
  server.current.cut();
  await reconnect(client, { welcome: false });
  server.current.give({ type: 'rejected', code: 'unauthenticated', detail: 'The token has expired.' });
  await timers.advance(1);
  await reconnect(client);
  assert.deepEqual(asked, [false, false, true]);
  assert.equal(live.status, 'online');

  server.current.cut();
  for (let refusals = 0; refusals < 2; refusals += 1) {
    await reconnect(client, { welcome: false });
    server.current.give({ type: 'rejected', code: 'unauthenticated', detail: 'No.' });
    await timers.advance(1);
  }
  assert.equal(heard.refused.length, 1);
  const count = server.sockets.length;
  await timers.advance(600_000);
  assert.equal(server.sockets.length, count, 'no further attempts');
});

test('after silence the client asks, and reconnects when nobody answers', async () => {
  const client = await connected();
  const { server, timers } = client;
  await timers.advance(20_000);
  assert.equal(server.current.sent.at(-1).type, 'ping');
  server.current.give({ type: 'pong' });
  await timers.advance(29_000);
  assert.equal(server.sockets.length, 1, 'an answered ping keeps the socket');
  await timers.advance(11_000);
  assert.equal(server.sockets.length, 2);
});

test('attempts grow apart, and after three failures it is called offline', async () => {
  const { server, timers, live } = await connected();
  const gaps = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const start = timers.now;
    server.current.cut();
    const before = server.sockets.length;
    while (server.sockets.length === before) await timers.advance(50);
    gaps.push(timers.now - start);
    if (attempt === 0) assert.equal(live.status, 'connecting');
    if (attempt === 2) assert.equal(live.status, 'offline');
  }
  assert.ok(gaps[0] <= 500 && gaps[3] > gaps[1] && Math.max(...gaps) <= 20_050, gaps.join());
});

test('a draining hub says when to come back', async () => {
  const { server, timers } = await connected();
  server.current.give({ type: 'bye', reason: 'drain', reconnect_after_ms: 3000 });
  await timers.advance(2900);
  assert.equal(server.sockets.length, 1);
  await timers.advance(200);
  assert.equal(server.sockets.length, 2);
});

test('cut off at random a thousand times, every event comes once and in order, every message is posted once', async () => {
  let seed = 42;
  const random = () => ((seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31);
  const server = fakeServer();
  const timers = new FakeTimers();
  const journal = []; // { seq, prev }
  const posted = new Map();
  let seq = 0;
  let welcomed = new Set();

  const append = () => {
    const entry = { seq: (seq += 1 + Math.floor(random() * 3)), prev: journal.at(-1)?.seq ?? 0 };
    journal.push(entry);
    for (const socket of welcomed) if (random() > 0.05) socket.give({ type: 'event', stream: 'me', ...entry }); // some get lost
  };
  server.onFrame = (frame, socket) => {
    if (frame.type === 'hello') {
      const since = frame.since;
      socket.give({ type: 'welcome', you: VISITOR, cursor: since ?? seq, resumed: since !== undefined, context: {} });
      for (const entry of journal) if (since !== undefined && entry.seq > since) socket.give({ type: 'event', stream: 'me', ...entry });
      welcomed.add(socket);
    }
    if (frame.type === 'message') {
      if (!posted.has(frame.message_id)) {
        posted.set(frame.message_id, seq + 1);
        append();
      }
      if (random() > 0.3) socket.give({ type: 'ack', ref: frame.ref, seq: posted.get(frame.message_id) });
    }
  };

  const live = new Live({ url: 'ws://hub/live', hello: async () => ({ token: 'T' }), WebSocket: server.WebSocket, timers, random });
  const seen = [];
  const acknowledged = [];
  live.on('event', (frame) => seen.push(frame.seq));
  live.start();
  await settle();
  server.current.open();
  for (let cuts = 0; cuts < 1000; cuts += 1) {
    for (let step = 0; step < random() * 5; step += 1) append();
    const id = `m${cuts}`;
    live.send({ type: 'message', message_id: id, text: id }).then(() => acknowledged.push(id));
    welcomed.delete(server.current);
    server.current.cut();
    append();
    const before = server.sockets.length;
    while (server.sockets.length === before) await timers.advance(1000);
    server.current.open();
    await settle();
    // A gap that was noticed opens another socket at once.
    while (server.current.readyState === 0) {
      server.current.open();
      await settle();
    }
  }
  welcomed = new Set();
  for (let rounds = 0; acknowledged.length < 1000 && rounds < 100; rounds += 1) {
    server.current.cut();
    const before = server.sockets.length;
    while (server.sockets.length === before) await timers.advance(1000);
    server.current.open();
    await settle();
  }
  assert.deepEqual(seen, journal.map((entry) => entry.seq));
  assert.equal(posted.size, 1000);
  assert.equal(new Set(acknowledged).size, 1000);
});

test('a socket that outlived a gap in the network is made anew, and resumes', async (context) => {
  const browser = new EventTarget();
  for (const name of ['addEventListener', 'removeEventListener']) globalThis[name] = browser[name].bind(browser);
  context.after(() => {
    delete globalThis.addEventListener;
    delete globalThis.removeEventListener;
  });
  const client = await connected();
  client.server.current.give(event(11, 10));
  const old = client.server.current;
  browser.dispatchEvent(new Event('offline'));
  assert.equal(client.live.status, 'offline');
  browser.dispatchEvent(new Event('online'));
  await settle();
  assert.notEqual(client.server.current, old, 'at once, not after a silence');
  const hello = await reconnect(client);
  assert.equal(hello.since, 11);
  assert.equal(client.live.status, 'online');
  client.live.stop();
});
