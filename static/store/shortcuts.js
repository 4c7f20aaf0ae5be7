/** Keys for who has a keyboard at the counter: `/` searches, `?` tells what the keys and the scanner do. */
import { html } from '../vendor/lit/lit.js';
import { LightElement } from '../shared/light-element.js';
import { t } from '../shared/i18n.js';
import '../shared/icon.js';
import { FASTEST_FINGERS_MS } from './scanner.js';

const keys = [['/', 'search'], ['0 – 9', 'digits'], ['Esc', 'close'], ['?', 'help']];
const scans = ['order', 'article', 'code'];

class StoreShortcuts extends LightElement {
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('keydown', this.#pressed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#pressed);
  }

  #pressed = (event) => {
    const quick = event.timeStamp - (this.last ?? 0) < FASTEST_FINGERS_MS; // a scanner's own `/`
    this.last = event.timeStamp;
    if (quick || event.target.matches?.('input, textarea, select') || document.querySelector('dialog[open]')) return;
    if (event.key === '?') this.querySelector('dialog').showModal();
    if (event.key !== '/') return;
    const field = [...document.querySelectorAll('input[type="search"]')].find((each) => each.checkVisibility());
    if (!field) return;
    event.preventDefault();
    field.focus();
  };

  render() {
    const close = () => this.querySelector('dialog').close();
    return html`<dialog class="sheet shortcuts" aria-labelledby="shortcuts-title" @click=${(event) => event.target === event.currentTarget && close()}>
      <header><div><h2 id="shortcuts-title">${t('store.keys')}</h2></div><button class="icon" aria-label=${t('close')} @click=${close}><c-icon name="x"></c-icon></button></header>
      <div class="body">
        <dl>${keys.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${t(`store.keys.${what}`)}</dd></div>`)}</dl>
        <h3><c-icon name="scan-barcode"></c-icon> ${t('store.scans')}</h3>
        <dl>${scans.map((what) => html`<div><dt>${t(`store.scans.${what}`)}</dt><dd>${t(`store.scans.${what}.does`)}</dd></div>`)}</dl>
      </div>
    </dialog>`;
  }
}

customElements.define('store-shortcuts', StoreShortcuts);
