/** A Lit controller for the dates that the shop can promise: asked a moment after the basket or the place have changed. */

const AFTER_TYPING = 350;

export class PromiseDates {
  #host;
  #api;
  #asked = '';
  #waiting;
  #settled = Promise.resolve();
  #settle;
  /** The ways in which the basket can be had, the soonest first; `undefined` while nobody knows. */
  promises;
  /** The ways in which it cannot, each with its `method` and a `code` that says why. */
  unavailable = [];
  /** Why nobody knows. */
  problem;

  constructor(host, api) {
    this.#host = host;
    this.#api = api;
    host.addController(this);
  }

  hostDisconnected() {
    clearTimeout(this.#waiting);
  }

  /** Something has been asked that is not answered yet. */
  get asking() {
    return Boolean(this.#asked) && !this.promises && !this.problem;
  }

  /** Fulfilled when what was asked last has been answered, or could not be. */
  get settled() {
    return this.#settled;
  }

  /** `body` as `POST /promises` takes it; without lines, or without a body, nothing is asked. */
  ask(body) {
    const asked = body?.lines.length ? JSON.stringify(body) : '';
    if (asked === this.#asked) return;
    this.#asked = asked;
    clearTimeout(this.#waiting);
    this.#settle?.();
    this.#say({});
    if (!asked) return;
    this.#settled = new Promise((settle) => (this.#settle = settle));
    this.#waiting = setTimeout(() => this.#look(asked), AFTER_TYPING);
  }

  /** The dates no longer hold: they are asked for again. */
  async again() {
    if (this.#asked) await this.#look(this.#asked);
  }

  /** The promise by this way, if there is one. */
  by(method, node) {
    return this.promises?.find((promise) => promise.method === method && promise.node === node);
  }

  async #look(asked) {
    const answer = await this.#api.post('/promises', JSON.parse(asked)).catch((problem) => ({ problem }));
    if (asked !== this.#asked) return;
    this.#say(answer);
    this.#settle();
  }

  #say({ promises, unavailable = [], problem }) {
    Object.assign(this, { promises, unavailable, problem });
    this.#host.requestUpdate();
  }
}
