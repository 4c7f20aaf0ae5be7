/** The ways in which a basket can be had, as `POST /promises` tells them. Pure. */

const FRENCH_POSTCODE = 5;
const SHORTEST_POSTCODE = 4;

/** Where the customer is, as `POST /promises` takes it; `undefined` while too little of the postcode has been typed. */
export function placeOf({ postcode, country }) {
  const typed = postcode.trim();
  return typed.replace(/\s/g, '').length >= (country === 'FR' ? FRENCH_POSTCODE : SHORTEST_POSTCODE) ? { postcode: typed, country } : undefined;
}

/** How far it is; those of which nobody knows come after those, and what is not promised last. */
const farness = (promise) => promise?.distance_km ?? (promise ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE);
export const byDistance = (one, other) => farness(one) - farness(other);

/** The promises by this method, the nearest first. */
export const promisesBy = (promises = [], wanted) => promises.filter(({ method }) => method === wanted).sort(byDistance);

const MUCH_FARTHER_KM = 50;

/** Of these the counters that are near: not another region's where there is one close by. */
export function nearby(promises, wanted) {
  const all = promisesBy(promises, wanted);
  const [first] = all;
  return all.filter(({ distance_km: km }) => km === undefined || km <= (first.distance_km ?? 0) + MUCH_FARTHER_KM);
}

// Of a postcode we know the middle of its department.
const PRECISE_TO_KM = 30;

/** The distance, where it is more than the uncertainty about where the customer is. */
export const tellingKm = ({ distance_km: km } = {}) => (km >= PRECISE_TO_KM ? Math.round(km) : undefined);

/** What is promised at the customer's door, or at the nearest counter. */
export const nearest = (promises, method) => promisesBy(promises, method)[0];

/** Whether it travels to the store where it is collected, which lacks something of it. */
export const sentThere = ({ method, parcels }) => method === 'pickup' && parcels > 0;
