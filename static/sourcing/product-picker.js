/** `<product-picker>`: finds an article by its name, SKU or barcode; `pick` with `{sku, title}` for the one that is chosen. */
import { html, nothing } from '../vendor/lit/lit.js';
import { Resting, searchVariants } from '../console/catalogue.js';
import { explain } from '../shared/explain.js';
import { money } from '../shared/format.js';
import { t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';

const SHOWN = 8;

class ProductPicker extends LightElement {
  static properties = { text: { state: true }, found: { state: true }, problem: { state: true }, searching: { state: true } };

  #resting = new Resting();

  constructor() {
    super();
    this.text = '';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resting.stop();
  }

  render() {
    return html`<div @keydown=${this.#keys}>
      <label class="search"><c-icon name="search"></c-icon><span class="visually-hidden">${t('sourcing.try.search')}</span><input type="search" autocomplete="off" placeholder=${t('sourcing.try.search')} .value=${this.text} @input=${({ target }) => this.#look(target.value)} /></label>
      <div class="found" aria-live="polite">${this.#results()}</div>
    </div>`;
  }

  #results() {
    if (this.problem) return html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${explain(this.problem)}</span><button class="button" @click=${() => this.#look(this.text)}>${t('again')}</button></p>`;
    if (!this.found) return this.searching ? html`<div class="skeleton row"></div>` : nothing;
    if (!this.found.length) return html`<p class="hint">${t('sourcing.try.none', { text: this.text })}</p>`;
    return html`<ul>${this.found.map((each) => html`<li><button class="variant" @click=${() => this.#pick(each)}><span class="visually-hidden">${t('sourcing.try.add')}</span><span>${each.title}<small class="figures">${each.variant.sku}</small></span><span class="figures">${money(each.variant.price)}</span><c-icon name="plus"></c-icon></button></li>`)}</ul>`;
  }

  #look(text) {
    this.text = text;
    this.problem = undefined;
    if (!text.trim()) {
      this.#resting.stop();
      Object.assign(this, { found: undefined, searching: false });
      return;
    }
    this.searching = true;
    this.#resting.start(async (signal) => {
      try {
        this.found = await searchVariants(text, { signal, limit: SHOWN });
      } catch (problem) {
        if (problem.name === 'AbortError') return;
        this.problem = problem;
      }
      this.searching = false;
    });
  }

  #pick({ variant, title }) {
    this.dispatchEvent(new CustomEvent('pick', { detail: { sku: variant.sku, title } }));
    this.#look('');
    this.querySelector('input').focus();
  }

  #keys = (event) => {
    if (event.key === 'Escape' && this.text) {
      event.stopPropagation();
      this.#look('');
      this.querySelector('input').focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !this.found?.length) return;
    event.preventDefault();
    const stops = [this.querySelector('input'), ...this.querySelectorAll('.variant')];
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  };
}

customElements.define('product-picker', ProductPicker);
