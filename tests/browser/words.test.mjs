/** Every word is there in French and in English, with the same places to fill, and every key that code asks for exists. */
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

const STATIC = new URL('../../static/', import.meta.url);

async function scripts() {
  const names = await readdir(STATIC, { recursive: true });
  return names.filter((name) => name.endsWith('.js') && !name.startsWith('vendor/')).sort();
}

async function dictionaries() {
  const names = (await scripts()).filter((name) => /(^|[/-])words\.js$/.test(name));
  return Promise.all(names.map(async (name) => ({ name, words: (await import(new URL(name, STATIC))).default })));
}

const places = (value) =>
  [...new Set((typeof value === 'string' ? value : Object.values(value).join(' ')).match(/\{\w+\}/g) ?? [])].sort();

test('every dictionary has the same keys and places in both languages', async () => {
  const all = await dictionaries();
  assert.ok(all.length >= 2);
  for (const { name, words } of all) {
    assert.deepEqual(Object.keys(words).sort(), ['en', 'fr'], name);
    assert.deepEqual(Object.keys(words.fr).sort(), Object.keys(words.en).sort(), name);
    for (const key of Object.keys(words.fr)) {
      const { [key]: french } = words.fr;
      const { [key]: english } = words.en;
      assert.equal(typeof french, typeof english, `${name} ${key}: plural in one language only`);
      assert.deepEqual(places(french), places(english), `${name} ${key}`);
      for (const value of [french, english]) {
        const texts = typeof value === 'string' ? [value] : Object.values(value);
        assert.ok(texts.every((text) => text.trim()), `${name} ${key} is empty`);
        if (typeof value !== 'string') assert.ok('one' in value && 'other' in value, `${name} ${key} needs one and other`);
      }
    }
  }
});

test('every key that code asks for by name is in its dictionary', async () => {
  const all = await dictionaries();
  const folder = (name) => name.split('/')[0];
  const missing = [];
  for (const name of await scripts()) {
    const known = new Set(
      all.filter((each) => ['shared', folder(name)].includes(folder(each.name))).flatMap(({ words }) => Object.keys(words.fr)),
    );
    const source = await readFile(new URL(name, STATIC), 'utf8');
    for (const [, key] of source.matchAll(/(?<![\w.])t\(\s*'([^']+)'/g)) if (!known.has(key)) missing.push(`${name}: ${key}`);
  }
  // The example in the comment of i18n.js is no key.
  assert.deepEqual(missing.filter((each) => each !== 'shared/i18n.js: key'), []);
});

test('a text is chosen by language and by number, and follows a change', async () => {
  const { addWords, onLanguageChange, setLanguage, t } = await import('../../static/shared/i18n.js');
  addWords({
    fr: { things: { one: '{count} chose', other: '{count} choses' }, hello: 'Bonjour {name}' },
    en: { things: { one: '{count} thing', other: '{count} things' }, hello: 'Hello {name}' },
  });
  const heard = [];
  const end = onLanguageChange((language) => heard.push(language));
  setLanguage('en-GB');
  setLanguage('fr-BE');
  assert.equal(t('things', { count: 0 }), '0 chose'); // French counts nought as one
  assert.equal(t('things', { count: 2 }), '2 choses');
  setLanguage('en');
  assert.equal(t('things', { count: 0 }), '0 things');
  assert.equal(t('hello', { name: 'Zoé' }), 'Hello Zoé');
  assert.equal(t('unheard.of'), 'unheard.of');
  setLanguage('de');
  assert.equal(heard.at(-1), 'en');
  end();
});
