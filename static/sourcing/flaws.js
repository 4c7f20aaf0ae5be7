/** What is wrong with a field of a policy or a carrier, in the reader's language; the server's own words where we have none. */
import { t } from '../shared/i18n.js';
import { isPercent } from './policy-fields.js';

/** The key of our words for a field: places in lists do not count. */
function keyOf(field) {
  const bare = field.replace(/\[\d+\]/g, '');
  const [group, name] = bare.split('.');
  if (group === 'weights' && name) return isPercent(name) ? 'sourcing.flaw.percent' : 'sourcing.flaw.cost';
  return `sourcing.flaw.${bare}`;
}

export function flawInWords({ field, problem }) {
  const key = keyOf(field);
  const known = t(key);
  return known === key ? problem[0]?.toLocaleUpperCase() + problem.slice(1) : known;
}

/** `{field: words}`; what is wrong within a list is said at the list. `placeOf(field)` says where a field is shown. */
export function byField(flaws = [], placeOf = (field) => field.replace(/\[\d+\]$/, '')) {
  return Object.fromEntries(flaws.map((flaw) => [placeOf(flaw.field), flawInWords(flaw)]));
}

/** What stands at a path such as `rows[1].days`. */
export const valueAt = (value, field) => field.split(/[.[\]]+/).filter(Boolean).reduce((inner, step) => inner?.[step], value);

/** Without those whose field has changed since it was refused. */
export function stillThere(problems, refused, now) {
  const same = (field) => JSON.stringify(valueAt(refused, field)) === JSON.stringify(valueAt(now, field));
  return Object.fromEntries(Object.entries(problems).filter(([field]) => same(field)));
}
