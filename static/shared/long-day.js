/** A day that one plans for, in the shop's own time. Not in format.js: the webchat loads that one with its first paint, and needs no such day. */
import { clock as shopClock, locale } from './i18n.js';

const written = (time, options) => new Intl.DateTimeFormat(locale(), { ...options, day: 'numeric', timeZone: shopClock.timeZone }).format(new Date(time));

/** “Saturday 21 November”. */
export const longDay = (time) => written(time, { weekday: 'long', month: 'long' });

/** “Sat 21 Nov”. */
export const shortDay = (time) => written(time, { weekday: 'short', month: 'short' });
