import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { brief, duration, moment, money, relative } from '../../static/shared/format.js';
import { clock, setLanguage } from '../../static/shared/i18n.js';

beforeEach(() => setLanguage('en'));

const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ');

test('money is in minor units, as many as the currency has', () => {
  assert.equal(money({ amount: 123456, currency: 'EUR' }), '€1,234.56');
  assert.equal(money({ amount: 1234, currency: 'JPY' }), '¥1,234');
  setLanguage('fr');
  assert.equal(plain(money({ amount: 123456, currency: 'EUR' })), '1 234,56 €');
});

test('times near by are relative, and a clock that is a little off is not seen', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const at = (seconds) => relative(new Date(now + seconds * 1000).toISOString(), now);
  assert.equal(at(20), 'now');
  assert.equal(at(-180), '3 minutes ago');
  assert.equal(at(7200), 'in 2 hours');
  assert.equal(at(-86_400), 'yesterday');
  assert.doesNotMatch(at(-30 * 86_400), /ago/);
  setLanguage('fr');
  assert.equal(at(-180), 'il y a 3 minutes');
});

test('in a conversation today has a clock, this week a day too', () => {
  const now = new Date(2026, 10, 21, 18, 0);
  assert.match(brief(new Date(2026, 10, 21, 14, 5), now), /^(14:05|2:05 PM)$/u);
  assert.match(brief(new Date(2026, 10, 19, 14, 5), now), /^Thu/);
  assert.match(brief(new Date(2026, 9, 1, 14, 5), now), /Oct/);
});

test('a deadline is told by the clock of the shop, wherever it is read', () => {
  const closing = '2026-11-28T18:30:00Z';
  clock.timeZone = 'Europe/Paris';
  assert.match(moment(closing), /Saturday.* 28 .*(19:30|07:30 PM)/u);
  clock.timeZone = 'America/Montreal';
  assert.match(moment(closing), /(13:30|01:30 PM)/u);
  clock.timeZone = undefined;
});

test('durations read like a clock', () => {
  assert.deepEqual([0, 59.6, 245, 3845, -5].map(duration), ['0:00', '1:00', '4:05', '1:04:05', '0:00']);
});
