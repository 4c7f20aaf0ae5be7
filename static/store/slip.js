/** The packing slip: laid out beside the page and printed; the print stylesheet shows nothing else. */
import { html, nothing, render } from '../vendor/lit/lit.js';
import { date } from '../shared/format.js';
import { t } from '../shared/i18n.js';

export function printSlip({ order, card, shop, node }) {
  let slip = document.querySelector('#slip');
  if (!slip) {
    slip = document.createElement('section');
    slip.id = 'slip';
    document.body.append(slip);
  }
  const { delivery } = order;
  const to = delivery.method === 'ship' ? delivery.address : undefined;
  render(html`
    <header><strong>${shop}</strong><span>${node?.name ?? ''}</span></header>
    <h1>${order.number}</h1>
    <p class="big">${order.customer.name}</p>
    ${to ? html`<p>${to.name ?? order.customer.name}<br>${to.street}<br>${to.postcode} ${to.city}<br>${to.country}</p>` : html`<p>${t('store.slip.pickup', { node: delivery.node_name })}</p>`}
    <table>
      <thead><tr><th>${t('store.slip.quantity')}</th><th>${t('store.slip.article')}</th><th>SKU</th></tr></thead>
      <tbody>${card.lines.map((line) => html`<tr><td>${line.quantity}</td><td>${line.title}</td><td>${line.sku}${line.barcode ? html`<br><small>${line.barcode}</small>` : nothing}</td></tr>`)}</tbody>
    </table>
    <footer>${t('store.slip.placed', { date: date(order.placed_at) })}</footer>`, slip);
  window.print();
}
