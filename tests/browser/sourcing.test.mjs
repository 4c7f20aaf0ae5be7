// What the screen of sourcing rules works out by itself: numbers, words, differences, tariffs, drafts, test orders.
import assert from 'node:assert/strict';
import test, { beforeEach } from 'node:test';
import { addWords, setLanguage } from '../../static/shared/i18n.js';
import { byLimit, largestPart, scoreOf, weightOfCarbon } from '../../static/shared/sourcing-figures.js';
import planWords from '../../static/shared/sourcing-words.js';
import { digitsOf, fromText, signOf, toText } from '../../static/sourcing/amounts.js';
import { Book } from '../../static/sourcing/book.js';
import { policyChanges } from '../../static/sourcing/changes.js';
import { byField, flawInWords, stillThere } from '../../static/sourcing/flaws.js';
import { read, write } from '../../static/sourcing/places.js';
import { WEIGHTS, countInWords, weightInWords, writing } from '../../static/sourcing/policy-fields.js';
import { inOrder, scopeInWords } from '../../static/sourcing/scope.js';
import { carrierChanges, carrierInWords } from '../../static/sourcing/tariff-text.js';
import { carrierOf, gaps, placeOf, sheetOf, sorted, withBand, withWeight, withoutBand, withoutWeight } from '../../static/sourcing/tariff.js';
import { figuresOf, lineOf, missing, requestOf, samePlan } from '../../static/sourcing/trial.js';
import words from '../../static/sourcing/words.js';

addWords(words);
addWords(planWords);
beforeEach(() => setLanguage('en'));

const policy = (change = {}) => ({
  scope: { channels: [], methods: [], categories: [], ...change.scope },
  weights: { parcel_percent: 100, handling_percent: 100, late_hour: 50, waiting_day: 30, carbon_kg: 10, balance: 150, scarcity_percent: 150, clearance_percent: 100, rejection: 300, lost_unit: 2000, split_piece: 150, ...change.weights },
  limits: { most_parcels: null, most_km: null, excluded_nodes: [], excluded_kinds: [], stores_keep: 0, splitting: 'when_needed', gifts_together: true, ship_to_store: false, ...change.limits },
});
/** Figures are set with spaces that do not break. */
const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ');

test('money is read as people write it, and never rounded on the way', () => {
  assert.equal(fromText('0,50', 2), 50);
  assert.equal(fromText('19.9', 2), 1990);
  assert.equal(fromText('1 234,56', 2), 123456);
  assert.equal(fromText('1\u202f234', 2), 123400);
  assert.equal(fromText('.5', 2), 50);
  assert.equal(fromText('7,', 2), 700);
  for (const wrong of ['abc', '-1', '1,2,3', '0,505', '.', '99999999999999']) assert.equal(fromText(wrong, 2), undefined, wrong);
  assert.equal(fromText('1.5', 0), undefined);
  assert.equal(fromText('', 2), undefined);
  assert.equal(fromText('  ', 0, { optional: true }), null);
  // What a float would turn into 28.999…
  assert.equal(fromText('0.29', 2), 29);
});

test('what is written is read again as the same', () => {
  for (const tag of ['fr', 'en']) {
    for (const value of [0, 1, 50, 1999, 123456]) {
      assert.equal(fromText(toText(value, 2, { fixed: true, tag }), 2), value);
      assert.equal(fromText(toText(value, 3, { tag }), 3), value);
    }
  }
  assert.equal(toText(50, 2, { fixed: true, tag: 'fr' }), '0,50');
  assert.equal(toText(2000, 3, { tag: 'en' }), '2');
  assert.equal(toText(null, 2), '');
  assert.deepEqual([digitsOf('EUR'), digitsOf('JPY'), signOf('EUR', 'fr'), signOf('GBP', 'en')], [2, 0, '€', '£']);
});

test('every weight has a unit and words', () => {
  for (const language of ['fr', 'en']) {
    setLanguage(language);
    for (const weight of Object.values(WEIGHTS).flat()) {
      assert.doesNotMatch(writing(weight, 'EUR').unit, /sourcing\./, weight);
      assert.doesNotMatch(weightInWords(weight, 50, 'EUR'), /sourcing\./, weight);
    }
  }
  assert.deepEqual(Object.values(WEIGHTS).flat().sort(), Object.keys(policy().weights).sort());
  setLanguage('fr');
  assert.equal(plain(weightInWords('late_hour', 50, 'EUR')), '0,50 €/h');
  assert.equal(countInWords('most_km', null), 'sans limite');
  assert.equal(countInWords('most_parcels', 2), '2 colis');
});

