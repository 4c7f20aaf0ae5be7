/** `<sale-dialog .desk>`: an order by phone for the customer who is open: articles, quantities, and how it reaches them. */
import { LitElement, css, html, nothing, repeat } from '../vendor/lit/lit.js';
import { money, number } from '../shared/format.js';
import { api } from '../shared/api.js';
import { Translated, t } from '../shared/i18n.js';
import { Resting, searchVariants, stockOf } from './catalogue.js';
import { Doing } from './doing.js';
import { nameOf } from './names.js';
import { Placing, lineOf, totalOf } from './sale.js';
import { explain } from '../shared/explain.js';
import { PromiseDates } from '../shared/promise-dates.js';
import { nearby, placeOf } from '../shared/ways.js';
import { counterChoice, datedWords, methodChoice, promiseNote, wayStyles } from './sale-ways.js';
import { desk, dialogs } from './styles.js';

const ADDRESS = [
  ['name', 'name', 200],
  ['street', 'street-address', 200],
  ['postcode', 'postal-code', 20],
  ['city', 'address-level2', 120],
  ['country', 'country', 2],
];

class SaleDialog extends LitElement {
  static properties = {
    desk: { attribute: false },
    found: { state: true },
    searching: { state: true },
    searchProblem: { state: true },
    lines: { state: true },
    method: { state: true },
    node: { state: true },
    relayPoint: { state: true },
    nodes: { state: true },
    stock: { state: true },
    text: { state: true },
  };

  static styles = [
    desk,
    dialogs,
    wayStyles,
    css`
      dialog { --dialog-width: 880px; }
      .dialog-body { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: var(--space-4) var(--space-6); align-content: start; min-block-size: min(480px, 60dvh); }
      @media (max-width: 719px) { .dialog-body { grid-template-columns: minmax(0, 1fr); } }
      h3 { font-size: var(--text-m); margin-block-end: var(--space-2); }
      .found { display: grid; gap: 2px; margin-block-start: var(--space-2); max-block-size: 300px; overflow: auto; }
      .variant { display: grid; grid-template-columns: minmax(0, 1fr) auto 28px; align-items: center; gap: 0 var(--space-2); inline-size: 100%; min-block-size: 44px; padding: 4px var(--space-2); border: 0; border-radius: 6px; background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; }
      .variant:hover { background: var(--sunken); }
      .variant small { grid-column: 1; color: var(--soft-ink); font-size: 12px; }
      .variant .price { grid-row: 1 / 3; grid-column: 2; } .variant c-icon { grid-row: 1 / 3; grid-column: 3; color: var(--accent); }
      .line { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; align-items: center; gap: 2px var(--space-2); padding-block: var(--space-2); border-block-end: 1px solid var(--line); }
      .line .left { grid-column: 1 / -1; font-size: var(--text-s); color: var(--soft-ink); }
      .left.short { color: var(--danger) !important; }
      .amount { display: inline-flex; align-items: center; }
      .amount output { min-inline-size: 2ch; text-align: center; font-weight: 600; }
      .line .figures { min-inline-size: 76px; text-align: end; }
      .address { display: grid; grid-template-columns: 7em minmax(0, 1fr) 5.5em; gap: var(--space-2); }
      .address .name, .address .street { grid-column: 1 / -1; }
      .field { font-size: var(--text-s); }
      .total { margin-inline-end: auto; font-size: var(--text-l); }
      .dialog-foot .failure { inline-size: 100%; }
      @media (max-width: 599px) { .total:not(:empty) { flex-basis: 100%; } .dialog-foot button { flex: 1; } .dialog-body { padding-inline: var(--space-4); } }
      .hollow { padding: var(--space-4); border: 1px dashed var(--line); border-radius: var(--radius); color: var(--soft-ink); text-align: center; font-size: var(--text-s); }
    `,
  ];

  #resting = new Resting();
  #placing = new Placing();

  constructor() {
    super();
    this.#clear();
    new Translated(this);
    this.doing = new Doing(this);
    /** What is promised near the customer; and at the chosen store, where that is not among the nearest. */
    this.around = new PromiseDates(this, api);
    this.there = new PromiseDates(this, api);
  }

