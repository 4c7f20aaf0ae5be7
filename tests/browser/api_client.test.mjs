import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, Problem } from '../../static/shared/api.js';

/** Answers one after the other; keeps what was asked. */
function answering(...answers) {
  const asked = [];
  const fetch = async (url, request) => {
    asked.push({ url, ...request });
    const { status = 200, body, headers } = answers[asked.length - 1];
    return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
  };
  return { asked, fetch };
}

test('staff go with the cookie, visitors with their token and without cookies', async () => {
  const staff = answering({ body: { topics: [] } });
  await new Api({ fetch: staff.fetch }).get('/inbox', { query: { view: 'open', cursor: undefined } });
  assert.equal(staff.asked[0].url, '/api/v1/inbox?view=open');
  assert.equal(staff.asked[0].credentials, 'same-origin');
  assert.equal(staff.asked[0].headers.authorization, undefined);

  const visitor = answering({ status: 201, body: {} });
  await new Api({ host: 'https://hub.example', token: async () => 'T', fetch: visitor.fetch }).post('/orders', { lines: [] }, { idempotencyKey: 'k1' });
  const [order] = visitor.asked;
  assert.equal(order.url, 'https://hub.example/api/v1/orders');
  assert.equal(order.credentials, 'omit');
  assert.equal(order.headers.authorization, 'Bearer T');
  assert.equal(order.headers['idempotency-key'], 'k1');
  assert.equal(order.body, '{"lines":[]}');
});

test('a problem keeps what the server says', async () => {
  const { fetch } = answering({ status: 422, body: { code: 'invalid_field', title: 'No', detail: 'At least 1.', field: 'lines[0].quantity' } });
  await assert.rejects(new Api({ fetch }).post('/orders'), (problem) => {
    assert.ok(problem instanceof Problem);
    const { status, code, message, field } = problem;
    assert.deepEqual({ status, code, message, field }, { status: 422, code: 'invalid_field', message: 'At least 1.', field: 'lines[0].quantity' });
    return true;
  });
});

test('an answer that is no problem document, and no answer at all, are problems too', async () => {
  const proxy = async () => new Response('<html>Bad gateway', { status: 502 });
  await assert.rejects(new Api({ fetch: proxy }).get('/shop'), { status: 502, code: 'unexpected_answer' });
  const unplugged = async () => {
    throw new TypeError('Failed to fetch');
  };
  await assert.rejects(new Api({ fetch: unplugged }).get('/shop'), { status: 0, code: 'offline' });
});

test('503 is tried again where that is harmless, and only there', async () => {
  const busy = { status: 503, headers: { 'retry-after': '0.1' }, body: { code: 'try_again' } };
  const reading = answering(busy, busy, { body: { name: 'Shop' } });
  assert.deepEqual(await new Api({ fetch: reading.fetch }).get('/shop'), { name: 'Shop' });

  const writing = answering(busy);
  await assert.rejects(new Api({ fetch: writing.fetch }).post('/orders'), { code: 'try_again' });
  assert.equal(writing.asked.length, 1);

  const keyed = answering(busy, { status: 201, body: { id: 'o1' } });
  assert.deepEqual(await new Api({ fetch: keyed.fetch }).post('/orders', {}, { idempotencyKey: 'k' }), { id: 'o1' });
  assert.equal(keyed.asked[0].headers['idempotency-key'], keyed.asked[1].headers['idempotency-key']);
});

test('a token that has just run out is renewed once', async () => {
  const renewals = [];
  const token = async (renew) => (renewals.push(renew), renew ? 'new' : 'old');
  const refused = { status: 401, body: { code: 'unauthenticated' } };
  const once = answering(refused, { body: {} });
  await new Api({ token, fetch: once.fetch }).get('/orders');
  assert.deepEqual(once.asked.map(({ headers }) => headers.authorization), ['Bearer old', 'Bearer new']);

  const twice = answering(refused, refused);
  await assert.rejects(new Api({ token, fetch: twice.fetch }).get('/orders'), { status: 401 });
  assert.equal(twice.asked.length, 2);
});