test('a scope is told in words, and the narrowest comes first', () => {
  assert.equal(scopeInWords(policy().scope), 'All orders');
  const scope = { channels: ['web', 'phone'], methods: ['ship'], categories: ['Luminaires'] };
  assert.equal(scopeInWords(scope), 'Online shop or Phone · Home delivery · only Luminaires');
  setLanguage('fr');
  assert.equal(scopeInWords(scope), 'Boutique en ligne ou Téléphone · Livraison à domicile · seulement Luminaires');
  const named = (name, scope) => ({ name, policy: policy({ scope }) });
  const all = [named('everything', {}), named('phone', { channels: ['phone'] }), named('b', { categories: ['x'] }), named('a', { categories: ['x'] }), named('both', { channels: ['web'], methods: ['ship'] })];
  assert.deepEqual(inOrder(all).map(({ name }) => name), ['a', 'b', 'both', 'phone', 'everything']);
});

test('what changed between two versions stands line by line', () => {
  const before = policy({ limits: { excluded_nodes: ['PAR1'] } });
  const after = policy({
    scope: { methods: ['pickup'] },
    weights: { late_hour: 100, parcel_percent: 80 },
    limits: { most_km: 300, excluded_nodes: ['LYO1'], excluded_kinds: ['supplier'], splitting: 'never', gifts_together: false },
  });
  const nodeName = (code) => ({ PAR1: 'Paris Marais', LYO1: 'Lyon Bellecour' })[code];
  assert.deepEqual(policyChanges(before, after, { currency: 'EUR', nodeName }).map(plain), [
    'Orders it is for: All orders → Store pickup',
    'Parcel: 100% → 80%',
    'Lateness: €0.50/h → €1.00/h',
    'Farthest node: no limit → 300 km',
    'A line in several pieces: when no node has it whole → never',
    'Kinds that send nothing: + Suppliers',
    'Nodes that send nothing: + Lyon Bellecour, − Paris Marais',
    'Gifts stay together: yes → no',
  ]);
  assert.deepEqual(policyChanges(after, structuredClone(after), { currency: 'EUR' }), []);
});

const carrier = {
  services: ['home'],
  bands: [
    { up_to_km: 30, days: 1, steps: [{ up_to_grams: 2000, cost: 490 }, { up_to_grams: 5000, cost: 640 }] },
    { days: 3, steps: [{ up_to_grams: 5000, cost: 990 }] },
  ],
  co2_per_parcel: 250,
  co2_per_tonne_km: 160,
};

test('a tariff becomes a sheet and the same tariff again', () => {
  const sheet = sheetOf(carrier);
  assert.deepEqual(sheet.weights, [2000, 5000]);
  assert.deepEqual(sheet.rows, [{ up_to_km: 30, days: 1, costs: [490, 640] }, { up_to_km: null, days: 3, costs: [null, 990] }]);
  assert.deepEqual(carrierOf(sheet), carrier);
});

test('distances and weights are added and removed, and sorted for the wire', () => {
  const sheet = sheetOf(carrier);
  const banded = withBand(sheet);
  assert.deepEqual(banded.rows.map((row) => [row.up_to_km, row.days]), [[30, 1], [null, 1], [null, 3]]);
  assert.deepEqual(withoutBand(banded, 1), sheet);
  const weighed = withWeight(sheet);
  assert.deepEqual(gaps(weighed).map(({ field }) => field), ['weights[2]']);
  const given = { ...weighed, weights: [2000, 5000, 1000], rows: [{ ...weighed.rows[0], costs: [490, 640, 400] }, weighed.rows[1]] };
  assert.deepEqual(carrierOf(sorted({ ...given, rows: given.rows.toReversed() })).bands[0].steps.map(({ cost }) => cost), [400, 490, 640]);
  assert.deepEqual(gaps({ ...given, weights: [2000, 5000, 2000] }).map(({ field }) => field), ['weights[2]']);
  assert.deepEqual(withoutWeight(weighed, 2), sheet);
});

test('a flaw is shown at its cell', () => {
  const sheet = sheetOf(carrier);
  assert.equal(placeOf(sheet, 'bands[0].steps[1].cost'), 'rows[0].costs[1]');
  assert.equal(placeOf(sheet, 'bands[1].steps[0].cost'), 'rows[1].costs[1]');
  assert.equal(placeOf(sheet, 'bands[1].up_to_km'), 'rows[1].up_to_km');
  assert.equal(placeOf(sheet, 'bands[1].steps'), 'rows[1]');
  assert.equal(placeOf(sheet, 'services'), 'services');
});

