/** Order in store: what is not here, or not to be carried home; the clerk orders it for the customer at the counter. */
import { html, nothing } from '../vendor/lit/lit.js';
import { LightElement } from '../shared/light-element.js';
import { api } from '../shared/api.js';
import { money } from '../shared/format.js';
import { explain } from '../shared/explain.js';
import { language, t } from '../shared/i18n.js';
import { newId } from '../shared/new-id.js';
import { PromiseDates } from '../shared/promise-dates.js';
import { countries } from '../shared/countries.js';
import '../shared/icon.js';
import '../shared/order-card.js';
import { productArtUrl } from '../shop/art.js';
import { articleName, findArticles } from '../shop/articles.js';
import { wayChoice, wayTaken } from './way-choice.js';
import { placeOf } from '../shared/ways.js';
import { deliveryBy, waysOf } from './ways.js';

const nobody = { id: undefined, name: '', email: '', phone: '' };
const nowhere = { street: '', postcode: '', city: '', country: '' };
/** Without these nothing can be shipped. */
const ADDRESS = [['customer', 'name'], ['address', 'postcode'], ['address', 'street'], ['address', 'city']];

const filled = (fields) => Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value?.trim()]).filter(([, value]) => value));

class OrderHere extends LightElement {
  static properties = { node: { attribute: false }, text: { state: true }, found: { state: true }, lines: { state: true }, customer: { state: true }, chosen: { state: true }, allWays: { state: true }, gift: { state: true }, address: { state: true }, missing: { state: true }, sending: { state: true }, problem: { state: true }, placed: { state: true }, stock: { state: true } };

  constructor() {
    super();
    this.here = new PromiseDates(this, api);
    this.near = new PromiseDates(this, api);
    this.reset();
  }

  reset() {
    Object.assign(this, { text: '', found: undefined, lines: [], customer: { ...nobody }, nameless: false, chosen: undefined, allWays: false, gift: false, address: { ...nowhere }, missing: [], sending: false, problem: undefined, placed: undefined, stock: new Map(), ways: [], key: newId() });
  }

  /** For a customer who is already known: only their id goes with the order, and it goes where the last one went. */
  async for(customer) {
    this.reset();
    const value = (kind) => customer.handles.find((each) => each.kind === kind)?.value ?? '';
    this.customer = { id: customer.id, name: customer.name ?? '', email: value('email'), phone: value('phone') };
    this.nameless = !customer.name;
    const { orders } = await api.get('/orders', { query: { customer: customer.id } }).catch(() => ({ orders: [] }));
    const last = orders.find(({ delivery }) => delivery.method === 'ship')?.delivery.address;
    if (!last || this.customer.id !== customer.id || Object.values(this.address).some(Boolean)) return;
    const { street, postcode, city, country } = last;
    this.address = { street, postcode, city, country };
  }

