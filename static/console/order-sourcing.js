/**
 * `<order-sourcing .desk>`: why an order comes from where it comes, and when: for staff, and beside it in the words that its customer may
 * read (or hear on the phone). `open(order)` shows it; when the order is sourced again meanwhile it is asked for again.
 */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { api } from '../shared/api.js';
import { explain } from '../shared/explain.js';
import { money, moment } from '../shared/format.js';
import { Translated, addWords, language, languages, t } from '../shared/i18n.js';
import { reasonWords } from '../shared/order-reasons.js';
import { shortMoment } from '../shared/sourcing-figures.js';
import '../shared/sourcing-plan.js';
import { Doing } from './doing.js';
import { Follow } from './follow.js';
import { endedOf, lastSourced, lateArrival, plansOf, titlesOf, waitingUnits } from './order-plans.js';
import words from './order-sourcing-words.js';
import { desk, dialogs } from './styles.js';

addWords(words);

/** Nothing of these arrives, so that no promise is kept. */
const OFF = ['cancelled', 'refused'];

class OrderSourcing extends LitElement {
  static properties = { desk: { attribute: false }, id: { state: true }, answer: { state: true }, spoken: { state: true }, renewed: { state: true } };

  static styles = [
    desk,
    dialogs,
    css`
      dialog { --dialog-width: 860px; }
      .dialog-body { display: grid; align-content: start; gap: var(--space-5); min-block-size: min(420px, 60dvh); padding-block-end: var(--space-6); }
      h2 .number { white-space: nowrap; }
      .promised { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-1) var(--space-3); }
      .promised strong { font-size: var(--text-l); }
      .two { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: var(--space-3); align-items: stretch; }
      .told { display: grid; align-content: start; gap: var(--space-2); padding: var(--space-4); border: 1px solid var(--line); border-radius: var(--radius); background: var(--paper); }
      .told.customer { border-color: transparent; background: var(--accent-tint); }
      .told header { display: flex; align-items: center; gap: var(--space-2); min-block-size: 28px; --icon-size: 16px; color: var(--soft-ink); }
      .told.customer header { color: var(--accent); }
      .told h3 { flex: 1; font-size: var(--text-s); }
      .told ul { display: grid; gap: var(--space-2); }
      .customer ul { font-size: var(--text-l); line-height: 1.5; }
      .languages { display: flex; }
      .languages button { min-inline-size: 32px !important; color: var(--soft-ink); }
      .languages button[aria-pressed='true'] { background: var(--surface); color: var(--accent); border-color: var(--line); }
      section > h3 { margin-block-end: var(--space-3); font-size: var(--text-m); }
      .renewed, .waiting { display: flex; align-items: center; gap: var(--space-2); padding: var(--space-2) var(--space-3); border-radius: var(--radius); background: var(--attention-tint); font-size: var(--text-s); }
      :is(.renewed, .waiting) c-icon { color: var(--attention); }
      details { border-block-start: 1px solid var(--line); padding-block: var(--space-2); }
      summary { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-1) var(--space-2); min-block-size: 40px; border-radius: 6px; cursor: pointer; list-style: none; }
      summary::-webkit-details-marker { display: none; }
      summary > c-icon { --icon-size: 16px; color: var(--soft-ink); transition: rotate var(--motion-quick); }
      details[open] > summary > c-icon { rotate: 90deg; }
      summary strong { overflow-wrap: anywhere; }
      .why { color: var(--soft-ink); font-size: var(--text-s); overflow-wrap: anywhere; }
      summary .why { flex-basis: 100%; padding-inline-start: 24px; }
      h3 + .whys { display: grid; gap: var(--space-1); margin-block: calc(-1 * var(--space-1)) var(--space-3); }
      details sourcing-plan { padding-block: var(--space-3); }
      .without { color: var(--soft-ink); font-size: var(--text-s); }
      [role='status']:not(:has(p)) + * { margin-block-start: calc(-1 * var(--space-5)); }
      .skeleton.tall { block-size: 180px; }
      @media (max-width: 679px) { .two { grid-template-columns: minmax(0, 1fr); } .dialog-body { padding-inline: var(--space-4); } }
    `,
  ];

