/** `<shop-checkout>`: who, where to, and the order. */
import { html, nothing, repeat } from '../vendor/lit/lit.js';
import { moment, money } from '../shared/format.js';
import { longDay } from '../shared/long-day.js';
import { explain } from '../shared/explain.js';
import { language, t } from '../shared/i18n.js';
import { newId } from '../shared/new-id.js';
import { LightElement } from '../shared/light-element.js';
import '../shared/icon.js';
import { basket } from './basket.js';
import { onTold, standBeside } from './chat.js';
import { catalogue, visitor } from './visitor.js';
import { Basketed, basketLine } from './chrome.js';
import { PromiseDates } from './promise-dates.js';

const KEPT = 'comptoir.shop.contact';
const contact = { name: '', email: '', phone: '' };
const address = { street: '', postcode: '', city: '', country: 'FR' };
const countries = ['FR', 'BE', 'CH', 'LU', 'DE', 'ES', 'IT', 'NL'];

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
  } catch {
    return {};
  }
}

class ShopCheckout extends LightElement {
  static properties = { contact: { state: true }, address: { state: true }, method: { state: true }, node: { state: true }, stores: { state: true }, stock: { state: true }, storesProblem: { state: true }, sending: { state: true }, problem: { state: true } };

  constructor() {
    super();
    new Basketed(this);
    this.dates = new PromiseDates(this);
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

  willUpdate() {
    const lines = basket.lines.map(({ variant, quantity }) => ({ sku: variant.sku, quantity }));
    const { postcode, country } = this.address;
    if (!this.sending && !this.placed) this.dates.ask(this.method === 'pickup' ? { lines, node: this.node } : { lines, place: { postcode, country } });
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
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ contact: this.contact, address: this.address, method: this.method }));
    } catch {
      // then it is typed again after a reload
    }
  }

  /** Each store with how many lines it has whole; those that have everything first. */
  #choices() {
    const has = (store) => basket.lines.filter(({ variant, quantity }) => (this.stock.get(variant.sku)?.nodes.find(({ node }) => node === store.code)?.available ?? 0) >= quantity).length;
    return (this.stores ?? []).map((store) => ({ store, has: has(store) })).sort((one, other) => other.has - one.has || one.store.name.localeCompare(other.store.name));
  }

  async #place(event) {
    event.preventDefault();
    if (this.method === 'pickup' && !this.node) {
      this.problem = { code: 'no_store', field: 'delivery.node', detail: t('shop.checkout.choose_store') };
      this.#showProblem();
      return;
    }
    Object.assign(this, { sending: true, problem: undefined });
    const filled = (fields) => Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value.trim()]).filter(([, value]) => value));
    const delivery = this.method === 'pickup' ? { method: 'pickup', node: this.node } : { method: 'ship', address: filled({ name: this.contact.name, ...this.address }) };
    const body = { channel: 'web', customer: filled(this.contact), lines: basket.lines.map(({ variant, quantity }) => ({ sku: variant.sku, quantity })), delivery, backorder: false };
    if (this.dates.promise) body.promise = this.dates.promise.promise;
    try {
      const order = await visitor.post('/orders', body, { idempotencyKey: this.key });
      sessionStorage.removeItem(KEPT);
      this.placed = true;
      basket.clear();
      location.assign(order.tracking_url);
    } catch (problem) {
      this.sending = false;
      this.problem = problem;
      // The refusal is remembered under the key; the next try is a new order. After a lost answer the key finds the first one.
      if (problem.status >= 400 && problem.status < 500) this.key = newId();
      if (problem.code === 'promise_expired') this.dates.again();
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
            <div class="methods">${[['ship', 'truck'], ['pickup', 'store']].map(([method, icon]) => html`<label><input type="radio" name="method" .checked=${this.method === method} @change=${() => { this.method = method; this.#changed(); }}><c-icon name=${icon}></c-icon><span><strong>${t(`shop.checkout.${method}`)}</strong><small>${t(`shop.checkout.${method}.text`)}</small></span></label>`)}</div>
            ${this.method === 'ship' ? this.#where() : this.#stores()}
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

  /** When it would be there. */
  #date() {
    const { promise } = this.dates;
    if (!promise) return nothing;
    const words = promise.method === 'pickup' ? t('shop.checkout.ready', { at: moment(promise.at) }) : t('shop.checkout.arrives', { day: longDay(promise.at) });
    return html`<div class="promise" role="status"><c-icon name=${promise.method === 'pickup' ? 'store' : 'truck'}></c-icon><div><strong>${words}</strong>
      <small>${[promise.because[language()][0], promise.co2_grams ? t('shop.checkout.co2', { grams: promise.co2_grams }) : ''].filter(Boolean).join(' ')}</small></div></div>`;
  }

  #fields() {
    return [...Object.keys(contact).map((name) => `customer.${name}`), ...(this.method === 'ship' ? Object.keys(address).map((name) => `delivery.address.${name}`) : [])];
  }

  #field(group, name, { type = 'text', autocomplete, required = false } = {}) {
    const path = group === 'contact' ? `customer.${name}` : `delivery.address.${name}`;
    const wrong = this.problem?.field === path;
    const typed = (event) => {
      this[group] = { ...this[group], [name]: event.target.value };
      this.typed.add(name);
      this.#changed();
    };
    return html`<label class="field"><span>${t(`shop.checkout.${name}`)}${required ? nothing : html` <small>${t('shop.checkout.optional')}</small>`}</span>
      <input name=${name} type=${type} autocomplete=${autocomplete} ?required=${required} maxlength="200" aria-invalid=${wrong} aria-describedby=${wrong ? `problem-${name}` : nothing} .value=${this[group][name]} @input=${typed}>
      ${wrong ? html`<span class="problem" id="problem-${name}" role="alert">${explain(this.problem)}</span>` : nothing}</label>`;
  }

  #where() {
    const names = new Intl.DisplayNames([language()], { type: 'region' });
    return html`${this.#field('address', 'street', { autocomplete: 'address-line1', required: true })}
      <div class="pair narrow">${this.#field('address', 'postcode', { autocomplete: 'postal-code', required: true })}${this.#field('address', 'city', { autocomplete: 'address-level2', required: true })}</div>
      <label class="field"><span>${t('shop.checkout.country')}</span><select autocomplete="country" @change=${(event) => { this.address = { ...this.address, country: event.target.value }; this.#changed(); }}>${countries.map((code) => html`<option value=${code} .selected=${code === this.address.country}>${names.of(code)}</option>`)}</select></label>`;
  }

  #stores() {
    if (this.storesProblem) return html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${this.storesProblem}</span><button type="button" class="button" @click=${this.#loadStores}>${t('again')}</button></p>`;
    if (!this.stores) return html`<div class="skeleton stores"></div>`;
    const count = basket.lines.length;
    const known = basket.lines.every(({ variant }) => this.stock.has(variant.sku));
    const wrong = this.problem?.field === 'delivery.node';
    return html`${wrong ? html`<p class="problem" role="alert" tabindex="-1">${explain(this.problem)}</p>` : nothing}
      <ul class="store-choice" role="radiogroup" aria-label=${t('shop.checkout.store')}>${this.#choices().map(({ store, has }) => html`<li><label class=${has === count ? 'whole' : ''}>
        <input type="radio" name="node" .checked=${this.node === store.code} ?disabled=${known && has < count} @change=${() => { this.node = store.code; this.#changed(); }}>
        <span><strong>${store.name}</strong><small>${store.street}, ${store.postcode} ${store.city}</small></span>
        ${known ? html`<em><c-icon name=${has === count ? 'check' : 'x'}></c-icon>${has === count ? t('shop.checkout.whole') : t('shop.checkout.part', { has, count })}</em>` : nothing}
      </label></li>`)}</ul>`;
  }
}

customElements.define('shop-checkout', ShopCheckout);
