/** What a shop's page pays for the webchat, in gzipped bytes, followed along the modules' own imports. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const WIDGET = new URL('../../static/widget/', import.meta.url);
const LOADER = 3_000;
const OPENING = 35_000;
const ON_DEMAND = 11_000;

const STATIC_IMPORT = /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'/gm;
const DYNAMIC_IMPORT = /import\('([^']+)'\)/g;
const FETCHED = /(?:here\('|new URL\(')([^']+\.(?:css|svg))'/g;

/** All that these files bring along; `onDemand` gathers what comes only when it is needed. */
async function closure(entries, onDemand = new Set()) {
  const files = new Map();
  const waiting = entries.map((entry) => new URL(entry, WIDGET).href);
  while (waiting.length) {
    const href = waiting.pop();
    if (files.has(href)) continue;
    const content = await readFile(new URL(href));
    files.set(href, gzipSync(content).length);
    if (!href.endsWith('.js')) continue;
    const source = content.toString();
    const found = (pattern) => [...source.matchAll(pattern)].map(([, path]) => new URL(path, href).href);
    waiting.push(...found(STATIC_IMPORT));
    // The whole sprite stands by for names that the widget's own has not.
    waiting.push(...found(FETCHED).filter((each) => !each.endsWith('shared/icons.svg')));
    for (const each of found(DYNAMIC_IMPORT)) onDemand.add(each);
  }
  return files;
}

const sum = (files) => [...files.values()].reduce((total, size) => total + size, 0);

test('the loader is all that a page carries', async () => {
  const size = gzipSync(await readFile(new URL('loader.js', WIDGET))).length;
  assert.ok(size <= LOADER, `${size} bytes`);
});

test('opening the panel', async (context) => {
  const onDemand = new Set();
  const opening = await closure(['panel.js', 'visitor.js'], onDemand);
  assert.ok([...opening.keys()].some((href) => href.endsWith('lit.js')) && opening.size > 10, 'the imports were followed');
  context.diagnostic(`opening: ${sum(opening)} bytes in ${opening.size} files`);
  assert.ok(sum(opening) <= OPENING, `${sum(opening)} bytes`);

  const later = await closure([...onDemand]);
  for (const href of opening.keys()) later.delete(href);
  context.diagnostic(`on demand: ${sum(later)} bytes in ${later.size} files`);
  assert.ok(later.size && sum(later) <= ON_DEMAND, `${sum(later)} bytes`);
});

test('nothing comes from anybody else', async () => {
  const files = await closure(['panel.js', 'visitor.js', 'sheets.js', 'introduction.js', '../shared/order-card.js']);
  const root = new URL('../../static/', import.meta.url).href;
  for (const href of files.keys()) assert.ok(href.startsWith(root), href);
});

test("the widget's sprite is a part of the shared one", async () => {
  const symbols = async (path) => new Map([...(await readFile(new URL(path, WIDGET), 'utf8')).matchAll(/<symbol id="([\w-]+)".*<\/symbol>/g)].map(([symbol, id]) => [id, symbol]));
  const shared = await symbols('../shared/icons.svg');
  const own = await symbols('icons.svg');
  assert.ok(own.size > 10);
  for (const [id, symbol] of own) assert.equal(symbol, shared.get(id), id);
});
