/**
 * `<phone-lookup .desk>`: somebody calls. A six-digit handover code or their number opens their customer and begins the call; whom
 * nobody knows becomes a new customer. Dispatches `open-customer`.
 */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { duration } from '../shared/format.js';
import { api } from '../shared/api.js';
import { Translated, t } from '../shared/i18n.js';
import { addressText, nameOf } from './names.js';
import { Doing } from './doing.js';
import { Follow } from './follow.js';
import { explain } from '../shared/explain.js';
import { desk } from './styles.js';
import { newId } from '../shared/new-id.js';

const CODE = /^\d{6}$/;
const NUMBER = /^\+?\d{7,15}$/;

class PhoneLookup extends LitElement {
  static properties = { desk: { attribute: false }, answer: { state: true } };

  static styles = [
    desk,
    css`
      :host { position: relative; display: block; }
      form { position: relative; }
      form > c-icon { position: absolute; inset-block-start: 50%; inset-inline-start: 10px; translate: 0 -50%; color: var(--channel-phone); --icon-size: 16px; pointer-events: none; }
      form input { inline-size: 212px; padding-inline-start: 34px !important; font-variant-numeric: tabular-nums; }
      .answer { position: absolute; z-index: 30; inset-block-start: calc(100% + 6px); inset-inline-start: 0; inline-size: min(340px, 92vw); padding: var(--space-3); border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); box-shadow: var(--shadow); display: grid; gap: var(--space-2); }
      .person { display: grid; inline-size: 100%; padding: var(--space-2); border: 0; border-radius: 6px; background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; }
      .person:hover { background: var(--sunken); }
      .person small { color: var(--soft-ink); font-size: var(--text-s); }
      .new { display: grid; gap: var(--space-2); }
      .new input { inline-size: 100%; padding-inline-start: var(--space-3) !important; }
      .call { display: flex; align-items: center; gap: var(--space-2); padding: 0 4px 0 12px; border-radius: var(--radius-round); background: var(--attention-tint); color: var(--attention); font-weight: 600; min-block-size: 40px; }
      .call .who { max-inline-size: 11em; padding: 0; border: 0; background: none; color: inherit; font: inherit; cursor: pointer; }
      .call .danger { border-radius: var(--radius-round); }
      .call .danger c-icon { --icon-size: 18px; }
      @media (max-width: 899px) { :host { flex: 0 1 212px; min-inline-size: 0; } form.lookup input { inline-size: 100%; } .call .who { max-inline-size: 6em; } .hang { display: none; } }
      @media (max-width: 599px) { form.lookup input { padding-inline-end: var(--space-2) !important; } .answer { position: fixed; inset-block-start: 60px; inset-inline: 12px; inline-size: auto; } .call .who { display: none; } }
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
    this.ticking = setInterval(() => this.desk?.call && this.requestUpdate(), 1000);
    document.addEventListener('pointerdown', this.#outside);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.ticking);
    document.removeEventListener('pointerdown', this.#outside);
  }

  willUpdate() {
    this.following.to(this.desk);
    const opened = this.desk?.open?.id;
    if (opened === this.opened) return;
    this.opened = opened;
    // The number was somebody else's, unless it is being typed right now.
    const field = this.renderRoot.querySelector('[name=wanted]');
    if (!field || field.matches(':focus')) return;
    this.answer = undefined;
    this.doing.clear('look');
    field.value = '';
  }

  #outside = (event) => {
    if (this.answer && !event.composedPath().includes(this)) this.answer = undefined;
  };

  render() {
    const { call } = this.desk;
    const problem = this.doing.problem('hang up');
    if (call) {
      return html`<div class="call" role="group" aria-label=${t('touch.phone.open')}>
          <c-icon name="phone-incoming"></c-icon
          ><button class="who clip" title=${call.name} @click=${() => this.#open(call.customer)}>${call.name}</button>
          <output>${duration((Date.now() - Date.parse(call.opened_at)) / 1000)}</output>
          <button
            class="danger small"
            ?disabled=${this.doing.busy('hang up')}
            title=${t('touch.phone.end')}
            aria-label=${t('touch.phone.end')}
            @click=${this.#hangUp}
          >
            <c-icon name="phone-off"></c-icon><span class="hang">${t('touch.phone.end')}</span>
          </button>
        </div>
        ${
          problem
            ? html`<div class="answer">
                <p class="failure" role="alert">
                  <span>${explain(problem)}</span
                  ><button class="button small" @click=${() => this.desk.forgetCall()}>${t('phone.forget')}</button>
                </p>
              </div>`
            : nothing
        }`;
    }
    return html`
      <form class="lookup" role="search" aria-label=${t('phone.title')} @submit=${this.#look} @keydown=${this.#escape}>
        <c-icon name="phone"></c-icon>
        <input
          name="wanted"
          type="tel"
          inputmode="tel"
          autocomplete="off"
          maxlength="40"
          placeholder=${t('phone.hint')}
          aria-label=${t('phone.title')}
          title="${t('phone.title')} (p)"
          aria-busy=${this.doing.busy('look') ? 'true' : 'false'}
          @input=${this.#typed}
        />
      </form>
      ${this.#answer()}
    `;
  }

  #answer() {
    const problem = this.doing.problem('look') ?? this.doing.problem('call');
    // Only codes are not found; a number that nobody has is an answer.
    const gone = this.doing.problem('look')?.code === 'not_found';
    if (problem)
      return html`<div class="answer" role="alert">
        <p class="failure"><span>${gone ? t('phone.code_gone') : explain(problem)}</span></p>
      </div>`;
    if (!this.answer) return nothing;
    const { customers, written, vague } = this.answer;
    if (vague) return html`<div class="answer" role="alert"><p>${t('phone.vague')}</p></div>`;
    if (customers.length) {
      return html`<div class="answer" role="group" aria-label=${t('phone.several')}>
        <strong>${t('phone.several')}</strong> ${customers.map(
          (customer) =>
            html`<button class="person" @click=${() => this.#call(customer)}>
              ${nameOf(customer)}<small class="clip"
                >${customer.handles
                  .filter(({ kind }) => kind !== 'visitor')
                  .map(addressText)
                  .join(' · ')}</small
              >
            </button>`,
        )}
      </div>`;
    }
    return html`<div class="answer">
      <form class="new" @submit=${this.#create} @keydown=${this.#escape}>
        <p role="alert"><strong>${t('phone.unknown', { number: written })}</strong></p>
        <label class="field">${t('customer.name')}<input name="name" required maxlength="200" autocomplete="off" /></label>
        ${this.doing.problem('create') ? html`<p class="failure" role="alert"><span>${explain(this.doing.problem('create'))}</span></p>` : nothing}
        <button class="primary" ?disabled=${this.doing.busy('create')}>${t('phone.create')}</button>
      </form>
    </div>`;
  }

  #typed() {
    this.answer = undefined;
    this.doing.clear('look');
    this.doing.clear('call');
  }

  /** As if nobody had called. */
  #empty() {
    this.#typed();
    const field = this.renderRoot.querySelector('[name=wanted]');
    if (field) field.value = '';
  }

  #escape = (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#empty();
    this.renderRoot.querySelector('[name=wanted]').blur();
  };

  #look(event) {
    event.preventDefault();
    this.lookUp(new FormData(event.target).get('wanted'));
  }

  /** Finds who belongs to a code or a number; one alone is opened at once. */
  async lookUp(text) {
    const wanted = text.replace(/[\s.()-]/g, '');
    if (!CODE.test(wanted) && !NUMBER.test(wanted)) {
      if (wanted) this.answer = { vague: true };
      return;
    }
    const query = CODE.test(wanted) ? { code: wanted } : { handle: wanted };
    const found = await this.doing.run('look', () => api.get('/customers', { query }));
    if (!found) return;
    const { customers } = found;
    if (customers.length === 1) await this.#call(customers[0]);
    else this.answer = { customers, wanted, written: text.trim() };
    await this.updateComplete;
    this.renderRoot.querySelector('.person, [name=name]')?.focus();
  }

  async #call(customer) {
    this.#empty();
    this.#open(customer.id);
    await this.doing.run('call', () => this.desk.startTouch({ id: customer.id, name: nameOf(customer) }, 'phone'));
  }

  async #create(event) {
    event.preventDefault();
    const name = new FormData(event.target).get('name').trim();
    const phone = this.answer.wanted;
    const customer = await this.doing.run('create', () => api.post('/customers', { name, phone }, { idempotencyKey: newId() }));
    if (customer) await this.#call(customer.customer ?? customer);
  }

  #hangUp() {
    const { call } = this.desk;
    this.doing.run('hang up', () => this.desk.endTouch(call.customer, call.touch));
  }

  #open(id) {
    this.dispatchEvent(new CustomEvent('open-customer', { detail: id, bubbles: true, composed: true }));
  }

  focus() {
    this.renderRoot.querySelector('[name=wanted]')?.focus();
  }
}

customElements.define('phone-lookup', PhoneLookup);
