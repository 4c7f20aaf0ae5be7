/** Order in store: the article is not here or is to be sent home; the clerk orders it for the customer at the counter. */
import { html, nothing } from '../vendor/lit/lit.js';
import { LightElement } from '../shared/light-element.js';
import { api } from '../shared/api.js';
import { money } from '../shared/format.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import { newId } from '../shared/new-id.js';
import '../shared/icon.js';
import '../shared/order-card.js';
import { productArtUrl } from '../shop/art.js';
import { articleName, findArticles } from '../shop/articles.js';

const nobody = { id: undefined, name: '', email: '', phone: '' };
const nowhere = { street: '', postcode: '', city: '', country: 'FR' };
/** Without these nothing can be shipped. */
const ADDRESS = [['customer', 'name'], ['address', 'street'], ['address', 'postcode'], ['address', 'city']];

class OrderHere extends LightElement {
  static properties = { node: { attribute: false }, text: { state: true }, found: { state: true }, lines: { state: true }, customer: { state: true }, chosen: { state: true }, address: { state: true }, missing: { state: true }, sending: { state: true }, problem: { state: true }, placed: { state: true }, stock: { state: true } };

  constructor() {
    super();
    this.reset();
  }

  reset() {
    Object.assign(this, { text: '', found: undefined, lines: [], customer: { ...nobody }, nameless: false, chosen: undefined, address: { ...nowhere }, missing: [], sending: false, problem: undefined, placed: undefined, stock: new Map(), key: newId() });
  }

  /** For a customer who is already known: only their id goes with the order. */
  for(customer) {
    this.reset();
    const value = (kind) => customer.handles.find((each) => each.kind === kind)?.value ?? '';
    this.customer = { id: customer.id, name: customer.name ?? '', email: value('email'), phone: value('phone') };
    this.nameless = !customer.name;
  }

