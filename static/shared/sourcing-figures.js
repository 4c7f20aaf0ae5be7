/** What a sourcing plan's figures come to, and how they are written. */
import { number } from './format.js';
import { clock, locale } from './i18n.js';

/** The parts of a cost, in the order in which they are shown. */
export const SCORE = ['parcel', 'handling', 'splitting', 'waiting', 'lateness', 'carbon', 'balance', 'scarcity', 'clearance', 'rejection'];

/** What a plan costs, part by part: the sums over its nodes. */
export function scoreOf({ parts }) {
  return Object.fromEntries(SCORE.map((part) => [part, parts.reduce((sum, { score }) => sum + (score?.[part] ?? 0), 0)]));
}

/** The largest part of what any of these plans costs. */
export function largestPart(plans) {
  return Math.max(0, ...plans.flatMap((plan) => Object.values(scoreOf(plan)).map(Math.abs)));
}

/** `[limit, names][]`, by the limit that kept nodes out. */
export function byLimit(leftOut) {
  const limits = new Map();
  for (const { name, limit } of leftOut) limits.set(limit, [...(limits.get(limit) ?? []), name]);
  return [...limits];
}

/** “Sat 21 Nov, 14:05”, by the shop's clock. */
export function shortMoment(time) {
  const options = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: clock.timeZone };
  return new Intl.DateTimeFormat(locale(), options).format(new Date(time));
}

/** “320 g”, “1.4 kg”. */
export function weightOfCarbon(grams) {
  return grams < 1000 ? `${number(grams)} g` : `${number(Math.round(grams / 100) / 10)} kg`;
}
