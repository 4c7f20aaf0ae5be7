/**
 * The last simulations, and what becomes of those that run: each is asked after until it has ended. `change` says that something is
 * different; `problem` is why it is not known how far they are (it is tried again all the same).
 */
import { api as staffApi } from '../shared/api.js';

const EVERY_MS = 700;
const PATIENT_MS = 3000;

export class Runs extends EventTarget {
  items = undefined;
  problem = undefined;

  constructor({ api = staffApi, timers = globalThis } = {}) {
    super();
    Object.assign(this, { api, timers });
  }

  async load() {
    const { simulations } = await this.api.get('/simulations');
    // What was asked for by its address may be older than the last ones.
    const others = (this.items ?? []).filter(({ id }) => !simulations.some((each) => each.id === id));
    this.#have([...simulations, ...others]);
  }

  at(id) {
    return this.items?.find((each) => each.id === id);
  }

  get running() {
    return (this.items ?? []).filter(({ status }) => status === 'running');
  }

  /** One that is not among the last. */
  async fetch(id) {
    this.#put(await this.api.get(`/simulations/${encodeURIComponent(id)}`));
  }

  /** Answers the one that runs now. */
  async begin(request) {
    const begun = await this.api.post('/simulations', request);
    this.#put(begun);
    return begun;
  }

  /** Nobody looks any more. */
  stop() {
    this.timers.clearTimeout(this.timer);
    this.timer = undefined;
    this.stopped = true;
  }

  resume() {
    this.stopped = false;
    this.#follow(EVERY_MS);
  }

  #put(simulation) {
    const others = (this.items ?? []).filter(({ id }) => id !== simulation.id);
    this.#have([...others, simulation]);
  }

  #have(items) {
    this.items = items.sort((one, other) => Date.parse(other.begun_at) - Date.parse(one.begun_at));
    this.#follow(EVERY_MS);
    this.dispatchEvent(new Event('change'));
  }

  #follow(after) {
    if (this.timer !== undefined || this.stopped || !this.running.length) return;
    this.timer = this.timers.setTimeout(() => this.#ask(), after);
  }

  async #ask() {
    const asked = this.running;
    const answers = await Promise.allSettled(asked.map(({ id }) => this.api.get(`/simulations/${id}`)));
    this.timer = undefined;
    const failed = answers.find(({ status }) => status === 'rejected');
    this.problem = failed?.reason;
    for (const { value } of answers) if (value) this.items = this.items.map((each) => (each.id === value.id ? value : each));
    this.#follow(failed ? PATIENT_MS : EVERY_MS);
    this.dispatchEvent(new Event('change'));
  }
}
