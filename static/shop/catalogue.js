/** `<shop-catalogue>`: the whole range, by category or by search. */
import { html, nothing, repeat } from '../vendor/lit/lit.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import { productArtUrl } from './art.js';
import { catalogue } from './visitor.js';
import { named } from './chrome.js';
import { productCard } from './product-card.js';

const PAGE = 24;
const showpieces = [
  { handle: 'vase-alma', title: 'Vase Alma', category: 'Vaisselle', variants: [{ options: { Couleur: 'Noir' } }] },
  { handle: 'lampe-odette-12', title: 'Lampe à poser Odette', category: 'Luminaires', variants: [{ options: { Couleur: 'Terracotta' } }] },
  { handle: 'manteau-gabin', title: 'Manteau long Gabin', category: 'Manteaux', variants: [{ options: { Couleur: 'Camel' } }] },
];

class ShopCatalogue extends LightElement {
  static properties = { category: { state: true }, text: { state: true }, products: { state: true }, categories: { state: true }, next: { state: true }, loading: { state: true }, problem: { state: true } };

  constructor() {
    super();
    this.products = [];
    this.categories = [];
    this.#readAddress();
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('popstate', () => {
      this.#readAddress();
      this.#load();
    });
    document.addEventListener('shop-search', ({ detail }) => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.#show({ category: '', text: detail.trim() }), 250);
    });
    this.#load();
  }

  #readAddress() {
    const query = new URLSearchParams(location.search);
    this.category = query.get('category') ?? '';
    this.text = query.get('q') ?? '';
  }

  #address({ category, text }) {
    const query = new URLSearchParams({ ...(category && { category }), ...(text && { q: text }) }).toString();
    return query ? `/shop?${query}` : '/shop';
  }

  #show({ category, text = '' }) {
    if (category === this.category && text === this.text) return;
    const typing = Boolean(text && this.text);
    Object.assign(this, { category, text });
    history[typing ? 'replaceState' : 'pushState'](null, '', this.#address(this));
    this.#load();
  }

  async #load(cursor) {
    const asked = (this.asked = {});
    Object.assign(this, { loading: true, problem: undefined });
    try {
      const answer = await catalogue.get('/products', { query: { category: this.category, q: this.text, cursor, limit: PAGE } });
      if (asked !== this.asked) return;
      this.products = cursor ? [...this.products, ...answer.products] : answer.products;
      this.next = answer.next_cursor;
      if (answer.categories?.length) this.categories = answer.categories;
    } catch (problem) {
      if (asked === this.asked) this.problem = explain(problem);
    } finally {
      if (asked === this.asked) this.loading = false;
    }
  }

  render() {
    const home = !this.category && !this.text;
    return html`
      ${home ? this.#welcome() : nothing}
      <nav class="categories" aria-label=${t('shop.categories')}>
        <a href="/shop" aria-current=${home ? 'page' : 'false'} @click=${(event) => this.#choose(event, '')}>${t('shop.all')}</a>
        ${this.categories.map(({ name }) => html`<a href=${this.#address({ category: name })} aria-current=${name === this.category ? 'page' : 'false'} @click=${(event) => this.#choose(event, name)}>${named(name)}</a>`)}
      </nav>
      <section class="range" aria-busy=${Boolean(this.loading)} aria-labelledby="range-title">
        <h2 id="range-title" class=${home ? 'visually-hidden' : ''}>${this.text ? t('shop.found', { text: this.text }) : this.category ? named(this.category) : t('shop.all')}</h2>
        ${this.problem ? html`<p class="notice" role="alert"><span>${this.problem}</span><button class="button" @click=${() => this.#load()}>${t('again')}</button></p>` : nothing}
        ${this.loading && !this.products.length ? html`<ul class="grid">${Array.from({ length: 8 }, () => html`<li><div class="skeleton picture"></div><div class="skeleton line"></div></li>`)}</ul>`
          : !this.products.length && !this.problem ? html`<div class="notice"><span>${t('shop.nothing', { text: this.text })}</span><a class="button" href="/shop">${t('shop.see_all')}</a></div>`
          : html`<ul class="grid ${this.loading ? 'stale' : ''}">${repeat(this.products, ({ handle }) => handle, (product, at) => html`<li>${productCard(product, { eager: at < 8 })}</li>`)}</ul>`}
        ${this.next ? html`<button class="button main more" ?disabled=${this.loading} @click=${() => this.#load(this.next)}>${t('shop.show_more')}</button>` : nothing}
      </section>`;
  }

  #choose(event, category) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const head = document.querySelector('shop-head');
    if (head) head.text = '';
    this.#show({ category });
  }

  #welcome() {
    return html`<section class="welcome">
      <div class="said"><h1>${t('shop.welcome.title')}</h1><p>${t('shop.welcome.text')}</p></div>
      <div class="pieces" aria-hidden="true">${showpieces.map((piece) => html`<img src=${productArtUrl(piece)} alt="" width="400" height="500">`)}</div>
    </section>`;
  }
}

customElements.define('shop-catalogue', ShopCatalogue);
