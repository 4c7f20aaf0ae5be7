/** `<c-introduction .chat>`: asks once, after the first message, for what is not known yet; may be skipped for good. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { buttons, inputs, reset } from '../shared/base.js';
import { Translated, addWords, t } from '../shared/i18n.js';
import { refusal } from './refusal.js';
import words from './sheet-words.js';

addWords(words);

const SKIPPED = 'comptoir.skipped';

function skippedBefore() {
  try {
    return Boolean(localStorage.getItem(SKIPPED));
  } catch {
    return false;
  }
}

class Introduction extends LitElement {
  static properties = { chat: { attribute: false }, skipped: { state: true }, problem: { state: true }, busy: { state: true } };

  static styles = [
    reset,
    buttons,
    inputs,
    css`
      form { display: grid; gap: var(--space-3); margin-block: var(--space-2); padding: var(--space-4); border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); }
      .fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: var(--space-2); }
      .actions { display: flex; gap: var(--space-2); }
    `,
  ];

  constructor() {
    super();
    this.skipped = skippedBefore();
    new Translated(this);
  }

  render() {
    const { name, email } = this.chat.customer ?? {};
    if (this.skipped || (name && email)) return nothing;
    return html`<form @submit=${this.#send} novalidate>
      <div><h3>${t('you.ask')}</h3><p class="hint">${t('you.why')}</p></div>
      <div class="fields">
        ${name ? nothing : html`<label class="field">${t('you.name')}<input name="name" autocomplete="name" maxlength="120" /></label>`}
        ${email ? nothing : html`<label class="field">${t('you.email')}<input name="email" type="email" autocomplete="email" maxlength="254" /></label>`}
      </div>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      <p class="actions">
        <button class="primary" ?disabled=${this.busy}>${t('chat.send')}</button>
        <button class="quiet" type="button" @click=${this.#skip}>${t('you.skip')}</button>
      </p>
    </form>`;
  }

  async #send(event) {
    event.preventDefault();
    const told = Object.fromEntries([...new FormData(event.target)].map(([field, value]) => [field, value.trim()]));
    if (!told.name && !told.email) return;
    this.busy = true;
    this.problem = undefined;
    try {
      await this.chat.identify(told);
      this.#skip(); // whatever was left empty is not asked again
    } catch (rejected) {
      this.problem = refusal(rejected);
    }
    this.busy = false;
  }

  #skip() {
    this.skipped = true;
    try {
      localStorage.setItem(SKIPPED, '1');
    } catch {
      // asked again on the next page at worst
    }
  }
}

if (!customElements.get('c-introduction')) customElements.define('c-introduction', Introduction);
