/** The orders of one store and what the clerk does with them: cards by fulfillment, what is being sent, what failed. */
import { api } from '../shared/api.js';

/** The board's columns, in the order that goods pass through them. */
export const columns = ['new', 'picking', 'packed', 'arriving', 'ready'];
/** A relay point has no stock of its own: nothing is picked or packed there. */
export const hasStock = (node) => node?.kind !== 'relay_point';
export const columnsAt = (node) => (hasStock(node) ? columns : ['arriving', 'ready']);

const packing = { offered: 'new', accepted: 'picking', picking: 'picking', packed: 'packed' };

/** Where the customer collects what is in a card: the node that packs it, unless it is sent to another. */
export const counterOf = (card) => card.sent_to?.node ?? card.node;
export const isSentOn = (card) => counterOf(card) !== card.node;

/** Where a card stands on the board of the node `here`; without a column it is not, or no longer, that node's concern. */
export function columnOf(card, here) {
  if (card.node === here && packing[card.status]) return packing[card.status];
  if (counterOf(card) !== here) return undefined;
  if (card.status === 'shipped') return isSentOn(card) ? 'arriving' : undefined;
  return card.status === 'ready_for_pickup' ? 'ready' : undefined;
}

export const fullyPicked = (card) => card.lines.every((line) => line.picked >= line.quantity);

const urgency = (card) => card.due_at ?? card.offered_at ?? '';

/** The one thing to do next with a card. */
export function nextStep(card) {
  switch (card.status) {
    case 'offered': return 'accept';
    case 'accepted': return 'pick';
    case 'picking': return fullyPicked(card) ? 'pack' : 'pick';
    case 'packed': return card.method === 'ship' || isSentOn(card) ? 'ship' : 'ready';
    case 'shipped': return 'arrive';
    default: return 'hand_over';
  }
}

/** What the API calls a step, where it has another word. */
const verbs = { arrive: 'ready' };

/** Dispatches `change` after anything changed and `arrival` with the card when an order arrives. */
export class Work extends EventTarget {
  cards = new Map();
  /** The node whose board this is. */
  node = undefined;
  /** Set once the board has been loaded. */
  loaded = false;
  #sending = new Map();
  #failed = new Map();
  #picked = new Map();

  put(board) {
    this.node = board.node;
    this.cards = new Map(board.cards.filter((card) => this.columnOf(card)).map((card) => [card.fulfillment_id, card]));
    this.loaded = true;
    this.connected();
    this.#changed();
  }

  /** A live frame of the node: the card as it is now, or gone from the board. */
  take(card) {
    const before = this.cards.get(card.fulfillment_id);
    if (before && before.updated_seq > card.updated_seq) return;
    if (this.columnOf(card)) this.cards.set(card.fulfillment_id, card);
    else this.cards.delete(card.fulfillment_id);
    this.connected();
    this.#changed();
    if (!before && this.columnOf(card) === 'new') this.dispatchEvent(new CustomEvent('arrival', { detail: card }));
  }

  /** Where a card stands here. */
  columnOf(card) {
    return columnOf(card, this.node?.code);
  }

  in(column) {
    return [...this.cards.values()]
      .filter((card) => this.columnOf(card) === column)
      .sort((one, other) => urgency(one).localeCompare(urgency(other)));
  }

  sending(id) {
    return this.#sending.get(id);
  }

  failed(id) {
    return this.#failed.get(id);
  }

  /** How much of a line has been ticked on this tablet and not been sent yet. */
  ticked(card, line) {
    return this.#picked.get(`${card.fulfillment_id} ${line.line}`) ?? line.picked ?? 0;
  }

  tick(card, line, quantity) {
    this.#picked.set(`${card.fulfillment_id} ${line.line}`, Math.max(0, Math.min(line.quantity, quantity)));
    this.#changed();
  }

  /** What else of the same order is on this board. */
  besides(card) {
    return [...this.cards.values()].filter((other) => other.order_id === card.order_id && other.fulfillment_id !== card.fulfillment_id);
  }

  /** One step of a fulfillment. Answers the order, or undefined when it failed: then the card says why and can try again. */
  async do(card, step, body = {}) {
    const id = card.fulfillment_id;
    if (this.#sending.has(id)) return undefined;
    this.#failed.delete(id);
    this.#sending.set(id, step);
    this.#changed();
    try {
      const order = await api.post(`/fulfillments/${id}/${verbs[step] ?? step}`, body);
      this.#settle(card, order);
      return order;
    } catch (problem) {
      this.#failed.set(id, { step, body, problem });
      return undefined;
    } finally {
      this.#sending.delete(id);
      this.#changed();
    }
  }

  again(card) {
    const failed = this.#failed.get(card.fulfillment_id);
    return failed && this.do(card, failed.step, failed.body);
  }

  forget(id) {
    if (this.#failed.delete(id)) this.#changed();
  }

  /** The server can be reached (again): no card has to say otherwise any more. */
  connected() {
    const over = [...this.#failed].filter(([, { problem }]) => problem.code === 'offline');
    for (const [id] of over) this.#failed.delete(id);
    if (over.length) this.#changed();
  }

  // The answer may come before the live frame of the same change.
  #settle(card, order) {
    const fulfillment = order.fulfillments.find((each) => each.id === card.fulfillment_id);
    if (!fulfillment) return;
    const { status, lines, ready_until } = fulfillment;
    this.take({ ...this.cards.get(card.fulfillment_id) ?? card, status, lines, ready_until, updated_seq: order.seq ?? card.updated_seq });
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
