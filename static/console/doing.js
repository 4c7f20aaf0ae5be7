/** A Lit controller for what a component has asked for: which of it is under way, and why which of it failed. A failure stays where it happened. */
export class Doing {
  #busy = new Set();
  #problems = new Map();

  constructor(host) {
    this.host = host;
    host.addController(this);
  }

  hostDisconnected() {
    this.#problems.clear();
  }

  busy(name) {
    return this.#busy.has(name);
  }

  problem(name) {
    return this.#problems.get(name);
  }

  clear(name) {
    this.#problems.delete(name);
    this.host.requestUpdate();
  }

  /** Runs `work` unless it is running; answers its result, or `undefined` when it failed. */
  async run(name, work) {
    if (this.#busy.has(name)) return undefined;
    this.#busy.add(name);
    this.#problems.delete(name);
    this.host.requestUpdate();
    try {
      return (await work()) ?? true;
    } catch (problem) {
      this.#problems.set(name, problem);
      return undefined;
    } finally {
      this.#busy.delete(name);
      this.host.requestUpdate();
    }
  }
}
