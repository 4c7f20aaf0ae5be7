/** The inbox as the agent's screen knows it: topics by view, live counts, the place in each view's list. */
import { api } from '../shared/api.js';
import { Model } from './follow.js';

export const VIEWS = ['open', 'mine', 'unassigned', 'snoozed', 'closed'];

// After how many minutes without an answer a topic is late. Live channels keep what the shop promises; letters may wait longer.
const PATIENCE = { email: 240, sms: 30 };

const active = (topic) => topic.status === 'open' || topic.status === 'waiting';

export class Inbox extends Model {
  topics = new Map();
  counts = {};
  view = 'open';
  places = Object.fromEntries(VIEWS.map((view) => [view, { state: 'loading' }]));
  promise = 3;

  constructor(me) {
    super();
    this.me = me;
  }

  belongs(topic, view) {
    if (view === 'mine') return active(topic) && topic.assignee?.id === this.me.id;
    if (view === 'unassigned') return active(topic) && !topic.assignee;
    if (view === 'open') return active(topic);
    return topic.status === view;
  }

  /** The topics of a view: who is closest to waiting too long first, then the latest. */
  list(view = this.view) {
    const now = Date.now();
    const urgency = (topic) => this.lateness(topic, now) ?? -1;
    const byUrgency = (one, other) => urgency(other) - urgency(one) || Date.parse(other.last_at) - Date.parse(one.last_at);
    return [...this.topics.values()].filter((topic) => this.belongs(topic, view)).sort(view === 'snoozed' ? byReturn : byUrgency);
  }

  place(view = this.view) {
    return this.places[view];
  }

  /** How far a waiting topic is on its way to being late: 0 just asked, 1 late; nothing when nobody waits. */
  lateness(topic, now = Date.now()) {
    if (!topic.waiting_since || !active(topic)) return undefined;
    const minutes = (now - Date.parse(topic.waiting_since)) / 60_000;
    return Math.max(0, minutes) / (PATIENCE[topic.channel] ?? this.promise);
  }

  /** The context of the `inbox` stream: the first page of the open view, anew. */
  take({ topics, counts, next_cursor: next }) {
    this.topics = new Map([...this.topics].filter(([, topic]) => !active(topic)));
    for (const topic of topics) this.topics.set(topic.topic, topic);
    this.counts = counts;
    // “Mine” and “unassigned” are parts of the open view: complete when that is.
    for (const view of ['open', 'mine', 'unassigned']) this.places[view] = { state: view === 'open' || !next ? 'ready' : 'loading', next };
    this.changed();
    if (this.view !== 'open') this.load(this.view, { anew: true });
  }

  /** A frame of the `inbox` stream. */
  apply({ event, topic }) {
    if (!topic) return;
    const before = this.topics.get(topic.topic);
    if (before && before.updated_seq > topic.updated_seq) return;
    this.topics.set(topic.topic, topic);
    if (before || event.type === 'topic.opened') this.recount(before, topic);
    else this.fetchCounts();
    this.changed();
  }

  // The answer to a command may come before its frame.
  put(topic) {
    this.apply({ event: {}, topic });
  }

  recount(before, after) {
    for (const view of Object.keys(this.counts)) {
      const change = this.belongs(after, view) - (before ? this.belongs(before, view) : 0);
      this.counts = { ...this.counts, [view]: Math.max(0, this.counts[view] + change) };
    }
  }

  // Of a topic that was beyond the loaded pages we do not know where it was counted: ask, once for many.
  fetchCounts() {
    this.counting ??= setTimeout(async () => {
      try {
        this.counts = (await api.get('/inbox', { query: { view: 'open', limit: 1 } })).counts;
        this.changed();
      } catch {
        // the next frame asks again
      } finally {
        this.counting = undefined;
      }
    }, 400);
  }

  async show(view) {
    this.view = view;
    this.changed();
    if (this.places[view].state !== 'ready') await this.load(view);
  }

  /** Loads the first page of a view, or the next one with `more`. */
  async load(view = this.view, { more = false, anew = false } = {}) {
    const place = this.places[view];
    if (place.busy) return;
    this.places[view] = { ...place, busy: true, state: more || anew ? place.state : 'loading', problem: undefined };
    this.changed();
    try {
      const page = await api.get('/inbox', { query: { view, cursor: more ? place.next : undefined } });
      for (const topic of page.topics) {
        if (!(this.topics.get(topic.topic)?.updated_seq > topic.updated_seq)) this.topics.set(topic.topic, topic);
      }
      this.counts = page.counts ?? this.counts;
      this.places[view] = { state: 'ready', next: page.next_cursor };
    } catch (problem) {
      this.places[view] = { ...place, busy: false, state: more ? 'ready' : 'failed', problem };
    }
    this.changed();
  }
}

function byReturn(one, other) {
  return Date.parse(one.snoozed_until ?? 0) - Date.parse(other.snoozed_until ?? 0);
}
