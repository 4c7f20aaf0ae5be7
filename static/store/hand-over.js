/** Hand over: the customer's six digits, typed on large keys or scanned; the order is found by its number or by the code itself. */
import { html, nothing } from '../vendor/lit/lit.js';
import { LightElement } from '../shared/light-element.js';
import { api } from '../shared/api.js';
import { moment } from '../shared/format.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import '../shared/icon.js';
import { FASTEST_FINGERS_MS, sameNumber } from './scanner.js';

const LENGTH = 6;

class HandOver extends LightElement {
  static properties = { work: { attribute: false }, chosen: { state: true }, code: { state: true }, find: { state: true }, state: { state: true } };

  constructor() {
    super();
    this.reset();
  }

  reset() {
    Object.assign(this, { chosen: undefined, code: '', find: '', state: { kind: 'waiting' } });
  }

  /** Whose order it is, when that is known already. */
  choose(card) {
    Object.assign(this, { chosen: card?.fulfillment_id, state: { kind: 'waiting' } });
  }

  /** A code from the scanner (with the order it stands for, if that was in it too). */
  enter(code, card) {
    if (this.state.kind === 'sending') return undefined;
    this.reset();
    this.choose(card);
    this.code = code;
    return this.#collect();
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('keydown', this.#typed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#typed);
  }

  #typed = (event) => {
    if (this.hidden || event.target.matches?.('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    // A scanner types too: what comes faster than fingers is its own affair, and arrives through `enter`.
    const quick = event.timeStamp - (this.lastKey ?? 0) < FASTEST_FINGERS_MS;
    this.lastKey = event.timeStamp;
    clearTimeout(this.keyed);
    if (quick) return;
    if (/^\d$/.test(event.key)) this.keyed = setTimeout(() => this.#press(event.key), FASTEST_FINGERS_MS);
    else if (event.key === 'Backspace') this.#erase();
  };

  #press(digit) {
    if (this.state.kind === 'done') this.reset();
    if (this.state.kind === 'sending' || this.code.length >= LENGTH) return;
    this.code += digit;
    if (this.state.kind === 'failed') this.state = { kind: 'waiting' };
    if (this.code.length === LENGTH) this.#collect();
  }

  #erase() {
    this.code = this.code.slice(0, -1);
    this.state = { kind: 'waiting' };
  }

  // A code alone does not say whose it is: it is offered to each order that is ready here, and fits one at most. Nor does an order
  // say which of its parcels: each has its own code.
  async #collect() {
    const ready = this.work.in('ready');
    const chosen = ready.find((card) => card.fulfillment_id === this.chosen);
    const candidates = chosen ? ready.filter((card) => card.order_id === chosen.order_id) : ready;
    if (!candidates.length) {
      this.state = { kind: 'failed', detail: t('store.hand_over.none_ready') };
      return;
    }
    this.state = { kind: 'sending' };
    let refused;
    for (const card of candidates) {
      try {
        await api.post(`/fulfillments/${card.fulfillment_id}/collect`, { code: this.code });
        this.work.take({ ...card, status: 'collected' });
        this.state = { kind: 'done', card };
        this.chosen = undefined;
        navigator.vibrate?.(60);
        return;
      } catch (problem) {
        refused = problem;
        if (problem.code !== 'wrong_code') {
          this.state = { kind: 'failed', detail: explain(problem) };
          return;
        }
      }
    }
    this.state = { kind: 'failed', detail: chosen ? explain(refused) : t('store.hand_over.no_order', { code: this.code }) };
  }

