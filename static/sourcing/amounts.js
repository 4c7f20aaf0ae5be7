/**
 * Numbers between a field and the wire: people write “0,50”, the wire has 50 minor units. `digits` says how many decimals a field shows
 * of the wire's whole number (2 for cents in euros, 3 for grams in kilograms, 0 for what is counted).
 */
import { locale } from '../shared/i18n.js';

const MOST_DIGITS = 12;

/** What a field shows; nothing for `null`. `fixed`: always all decimals, as money has them. */
export function toText(value, digits = 0, { fixed = false, tag = locale() } = {}) {
  if (value === null || value === undefined) return '';
  const format = { useGrouping: false, minimumFractionDigits: fixed ? digits : 0, maximumFractionDigits: digits };
  return new Intl.NumberFormat(tag, format).format(value / 10 ** digits);
}

/** The wire's whole number; `null` for an empty text where that is allowed, `undefined` for what is no such number. */
export function fromText(text, digits = 0, { optional = false } = {}) {
  const bare = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  if (!bare) return optional ? null : undefined;
  const match = /^(\d*)(?:\.(\d*))?$/.exec(bare);
  if (!match) return undefined;
  const [, whole, fraction = ''] = match;
  if (!whole && !fraction) return undefined;
  if (fraction.length > digits || whole.length + digits > MOST_DIGITS) return undefined;
  return Number(`${whole}${fraction.padEnd(digits, '0')}`);
}

/** How many minor units a currency has, as a power of ten. */
export function digitsOf(currency) {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
}

/** The sign by which a currency is written: “€”. */
export function signOf(currency, tag = locale()) {
  const parts = new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0);
  return parts.find(({ type }) => type === 'currency')?.value ?? currency;
}
