/** `<stock-search .desk>`: how many of an article are where, found by its name, SKU or barcode. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { money, number } from '../shared/format.js';
import { Translated, t } from '../shared/i18n.js';
import { Resting, searchVariants, stockOf } from './catalogue.js';
import { explain } from '../shared/explain.js';
import { desk } from './styles.js';

class StockSearch extends LitElement {
  static properties = {
    desk: { attribute: false },
    text: { state: true },
    found: { state: true },
    problem: { state: true },
    shown: { state: true },
    stock: { state: true },
    searching: { state: true },
  };

  static styles = [
    desk,
    css`
      :host { display: block; }
      h3 { font-size: var(--text-m); margin-block-end: var(--space-2); }
      .search { position: relative; }
      .search c-icon { position: absolute; inset-block-start: 50%; inset-inline-start: var(--space-3); translate: 0 -50%; color: var(--soft-ink); --icon-size: 16px; }
      .search input { padding-inline-start: 36px; }
      .found { margin-block-start: var(--space-2); }
      .variant { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 var(--space-2); inline-size: 100%; padding: 6px var(--space-2); border: 0; border-radius: 6px; background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; }
      .variant:hover, .variant[aria-expanded='true'] { background: var(--sunken); }
      .variant small { color: var(--soft-ink); font-size: 12px; }
      table { inline-size: 100%; margin-block: var(--space-1) var(--space-2); border-collapse: collapse; font-size: var(--text-s); font-variant-numeric: tabular-nums; }
      th { color: var(--soft-ink); font-weight: 400; }
      th, td { padding: 4px var(--space-2); border-block-end: 1px solid var(--line); text-align: end; }
      th:first-child, td:first-child { text-align: start; }
      td:nth-child(2) { font-weight: 600; }
      .zero td:nth-child(2) { color: var(--soft-ink); font-weight: 400; }
      .kind { --icon-size: 14px; color: var(--soft-ink); margin-inline-end: 4px; }
      .none { padding: var(--space-2); color: var(--soft-ink); font-size: var(--text-s); }
    `,
  ];

  #resting = new Resting();

  constructor() {
    super();
    this.text = '';
    new Translated(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resting.stop();
  }

  render() {
    return html`
      <h3 id="title">${t('stock.title')}</h3>
      <div class="search" role="search">
        <c-icon name="scan-barcode"></c-icon
        ><input
          type="search"
          aria-labelledby="title"
          placeholder=${t('stock.hint')}
          autocomplete="off"
          .value=${this.text}
          @input=${({ target }) => this.#look(target.value)}
        />
      </div>
      <div class="found" aria-live="polite" aria-busy=${this.searching ? 'true' : 'false'}>${this.#results()}</div>
    `;
  }

  #results() {
    if (this.problem)
      return html`<p class="failure" role="alert">
        <span>${explain(this.problem)}</span><button class="button small" @click=${() => this.#look(this.text)}>${t('again')}</button>
      </p>`;
    if (!this.found) return this.searching ? html`<div class="skeleton"></div>` : nothing;
    if (!this.found.length) return html`<p class="none">${t('stock.none', { text: this.text })}</p>`;
    return html`<ul>
      ${this.found.map(({ variant, title }) => {
        const open = this.shown === variant.sku;
        return html`<li>
          <button class="variant" aria-expanded=${open ? 'true' : 'false'} @click=${() => this.#show(variant.sku)}>
            <span class="clip" title=${title}>${title}</span><span class="figures">${money(variant.price)}</span
            ><small class="clip">${variant.sku}${variant.barcode ? ` · ${variant.barcode}` : ''}</small>
          </button>
          ${open ? this.#table() : nothing}
        </li>`;
      })}
    </ul>`;
  }

  #table() {
    if (!this.stock) return html`<div class="skeleton"></div>`;
    if (this.stock.message) return html`<p class="failure" role="alert"><span>${explain(this.stock)}</span></p>`;
    const places = [...this.stock.nodes].sort((one, other) => other.available - one.available);
    if (!places.length) return html`<p class="none">${t('stock.nowhere')}</p>`;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t('stock.place')}</th>
          <th scope="col">${t('stock.available')}</th>
          <th scope="col">${t('stock.on_hand')}</th>
          <th scope="col">${t('stock.incoming')}</th>
        </tr>
      </thead>
      <tbody>
        ${places.map(
          ({ node, name, kind, available, on_hand: onHand, incoming }) =>
            html`<tr class=${available > 0 ? '' : 'zero'}>
              <td><c-icon class="kind" name=${kind === 'store' ? 'store' : 'warehouse'}></c-icon>${name ?? node}</td>
              <td>${number(available)}</td>
              <td>${number(onHand ?? available)}</td>
              <td>${incoming ? `+${number(incoming)}` : '–'}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #look(text) {
    this.text = text;
    this.problem = undefined;
    if (!text.trim()) {
      this.#resting.stop();
      this.found = undefined;
      this.searching = false;
      return;
    }
    this.searching = true;
    this.#resting.start(async (signal) => {
      try {
        this.found = await searchVariants(text, { signal });
        this.searching = false;
        if (this.found.length === 1 && this.shown !== this.found[0].variant.sku) this.#show(this.found[0].variant.sku);
      } catch (problem) {
        if (problem.name === 'AbortError') return;
        this.searching = false;
        this.problem = problem;
      }
    });
  }

  async #show(sku) {
    this.shown = this.shown === sku ? undefined : sku;
    this.stock = undefined;
    if (!this.shown) return;
    let stock;
    try {
      stock = await stockOf(sku);
    } catch (problem) {
      stock = problem;
    }
    if (this.shown === sku) this.stock = stock;
  }
}

customElements.define('stock-search', StockSearch);
