/** A Lit controller for the date that the shop can promise: asked a moment after the basket or the place have changed. */
import { catalogue } from './visitor.js';

const AFTER_TYPING = 350;

export class PromiseDates {
  #host;
  #asked = '';
  #waiting;
  /** The promise in force, with `at`, `because` and `promise`; `undefined` while nobody knows. */
  promise;

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected() {
    clearTimeout(this.#waiting);
  }

  /** For these lines: shipped to `{postcode, country}`, or at the store `node`; without either nothing is promised. */
  ask({ lines, place, node }) {
    const body = node ? { lines, node } : place?.postcode.trim().length >= 4 ? { lines, place } : undefined;
    const asked = body && lines.length ? JSON.stringify(body) : '';
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#say(undefined);
    clearTimeout(this.#waiting);
    if (asked) this.#waiting = setTimeout(() => this.#look(asked, node ? 'pickup' : 'ship'), AFTER_TYPING);
  }

  /** The date no longer holds: it is asked for again. */
  async again() {
    const { method } = this.promise ?? {};
    if (method) await this.#look(this.#asked, method);
  }

  async #look(asked, method) {
    try {
      const { promises } = await catalogue.post('/promises', JSON.parse(asked));
      if (asked === this.#asked) this.#say(promises.find((promise) => promise.method === method));
    } catch {
      // Without a date the order can be placed all the same.
      if (asked === this.#asked) this.#say(undefined);
    }
  }

  #say(promise) {
    this.promise = promise;
    this.#host.requestUpdate();
  }
}