  #clear() {
    Object.assign(this, {
      text: '',
      found: undefined,
      searchProblem: undefined,
      searching: false,
      lines: [],
      method: 'ship',
      node: '',
      relayPoint: '',
      stock: new Map(),
    });
    this.#placing.forget();
  }

  async open() {
    const { open } = this.desk;
    if (!open?.customer) return;
    if (this.customer !== open.id) this.#clear();
    this.customer = open.id;
    this.name = nameOf(open.customer);
    // Where the last parcel went is where the next one most likely goes.
    const last = open.orders.find(({ delivery }) => delivery.address)?.delivery.address;
    this.address ??= {};
    this.address = { name: open.customer.name ?? '', street: '', postcode: '', city: '', country: 'FR', ...(last && pick(last)) };
    this.doing.clear('place');
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector('dialog').showModal();
    this.renderRoot.querySelector('[type=search]').focus();
    this.#loadNodes();
  }

  async #loadNodes() {
    if (this.nodes) return;
    const answer = await this.doing.run('nodes', () => api.get('/nodes'));
    if (!answer) return;
    this.places = new Map(answer.nodes.map((node) => [node.code, node]));
    this.nodes = answer.nodes.filter(({ kind }) => kind === 'store');
  }

  render() {
    return html`<dialog aria-labelledby="title" @close=${() => this.#resting.stop()}>
      <div class="dialog-head">
        <h2 id="title">${t('sale.title', { name: this.name ?? '' })}</h2>
        <button class="icon" aria-label=${t('close')} @click=${this.#close}><c-icon name="x"></c-icon></button>
      </div>
      <div class="dialog-body">
        <div>
          <h3>${t('sale.articles')}</h3>
          <input
            type="search"
            aria-label=${t('sale.search')}
            placeholder=${t('stock.hint')}
            autocomplete="off"
            .value=${this.text}
            @input=${({ target }) => this.#look(target.value)}
          />
          <div class="found" aria-live="polite">${this.#results()}</div>
        </div>
        <form id="sale" @submit=${this.#place}>
          <h3>${t('sale.lines')}</h3>
          ${
            this.lines.length
              ? html`<ul>
                  ${repeat(
                    this.lines,
                    ({ sku }) => sku,
                    (line, index) => this.#line(line, index),
                  )}
                </ul>`
              : html`<p class="hollow">${t('sale.lines.none')}</p>`
          }
          ${methodChoice({ promises: this.around.promises, chosen: this.method, choose: (method) => this.#choose({ method }) })}
          ${this.#way()}
        </form>
      </div>
      <div class="dialog-foot">${this.#foot()}</div>
    </dialog>`;
  }

  #results() {
    if (this.searchProblem)
      return html`<p class="failure" role="alert">
        <span>${explain(this.searchProblem)}</span><button class="button small" @click=${() => this.#look(this.text)}>${t('again')}</button>
      </p>`;
    if (!this.found) return this.searching ? html`<div class="skeleton"></div>` : nothing;
    if (!this.found.length) return html`<p class="soft">${t('stock.none', { text: this.text })}</p>`;
    return this.found.map(
      (each) =>
        html`<button class="variant" @click=${() => this.#add(each)}>
          <span class="visually-hidden">${t('sale.add')}</span><span class="clip" title=${each.title}>${each.title}</span
          ><small class="clip">${each.variant.sku}</small><span class="price figures">${money(each.variant.price)}</span
          ><c-icon name="plus"></c-icon>
        </button>`,
    );
  }

  #line(line, index) {
    const { sku, title, price, quantity } = line;
    const problem = this.doing.problem('place');
    const refused = lineOf(problem) === index ? explain(problem) : undefined;
    const left = this.#left(line);
    return html`<li class="line">
      <span class="clip" title=${title}>${title}</span>
      <span class="amount"
        ><button type="button" class="icon small" aria-label=${t('sale.less', { title })} @click=${() => this.#count(sku, quantity - 1)}>
          <c-icon name=${quantity > 1 ? 'minus' : 'trash-2'}></c-icon>
        </button>
        <output aria-label=${t('sale.quantity', { title })}>${number(quantity)}</output>
        <button type="button" class="icon small" aria-label=${t('sale.more', { title })} @click=${() => this.#count(sku, quantity + 1)}>
          <c-icon name="plus"></c-icon></button
      ></span>
      <span class="figures">${money({ ...price, amount: price.amount * quantity })}</span>
      ${refused ? html`<span class="left short" role="alert">${refused}</span>` : left ? html`<span class="left ${left.short ? 'short' : ''}">${left.text}</span>` : nothing}
    </li>`;
  }

  #left({ sku, quantity }) {
    const stock = this.stock.get(sku);
    if (!stock) return undefined;
    const store = this.method === 'pickup' && stock.nodes.find(({ node }) => node === this.node);
    const all = { text: t('sale.left', { count: stock.available }), short: stock.available < quantity };
    if (!this.node || this.method !== 'pickup') return all;
    return { text: `${t('sale.left.here', { count: store?.available ?? 0 })} · ${all.text}`, short: all.short };
  }

  /** What is chosen for this method, and what is promised for it. */
  #way() {
    const { method, around } = this;
    const asked = this.lines.length > 0 && Boolean(placeOf(this.address));
    const nowhere = around.problem?.field?.startsWith('place.') ? around.problem : undefined;
    const refused = method === 'ship' && (nowhere ?? around.unavailable.find((each) => each.method === method));
    const note = html`${refused ? html`<p class="failure" role="status"><span>${explain(refused)}</span></p>` : nothing}${promiseNote(this.promise)}`;
    if (method === 'ship') return html`<div class="address">${ADDRESS.map((field) => this.#field(field))}</div>${note}`;
    const [field, choose] = method === 'pickup' ? ['node', (node) => this.#choose({ node })] : ['relayPoint', (relayPoint) => this.#choose({ relayPoint })];
    const near = ADDRESS.filter(([name]) => ['postcode', 'country'].includes(name));
    return html`<div class="near">${near.map((each) => this.#field(each, { required: method === 'relay_point' }))}</div>
      ${counterChoice({ method, dates: around, places: this.places, asked, chosen: this[field], choose })} ${method === 'pickup' ? this.#stores() : nothing} ${note}`;
  }

  #field([field, autocomplete, longest], { required = true } = {}) {
    return html`<label class="field ${field}"
      >${t(`address.${field}`)}
      <input
        name=${field}
        ?required=${required}
        maxlength=${longest}
        minlength=${field === 'country' ? 2 : nothing}
        autocomplete=${autocomplete}
        .value=${this.address?.[field] ?? ''}
        @input=${({ target }) => this.#choose({ address: { ...this.address, [field]: target.value } })}
    /></label>`;
  }

  #choose(choice) {
    this.#changed();
    Object.assign(this, choice);
    this.requestUpdate();
  }

  /** Where it is sent or collected, as the order names it. */
  get counter() {
    return { pickup: this.node, relay_point: this.relayPoint }[this.method];
  }

  get promise() {
    const { method, counter, around, there } = this;
    return around.by(method, counter) ?? (method === 'pickup' ? there.by(method, counter) : undefined);
  }

  willUpdate() {
    const lines = this.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    const place = this.address && placeOf(this.address);
    this.around.ask(place && { channel: 'phone', lines, place });
    const { promises, problem } = this.around;
    const elsewhere = this.method === 'pickup' && this.node && (!place || problem || (promises && !this.around.by('pickup', this.node)));
    this.there.ask(elsewhere ? { channel: 'phone', lines, node: this.node } : undefined);
  }

  #stores() {
    const problem = this.doing.problem('nodes');
    if (problem)
      return html`<p class="failure" role="alert">
        <span>${explain(problem)}</span><button type="button" class="button small" @click=${this.#loadNodes}>${t('again')}</button>
      </p>`;
    const near = new Set(nearby(this.around.promises, 'pickup').map(({ node }) => node));
    const others = (this.nodes ?? []).filter(({ code }) => !near.has(code));
    const chosen = others.some(({ code }) => code === this.node) ? this.node : '';
    const refused = chosen && this.there.unavailable.find(({ method }) => method === 'pickup');
    return html`<label class="field"
        >${t(near.size ? 'sale.store.other' : 'sale.store')}<select ?required=${!this.promise} @change=${({ target }) => this.#choose({ node: target.value })}>
          <option value="" ?selected=${!chosen}>${t('sale.store.choose')}</option>
          ${others.map(({ code, name, city }) => html`<option value=${code} ?selected=${chosen === code}>${name}${name.includes(city) ? '' : `, ${city}`}${this.#told(code)}</option>`)}
        </select></label
      >${refused ? html`<p class="failure" role="status"><span>${explain(refused)}</span></p>` : nothing}`;
  }

  /** What is known of a store that is not near: its date, or that it has everything. */
  #told(code) {
    const promise = this.around.by('pickup', code);
    const words = promise ? datedWords(promise) : this.#whole(code) ? t('sale.store.whole') : '';
    return words && ` · ${words}`;
  }

  // Has this store everything that is wanted?
  #whole(code) {
    return (
      this.lines.length > 0 &&
      this.lines.every(({ sku, quantity }) => this.stock.get(sku)?.nodes.find(({ node }) => node === code)?.available >= quantity)
    );
  }

  #foot() {
    const problem = this.doing.problem('place');
    return html`
      ${problem && lineOf(problem) === undefined ? html`<p class="failure" role="alert"><span>${explain(problem)}</span></p>` : nothing}
      <strong class="total figures">${this.lines.length ? t('sale.total', { total: money(totalOf(this.lines)) }) : nothing}</strong>
      <button class="button" @click=${this.#close}>${t('cancel')}</button>
      <button class="primary" form="sale" ?disabled=${!this.lines.length || (this.method === 'relay_point' && !this.promise) || this.doing.busy('place')}>
        ${this.doing.busy('place') ? t('sale.placing') : t('sale.place')}
      </button>
    `;
  }

  #look(text) {
    this.text = text;
    this.searchProblem = undefined;
    if (!text.trim()) {
      this.#resting.stop();
      this.found = undefined;
      this.searching = false;
      return;
    }
    this.searching = true;
    this.#resting.start(async (signal) => {
      try {
        this.found = await searchVariants(text, { signal });
      } catch (problem) {
        if (problem.name === 'AbortError') return;
        this.searchProblem = problem;
      }
      this.searching = false;
    });
  }

  async #add({ variant, title }) {
    const { sku, price } = variant;
    this.#changed();
    const known = this.lines.find((line) => line.sku === sku);
    if (known) this.#count(sku, known.quantity + 1);
    else this.lines = [...this.lines, { sku, title, price, quantity: 1 }];
    if (this.stock.has(sku)) return;
    try {
      const stock = await stockOf(sku);
      this.stock = new Map(this.stock).set(sku, stock);
    } catch {
      // the order itself will say what is missing
    }
  }

  #count(sku, quantity) {
    this.#changed();
    this.lines =
      quantity > 0
        ? this.lines.map((line) => (line.sku === sku ? { ...line, quantity: Math.min(999, quantity) } : line))
        : this.lines.filter((line) => line.sku !== sku);
  }

  #changed() {
    this.doing.clear('place');
  }

  async #place(event) {
    event.preventDefault();
    if (!this.lines.length) return;
    const { customer, lines, method, counter: node, address, promise } = this;
    if (method === 'relay_point' && !promise) return;
    const { language } = this.desk.open.customer;
    const order = await this.doing.run('place', () => this.#placing.place({ customer, language, lines, method, node, address, promise }));
    if (!order) {
      // A refusal is final for its key; whatever else went wrong may have arrived all the same and keeps it.
      const problem = this.doing.problem('place');
      if (problem?.status === 409) this.#placing.forget();
      if (problem?.code === 'promise_expired') for (const dates of [this.around, this.there]) dates.again();
      return;
    }
    if (this.desk.open?.id === customer && order.lines) {
      this.desk.open.putOrder(order);
      this.desk.open.changed();
    }
    this.#clear();
    this.#close();
  }

  #close() {
    this.renderRoot.querySelector('dialog').close();
  }
}

function pick({ name, street, postcode, city, country }) {
  return { name: name ?? '', street: street ?? '', postcode: postcode ?? '', city: city ?? '', country: country ?? 'FR' };
}

customElements.define('sale-dialog', SaleDialog);