  constructor() {
    super();
    new Translated(this);
    this.following = new Follow(this);
    this.doing = new Doing(this);
  }

  /** The order as it is now, whatever has happened to it since. */
  get order() {
    return this.desk.open?.orders.find(({ id }) => id === this.id) ?? this.shown;
  }

  /** What is asked for now; what is still under way for another order, or for an older plan of this one, does not hold it up. */
  get asked() {
    return `${this.id} ${this.sourced}`;
  }

  async open(order) {
    const { open } = this.desk;
    Object.assign(this, { id: order.id, shown: order, customer: open, answer: undefined, renewed: false, spoken: languages.includes(order.language) ? order.language : undefined });
    this.sourced = lastSourced(open.events, order.id);
    await this.updateComplete;
    this.renderRoot.querySelector('dialog').showModal();
    this.#load();
  }

  willUpdate() {
    const { open } = this.desk;
    this.following.to(this.desk, open);
    if (!this.id) return;
    // Somebody else is on the desk now: this order is none of theirs.
    if (open !== this.customer) return this.#close();
    const sourced = lastSourced(open.events, this.id);
    if (sourced === this.sourced) return;
    this.sourced = sourced;
    queueMicrotask(() => this.#load());
  }

  async #load() {
    const { id, sourced } = this;
    const answer = await this.doing.run(this.asked, () => api.get(`/orders/${id}/sourcing`));
    if (id !== this.id || sourced !== this.sourced || !answer) return;
    this.renewed ||= Boolean(this.answer && this.answer.plans.length !== answer.plans.length);
    this.answer = answer;
  }

