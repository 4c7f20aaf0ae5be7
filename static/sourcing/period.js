/** A past period in whole days of the shop: from the beginning of its first to the end of its last. Pure. */
import { clock, locale } from '../shared/i18n.js';

const DAY_MS = 86_400_000;

/** How far a zone's clock is ahead of UTC at a moment. */
function offset(at, timeZone) {
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' };
  const parts = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', ...fields }).formatToParts(at);
  const { year, month, day, hour, minute, second } = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The moment at which a day (“2026-11-22”) begins there. */
export function beginningOf(day, timeZone = clock.timeZone) {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // The clock may change between the guess and the moment itself.
  const guess = utc - offset(utc, timeZone);
  return new Date(utc - offset(guess, timeZone));
}

/** The day that it is there, “2026-11-22”. */
export function dayAt(time, timeZone = clock.timeZone) {
  const at = new Date(time).getTime();
  return new Date(at + offset(at, timeZone)).toISOString().slice(0, 10);
}

export function daysLater(day, count) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** The last so many days, today among them. */
export function lastDays(count, { now = Date.now(), timeZone = clock.timeZone } = {}) {
  const last = dayAt(now, timeZone);
  return { first: daysLater(last, 1 - count), last };
}

/** As the wire has it: `to` is where the day after the last begins. */
export function toWire({ first, last }, timeZone = clock.timeZone) {
  return { from: beginningOf(first, timeZone).toISOString(), to: beginningOf(daysLater(last, 1), timeZone).toISOString() };
}

/** The days that a period touches. */
export function fromWire({ from, to }, timeZone = clock.timeZone) {
  return { first: dayAt(from, timeZone), last: dayAt(new Date(to).getTime() - 1, timeZone) };
}

/** Why nothing can be replayed for these days, if so: `empty`, `turned` or `future`. */
export function flawOf({ first, last }, { now = Date.now(), timeZone = clock.timeZone } = {}) {
  if (![first, last].every((day) => /^\d{4}-\d\d-\d\d$/.test(day ?? ''))) return 'empty';
  if (first > dayAt(now, timeZone)) return 'future';
  return first > last ? 'turned' : undefined;
}

/** “16 – 22 Nov 2026”; with the clock where it is not whole days. */
export function periodInWords({ from, to }, timeZone = clock.timeZone) {
  const whole = [from, to].every((time) => beginningOf(dayAt(time, timeZone), timeZone).getTime() === new Date(time).getTime());
  const options = { day: 'numeric', month: 'short', year: 'numeric', timeZone, ...(whole ? {} : { hour: '2-digit', minute: '2-digit' }) };
  return new Intl.DateTimeFormat(locale(), options).formatRange(new Date(from), new Date(new Date(to).getTime() - (whole ? 1 : 0)));
}
