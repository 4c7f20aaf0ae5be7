/** The REST API from a browser: with the staff cookie of this host, or with a visitor's token. */
import { t } from './i18n.js';

const TRIES = 4;

/** What went wrong, as the server says it (RFC 9457); `code` is stable, `detail` is for people; `retryAfter` in seconds where it says so. */
export class Problem extends Error {
  constructor(said) {
    super(said.detail || said.title || said.code);
    Object.assign(this, { status: 0, ...said, name: 'Problem', detail: this.message });
  }
}

async function problemFrom(response) {
  const document = await response.json().catch(() => ({}));
  return new Problem({
    code: 'unexpected_answer',
    title: t('problem.unexpected_answer'),
    ...document,
    status: response.status,
    retryAfter: Number(response.headers.get('retry-after')) || undefined,
  });
}

// Retry-After is seconds or a date.
function waitFor(header, attempt) {
  const seconds = Number(header);
  const named = Number.isFinite(seconds) && header ? seconds * 1000 : Date.parse(header) - Date.now();
  return Math.min(10_000, Math.max(named || 500 * 2 ** attempt, 100)) * (1 + Math.random() / 4);
}

export class Api {
  /** `host` is another origin than this page's; `token(renew)` gives a visitor's token, and then no cookie goes along. */
  constructor({ host = '', token, fetch = (...request) => globalThis.fetch(...request) } = {}) {
    Object.assign(this, { host, token, fetch });
  }

  get(path, options) {
    return this.call('GET', path, undefined, options);
  }

  post(path, body = {}, options) {
    return this.call('POST', path, body, options);
  }

  patch(path, body, options) {
    return this.call('PATCH', path, body, options);
  }

  delete(path, options) {
    return this.call('DELETE', path, undefined, options);
  }

  /** Answers the parsed body (`null` for 204) or throws a `Problem`. `query` is added to the path without its empty values. */
  async call(method, path, body, { idempotencyKey, query, signal } = {}) {
    const url = `${this.host}/api/v1${path}${search(query)}`;
    let fresh = false;
    for (let attempt = 1; ; attempt += 1) {
      const headers = { accept: 'application/json' };
      if (body !== undefined) headers['content-type'] = 'application/json';
      if (idempotencyKey) headers['idempotency-key'] = idempotencyKey;
      if (this.token) headers.authorization = `Bearer ${await this.token(fresh)}`;
      let response;
      try {
        response = await this.fetch(url, {
          method,
          headers,
          body: body === undefined ? undefined : JSON.stringify(body),
          credentials: this.token ? 'omit' : 'same-origin',
          signal,
        });
      } catch (error) {
        if (error.name === 'AbortError') throw error;
        throw new Problem({ code: 'offline', title: t('problem.offline') });
      }
      if (response.ok) return response.status === 204 ? null : response.json();
      if (response.status === 401 && this.token && !fresh) {
        fresh = true; // the token ran out on the way: once more with a new one
        continue;
      }
      // A change may be repeated only where its key makes that harmless.
      if (response.status === 503 && attempt < TRIES && (method === 'GET' || idempotencyKey)) {
        await new Promise((resolve) => setTimeout(resolve, waitFor(response.headers.get('retry-after'), attempt)));
        continue;
      }
      throw await problemFrom(response);
    }
  }
}

function search(query = {}) {
  const present = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return present.length ? `?${new URLSearchParams(present)}` : '';
}

/** The API of this host with the staff session's cookie. */
export const api = new Api();
