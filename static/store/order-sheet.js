/** One order of the board, opened: its lines (to pick while it is picked), what to do next, the slip, and the way out when something is missing. */
import { html, nothing, repeat } from '../vendor/lit/lit.js';
import { LightElement } from '../shared/light-element.js';
import { api } from '../shared/api.js';
import { t } from '../shared/i18n.js';
import '../shared/icon.js';
import '../shared/time.js';
import { productArtUrl } from '../shop/art.js';
import { failure, ring, route, stepIcons, stepWords } from './board.js';
import { articleByBarcode } from '../shop/articles.js';
import { destinationOf, printSlip } from './slip.js';
import { isSentOn, nextStep } from './work.js';

const carriers = ['Colissimo', 'Chronopost', 'Mondial Relay', 'DPD', 'DHL', 'GLS', 'UPS'];
/** Between our own nodes goods may travel without a carrier. */
const OURSELVES = '';
const usualCarrier = (card) => (!isSentOn(card) ? carriers[0] : card.method === 'pickup' ? OURSELVES : 'Mondial Relay');
const reasons = ['busy', 'damaged', 'closing'];

class OrderSheet extends LightElement {
  static properties = {
    work: { attribute: false }, card: { attribute: false }, shop: {}, node: { attribute: false }, nodes: { attribute: false }, now: { type: Number },
    order: { state: true }, missing: { state: true }, rejecting: { state: true }, carrier: { state: true }, tracking: { state: true }, note: { state: true }, pictures: { state: true },
  };

  /** Opens a card; the whole order is read beside it, for the address and for the slip. */
  async open(card) {
    Object.assign(this, { card, order: undefined, missing: new Map(), rejecting: false, carrier: usualCarrier(card), tracking: '', note: undefined, pictures: new Map() });
    await this.updateComplete;
    const dialog = this.querySelector('dialog');
    if (!dialog.open) dialog.showModal();
    for (const { barcode } of card.lines) {
      if (barcode) articleByBarcode(barcode).then((found) => found && this.card === card && (this.pictures = new Map(this.pictures).set(barcode, productArtUrl(found.product, found.variant))));
    }
    const order = await api.get(`/orders/${card.order_id}`).catch(() => undefined);
    if (this.card?.fulfillment_id === card.fulfillment_id) this.order = order;
  }

  get isOpen() {
    return Boolean(this.querySelector('dialog')?.open);
  }

  close() {
    this.querySelector('dialog')?.close();
  }

  /** What is scanned while the sheet is open. True when it fitted. */
  scanned(value) {
    const card = this.#now();
    if (!card) return false;
    const step = nextStep(card);
    if (step === 'ship') {
      this.tracking = value;
      return true;
    }
    if (step === 'arrive' && value === this.#fulfillment(card)?.tracking_number) {
      this.#step(card, step);
      return true;
    }
    if (!['pick', 'accept'].includes(step)) return false;
    const line = card.lines.find((each) => (each.barcode === value || each.sku === value) && this.work.ticked(card, each) < each.quantity) ?? card.lines.find((each) => each.barcode === value || each.sku === value);
    if (!line) this.note = { tone: 'danger', text: t('store.pick.not_here', { value }) };
    else if (this.work.ticked(card, line) >= line.quantity) this.note = { tone: 'attention', text: t('store.pick.enough', { title: line.title, count: line.quantity }) };
    else {
      this.work.tick(card, line, this.work.ticked(card, line) + 1);
      this.note = { tone: 'success', text: t('store.pick.ticked', { title: line.title, picked: this.work.ticked(card, line), quantity: line.quantity }) };
    }
    return true;
  }

  // What will happen is said below the lines; on a short screen that is out of sight.
  updated(changed) {
    if (changed.has('missing') || changed.has('rejecting')) this.querySelector('.consequence')?.scrollIntoView({ block: 'nearest' });
  }

