/** `<product-dates>`: when one could have a product, at one's door and at the nearest counters, before it is in the basket. */
import { html, nothing } from '../vendor/lit/lit.js';
import { moment } from '../shared/format.js';
import { shortDay } from '../shared/long-day.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import { PromiseDates } from '../shared/promise-dates.js';
import { METHOD_ICONS } from '../shared/way-icons.js';
import { nearest, placeOf, sentThere } from '../shared/ways.js';
import '../shared/icon.js';
import { remember, remembered } from './kept-contact.js';
import { catalogue } from './visitor.js';

class ProductDates extends LightElement {
  static properties = { sku: {}, address: { state: true } };

  constructor() {
    super();
    this.dates = new PromiseDates(this, catalogue);
    this.address = { postcode: '', country: 'FR', ...remembered().address };
  }

  willUpdate() {
    const place = placeOf(this.address);
    this.dates.ask(place && this.sku ? { lines: [{ sku: this.sku, quantity: 1 }], place } : undefined);
  }

  #typed(event) {
    this.address = { ...this.address, postcode: event.target.value };
    remember({ address: this.address });
  }

  render() {
    return html`<section class="product-dates" aria-labelledby="product-dates">
      <div class="asked"><h2 id="product-dates">${t('shop.product.when')}</h2>
        <label><span>${t('shop.checkout.postcode')}</span><input name="postcode" autocomplete="postal-code" maxlength="12" .value=${this.address.postcode} @input=${this.#typed}></label></div>
      <div role="status">${this.#answer()}</div>
    </section>`;
  }

  #answer() {
    const { promises, problem, asking } = this.dates;
    if (problem) return html`<p class="failure"><span>${explain(problem)}</span>${problem.status === 422 ? nothing : html`<button type="button" class="quiet" @click=${() => this.dates.again()}>${t('again')}</button>`}</p>`;
    if (asking) return html`<p class="hint">${t('shop.product.when.looking')}</p>`;
    if (!promises) return nothing;
    const ways = Object.keys(METHOD_ICONS).map((method) => nearest(promises, method)).filter(Boolean);
    if (!ways.length) return html`<p class="hint">${t('shop.product.when.none')}</p>`;
    return html`<ul>${ways.map((promise) => html`<li><c-icon name=${METHOD_ICONS[promise.method]}></c-icon><span>${promise.node_name ?? t('shop.checkout.ship')}</span><strong>${this.#when(promise)}</strong></li>`)}</ul>`;
  }

  #when(promise) {
    if (promise.method === 'ship') return t('shop.checkout.ship.dated', { day: shortDay(promise.at) });
    const sent = promise.method === 'relay_point' || sentThere(promise);
    return sent ? t('shop.checkout.from', { day: shortDay(promise.at) }) : t('shop.product.when.ready', { at: moment(promise.at) });
  }
}

customElements.define('product-dates', ProductDates);