  /** The customer leaves without the rest of the order: that wants saying. */
  #rest(card) {
    const standing = this.work.besides(card).map((other) => this.work.columnOf(other));
    const what = ['ready', 'arriving'].find((column) => standing.includes(column));
    return what ? html`<p class="rest"><c-icon name=${what === 'ready' ? 'package' : 'truck'}></c-icon>${t(`store.hand_over.rest.${what}`)}</p>` : nothing;
  }

  render() {
    const ready = this.work.in('ready').filter((card) => !this.find || sameNumber(card.number, this.find) || card.number.replace(/\D/g, '').includes(this.find.replace(/\D/g, '') || '-') || card.customer.toLowerCase().includes(this.find.toLowerCase()));
    const chosen = this.work.in('ready').find((card) => card.fulfillment_id === this.chosen);
    const { kind } = this.state;
    return html`<div class="hand-over">
      <section class="code-side" aria-labelledby="code-title">
        <h2 id="code-title">${t('store.hand_over.title')}</h2>
        <p class="soft">${chosen ? t('store.hand_over.for', { number: chosen.number, customer: chosen.customer }) : t('store.hand_over.hint')}</p>
        <output class="code figures ${kind}" aria-live="polite" aria-label=${t('store.hand_over.code', { code: this.code })}>
          ${Array.from({ length: LENGTH }, (_, at) => html`<span class=${this.code[at] ? 'filled' : ''}>${this.code[at] ?? ''}</span>`)}
        </output>
        <div class="answer" role="status">${this.#answer()}</div>
        <div class="keys">
          ${['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => html`<button class="button figures" @click=${() => this.#press(digit)}>${digit}</button>`)}
          <button class="button word" @click=${() => this.reset()}>${t('store.hand_over.clear')}</button>
          <button class="button figures" @click=${() => this.#press('0')}>0</button>
          <button class="button word" aria-label=${t('store.hand_over.erase')} @click=${() => this.#erase()}><c-icon name="arrow-left"></c-icon></button>
        </div>
      </section>
      <section class="ready-side" aria-labelledby="ready-title">
        <h2 id="ready-title">${t('store.hand_over.ready')}<span class="count figures">${this.work.in('ready').length}</span></h2>
        <label class="search"><c-icon name="search"></c-icon><span class="visually-hidden">${t('store.hand_over.find')}</span><input type="search" placeholder=${t('store.hand_over.find')} .value=${this.find} @input=${(event) => (this.find = event.target.value)}></label>
        ${ready.length ? html`<ul class="rows">${ready.map((card) => html`<li><button class="row" aria-pressed=${card.fulfillment_id === this.chosen} @click=${() => this.choose(card.fulfillment_id === this.chosen ? undefined : card)}>
            <span class="figures strong">${card.number}</span><span>${card.customer}</span>
            <small>${t('store.pieces', { count: card.lines.reduce((sum, line) => sum + line.quantity, 0) })}${card.ready_until ? ` · ${t('store.until', { until: moment(card.ready_until) })}` : ''}</small>
            <c-icon name="check"></c-icon></button></li>`)}</ul>`
          : html`<p class="empty"><c-icon name="store"></c-icon>${t(this.find ? 'store.hand_over.not_found' : 'store.empty.ready')}</p>`}
      </section>
    </div>`;
  }

  #answer() {
    const { kind, detail, card } = this.state;
    if (kind === 'sending') return html`<p class="soft">${t('store.doing.collect')}</p>`;
    if (kind === 'failed') return html`<p class="failure"><c-icon name="circle-alert"></c-icon><span>${detail}</span><button class="button" @click=${() => this.code.length === LENGTH ? this.#collect() : this.reset()}>${t('again')}</button></p>`;
    if (kind !== 'done') return nothing;
    return html`<div class="handed"><c-icon name="badge-check"></c-icon><div><strong>${t('store.hand_over.done', { customer: card.customer })}</strong>
      <ul>${card.lines.map((line) => html`<li><span class="figures">${line.quantity} ×</span> ${line.title}</li>`)}</ul></div>
      ${this.#rest(card)}
      <button class="primary main" @click=${() => this.reset()}>${t('store.hand_over.next')}</button></div>`;
  }
}

customElements.define('hand-over', HandOver);