  #here(sku) {
    return this.stock.get(sku)?.nodes.find((each) => each.node === this.node?.code)?.available ?? 0;
  }

  /** A line that this store has too little of, while everywhere together there is enough. */
  #elsewhere = ({ variant: { sku }, quantity }) => this.stock.has(sku) && this.#here(sku) < quantity && quantity <= this.stock.get(sku).available;

  /** What the clerk has chosen; before that, what the stock allows. */
  get method() {
    return this.chosen ?? (this.lines.some(this.#elsewhere) ? 'ship' : 'pickup');
  }

  #choose(method) {
    Object.assign(this, { chosen: method, missing: [] });
    this.#changed();
  }

  #learn(sku) {
    api.get(`/stock/${encodeURIComponent(sku)}`).then((stock) => (this.stock = new Map(this.stock).set(sku, stock)), () => {});
  }

  /** A scanned barcode or SKU goes straight into the order. */
  async scan(text) {
    const found = await findArticles(text).catch(() => []);
    if (found.length === 1) this.#add(found[0]);
    else Object.assign(this, { text, found });
  }

  #typed(event) {
    this.text = event.target.value;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(async () => {
      const text = this.text.trim();
      const found = text.length < 2 ? undefined : await findArticles(text, 8).catch((problem) => {
        this.problem = problem;
        return undefined;
      });
      if (text === this.text.trim()) this.found = found;
    }, 220);
  }

  #changed() {
    this.key = newId();
    this.problem = undefined;
  }

  #add(article) {
    const { sku } = article.variant;
    const has = this.lines.some((line) => line.variant.sku === sku);
    this.lines = has ? this.lines.map((line) => line.variant.sku === sku ? { ...line, quantity: line.quantity + 1 } : line) : [...this.lines, { ...article, quantity: 1 }];
    Object.assign(this, { text: '', found: undefined });
    this.#changed();
    if (!this.stock.has(sku)) this.#learn(sku);
  }

  #count(sku, quantity) {
    this.lines = quantity < 1 ? this.lines.filter((line) => line.variant.sku !== sku) : this.lines.map((line) => line.variant.sku === sku ? { ...line, quantity } : line);
    this.#changed();
  }

  async #place(event) {
    event.preventDefault();
    if (!this.lines.length) {
      this.problem = { code: 'no_lines', detail: t('store.order.no_lines') };
      return;
    }
    const { id, name, email, phone } = this.customer;
    if (!id && !email.trim() && !phone.trim()) {
      this.problem = { code: 'no_handle', detail: t('store.order.no_handle'), field: 'customer.email' };
      return;
    }
    this.missing = this.method === 'ship' ? ADDRESS.filter(([group, field]) => !this[group][field].trim()).map(([, field]) => field) : [];
    if (this.missing.length) {
      this.problem = undefined;
      await this.updateComplete;
      this.querySelector('[aria-invalid="true"]')?.focus();
      return;
    }
    // What is ordered now stays the method, whatever the stock says later.
    Object.assign(this, { chosen: this.method, sending: true, problem: undefined });
    const filled = (fields) => Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value.trim()]).filter(([, value]) => value));
    try {
      this.placed = await api.post('/orders', {
        channel: 'store',
        customer: id ? { id } : filled({ name, email, phone }),
        lines: this.lines.map(({ variant, quantity }) => ({ sku: variant.sku, quantity })),
        delivery: this.method === 'pickup' ? { method: 'pickup', node: this.node.code } : { method: 'ship', address: filled({ name, ...this.address }) },
        backorder: false,
      }, { idempotencyKey: this.key });
    } catch (problem) {
      this.problem = problem;
      // A refused order is remembered under its key: the next try is another order.
      if (problem.status >= 400 && problem.status < 500) this.key = newId();
      if (problem.code === 'insufficient_stock') for (const { variant } of this.lines) this.#learn(variant.sku);
    } finally {
      this.sending = false;
    }
  }

  render() {
    if (this.placed) return html`<section class="placed"><h2><c-icon name="badge-check"></c-icon>${t(`store.order.placed.${this.placed.status === 'refused' ? 'refused' : 'ok'}`)}</h2>
      <c-order-card .order=${this.placed} audience="staff"></c-order-card>
      <button class="primary main" @click=${() => this.reset()}><c-icon name="plus"></c-icon>${t('store.order.another')}</button></section>`;
    const sum = this.lines.reduce((total, { variant, quantity }) => total + variant.price.amount * quantity, 0);
    const currency = this.lines[0]?.variant.price.currency;
    return html`<form class="order-here" @submit=${this.#place} novalidate>
      <section class="basket"><h2>${t('store.order.articles')}</h2>
        <div class="finder"><label class="search"><c-icon name="search"></c-icon><span class="visually-hidden">${t('store.stock.search')}</span><input type="search" placeholder=${t('store.stock.search')} .value=${this.text} @input=${this.#typed}></label>
          ${this.found ? html`<ul class="rows floating">${this.found.length ? this.found.map((article) => html`<li><button type="button" class="row with-picture" @click=${() => this.#add(article)}><img src=${productArtUrl(article.product, article.variant)} alt="" width="48" height="60"><span class="strong">${articleName(article)}</span><small>${article.variant.sku} · ${money(article.variant.price)}</small></button></li>`) : html`<li class="empty">${t('store.stock.nothing', { text: this.text })}</li>`}</ul>` : nothing}</div>
        ${this.lines.length ? html`<ul class="lines-edit">${this.lines.map((line, at) => this.#line(line, at))}</ul><p class="total"><span>${t('store.order.total')}</span><strong class="figures">${money({ amount: sum, currency })}</strong></p>`
          : html`<p class="empty"><c-icon name="shopping-bag"></c-icon>${t('store.order.empty')}</p>`}
      </section>
      <section class="for-whom"><h2>${t('store.order.customer')}</h2>
        ${this.customer.id ? html`<p class="known"><c-icon name="user"></c-icon><span><strong>${this.customer.name}</strong><small>${[this.customer.email, this.customer.phone].filter(Boolean).join(' · ')}</small></span><button type="button" class="button" @click=${() => { this.customer = { ...nobody }; this.#changed(); }}>${t('store.order.other')}</button></p>`
          : html`${this.#field('customer', 'name', { autocomplete: 'off' })}${this.#field('customer', 'email', { type: 'email' })}${this.#field('customer', 'phone', { type: 'tel' })}`}
        <h2>${t('store.order.delivery')}</h2>
        <div class="choices" role="radiogroup" aria-label=${t('store.order.delivery')}>
          ${['pickup', 'ship'].map((method) => html`<label class="choice large"><input type="radio" name="method" .checked=${this.method === method} @change=${() => this.#choose(method)}><c-icon name=${method === 'pickup' ? 'store' : 'truck'}></c-icon>${t(`store.order.${method}`, { node: this.node?.name ?? '' })}</label>`)}
        </div>
        ${this.method === 'ship' ? html`${this.customer.id && this.nameless ? this.#field('customer', 'name') : nothing}${this.#field('address', 'street')}<div class="pair">${this.#field('address', 'postcode')}${this.#field('address', 'city')}</div>` : nothing}
        ${this.problem ? this.#failure() : nothing}
        <button class="primary main" ?disabled=${this.sending}>${this.sending ? t('store.order.sending') : this.lines.length ? t('store.order.place', { total: money({ amount: sum, currency }) }) : t('store.order.place_empty')}</button>
      </section>
    </form>`;
  }

  #failure() {
    const notHere = this.problem.code === 'insufficient_stock' && this.method === 'pickup' && this.lines.some(this.#elsewhere);
    const shippable = notHere && this.lines.every(({ variant: { sku }, quantity }) => quantity <= (this.stock.get(sku)?.available ?? 0));
    return html`<div class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${notHere ? t('store.order.not_here', { node: this.node?.name ?? '' }) : explain(this.problem)}</span>
      ${shippable ? html`<button type="button" class="button" @click=${this.#shipInstead}><c-icon name="truck"></c-icon>${t('store.order.ship_instead')}</button>` : nothing}</div>`;
  }

  async #shipInstead() {
    this.#choose('ship');
    await this.updateComplete;
    this.querySelector('.for-whom input[name="street"]')?.focus();
  }

  #field(group, name, { type = 'text', autocomplete = 'off' } = {}) {
    const path = group === 'customer' ? `customer.${name}` : `delivery.address.${name}`;
    const missing = this.missing.includes(name);
    const wrong = missing || this.problem?.field === path;
    const typed = (event) => {
      this[group] = { ...this[group], [name]: event.target.value };
      if (event.target.value.trim()) this.missing = this.missing.filter((each) => each !== name);
      this.key = newId();
    };
    return html`<label class="field">${t(`store.order.${name}`)}<input name=${name} type=${type} autocomplete=${autocomplete} aria-invalid=${wrong} aria-describedby=${missing ? `missing-${name}` : nothing} .value=${this[group][name]} @input=${typed}>${missing ? html`<span class="problem" id="missing-${name}">${t(`store.order.missing.${name}`)}</span>` : nothing}</label>`;
  }

  #line({ product, variant, quantity }, at) {
    const stock = this.stock.get(variant.sku);
    const here = this.#here(variant.sku);
    const wrong = this.problem?.field?.startsWith(`lines[${at}]`);
    return html`<li class=${wrong ? 'wrong' : ''}><img src=${productArtUrl(product, variant)} alt="" width="56" height="70">
      <span class="what"><strong>${articleName({ product, variant })}</strong><small>${stock ? t('store.order.stock', { here, all: stock.available }) : variant.sku}</small></span>
      <span class="number-line"><button type="button" class="button stepper" aria-label=${t('store.pick.less', { title: product.title })} @click=${() => this.#count(variant.sku, quantity - 1)}><c-icon name=${quantity > 1 ? 'minus' : 'trash-2'}></c-icon></button><strong class="figures">${quantity}</strong><button type="button" class="button stepper" aria-label=${t('store.pick.more', { title: product.title })} @click=${() => this.#count(variant.sku, quantity + 1)}><c-icon name="plus"></c-icon></button></span>
      <span class="figures price">${money({ ...variant.price, amount: variant.price.amount * quantity })}</span></li>`;
  }
}

customElements.define('order-here', OrderHere);
