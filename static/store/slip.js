/** The packing slip: laid out beside the page and printed; the print stylesheet shows nothing else. */
import { html, nothing, render } from '../vendor/lit/lit.js';
import { date } from '../shared/format.js';
import { t } from '../shared/i18n.js';
import { bars } from './barcode.js';
import { isSentOn } from './work.js';

/** Where a parcel goes, as its label needs it: the counter it is sent to, else the customer's home; undefined when it stays here. */
export function destinationOf(card, order, nodes = []) {
  if (isSentOn(card)) return nodes.find(({ code }) => code === card.sent_to.node) ?? { name: card.sent_to.node_name };
  const { method, address } = order?.delivery ?? {};
  return method === 'ship' ? { ...address, name: address.name ?? order.customer.name } : undefined;
}

export function printSlip({ order, card, shop, node, nodes }) {
  let slip = document.querySelector('#slip');
  if (!slip) {
    slip = document.createElement('section');
    slip.id = 'slip';
    document.body.append(slip);
  }
  const { delivery } = order;
  const to = destinationOf(card, order, nodes);
  const number = bars(order.number);
  render(html`
    <header><strong>${shop}</strong><span>${isSentOn(card) ? card.node_name : node?.name ?? ''}</span></header>
    <div class="number"><h1>${order.number}</h1><svg class="barcode" viewBox="0 0 ${number.width} 1" preserveAspectRatio="none" aria-hidden="true"><path d=${number.path}></path></svg></div>
    ${to ? html`<address><span>${t('store.slip.to')}</span><strong class="big">${to.name}</strong><br>${to.street}<br>${to.postcode} ${to.city}<br>${to.country}</address>` : nothing}
    ${delivery.method === 'ship' ? nothing : html`<p class="big">${order.customer.name}</p><p>${t('store.slip.pickup', { node: delivery.node_name })}</p>`}
    <table>
      <thead><tr><th>${t('store.slip.quantity')}</th><th>${t('store.slip.article')}</th><th>SKU</th></tr></thead>
      <tbody>${card.lines.map((line) => html`<tr><td>${line.quantity}</td><td>${line.title}</td><td>${line.sku}${line.barcode ? html`<br><small>${line.barcode}</small>` : nothing}</td></tr>`)}</tbody>
    </table>
    <footer>${t('store.slip.placed', { date: date(order.placed_at) })}${order.gift ? html` · <strong>${t('store.order.gift')}</strong>` : nothing}</footer>`, slip);
  window.print();
}
