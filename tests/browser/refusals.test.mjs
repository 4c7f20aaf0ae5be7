/** Which limit kept an order from being served, and why one ended, in the reader's words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../static/shared/explain.js';
import { addWords, setLanguage } from '../../static/shared/i18n.js';
import { limitWords } from '../../static/shared/limits.js';
import words from '../../static/shared/limit-words.js';
import { reasonWords, whyEnded } from '../../static/shared/order-reasons.js';
import shop from '../../static/shop/limit-words.js';

const refused = (limit) => ({ code: 'no_plan_within_limits', detail: 'there is stock; nothing was ordered', ...(limit ? { limit } : {}) });

test('a refusal says which limit was in the way, in both languages', () => {
  setLanguage('en');
  assert.equal(explain(refused('most_km')), 'Nodes have it, but they are farther than the limit.');
  setLanguage('fr');
  assert.equal(explain(refused('most_km')), 'Des sites en ont, mais ils sont plus loin que la limite.');
});

test('a limit without words, or none at all, leaves what is known of the code', () => {
  setLanguage('fr');
  assert.match(explain(refused('unheard_of')), /^Il y a du stock/);
  assert.match(explain(refused()), /^Il y a du stock/);
  setLanguage('en');
  assert.equal(explain(refused('unheard_of')), 'There is stock; nothing was ordered');
  assert.equal(limitWords(undefined), undefined);
});

test('an order that was refused or cancelled says why, and what somebody wrote stays as it is', () => {
  setLanguage('en');
  assert.equal(whyEnded({ refused_because: 'limit:capacity' }), 'Nodes have it, but their day is full.');
  assert.equal(whyEnded({ refused_because: 'insufficient_stock' }), 'Not enough stock.');
  assert.equal(whyEnded({ cancelled_because: 'pickup_expired' }), 'Not collected in time.');
  assert.equal(whyEnded({ cancelled_because: 'she found a nicer one' }), 'she found a nicer one');
  assert.equal(whyEnded({ refused_because: 'limit:unheard_of' }), 'limit:unheard_of');
  assert.equal(whyEnded({}), undefined);
  assert.deepEqual([reasonWords('limit:splitting'), reasonWords('overdue'), reasonWords(undefined), reasonWords({})], [words.en['limit.splitting'], 'not begun in time', '', '']);
});

test('customers read every limit in their own words', () => {
  for (const language of ['fr', 'en']) {
    for (const key of Object.keys(words[language])) {
      assert.ok(shop[language][key], `${language} ${key}`);
      assert.notEqual(shop[language][key], words[language][key], `${language} ${key}`);
    }
  }
  addWords(shop);
  setLanguage('en');
  assert.equal(explain(refused('most_km')), 'There is some, but too far from you.');
});
