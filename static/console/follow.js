/** A Lit controller that draws its host again when one of those it follows says `change`; call `to` in `willUpdate` with who they are now. */
export class Follow {
  #subjects = [];

  constructor(host) {
    this.host = host;
    this.heard = () => host.requestUpdate();
    host.addController(this);
  }

  to(...subjects) {
    const wanted = subjects.filter(Boolean);
    if (wanted.length === this.#subjects.length && wanted.every((subject, index) => subject === this.#subjects[index])) return;
    this.hostDisconnected();
    this.#subjects = wanted;
    if (this.host.isConnected) this.hostConnected();
  }

  hostConnected() {
    for (const subject of this.#subjects) subject.addEventListener('change', this.heard);
  }

  hostDisconnected() {
    for (const subject of this.#subjects) subject.removeEventListener('change', this.heard);
  }
}

/** What models say when something in them is different. */
export class Model extends EventTarget {
  changed() {
    this.dispatchEvent(new Event('change'));
  }
}
