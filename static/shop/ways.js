/** Where a basket can be collected, from the stock of the stores and from what is promised. Pure. */
import { byDistance, sentThere } from '../shared/ways.js';

/**
 * `[{store, has, promise?, sent, open}…]`: each store with how many lines it has whole and with what is promised there. `sent`: what it
 * lacks is sent there; `open`: it can be chosen. The nearest first of those that promise; then those that have most.
 */
export function storeWays({ stores, lines, stock, promises = [] }) {
  const known = lines.every(({ sku }) => stock.has(sku));
  const ways = stores.map((store) => {
    const has = lines.filter(({ sku, quantity }) => (stock.get(sku)?.nodes.find(({ node }) => node === store.code)?.available ?? 0) >= quantity).length;
    const promise = promises.find(({ method, node }) => method === 'pickup' && node === store.code);
    return { store, has, promise, sent: Boolean(promise && sentThere(promise)), open: Boolean(promise) || !known || has === lines.length };
  });
  return ways.sort((one, other) => byDistance(one.promise, other.promise) || other.has - one.has || one.store.name.localeCompare(other.store.name));
}
