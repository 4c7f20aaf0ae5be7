/** Money, dates and durations in the viewer's locale. Times come as RFC 3339 texts, dates or milliseconds. */
import { clock as shopClock, locale } from './i18n.js';

const formats = new Map();

// Making an Intl format costs far more than using it.
function format(kind, options, tag = locale()) {
  const key = `${kind.name} ${tag} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new kind(tag, options));
  return formats.get(key);
}

const asDate = (time) => (time instanceof Date ? time : new Date(time));

/** `{amount: 1999, currency: 'EUR'}` → “19,99 €”; the amount is in the currency's minor units. */
export function money({ amount, currency }) {
  const currencyFormat = format(Intl.NumberFormat, { style: 'currency', currency });
  return currencyFormat.format(amount / 10 ** currencyFormat.resolvedOptions().maximumFractionDigits);
}

/** A quantity or any other number. */
export function number(value) {
  return format(Intl.NumberFormat, {}).format(value);
}

/** “21 November 2026”. */
export function date(time) {
  return format(Intl.DateTimeFormat, { dateStyle: 'long' }).format(asDate(time));
}

/** “Sat 21 Nov”: for lists and day lines. */
export function day(time) {
  return format(Intl.DateTimeFormat, { weekday: 'short', day: 'numeric', month: 'short' }).format(asDate(time));
}

/** “14:05”. */
export function clock(time) {
  return format(Intl.DateTimeFormat, { timeStyle: 'short' }).format(asDate(time));
}

/** “Saturday 21 November 14:05”: a moment to keep, by the shop's clock. */
export function moment(time) {
  const options = { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone: shopClock.timeZone };
  return format(Intl.DateTimeFormat, options).format(asDate(time));
}

/** The exact time, for a title and for screen readers. */
export function exact(time) {
  return format(Intl.DateTimeFormat, { dateStyle: 'full', timeStyle: 'medium' }).format(asDate(time));
}

const STEPS = [
  ['second', 1000, 60],
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 24],
  ['day', 86_400_000, 7],
];

/** “3 minutes ago”, “in 2 hours”, “yesterday”; beyond a week the date. */
export function relative(time, now = Date.now()) {
  const difference = asDate(time).getTime() - now;
  // Clocks differ a little between machines: what just happened is never “in 2 seconds”.
  if (Math.abs(difference) < 45_000) return format(Intl.RelativeTimeFormat, { numeric: 'auto' }).format(0, 'second');
  for (const [unit, length, limit] of STEPS) {
    const count = Math.round(difference / length);
    if (Math.abs(count) < limit) return format(Intl.RelativeTimeFormat, { numeric: 'auto' }).format(count, unit);
  }
  return day(time);
}

/** The clock today, the day and clock within a week, else the date: for conversations. */
export function brief(time, now = new Date()) {
  const at = asDate(time);
  if (at.toDateString() === new Date(now).toDateString()) return clock(at);
  if (Math.abs(at - now) < 6 * 86_400_000) {
    return format(Intl.DateTimeFormat, { weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(at);
  }
  return format(Intl.DateTimeFormat, { day: 'numeric', month: 'short' }).format(at);
}

/** Seconds as “4:05” or “1:04:05”: a call's length, time left. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, index) => (index ? String(part).padStart(2, '0') : part)).join(':');
}
