/** Every pair of colours in use can be read: at least 4.5 : 1 for text, 3 : 1 for what only has a shape, in light and in dark. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const css = await readFile(new URL('../../static/shared/tokens.css', import.meta.url), 'utf8');

function colours(theme) {
  const named = new Map();
  for (const [, name, light, dark] of css.matchAll(/--([\w-]+):\s*light-dark\((#\w+),\s*(#\w+)\)/g)) named.set(name, theme === 'light' ? light : dark);
  for (const [, name, other] of css.matchAll(/--([\w-]+):\s*var\(--([\w-]+)\);/g)) if (named.has(other)) named.set(name, named.get(other));
  return named;
}

function luminance(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['paper', 'surface', 'sunken'];
const TINTS = ['accent-tint', 'attention-tint', 'danger-tint', 'success-tint'];
const CHANNELS = ['webchat', 'phone', 'email', 'sms', 'store', 'system'].map((channel) => `channel-${channel}`);
const WORDS = ['ink', 'soft-ink', 'accent', 'attention', 'danger', 'success', ...CHANNELS];
const pairs = [
  ...WORDS.flatMap((word) => GROUNDS.map((ground) => [word, ground])),
  ...TINTS.flatMap((tint) => [['ink', tint], ['soft-ink', tint]]),
  ...['accent', 'attention', 'danger', 'success'].flatMap((meaning) => [
    [meaning, `${meaning}-tint`],
    [`on-${meaning}`, meaning],
  ]),
  ['accent-strong', 'surface'],
  ['on-accent', 'accent-strong'],
  ['on-danger', 'danger-strong'],
];

for (const theme of ['light', 'dark']) {
  test(`${theme}: words on their grounds at least 4.5 : 1`, () => {
    const named = colours(theme);
    const weak = pairs
      .map(([word, ground]) => {
        assert.ok(named.has(word) && named.has(ground), `${word} on ${ground} is a pair of tokens`);
        return { pair: `${word} on ${ground}`, ratio: contrast(named.get(word), named.get(ground)) };
      })
      .filter(({ ratio }) => ratio < 4.5);
    assert.deepEqual(weak, []);
  });

  test(`${theme}: frames of fields and the focus ring at least 3 : 1`, () => {
    const named = colours(theme);
    for (const shape of ['field-line', 'focus']) {
      for (const ground of GROUNDS.slice(0, 2)) assert.ok(contrast(named.get(shape), named.get(ground)) >= 3, `${shape} on ${ground}`);
    }
  });
}

test('nothing moves for who asked for that', () => {
  const [, calm] = /prefers-reduced-motion: reduce\)\s*\{([\s\S]+)\}/.exec(css);
  const durations = [...css.split('@media')[0].matchAll(/--(motion[\w-]*):\s*\d/g)].map(([, name]) => name);
  assert.ok(durations.length >= 3);
  for (const name of durations) assert.match(calm, new RegExp(`--${name}: 0ms`));
});
