/** The board: new, picking, packed, what is on its way here, ready. A card says what it is at arm's length and offers the one next step at the thumb. */
import { html, nothing, repeat, svg } from '../vendor/lit/lit.js';
import { LightElement } from '../shared/light-element.js';
import { exact, moment } from '../shared/format.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import '../shared/icon.js';
import { columnsAt, hasStock, isSentOn, nextStep } from './work.js';

const LINES_SHOWN = 3;
const AROUND = 2 * Math.PI * 24;
export const stepIcons = { accept: 'check', pick: 'clipboard-list', pack: 'package', ready: 'store', ship: 'truck', arrive: 'package-check', hand_over: 'hand-helping' };
const columnIcons = { new: 'bell', picking: 'clipboard-list', packed: 'package', arriving: 'truck', ready: 'store' };
const methodIcons = { pickup: 'store', relay_point: 'map-pin', ship: 'truck' };
/** Columns of what is not packed here (any more). */
const AT_THE_COUNTER = ['arriving', 'ready'];
/** Steps that are done with one press; the others open the order. */
const AT_ONCE = ['pack', 'ready', 'arrive'];

/** What the button for a card's next step says. */
export function stepWords(card, step) {
  if (step === 'ship' && isSentOn(card)) return t('store.step.ship_to', { node: card.sent_to.node_name });
  return t(card.status === 'picking' && step === 'pick' ? 'store.step.pick_on' : `store.step.${step}`);
}

/** Where the goods go from here, or where they come from. */
export function route(card) {
  const [icon, words] = card.status === 'shipped' ? ['truck', t('store.comes_from', { node: card.node_name })]
    : isSentOn(card) && card.status !== 'ready_for_pickup' ? ['arrow-right', t('store.sent_to', { node: card.sent_to.node_name })]
    : [methodIcons[card.method], t(`store.method.${card.method}`)];
  return html`<c-icon name=${icon}></c-icon>${words}`;
}

/** Time left as a ring that empties; late, it says by how much. */
export function ring(card, now) {
  const due = Date.parse(card.due_at);
  if (Number.isNaN(due)) return nothing;
  const whole = Math.max(60_000, due - Date.parse(card.offered_at));
  const left = due - now;
  const share = Math.max(0, Math.min(1, left / whole));
  const tone = left < 0 ? 'late' : share < 0.25 ? 'soon' : '';
  const minutes = Math.ceil(Math.abs(left) / 60_000);
  const [amount, unit] = minutes < 100 ? [minutes, 'min'] : minutes < 2880 ? [Math.round(minutes / 60), 'h'] : [Math.round(minutes / 1440), t('store.days')];
  const words = t(left < 0 ? 'store.late_by' : 'store.time_left', { time: `${amount} ${unit}` });
  return html`<span class="ring ${tone}" role="img" aria-label=${words} title="${words} · ${exact(card.due_at)}">
    <svg viewBox="0 0 56 56" aria-hidden="true">
      <circle class="track" cx="28" cy="28" r="24"></circle>
      ${svg`<circle class="left" cx="28" cy="28" r="24" transform="rotate(-90 28 28)" stroke-dasharray="${AROUND * (left < 0 ? 1 : share)} ${AROUND}"></circle>`}
    </svg>
    <span class="figures" aria-hidden="true"><strong>${left < 0 ? '−' : ''}${amount}</strong>${unit}</span>
  </span>`;
}

/** What went wrong with the last step of a card, with a way on. */
export function failure(work, card) {
  const failed = work.failed(card.fulfillment_id);
  if (!failed) return nothing;
  return html`<div class="failure" role="alert">
    <c-icon name="circle-alert"></c-icon>
    <p><strong>${t(`store.failed.${failed.step}`)}</strong> ${failed.problem.code === 'offline' ? t('problem.offline') : explain(failed.problem)}</p>
    <button class="button" @click=${() => work.again(card)}><c-icon name="refresh-cw"></c-icon>${t('again')}</button>
    <button class="icon" aria-label=${t('close')} @click=${() => work.forget(card.fulfillment_id)}><c-icon name="x"></c-icon></button>
  </div>`;
}

class StoreBoard extends LightElement {
  static properties = { work: { attribute: false }, now: { type: Number }, column: { state: true }, fresh: { attribute: false } };

  constructor() {
    super();
    this.column = 'new';
    this.fresh = new Set();
  }

