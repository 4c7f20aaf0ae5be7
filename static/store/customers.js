/** Customers: who stands at the counter, found by name, email, phone or order number, and their orders. */
import { html, nothing } from '../vendor/lit/lit.js';
import { LightElement } from '../shared/light-element.js';
import { api } from '../shared/api.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import '../shared/icon.js';
import '../shared/order-card.js';
import { whyEnded } from '../shared/order-reasons.js';
import '../shared/time.js';

const initials = (name) => (name ?? '?').split(/\s+/).slice(0, 2).map((word) => word[0] ?? '').join('').toUpperCase();
const handleIcons = { email: 'email', phone: 'phone', loyalty: 'badge-check', external: 'tag' };

class StoreCustomers extends LightElement {
  static properties = { work: { attribute: false }, text: { state: true }, found: { state: true }, customer: { state: true }, orders: { state: true }, problem: { state: true } };

  constructor() {
    super();
    this.text = '';
  }

  #typed(event) {
    this.text = event.target.value;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#search(), 260);
  }

  async #search() {
    const handle = this.text.trim();
    this.problem = undefined;
    if (handle.length < 3) {
      this.found = undefined;
      return;
    }
    try {
      const { customers } = await api.get('/customers', { query: { handle } });
      if (handle === this.text.trim()) this.found = customers;
    } catch (problem) {
      this.problem = explain(problem);
    }
  }

  async #open(customer) {
    Object.assign(this, { customer, orders: undefined, problem: undefined });
    try {
      const { orders } = await api.get('/orders', { query: { customer: customer.id } });
      if (this.customer === customer) this.orders = orders;
    } catch (problem) {
      this.problem = explain(problem);
    }
  }

  render() {
    return html`<div class="two-panes ${this.customer ? 'opened' : ''}">
      <section class="pane-list" aria-label=${t('store.customers')}>
        <label class="search"><c-icon name="search"></c-icon><span class="visually-hidden">${t('store.customers.search')}</span><input type="search" autocomplete="off" placeholder=${t('store.customers.search')} .value=${this.text} @input=${this.#typed}></label>
        ${this.problem && !this.customer ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${this.problem}</span><button class="button" @click=${this.#search}>${t('again')}</button></p>` : nothing}
        ${this.found === undefined ? html`<p class="empty"><c-icon name="users"></c-icon>${t('store.customers.hint')}</p>`
          : this.found.length === 0 ? html`<p class="empty"><c-icon name="user"></c-icon>${t('store.customers.nothing', { text: this.text })}</p>`
          : html`<ul class="rows">${this.found.map((customer) => html`<li><button class="row with-picture" aria-current=${customer.id === this.customer?.id} @click=${() => this.#open(customer)}>
              <span class="initials" aria-hidden="true">${initials(customer.name)}</span><span class="strong">${customer.name ?? t('store.customers.unnamed')}</span>
              <small>${customer.handles.filter((each) => handleIcons[each.kind]).map((each) => each.value).join(' · ')}</small></button></li>`)}</ul>`}
      </section>
      <section class="pane-detail" aria-live="polite">${this.customer ? this.#detail() : nothing}</section>
    </div>`;
  }

  #detail() {
    const { customer, orders } = this;
    return html`
      <button class="quiet back" @click=${() => (this.customer = undefined)}><c-icon name="arrow-left"></c-icon>${t('store.back')}</button>
      <header class="person"><span class="initials large" aria-hidden="true">${initials(customer.name)}</span>
        <div><h2>${customer.name ?? t('store.customers.unnamed')}</h2>
          <ul class="handles">${customer.handles.filter((each) => handleIcons[each.kind]).map((each) => html`<li><c-icon name=${handleIcons[each.kind]}></c-icon>${each.value} <span class="chip ${each.assurance === 'claimed' ? 'attention' : 'success'}">${t(`store.assurance.${each.assurance}`)}</span></li>`)}</ul></div>
        <button class="button main" @click=${() => this.dispatchEvent(new CustomEvent('order-for', { detail: customer, bubbles: true }))}><c-icon name="plus"></c-icon>${t('store.customers.order')}</button></header>
      <h3>${t('store.customers.orders')}</h3>
      ${this.problem ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${this.problem}</span><button class="button" @click=${() => this.#open(customer)}>${t('again')}</button></p>`
        : orders === undefined ? html`<div class="skeleton tall"></div>`
        : orders.length === 0 ? html`<p class="empty"><c-icon name="shopping-bag"></c-icon>${t('store.customers.no_orders')}</p>`
        : html`<div class="order-cards">${orders.map((order) => this.#order(order))}</div>`}`;
  }

  #order(order) {
    const cards = [...this.work.cards.values()].filter((each) => each.order_id === order.id);
    const card = cards.find((each) => each.status === 'ready_for_pickup') ?? cards[0];
    return html`<c-order-card .order=${order} audience="staff" .reason=${whyEnded(order)}>
      ${card ? html`<button slot="actions" class="button" @click=${() => this.dispatchEvent(new CustomEvent(card.status === 'ready_for_pickup' ? 'hand-over' : 'open', { detail: card, bubbles: true }))}><c-icon name="arrow-right"></c-icon>${t(card.status === 'ready_for_pickup' ? 'store.step.hand_over' : 'store.customers.on_board')}</button>` : nothing}
    </c-order-card>`;
  }
}

customElements.define('store-customers', StoreCustomers);
