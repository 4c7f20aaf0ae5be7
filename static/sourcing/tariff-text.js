/** A carrier in words: what it reaches, what a parcel costs, and what changed between two versions. */
import { money, number } from '../shared/format.js';
import { t } from '../shared/i18n.js';
import { moved, turned } from './changes.js';
import { allOf } from './scope.js';

export const SERVICES = ['home', 'relay_point', 'store'];

export const reachInWords = (km) => (km === null || km === undefined ? t('sourcing.everywhere') : t('sourcing.up_to_km', { number: number(km) }));
export const weightInKg = (grams) => t('sourcing.up_to_kg', { number: number(grams / 1000) });
const daysInWords = (days) => t('sourcing.days', { count: days });

/** “Home · from 4.90 € · 1 to 5 days”. */
export function carrierInWords({ services, bands }, currency) {
  const costs = bands.flatMap(({ steps }) => steps.map(({ cost }) => cost));
  const days = bands.map((band) => band.days);
  const [soonest, latest] = [Math.min(...days), Math.max(...days)];
  return [
    allOf(services.map((service) => t(`sourcing.service.${service}`))),
    costs.length && t('sourcing.from_cost', { cost: money({ amount: Math.min(...costs), currency }) }),
    days.length && (soonest === latest ? daysInWords(latest) : t('sourcing.days_between', { soonest, latest })),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** One line for each thing that changed; bands are known by how far they reach. */
export function carrierChanges(before, after, { currency }) {
  const cost = (amount) => (amount === undefined ? t('sourcing.none') : money({ amount, currency }));
  const lines = moved(t('sourcing.services'), before.services, after.services, (service) => t(`sourcing.service.${service}`));
  for (const field of ['co2_per_parcel', 'co2_per_tonne_km']) {
    if (before[field] !== after[field]) lines.push(turned(t(`sourcing.${field}`), `${number(before[field])} g`, `${number(after[field])} g`));
  }
  const bandOf = (carrier, km) => carrier.bands.find((band) => (band.up_to_km ?? null) === km);
  const reaches = (carrier) => carrier.bands.map((band) => band.up_to_km ?? null);
  lines.push(...moved(t('sourcing.bands'), reaches(before), reaches(after), reachInWords));
  for (const band of after.bands) {
    const was = bandOf(before, band.up_to_km ?? null);
    if (!was) continue;
    const where = reachInWords(band.up_to_km);
    if (was.days !== band.days) lines.push(turned(where, daysInWords(was.days), daysInWords(band.days)));
    const costAt = ({ steps }, grams) => steps.find((step) => step.up_to_grams === grams)?.cost;
    const weights = [...new Set([...was.steps, ...band.steps].map((step) => step.up_to_grams))].sort((one, other) => one - other);
    for (const grams of weights) {
      const [old, now] = [costAt(was, grams), costAt(band, grams)];
      if (old !== now) lines.push(turned(`${where}, ${weightInKg(grams)}`, cost(old), cost(now)));
    }
  }
  return lines;
}