  render() {
    const { work } = this;
    if (!work.loaded) return this.#loading();
    const shown = this.#shown();
    // What was chosen may be empty by now, and gone.
    const chosen = shown.includes(this.column) ? this.column : this.column === 'arriving' ? 'ready' : shown[0];
    const section = (column) => this.#column(column, column === chosen);
    return html`
      <div class="columns-choice" role="tablist" aria-label=${t('store.board')}>
        ${shown.map((column) => html`<button role="tab" aria-selected=${chosen === column} @click=${() => (this.column = column)}>
          ${t(`store.column.${column}`)}<span class="count figures">${work.in(column).length}</span>
        </button>`)}
      </div>
      <div class="columns ${hasStock(work.node) ? '' : 'without-stock'}">
        ${shown.filter((column) => !AT_THE_COUNTER.includes(column)).map(section)}
        <div class="counter">${shown.filter((column) => AT_THE_COUNTER.includes(column)).map(section)}</div>
      </div>`;
  }

  /** What arrives shares its place with what is ready; where all that comes is sent there, it always has its own. */
  #shown() {
    const { work } = this;
    return columnsAt(work.node).filter((column) => column !== 'arriving' || !hasStock(work.node) || work.in(column).length);
  }

  #column(column, chosen) {
    const cards = this.work.in(column);
    return html`<section class="column ${column} ${chosen ? 'chosen' : ''}" aria-label=${t(`store.column.${column}`)}>
      <h2>${t(`store.column.${column}`)}<span class="count figures">${cards.length}</span></h2>
      ${cards.length
        ? html`<ol>${repeat(cards, (card) => card.fulfillment_id, (card) => html`<li>${this.#card(card)}</li>`)}</ol>`
        : html`<p class="empty"><c-icon name=${columnIcons[column]}></c-icon>${t(`store.empty.${column}`)}</p>`}
    </section>`;
  }

  #card(card) {
    const { work } = this;
    const step = nextStep(card);
    const sending = work.sending(card.fulfillment_id);
    const arriving = step === 'arrive';
    const ready = step === 'hand_over';
    // A closed parcel: what is in it is seen when it is opened.
    const lines = arriving ? [] : card.lines;
    const rest = lines.slice(LINES_SHOWN).reduce((sum, { quantity }) => sum + quantity, 0);
    const pieces = card.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    const more = ready && work.besides(card).some((other) => work.columnOf(other) === 'arriving');
    return html`<article class="order ${this.fresh.has(card.fulfillment_id) ? 'fresh' : ''}">
      <button class="open ${arriving || ready ? 'wide' : ''}" @click=${() => this.#ask('open', card)}>
        <span class="number figures"><small>${card.number.slice(0, -3)}</small>${card.number.slice(-3)}</span>
        <span class="who">${card.customer}</span>
        <span class="how ${arriving || isSentOn(card) && !ready ? 'journey' : ''}"><span class="route">${route(card)}</span><span>${t('store.pieces', { count: pieces })}</span></span>
      </button>
      ${arriving || ready ? nothing : ring(card, this.now)}
      ${lines.length ? html`<ul class="lines">
        ${lines.slice(0, LINES_SHOWN).map((line) => html`<li class=${step === 'pick' && line.picked >= line.quantity ? 'picked' : ''}><span class="figures">${line.quantity} ×</span><span>${line.title}</span></li>`)}
        ${rest ? html`<li class="soft">${t('store.more_lines', { count: rest })}</li>` : nothing}
      </ul>` : nothing}
      ${ready && card.ready_until ? html`<p class="until"><c-icon name="clock"></c-icon>${t('store.until', { until: moment(card.ready_until) })}</p>` : nothing}
      ${more ? html`<p class="until"><c-icon name="truck"></c-icon>${t('store.more_to_come')}</p>` : nothing}
      ${failure(work, card)}
      <button class="main ${ready ? 'button' : 'primary'}" ?disabled=${Boolean(sending)} @click=${() => this.#step(card, step)}>
        <c-icon name=${stepIcons[step]}></c-icon>${sending ? t(`store.doing.${sending}`) : stepWords(card, step)}
      </button>
    </article>`;
  }

  async #step(card, step) {
    if (step === 'accept') {
      if (await this.work.do(card, 'accept')) this.#ask('open', card);
    } else if (AT_ONCE.includes(step)) await this.work.do(card, step);
    else this.#ask(step === 'hand_over' ? 'hand-over' : 'open', card);
  }

  #ask(type, card) {
    this.dispatchEvent(new CustomEvent(type, { detail: card, bubbles: true }));
  }

  #loading() {
    return html`<div class="columns" aria-busy="true">
      ${['new', 'picking', 'packed', 'ready'].map((column) => html`<section class="column"><h2>${t(`store.column.${column}`)}</h2>
        ${[0, 1].map(() => html`<div class="skeleton tall"></div>`)}</section>`)}
    </div>`;
  }
}

customElements.define('store-board', StoreBoard);
