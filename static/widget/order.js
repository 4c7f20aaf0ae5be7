/** An order of the visitor's, wherever the webchat shows it. */
import { html } from '../vendor/lit/lit.js';
import '../shared/order-card.js';

/** The card of `order`, with its directions and what may be done about it. */
export const orderCard = (chat, order) =>
  html`<c-order-card
    .order=${order}
    .store=${chat.stores.get(order.delivery.node)}
    .busy=${chat.cancelling === order.id}
    .problem=${chat.refusals.get(order.id)}
    host=${chat.origin}
    @order-cancel=${() => chat.cancel(order)}
  ></c-order-card>`;
