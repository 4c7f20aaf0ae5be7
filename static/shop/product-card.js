/** A product in a grid: picture, name, price and the colours it comes in. */
import { html, nothing } from '../vendor/lit/lit.js';
import { money } from '../shared/format.js';
import { t } from '../shared/i18n.js';
import { productArtUrl, swatch } from './art.js';
import { productLink } from './chrome.js';

const COLOURS_SHOWN = 5;

/** The product's colours, each with the first variant that has it. */
export function colours(product) {
  const found = new Map();
  for (const variant of product.variants) {
    for (const value of Object.values(variant.options ?? {})) {
      const colour = swatch(value);
      if (colour && !found.has(value)) found.set(value, { name: value, colour, variant });
    }
  }
  return [...found.values()];
}

function price(product) {
  const amounts = product.variants.map(({ price: { amount } }) => amount);
  const least = Math.min(...amounts);
  const text = money({ ...product.variants[0].price, amount: least });
  return least === Math.max(...amounts) ? text : t('shop.from', { price: text });
}

export function productCard(product, { eager = false } = {}) {
  const tones = colours(product);
  return html`<a class="product-card" href=${productLink(product)}>
    <span class="picture"><img src=${productArtUrl(product)} alt="" width="400" height="500" loading=${eager ? 'eager' : 'lazy'}>
      ${tones[1] ? html`<img class="second" src=${productArtUrl(product, tones[1].variant)} alt="" width="400" height="500" loading="lazy">` : nothing}</span>
    <span class="name">${product.title}</span>
    <span class="price figures">${price(product)}</span>
    ${tones.length > 1 ? html`<span class="dots" role="img" aria-label=${t('shop.colours', { colours: tones.map(({ name }) => name).join(', ') })}>${tones.slice(0, COLOURS_SHOWN).map(({ colour }) => html`<svg viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="5.5" fill=${colour}></circle></svg>`)}${tones.length > COLOURS_SHOWN ? html`<small>+${tones.length - COLOURS_SHOWN}</small>` : nothing}</span>` : nothing}
  </a>`;
}
