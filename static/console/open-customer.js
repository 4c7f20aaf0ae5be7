/** The customer on the desk: the context the server gave, kept true by the frames of their stream. */
import { api } from '../shared/api.js';
import { Model } from './follow.js';

const PAGE = 50;
const TYPING_LASTS = 6000;
// What of these has rows of its own in the timeline: a message, and a proof that was asked for.
const TOLD_OTHERWISE = ['message', 'prove_email'];
const UNDER_WAY = ['waiting', 'sending'];
const SENDS_MAIL = /^(order|fulfillment)\./;
const CHANGES_SUGGESTIONS = /^(handle|customer)\./;

export class OpenCustomer extends Model {
  state = 'loading';
  customer = undefined;
  suggestions = [];
  topics = [];
  orders = [];
  events = [];
  deliveries = [];
  typing = new Map();
  beginning = false;
  earlier = 'idle';

  constructor(id) {
    super();
    this.id = id;
  }

  /** A whole context; `resumed` when its timeline only goes on from what is here. */
  take(context, { resumed = false } = {}) {
    this.state = 'ready';
    this.customer = context.customer;
    this.suggestions = context.suggestions ?? [];
    this.topics = context.topics ?? [];
    this.orders = context.orders ?? [];
    if (resumed) this.add(context.timeline ?? []);
    else {
      this.events = context.timeline ?? [];
      this.beginning = this.events.length < PAGE;
    }
    this.loadDeliveries();
    this.changed();
  }

  failed(problem) {
    this.state = 'failed';
    this.problem = problem;
    this.changed();
  }

  /** A frame of the customer's stream. */
  apply({ event, order, topic, customer }) {
    if (!this.customer) return;
    this.add([event]);
    if (order) this.putOrder(order);
    if (topic) this.putTopic(topic);
    if (customer) this.customer = { ...this.customer, ...customer };
    this.follow(event);
    if (SENDS_MAIL.test(event.type)) this.loadDeliveries();
    if (event.type === 'message.posted' && event.data.from === 'customer') this.typing.clear();
    this.changed();
  }

  add(events) {
    const last = this.events.at(-1)?.seq ?? 0;
    this.events = [...this.events, ...events.filter((event) => event.seq > last)];
  }

  putOrder(order) {
    const known = this.orders.some((each) => each.id === order.id);
    this.orders = known
      ? this.orders.map((each) => (each.id === order.id && each.seq <= order.seq ? order : each))
      : [order, ...this.orders];
  }

  putTopic(topic) {
    const known = this.topics.some((each) => each.topic === topic.topic);
    this.topics = known ? this.topics.map((each) => (each.topic === topic.topic ? topic : each)) : [...this.topics, topic];
  }

  /** What a command's answer says, before its frame arrives. */
  putCustomer(card) {
    this.customer = { ...this.customer, ...card };
    this.changed();
  }

  // What a customer's card does not carry, its events tell.
  follow({ type, at, data, entity }) {
    const { touches = [] } = this.customer;
    if (type === 'touch.opened' && !touches.some((touch) => touch.touch === data.touch)) {
      this.customer = { ...this.customer, touches: [...touches, { touch: data.touch, channel: data.channel, opened_at: at }] };
    }
    if (type === 'touch.closed') this.customer = { ...this.customer, touches: touches.filter((touch) => touch.touch !== data.touch) };
    const own = entity.id === this.id; // the stream also carries what happens to those linked with them
    if (own && type === 'customer.named') this.customer = { ...this.customer, name: data.name };
    if (own && type === 'customer.language_set') this.customer = { ...this.customer, language: data.language };
    if (CHANGES_SUGGESTIONS.test(type)) this.refresh();
  }

  /** Asks again for what no event tells: suggestions, links, presence. */
  refresh() {
    clearTimeout(this.refreshing);
    this.refreshing = setTimeout(async () => {
      try {
        const { suggestions, customer } = await api.get(`/customers/${this.id}`);
        if (customer.id !== this.id) return; // a part of another one by now: a resync follows
        this.suggestions = suggestions ?? [];
        const { linked, linked_to, handles, online } = customer;
        this.customer = { ...this.customer, linked, linked_to, handles, online };
        this.changed();
      } catch {
        // they come with the next look at this customer
      }
    }, 300);
  }

  /** Emails and SMS to this customer. They are no events, so they are asked for, again while one is on its way. */
  loadDeliveries({ patience = 5 } = {}) {
    clearTimeout(this.loadingDeliveries);
    this.loadingDeliveries = setTimeout(async () => {
      const everybody = [this.id, ...(this.customer.linked ?? []).map(({ id }) => id)];
      try {
        const pages = await Promise.all(everybody.map((customer) => api.get('/outbox', { query: { customer } })));
        const all = pages.flatMap(({ deliveries }) => deliveries).filter(({ template }) => !TOLD_OTHERWISE.includes(template));
        this.deliveries = all.sort((one, other) => Date.parse(one.created_at) - Date.parse(other.created_at));
        this.changed();
        if (patience && all.some(({ status }) => UNDER_WAY.includes(status))) this.loadDeliveries({ patience: patience - 1 });
      } catch {
        // they come with the next step of an order, or the next look at this customer
      }
    }, patience === 5 ? 250 : 2000);
  }

  setOnline(online) {
    if (!this.customer || this.customer.online === online) return;
    this.customer = { ...this.customer, online };
    if (!online) this.typing.clear();
    this.changed();
  }

  setTyping({ kind, name }, on) {
    const who = kind === 'visitor' ? 'visitor' : name;
    clearTimeout(this.typing.get(who)?.timer);
    this.typing.delete(who);
    // A “stopped” that got lost must not leave somebody typing for ever.
    if (on) this.typing.set(who, { kind, name, timer: setTimeout(() => this.setTyping({ kind, name }, false), TYPING_LASTS) });
    this.changed();
  }

  /** The page of the timeline before the first event here. */
  async loadEarlier() {
    if (this.earlier === 'loading' || this.beginning || !this.events.length) return;
    this.earlier = 'loading';
    this.changed();
    const before = this.events[0].seq;
    try {
      const { events } = await api.get(`/customers/${this.id}/timeline`, { query: { before, limit: PAGE } });
      if (this.events[0]?.seq === before) {
        this.events = [...events.filter((event) => event.seq < before), ...this.events];
        this.beginning = events.length < PAGE;
      }
      this.earlier = 'idle';
    } catch (problem) {
      this.earlier = 'failed';
      this.earlierProblem = problem;
    }
    this.changed();
  }

  /** Turns to one of the customer's topics. */
  choose(topic) {
    this.chosen = topic;
    this.changed();
  }

  /** The topic that the conversation is about now: an active one, the chosen one among those, else the latest. */
  get topic() {
    const latest = (topics) => topics.reduce((one, other) => (!one || other.updated_seq > one.updated_seq ? other : one), undefined);
    const active = this.topics.filter(({ status }) => status !== 'closed');
    const among = active.length ? active : this.topics;
    return among.find(({ topic }) => topic === this.chosen) ?? latest(among);
  }

  /** The phone call or store visit in progress. */
  touch(channel) {
    return this.customer?.touches?.find((touch) => touch.channel === channel);
  }

  /** The best known address on a channel: staff's word before proof before a claim. */
  address(kind) {
    const worth = { confirmed: 2, proved: 1, claimed: 0 };
    return (this.customer?.handles ?? [])
      .filter((handle) => handle.kind === kind)
      .sort((one, other) => worth[other.assurance] - worth[one.assurance])[0];
  }
}