test('a carrier and its changes are told in words', () => {
  assert.equal(plain(carrierInWords(carrier, 'EUR')), 'The customer’s door · from €4.90 · 1 to 3 days');
  const after = structuredClone(carrier);
  after.services.push('store');
  after.co2_per_parcel = 90;
  after.bands[0].steps[0].cost = 510;
  after.bands[0].steps.push({ up_to_grams: 10000, cost: 840 });
  after.bands[1].days = 5;
  after.bands.splice(1, 0, { up_to_km: 100, days: 2, steps: [{ up_to_grams: 5000, cost: 700 }] });
  assert.deepEqual(carrierChanges(carrier, after, { currency: 'EUR' }).map(plain), [
    'Brings parcels to: + Our own stores',
    'For each parcel: 250 g → 90 g',
    'Distances: + up to 100 km',
    'up to 30 km, up to 2 kg: €4.90 → €5.10',
    'up to 30 km, up to 10 kg: none → €8.40',
    'everywhere: 3 days → 5 days',
  ]);
});

test('flaws speak the reader’s language, at their fields, until the field changes', () => {
  setLanguage('fr');
  const flaws = [
    { field: 'weights.late_hour', problem: '-1 is not between 0 and 100000000' },
    { field: 'weights.parcel_percent', problem: '2000 is not between 0 and 1000' },
    { field: 'limits.excluded_nodes[3]', problem: 'there is no node X' },
    { field: 'limits.unheard_of', problem: 'this is new' },
  ];
  const told = byField(flaws);
  assert.deepEqual(Object.keys(told), ['weights.late_hour', 'weights.parcel_percent', 'limits.excluded_nodes', 'limits.unheard_of']);
  assert.match(told['weights.late_hour'], /C’est trop/);
  assert.equal(told['weights.parcel_percent'], 'Entre 0 et 1000\u00a0%.');
  assert.equal(told['limits.unheard_of'], 'This is new');
  assert.match(flawInWords({ field: 'bands[2].steps[0].cost', problem: '' }), /prix/);
  const mended = stillThere(told, policy(), policy({ weights: { parcel_percent: 50 } }));
  assert.ok('weights.late_hour' in mended && !('weights.parcel_percent' in mended));
});

test('a place in the page’s address is read as it was written', () => {
  for (const place of ['new/1', 'usual', 'kept/Lampes & abat-jour', 'kept/50 % / été', 'usual/home']) {
    assert.deepEqual(read(write('policies', place)), { tab: 'policies', place });
  }
  assert.deepEqual(read(''), { tab: 'policies', place: undefined });
  assert.deepEqual(read('#nowhere'), { tab: 'policies', place: undefined });
  assert.deepEqual(read('#carriers/kept/%E0%A4%A'), { tab: 'carriers', place: 'kept/%E0%A4%A' });
});

/** A server with one policy in version 3, and a browser's storage. */
function shelf() {
  const stored = new Map();
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
  const asked = [];
  const api = {
    get: async (path) => (path.endsWith('/versions') ? { versions: [{ version: 3, at: 'now', by: 'Hélène', policy: null }] } : { policies: [{ name: 'lamps', version: 3, at: 'now', by: 'Hélène', policy: policy() }], usual: policy() }),
    call: async (method, path, body) => {
      assert.equal(method, 'PUT');
      asked.push([path, body]);
      return { name: decodeURIComponent(path.split('/').at(-1)), version: (body.version ?? 9) + 1, at: 'now', by: 'me', policy: body.policy };
    },
    delete: async (path) => asked.push([path]),
  };
  return { asked, book: () => new Book({ path: 'policies', key: 'policy', api, storage }) };
}

test('a change stays a draft until it is saved, also when the page is loaded again', async () => {
  const { asked, book } = shelf();
  const first = book();
  await first.load();
  const changed = policy({ weights: { late_hour: 70 } });
  first.edit('kept/lamps', changed);
  const second = book();
  await second.load();
  assert.deepEqual(second.at('kept/lamps'), { name: 'lamps', version: 3, value: changed, changed: true });
  assert.equal(await second.save('kept/lamps'), 'kept/lamps');
  assert.deepEqual(asked, [['/policies/lamps', { policy: changed, version: 3 }]]);
  assert.deepEqual(second.at('kept/lamps'), { name: 'lamps', version: 4, value: changed, changed: false });
  assert.equal(book().drafts.size, 0);
});

