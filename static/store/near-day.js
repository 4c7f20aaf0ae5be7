/** A day or moment in the near future as one says it at the counter, by the shop's clock. */
import { clock as shopClock, language, locale } from '../shared/i18n.js';

const dayNumber = (time) => {
  const parts = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: shopClock.timeZone }).format(time);
  return Date.parse(parts) / 86_400_000;
};

/** “today”, “tomorrow”, “Tuesday 24 Nov”. */
export function nearDay(time, now = Date.now()) {
  const at = new Date(time);
  const days = dayNumber(at) - dayNumber(new Date(now));
  if (days === 0 || days === 1) return new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(days, 'day');
  return new Intl.DateTimeFormat(locale(), { weekday: 'long', day: 'numeric', month: 'short', timeZone: shopClock.timeZone }).format(at);
}

/** The same, and the time: “today 15:00”. */
export function nearMoment(time, now) {
  return `${nearDay(time, now)} ${new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', timeZone: shopClock.timeZone }).format(new Date(time))}`;
}
