/** `<command-palette .app>`: one field for customers (name, email, phone, order number) and for everything that can be done. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { api } from '../shared/api.js';
import { Translated, t } from '../shared/i18n.js';
import { actionWord, possible } from './actions.js';
import { Resting } from './catalogue.js';
import { addressText, folded, initials, nameOf } from './names.js';
import { explain } from '../shared/explain.js';
import { desk, dialogs } from './styles.js';

class CommandPalette extends LitElement {
  static properties = {
    app: { attribute: false },
    text: { state: true },
    customers: { state: true },
    problem: { state: true },
    searching: { state: true },
    at: { state: true },
  };

  static styles = [
    desk,
    dialogs,
    css`
      dialog { --dialog-width: 620px; margin-block-start: 12dvh; }
      .ask { position: relative; border-block-end: 1px solid var(--line); }
      .ask c-icon { position: absolute; inset-block-start: 50%; inset-inline-start: var(--space-4); translate: 0 -50%; color: var(--soft-ink); }
      .ask input { min-block-size: 56px !important; padding-inline: 48px 16px !important; border: 0 !important; outline: none !important; background: none !important; font-size: var(--text-l) !important; }
      .results { overflow: auto; padding: var(--space-2); max-block-size: 56dvh; }
      .group { padding: var(--space-2) var(--space-3) 2px; color: var(--soft-ink); font-size: var(--text-s); font-weight: 600; }
      [role='option'] { display: flex; align-items: center; gap: var(--space-3); min-block-size: 44px; padding: 4px var(--space-3); border-radius: 6px; cursor: pointer; }
      [role='option'][aria-selected='true'] { background: var(--accent-tint); }
      [role='option'] > c-icon { color: var(--soft-ink); inline-size: 32px; --icon-size: 18px; }
      .round { inline-size: 32px; block-size: 32px; }
      .person { display: grid; }
      .person small { color: var(--soft-ink); font-size: var(--text-s); }
      .none { padding: var(--space-3); color: var(--soft-ink); }
    `,
  ];

  #resting = new Resting(180);

  constructor() {
    super();
    this.text = '';
    this.at = 0;
    new Translated(this);
  }

  async open(text = '') {
    this.text = text;
    this.customers = undefined;
    this.problem = undefined;
    this.searching = false;
    this.at = 0;
    await this.updateComplete;
    this.#dialog.showModal();
    this.renderRoot.querySelector('input').focus();
    if (text) this.#look(text);
  }

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  get #options() {
    const words = folded(this.text).split(/\s+/).filter(Boolean);
    const actions = possible(this.app)
      .filter(({ id }) => id !== 'search')
      .filter((action) => words.every((word) => folded(actionWord(action)).includes(word)))
      .map((action) => ({ action }));
    const customers = (this.customers ?? []).map((customer) => ({ customer }));
    return [...customers, ...(this.text.trim() ? actions : actions.filter(({ action }) => !action.id.startsWith('view.')))];
  }

  render() {
    const options = this.app ? this.#options : [];
    const people = options.filter(({ customer }) => customer).length;
    return html`<dialog
      aria-label=${t('palette.title')}
      @click=${(event) => event.target === this.#dialog && this.#dialog.close()}
      @close=${() => this.#resting.stop()}
    >
      <div class="ask">
        <c-icon name="search"></c-icon>
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="results"
          aria-activedescendant=${options.length ? `option-${this.at}` : nothing}
          aria-label=${t('palette.title')}
          placeholder=${t('palette.hint')}
          autocomplete="off"
          spellcheck="false"
          .value=${this.text}
          @input=${({ target }) => this.#look(target.value)}
          @keydown=${this.#key}
        />
      </div>
      <div class="results" id="results" role="listbox" aria-label=${t('palette.results')} aria-busy=${this.searching ? 'true' : 'false'}>
        ${this.problem ? html`<p class="failure" role="alert"><span>${explain(this.problem)}</span></p>` : nothing}
        ${options.map(
          (option, index) =>
            html` ${index === 0 && people ? html`<div class="group" role="presentation">${t('palette.customers')}</div>` : nothing}
              ${index === people ? html`<div class="group" role="presentation">${t('palette.actions')}</div>` : nothing}
              <div
                role="option"
                id="option-${index}"
                aria-selected=${index === this.at ? 'true' : 'false'}
                @pointermove=${() => (this.at = index)}
                @click=${() => this.#choose(option)}
              >
                ${this.#option(option)}
              </div>`,
        )}
        ${options.length || this.searching ? nothing : html`<p class="none">${t('palette.none', { text: this.text })}</p>`}
        ${this.searching && !people ? html`<p class="none">${t('palette.searching')}</p>` : nothing}
      </div>
    </dialog>`;
  }

  #option({ customer, action }) {
    if (action)
      return html`<c-icon name=${action.icon}></c-icon
        ><span class="grow">${actionWord(action)}</span>${action.key ? html`<kbd>${action.key}</kbd>` : nothing}`;
    const handles = customer.handles.filter(({ kind }) => kind !== 'visitor');
    return html`<span class="round" aria-hidden="true">${initials(nameOf(customer))}</span
      ><span class="person grow"
        ><span class="clip">${nameOf(customer)}</span><small class="clip">${handles.map(addressText).join(' · ')}</small></span
      >
      ${customer.open_orders ? html`<span class="chip accent"><c-icon name="package"></c-icon>${t('palette.orders', { count: customer.open_orders })}</span>` : nothing}
      ${customer.open_topics ? html`<span class="chip"><c-icon name="webchat"></c-icon>${t('palette.topics', { count: customer.open_topics })}</span>` : nothing}`;
  }

  #look(text) {
    this.text = text;
    this.at = 0;
    this.problem = undefined;
    const wanted = text.trim();
    if (wanted.length < 2) {
      this.#resting.stop();
      this.customers = undefined;
      this.searching = false;
      return;
    }
    this.searching = true;
    this.#resting.start(async (signal) => {
      try {
        const { customers } = await api.get('/customers', { query: { handle: wanted }, signal });
        this.customers = customers.slice(0, 8);
      } catch (problem) {
        if (problem.name === 'AbortError') return;
        this.customers = undefined;
        if (problem.status !== 404 && problem.status !== 422) this.problem = problem;
      }
      this.searching = false;
    });
  }

  #key = (event) => {
    const options = this.#options;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      this.at = (this.at + step + options.length) % options.length;
      this.updateComplete.then(() => this.renderRoot.getElementById(`option-${this.at}`)?.scrollIntoView({ block: 'nearest' }));
    } else if (event.key === 'Enter' && options[this.at]) {
      event.preventDefault();
      this.#choose(options[this.at]);
    }
  };

  #choose({ customer, action }) {
    this.#dialog.close();
    if (customer) this.dispatchEvent(new CustomEvent('open-customer', { detail: customer.id, bubbles: true, composed: true }));
    else action.run(this.app);
  }
}

customElements.define('command-palette', CommandPalette);
