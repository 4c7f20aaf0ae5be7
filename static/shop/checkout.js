/** `<shop-checkout>`: who, where to, and the order. */
import { html, nothing, repeat } from '../vendor/lit/lit.js';
import { moment, money } from '../shared/format.js';
import { longDay } from '../shared/long-day.js';
import { countries } from '../shared/countries.js';
import { explain } from '../shared/explain.js';
import { language, t } from '../shared/i18n.js';
import { newId } from '../shared/new-id.js';
import { LightElement } from '../shared/light-element.js';
import '../shared/icon.js';
import { basket } from './basket.js';
import { onTold, standBeside } from './chat.js';
import { forget, remember, remembered } from './kept-contact.js';
import { catalogue, visitor } from './visitor.js';
import { Basketed, basketLine } from './chrome.js';
import { PromiseDates } from '../shared/promise-dates.js';
import { METHOD_ICONS } from '../shared/way-icons.js';
import { nearest, nearby, placeOf, sentThere } from '../shared/ways.js';
import { relayPointChoice, storeChoice } from './counter-choice.js';
import { storeWays } from './ways.js';

const contact = { name: '', email: '', phone: '' };
const address = { street: '', postcode: '', city: '', country: 'FR' };

class ShopCheckout extends LightElement {
  static properties = { contact: { state: true }, address: { state: true }, method: { state: true }, node: { state: true }, relayPoint: { state: true }, stores: { state: true }, stock: { state: true }, storesProblem: { state: true }, sending: { state: true }, problem: { state: true } };

  constructor() {
    super();
    new Basketed(this);
    /** What is promised near the postcode; and at the chosen store, where that is not among the nearest. */
    this.around = new PromiseDates(this, catalogue);
    this.there = new PromiseDates(this, catalogue);
    const kept = remembered();
    Object.assign(this, { contact: { ...contact, ...kept.contact }, address: { ...address, ...kept.address }, method: kept.method ?? 'ship', stock: new Map(), typed: new Set(), key: newId() });
  }

  connectedCallback() {
    super.connectedCallback();
    basket.addEventListener('change', () => this.#changed());
    standBeside();
    onTold((told) => this.#prefill(told));
    this.#loadStores();
  }

  get #lines() {
    return basket.lines.map(({ variant, quantity }) => ({ sku: variant.sku, quantity }));
  }

  willUpdate() {
    if (this.sending || this.placed) return;
    const lines = this.#lines;
    const place = placeOf(this.address);
    this.around.ask(place && { lines, place });
    const { promises, problem } = this.around;
    const elsewhere = this.method === 'pickup' && this.node && (!place || problem || (promises && !this.around.by('pickup', this.node)));
    this.there.ask(elsewhere ? { lines, node: this.node } : undefined);
  }

  /** The promise for what is chosen; `undefined` while nobody knows. */
  get #promise() {
    const { method, node, around, there } = this;
    if (method === 'pickup') return around.by(method, node) ?? there.by(method, node);
    return method === 'ship' ? around.by(method) : around.by(method, this.relayPoint);
  }

  get #stores() {
    return storeWays({ stores: this.stores ?? [], lines: this.#lines, stock: this.stock, promises: this.around.promises });
  }

  /** What was said in the chat is not asked again; what stands or stood in a field is left alone. */
  #prefill(told) {
    if (this.sending || this.placed) return;
    const news = ['name', 'email'].filter((name) => told[name] && !this.contact[name] && !this.typed.has(name));
    if (!news.length) return;
    this.contact = { ...this.contact, ...Object.fromEntries(news.map((name) => [name, told[name]])) };
    this.#changed();
  }

