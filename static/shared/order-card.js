/**
 * `<c-order-card .order=${order} audience="customer">`: an order at a glance that changes in place: its steps, where it is, what is in
 * it and the next thing to do.
 *
 * `audience` is `customer` (the widget) or `staff` (no code; your own actions go into the slot `actions`). `.store` is the Node of a
 * pickup, for directions; `.reason` why it ended; `host` the origin of tracking links. A confirmed cancel is dispatched as
 * `order-cancel` with `{order}`: set `.busy` meanwhile and `.problem` when it failed.
 */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { buttons, chips, reset, visuallyHidden } from './base.js';
import { money, moment, number } from './format.js';
import { Translated, addWords, t } from './i18n.js';
import './icon.js';
import words from './order-words.js';

addWords(words);

/** An order's steps are its statuses. */
export const STEP_ICONS = {
  sourcing: 'shopping-bag',
  reserved: 'check',
  in_preparation: 'package',
  shipped: 'truck',
  ready_for_pickup: 'store',
  completed: 'check-check',
};
const TONES = { ready_for_pickup: 'success', completed: 'success', backordered: 'attention', cancelled: '', refused: 'danger' };
const BEFORE_PACKING = ['sourcing', 'reserved', 'backordered', 'in_preparation'];
const OVER = ['cancelled', 'refused', 'completed'];
const GENERAL = ['sourcing', 'backordered', 'cancelled', 'refused'];
const ENDED = ['rejected', 'cancelled', 'expired'];
const LINES_SHOWN = 3;

/** May the customer still cancel this order: nothing has been packed. */
export function cancellable(order) {
  if (!BEFORE_PACKING.includes(order.status)) return false;
  const tooLate = ['packed', 'ready', 'shipped', 'delivered', 'collected'];
  return order.lines.every(({ quantities }) => tooLate.every((state) => !quantities?.[state]));
}

const ships = ({ method }) => method === 'ship';

/** The steps of an order, and how many of them it has reached: none where it ended early. */
export function stepsOf({ status, delivery, fulfillments = [] }) {
  const left = delivery.method !== 'pickup' || fulfillments.some(({ status: at, sent_to: counter }) => counter && !ENDED.includes(at));
  const steps = Object.keys(STEP_ICONS).filter((step) => (step === 'shipped' ? left : step !== 'ready_for_pickup' || !ships(delivery)));
  return { steps, reached: steps.indexOf(status === 'backordered' ? 'sourcing' : status) + 1 };
}

/** The word for an order's status, or for another step. */
export function statusWord({ status, delivery }, step = status) {
  return t(`order.status.${step}${step === 'completed' ? (ships(delivery) ? '.ship' : '.pickup') : ''}`);
}

/** The chip's tone for an order's status: a class of base.js's chips. */
export function statusTone(order) {
  return TONES[order.status] ?? 'accent';
}

function whereabouts(fulfillment) {
  const { node_name: packer, sent_to: counter, ready_until: until, carrier, tracking_number: tracking } = fulfillment;
  const node = counter?.node_name ?? packer;
  const way = counter ? ` → ${node}` : '';
  switch (fulfillment.status) {
    case 'planned':
    case 'offered':
      return t(`order.at.planned.${counter || ships(fulfillment) ? 'ship' : 'pickup'}`, { node: packer }) + way;
    case 'accepted':
    case 'picking':
      return t('order.at.preparing', { node: packer }) + way;
    case 'packed':
      return t('order.at.packed', { node: packer }) + way;
    case 'ready_for_pickup':
      return until ? t('order.at.ready_until', { node, until: moment(until) }) : t('order.at.ready', { node });
    case 'shipped':
      if (counter) return t('order.at.arriving', { node });
      return carrier && tracking ? t('order.at.shipped_with', { carrier, tracking }) : t('order.at.shipped', { node });
    case 'collected':
      return t('order.at.collected', { node });
    case 'delivered': // at a counter: to the customer
      return t(`order.at.${counter ? 'collected' : 'delivered'}`, { node });
    case 'expired':
      return t('order.at.expired', { node });
    default:
      return undefined; // replaced by others
  }
}

class OrderCard extends LitElement {
  static properties = {
    order: { attribute: false },
    store: { attribute: false },
    audience: {},
    host: {},
    busy: { type: Boolean },
    problem: {},
    reason: {},
    confirming: { state: true },
    slotted: { state: true },
  };

  static styles = [
    reset,
    buttons,
    chips,
    visuallyHidden,
    css`
      :host { display: block; }
      article { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--space-3); padding: var(--space-4); border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); }
      header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--space-1) var(--space-2); }
      h3 { font-size: var(--text-m); font-variant-numeric: tabular-nums; }
      .where { font-size: var(--text-m); overflow-wrap: anywhere; }
      .steps { display: grid; grid: auto / auto-flow 1fr; }
      .steps span { position: relative; display: grid; justify-items: center; color: var(--soft-ink); }
      .steps span + span::before { content: ''; position: absolute; inset-block-start: 13px; inset-inline: calc(14px - 50%) calc(50% + 14px); block-size: 2px; background: var(--line); transition: background-color var(--motion-slow); }
      .steps .dot { position: relative; display: grid; place-items: center; inline-size: 28px; block-size: 28px; border-radius: 50%; border: 2px solid var(--line); background: var(--surface); --icon-size: 14px; transition: background-color var(--motion-slow), border-color var(--motion-slow), color var(--motion-slow); }
      .done .dot { border-color: var(--accent); background: var(--accent-tint); color: var(--accent); }
      span.done::before { background: var(--accent) !important; }
      .current .dot { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
      .code { display: grid; justify-items: center; padding: var(--space-3); border-radius: var(--radius); background: var(--accent-tint); }
      .code strong { font: 700 var(--text-2xl) / 1.3 var(--font-mono); letter-spacing: 0.12em; user-select: all; }
      .lines { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--space-1); color: var(--soft-ink); }
      .lines li { display: flex; gap: var(--space-2); }
      .lines .title { flex: 1; min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .lines .figures { color: var(--ink); }
      .sum { display: flex; justify-content: space-between; padding-block-start: var(--space-2); border-block-start: 1px solid var(--line); font-weight: 600; }
      footer { display: flex; flex-wrap: wrap; gap: var(--space-2); }
      footer > * { flex: 1 1 auto; }
      footer.empty { display: none; }
      .problem { color: var(--danger); font-size: var(--text-s); }
    `,
  ];

