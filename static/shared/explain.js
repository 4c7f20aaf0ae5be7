/**
 * What to say about a problem. The server's `detail` is English; words for its stable `code` (`problem.code.CODE`, or
 * `problem.field.FIELD` for a field that is wrong) and for the limit that was in the way stand in its place, where there are some.
 */
import { addWords, t } from './i18n.js';
import { limitSentence } from './limits.js';
import words from './problem-texts.js';

addWords(words);

export function explain({ code, field = '', detail, message, limit }) {
  const inTheWay = limitSentence(limit);
  if (inTheWay) return inTheWay;
  const key = code === 'invalid_field' ? `problem.field.${field.replace(/\[\d+\]/g, '')}` : `problem.code.${code}`;
  const known = t(key);
  return known === key ? sentence(detail ?? message) : known;
}

/** The server speaks in half sentences, to be put after a name or a colon; alone they begin like a whole one. */
const sentence = (words) => words && words[0].toLocaleUpperCase() + words.slice(1);
