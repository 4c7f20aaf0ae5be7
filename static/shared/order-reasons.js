/** Why an order or a part of it ended, for staff: as somebody wrote it, or in our words for what the system has decided. */
import { addWords, t } from './i18n.js';
import { limitOf, limitSentence, limitWords } from './limits.js';
import words from './order-reason-words.js';

addWords(words);

/** “not collected in time”; what somebody wrote is itself. */
export function reasonWords(reason) {
  if (typeof reason !== 'string') return '';
  const key = `reason.${reason}`;
  const known = limitWords(limitOf(reason)) ?? t(key);
  return known === key ? reason : known;
}

/** The sentence for an order that was cancelled or refused. */
export function whyEnded({ cancelled_because: cancelled, refused_because: refused }) {
  const reason = cancelled ?? refused;
  if (!reason) return undefined;
  const found = reasonWords(reason);
  return limitSentence(limitOf(reason)) ?? (found === reason ? reason : `${found[0].toLocaleUpperCase()}${found.slice(1)}.`);
}
