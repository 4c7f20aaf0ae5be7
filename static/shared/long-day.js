/** A day that one plans for. Not in format.js: the webchat loads that one with its first paint, and needs no such day. */
import { clock as shopClock, locale } from './i18n.js';

/** “Saturday 21 November”, in the shop's own time. */
export function longDay(time) {
  return new Intl.DateTimeFormat(locale(), { weekday: 'long', day: 'numeric', month: 'long', timeZone: shopClock.timeZone }).format(new Date(time));
}
