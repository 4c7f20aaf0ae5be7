/** `<sourcing-page>`: the supervisor's rules for where each order comes from: policies, carriers, what is learned of the nodes, and what if. */
import { html, nothing } from '../vendor/lit/lit.js';
import { isDark, toggleTheme } from '../console/theme.js';
import { Api } from '../shared/api.js';
import { adoptBase } from '../shared/base.js';
import { addWords, language, languages, setLanguage, t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import '../shared/icon.js';
import '../shared/time.js';
import { Book } from './book.js';
import { asSheets } from './carrier-desk.js';
import { TABS, read } from './places.js';
import './node-table.js';
import './policy-desk.js';
import './whatif-desk.js';
import words from './words.js';

addWords(words);
adoptBase(document);

const TAB_ICONS = { policies: 'clipboard-list', carriers: 'truck', nodes: 'warehouse', whatif: 'rotate-ccw' };

/** The staff API; whoever is not signed in is asked to. */
class SignedIn extends Api {
  async call(...request) {
    try {
      return await super.call(...request);
    } catch (problem) {
      if (problem.status === 401) location.assign(`/signin?next=${encodeURIComponent(location.pathname + location.hash)}`);
      throw problem;
    }
  }
}

class SourcingPage extends LightElement {
  static properties = { shop: {}, currency: {}, here: { state: true }, around: { state: true } };

  constructor() {
    super();
    this.around = {};
    const api = new SignedIn();
    this.policies = new Book({ path: 'policies', key: 'policy', api });
    this.carriers = new Book({ path: 'carriers', key: 'carrier', api, ...asSheets });
    this.api = api;
    this.here = read(location.hash);
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('hashchange', () => (this.here = read(location.hash)));
    for (const book of [this.policies, this.carriers]) book.addEventListener('change', () => this.requestUpdate());
    addEventListener('beforeunload', (event) => this.#unsaved && event.preventDefault());
    this.#lookAround();
  }

  get #unsaved() {
    return this.policies.drafts.size + this.carriers.drafts.size;
  }

  /** What the forms choose from. A form without it still works; it is asked for again when somebody comes back. */
  async #lookAround() {
    try {
      const [{ nodes }, { categories }] = await Promise.all([this.api.get('/nodes'), this.api.get('/products', { query: { limit: 1 } })]);
      const byName = (one, other) => one.name.localeCompare(other.name);
      this.around = { nodes: nodes.toSorted(byName), categories: categories.map(({ name }) => name).sort((one, other) => one.localeCompare(other)) };
    } catch {
      addEventListener('focus', () => this.#lookAround(), { once: true });
    }
  }

  updated() {
    document.title = `${t('sourcing.title')} · ${this.shop}`;
  }

  render() {
    const other = languages.find((each) => each !== language());
    const { tab, place } = this.here;
    const drafts = { policies: this.policies.drafts.size, carriers: this.carriers.drafts.size };
    return html`
      <header class="top">
        <div><h1>${t('sourcing.title')}</h1><p>${t('sourcing.text')}</p></div>
        <nav aria-label=${t('sourcing.screens')}>
          <a class="quiet" href="/console">${t('sourcing.console')}</a>
          <button class="quiet" lang=${other} aria-label="${other.toUpperCase()}: ${t('sourcing.language')}" @click=${() => setLanguage(other, { remember: true })}>${other.toUpperCase()}</button>
          <button class="icon" aria-label=${t(isDark() ? 'sourcing.light' : 'sourcing.dark')} title=${t(isDark() ? 'sourcing.light' : 'sourcing.dark')} @click=${this.#theme}><c-icon name=${isDark() ? 'sun' : 'moon'}></c-icon></button>
        </nav>
      </header>
      <nav class="tabs" aria-label=${t('sourcing.tabs')}>
        ${TABS.map((each) => html`<a href="#${each}" aria-current=${each === tab ? 'page' : nothing}><c-icon name=${TAB_ICONS[each]}></c-icon>${t(`sourcing.${each}`)}${drafts[each] ? html`<span class="badge" title=${t('sourcing.unsaved')}>${drafts[each]}<span class="visually-hidden"> ${t('sourcing.unsaved')}</span></span>` : nothing}</a>`)}
      </nav>
      <main>
        ${
          tab === 'policies'
            ? html`<policy-desk .book=${this.policies} .place=${place} .around=${this.around} .currency=${this.currency}></policy-desk>`
            : tab === 'carriers'
              ? html`<carrier-desk .book=${this.carriers} .place=${place} .currency=${this.currency}></carrier-desk>`
              : tab === 'whatif'
                ? html`<whatif-desk .book=${this.policies} .place=${place} .around=${this.around} .currency=${this.currency}></whatif-desk>`
                : html`<node-table></node-table>`
        }
      </main>
    `;
  }

  #theme = () => {
    toggleTheme();
    this.requestUpdate();
  };
}

customElements.define('sourcing-page', SourcingPage);
