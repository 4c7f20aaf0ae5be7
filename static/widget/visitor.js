/** Who sits before this browser: a token of fifteen minutes and what renews it, kept in this page's storage. */
import { Api } from '../shared/api.js';

const MARGIN = 30_000;

export class Visitor {
  #key;
  #api;
  #session;
  #renewing;

  constructor(origin, api = new Api({ host: origin, token: undefined })) {
    this.#key = `comptoir.visitor ${origin}`;
    this.#api = api;
    this.#session = this.#read();
  }

  /** A valid token; `renew` when the server has refused the last one. */
  async token(renew = false) {
    const stillValid = this.#session && Date.parse(this.#session.expires_at) - Date.now() > MARGIN;
    if (stillValid && !renew) return this.#session.token;
    // Several may ask at once; one asks the server.
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    return (await this.#renewing).token;
  }

  /** Starts over as somebody new. */
  forget() {
    this.#write(undefined);
  }

  async #renew() {
    const used = this.#session?.token;
    const other = this.#read();
    // Another tab has renewed it already.
    if (other && other.token !== used && Date.parse(other.expires_at) - Date.now() > MARGIN) return (this.#session = other);
    const refresh = (other ?? this.#session)?.refresh_token;
    try {
      return this.#write(await this.#api.post('/visitors', refresh ? { refresh_token: refresh } : {}));
    } catch (problem) {
      if (!refresh || !(problem.status >= 400 && problem.status < 429)) throw problem;
      return this.#write(await this.#api.post('/visitors', {})); // what we had is worth nothing any more
    }
  }

  #read() {
    try {
      return JSON.parse(localStorage.getItem(this.#key)) ?? this.#session;
    } catch {
      return this.#session; // no storage: as long as the page
    }
  }

  #write(session) {
    this.#session = session;
    try {
      if (session) localStorage.setItem(this.#key, JSON.stringify(session));
      else localStorage.removeItem(this.#key);
    } catch {
      // no storage: as long as the page
    }
    return session;
  }
}
