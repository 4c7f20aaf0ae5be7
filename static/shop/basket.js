/** The basket: kept in this browser, the same in all its tabs. */

const KEPT = 'comptoir.shop.basket';
export const MOST_OF_ONE = 20;

function read() {
  try {
    const lines = JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(lines) ? lines.filter((line) => line?.variant?.sku && line.quantity > 0) : [];
  } catch {
    return []; // storage is forbidden, or holds what we never wrote
  }
}

class Basket extends EventTarget {
  /** `{product: {handle, title, category}, variant, quantity}` in the order they were added. */
  lines = read();

  constructor() {
    super();
    addEventListener('storage', (event) => {
      if (event.key !== KEPT) return;
      this.lines = read();
      this.#changed();
    });
  }

  get count() {
    return this.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  get total() {
    const [first] = this.lines;
    return first && { amount: this.lines.reduce((sum, { variant, quantity }) => sum + variant.price.amount * quantity, 0), currency: first.variant.price.currency };
  }

  add({ handle, title, category }, variant, quantity = 1) {
    const line = this.lines.find((each) => each.variant.sku === variant.sku);
    if (line) this.set(variant.sku, line.quantity + quantity);
    else this.#keep([...this.lines, { product: { handle, title, category }, variant, quantity }]);
  }

  /** 0 takes the line out. */
  set(sku, quantity) {
    this.#keep(this.lines.map((line) => line.variant.sku === sku ? { ...line, quantity: Math.min(MOST_OF_ONE, quantity) } : line).filter((line) => line.quantity > 0));
  }

  clear() {
    this.#keep([]);
  }

  #keep(lines) {
    this.lines = lines;
    try {
      localStorage.setItem(KEPT, JSON.stringify(lines));
    } catch {
      // then the basket lasts as long as the page
    }
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}

export const basket = new Basket();
