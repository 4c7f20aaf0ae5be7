/**
 * What to say about a problem. The server's `detail` is English; in other languages the words for its stable `code` stand in its place
 * (`problem.code.CODE`, or `problem.field.FIELD` for a field that is wrong), where there are some.
 */
import { addWords, language, t } from './i18n.js';
import words from './problem-texts.js';

addWords(words);

export function explain({ code, field = '', detail, message }) {
  const said = sentence(detail ?? message);
  if (language() === 'en') return said;
  const key = code === 'invalid_field' ? `problem.field.${field.replace(/\[\d+\]/g, '')}` : `problem.code.${code}`;
  const known = t(key);
  return known === key ? said : known;
}

/** The server speaks in half sentences, to be put after a name or a colon; alone they begin like a whole one. */
const sentence = (words) => words && words[0].toLocaleUpperCase() + words.slice(1);
