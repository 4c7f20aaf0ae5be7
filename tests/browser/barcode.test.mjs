// The barcode on a slip is one that scanners read.
import assert from 'node:assert/strict';
import test from 'node:test';
import { code128 } from '../../static/store/barcode.js';

test('start, the digits in pairs, a check sign and the stop', () => {
  const widths = code128('4827193605');
  // Seven signs of three bars and three gaps, and the stop with its last bar.
  assert.equal(widths.length, 7 * 6 + 7);
  assert.equal(widths.reduce((sum, width) => sum + width, 0), 7 * 11 + 13);
  const sign = (at) => widths.slice(at * 6, at * 6 + 6).join('');
  assert.equal(sign(0), '211232'); // start of set C
  assert.equal(sign(1), '313121'); // 48
  // (105 + 48 + 2 × 27 + 3 × 19 + 4 × 36 + 5 × 5) mod 103 = 21
  assert.equal(sign(6), '213212');
  assert.equal(widths.slice(42).join(''), '2331112');
});
