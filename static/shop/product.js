/** `<shop-product>`: one product, its variants, and which store has it. */
import { html, nothing } from '../vendor/lit/lit.js';
import { money } from '../shared/format.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import { productArtUrl, swatch } from './art.js';
import { basket } from './basket.js';
import { catalogue, visitor } from './visitor.js';
import { named, variantName } from './chrome.js';
import { colours, productCard } from './product-card.js';
import { standBeside } from './chat.js';
import './product-dates.js';

const FEW = 2;
const STORES_SHOWN = 5;

class ShopProduct extends LightElement {
  static properties = { shop: {}, product: { state: true }, variant: { state: true }, stock: { state: true }, stockProblem: { state: true }, stores: { state: true }, all: { state: true }, related: { state: true }, problem: { state: true }, added: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    standBeside();
    this.#load();
  }

  async #load() {
    this.problem = undefined;
    try {
      const handle = location.pathname.split('/').at(-1);
      this.product = await catalogue.get(`/products/${handle}`);
    } catch (problem) {
      this.problem = problem;
      return;
    }
    document.title = `${this.product.title} · ${this.shop}`;
    const sku = new URLSearchParams(location.search).get('sku');
    this.#choose(this.product.variants.find((variant) => variant.sku === sku) ?? this.product.variants[0]);
    catalogue.get('/products', { query: { category: this.product.category, limit: 5 } }).then(({ products }) => {
      this.related = products.filter(({ handle }) => handle !== this.product.handle).slice(0, 4);
    }, () => {});
    catalogue.get('/nodes').then(({ nodes }) => (this.stores = new Map(nodes.filter(({ kind }) => kind === 'store').map((node) => [node.code, node]))), () => {});
  }

  async #choose(variant) {
    Object.assign(this, { variant, stock: undefined, stockProblem: undefined, added: false });
    history.replaceState(null, '', `?sku=${encodeURIComponent(variant.sku)}`);
    try {
      const stock = await visitor.get(`/stock/${encodeURIComponent(variant.sku)}`);
      if (this.variant === variant) this.stock = stock;
    } catch (problem) {
      if (this.variant === variant) this.stockProblem = explain(problem);
    }
  }

  // Changing one option keeps the others where that exists.
  #option(name, value) {
    const wanted = { ...this.variant.options, [name]: value };
    const fits = (variant) => Object.entries(wanted).filter(([key, each]) => variant.options?.[key] === each).length;
    const candidates = this.product.variants.filter((variant) => variant.options?.[name] === value);
    this.#choose(candidates.sort((one, other) => fits(other) - fits(one))[0]);
  }

  render() {
    if (this.problem) return html`<div class="notice alone" role="alert"><h1>${this.problem.status === 404 ? t('shop.product.gone') : explain(this.problem)}</h1>${this.problem.status === 404 ? html`<a class="button" href="/shop">${t('shop.see_all')}</a>` : html`<button class="button" @click=${this.#load}>${t('again')}</button>`}</div>`;
    const { product, variant } = this;
    if (!product) return html`<div class="product" aria-busy="true"><div class="skeleton picture"></div><div><div class="skeleton line"></div><div class="skeleton line"></div></div></div>`;
    const tones = colours(product);
    const names = [...new Set(product.variants.flatMap((each) => Object.keys(each.options ?? {})))];
    return html`
      <nav class="crumbs" aria-label=${t('shop.crumbs')}><a href="/shop">${t('shop.all')}</a><c-icon name="chevron-right"></c-icon><a href="/shop?category=${encodeURIComponent(product.category ?? '')}">${named(product.category)}</a></nav>
      <div class="product">
        <div class="pictures">
          <img class="large" src=${productArtUrl(product, variant)} alt="${product.title}, ${variantName(variant)}" width="400" height="500">
          ${tones.length > 1 ? html`<ul class="thumbs">${tones.map((tone) => html`<li><button aria-label=${tone.name} aria-pressed=${Object.values(variant.options).includes(tone.name)} @click=${() => this.#option(Object.keys(tone.variant.options).find((key) => tone.variant.options[key] === tone.name), tone.name)}><img src=${productArtUrl(product, tone.variant)} alt="" width="80" height="100"></button></li>`)}</ul>` : nothing}
        </div>
        <div class="facts">
          <p class="vendor">${product.vendor}</p>
          <h1>${product.title}</h1>
          <p class="price figures">${money(variant.price)}</p>
          ${names.map((name) => this.#options(name))}
          <div class="buy">
            <button class="primary main" ?disabled=${this.stock?.available === 0} @click=${this.#add}><c-icon name=${this.added ? 'check' : 'shopping-bag'}></c-icon>${this.stock?.available === 0 ? t('shop.product.sold_out') : this.added ? t('shop.product.added') : t('shop.product.add')}</button>
            <p class="delivery" role="status">${this.#delivery()}</p>
          </div>
          ${this.stock?.available > 0 ? html`<product-dates .sku=${variant.sku}></product-dates>` : nothing}
          ${this.#byStore()}
          <div class="description" .innerHTML=${product.description_html ?? ''}></div>
          <p class="reference">${t('shop.product.reference', { sku: variant.sku })}</p>
        </div>
      </div>
      ${this.related?.length ? html`<section class="related"><h2>${t('shop.product.related')}</h2><ul class="grid">${this.related.map((each) => html`<li>${productCard(each)}</li>`)}</ul></section>` : nothing}`;
  }

  #options(name) {
    const values = [...new Set(this.product.variants.map((variant) => variant.options?.[name]).filter(Boolean))];
    if (values.length < 2 && !swatch(values[0])) return nothing;
    const chosen = this.variant.options?.[name];
    const coloured = values.every((value) => swatch(value));
    return html`<fieldset class="option ${coloured ? 'colours' : ''}"><legend>${named(name)}${coloured ? html`<span>${chosen}</span>` : nothing}</legend>
      ${values.map((value) => {
        const fits = this.product.variants.some((variant) => variant.options?.[name] === value && Object.entries(this.variant.options).every(([key, each]) => key === name || variant.options?.[key] === each));
        return html`<label class=${fits ? '' : 'elsewhere'} title=${value}><input type="radio" name=${`option-${name}`} .checked=${value === chosen} @change=${() => this.#option(name, value)}>
          ${coloured ? html`<svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="15.5" fill=${swatch(value)}></circle></svg><span class="visually-hidden">${value}</span>` : value}</label>`;
      })}</fieldset>`;
  }

  #delivery() {
    if (this.stockProblem) return html`<span class="problem">${this.stockProblem}</span> <button class="quiet" @click=${() => this.#choose(this.variant)}>${t('again')}</button>`;
    if (!this.stock) return nothing;
    return this.stock.available > 0 ? html`<c-icon name="truck"></c-icon>${t('shop.product.ships')}` : html`<c-icon name="info"></c-icon>${t('shop.product.none')}`;
  }

  #byStore() {
    if (!this.stock) return this.stockProblem ? nothing : html`<div class="skeleton stores"></div>`;
    const stores = this.stock.nodes.filter(({ node }) => !this.stores || this.stores.has(node)).sort((one, other) => Math.sign(other.available) - Math.sign(one.available) || one.name.localeCompare(other.name));
    const having = stores.filter(({ available }) => available > 0).length;
    const shown = this.all ? stores : stores.slice(0, STORES_SHOWN);
    return html`<section class="by-store" aria-labelledby="by-store"><h2 id="by-store"><c-icon name="store"></c-icon>${t('shop.stores', { count: having })}</h2>
      <ul>${shown.map(({ node, name, available }) => {
        const place = this.stores?.get(node);
        const tone = available > FEW ? 'plenty' : available > 0 ? 'few' : 'none';
        return html`<li class=${tone}><span><strong>${name}</strong>${place ? html`<small>${place.street}, ${place.city}</small>` : nothing}</span><span class="amount"><c-icon name=${available > 0 ? 'check' : 'x'}></c-icon>${t(`shop.stock.${tone}`, { count: available })}</span></li>`;
      })}</ul>
      ${stores.length > STORES_SHOWN ? html`<button class="quiet" aria-expanded=${Boolean(this.all)} @click=${() => (this.all = !this.all)}>${this.all ? t('shop.stores.fewer') : t('shop.stores.all', { count: stores.length })}<c-icon name=${this.all ? 'chevron-up' : 'chevron-down'}></c-icon></button>` : nothing}
    </section>`;
  }

  #add() {
    basket.add(this.product, this.variant);
    this.added = true;
    document.querySelector('basket-drawer').open();
  }
}

customElements.define('shop-product', ShopProduct);
