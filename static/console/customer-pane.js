/** `<customer-pane .desk>`: who is open, the call with them, how to recognise them, their orders, who else they may be, and stock. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { date, duration, exact, relative } from '../shared/format.js';
import { api } from '../shared/api.js';
import { Translated, languages, t } from '../shared/i18n.js';
import { initials, nameOf } from './names.js';
import { Doing } from './doing.js';
import { Follow } from './follow.js';
import { explain } from '../shared/explain.js';
import { desk } from './styles.js';
import './customer-handles.js';
import './customer-orders.js';
import './customer-links.js';
import './stock-search.js';

class CustomerPane extends LitElement {
  static properties = { desk: { attribute: false }, naming: { state: true } };

  static styles = [
    desk,
    css`
      :host { display: flex; flex-direction: column; min-block-size: 0; background: var(--surface); container-type: inline-size; }
      .scroller { flex: 1; overflow-y: auto; min-block-size: 0; }
      section { padding: var(--space-4); border-block-end: 1px solid var(--line); }
      section:last-child { border: 0; }
      .who { display: grid; grid-template-columns: 48px minmax(0, 1fr) auto; gap: var(--space-1) var(--space-3); align-items: center; }
      .who .round { inline-size: 48px; block-size: 48px; font-size: var(--text-l); grid-row: span 2; background: var(--accent-tint); color: var(--accent); }
      .who h2 { font-size: var(--text-l); overflow-wrap: anywhere; }
      .about { grid-column: 2 / 4; color: var(--soft-ink); font-size: var(--text-s); }
      .online { color: var(--success); font-weight: 600; }
      .facts { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2); margin-block-start: var(--space-3); }
      .facts select { inline-size: auto; min-block-size: 32px; padding: 2px var(--space-2); font-size: var(--text-s); }
      form { grid-column: 2 / 4; display: flex; gap: var(--space-2); }
      .call { margin: var(--space-3); padding: var(--space-3) var(--space-4); border-radius: var(--radius); background: var(--attention-tint); border: 1px solid color-mix(in srgb, var(--attention) 30%, transparent); animation: slide-in var(--motion-slow) var(--ease); }
      @keyframes slide-in { from { opacity: 0; transform: translateX(24px); } }
      .call .row { color: var(--attention); font-weight: 600; }
      .call output { font-size: var(--text-l); }
      .call .grow { white-space: nowrap; }
      .call dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px var(--space-3); margin-block-start: var(--space-2); font-size: var(--text-s); }
      .call dt { color: var(--soft-ink); }
      .head { display: none; align-items: center; justify-content: space-between; padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4); border-block-end: 1px solid var(--line); }
      @media (max-width: 1179px) { .head { display: flex; } }
      .ghost { display: grid; gap: var(--space-3); padding: var(--space-4); }
      .ghost .skeleton:nth-child(3n) { block-size: 120px; }
      .alias { display: flex; align-items: center; gap: var(--space-2); margin-block-start: var(--space-3); font-size: var(--text-s); }
      .failure { margin-block-start: var(--space-2); }
    `,
  ];

  constructor() {
    super();
    new Translated(this);
    this.following = new Follow(this);
    this.doing = new Doing(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.ticking = setInterval(() => this.desk?.open?.customer?.touches?.length && this.requestUpdate(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.ticking);
  }

  willUpdate() {
    const { open } = this.desk;
    this.following.to(this.desk, open);
    if (this.shown !== open?.id) this.naming = false;
    this.shown = open?.id;
  }

  render() {
    const { open } = this.desk;
    return html`
      <div class="head">
        <strong>${t('customer.title')}</strong
        ><button
          class="icon"
          aria-label=${t('close')}
          @click=${() => this.dispatchEvent(new CustomEvent('toggle-customer', { bubbles: true, composed: true }))}
        >
          <c-icon name="x"></c-icon>
        </button>
      </div>
      <div class="scroller">
        ${
          !open
            ? html`<div class="empty"><c-icon name="user"></c-icon><span>${t('customer.nobody')}</span></div>`
            : !open.customer
              ? open.state === 'failed'
                ? nothing
                : html`<div class="ghost" aria-busy="true" aria-label=${t('loading')}>
                    ${[1, 2, 3, 4, 5].map(() => html`<span class="skeleton"></span>`)}
                  </div>`
              : this.#customer(open)
        }
        <section><stock-search .desk=${this.desk}></stock-search></section>
      </div>
    `;
  }

  #customer(open) {
    return html`
      ${this.#touch(open, 'phone')}${this.#touch(open, 'store')}
      <section aria-label=${t('customer.who')}>${this.#who(open)}</section>
      ${open.suggestions.length || open.customer.linked?.length ? html`<section><customer-links .desk=${this.desk}></customer-links></section>` : nothing}
      <section><customer-handles .desk=${this.desk}></customer-handles></section>
      <section><customer-orders .desk=${this.desk}></customer-orders></section>
    `;
  }

  #who({ customer, touch }) {
    const named = nameOf(customer);
    const problem = this.doing.problem('name') ?? this.doing.problem('touch');
    const phoning = customer.touches?.some(({ channel }) => channel === 'phone');
    const visiting = customer.touches?.some(({ channel }) => channel === 'store');
    return html`
      <div class="who">
        <span class="round" aria-hidden="true"
          >${customer.name ? initials(customer.name) : html`<c-icon name="user"></c-icon>`}${customer.online ? html`<span class="dot"></span>` : nothing}</span
        >
        ${
          this.naming
            ? html`<form
                @submit=${this.#rename}
                @keydown=${(event) => event.key === 'Escape' && (event.stopPropagation(), (this.naming = false))}
              >
                <input
                  name="name"
                  .value=${customer.name ?? ''}
                  aria-label=${t('customer.name')}
                  required
                  maxlength="200"
                  autocomplete="off"
                /><button class="primary" ?disabled=${this.doing.busy('name')}>${t('save')}</button>
              </form>`
            : html`<h2>${named}</h2>
                <button class="icon small" aria-label=${t('customer.rename')} title=${t('customer.rename')} @click=${this.#startNaming}>
                  <c-icon name="pencil"></c-icon>
                </button>`
        }
        <p class="about">
          ${customer.online ? html`<span class="online">${t('who.online')}</span>` : customer.last_seen_at ? html`<span title=${exact(customer.last_seen_at)}>${t('who.seen', { when: relative(customer.last_seen_at) })}</span>` : nothing}
          · ${t('customer.since', { date: date(customer.created_at) })}
        </p>
      </div>
      <div class="facts">
        <select
          aria-label=${t('customer.language')}
          .value=${customer.language ?? ''}
          ?disabled=${this.doing.busy('name')}
          @change=${({ target }) => this.#change({ language: target.value })}
        >
          ${[...new Set([...languages, customer.language].filter(Boolean))].map((each) => html`<option value=${each} ?selected=${each === customer.language}>${t(`language.${each}`)}</option>`)}
        </select>
        ${phoning ? nothing : html`<button class="button small" ?disabled=${this.doing.busy('touch')} @click=${() => this.#start('phone')}><c-icon name="phone"></c-icon>${t('touch.phone.start')}</button>`}
        ${visiting ? nothing : html`<button class="button small" ?disabled=${this.doing.busy('touch')} @click=${() => this.#start('store')}><c-icon name="store"></c-icon>${t('touch.store.start')}</button>`}
      </div>
      ${customer.linked_to ? html`<p class="alias"><c-icon name="link"></c-icon><span class="grow">${t('links.alias')}</span><button class="button small" @click=${() => this.#go(customer.linked_to)}>${t('links.open')}</button></p>` : nothing}
      ${problem ? html`<p class="failure" role="alert"><span>${explain(problem)}</span></p>` : nothing}
    `;
  }

  #touch(open, channel) {
    const touch = open.touch(channel);
    if (!touch) return nothing;
    const order = open.orders.find(({ status }) => !['completed', 'cancelled', 'refused'].includes(status));
    const problem = this.doing.problem(touch.touch);
    return html`<aside class="call" aria-label=${t(`touch.${channel}.open`)}>
      <div class="row">
        <c-icon name=${channel === 'phone' ? 'phone-incoming' : 'store'}></c-icon><span class="grow">${t(`touch.${channel}.open`)}</span>
        <output>${duration((Date.now() - Date.parse(touch.opened_at)) / 1000)}</output>
        <button
          class="danger small"
          ?disabled=${this.doing.busy(touch.touch)}
          @click=${() => this.doing.run(touch.touch, () => this.desk.endTouch(open.id, touch.touch))}
        >
          <c-icon name=${channel === 'phone' ? 'phone-off' : 'check'}></c-icon>${t(`touch.${channel}.end`)}
        </button>
      </div>
      <dl>
        ${
          open.topic?.last_text
            ? html`<dt>${t('call.topic')}</dt>
                <dd class="clip" title=${open.topic.last_text}>${open.topic.last_text}</dd>`
            : nothing
        }
        ${
          order
            ? html`<dt>${t('call.order')}</dt>
                <dd class="clip figures">${order.number} · ${order.lines.map(({ title }) => title).join(', ')}</dd>`
            : nothing
        }
      </dl>
      ${problem ? html`<p class="failure" role="alert"><span>${explain(problem)}</span></p>` : nothing}
    </aside>`;
  }

  #start(channel) {
    const { customer } = this.desk.open;
    this.doing.run('touch', () => this.desk.startTouch({ id: this.desk.open.id, name: nameOf(customer) }, channel));
  }

  async #startNaming() {
    this.naming = true;
    await this.updateComplete;
    this.renderRoot.querySelector('[name=name]').select();
  }

  #rename(event) {
    event.preventDefault();
    const name = new FormData(event.target).get('name').trim();
    if (name) this.#change({ name });
  }

  async #change(fields) {
    const { open } = this.desk;
    const done = await this.doing.run('name', async () => {
      await api.patch(`/customers/${open.id}`, fields);
      open.putCustomer(fields);
    });
    if (done) this.naming = false;
  }

  #go(id) {
    this.dispatchEvent(new CustomEvent('open-customer', { detail: id, bubbles: true, composed: true }));
  }
}

customElements.define('customer-pane', CustomerPane);
