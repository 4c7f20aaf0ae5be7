/**
 * `<c-time datetime="2026-11-21T13:05:00Z"></c-time>`: a time in words that stays true while the page is open; the exact one in its title.
 * `form="relative"` (“3 minutes ago”, the default) or `form="brief"` (“14:05”, “Tue 14:05”, “3 Nov”).
 */
import { brief, exact, relative } from './format.js';
import { onLanguageChange } from './i18n.js';

const shown = new Set();
let ticking;

// One timer for all of them.
function watch(element) {
  shown.add(element);
  ticking ??= setInterval(() => shown.forEach((each) => each.draw()), 20_000);
}

function forget(element) {
  shown.delete(element);
  if (shown.size) return;
  clearInterval(ticking);
  ticking = undefined;
}

onLanguageChange(() => shown.forEach((each) => each.draw()));

class Time extends HTMLElement {
  static observedAttributes = ['datetime', 'form'];

  connectedCallback() {
    watch(this);
    this.draw();
  }

  disconnectedCallback() {
    forget(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.draw();
  }

  draw() {
    const datetime = this.getAttribute('datetime');
    if (!datetime || Number.isNaN(Date.parse(datetime))) {
      this.replaceChildren();
      return;
    }
    const text = this.getAttribute('form') === 'brief' ? brief(datetime) : relative(datetime);
    if (text === this.firstChild?.textContent) return;
    const time = document.createElement('time');
    time.dateTime = datetime;
    time.title = exact(datetime);
    time.textContent = text;
    this.replaceChildren(time);
  }
}

if (!customElements.get('c-time')) customElements.define('c-time', Time);
