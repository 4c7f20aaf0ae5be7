/** What the shop sells, as the console searches it: variants by words, SKU or barcode. */
import { api } from '../shared/api.js';
import { folded } from './names.js';

const BARCODE = /^\d{8,14}$/;

/** A line's name: the product, and which variant of it. */
export function variantTitle(product, variant) {
  const own = variant.title && variant.title !== product.title && product.variants.length > 1;
  return own ? `${product.title}, ${variant.title}` : product.title;
}

/** `[{product, variant, title}]`, the variants that every typed word speaks of first. */
export async function searchVariants(text, { signal, limit = 24 } = {}) {
  const wanted = text.trim();
  const query = BARCODE.test(wanted.replace(/\s/g, '')) ? { barcode: wanted.replace(/\s/g, '') } : { q: wanted };
  const products = query.q ? await productsOf(wanted, signal) : (await api.get('/products', { query, signal })).products;
  const words = folded(wanted).split(/\s+/);
  const exact = ({ variant }) => variant.sku.toLowerCase() === wanted.toLowerCase() || variant.barcode === query.barcode;
  const meant = ({ title, variant }) => words.every((word) => folded(`${title} ${variant.sku}`).includes(word));
  const found = products.flatMap((product) =>
    product.variants.map((variant) => ({ product, variant, title: variantTitle(product, variant) })),
  );
  const precise = found.filter(exact);
  if (precise.length) return precise;
  return [...found.filter(meant), ...found.filter((each) => !meant(each))].slice(0, limit);
}

// The server looks for words of products; “shirt M” speaks of a variant: what it does not know is left to the ranking here.
async function productsOf(text, signal) {
  const words = text.split(/\s+/);
  for (let count = words.length; count > 0; count -= 1) {
    const { products } = await api.get('/products', { query: { q: words.slice(0, count).join(' '), limit: 12 }, signal });
    if (products.length) return products;
  }
  return [];
}

/** How many of a SKU are where: as `GET /stock/{sku}` answers. */
export function stockOf(sku, options) {
  return api.get(`/stock/${encodeURIComponent(sku)}`, options);
}

/** Calls `work(signal)` once the typing rests; the one before is given up. */
export class Resting {
  constructor(pause = 220) {
    this.pause = pause;
  }

  start(work) {
    this.stop();
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.timer = setTimeout(() => work(signal), this.pause);
  }

  stop() {
    clearTimeout(this.timer);
    this.controller?.abort();
  }
}
