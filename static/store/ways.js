/** The ways in which a customer at this counter can have a basket, from what `POST /promises` says of this counter and of what is near. */

/** How goods are collected at a counter of this kind; there is none at the others. */
const collecting = { store: 'pickup', relay_point: 'relay_point' };

const keyOf = (method, node) => (node ? `${method} ${node}` : method);

function promised({ method, node, node_name: name, distance_km: km, at, parcels, because, promise }) {
  return { key: keyOf(method, node), method, node, name, km, at, parcels, because, promise };
}

// Dated ways by their date, then those that can be had without one, then those that cannot.
const order = (way) => (way.at ? Date.parse(way.at) : way.refused ? Infinity : Number.MAX_SAFE_INTEGER);

/**
 * Each has its `method`, and where it is dated `at` and its `promise`; `refused` is why it cannot be chosen. This counter and the
 * customer's home are always among them. `here` and `near` are the answers (`{promises, unavailable}`); `homeKnown`: `near` was asked
 * for the customer's own postcode, so that its date for shipping is theirs.
 */
export function waysOf({ node, here, near, homeKnown }) {
  const method = collecting[node.kind];
  const refusedBy = (answer, wanted) => answer.unavailable?.find((each) => each.method === wanted);
  const ways = [];
  if (method) {
    const found = here.promises?.find((each) => each.method === method && each.node === node.code);
    ways.push({ ...(found ? promised(found) : { key: keyOf(method, node.code), method, node: node.code, refused: refusedBy(here, method) }), name: node.name, here: true });
  }
  const shipped = homeKnown && near.promises?.find((each) => each.method === 'ship');
  const refused = refusedBy(near, 'ship');
  // Of another postcode only this much holds for the customer's: that there is not enough anywhere.
  ways.push(shipped ? promised(shipped) : { key: 'ship', method: 'ship', refused: homeKnown || refused?.code === 'insufficient_stock' ? refused : undefined });
  for (const each of near.promises ?? []) if (each.method !== 'ship' && each.node !== node.code) ways.push(promised(each));
  return ways.sort((one, other) => order(one) - order(other) || 0);
}

/** What the clerk sees before asking for more: this counter, the home, what is chosen, and of the other counters the nearest. */
export function shownWays(ways, { all, chosen, most = 5 }) {
  if (all || ways.length <= most) return ways;
  const kept = new Set(ways.filter((way) => way.here || way.method === 'ship' || way.key === chosen));
  const nearest = [...ways].sort((one, other) => (one.km ?? Infinity) - (other.km ?? Infinity) || 0);
  for (const way of nearest) if (kept.size < most) kept.add(way);
  return ways.filter((way) => kept.has(way));
}

/** Where the goods go, in the words of an order. */
export function deliveryBy(way, address) {
  return way.method === 'ship' ? { method: 'ship', address } : { method: way.method, node: way.node };
}