  get #country() {
    return this.address.country || this.node?.country || countries[0];
  }

  /** The customer's home, as far as dates need it. */
  get #home() {
    return placeOf({ postcode: this.address.postcode, country: this.#country });
  }

  willUpdate() {
    if (this.sending || this.placed || !this.node) return;
    const { node, gift } = this;
    const basket = { channel: 'store', lines: this.#wanted, ...(gift ? { gift } : {}) };
    const { postcode, city, country, latitude, longitude } = node;
    const around = this.#home ?? (postcode ? { postcode, city, country, latitude, longitude } : undefined);
    this.here.ask(['store', 'relay_point'].includes(node.kind) ? { ...basket, node: node.code } : undefined);
    this.near.ask(around && { ...basket, place: around });
    // While the dates are asked for again the last ones stay where they are, greyed.
    if (!this.#asking || !this.ways.length) this.ways = waysOf({ node, here: this.here, near: this.near, homeKnown: Boolean(this.#home) });
  }

  get #wanted() {
    return this.lines.map(({ variant, quantity }) => ({ sku: variant.sku, quantity }));
  }

  get #asking() {
    return this.here.asking || this.near.asking;
  }

  /** What the clerk has chosen, if it can still be had; before that this counter, if it can. */
  get way() {
    const way = this.ways.find(({ key }) => key === this.chosen) ?? (this.chosen ? undefined : this.ways.find((each) => each.here && each.at));
    return way?.refused ? undefined : way;
  }

  #choose(way) {
    Object.assign(this, { chosen: way.key, missing: [] });
    this.#changed();
    if (way.method === 'ship') this.updateComplete.then(() => [...this.querySelectorAll('.field input')].find((input) => ['postcode', 'street', 'city'].includes(input.name) && !input.value)?.focus());
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

  /** What has to be said before anything can be ordered. */
  #lacking() {
    const { id, email, phone } = this.customer;
    if (!this.lines.length) return { code: 'no_lines', detail: t('store.order.no_lines') };
    if (!id && !email.trim() && !phone.trim()) return { code: 'no_handle', detail: t('store.order.no_handle'), field: 'customer.email' };
    return this.way ? undefined : { code: 'no_way', detail: t('store.order.no_way') };
  }

  async #place(event) {
    event.preventDefault();
    // What is promised is what has been asked for last.
    await this.updateComplete;
    await Promise.all([this.here.settled, this.near.settled]);
    await this.updateComplete;
    this.problem = this.#lacking();
    if (this.problem) return;
    const { way, customer: { id, name, email, phone } } = this;
    this.missing = way.method === 'ship' ? ADDRESS.filter(([group, field]) => !this[group][field].trim()).map(([, field]) => field) : [];
    if (this.missing.length) {
      await this.updateComplete;
      this.querySelector('[aria-invalid="true"]')?.focus();
      return;
    }
    // What is ordered now stays chosen, whatever comes back.
    Object.assign(this, { chosen: way.key, sending: true });
    try {
      this.placed = await api.post('/orders', {
        channel: 'store',
        customer: id ? { id } : filled({ name, email, phone }),
        lines: this.#wanted,
        delivery: deliveryBy(way, filled({ name, ...this.address, country: this.#country })),
        backorder: false,
        ...(way.promise ? { promise: way.promise } : {}),
        ...(this.gift ? { gift: true } : {}),
      }, { idempotencyKey: this.key });
    } catch (problem) {
      // A refused order is remembered under its key: the next try is another order.
      if (problem.status >= 400 && problem.status < 500) {
        this.key = newId();
        for (const { variant } of this.lines) this.#learn(variant.sku);
        await Promise.all([this.here.again(), this.near.again()]);
      }
      this.problem = problem;
    } finally {
      this.sending = false;
    }
  }

  render() {
    if (this.placed) return html`<section class="placed"><h2><c-icon name="badge-check"></c-icon>${t(`store.order.placed.${this.placed.status === 'refused' ? 'refused' : 'ok'}`)}</h2>
      ${this.placed.status === 'refused' ? nothing : wayTaken({ ...this.way, at: this.placed.promised_at })}
      <c-order-card .order=${this.placed} audience="staff"></c-order-card>
      <button class="primary main" @click=${() => this.reset()}><c-icon name="plus"></c-icon>${t('store.order.another')}</button></section>`;
    const sum = this.lines.reduce((total, { variant, quantity }) => total + variant.price.amount * quantity, 0);
    const currency = this.lines[0]?.variant.price.currency;
    return html`<form class="order-here" @submit=${this.#place} novalidate>
      <section class="basket"><h2>${t('store.order.articles')}</h2>
        <div class="finder"><label class="search"><c-icon name="search"></c-icon><span class="visually-hidden">${t('store.stock.search')}</span><input type="search" placeholder=${t('store.stock.search')} .value=${this.text} @input=${this.#typed}></label>
          ${this.found ? html`<ul class="rows floating">${this.found.length ? this.found.map((article) => html`<li><button type="button" class="row with-picture" @click=${() => this.#add(article)}><img src=${productArtUrl(article.product, article.variant)} alt="" width="48" height="60"><span class="strong">${articleName(article)}</span><small>${article.variant.sku} · ${money(article.variant.price)}</small></button></li>`) : html`<li class="empty">${t('store.stock.nothing', { text: this.text })}</li>`}</ul>` : nothing}</div>
        ${this.lines.length ? html`<ul class="lines-edit">${this.lines.map((line, at) => this.#line(line, at))}</ul>${this.#how()}` : html`<p class="empty"><c-icon name="shopping-bag"></c-icon>${t('store.order.empty')}</p>`}
      </section>
      <section class="for-whom"><h2>${t('store.order.customer')}</h2>
        ${this.customer.id ? html`<p class="known"><c-icon name="user"></c-icon><span><strong>${this.customer.name}</strong><small>${[this.customer.email, this.customer.phone].filter(Boolean).join(' · ')}</small></span><button type="button" class="button" @click=${() => { this.customer = { ...nobody }; this.#changed(); }}>${t('store.order.other')}</button></p>`
          : html`${this.#field('customer', 'name')}${this.#field('customer', 'email', { type: 'email' })}${this.#field('customer', 'phone', { type: 'tel' })}`}
        ${this.way?.method === 'ship' ? html`${this.customer.id && this.nameless ? this.#field('customer', 'name') : nothing}${this.#field('address', 'street')}${this.#field('address', 'city')}` : nothing}
        ${this.lines.length ? html`<p class="total"><span>${t('store.order.total')}</span><strong class="figures">${money({ amount: sum, currency })}</strong></p>` : nothing}
        ${this.problem ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${this.#said()}</span></p>` : nothing}
        <button class="primary main" ?disabled=${this.sending}>${this.sending ? t('store.order.sending') : this.lines.length ? t('store.order.place', { total: money({ amount: sum, currency }) }) : t('store.order.place_empty')}</button>
      </section>
    </form>`;
  }

  /** Where the customer lives, and the ways that follow from it. */
  #how() {
    const { near } = this;
    const names = new Intl.DisplayNames([language()], { type: 'region' });
    const wrongPostcode = near.problem?.field?.startsWith('place.') ? explain({ ...near.problem, field: near.problem.field.replace('place', 'delivery.address') }) : undefined;
    const failed = [this.here, near].filter((dates) => dates.problem && !dates.problem.field);
    return html`<h2 id="ways">${t('store.order.delivery')}</h2>
      <div class="pair">${this.#field('address', 'postcode', { problem: wrongPostcode, inputmode: this.#country === 'NL' ? undefined : 'numeric' })}
        <label class="field">${t('store.order.country')}<select @change=${(event) => { this.address = { ...this.address, country: event.target.value }; this.#changed(); }}>${countries.map((code) => html`<option value=${code} .selected=${code === this.#country}>${names.of(code)}</option>`)}</select></label></div>
      <p class="hint">${t('store.order.postcode.hint')}</p>
      ${wayChoice({ ways: this.ways, chosen: this.way?.key, all: this.allWays, asking: this.#asking, homeKnown: Boolean(this.#home), choose: (each) => this.#choose(each), showAll: () => (this.allWays = true) })}
      ${failed.length ? html`<p class="failure" role="status"><c-icon name="info"></c-icon><span>${t('store.order.way.no_dates')}</span><button type="button" class="button" @click=${() => failed.forEach((dates) => dates.again())}>${t('again')}</button></p>` : nothing}
      <label class="choice gift"><input type="checkbox" .checked=${this.gift} @change=${(event) => { this.gift = event.target.checked; this.#changed(); }}><span>${t('store.order.gift')}<small>${t('store.order.gift.hint')}</small></span></label>`;
  }

  #said() {
    return this.problem.code === 'promise_expired' ? t('store.order.promise_expired') : explain(this.problem);
  }

  #field(group, name, { type = 'text', problem, inputmode } = {}) {
    const path = group === 'customer' ? `customer.${name}` : `delivery.address.${name}`;
    const missing = this.missing.includes(name) ? t(`store.order.missing.${name}`) : problem;
    const wrong = Boolean(missing) || this.problem?.field === path;
    const typed = (event) => {
      this[group] = { ...this[group], [name]: event.target.value };
      if (event.target.value.trim()) this.missing = this.missing.filter((each) => each !== name);
      this.key = newId();
    };
    return html`<label class="field">${t(`store.order.${name}`)}<input name=${name} type=${type} inputmode=${inputmode ?? nothing} autocomplete="off" aria-invalid=${wrong} aria-describedby=${missing ? `missing-${name}` : nothing} .value=${this[group][name]} @input=${typed}>${missing ? html`<span class="problem" id="missing-${name}">${missing}</span>` : nothing}</label>`;
  }

  #line({ product, variant, quantity }, at) {
    const stock = this.stock.get(variant.sku);
    const here = stock?.nodes.find((each) => each.node === this.node?.code)?.available ?? 0;
    const wrong = this.problem?.field?.startsWith(`lines[${at}]`);
    return html`<li class=${wrong ? 'wrong' : ''}><img src=${productArtUrl(product, variant)} alt="" width="56" height="70">
      <span class="what"><strong>${articleName({ product, variant })}</strong><small>${stock ? t('store.order.stock', { here, all: stock.available }) : variant.sku}</small></span>
      <span class="number-line"><button type="button" class="button stepper" aria-label=${t('store.pick.less', { title: product.title })} @click=${() => this.#count(variant.sku, quantity - 1)}><c-icon name=${quantity > 1 ? 'minus' : 'trash-2'}></c-icon></button><strong class="figures">${quantity}</strong><button type="button" class="button stepper" aria-label=${t('store.pick.more', { title: product.title })} @click=${() => this.#count(variant.sku, quantity + 1)}><c-icon name="plus"></c-icon></button></span>
      <span class="figures price">${money({ ...variant.price, amount: variant.price.amount * quantity })}</span></li>`;
  }
}

customElements.define('order-here', OrderHere);
