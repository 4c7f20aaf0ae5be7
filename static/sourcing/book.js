/**
 * Rules that are kept in versions (policies, carriers), and what is being changed of them. A change stays in this browser until it is saved
 * or given up: it is lost neither by looking at something else nor by loading the page again.
 *
 * A rule is named by its place: `kept/NAME` is in force, `new/1` is not kept yet.
 */
import { api as staffApi } from '../shared/api.js';

const PREFIX = 'comptoir.sourcing.';
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class Book extends EventTarget {
  /** `path` of the API, `key` of the body in it; `open` and `close` turn what the wire has into what is edited, and back. */
  constructor({ path, key, open = (value) => value, close = (value) => value, api = staffApi, storage = globalThis.sessionStorage }) {
    super();
    Object.assign(this, { path, key, open, close, api, storage, items: undefined, usual: undefined });
    this.drafts = new Map(this.#recall());
  }

  async load() {
    const answer = await this.api.get(`/${this.path}`);
    this.items = answer[this.path];
    this.usual = answer.usual;
    this.#changed();
  }

  kept(name) {
    return this.items?.find((item) => item.name === name);
  }

  /** `{name, version, value, changed}` of what stands at a place; nothing where there is no such rule. */
  at(place) {
    const draft = this.drafts.get(place);
    if (draft) return { ...draft, changed: true };
    const kept = place.startsWith('kept/') && this.kept(place.slice(5));
    return kept ? { name: kept.name, version: kept.version, value: this.open(kept[this.key]), changed: false } : undefined;
  }

  /** Begins a rule of its own, like `value` (as on the wire); answers its place. What was begun so and not touched yet serves again. */
  begin(value) {
    const opened = this.open(value);
    const begun = this.begun();
    const untouched = begun.find((place) => !this.at(place).name && same(this.at(place).value, opened));
    if (untouched) return untouched;
    const place = `new/${1 + Math.max(0, ...begun.map((each) => Number(each.slice(4)) || 0))}`;
    this.drafts.set(place, { name: '', version: 0, value: opened });
    this.#changed();
    return place;
  }

  /** The places of all that is not kept yet. */
  begun() {
    return [...this.drafts.keys()].filter((place) => place.startsWith('new/'));
  }

  edit(place, value) {
    const now = this.at(place);
    const kept = place.startsWith('kept/') && this.kept(now.name);
    if (kept && kept.version === now.version && same(this.open(kept[this.key]), value)) this.drafts.delete(place);
    else this.drafts.set(place, { name: now.name, version: now.version, value });
    this.#changed();
  }

  rename(place, name) {
    const { version, value } = this.at(place);
    this.drafts.set(place, { name, version, value });
    this.#changed();
  }

  giveUp(place) {
    this.drafts.delete(place);
    this.#changed();
  }

  /** What has been written is now meant to follow this version. */
  rebase(place, version) {
    const { name, value } = this.at(place);
    this.drafts.set(place, { name, version, value });
    this.#changed();
  }

  /** Keeps the next version; answers where it stands then. */
  async save(place) {
    const { name, version, value } = this.at(place);
    const kept = await this.#put(name.trim(), { [this.key]: this.close(value), version });
    this.drafts.delete(place);
    this.#changed();
    return `kept/${kept.name}`;
  }

  /** Puts a rule in force as it is, whatever it was before: to take back that it was ended, or to take over a usual one. */
  async putBack(name, value) {
    await this.#put(name, { [this.key]: value });
    this.#changed();
  }

  async #put(name, body) {
    const kept = await this.api.call('PUT', `/${this.path}/${encodeURIComponent(name)}`, body);
    this.items = [...(this.items ?? []).filter((item) => item.name !== kept.name), kept];
    return kept;
  }

  /** Answers what was in force until now. */
  async end(name) {
    const ended = this.kept(name);
    await this.api.delete(`/${this.path}/${encodeURIComponent(name)}`);
    this.items = this.items.filter((item) => item.name !== name);
    this.drafts.delete(`kept/${name}`);
    this.#changed();
    return ended;
  }

  /** `[{version, at, by, value|null}…]`, the newest first. */
  async versions(name) {
    const { versions } = await this.api.get(`/${this.path}/${encodeURIComponent(name)}/versions`);
    return versions.map(({ version, at, by, [this.key]: value }) => ({ version, at, by, value: value ?? null }));
  }

  #changed() {
    try {
      this.storage?.setItem(PREFIX + this.path, JSON.stringify([...this.drafts]));
    } catch {
      // storage may be full or forbidden: then it lasts as long as the page
    }
    this.dispatchEvent(new Event('change'));
  }

  #recall() {
    try {
      return JSON.parse(this.storage?.getItem(PREFIX + this.path)) ?? [];
    } catch {
      return []; // storage may be forbidden, or hold something older
    }
  }
}
