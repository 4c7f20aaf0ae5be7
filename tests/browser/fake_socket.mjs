/** A WebSocket and timers that a test moves by hand. */

export class FakeTimers {
  now = 0;
  #next = 1;
  #due = new Map();

  setTimeout = (call, delay = 0) => {
    const id = this.#next++;
    this.#due.set(id, { call, at: this.now + delay });
    return id;
  };

  clearTimeout = (id) => this.#due.delete(id);

  /** Lets this much time pass, one timer after the other. */
  async advance(milliseconds) {
    const end = this.now + milliseconds;
    for (;;) {
      const [first] = [...this.#due].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
      if (!first) break;
      const [id, { call, at }] = first;
      this.#due.delete(id);
      this.now = at;
      call();
      await settle();
    }
    this.now = end;
  }
}

/** Every promise that can go on, goes on. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A server's end of sockets: `sockets` has them all, the last one is `current`. */
export function fakeServer() {
  const server = { sockets: [], onFrame: undefined };
  server.WebSocket = class {
    readyState = 0;
    sent = [];

    constructor(url) {
      this.url = url;
      server.sockets.push(this);
      server.current = this;
    }

    open() {
      this.readyState = 1;
      this.onopen({});
    }

    send(text) {
      const frame = JSON.parse(text);
      this.sent.push(frame);
      server.onFrame?.(frame, this);
    }

    /** A frame from the server. */
    give(frame) {
      if (this.readyState === 1) this.onmessage({ data: JSON.stringify(frame) });
    }

    /** The line is cut. */
    cut() {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.onclose({});
    }

    close() {
      this.readyState = 3;
    }
  };
  return server;
}
