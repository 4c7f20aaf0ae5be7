import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../static/shared/new-id.js';

test('ids are UUIDs of version 7, and later ones are greater', () => {
  const ids = Array.from({ length: 500 }, (_, second) => newId(1_790_000_000_000 + second * 1000));
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(Array.from({ length: 500 }, () => newId(0))).size, 500);
  assert.equal(parseInt(newId(1_790_000_000_000).replaceAll('-', '').slice(0, 12), 16), 1_790_000_000_000);
});
