/** `<store-tablet>`: who works here, which store, the rail, and what a scan does. */
import { html, nothing } from '../vendor/lit/lit.js';
import { api } from '../shared/api.js';
import { adoptBase } from '../shared/base.js';
import { clock } from '../shared/format.js';
import { explain } from '../shared/explain.js';
import { addWords, language, languages, setLanguage, t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import { Live } from '../shared/live.js';
import '../shared/icon.js';
import { chime, chimeWanted, wantChime } from './chime.js';
import { classify, listenForScans, sameNumber } from './scanner.js';
import { Work } from './work.js';
import words from './words.js';
import './board.js';
import './customers.js';
import './hand-over.js';
import './order-here.js';
import './order-sheet.js';
import './shortcuts.js';
import './stock.js';

addWords(words);
adoptBase(document);

const places = { board: 'layout-grid', hand_over: 'hand-helping', stock: 'tag', customers: 'users', order: 'shopping-bag' };
/** Where orders are packed or collected. */
const nodeIcons = { store: 'store', warehouse: 'warehouse', relay_point: 'map-pin' };
const FRESH_MS = 6000;
const SAID_MS = 12_000;
/** A connection that comes back within this is nobody's concern. */
const BLINK_MS = 1500;
const KEPT_NODE = 'comptoir.store.node';

class StoreTablet extends LightElement {
  static properties = { shop: {}, me: { state: true }, nodes: { state: true }, node: { state: true }, place: { state: true }, status: { state: true }, heard: { state: true }, sound: { state: true }, fresh: { state: true }, now: { state: true }, said: { state: true }, problem: { state: true } };

  constructor() {
    super();
    Object.assign(this, { nodes: [], place: this.#placeInAddress(), status: 'connecting', sound: chimeWanted(), fresh: new Set(), now: Date.now(), said: '' });
    this.work = new Work();
    this.live = new Live();
  }

  connectedCallback() {
    super.connectedCallback();
    this.work.addEventListener('change', () => {
      // An arrival is no news any more once somebody took it on, or it has gone.
      if (this.announced && this.work.cards.get(this.announced)?.status !== 'offered') this.#say('');
      this.requestUpdate();
      for (const part of this.querySelectorAll('store-board, hand-over, order-sheet, store-customers')) part.requestUpdate();
    });
    this.work.addEventListener('arrival', ({ detail: card }) => this.#arrived(card));
    this.live.on('status', (status) => {
      this.status = status;
      if (status !== 'online' && !this.heard) {
        this.heard = Date.now();
        setTimeout(() => (this.now = Date.now()), BLINK_MS + 100);
      }
      if (status === 'online') {
        this.heard = undefined;
        this.work.connected();
      }
    });
    this.live.on('refused', () => this.#signIn());
    // A socket that outlived the gap has no news of its end.
    addEventListener('online', () => this.work.connected());
    this.addEventListener('open', ({ detail: card }) => this.querySelector('order-sheet').open(card));
    this.addEventListener('hand-over', ({ detail: card }) => this.#handOver(card));
    this.addEventListener('order-for', ({ detail: customer }) => {
      this.#go('order');
      this.querySelector('order-here').for(customer);
    });
    addEventListener('hashchange', () => (this.place = this.#placeInAddress()));
    listenForScans((text) => this.#scanned(text));
    setInterval(() => (this.now = Date.now()), 10_000);
    this.#start();
  }

  async #start() {
    this.problem = undefined;
    try {
      this.me = await api.get('/session');
    } catch (problem) {
      if (problem.status === 401) this.#signIn();
      else this.problem = explain(problem);
      return;
    }
    if (this.me.language && !localStorage.getItem('comptoir.language')) setLanguage(this.me.language);
    try {
      const { nodes } = await api.get('/nodes');
      this.nodes = nodes.filter(({ kind }) => kind in nodeIcons);
      const wanted = this.me.node ?? localStorage.getItem(KEPT_NODE);
      this.#work(this.nodes.find(({ code }) => code === wanted) ?? this.nodes.find(({ kind }) => kind === 'store'));
      this.live.start();
    } catch (problem) {
      this.problem = explain(problem);
    }
  }

  #signIn() {
    location.assign(`/signin?next=${encodeURIComponent(location.pathname + location.hash)}`);
  }

  /** From here on the board is this node's. */
  #work(node) {
    if (!node) {
      this.problem = t('store.no_node');
      return;
    }
    this.node = node;
    if (!this.me.node) localStorage.setItem(KEPT_NODE, node.code);
    this.problem = undefined;
    this.endWatch?.();
    this.work.loaded = false;
    this.endWatch = this.live.watch(`node:${node.code}`, {
      context: (board) => this.work.put(board),
      event: ({ card }) => card && this.work.take(card),
      rejected: (error) => (this.problem = explain(error)),
    });
  }

  #placeInAddress() {
    const place = location.hash.slice(1);
    return place in places ? place : 'board';
  }

  #go(place) {
    this.place = place;
    if (location.hash.slice(1) !== place) history.pushState(null, '', `#${place}`);
  }

  #arrived(card) {
    chime();
    this.#mark([card]);
    this.#say(t('store.arrived', { number: card.number, customer: card.customer }), card.fulfillment_id);
  }

  /** Shows for a moment which cards are meant. */
  #mark(cards) {
    const ids = cards.map((card) => card.fulfillment_id);
    this.fresh = new Set([...this.fresh, ...ids]);
    setTimeout(() => {
      this.fresh = new Set([...this.fresh].filter((id) => !ids.includes(id)));
    }, FRESH_MS);
  }

  /** One line above everything, for a while; `announced` is the arrival that it tells of. */
  #say(words, announced) {
    this.said = words;
    this.announced = announced;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => (this.said = ''), SAID_MS);
  }

  async #handOver(card, code) {
    this.querySelector('order-sheet').close();
    this.#go('hand_over');
    await this.updateComplete;
    const part = this.querySelector('hand-over');
    if (code) part.enter(code, card);
    else {
      part.reset();
      part.choose(card);
    }
  }

  // A scan acts on what fits, wherever it comes.
  async #scanned(text) {
    const { kind, value, code, link } = classify(text);
    const sheet = this.querySelector('order-sheet');
    if (kind === 'order') {
      const cards = [...this.work.cards.values()].filter((each) => sameNumber(each.number, value));
      const arriving = link || code ? [] : cards.filter((each) => this.work.columnOf(each) === 'arriving');
      const ready = cards.find((each) => each.status === 'ready_for_pickup');
      if (!cards.length) this.#say(t('store.scan.no_order', { number: value }));
      else if (arriving.length) this.#parcelScanned(arriving, cards);
      else if (ready) this.#handOver(ready, code);
      else sheet.open(cards[0]);
      return;
    }
    if (sheet.isOpen && sheet.scanned(value)) return;
    if (kind === 'code') {
      this.#handOver(undefined, value);
      return;
    }
    sheet.close();
    if (this.place === 'order') {
      this.querySelector('order-here').scan(value);
      return;
    }
    this.#go('stock');
    await this.updateComplete;
    this.querySelector('store-stock').look(value);
  }

  /** The number on a parcel's slip: it has arrived, unless something else of that order is here too. */
  async #parcelScanned(arriving, cards) {
    const [card] = arriving;
    if (arriving.length > 1) {
      this.#go('board');
      this.#mark(arriving);
      this.#say(t('store.arrive.which', { number: card.number }));
    } else if (cards.length > 1) this.querySelector('order-sheet').open(card);
    else {
      this.querySelector('order-sheet').close();
      if (await this.work.do(card, 'arrive')) {
        this.#mark([card]);
        this.#say(t('store.arrive.done', { number: card.number, customer: card.customer }));
      } else this.#go('board');
    }
  }

  async #signOut() {
    await api.delete('/session').catch(() => {});
    this.#signIn();
  }

  render() {
    if (this.problem && !this.node) return html`<main class="alone"><c-icon name="circle-alert"></c-icon><p role="alert">${this.problem}</p><button class="primary main" @click=${this.#start}>${t('again')}</button></main>`;
    const { work, node } = this;
    const waiting = work.in('new').length;
    return html`
      <nav class="rail" aria-label=${t('store.rail')}>
        <span class="mark" aria-hidden="true">${this.shop?.split(' ').map((word) => word[0]).join('').slice(0, 2)}</span>
        ${Object.entries(places).map(([place, icon]) => html`<a href="#${place}" aria-current=${this.place === place ? 'page' : 'false'}>
          <c-icon name=${icon}></c-icon><span>${t(`store.place.${place}`)}</span>
          ${place === 'board' && waiting ? html`<span class="badge figures" aria-label=${t('store.waiting', { count: waiting })}>${waiting}</span>` : nothing}
        </a>`)}
      </nav>
      <div class="work">
        <header class="bar">
          ${this.#where()}
          <span class="grow"></span>
          <button class="icon keys-help" aria-label=${t('store.keys')} @click=${() => this.querySelector('store-shortcuts dialog').showModal()}><c-icon name="keyboard"></c-icon></button>
          <button class="sound" aria-pressed=${this.sound} @click=${() => { this.sound = !this.sound; wantChime(this.sound); }}><c-icon name=${this.sound ? 'bell' : 'bell-off'}></c-icon><span>${t(this.sound ? 'store.sound.on' : 'store.sound.off')}</span></button>
          <button class="icon" aria-label=${t('store.language')} @click=${() => setLanguage(languages.find((each) => each !== language()), { remember: true })}><c-icon name="languages"></c-icon></button>
          <button class="icon" aria-label=${t('store.sign_out', { name: this.me?.name ?? '' })} title=${this.me?.name ?? ''} @click=${this.#signOut}><c-icon name="log-out"></c-icon></button>
        </header>
        ${this.status !== 'online' && this.heard && this.now - this.heard > BLINK_MS ? html`<p class="offline" role="status"><c-icon name="wifi-off"></c-icon><span><strong>${t(this.status === 'offline' ? 'connection.offline' : 'connection.connecting')}</strong> ${t('store.offline', { time: clock(this.heard) })}</span></p>` : nothing}
        ${this.problem ? html`<p class="failure refused" role="alert"><c-icon name="circle-alert"></c-icon><span>${this.problem}</span><button class="button" @click=${() => this.#work(this.node)}>${t('again')}</button></p>` : nothing}
        <p class="said" role="status">${this.said ? html`<span>${this.said}</span><button class="icon" aria-label=${t('close')} @click=${() => (this.said = '')}><c-icon name="x"></c-icon></button>` : nothing}</p>
        <main>
          <h1 class="visually-hidden">${t(`store.place.${this.place}`)}</h1>
          <store-board ?hidden=${this.place !== 'board'} .work=${work} .now=${this.now} .fresh=${this.fresh}></store-board>
          <hand-over ?hidden=${this.place !== 'hand_over'} .work=${work}></hand-over>
          <store-stock ?hidden=${this.place !== 'stock'} .node=${node}></store-stock>
          <store-customers ?hidden=${this.place !== 'customers'} .work=${work}></store-customers>
          <order-here ?hidden=${this.place !== 'order'} .node=${node}></order-here>
        </main>
        <order-sheet .work=${work} .now=${this.now} .node=${node} .nodes=${this.nodes} shop=${this.shop ?? ''}></order-sheet>
        <store-shortcuts></store-shortcuts>
      </div>`;
  }

  #where() {
    if (!this.node) return html`<span class="where skeleton"></span>`;
    const icon = html`<c-icon name=${nodeIcons[this.node.kind]}></c-icon>`;
    if (this.me.node) return html`<span class="where">${icon}<strong>${this.node.name}</strong></span>`;
    const option = ({ code, name }) => html`<option value=${code} .selected=${code === this.node.code}>${name}</option>`;
    const kinds = Object.keys(nodeIcons).map((kind) => [kind, this.nodes.filter((node) => node.kind === kind)]).filter(([, nodes]) => nodes.length);
    return html`<label class="where">${icon}<span class="visually-hidden">${t('store.node')}</span>
      <select @change=${(event) => this.#work(this.nodes.find(({ code }) => code === event.target.value))}>
        ${kinds.map(([kind, nodes]) => html`<optgroup label=${t(`store.kind.${kind}`)}>${nodes.map(option)}</optgroup>`)}
      </select></label>`;
  }
}

customElements.define('store-tablet', StoreTablet);
