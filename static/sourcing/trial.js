/** A test order: what it is made of, the request that tries it, and how two plans for it differ. Pure but for `recall` and `keep`. */
const STORED = 'comptoir.sourcing.trial';
const EMPTY = { lines: [], method: 'ship', postcode: '', city: '', country: 'FR', node: '', relay_point: '', gift: false, channel: 'web' };

export function recall() {
  try {
    return { ...EMPTY, ...JSON.parse(localStorage.getItem(STORED)) };
  } catch {
    return EMPTY; // storage may be forbidden, or hold something older
  }
}

export function keep(order) {
  try {
    localStorage.setItem(STORED, JSON.stringify(order));
  } catch {
    // storage may be full or forbidden: then it lasts as long as the page
  }
}

/** Which field of a test order says where it is collected, by the method. */
export const COUNTERS = { pickup: 'node', relay_point: 'relay_point' };

/** What is still missing, if anything: `lines`, `place`, or the counter by its method, `pickup` or `relay_point`. */
export function missing({ lines, method, postcode, city, ...counters }) {
  if (!lines.length) return 'lines';
  if (COUNTERS[method]) return counters[COUNTERS[method]] ? undefined : method;
  return postcode.trim() && city.trim() ? undefined : 'place';
}

/** The body of `POST /policies/try`; without a policy the one in force is tried. */
export function requestOf({ lines, method, postcode, city, country, gift, channel, ...counters }, policy) {
  // Where a parcel goes is found by its postcode and city; an address has a street all the same.
  const address = { street: city.trim(), postcode: postcode.trim(), city: city.trim(), country };
  return {
    ...(policy ? { policy } : {}),
    channel,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    delivery: COUNTERS[method] ? { method, node: counters[COUNTERS[method]] } : { method, address },
    gift,
  };
}

const served = ({ parts }) =>
  parts
    .flatMap(({ node, carrier, lines }) => lines.map(({ line, quantity }) => `${line} ${node} ${carrier ?? ''} ${quantity}`))
    .sort()
    .join('|');

/** Whether two plans take the same from the same nodes, by the same carriers. */
export const samePlan = (one, other) => served(one) === served(other);

/** What can be compared between plans of different policies: their costs cannot, each policy weighs in its own way. */
export function figuresOf({ parts }) {
  const most = (values) => values.filter((value) => value !== undefined).reduce((high, value) => (high === undefined || value > high ? value : high), undefined);
  return {
    nodes: parts.length,
    km: most(parts.map(({ distance_km: km }) => km)),
    arrives_at: most(parts.map(({ arrives_at: at }) => at)),
    co2_grams: parts.reduce((sum, { co2_grams: grams }) => sum + grams, 0),
  };
}

/** The server's limit in the way of an order, as its problem says it. */
export const lineOf = ({ field }) => {
  const match = /^lines\[(\d+)\]/.exec(field ?? '');
  return match ? Number(match[1]) : undefined;
};
