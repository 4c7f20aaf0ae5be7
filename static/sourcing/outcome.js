/** What came of a replay: what happened beside what would have, with what lies between, and which of it is good. Pure. */
import { money, number } from '../shared/format.js';
import { locale, t } from '../shared/i18n.js';

const LESS_IS_BETTER = -1;
const NEITHER = 0;

const share = (part, whole) => (whole ? part / whole : undefined);
export const costOf = ({ parcel_cost: parcels, handling_cost: handling }) => parcels + handling;
export const lateShareOf = ({ late, foreseen }) => share(late, foreseen);

const decimals = (digits, options) => (value) => new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits, ...options }).format(value);
const signed = (words) => (value) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${words(Math.abs(value))}`;
const percent = decimals(1, { style: 'percent' });
const count = (value) => number(value);
const points = (value) => t('whatif.points', { number: decimals(1)(value * 100) });

/** Grams as kilograms, with as many decimals as the larger side deserves, so that the difference is that of what is read. */
function kilograms(grams, most) {
  return `${decimals(most < 10_000 ? 2 : most < 100_000 ? 1 : 0)(grams / 1000)} kg`;
}

const grams = (value) => (Math.abs(value) < 1000 ? `${number(Math.round(value))} g` : `${decimals(2)(value / 1000)} kg`);

function figures(currency) {
  const cash = (amount) => money({ amount: Math.round(amount), currency });
  return [
    { key: 'orders', of: ({ orders }) => orders, words: count, good: NEITHER },
    { key: 'cost', of: costOf, words: cash, good: LESS_IS_BETTER, relative: true },
    { key: 'cost_each', of: (side) => share(costOf(side), side.orders), words: cash, good: LESS_IS_BETTER, under: true, relative: true },
    { key: 'parcels', of: ({ parcels }) => parcels, words: count, good: LESS_IS_BETTER, relative: true },
    { key: 'parcels_each', of: ({ parcels, orders }) => share(parcels, orders), words: decimals(2), good: LESS_IS_BETTER, under: true },
    { key: 'co2', of: ({ co2_grams: co2 }) => co2, words: kilograms, good: LESS_IS_BETTER, relative: true },
    { key: 'co2_each', of: ({ co2_grams: co2, orders }) => share(co2, orders), words: grams, good: LESS_IS_BETTER, under: true },
    { key: 'late', of: lateShareOf, words: percent, between: points, good: LESS_IS_BETTER, detail: ({ late, foreseen }) => t('whatif.late.of', { late: number(late), foreseen: number(foreseen) }) },
    { key: 'lost_units', of: ({ lost_units: units }) => units, words: count, good: LESS_IS_BETTER },
    { key: 'losses', of: ({ orders_with_losses: orders }) => orders, words: count, good: LESS_IS_BETTER },
    { key: 'rejections', of: ({ rejections }) => rejections, words: count, good: LESS_IS_BETTER },
  ];
}

/**
 * `[{key, under, happened, instead, difference?, relative?, tone, details}…]` in words; `tone` is `better`, `worse`, `same`, `other` (neither good
 * nor bad) or `unknown`, where one side has nothing to divide by. What reads the same in both columns differs in nothing.
 */
export function outcomeRows(happened, instead, currency) {
  return figures(currency).map(({ key, of, words, between = words, good, under = false, relative = false, detail }) => {
    const [was, would] = [of(happened), of(instead)];
    const known = was !== undefined && would !== undefined;
    const most = Math.max(was ?? 0, would ?? 0);
    const texts = [was, would].map((value) => (value === undefined ? undefined : words(value, most)));
    const difference = known ? would - was : undefined;
    const tone = !known ? 'unknown' : texts[0] === texts[1] ? 'same' : good === NEITHER ? 'other' : Math.sign(difference) === good ? 'better' : 'worse';
    const tells = known && tone !== 'same';
    return {
      key,
      under,
      tone,
      happened: texts[0],
      instead: texts[1],
      difference: tells ? signed((value) => between(value, most))(difference) : undefined,
      relative: tells && relative && was ? signed(decimals(1, { style: 'percent' }))(difference / was) : undefined,
      details: detail && known ? [detail(happened), detail(instead)] : undefined,
    };
  });
}

/** It costs less because less was sold: the figures alone would flatter it. */
export function sellsLess(happened, instead) {
  return costOf(instead) < costOf(happened) && instead.lost_units > happened.lost_units ? instead.lost_units - happened.lost_units : 0;
}

/** `[{node, name, before, after}…]`: how many parts each node had, the busiest first. */
export function loadOf(happened, instead) {
  const nodes = new Map();
  for (const [side, key] of [[happened, 'before'], [instead, 'after']]) {
    for (const { node, name, parts } of side.load) nodes.set(node, { before: 0, after: 0, ...nodes.get(node), node, name, [key]: parts });
  }
  return [...nodes.values()].sort((one, other) => other.before + other.after - (one.before + one.after) || one.name.localeCompare(other.name));
}

/** What the cost is made of, as `loadOf` has it. */
export function costParts(happened, instead) {
  return ['parcel_cost', 'handling_cost'].map((part) => ({ node: part, name: t(`whatif.${part}`), before: happened[part], after: instead[part] }));
}