  async #loadStores() {
    this.storesProblem = undefined;
    try {
      const { nodes } = await catalogue.get('/nodes');
      this.stores = nodes.filter(({ kind }) => kind === 'store');
      this.places = new Map(nodes.map((node) => [node.code, node]));
      this.#loadStock();
    } catch (problem) {
      this.storesProblem = explain(problem);
    }
  }

  #loadStock() {
    for (const { variant: { sku } } of basket.lines) {
      if (!this.stock.has(sku)) visitor.get(`/stock/${encodeURIComponent(sku)}`).then((stock) => (this.stock = new Map(this.stock).set(sku, stock)), () => {});
    }
  }

  /** Another order now: what was refused before says nothing about it. */
  #changed() {
    this.key = newId();
    this.problem = undefined;
    this.#loadStock();
    remember({ contact: this.contact, address: this.address, method: this.method });
  }

  /** What has still to be chosen: `store` or `relay_point`. */
  get #missing() {
    if (this.method === 'pickup') return this.#stores.some(({ store, open }) => open && store.code === this.node) ? undefined : 'store';
    return this.method === 'relay_point' && !this.#promise ? 'relay_point' : undefined;
  }

  #delivery(filled) {
    const { method, node, relayPoint, contact: { name }, address } = this;
    if (method === 'ship') return { method, address: filled({ name, ...address }) };
    return { method, node: method === 'pickup' ? node : relayPoint };
  }

  async #place(event) {
    event.preventDefault();
    const missing = this.#missing;
    if (missing) {
      this.problem = { code: `no_${missing}`, field: 'delivery.node', detail: t(`shop.checkout.choose_${missing}`) };
      this.#showProblem();
      return;
    }
    Object.assign(this, { sending: true, problem: undefined });
    const filled = (fields) => Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value.trim()]).filter(([, value]) => value));
    const body = { channel: 'web', customer: filled(this.contact), lines: this.#lines, delivery: this.#delivery(filled), backorder: false };
    if (this.#promise) body.promise = this.#promise.promise;
    try {
      const order = await visitor.post('/orders', body, { idempotencyKey: this.key });
      forget();
      this.placed = true;
      basket.clear();
      location.assign(order.tracking_url);
    } catch (problem) {
      this.sending = false;
      this.problem = problem;
      // The refusal is remembered under the key; the next try is a new order. After a lost answer the key finds the first one.
      if (problem.status >= 400 && problem.status < 500) this.key = newId();
      if (problem.code === 'promise_expired') for (const dates of [this.around, this.there]) dates.again();
      if (problem.code === 'insufficient_stock') {
        this.stock = new Map();
        this.#loadStock();
      }
      this.#showProblem();
    }
  }

  async #showProblem() {
    await this.updateComplete;
    const place = this.querySelector('[aria-invalid="true"], .basket-line.wrong, .problem, .failure');
    place?.scrollIntoView({ block: 'center' });
    place?.focus?.();
  }

  render() {
    if (this.placed) return html`<div class="notice alone"><h1>${t('shop.checkout.thanks')}</h1></div>`;
    if (!basket.lines.length) return html`<div class="notice alone"><h1>${t('shop.basket.empty')}</h1><a class="button" href="/shop">${t('shop.see_all')}</a></div>`;
    const count = basket.lines.length;
    const field = this.problem?.field ?? '';
    const onLine = /^lines\[(\d+)\]/.exec(field)?.[1];
    const placed = onLine !== undefined && onLine < count;
    const shown = placed || this.#fields().includes(field) || field === 'delivery.node';
    return html`<h1>${t('shop.checkout')}</h1>
      <form class="checkout" @submit=${this.#place}>
        <div class="steps">
          <fieldset><legend>${t('shop.checkout.who')}</legend>
            ${this.#field('contact', 'name', { autocomplete: 'name', required: true })}
            <div class="pair">${this.#field('contact', 'email', { type: 'email', autocomplete: 'email', required: true })}${this.#field('contact', 'phone', { type: 'tel', autocomplete: 'tel' })}</div>
          </fieldset>
          <fieldset><legend>${t('shop.checkout.how')}</legend>
            <div class="methods">${Object.entries(METHOD_ICONS).map(([method, icon]) => html`<label><input type="radio" name="method" .checked=${this.method === method} @change=${() => { this.method = method; this.#changed(); }}><c-icon name=${icon}></c-icon><span><strong>${t(`shop.checkout.${method}`)}</strong><small>${this.#dated(method)}</small></span></label>`)}</div>
            ${{ ship: () => this.#where(), pickup: () => this.#pickup(), relay_point: () => this.#relayPoints() }[this.method]()}
          </fieldset>
        </div>
        <aside aria-labelledby="summary"><h2 id="summary">${t('shop.basket')}</h2>
          <ul>${repeat(basket.lines, ({ variant }) => variant.sku, (line, at) => basketLine(line, placed && Number(onLine) === at ? explain(this.problem) : undefined))}</ul>
          <p class="sum"><span>${t('shop.checkout.total')}</span><strong class="figures">${money(basket.total)}</strong></p>
          ${this.#date()}
          ${this.problem && !shown ? html`<p class="failure" role="alert" tabindex="-1"><c-icon name="circle-alert"></c-icon><span>${explain(this.problem)}</span></p>` : nothing}
          <button class="primary main" ?disabled=${this.sending}>${this.sending ? t('shop.checkout.sending') : t('shop.checkout.place', { total: money(basket.total) })}</button>
          <p class="hint">${t('shop.checkout.note')}</p>
        </aside>
      </form>`;
  }

  /** What one can count on with this method, before anything more is chosen. */
  #dated(method) {
    const promise = nearest(this.around.promises, method);
    return promise ? t(`shop.checkout.${method}.dated`, { day: longDay(promise.at) }) : t(`shop.checkout.${method}.text`);
  }

  /** When it would be there, or why it cannot be. */
  #date() {
    const promise = this.#promise;
    if (!promise) {
      const none = this.method === 'ship' && this.around.unavailable.find(({ method }) => method === 'ship');
      return none ? html`<p class="failure" role="status"><c-icon name="circle-alert"></c-icon><span>${explain(none)}</span></p>` : nothing;
    }
    const way = sentThere(promise) ? 'sent' : promise.method;
    return html`<div class="promise" role="status"><c-icon name=${METHOD_ICONS[promise.method]}></c-icon><div><strong>${t(`shop.checkout.promise.${way}`, { day: longDay(promise.at), at: moment(promise.at), node: promise.node_name ?? '' })}</strong>
      <small>${[promise.because[language()][0], promise.co2_grams ? t('shop.checkout.co2', { grams: promise.co2_grams }) : ''].filter(Boolean).join(' ')}</small></div></div>`;
  }

  #fields() {
    return [...Object.keys(contact).map((name) => `customer.${name}`), ...(this.method === 'ship' ? Object.keys(address).map((name) => `delivery.address.${name}`) : [])];
  }

  #field(group, name, { type = 'text', autocomplete, required = false } = {}) {
    const path = group === 'contact' ? `customer.${name}` : `delivery.address.${name}`;
    const problem = [this.problem, name === 'postcode' ? this.around.problem : undefined].find((each) => [path, `place.${name}`].includes(each?.field));
    const wrong = Boolean(problem);
    const typed = (event) => {
      this[group] = { ...this[group], [name]: event.target.value };
      this.typed.add(name);
      this.#changed();
    };
    return html`<label class="field"><span>${t(`shop.checkout.${name}`)}${required ? nothing : html` <small>${t('shop.checkout.optional')}</small>`}</span>
      <input name=${name} type=${type} autocomplete=${autocomplete} ?required=${required} maxlength="200" aria-invalid=${wrong} aria-describedby=${wrong ? `problem-${name}` : nothing} .value=${this[group][name]} @input=${typed}>
      ${wrong ? html`<span class="problem" id="problem-${name}" role="alert">${explain(problem)}</span>` : nothing}</label>`;
  }

  #where() {
    return html`${this.#field('address', 'street', { autocomplete: 'address-line1', required: true })}
      <div class="pair narrow">${this.#field('address', 'postcode', { autocomplete: 'postal-code', required: true })}${this.#field('address', 'city', { autocomplete: 'address-level2', required: true })}</div>
      ${this.#country()}`;
  }

  #country() {
    const names = new Intl.DisplayNames([language()], { type: 'region' });
    return html`<label class="field"><span>${t('shop.checkout.country')}</span><select autocomplete="country" @change=${(event) => { this.address = { ...this.address, country: event.target.value }; this.#changed(); }}>${countries.map((code) => html`<option value=${code} .selected=${code === this.address.country}>${names.of(code)}</option>`)}</select></label>`;
  }

  /** Near where counters are looked for. */
  #near({ required }) {
    return html`<div class="pair narrow">${this.#field('address', 'postcode', { autocomplete: 'postal-code', required })}${this.#country()}</div>`;
  }

  #choose(field) {
    return (code) => {
      this[field] = code;
      this.#changed();
    };
  }

  get #unchosen() {
    const wrong = this.problem?.field === 'delivery.node';
    return wrong ? html`<p class="problem" role="alert" tabindex="-1">${explain(this.problem)}</p>` : nothing;
  }

  #relayPoints() {
    const { around, relayPoint } = this;
    return html`${this.#near({ required: true })}${this.#unchosen}
      ${relayPointChoice({ asked: Boolean(placeOf(this.address)), points: around.promises && nearby(around.promises, 'relay_point'), places: this.places, unavailable: around.unavailable, problem: around.problem, chosen: relayPoint, choose: this.#choose('relayPoint'), again: () => around.again() })}`;
  }

  #pickup() {
    if (this.storesProblem) return html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${this.storesProblem}</span><button type="button" class="button" @click=${this.#loadStores}>${t('again')}</button></p>`;
    const lines = this.#lines;
    const known = lines.every(({ sku }) => this.stock.has(sku));
    const closed = !placeOf(this.address) && this.#stores.some(({ open }) => !open);
    return html`${this.#near({ required: false })}${closed ? html`<p class="choice-hint"><c-icon name="truck"></c-icon>${t('shop.checkout.pickup.where')}</p>` : nothing}${this.#unchosen}
      ${this.stores ? storeChoice({ ways: this.#stores, count: lines.length, known, chosen: this.node, choose: this.#choose('node') }) : html`<div class="skeleton stores"></div>`}`;
  }
}

customElements.define('shop-checkout', ShopCheckout);