  constructor() {
    super();
    this.audience = 'customer';
    new Translated(this);
  }

  willUpdate(changed) {
    // What was about to be cancelled has moved on.
    if (changed.has('order') && this.confirming && !cancellable(this.order)) this.confirming = false;
  }

  render() {
    const { order } = this;
    if (!order) return nothing;
    return html`
      <article aria-label=${t('order.title', { number: order.number })}>
        <header>
          <h3>${t('order.title', { number: order.number })}</h3>
          <span class="chip ${statusTone(order)}">${statusWord(order)}</span>
        </header>
        ${this.#steps(order)} ${this.#where(order)} ${this.#codes(order)} ${this.#lines(order)}
        ${this.#footer(order)}
        ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      </article>
    `;
  }

  #footer(order) {
    const own = this.audience === 'staff' ? [] : this.#actions(order);
    const slotted = ({ target }) => (this.slotted = target.assignedElements().length > 0);
    return html`<footer class=${own.length || this.slotted ? '' : 'empty'}>${own}<slot name="actions" @slotchange=${slotted}></slot></footer>`;
  }

  #steps(order) {
    const { steps, reached } = stepsOf(order);
    if (!reached) return nothing;
    const name = statusWord(order, steps[reached - 1]);
    return html`<div class="steps" role="img" aria-label=${t('order.progress', { step: reached, count: steps.length, name })}>
      ${steps.map((step, index) => {
        const state = index + 1 === reached ? 'current' : index < reached ? 'done' : '';
        return html`<span class="${state} ${index < reached ? 'done' : ''}" title=${statusWord(order, step)}>
          <i class="dot"><c-icon name=${STEP_ICONS[step]}></c-icon></i>
        </span>`;
      })}
    </div>`;
  }

  #where(order) {
    const sentences = GENERAL.includes(order.status)
      ? [t(`order.at.${order.status}`)]
      : [...new Set((order.fulfillments ?? []).map(whereabouts).filter(Boolean))];
    return [...sentences, ...(this.reason ? [this.reason] : [])].map((sentence) => html`<p class="where">${sentence}</p>`);
  }

  #codes(order) {
    if (this.audience === 'staff') return nothing;
    return (order.fulfillments ?? [])
      .filter((each) => each.pickup_code && each.status === 'ready_for_pickup')
      .map((each) => html`<p class="code"><span>${t('order.code')}</span><strong>${each.pickup_code}</strong></p>`);
  }

  #lines(order) {
    const rest = order.lines.slice(LINES_SHOWN).reduce((sum, { quantity }) => sum + quantity, 0);
    return html`<ul class="lines">
        ${order.lines.slice(0, LINES_SHOWN).map(
          ({ quantity, title, total }) => html`<li>
            <span class="figures">${number(quantity)} ×</span><span class="title" title=${title}>${title}</span>
            <span class="figures">${money(total)}</span>
          </li>`,
        )}
        ${rest ? html`<li>${t('order.more_lines', { count: rest })}</li>` : nothing}
      </ul>
      <p class="sum"><span>${t('order.total')}</span><span class="figures">${money(order.total)}</span></p>`;
  }

  /** The one next thing to do, and cancelling while that is allowed. */
  #actions(order) {
    if (this.confirming) return [this.#confirmation(order)];
    const actions = [];
    const { latitude, longitude } = this.store ?? {};
    const customer = this.audience === 'customer';
    if (order.status === 'ready_for_pickup' && latitude !== undefined) {
      const directions = `https://www.openstreetmap.org/directions?to=${latitude}%2C${longitude}`;
      actions.push(this.#link(directions, 'navigation', t('order.directions')));
    } else if (customer && order.tracking_url && !OVER.includes(order.status)) {
      actions.push(this.#link(new URL(order.tracking_url, this.host || location.href), 'package', t('order.track')));
    }
    if (customer && cancellable(order)) {
      actions.push(html`<button class="quiet danger" ?disabled=${this.busy} @click=${() => (this.confirming = true)}>
        ${this.busy ? t('order.cancelling') : t('order.cancel')}
      </button>`);
    }
    return actions;
  }

  #link(href, icon, word) {
    return html`<a class="button" href=${href} target="_blank" rel="noopener noreferrer"><c-icon name=${icon}></c-icon>${word}</a>`;
  }

  #confirmation(order) {
    const count = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    return html`
      <p role="alert">${t('order.cancel.sure', { count, total: money(order.total) })}</p>
      <button class="danger" @click=${this.#cancel}>${t('order.cancel.yes')}</button>
      <button class="button" @click=${() => (this.confirming = false)}>${t('order.cancel.no')}</button>
    `;
  }

  #cancel() {
    this.confirming = false;
    this.dispatchEvent(new CustomEvent('order-cancel', { detail: { order: this.order }, bubbles: true, composed: true }));
  }
}

if (!customElements.get('c-order-card')) customElements.define('c-order-card', OrderCard);
