/** `<customer-orders .desk>`: the customer's orders with their live progress and what may be done with them. */
import { LitElement, css, html, nothing, repeat } from '../vendor/lit/lit.js';
import { date, money } from '../shared/format.js';
import { api } from '../shared/api.js';
import { Translated, t } from '../shared/i18n.js';
import { statusTone, statusWord } from '../shared/order-card.js';
import { whyEnded } from '../shared/order-reasons.js';
import { Doing } from './doing.js';
import { Follow } from './follow.js';
import { explain } from '../shared/explain.js';
import { desk } from './styles.js';
import { newId } from '../shared/new-id.js';
import './order-sourcing.js';

// Staff may cancel what has not left or been handed over; the customer's own limit is earlier.
const STILL_HERE = ['open', 'reserved', 'picked', 'packed', 'ready', 'backordered'];
const OVER = ['completed', 'cancelled', 'refused'];

/** How many units of an order can still be cancelled, and what they cost. */
function leftOf(order) {
  const units = ({ quantities }) => STILL_HERE.reduce((sum, state) => sum + (quantities?.[state] ?? 0), 0);
  return {
    count: order.lines.reduce((sum, line) => sum + units(line), 0),
    total: { ...order.total, amount: order.lines.reduce((sum, line) => sum + units(line) * line.unit_price.amount, 0) },
  };
}

class CustomerOrders extends LitElement {
  static properties = { desk: { attribute: false }, unfolded: { state: true }, cancelling: { state: true } };

  static styles = [
    desk,
    css`
      :host { display: block; }
      h3 { font-size: var(--text-m); }
      ul { display: grid; gap: var(--space-2); margin-block-start: var(--space-2); }
      .past { display: grid; grid-template-columns: 1fr auto auto; gap: 0 var(--space-3); inline-size: 100%; align-items: center; min-block-size: 48px; padding: var(--space-2) var(--space-3); border: 1px solid var(--line); border-radius: var(--radius); background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; font-variant-numeric: tabular-nums; }
      .past:hover { background: var(--sunken); }
      .past small { grid-column: 1; color: var(--soft-ink); font-size: var(--text-s); }
      .past .chip, .past .total { grid-row: 1 / 3; }
      .past .chip { grid-column: 2; } .past .total { grid-column: 3; grid-row: 1 / 3; }
      .sure { display: grid; gap: var(--space-2); inline-size: 100%; }
      .sure .row { flex-wrap: wrap; }
      .fold { margin-block-start: -2px; }
      a.button { text-decoration: none; }
    `,
  ];

  constructor() {
    super();
    this.unfolded = new Set();
    new Translated(this);
    this.following = new Follow(this);
    this.doing = new Doing(this);
  }

  willUpdate() {
    this.following.to(this.desk, this.desk.open);
    if (this.shown !== this.desk.open?.id) this.cancelling = undefined;
    this.shown = this.desk.open?.id;
  }

  render() {
    const { open } = this.desk;
    if (!open?.customer) return nothing;
    return html`
      <div class="row">
        <h3 class="grow">${t('orders.title')}</h3>
        <button class="button small" @click=${() => this.#sell()}><c-icon name="plus"></c-icon>${t('orders.new')}</button>
      </div>
      ${open.orders.length ? nothing : html`<p class="soft">${t('orders.none')}</p>`}
      <ul>
        ${repeat(
          open.orders,
          (order) => order.id,
          (order) => html`<li>${OVER.includes(order.status) && !this.unfolded.has(order.id) ? this.#past(order) : this.#card(order)}</li>`,
        )}
      </ul>
      <order-sourcing .desk=${this.desk}></order-sourcing>
    `;
  }

  #past(order) {
    return html`<button class="past" aria-expanded="false" @click=${() => this.#fold(order.id)}>
      <span>${order.number}</span><span class="chip ${statusTone(order)}">${statusWord(order)}</span
      ><span class="total">${money(order.total)}</span><small>${date(order.placed_at)}</small>
    </button>`;
  }

  #card(order) {
    const busy = this.doing.busy(order.id);
    const problem = this.doing.problem(order.id);
    const left = leftOf(order);
    return html`<c-order-card .order=${order} audience="staff" .reason=${whyEnded(order)} .busy=${busy} .problem=${problem && explain(problem)}>
      ${
        this.cancelling === order.id && left.count
          ? this.#sure(order, left)
          : html`
              ${order.tracking_url ? html`<a slot="actions" class="button small" href=${order.tracking_url} target="_blank" rel="noopener"><c-icon name="external-link"></c-icon>${t('orders.track')}</a>` : nothing}
              <button slot="actions" class="quiet small" aria-haspopup="dialog" @click=${() => this.renderRoot.querySelector('order-sourcing').open(order)}>${t('plans.open')}</button>
              ${left.count ? html`<button slot="actions" class="outline-danger button small" ?disabled=${busy} @click=${() => (this.cancelling = order.id)}>${busy ? t('order.cancelling') : t('orders.cancel')}</button>` : nothing}
              ${OVER.includes(order.status) ? html`<button slot="actions" class="quiet small fold" @click=${() => this.#fold(order.id)}><c-icon name="chevron-up"></c-icon>${t('orders.fold')}</button>` : nothing}
            `
      }
    </c-order-card>`;
  }

  #sure(order, { count, total }) {
    return html`<form
      slot="actions"
      class="sure"
      @submit=${(event) => this.#cancel(event, order)}
      @keydown=${(event) => event.key === 'Escape' && (event.stopPropagation(), (this.cancelling = undefined))}
    >
      <label class="field"
        >${t('orders.cancel.why')}<input
          name="reason"
          maxlength="200"
          list="reasons"
          autocomplete="off"
          placeholder=${t('orders.cancel.why.hint')}
      /></label>
      <datalist id="reasons">
        ${['changed_mind', 'found_elsewhere', 'too_late'].map((why) => html`<option value=${t(`orders.why.${why}`)}></option>`)}
      </datalist>
      <div class="row">
        <button class="danger">${t('orders.cancel.do', { items: t('orders.items', { count }), total: money(total) })}</button>
        <button type="button" class="button" @click=${() => (this.cancelling = undefined)}>${t('order.cancel.no')}</button>
      </div>
    </form>`;
  }

  #fold(id) {
    const unfolded = new Set(this.unfolded);
    if (!unfolded.delete(id)) unfolded.add(id);
    this.unfolded = unfolded;
  }

  #cancel(event, order) {
    event.preventDefault();
    const reason = new FormData(event.target).get('reason').trim();
    this.cancelling = undefined;
    this.doing.run(order.id, async () => {
      const after = await api.post(`/orders/${order.id}/cancel`, reason ? { reason } : {}, { idempotencyKey: newId() });
      if (!after?.lines) return;
      this.desk.open.putOrder(after);
      this.desk.open.changed();
    });
  }

  #sell() {
    this.dispatchEvent(new CustomEvent('start-sale', { bubbles: true, composed: true }));
  }
}

customElements.define('customer-orders', CustomerOrders);
