/** The agent's desk: who is working, the live connection, the inbox, the customer that is open, the call in progress. */
import { api } from '../shared/api.js';
import { Live } from '../shared/live.js';
import { Inbox } from './inbox.js';
import { OpenCustomer } from './open-customer.js';
import { Outgoing } from './outgoing.js';
import { Model } from './follow.js';
import { keep, recall } from './kept.js';
import { newId } from '../shared/new-id.js';

const TYPING_REPEATS = 3000;

export class Desk extends Model {
  open = undefined;
  staff = [];
  shop = { name: '' };
  online = [];
  presence = 'online';
  call = recall('call');
  #endWatch;
  #typingAt = 0;

  /** `onSignedOut` is called when the session has ended. */
  constructor({ me, onSignedOut }) {
    super();
    this.me = me;
    this.live = new Live();
    this.inbox = new Inbox(me);
    this.outgoing = new Outgoing((frame) => this.live.send(frame));
    this.live.on('status', () => this.changed());
    this.live.on('welcome', ({ context }) => {
      this.setOnline(context?.staff_online);
      // Who is online may have changed unseen.
      if (this.open?.customer) this.open.refresh();
      if (this.presence === 'away') this.live.signal({ type: 'presence', status: 'away' });
    });
    this.live.on('presence', (frame) => this.hearPresence(frame));
    this.live.on('typing', ({ stream, by, on }) => {
      const mine = by.kind === 'staff' && by.name === this.me.name;
      if (!mine && stream === this.stream) this.open?.setTyping(by, on);
    });
    this.live.on('refused', onSignedOut);
    this.live.watch('inbox', {
      context: (context) => this.inbox.take(context),
      event: (frame) => this.inbox.apply(frame),
    });
  }

  get stream() {
    return this.open && `customer:${this.open.id}`;
  }

  async start() {
    this.live.start();
    this.outgoing.resume();
    const [shop, staff] = await Promise.allSettled([api.get('/shop'), api.get('/staff')]);
    if (shop.status === 'fulfilled') {
      this.shop = shop.value;
      this.inbox.promise = shop.value.answers_in_minutes ?? this.inbox.promise;
      this.inbox.changed();
    }
    if (staff.status === 'fulfilled') this.staff = staff.value.staff;
    this.changed();
  }

  // --- the customer that is open

  show(id) {
    if (this.open?.id === id) return;
    this.hush();
    this.#endWatch?.();
    this.#endWatch = undefined;
    this.open = id ? new OpenCustomer(id) : undefined;
    if (id) this.watch(this.open);
    this.changed();
  }

  watch(open) {
    this.#endWatch = this.live.watch(`customer:${open.id}`, {
      context: (context) => {
        const { id } = context.customer;
        if (id !== open.id) {
          // Whoever was asked for has become a part of this customer.
          this.show(id);
          this.dispatchEvent(new CustomEvent('moved', { detail: id }));
          return;
        }
        open.take(context);
        for (const event of open.events) this.confirm(event);
        this.outgoing.settle(open.id);
      },
      event: (frame) => {
        open.apply(frame);
        this.confirm(frame.event);
        if (frame.topic) this.inbox.apply(frame);
        if (frame.event.type === 'touch.closed' && frame.event.data.touch === this.call?.touch) this.forgetCall();
        this.dispatchEvent(new CustomEvent('heard', { detail: frame }));
      },
      rejected: (problem) => open.failed(problem),
    });
  }

  tryAgain() {
    const { id } = this.open;
    this.open = undefined;
    this.show(id);
  }

  // An event of what I said replaces what stood there as sending.
  confirm({ data }) {
    if (data?.message_id) this.outgoing.drop(data.message_id);
  }

  // --- the conversation

  typing() {
    if (!this.open || Date.now() - this.#typingAt < TYPING_REPEATS) return;
    this.#typingAt = Date.now();
    this.live.signal({ type: 'typing', customer: this.open.id, on: true });
  }

  hush() {
    if (!this.#typingAt || !this.open) return;
    this.#typingAt = 0;
    this.live.signal({ type: 'typing', customer: this.open.id, on: false });
  }

  /** `assign {staff_id}`, `close`, `snooze {until}` or `reopen`. */
  async setTopic(topic, what, body) {
    const { topic: after } = await api.post(`/customers/${topic.customer_id}/topics/${topic.topic}/${what}`, body);
    if (!after) return;
    this.inbox.put(after);
    if (this.open?.topics.some((each) => each.topic === after.topic)) {
      this.open.putTopic(after);
      this.open.changed();
    }
  }

  // --- calls and visits

  /** A call or a store visit begins. One who is already on the phone is not called twice. */
  async startTouch(customer, channel) {
    const known = this.open?.id === customer.id && this.open.touch(channel);
    const touch = known || (await api.post(`/customers/${customer.id}/touches`, { channel }, { idempotencyKey: newId() }));
    if (channel !== 'phone') return;
    this.call = { customer: customer.id, name: customer.name, touch: touch.touch, opened_at: touch.opened_at ?? new Date().toISOString() };
    keep('call', this.call);
    this.changed();
  }

  async endTouch(customer, touch) {
    await api.post(`/customers/${customer}/touches/${touch}/close`);
    if (this.call?.touch === touch) this.forgetCall();
  }

  forgetCall() {
    this.call = undefined;
    keep('call', undefined);
    this.changed();
  }

  // --- presence

  hearPresence({ stream, visitor_online: visitorOnline, staff_online: staffOnline }) {
    if (staffOnline) this.setOnline(staffOnline);
    if (visitorOnline !== undefined && stream === this.stream) this.open?.setOnline(visitorOnline);
  }

  setOnline(staff) {
    if (!staff) return;
    this.online = staff;
    this.changed();
  }

  setPresence(status) {
    this.presence = status;
    this.live.signal({ type: 'presence', status });
    this.changed();
  }
}
