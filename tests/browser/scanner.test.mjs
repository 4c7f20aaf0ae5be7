// What a scan or a typed text means at the counter.
import assert from 'node:assert/strict';
import test from 'node:test';
import { classify, sameNumber } from '../../static/store/scanner.js';

test('the QR code of a pickup gives the order and its code', () => {
  assert.deepEqual(classify('4827-193-605 482913'), { kind: 'order', value: '4827-193-605', code: '482913' });
  // A scanner set to another keyboard layout types other signs between the digits.
  assert.deepEqual(classify('4827)193)605 482913'), { kind: 'order', value: '4827)193)605', code: '482913' });
});

test('order numbers are told from pickup codes and from articles', () => {
  assert.equal(classify('4827-193-605').kind, 'order');
  assert.equal(classify(' 4827193605 ').kind, 'order');
  assert.deepEqual(classify('http://127.0.0.1:8080/track/4827-193-605/abc'), { kind: 'order', value: '4827-193-605', link: true });
  assert.deepEqual(classify('482 913'), { kind: 'code', value: '482913' });
  assert.deepEqual(classify('2504827000012'), { kind: 'article', value: '2504827000012' });
  assert.deepEqual(classify('LIT-01-ECRU'), { kind: 'article', value: 'LIT-01-ECRU' });
});

test('an order number is the same however it is written', () => {
  assert.ok(sameNumber('4827-193-605', '4827193605'));
  assert.ok(!sameNumber('4827-193-605', '4827-193-606'));
});
