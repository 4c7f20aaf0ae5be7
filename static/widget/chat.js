/** The conversation as the visitor has it: what was said, orders, who is there; tells the screens by `change`. */
import { Api } from '../shared/api.js';
import { clock } from '../shared/i18n.js';
import { Live } from '../shared/live.js';
import { newId } from '../shared/new-id.js';

const TYPING_LASTS = 8000;
const TYPING_AGAIN = 3000;
/** Order events that deserve a line of their own below the card that changes in place. */
const STEPS = [
  'order.backordered',
  'order.delayed',
  'order.refused',
  'order.cancelled',
  'fulfillment.ready',
  'fulfillment.shipped',
  'fulfillment.collected',
  'fulfillment.delivered',
  'fulfillment.expired',
];

export class Chat extends EventTarget {
  ready = false;
  shop = {};
  customer = null;
  items = [];
  /** Messages that are not in the timeline yet. */
  outgoing = [];
  orders = new Map();
  stores = new Map();
  /** Why an order could not be cancelled. */
  refusals = new Map();
  handover = null;
  typing = null;
  unread = 0;
  watched = false;

  #visitor;
  #api;
  #live;
  #origin;
  #seen;
  #typingSince = 0;
  #quiet;

  constructor({ origin, visitor, language }) {
    super();
    this.#origin = origin;
    this.#visitor = visitor;
    this.#api = new Api({ host: origin, token: (renew) => visitor.token(renew) });
    this.#live = new Live({
      url: `${origin.replace(/^http/, 'ws')}/live`,
      hello: async ({ renew }) => ({ token: await visitor.token(renew), language: language() }),
    });
    this.#seen = Number(this.#recall('seen') ?? 0);
    this.#live.on('status', () => this.#changed());
    this.#live.on('welcome', (frame) => this.#welcome(frame));
    this.#live.on('event', (frame) => this.#event(frame));
    this.#live.on('typing', (frame) => this.#theyType(frame));
    this.#live.on('presence', ({ staff_online: online }) => {
      if (online) this.shop = { ...this.shop, agents_online: online.length, agents: online };
      this.#changed();
    });
    this.#live.on('refused', () => this.#startOver());
  }

  get status() {
    return this.#live.status;
  }

  get origin() {
    return this.#origin;
  }

  start() {
    this.#live.start();
    for (const message of JSON.parse(this.#recall('outgoing') ?? '[]')) this.#deliver(message);
  }

  say(text) {
    this.#iType(false);
    return this.#deliver({ id: newId(), text, at: new Date().toISOString() });
  }

  again(message) {
    return this.#deliver(message);
  }

  discard(message) {
    this.outgoing = this.outgoing.filter(({ id }) => id !== message.id);
    this.#keepOutgoing();
  }

  /** Tells the other side now and then that somebody is writing, and once that they stopped. */
  writes(text) {
    this.#iType(Boolean(text.trim()));
  }

  async identify({ name, email }) {
    const told = { ...(name && { name }), ...(email && { email }) };
    if (!Object.keys(told).length) return;
    await this.#live.send({ type: 'identify', ...told }, { repeatable: true });
    this.customer = { ...this.customer, ...told };
    this.#changed();
  }

  /** Asks for the code that a phone agent needs to be on the same page. */
  async handOver() {
    const { result } = await this.#live.send({ type: 'handover' }, { repeatable: true });
    this.handover = { ...result, used: false };
    this.#changed();
  }

  prove(email) {
    return this.#live.send({ type: 'prove', email });
  }

  proveCode(code) {
    return this.#live.send({ type: 'prove_code', code });
  }

  async cancel({ id }) {
    this.cancelling = id;
    this.refusals.delete(id);
    this.#changed();
    try {
      this.#put(await this.#api.post(`/orders/${id}/cancel`, {}, { idempotencyKey: newId() }));
    } catch (problem) {
      this.refusals.set(id, problem.detail);
    }
    this.cancelling = undefined;
    this.#changed();
  }

  /** Whether the visitor looks at the conversation: then nothing in it is unread. */
  watch(watched) {
    this.watched = watched;
    if (watched) this.#read();
  }

  recallDraft() {
    return this.#recall('draft') ?? '';
  }

  keepDraft(text) {
    this.#keep('draft', text);
  }

  #welcome({ resumed, cursor, context }) {
    if (context?.shop) {
      this.shop = context.shop;
      clock.timeZone = context.shop.time_zone;
    }
    if (!resumed) {
      this.items = [];
      this.unread = 0;
      this.orders = new Map((context.orders ?? []).map((order) => [order.id, order]));
      this.customer = context.customer;
      this.handover = context.handover;
      for (const event of context.timeline ?? []) this.#take(event);
      // An order that is under way stays in sight, however long ago it was placed.
      const under = [...this.orders.values()].filter(({ status }) => !['completed', 'cancelled', 'refused'].includes(status));
      const shown = new Set(this.items.filter(({ kind }) => kind === 'order').map(({ id }) => id));
      this.items.unshift(...under.filter(({ id }) => !shown.has(id)).map(({ id, placed_at: at }) => ({ kind: 'order', key: `order ${id}`, id, at })));
      this.#learnStores();
    }
    this.ready = true;
    this.#latest = cursor;
    if (this.watched) this.#read();
    this.#changed();
  }

  #latest = 0;

  #event({ seq, event, order }) {
    this.#latest = seq;
    if (order) this.#put(order);
    this.#take(event);
    if (this.watched) this.#read();
    this.#changed();
  }

  #take(event) {
    const { seq, at, type, data, entity } = event;
    const key = `event ${seq}`;
    const fromOthers = seq > this.#seen;
    if (type === 'message.posted') {
      this.outgoing = this.outgoing.filter(({ id }) => id !== data.message_id);
      this.#keepOutgoing();
      this.items.push({ kind: 'message', key: data.message_id, at, ...data });
      if (data.from === 'staff') {
        this.typing = null;
        if (fromOthers) this.unread += 1;
      }
    } else if (type === 'order.placed') {
      this.items.push({ kind: 'order', key: `order ${entity.id}`, id: entity.id, at });
    } else if (STEPS.includes(type)) {
      this.items.push({ kind: 'step', key, at, type, id: entity.id });
      if (fromOthers) this.unread += 1;
    } else if (type === 'touch.opened' && data.channel === 'phone') {
      this.items.push({ kind: 'call', key, at });
    } else if (type === 'customer.named') {
      this.customer = { ...this.customer, name: data.name };
    } else if (/^handle\.(claimed|attached)$/.test(type) && data.kind === 'email') {
      this.customer = { ...this.customer, email: data.value, proved: data.assurance !== 'claimed' };
    } else if (type === 'handover.issued') {
      this.handover = { ...data, used: false };
    } else if (type === 'handover.used') {
      this.handover = this.handover && { ...this.handover, used: true };
    } else if (type === 'handover.expired') {
      this.handover = null;
    }
  }

  #put(order) {
    this.orders.set(order.id, order);
    this.#learnStores();
    this.dispatchEvent(new CustomEvent('order', { detail: order }));
  }

  async #learnStores() {
    const collected = [...this.orders.values()].some(({ delivery }) => delivery.node);
    if (!collected || this.stores.size) return;
    try {
      const { nodes } = await this.#api.get('/nodes');
      this.stores = new Map(nodes.map((node) => [node.code, node]));
      this.#changed();
    } catch {
      // the card does without directions
    }
  }

  #theyType({ by, on }) {
    if (by?.kind === 'visitor') return;
    clearTimeout(this.#quiet);
    this.typing = on ? by : null;
    this.#quiet = setTimeout(() => {
      this.typing = null;
      this.#changed();
    }, TYPING_LASTS);
    this.#changed();
  }

  /** The server does not know this visitor any more: begin as a new one, once. */
  #startOver = () => {
    this.#startOver = () => {};
    this.#visitor.forget();
    this.#live.forget();
    this.#live.start();
  };

  async #deliver(message) {
    const sending = { ...message, state: 'sending', why: undefined };
    this.outgoing = [...this.outgoing.filter(({ id }) => id !== message.id), sending];
    this.#keepOutgoing();
    try {
      await this.#live.send({ type: 'message', message_id: message.id, text: message.text });
      this.#mark(message.id, { state: 'sent' });
    } catch (rejected) {
      this.#mark(message.id, { state: 'failed', why: rejected.detail });
    }
  }

  #mark(id, change) {
    this.outgoing = this.outgoing.map((message) => (message.id === id ? { ...message, ...change } : message));
    this.#keepOutgoing();
  }

  #keepOutgoing() {
    const waiting = this.outgoing.filter(({ state }) => state !== 'sent').map(({ id, text, at }) => ({ id, text, at }));
    this.#keep('outgoing', waiting.length ? JSON.stringify(waiting) : '');
    this.#changed();
  }

  #iType(on) {
    const now = Date.now();
    if (on ? now - this.#typingSince < TYPING_AGAIN : !this.#typingSince) return;
    this.#typingSince = on ? now : 0;
    this.#live.signal({ type: 'typing', on });
  }

  #read() {
    this.unread = 0;
    this.#seen = this.#latest;
    this.#keep('seen', this.#seen);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }

  // What must outlive a change of page, but not the visit, except what was seen.
  #keep(name, value) {
    try {
      const storage = name === 'seen' ? localStorage : sessionStorage;
      if (value === '') storage.removeItem(`comptoir.${name}`);
      else storage.setItem(`comptoir.${name}`, value);
    } catch {
      // storage may be forbidden; then it lasts as long as the page
    }
  }

  #recall(name) {
    try {
      return (name === 'seen' ? localStorage : sessionStorage).getItem(`comptoir.${name}`);
    } catch {
      return null;
    }
  }
}
