/** What lies over the conversation for a moment: going on by phone, and proving an email to see earlier orders. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { buttons, inputs, reset } from '../shared/base.js';
import { duration } from '../shared/format.js';
import { Translated, addWords, locale, t } from '../shared/i18n.js';
import { refusal } from './refusal.js';
import words from './sheet-words.js';

addWords(words);

const sheet = css`
  :host { display: block; overflow-y: auto; padding: var(--space-6); }
  .content { display: grid; gap: var(--space-4); text-align: center; text-wrap: balance; }
  form, .orders { display: grid; gap: var(--space-4); }
  .orders { outline: 0; }
  .large { font: 700 32px / 1.3 var(--font-mono); letter-spacing: 0.08em; font-variant-numeric: tabular-nums; user-select: all; }
  .number { font-size: var(--text-2xl); font-weight: 600; white-space: nowrap; text-decoration: none; min-block-size: var(--touch); }
  .box { display: grid; gap: var(--space-1); justify-items: center; padding: var(--space-5); border-radius: var(--radius); background: var(--accent-tint); }
  .box .hint { color: var(--ink); font-variant-numeric: tabular-nums; }
`;

/** A French number as the French read it out, others as they are. */
function spokenNumber(phone) {
  const french = /^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(phone.replace(/\s/g, ''));
  if (!french) return phone;
  const [, first, ...pairs] = french;
  return [locale().startsWith('fr') ? `0${first}` : `+33 ${first}`, ...pairs].join(' ');
}

class Sheet extends LitElement {
  static properties = { chat: { attribute: false }, problem: { state: true }, busy: { state: true } };

  static styles = [reset, buttons, inputs, sheet];

  constructor() {
    super();
    new Translated(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.chat.addEventListener('change', this.changed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.chat.removeEventListener('change', this.changed);
  }

  changed = () => this.requestUpdate();

  /** Does something that may be refused. */
  async attempt(what) {
    this.busy = true;
    this.problem = undefined;
    try {
      await what();
    } catch (rejected) {
      this.problem = refusal(rejected);
    }
    this.busy = false;
  }

  get refusal() {
    return this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing;
  }
}

class PhoneSheet extends Sheet {
  connectedCallback() {
    super.connectedCallback();
    this.ticking = setInterval(this.changed, 1000);
    if (this.#left <= 0 || this.chat.handover?.used) this.#ask();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.ticking);
  }

  get #left() {
    return this.chat.handover ? (Date.parse(this.chat.handover.expires_at) - Date.now()) / 1000 : 0;
  }

  #ask() {
    return this.attempt(() => this.chat.handOver());
  }

  render() {
    const { phone } = this.chat.shop;
    return html`<div class="content">
      <p>${t('phone.call')}</p>
      <a class="number" href="tel:${phone}">${spokenNumber(phone)}</a>
      <p>${t('phone.say')}</p>
      <div class="box" aria-live="polite">${this.#code()}</div>
      ${this.refusal}
    </div>`;
  }

  #code() {
    const { handover, status } = this.chat;
    if (handover?.used) return html`<p>${t('phone.used')}</p>`;
    if (handover && this.#left > 0) {
      const { code } = handover;
      return html`<span>${t('phone.code')}</span>
        <strong class="large" aria-label=${[...code].join(' ')}>${code.slice(0, 3)} ${code.slice(3)}</strong>
        <span class="hint" aria-live="off">${t('phone.valid', { left: duration(this.#left) })}</span>`;
    }
    if (this.busy) return status === 'online' ? nothing : html`<p>${t('phone.wait')}</p>`;
    return html`${handover ? html`<p>${t('phone.over')}</p>` : nothing}
      <button class="primary" @click=${this.#ask}>${t('phone.new')}</button>`;
  }
}

class PastSheet extends Sheet {
  static properties = { email: { state: true }, card: { state: true } };

  #stage;

  /** What was pressed is gone with its form: the keyboard goes on where the next step is. */
  updated() {
    const stage = this.chat.customer?.proved ? 'proved' : this.email;
    if (stage !== this.#stage) this.renderRoot.querySelector('input, .orders')?.focus();
    this.#stage = stage;
  }

  render() {
    const { customer } = this.chat;
    if (customer?.proved) return this.#orders(customer);
    return this.email ? this.#codeForm() : this.#emailForm(customer);
  }

  #orders({ email }) {
    const { orders } = this.chat;
    if (orders.size && !this.card) import('./order.js').then(({ orderCard }) => (this.card = orderCard));
    const newest = [...orders.values()].sort((one, other) => Date.parse(other.placed_at) - Date.parse(one.placed_at));
    return html`<div class="orders" tabindex="-1">
      <p class="hint">${t('past.proved', { email })}</p>
      ${orders.size ? newest.map((order) => this.card?.(this.chat, order)) : html`<p>${t('past.none')}</p>`}
    </div>`;
  }

  #emailForm(customer) {
    return html`<form @submit=${this.#send} novalidate>
      <p>${t('past.why')}</p>
      <label class="field">${t('you.email')}<input name="email" type="email" autocomplete="email" required .defaultValue=${customer?.email ?? ''} /></label>
      ${this.refusal}
      <button class="primary" ?disabled=${this.busy}>${t('past.send')}</button>
    </form>`;
  }

  #codeForm() {
    return html`<form @submit=${this.#prove} novalidate>
      <p role="status">${t('past.sent', { email: this.email })}</p>
      <label class="field">${t('past.code')}<input class="large" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7" required /></label>
      ${this.refusal}
      <button class="primary" ?disabled=${this.busy}>${t('past.show')}</button>
      <button class="quiet" type="button" @click=${() => (this.email = undefined)}>${t('past.other')}</button>
    </form>`;
  }

  #send(event) {
    event.preventDefault();
    const email = new FormData(event.target).get('email').trim();
    if (!email) return;
    this.attempt(async () => {
      await this.chat.prove(email);
      this.email = email;
    });
  }

  #prove(event) {
    event.preventDefault();
    const code = new FormData(event.target).get('code').replace(/\D/g, '');
    if (code) this.attempt(() => this.chat.proveCode(code));
  }
}

if (!customElements.get('c-phone-sheet')) {
  customElements.define('c-phone-sheet', PhoneSheet);
  customElements.define('c-past-sheet', PastSheet);
}
