/** The limits of sourcing in words: `most_km`, `capacity`… as plans and refusals name them. */
import { addWords, t } from './i18n.js';
import words from './limit-words.js';

addWords(words);

/** “they are farther than the limit”; `undefined` for a limit that has no words. */
export function limitWords(limit) {
  const key = `limit.${limit}`;
  const found = t(key);
  return found === key ? undefined : found;
}

/** “Nodes have it, but they are farther than the limit.” */
export function limitSentence(limit) {
  const found = limitWords(limit);
  return found && t('problem.limit', { limit: found });
}

/** The limit in the reason of a refused order: `limit:most_km` → `most_km`. */
export const limitOf = (reason) => /^limit:(.+)$/.exec(reason)?.[1];
