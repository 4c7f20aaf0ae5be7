/** What every page of the shop has: the head with search and basket, the basket's drawer, the foot. */
import { html, nothing, repeat } from '../vendor/lit/lit.js';
import { adoptBase } from '../shared/base.js';
// Its words come first, so that the shop's own stand in their place.
import '../shared/explain.js';
import { money } from '../shared/format.js';
import { addWords, language, languages, setLanguage, t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import '../shared/icon.js';
import { productArtUrl } from './art.js';
import { MOST_OF_ONE, basket } from './basket.js';
import limitWords from './limit-words.js';
import words from './words.js';

addWords(words);
addWords(limitWords);
adoptBase(document);

export const variantName = (variant) => Object.values(variant.options ?? {}).join(' · ');
/** A category or option in the reader's language, where we know it. */
export function named(name) {
  const known = t(`shop.name.${name}`);
  return known.startsWith('shop.name.') ? name : known;
}

export const productLink = ({ handle }, variant) => `/shop/p/${encodeURIComponent(handle)}${variant ? `?sku=${encodeURIComponent(variant.sku)}` : ''}`;

/** A Lit controller: its host is drawn again when the basket changes. */
export class Basketed {
  constructor(host) {
    this.host = host;
    host.addController(this);
  }

  hostConnected() {
    this.changed = () => this.host.requestUpdate();
    basket.addEventListener('change', this.changed);
  }

  hostDisconnected() {
    basket.removeEventListener('change', this.changed);
  }
}

class ShopHead extends LightElement {
  static properties = { shop: {}, text: { state: true } };

  constructor() {
    super();
    new Basketed(this);
    this.text = new URLSearchParams(location.search).get('q') ?? '';
  }

  render() {
    const other = languages.find((each) => each !== language());
    return html`<header class="head">
      <a class="brand" href="/shop">${this.shop}</a>
      <form class="search" role="search" action="/shop" @submit=${this.#search}>
        <c-icon name="search"></c-icon>
        <input type="search" name="q" aria-label=${t('shop.search')} placeholder=${t('shop.search')} .value=${this.text} @input=${this.#typed}>
      </form>
      <nav aria-label=${t('shop.tools')}>
        <a class="quiet" href="/track"><c-icon name="package"></c-icon><span>${t('shop.track')}</span></a>
        <button class="quiet language" lang=${other} aria-label="${other.toUpperCase()}: ${t('shop.language')}" @click=${() => setLanguage(other, { remember: true })}>${other.toUpperCase()}</button>
        <button class="quiet basket" aria-haspopup="dialog" aria-label=${t('shop.basket.open', { count: basket.count })} @click=${() => document.querySelector('basket-drawer').open()}>
          <c-icon name="shopping-bag"></c-icon>${basket.count ? html`<span class="count figures">${basket.count}</span>` : nothing}
        </button>
      </nav>
    </header>`;
  }

  // The catalogue searches as one types; other pages go there.
  #typed(event) {
    this.text = event.target.value;
    document.dispatchEvent(new CustomEvent('shop-search', { detail: this.text }));
  }

  #search(event) {
    if (document.querySelector('shop-catalogue')) event.preventDefault();
  }
}

class BasketDrawer extends LightElement {
  constructor() {
    super();
    new Basketed(this);
  }

  open() {
    this.querySelector('dialog').showModal();
  }

  render() {
    const close = () => this.querySelector('dialog').close();
    return html`<dialog class="drawer" aria-labelledby="basket-title" @click=${(event) => event.target === event.currentTarget && close()}>
      <header><h2 id="basket-title">${t('shop.basket')}</h2><button class="icon" aria-label=${t('close')} @click=${close}><c-icon name="x"></c-icon></button></header>
      ${basket.lines.length
        ? html`<ul>${repeat(basket.lines, ({ variant }) => variant.sku, (line) => basketLine(line))}</ul>
          <footer><p class="sum"><span>${t('shop.basket.sum')}</span><strong class="figures">${money(basket.total)}</strong></p><p class="hint">${t('shop.basket.note')}</p><a class="primary main" href="/shop/checkout">${t('shop.checkout')}</a></footer>`
        : html`<p class="empty"><c-icon name="shopping-bag"></c-icon>${t('shop.basket.empty')}</p>`}
    </dialog>`;
  }
}

/** One line of the basket, with its quantity to change; `problem` says what is wrong with it. */
export function basketLine({ product, variant, quantity }, problem) {
  return html`<li class="basket-line ${problem ? 'wrong' : ''}">
    <a href=${productLink(product, variant)} tabindex="-1" aria-hidden="true"><img src=${productArtUrl(product, variant)} alt="" width="80" height="100"></a>
    <div class="what"><a href=${productLink(product, variant)}>${product.title}</a><small>${variantName(variant)}</small>
      <span class="stepper" role="group" aria-label=${t('shop.quantity.of', { title: product.title })}>
        <button type="button" aria-label=${quantity > 1 ? t('shop.less') : t('shop.remove', { title: product.title })} @click=${() => basket.set(variant.sku, quantity - 1)}><c-icon name=${quantity > 1 ? 'minus' : 'trash-2'}></c-icon></button>
        <output class="figures">${quantity}</output>
        <button type="button" aria-label=${t('shop.more')} ?disabled=${quantity >= MOST_OF_ONE} @click=${() => basket.set(variant.sku, quantity + 1)}><c-icon name="plus"></c-icon></button>
      </span>
      ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    </div>
    <span class="figures price">${money({ ...variant.price, amount: variant.price.amount * quantity })}</span>
  </li>`;
}

class ShopFoot extends LightElement {
  static properties = { shop: {}, phone: {} };

  render() {
    return html`<footer class="foot">
      <div><p class="brand">${this.shop}</p><p>${t('shop.foot.house')}</p></div>
      <ul>
        <li><c-icon name="store"></c-icon><span><strong>${t('shop.foot.pickup')}</strong>${t('shop.foot.pickup.text')}</span></li>
        <li><c-icon name="truck"></c-icon><span><strong>${t('shop.foot.ship')}</strong>${t('shop.foot.ship.text')}</span></li>
        ${this.phone ? html`<li><c-icon name="phone"></c-icon><span><strong>${t('shop.foot.phone')}</strong><a href="tel:${this.phone}">${this.phone}</a></span></li>` : nothing}
      </ul>
      <p class="fine">${t('shop.foot.demo')}</p>
    </footer>`;
  }
}

customElements.define('shop-head', ShopHead);
customElements.define('basket-drawer', BasketDrawer);
customElements.define('shop-foot', ShopFoot);
