/** What changed between two versions of a policy, one line for each thing. Pure. */
import { t } from '../shared/i18n.js';
import { CHOICES, COUNTS, WEIGHTS, countInWords, weightInWords } from './policy-fields.js';
import { scopeInWords } from './scope.js';

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** “name: before → after”. */
export const turned = (name, before, after) => t('sourcing.turned', { name, before, after });

/** “name: + what came, − what went”; nothing where both lists hold the same. */
export function moved(name, before = [], after = [], word = (each) => each) {
  const came = after.filter((each) => !before.includes(each)).map((each) => `+ ${word(each)}`);
  const went = before.filter((each) => !after.includes(each)).map((each) => `− ${word(each)}`);
  return came.length || went.length ? [t('sourcing.moved', { name, list: [...came, ...went].join(', ') })] : [];
}

/** `nodeName(code)` names a node. */
export function policyChanges(before, after, { currency, nodeName = (code) => code }) {
  const lines = [];
  if (scopeInWords(before.scope) !== scopeInWords(after.scope)) {
    lines.push(turned(t('sourcing.scope'), scopeInWords(before.scope), scopeInWords(after.scope)));
  }
  for (const weight of Object.values(WEIGHTS).flat()) {
    const [was, is] = [before.weights[weight], after.weights[weight]];
    if (was !== is) lines.push(turned(t(`sourcing.weight.${weight}`), weightInWords(weight, was, currency), weightInWords(weight, is, currency)));
  }
  for (const limit of COUNTS) {
    const [was, is] = [before.limits[limit] ?? null, after.limits[limit] ?? null];
    if (was !== is) lines.push(turned(t(`sourcing.limit.${limit}`), countInWords(limit, was), countInWords(limit, is)));
  }
  if (before.limits.splitting !== after.limits.splitting) {
    const word = (choice) => t(`sourcing.splitting.${choice}`);
    lines.push(turned(t('sourcing.limit.splitting'), word(before.limits.splitting), word(after.limits.splitting)));
  }
  lines.push(
    ...moved(t('sourcing.limit.excluded_kinds'), before.limits.excluded_kinds, after.limits.excluded_kinds, (kind) => t(`sourcing.kinds.${kind}`)),
    ...moved(t('sourcing.limit.excluded_nodes'), before.limits.excluded_nodes, after.limits.excluded_nodes, nodeName),
  );
  for (const choice of CHOICES) {
    if (same(before.limits[choice], after.limits[choice])) continue;
    lines.push(turned(t(`sourcing.limit.${choice}`), t(before.limits[choice] ? 'sourcing.yes' : 'sourcing.no'), t(after.limits[choice] ? 'sourcing.yes' : 'sourcing.no')));
  }
  return lines;
}