  #close() {
    this.renderRoot.querySelector('dialog')?.close();
  }

  render() {
    const { order } = this;
    return html`<dialog aria-labelledby="title" @close=${this.#closed} @click=${({ target, currentTarget }) => target === currentTarget && this.#close()} @keydown=${this.#key}>
      <div class="dialog-head">
        <h2 id="title">${order ? html`${t('plans.title')} <span class="number">${order.number}</span>` : ''}</h2>
        <button class="icon" aria-label=${t('close')} autofocus @click=${this.#close}><c-icon name="x"></c-icon></button>
      </div>
      <div class="dialog-body" aria-busy=${this.doing.busy(this.asked) ? 'true' : 'false'}>${order ? this.#body(order) : nothing}</div>
    </dialog>`;
  }

  #closed = () => {
    Object.assign(this, { id: undefined, shown: undefined, customer: undefined });
  };

  // The desk's own keys mean something else; and Escape is for this dialog alone.
  #key = (event) => event.stopPropagation();

  #body(order) {
    const problem = this.doing.problem(this.asked);
    const failure = problem ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${explain(problem)}</span><button class="button small" @click=${() => this.#load()}>${t('again')}</button></p>` : nothing;
    if (!this.answer) return problem ? failure : html`<div aria-label=${t('loading')} class="two"><span class="skeleton tall"></span><span class="skeleton tall"></span></div><span class="skeleton tall"></span>`;
    const { inForce, earlier } = plansOf(this.answer, order);
    return html`
      ${failure}
      <div role="status">${this.renewed ? html`<p class="renewed"><c-icon name="refresh-cw"></c-icon>${t('plans.renewed')}</p>` : nothing}</div>
      ${inForce ? html`${this.#promised(inForce, order)} ${this.#waiting(order)} ${this.#told(order)} ${this.#plan(inForce, order)}` : html`<div class="empty"><c-icon name="package"></c-icon><span>${t('plans.none')}</span></div>`}
      ${this.#without()} ${earlier.length ? this.#earlier(earlier, order) : nothing}
    `;
  }

  #promised(plan, order) {
    const at = this.answer.promised_at ?? plan.promised_at;
    if (!at) return nothing;
    const late = lateArrival(plan, at);
    return html`<p class="promised"><span class="soft">${t('plans.promised')}</span><strong class="figures">${moment(at)}</strong>${late ? html`<span class="chip danger figures"><c-icon name="triangle-alert"></c-icon>${t('plans.late', { at: shortMoment(late) })}</span>` : OFF.includes(order.status) || waitingUnits(order) ? nothing : html`<span class="chip success"><c-icon name="check"></c-icon>${t('plans.kept')}</span>`}</p>`;
  }

  #told(order) {
    const { explanation } = this.answer;
    if (!explanation) return nothing;
    const spoken = this.spoken ?? language();
    const sentences = (of) => html`<ul>${of.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
    const staff = html`<section class="told" aria-labelledby="staff"><header><c-icon name="clipboard-list"></c-icon><h3 id="staff">${t('plans.staff')}</h3></header>${sentences(explanation.staff[language()] ?? [])}</section>`;
    // While something waits the customer is not shown a day that no plan keeps.
    if (waitingUnits(order)) return staff;
    return html`<div class="two">
      ${staff}
      <section class="told customer" aria-labelledby="customer">
        <header><c-icon name="user"></c-icon><h3 id="customer">${t('plans.customer')}</h3>
          <span class="languages" role="group" aria-label=${t('plans.language')}>${languages.map((each) => html`<button class="quiet small" lang=${each} aria-label=${t(`language.${each}`)} aria-pressed=${each === spoken ? 'true' : 'false'} @click=${() => (this.spoken = each)}>${each.toUpperCase()}</button>`)}</span>
        </header>
        <div lang=${spoken}>${sentences(explanation.customer[spoken] ?? [])}</div>
      </section>
    </div>`;
  }

  #plan(plan, order) {
    const { policy } = plan;
    const ended = endedOf(plan, order);
    return html`<section aria-labelledby="in-force">
      <h3 id="in-force">${t('plans.in_force')} <span class="soft">· ${policy ? t('plans.policy', { name: policy.name, version: policy.version }) : t('plans.usual')}</span></h3>
      ${ended.length ? html`<div class="whys">${this.#whys(ended)}</div>` : nothing}
      <sourcing-plan .plan=${plan} .currency=${order.total.currency} .titles=${titlesOf(order)} .language=${language()}></sourcing-plan>
    </section>`;
  }

  #whys(ended) {
    return ended.map(({ name, status, reason }) => html`<span class="why">${t(`plans.ended.${status}`, { name })}${reason ? t('plans.reason', { reason: reasonWords(reason) }) : ''}</span>`);
  }

  #waiting(order) {
    const count = this.answer.plans.length ? waitingUnits(order) : 0;
    return count ? html`<p class="waiting"><c-icon name="clock"></c-icon>${t('plans.waiting', { count })}</p>` : nothing;
  }

  /** Who rejected it is not asked for it again. */
  #without() {
    const codes = this.answer.without;
    if (!codes.length) return nothing;
    const names = new Map(this.answer.plans.flatMap(({ parts, alternatives }) => [...parts.map(({ node, node_name: name }) => [node, name]), ...alternatives.flatMap(({ nodes }) => nodes.map(({ node, name }) => [node, name]))]));
    const list = new Intl.ListFormat(language(), { type: 'conjunction' }).format(codes.map((code) => names.get(code) ?? code));
    return html`<p class="without">${t('plans.without', { count: codes.length, names: list })}</p>`;
  }

  #earlier(earlier, order) {
    return html`<section aria-labelledby="earlier">
      <h3 id="earlier">${t('plans.earlier', { count: earlier.length })}</h3>
      ${earlier.map(({ plan, number, names, ended }) => html`<details>
        <summary><c-icon name="chevron-right"></c-icon><strong>${t('plans.number', { number, names: names.join(' + ') })}</strong><span class="soft figures">${money({ amount: plan.cost, currency: order.total.currency })}</span>
          ${this.#whys(ended)}</summary>
        <sourcing-plan .plan=${plan} .currency=${order.total.currency} .titles=${titlesOf(order)} .language=${language()}></sourcing-plan>
      </details>`)}
    </section>`;
  }
}

customElements.define('order-sourcing', OrderSourcing);