test('a draft that says again what is in force is none', async () => {
  const { book } = shelf();
  const one = book();
  await one.load();
  one.edit('kept/lamps', policy({ weights: { late_hour: 70 } }));
  one.edit('kept/lamps', policy());
  assert.equal(one.at('kept/lamps').changed, false);
  // Not so when it is meant to follow somebody else's version.
  one.edit('kept/lamps', policy({ weights: { late_hour: 70 } }));
  one.rebase('kept/lamps', 5);
  one.edit('kept/lamps', policy());
  assert.equal(one.at('kept/lamps').changed, true);
});

test('a new rule is begun, named, kept, ended and put back', async () => {
  const { asked, book } = shelf();
  const one = book();
  await one.load();
  assert.equal(one.begin(one.usual), 'new/1');
  assert.equal(one.begin(one.usual), 'new/1', 'nothing has been done to the first');
  one.rename('new/1', ' Été / soldes ');
  assert.equal(one.begin(one.usual), 'new/2');
  one.giveUp('new/2');
  assert.equal(await one.save('new/1'), 'kept/Été / soldes');
  assert.deepEqual(asked.pop(), [`/policies/${encodeURIComponent('Été / soldes')}`, { policy: policy(), version: 0 }]);
  assert.deepEqual(one.begun(), []);
  const ended = await one.end('lamps');
  assert.equal(one.at('kept/lamps'), undefined);
  await one.putBack('lamps', ended.policy);
  assert.deepEqual(asked.pop(), ['/policies/lamps', { policy: policy() }]);
  assert.equal(one.kept('lamps').version, 10);
  assert.deepEqual(await one.versions('lamps'), [{ version: 3, at: 'now', by: 'Hélène', value: null }]);
});

test('a test order says what it lacks, and becomes a request', () => {
  const order = { lines: [{ sku: 'A', title: 'a lamp', quantity: 2 }], method: 'ship', postcode: ' 69002 ', city: 'Lyon', country: 'FR', node: '', gift: true, channel: 'phone' };
  assert.equal(missing({ ...order, lines: [] }), 'lines');
  assert.equal(missing({ ...order, city: ' ' }), 'place');
  assert.equal(missing({ ...order, method: 'pickup' }), 'pickup');
  assert.equal(missing({ ...order, method: 'relay_point', node: 'LYO1' }), 'relay_point');
  assert.equal(missing(order), undefined);
  const address = { street: 'Lyon', postcode: '69002', city: 'Lyon', country: 'FR' };
  assert.deepEqual(requestOf(order), { channel: 'phone', lines: [{ sku: 'A', quantity: 2 }], delivery: { method: 'ship', address }, gift: true });
  const pickup = requestOf({ ...order, method: 'pickup', node: 'LYO1' }, policy());
  assert.deepEqual([pickup.policy, pickup.delivery], [policy(), { method: 'pickup', node: 'LYO1' }]);
  assert.equal(lineOf({ field: 'lines[2].quantity' }), 2);
  assert.equal(lineOf({}), undefined);
});

test('plans are compared by who sends what, and by what can be compared', () => {
  const part = (node, line, more = {}) => ({ node, carrier: 'home', lines: [{ line, sku: 'A', quantity: 1 }], co2_grams: 100, score: { parcel: 500, clearance: -80 }, ...more });
  const one = { parts: [part('LYO1', 1, { distance_km: 12, arrives_at: '2026-11-24T17:00:00Z' }), part('PAR1', 2, { distance_km: 400, arrives_at: '2026-11-25T17:00:00Z' })] };
  assert.ok(samePlan(one, { parts: one.parts.toReversed() }));
  assert.ok(!samePlan(one, { parts: [part('LYO1', 1), part('PAR1', 2, { carrier: 'express' })] }));
  assert.deepEqual(figuresOf(one), { nodes: 2, km: 400, arrives_at: '2026-11-25T17:00:00Z', co2_grams: 200 });
  assert.deepEqual(figuresOf({ parts: [{ co2_grams: 0 }] }), { nodes: 1, km: undefined, arrives_at: undefined, co2_grams: 0 });
  const { parcel, clearance, carbon } = scoreOf(one);
  assert.deepEqual([parcel, clearance, carbon], [1000, -160, 0]);
  assert.equal(largestPart([one]), 1000);
  assert.deepEqual(byLimit([{ name: 'a', limit: 'most_km' }, { name: 'b', limit: 'capacity' }, { name: 'c', limit: 'most_km' }]), [['most_km', ['a', 'c']], ['capacity', ['b']]]);
  assert.deepEqual([weightOfCarbon(256), weightOfCarbon(1449)], ['256 g', '1.4 kg']);
});
