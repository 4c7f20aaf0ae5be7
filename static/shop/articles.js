/** Articles by what is printed on them: read once, then known. */
import { api } from '../shared/api.js';

const known = new Map();

/** `{product, variant}` for a barcode, or undefined when nobody sells it. */
export function articleByBarcode(barcode) {
  if (!known.has(barcode)) {
    const asked = api.get('/products', { query: { barcode, limit: 1 } }).then(({ products: [product] }) => {
      const variant = product?.variants.find((each) => each.barcode === barcode);
      return variant && { product, variant };
    });
    asked.catch(() => known.delete(barcode));
    known.set(barcode, asked);
  }
  return known.get(barcode).catch(() => undefined);
}

/** Articles that fit a title, SKU or barcode, one entry a variant. */
export async function findArticles(text, limit = 24) {
  const words = text.trim();
  const exact = /^\d{8,14}$/.test(words) ? await articleByBarcode(words) : undefined;
  if (exact) return [exact];
  const { products } = await api.get('/products', { query: { q: words, limit } });
  const found = products.flatMap((product) => product.variants.map((variant) => ({ product, variant })));
  const bySku = found.filter(({ variant }) => variant.sku.toLowerCase() === words.toLowerCase());
  return bySku.length ? bySku : found;
}

/** “Bol Oli, Terracotta”: the product and, where there is a choice, the variant. */
export const articleName = ({ product, variant }) => Object.keys(variant.options ?? {}).length ? `${product.title}, ${Object.values(variant.options).join(', ')}` : product.title;