  #now() {
    return this.card && (this.work.cards.get(this.card.fulfillment_id) ?? null);
  }

  render() {
    const card = this.#now() ?? this.card;
    return html`<dialog class="sheet" aria-labelledby="sheet-title" @close=${() => (this.card = undefined)} @click=${(event) => event.target === event.currentTarget && this.close()}>
      ${card ? this.#sheet(card) : nothing}
    </dialog>`;
  }

  #sheet(card) {
    const gone = !this.#now();
    const picking = ['accepted', 'picking'].includes(card.status);
    return html`
      <header>
        ${gone || ['shipped', 'ready_for_pickup'].includes(card.status) ? nothing : ring(card, this.now)}
        <div>
          <h2 id="sheet-title" class="figures">${card.number}</h2>
          <p><strong>${card.customer}</strong> · <span class="route">${route(card)}</span>${card.status === 'shipped' ? nothing : html` · <c-time datetime=${card.offered_at ?? nothing}></c-time>`}</p>
        </div>
        <button class="icon" aria-label=${t('close')} @click=${() => this.close()}><c-icon name="x"></c-icon></button>
      </header>
      <div class="body">
        ${gone ? html`<p class="notice"><c-icon name="info"></c-icon>${t('store.gone')}</p>` : nothing}
        ${picking ? html`<p class="hint scan"><c-icon name="scan-barcode"></c-icon>${t('store.pick.hint')}</p>` : nothing}
        <ul class="pick-list">${repeat(card.lines, (line) => line.line, (line) => this.#line(card, line, picking && !gone))}</ul>
        <p class="note ${this.note?.tone ?? ''}" role="status">${this.note?.text ?? ''}</p>
        ${this.#destination(card)} ${this.#journey(card)} ${nextStep(card) === 'ship' && !gone ? this.#parcel(card) : nothing} ${this.#missingNotice(card)} ${this.rejecting ? this.#rejection(card) : nothing}
        ${failure(this.work, card)}
      </div>
      ${gone ? nothing : html`<footer>${this.#actions(card, picking)}</footer>`}`;
  }

  #line(card, line, picking) {
    const ticked = picking ? this.work.ticked(card, line) : line.picked;
    const missing = this.missing.get(line.line) ?? 0;
    const done = ticked + missing >= line.quantity;
    const picture = this.pictures.get(line.barcode);
    const face = html`${picture ? html`<img src=${picture} alt="" width="56" height="70">` : html`<span class="no-picture"><c-icon name="tag"></c-icon></span>`}
      <span class="what"><strong>${line.title}</strong><small>${line.sku}${line.barcode ? html` · <span class="figures">${line.barcode}</span>` : nothing}</small></span>
      <span class="quantity figures">${picking ? html`<strong>${ticked}</strong>/${line.quantity}` : html`<strong>${line.quantity}</strong>×`}</span>`;
    if (!picking) return html`<li><div class="line">${face}</div></li>`;
    return html`<li class="${missing ? 'missing' : done ? 'done' : ''}">
      <button class="line" aria-pressed=${done && !missing} @click=${() => this.#toggle(card, line)}>
        ${face}<span class="tick"><c-icon name=${missing ? 'x' : 'check'}></c-icon></span>
      </button>
      <div class="line-actions">
        ${line.quantity > 1 ? html`<button class="icon stepper" aria-label=${t('store.pick.less', { title: line.title })} ?disabled=${ticked === 0} @click=${() => this.work.tick(card, line, ticked - 1)}><c-icon name="minus"></c-icon></button>
          <button class="icon stepper" aria-label=${t('store.pick.more', { title: line.title })} ?disabled=${ticked >= line.quantity} @click=${() => this.#more(card, line, ticked)}><c-icon name="plus"></c-icon></button>` : nothing}
        ${ticked < line.quantity || missing ? html`<button class="button absent" aria-pressed=${missing > 0} @click=${() => this.#miss(line, missing ? 0 : line.quantity - ticked)}>${missing ? t('store.pick.found') : t('store.pick.missing', { count: line.quantity - ticked })}</button>` : nothing}
      </div>
    </li>`;
  }

  #toggle(card, line) {
    this.#miss(line, 0);
    this.work.tick(card, line, this.work.ticked(card, line) >= line.quantity ? 0 : line.quantity);
    this.note = undefined;
  }

  #more(card, line, ticked) {
    this.#miss(line, 0);
    this.work.tick(card, line, ticked + 1);
  }

  #miss(line, count) {
    const missing = new Map(this.missing);
    if (count) missing.set(line.line, count);
    else missing.delete(line.line);
    this.missing = missing;
  }

  #fulfillment(card) {
    return this.order?.fulfillments.find(({ id }) => id === card.fulfillment_id);
  }

  /** Where the parcel goes: the customer's home, or the counter where it is collected. */
  #destination(card) {
    const to = destinationOf(card, this.order, this.nodes);
    if (!to || card.status === 'shipped' || card.status === 'ready_for_pickup') return nothing;
    return html`<address><c-icon name="map-pin"></c-icon><span><strong>${to.name}</strong><br>${to.street}<br>${to.postcode} ${to.city}, ${to.country}</span></address>`;
  }

  /** How it comes here: what is on the parcel's label. */
  #journey(card) {
    const { shipped_at: shipped, carrier, tracking_number: tracking } = this.#fulfillment(card) ?? {};
    if (card.status !== 'shipped' || !shipped) return nothing;
    return html`<p class="notice"><c-icon name="truck"></c-icon><span>${t('store.arrive.left', { node: card.node_name })} <c-time datetime=${shipped}></c-time>
      ${carrier || tracking ? html`<br><strong class="figures">${[carrier, tracking].filter(Boolean).join(' · ')}</strong>` : nothing}</span></p>`;
  }

  #parcel(card) {
    return html`<fieldset class="parcel"><legend>${t('store.ship.parcel')}</legend>
      <div class="carriers" role="radiogroup" aria-label=${t('store.ship.carrier')}>
        ${(isSentOn(card) ? [OURSELVES, ...carriers] : carriers).map((name) => html`<label class="choice"><input type="radio" name="carrier" .checked=${this.carrier === name} @change=${() => (this.carrier = name)}>${name || t('store.ship.ourselves')}</label>`)}
      </div>
      <label class="field">${t('store.ship.tracking')}<input data-scan autocomplete="off" autocapitalize="characters" .value=${this.tracking} @input=${(event) => (this.tracking = event.target.value)}></label>
    </fieldset>`;
  }

  #missingNotice(card) {
    if (!this.missing.size) return nothing;
    const lines = card.lines.filter((line) => this.missing.has(line.line));
    const count = [...this.missing.values()].reduce((sum, each) => sum + each, 0);
    const putBack = card.lines.reduce((sum, line) => sum + this.work.ticked(card, line), 0);
    return html`<section class="consequence" aria-live="polite">
      <h3><c-icon name="triangle-alert"></c-icon>${t('store.missing.title', { count })}</h3>
      <ul>
        ${lines.map((line) => html`<li>${t('store.missing.stock', { title: line.title, node: this.node?.name ?? '', count: this.missing.get(line.line) })}</li>`)}
        <li>${t(`store.missing.resourced.${this.#elsewhere(card)}`, { number: card.number })}</li>
        ${putBack ? html`<li>${t('store.missing.put_back', { count: putBack })}</li>` : nothing}
      </ul>
    </section>`;
  }

  /** What is collected here may have to wait; what leaves this node anyway can leave from another. */
  #elsewhere(card) {
    return card.method === 'pickup' && !isSentOn(card) ? 'pickup' : 'ship';
  }

  #rejection(card) {
    return html`<section class="consequence" aria-live="polite">
      <h3><c-icon name="triangle-alert"></c-icon>${t('store.reject.title', { number: card.number })}</h3>
      <p>${t(`store.reject.what.${this.#elsewhere(card)}`)}</p>
      <div class="reasons">${reasons.map((reason) => html`<button class="danger main" @click=${() => this.#reject(card, t(`store.reject.${reason}`))}>${t(`store.reject.${reason}`)}</button>`)}
        <button class="button main" @click=${() => (this.rejecting = false)}>${t('store.reject.keep')}</button></div>
    </section>`;
  }

  #actions(card, picking) {
    const step = nextStep(card);
    const sending = this.work.sending(card.fulfillment_id);
    const all = card.lines.every((line) => this.work.ticked(card, line) >= line.quantity);
    const left = card.lines.reduce((sum, line) => sum + line.quantity - this.work.ticked(card, line), 0);
    const count = [...this.missing.values()].reduce((sum, each) => sum + each, 0);
    const main = count
      ? html`<button class="main danger" ?disabled=${Boolean(sending)} @click=${() => this.#report(card)}><c-icon name="triangle-alert"></c-icon>${sending ? t('store.doing.reject') : t('store.missing.report', { count })}</button>`
      : step === 'pick'
        ? html`<button class="main primary" ?disabled=${Boolean(sending) || !all} @click=${() => this.#picked(card)}><c-icon name="check-check"></c-icon>${sending ? t(`store.doing.${sending}`) : all ? t('store.pick.all') : t('store.pick.left', { count: left })}</button>`
        : html`<button class="main primary" ?disabled=${Boolean(sending)} @click=${() => this.#step(card, step)}><c-icon name=${stepIcons[step]}></c-icon>${sending ? t(`store.doing.${sending}`) : stepWords(card, step)}</button>`;
    return html`
      <button class="button main" ?disabled=${!this.order} @click=${() => printSlip({ order: this.order, card, shop: this.shop, node: this.node, nodes: this.nodes })}><c-icon name="printer"></c-icon>${t('store.slip')}</button>
      ${['offered', 'accepted'].includes(card.status) || picking ? html`<button class="quiet danger main" @click=${() => (this.rejecting = !this.rejecting)}>${t('store.reject')}</button>` : nothing}
      ${main}`;
  }

  async #picked(card) {
    if (await this.work.do(card, 'pick')) this.note = { tone: 'success', text: t('store.pick.done') };
  }

  async #report(card) {
    const lines = card.lines.filter((line) => this.missing.has(line.line)).map((line) => ({ sku: line.sku, missing: this.missing.get(line.line) }));
    if (await this.work.do(card, 'reject', { reason: t('store.missing.reason'), lines })) this.close();
  }

  async #reject(card, reason) {
    if (await this.work.do(card, 'reject', { reason })) this.close();
  }

  async #step(card, step) {
    if (step === 'hand_over') {
      this.close();
      this.dispatchEvent(new CustomEvent('hand-over', { detail: card, bubbles: true }));
      return;
    }
    const body = step === 'ship' ? { ...(this.carrier ? { carrier: this.carrier } : {}), ...(this.tracking.trim() ? { tracking_number: this.tracking.trim() } : {}) } : {};
    // What was said of the step before is done with.
    this.note = undefined;
    const order = await this.work.do(card, step, body);
    if (order && ['ship', 'ready', 'arrive'].includes(step)) this.close();
  }
}

customElements.define('order-sheet', OrderSheet);
