/**
 * What the agent has said and the server has not yet repeated: sending, or failed with its reason. Kept in the browser until it is
 * confirmed; a `message_id` makes sending it again harmless, also after a reload.
 */
import { keep, recall } from './kept.js';
import { Model } from './follow.js';
import { explain } from '../shared/explain.js';
import { newId } from '../shared/new-id.js';

// What a reload finds older than this is offered for another try instead of being sent unasked.
const STALE = 2 * 60_000;

export class Outgoing extends Model {
  constructor(send) {
    super();
    this.send = send;
    this.messages = recall('outgoing', []).map((message) => ({ ...message, state: 'failed', problem: undefined }));
  }

  /** Sends again what a reload interrupted. */
  resume() {
    for (const message of this.messages) if (Date.now() - message.at < STALE) this.attempt(message);
  }

  of(customer) {
    return this.messages.filter((message) => message.customer === customer);
  }

  /** `{customer, kind: 'message' | 'note', channel?, to?, text}` */
  post(draft) {
    const message = { ...draft, message_id: newId(), at: Date.now(), state: 'sending' };
    this.messages = [...this.messages, message];
    this.attempt(message);
  }

  retry(id) {
    const message = this.messages.find((each) => each.message_id === id);
    if (message) this.attempt(message);
  }

  /** Takes a failed one back, to write it differently. */
  discard(id) {
    const message = this.messages.find((each) => each.message_id === id);
    this.drop(id);
    return message;
  }

  /** The server's event of it has arrived. */
  drop(id) {
    if (!this.messages.some((message) => message.message_id === id)) return;
    this.messages = this.messages.filter((message) => message.message_id !== id);
    this.store();
  }

  /** A whole timeline of the customer has arrived: what was acknowledged is in it, or further up. */
  settle(customer) {
    this.messages = this.messages.filter((message) => message.customer !== customer || message.state !== 'sent');
    this.store();
  }

  async attempt(message) {
    this.change(message, { state: 'sending', problem: undefined });
    const { kind, customer, message_id, text, channel } = message;
    try {
      await this.send(
        kind === 'note' ? { type: 'note', message_id, customer, text } : { type: 'message', message_id, customer, text, channel },
      );
      this.change(message, { state: 'sent' });
    } catch (problem) {
      this.change(message, { state: 'failed', problem: explain(problem) });
    }
  }

  change({ message_id: id }, fields) {
    this.messages = this.messages.map((message) => (message.message_id === id ? { ...message, ...fields } : message));
    this.store();
  }

  store() {
    const unconfirmed = this.messages.filter(({ state }) => state !== 'sent');
    keep('outgoing', unconfirmed.length ? unconfirmed : undefined);
    this.changed();
  }
}
