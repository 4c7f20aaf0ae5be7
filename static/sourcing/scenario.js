/** What is to be different in a replay: the form's choices, the request they make, and a kept one in words. Pure. */
import { number } from '../shared/format.js';
import { t } from '../shared/i18n.js';
import { fromWire, lastDays, toWire } from './period.js';

/** As the server has it. */
export const MOST_PERCENT = 1000;

export const fresh = (now) => ({ ...lastDays(7, { now }), rule: '', stock: [] });

/**
 * What is tried: whole days, `rule` for the policy ('' for those in force, `usual`, `kept:NAME`, `draft:PLACE`, or `carried`: one that stands
 * nowhere else), and `stock`, `[{node, percent}…]` with node '' for all of them.
 */
export function requestOf({ first, last, stock }, policy, timeZone) {
  return {
    ...toWire({ first, last }, timeZone),
    ...(policy ? { policy } : {}),
    ...(stock.length ? { stock: stock.map(({ node, percent }) => ({ ...(node ? { node } : {}), percent })) } : {}),
  };
}

/** A kept simulation's request once more, exactly as it was. */
export function again({ from, to, policy, stock }) {
  return { from, to, ...(policy ? { policy } : {}), ...(stock?.length ? { stock: stock.map(({ node, percent }) => ({ ...(node ? { node } : {}), percent })) } : {}) };
}

/** A kept simulation as the form has it; a policy that is nowhere any more is carried along. */
export function formOf(simulation, book, timeZone) {
  const { policy } = simulation;
  const rule = policy ? (choiceOf(policy, book) ?? 'carried') : '';
  const stock = (simulation.stock ?? []).map(({ node, percent }) => ({ node: node ?? '', percent }));
  return { ...fromWire(simulation, timeZone), rule, ...(rule === 'carried' ? { carried: policy } : {}), stock };
}

/** Which node is named twice, by its row; every node once is all that makes sense. */
export function doubled(stock) {
  return stock.findIndex(({ node }, index) => stock.findIndex((each) => each.node === node) < index);
}

/** The same thing whatever the order of its fields. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
const same = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

/** Which choice a policy is; nothing when it has been changed or ended since. */
export function choiceOf(policy, book) {
  const kept = book.items?.find((item) => same(item.policy, policy));
  if (kept) return `kept:${kept.name}`;
  const drafted = [...book.drafts].find(([, { value }]) => same(value, policy));
  if (drafted) return `draft:${drafted[0]}`;
  return same(book.usual, policy) ? 'usual' : undefined;
}

const draftInWords = ({ name }) => t('whatif.policy.draft', { name: name || t('sourcing.policy.unnamed') });
const keptInWords = ({ name, version }) => t('whatif.policy.kept', { name, version });

/** “the policies in force”, “Lamps, version 3”, “Lamps, unsaved”. */
export function policyInWords(policy, book) {
  if (!policy) return t('whatif.policy.in_force');
  const choice = choiceOf(policy, book);
  if (!choice) return t('whatif.policy.other');
  if (choice === 'usual') return t('sourcing.policy.usual');
  return choice.startsWith('draft:') ? draftInWords(book.drafts.get(choice.slice(6))) : keptInWords(book.kept(choice.slice(5)));
}

/** “Lyon Bellecour: stock at 50%”. */
export function stockInWords({ node, percent }, nodeName = (code) => code) {
  return t('whatif.stock.one', { node: node ? nodeName(node) : t('whatif.stock.all'), percent: number(percent) });
}

/** The policies of one's own to choose from, `{kept, drafts}`, each `[{value, word}…]`. */
export function choicesOf(book) {
  const byWord = (one, other) => one.word.localeCompare(other.word);
  return {
    kept: (book.items ?? []).map((item) => ({ value: `kept:${item.name}`, word: keptInWords(item) })).sort(byWord),
    drafts: [...book.drafts].map(([place, draft]) => ({ value: `draft:${place}`, word: draftInWords(draft) })),
  };
}

/** The policy behind a choice; nothing for those in force. */
export function policyOf({ rule, carried }, book) {
  if (rule === 'carried') return carried;
  if (rule === 'usual') return book.usual;
  if (rule.startsWith('draft:')) return book.drafts.get(rule.slice(6))?.value;
  return rule ? book.kept(rule.slice(5))?.policy : undefined;
}
