/** The weights and limits of a policy: in which order they are shown, and in which unit. */
import { money, number } from '../shared/format.js';
import { t } from '../shared/i18n.js';
import { digitsOf, signOf } from './amounts.js';

/** By what they are about. */
export const WEIGHTS = {
  costs: ['parcel_percent', 'handling_percent', 'split_piece'],
  time: ['waiting_day', 'late_hour', 'carbon_kg'],
  stock: ['scarcity_percent', 'clearance_percent', 'balance'],
  risk: ['rejection', 'lost_unit'],
};
export const CHANNELS = ['web', 'phone', 'store'];
export const METHODS = ['ship', 'pickup', 'relay_point'];
/** Nothing is sent from a relay point. */
export const KINDS = ['warehouse', 'store', 'supplier'];
export const SPLITTING = ['never', 'when_needed', 'when_cheaper'];
/** Counted in whole numbers; the first two may be left empty. */
export const COUNTS = ['most_parcels', 'most_km', 'stores_keep'];
export const mayBeEmpty = (limit) => limit !== 'stores_keep';

/** Yes or no. */
export const CHOICES = ['gifts_together', 'ship_to_store'];

export const isPercent = (weight) => weight.endsWith('_percent');

/** How the field of a weight writes: its unit, and its decimals. */
export function writing(weight, currency) {
  if (isPercent(weight)) return { unit: '%', digits: 0 };
  return { unit: t(`sourcing.unit.${weight}`, { currency: signOf(currency) }), digits: digitsOf(currency), fixed: true };
}

/** “0,50 €/h”. */
export function weightInWords(weight, value, currency) {
  if (isPercent(weight)) return t('sourcing.percent', { number: number(value) });
  return t(`sourcing.unit.${weight}`, { currency: money({ amount: value, currency }) });
}

/** “300 km”; “no limit” for what is empty. */
export function countInWords(limit, value) {
  if (value === null || value === undefined) return t('sourcing.no_limit');
  return t(`sourcing.count.${limit}`, { count: value, number: number(value) });
}
