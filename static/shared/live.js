/**
 * The live connection: one WebSocket at `/live`, as docs/api.md describes it. Events of a stream are handed on in order and once,
 * whatever happens to the socket; what was not acknowledged and may be repeated is sent again, the rest is refused.
 */

const FIRST_DELAY = 400;
const LONGEST_DELAY = 20_000;
const SILENCE_BEFORE_PING = 20_000;
const PONG_WITHIN = 10_000;
const OFFLINE_AFTER = 3;
const BASE_STREAMS = { visitor: 'me', track: 'order' };

/** The server's refusal of a frame: `code` is stable, the message is for people. */
export class Rejected extends Error {
  constructor({ code, detail }) {
    super(detail ?? code);
    Object.assign(this, { name: 'Rejected', code, detail: detail ?? code });
  }
}

export class Live {
  #hello;
  #url;
  #WebSocket;
  #timers;
  #random;
  #listeners = new Map();
  #socket;
  #welcomed = false;
  #wanted = false;
  #status = 'connecting';
  #failures = 0;
  #renew = false;
  #reconnecting;
  #silence;
  #base; // { name, cursor } of the visitor's or tracking page's own stream
  #watched = new Map(); // `ref` is set while its `watching` is awaited
  #unacknowledged = new Map();
  #nextRef = 1;

  /** `hello({renew})` gives the first frame's fields before each connection; with `renew` the last token was refused. */
  constructor({ hello = async () => ({}), url = ownAddress(), WebSocket = globalThis.WebSocket, timers = globalThis, random = Math.random } = {}) {
    this.#hello = hello;
    this.#url = url;
    this.#WebSocket = WebSocket;
    this.#timers = timers;
    this.#random = random;
  }

  get status() {
    return this.#status;
  }

