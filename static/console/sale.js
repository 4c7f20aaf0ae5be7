/** An order that the agent takes down for a customer: its lines, where it goes, and the request that places it. Pure but for `place`. */
import { api } from '../shared/api.js';
import { newId } from '../shared/new-id.js';

/** `{customer, language, lines: [{sku, title, price, quantity}], method, node, address, promise?}` as the body of `POST /orders`. */
export function requestOf({ customer, language, lines, method, node, address, promise }) {
  return {
    channel: 'phone',
    customer: { id: customer },
    language,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    delivery:
      method === 'ship'
        ? { method, address: Object.fromEntries(Object.entries(address).map(([name, value]) => [name, value.trim()])) }
        : { method, node },
    backorder: false,
    ...(promise ? { promise: promise.promise } : {}),
  };
}

export function totalOf(lines) {
  return {
    amount: lines.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0),
    currency: lines[0]?.price.currency ?? 'EUR',
  };
}

/** Which line a problem's `field` speaks of, if any: `lines[2].quantity` → 2. */
export function lineOf(problem) {
  const match = /^lines\[(\d+)\]/.exec(problem?.field ?? '');
  return match ? Number(match[1]) : undefined;
}

/** Places orders. The same order tried again carries the same key, so that a lost answer never makes two. */
export class Placing {
  #body;
  #key;

  place(sale) {
    const request = requestOf(sale);
    const body = JSON.stringify(request);
    if (body !== this.#body) this.#key = newId();
    this.#body = body;
    return api.post('/orders', request, { idempotencyKey: this.#key });
  }

  /** What comes next is another order, even if it reads the same; also after a refusal, which its key would only repeat. */
  forget() {
    this.#body = undefined;
  }
}
