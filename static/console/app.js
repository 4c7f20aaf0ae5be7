/** `<agent-console>`: the three panes, the address in the browser's bar, and the keyboard. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { Translated, language, setLanguage, t } from '../shared/i18n.js';
import { api } from '../shared/api.js';
import { Desk } from './desk.js';
import { Follow } from './follow.js';
import { actions, possible } from './actions.js';
import { nameOf, topicName } from './names.js';
import { explain } from '../shared/explain.js';
import { desk } from './styles.js';
import './top-bar.js';
import './inbox-pane.js';
import './timeline-pane.js';
import './customer-pane.js';
import './command-palette.js';
import './shortcuts-help.js';
import './sale-dialog.js';

const DRAWERS = '(max-width: 1179px)';

class AgentConsole extends LitElement {
  static properties = {
    shopName: { attribute: 'shop-name' },
    ready: { state: true },
    problem: { state: true },
    drawer: { state: true },
    spoken: { state: true },
  };

  static styles = [
    desk,
    css`
      :host { display: grid; grid-template-rows: auto minmax(0, 1fr); block-size: 100dvh; background: var(--paper); }
      main { display: grid; grid-template-columns: 320px minmax(0, 1fr) 360px; min-block-size: 0; position: relative; }
      main > * { min-inline-size: 0; }
      inbox-pane { border-inline-end: 1px solid var(--line); }
      customer-pane { border-inline-start: 1px solid var(--line); }
      .backdrop { display: none; }
      @media (min-width: 1500px) { main { grid-template-columns: 340px minmax(0, 1fr) 400px; } }
      @media (max-width: 1179px) {
        main { grid-template-columns: minmax(276px, 300px) minmax(0, 1fr); }
        customer-pane { position: fixed; z-index: 50; inset-block: 0; inset-inline-end: 0; inline-size: min(380px, 92vw); box-shadow: var(--shadow); translate: 105% 0; visibility: hidden; transition: translate var(--motion-slow) var(--ease), visibility var(--motion-slow); }
        .drawer customer-pane { translate: 0; visibility: visible; }
        .drawer .backdrop { display: block; position: fixed; inset: 0; z-index: 45; border: 0; background: rgb(20 23 28 / 0.4); }
      }
      @media (max-width: 759px) {
        main { grid-template-columns: minmax(0, 1fr); }
        inbox-pane { border: 0; }
        main.talking inbox-pane, main:not(.talking) timeline-pane { display: none; }
      }
      .wait { display: grid; place-content: center; block-size: 100dvh; gap: var(--space-3); padding: var(--space-5); }
    `,
  ];

  constructor() {
    super();
    this.shopName = '';
    this.spoken = '';
    new Translated(this);
    this.following = new Follow(this);
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('keydown', this.#key);
    addEventListener('popstate', this.#route);
    this.addEventListener('open-customer', ({ detail }) => this.go(detail));
    this.addEventListener('leave-customer', () => this.go(undefined));
    this.addEventListener('toggle-customer', () => this.toggleCustomer());
    this.addEventListener('start-sale', () => this.startSale());
    this.begin();
  }

  async begin() {
    this.problem = undefined;
    let me;
    try {
      me = await api.get('/session');
    } catch (problem) {
      if (problem.status === 401) this.#signIn();
      else this.problem = problem;
      return;
    }
    if (!localStorageHas('comptoir.language') && me.language) setLanguage(me.language);
    this.desk = new Desk({ me, onSignedOut: () => this.#signIn() });
    this.desk.live.on('status', (status) => (this.wasOnline ||= status === 'online'));
    this.desk.inbox.addEventListener('change', () => this.#arrivals());
    this.desk.addEventListener('moved', ({ detail }) => history.replaceState(null, '', `?customer=${encodeURIComponent(detail)}`));
    this.ready = true;
    this.#route();
    this.desk.start();
  }

  willUpdate() {
    this.following.to(this.desk, this.desk?.inbox, this.desk?.open);
  }

  #signIn() {
    location.assign(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
  }

  render() {
    if (this.problem)
      return html`<div class="wait">
        <div class="failure" role="alert">
          <span>${explain(this.problem)}</span><button class="button" @click=${() => this.begin()}>${t('again')}</button>
        </div>
      </div>`;
    if (!this.ready) return html`<div class="wait" aria-busy="true"><span class="visually-hidden">${t('loading')}</span></div>`;
    document.title = this.#title();
    document.documentElement.lang = language();
    return html`
      <top-bar .app=${this} role="banner"></top-bar>
      <main class="${this.desk.open ? 'talking' : ''} ${this.drawer ? 'drawer' : ''}">
        <h1 class="visually-hidden">${t('console.title')}</h1>
        <inbox-pane .desk=${this.desk} role="navigation" aria-label=${t('inbox.title')}></inbox-pane>
        <timeline-pane .desk=${this.desk}></timeline-pane>
        <div class="backdrop" @click=${() => this.toggleCustomer()}></div>
        <customer-pane .desk=${this.desk} role="complementary" aria-label=${t('customer.title')}></customer-pane>
      </main>
      <command-palette .app=${this}></command-palette>
      <shortcuts-help></shortcuts-help>
      <sale-dialog .desk=${this.desk}></sale-dialog>
      <div class="visually-hidden" role="status" aria-live="polite">${this.spoken}</div>
    `;
  }

  #title() {
    const waiting = this.desk.inbox.list('open').filter((topic) => topic.waiting_since).length;
    const who = this.desk.open?.customer && nameOf(this.desk.open.customer);
    return `${waiting ? `(${waiting}) ` : ''}${[who, t('console.title'), this.desk.shop.name || this.shopName].filter(Boolean).join(' · ')}`;
  }

  // --- where we are

  #route = () => {
    this.desk?.show(new URLSearchParams(location.search).get('customer') ?? undefined);
  };

  go(id) {
    this.drawer = false;
    if (id === this.desk.open?.id) return;
    history.pushState(null, '', id ? `?customer=${encodeURIComponent(id)}` : location.pathname);
    this.desk.show(id);
  }

  // A conversation that has just begun is said aloud to those who do not see the list.
  #arrivals() {
    const open = new Map(this.desk.inbox.list('open').map((topic) => [topic.topic, topic]));
    const fresh = this.knownTopics && [...open.values()].find(({ topic }) => !this.knownTopics.has(topic));
    this.knownTopics = new Set(open.keys());
    if (fresh) this.spoken = t('inbox.arrived', { name: topicName(fresh), text: fresh.last_text ?? '' });
  }

  // --- what the actions use

  get inbox() {
    return this.renderRoot.querySelector('inbox-pane');
  }

  get timeline() {
    return this.renderRoot.querySelector('timeline-pane');
  }

  openPalette() {
    this.renderRoot.querySelector('command-palette').open();
  }

  focusPhone() {
    this.renderRoot.querySelector('top-bar').focusPhone();
  }

  showHelp() {
    this.renderRoot.querySelector('shortcuts-help').open();
  }

  startSale() {
    this.renderRoot.querySelector('sale-dialog').open();
  }

  async toggleCustomer() {
    if (!matchMedia(DRAWERS).matches) {
      this.renderRoot.querySelector('customer-pane').renderRoot.querySelector('button, input')?.focus();
      return;
    }
    this.drawer = !this.drawer;
    await this.updateComplete;
    const pane = this.drawer ? this.renderRoot.querySelector('customer-pane') : this.timeline.head;
    pane?.renderRoot.querySelector(this.drawer ? '.head button' : '.details')?.focus();
  }

  async signOut() {
    try {
      await api.delete('/session');
    } catch (problem) {
      if (problem.status !== 401) {
        this.spoken = explain(problem);
        return;
      }
    }
    this.desk.live.stop();
    location.assign('/signin');
  }

  // --- the keyboard

  #key = (event) => {
    if (!this.ready || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      this.openPalette();
      return;
    }
    const [target, ...around] = event.composedPath();
    if ([target, ...around].some((each) => each.localName === 'dialog')) return;
    if (event.key === 'Escape' && this.drawer) {
      this.toggleCustomer();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || writing(target)) return;
    const action = actions.find(({ key }) => key === event.key);
    if (!action || !possible(this).includes(action)) return;
    event.preventDefault();
    action.run(this);
  };
}

function writing(element) {
  return (
    element instanceof Element &&
    (element.matches('textarea, select, input:not([type=checkbox], [type=radio])') || element.isContentEditable)
  );
}

function localStorageHas(key) {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false; // storage may be forbidden
  }
}

customElements.define('agent-console', AgentConsole);