  /** Listens to `status`, `welcome`, `event`, `typing`, `presence`, `resync` or `refused` (sign in again); gives back what ends it. */
  on(type, listener) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, new Set());
    this.#listeners.get(type).add(listener);
    return () => this.#listeners.get(type).delete(listener);
  }

  start() {
    if (this.#wanted) return;
    this.#wanted = true;
    globalThis.addEventListener?.('online', this.#wake);
    globalThis.addEventListener?.('offline', this.#sleep);
    globalThis.document?.addEventListener('visibilitychange', this.#wake);
    this.#connect();
  }

  /** Closes the connection; what was not acknowledged waits for the next `start`. */
  stop() {
    this.#wanted = false;
    globalThis.removeEventListener?.('online', this.#wake);
    globalThis.removeEventListener?.('offline', this.#sleep);
    globalThis.document?.removeEventListener('visibilitychange', this.#wake);
    this.#timers.clearTimeout(this.#reconnecting);
    this.#reconnecting = undefined;
    this.#drop();
    this.#say('connecting');
  }

  /** The next hello gets everything anew: for another visitor on the same page. */
  forget() {
    this.#base = undefined;
  }

  /** Resolves with the `ack` once durable, or throws `Rejected`; waits while offline. What has a `message_id` may be repeated. */
  send(frame, { repeatable = 'message_id' in frame } = {}) {
    const ref = this.#ref();
    return new Promise((resolve, reject) => {
      const entry = { frame: { ...frame, ref }, sent: false, repeatable, resolve, reject };
      this.#unacknowledged.set(ref, entry);
      this.#transmit(entry);
    });
  }

  /** Sends what is worth nothing later (typing, presence): dropped while there is no connection. */
  signal(frame) {
    if (this.#welcomed) this.#write(frame);
  }

  /**
   * `context(context)` comes first and whenever what you have must be replaced, `event(frame)` after it, `rejected(error)` when you
   * may not watch. One watcher a stream; gives back what ends it.
   */
  watch(stream, handlers) {
    const watched = { handlers };
    this.#watched.set(stream, watched);
    if (this.#welcomed) this.#sendWatch(stream, watched);
    return () => {
      if (this.#watched.get(stream) !== watched) return;
      this.#watched.delete(stream);
      this.signal({ type: 'unwatch', stream });
    };
  }

  async #connect() {
    this.#timers.clearTimeout(this.#reconnecting);
    this.#reconnecting = undefined;
    this.#drop();
    if (this.#status === 'online') this.#say('connecting');
    const attempt = (this.#socket = {}); // holds the place while the token is fetched
    let hello;
    try {
      hello = await this.#hello({ renew: this.#renew });
    } catch {
      if (this.#socket === attempt) this.#lost();
      return;
    }
    if (this.#socket !== attempt || !this.#wanted) return;
    const socket = (this.#socket = new this.#WebSocket(this.#url));
    const current = (handler) => (event) => this.#socket === socket && handler(event);
    socket.onopen = current(() => {
      const since = this.#base?.name === 'me' ? { since: this.#base.cursor } : {};
      this.#write({ type: 'hello', ...hello, ...since });
      this.#listen();
    });
    socket.onmessage = current(({ data }) => {
      this.#listen();
      this.#receive(JSON.parse(data));
    });
    socket.onclose = current(() => this.#lost());
    socket.onerror = () => {}; // a close always follows
    this.#listen();
  }

  /** What was on its way and may not be repeated is refused, so that its sender can decide. */
  #drop() {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#welcomed = false;
    this.#timers.clearTimeout(this.#silence);
    socket?.close?.();
    for (const [ref, entry] of this.#unacknowledged) {
      if (!entry.sent) continue;
      entry.sent = false;
      if (entry.repeatable) continue;
      this.#unacknowledged.delete(ref);
      entry.reject(new Rejected({ code: 'connection_lost' }));
    }
  }

  #lost(after) {
    this.#drop();
    if (!this.#wanted) return;
    const offline = globalThis.navigator?.onLine === false || this.#failures + 1 >= OFFLINE_AFTER;
    this.#say(offline ? 'offline' : 'connecting');
    // Half of the delay is left to chance, so that a restarted hub does not meet everybody at once.
    const backoff = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#failures);
    const delay = (after ?? backoff) * (0.5 + this.#random());
    this.#failures += 1;
    this.#reconnecting = this.#timers.setTimeout(() => this.#connect(), delay);
  }

  /** Browsers do not show the socket's own pings: after some silence we ask, and give up on who does not answer. */
  #listen() {
    this.#timers.clearTimeout(this.#silence);
    this.#silence = this.#timers.setTimeout(() => {
      if (this.#welcomed) this.#write({ type: 'ping' });
      this.#silence = this.#timers.setTimeout(() => this.#lost(), PONG_WITHIN);
    }, SILENCE_BEFORE_PING);
  }

  #wake = () => {
    // Offline, an open socket may have missed its end.
    if ((this.#reconnecting || this.#status === 'offline') && globalThis.document?.visibilityState !== 'hidden') this.#connect();
  };

  #sleep = () => this.#say('offline');

  #receive(frame) {
    switch (frame.type) {
      case 'welcome':
        return this.#welcome(frame);
      case 'event':
        return this.#event(frame);
      case 'watching':
        return this.#watching(frame);
      case 'ack':
        return this.#settle(frame.ref, (entry) => entry.resolve(frame));
      case 'rejected':
        return this.#rejected(frame);
      case 'resync':
        return this.#resync(frame.stream);
      case 'bye':
        return this.#bye(frame);
      case 'pong':
        return undefined;
      default:
        return this.#tell(frame.type, frame);
    }
  }

  #welcome(frame) {
    const resumed = Boolean(frame.resumed);
    const name = BASE_STREAMS[frame.you?.kind];
    this.#base = name && { name, cursor: frame.cursor };
    this.#welcomed = true;
    this.#failures = 0;
    this.#renew = false;
    this.#tell('welcome', { ...frame, resumed });
    this.#say('online');
    for (const [stream, watched] of this.#watched) this.#sendWatch(stream, watched);
    for (const entry of this.#unacknowledged.values()) this.#transmit(entry);
  }

  #event(frame) {
    if (frame.stream === this.#base?.name) {
      const following = advance(this.#base, frame);
      if (following === 'next') this.#tell('event', frame);
      else if (following === 'gap') this.#connect();
      return;
    }
    const watched = this.#watched.get(frame.stream);
    if (!watched || watched.ref !== undefined) return; // of a watch that has ended or is being renewed
    const following = advance(watched, frame);
    if (following === 'next') guarded(() => watched.handlers.event?.(frame));
    else if (following === 'gap') this.#sendWatch(frame.stream, watched);
  }

  #sendWatch(stream, watched) {
    watched.ref = this.#ref();
    const since = watched.cursor === undefined ? {} : { since: watched.cursor };
    this.#write({ type: 'watch', ref: watched.ref, stream, ...since });
  }

  #watching(frame) {
    const watched = this.#watched.get(frame.stream);
    if (!watched || watched.ref !== frame.ref) return;
    const resumed = frame.resumed ?? (watched.cursor !== undefined && watched.cursor === frame.cursor);
    watched.ref = undefined;
    watched.cursor = frame.cursor;
    if (!resumed) guarded(() => watched.handlers.context?.(frame.context));
  }

  #rejected(frame) {
    if (!this.#welcomed) return this.#helloRejected(frame);
    for (const [stream, watched] of this.#watched) {
      if (watched.ref !== frame.ref) continue;
      this.#watched.delete(stream);
      watched.handlers.rejected?.(new Rejected(frame));
      return undefined;
    }
    return this.#settle(frame.ref, (entry) => entry.reject(new Rejected(frame)));
  }

  #helloRejected(frame) {
    const refused = ['unauthenticated', 'forbidden', 'not_found'].includes(frame.code);
    if (refused && this.#renew) {
      this.stop();
      this.#renew = false;
      this.#say('offline');
      return this.#tell('refused', frame);
    }
    this.#renew = refused;
    return this.#lost(refused ? 0 : undefined);
  }

  #resync(stream) {
    this.#tell('resync', { stream });
    const watched = this.#watched.get(stream);
    if (watched) {
      watched.cursor = undefined;
      this.#sendWatch(stream, watched);
    } else if (stream === this.#base?.name) {
      this.#base = undefined;
      this.#connect();
    }
  }

  #bye({ reason, reconnect_after_ms: after }) {
    if (reason !== 'signed_out') return this.#lost(after);
    this.stop();
    this.#say('offline');
    return this.#tell('refused', { code: 'signed_out' });
  }

  #ref() {
    return this.#nextRef++;
  }

  #transmit(entry) {
    if (!this.#welcomed || entry.sent) return;
    entry.sent = true;
    this.#write(entry.frame);
  }

  #write(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  #settle(ref, how) {
    const entry = this.#unacknowledged.get(ref);
    if (!entry) return;
    this.#unacknowledged.delete(ref);
    how(entry);
  }

  #say(status) {
    if (status === this.#status) return;
    this.#status = status;
    this.#tell('status', status);
  }

  #tell(type, detail) {
    this.#listeners.get(type)?.forEach((listener) => guarded(() => listener(detail)));
  }
}

/** A listener's mistake is reported like any other, and does not stop the connection's own work. */
function guarded(call) {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Moves a stream on to this frame: `next`, `seen` (had it already) or `gap` (one before it is missing). */
function advance(stream, { seq, prev }) {
  if (seq <= stream.cursor) return 'seen';
  if (prev !== stream.cursor) return 'gap';
  stream.cursor = seq;
  return 'next';
}

function ownAddress() {
  const page = globalThis.location;
  return page && `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/live`;
}
