/** What a refusal says to the visitor: our words for its code, else the hub's own. */
import { t } from '../shared/i18n.js';

export function refusal({ code, detail }) {
  const key = `refused.${code}`;
  const words = t(key);
  return words === key ? detail : words;
}
