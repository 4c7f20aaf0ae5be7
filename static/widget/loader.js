/*
 * The webchat on any page: <script src="https://SHOP/widget.js" async></script>
 * Optional: data-language="fr|en", data-position="left|right", data-theme="light|dark".
 *
 * Draws the launcher and nothing else; the panel comes with the first touch, or, for a visitor who has been in touch before,
 * when the page has come to rest. Pages talk to it through `window.Comptoir`.
 */
(() => {
  const script = document.currentScript;
  if (!script || window.Comptoir) return;
  const { origin } = new URL(script.src);
  const known = `comptoir.visitor ${origin}`;
  const reopen = 'comptoir.open';
  const labels = {
    fr: ['Ouvrir le chat', 'non lus'],
    en: ['Open the chat', 'unread'],
  };

  function stored(storage, key) {
    try {
      return window[storage].getItem(key);
    } catch {
      return null; // a page may forbid storage
    }
  }

  const listeners = { order: new Set(), unread: new Set() };
  const tell = (type, detail) => listeners[type].forEach((listener) => listener(detail));
  const tag = script.dataset.language || stored('localStorage', 'comptoir.language') || document.documentElement.lang || navigator.language;
  let language = /^fr/i.test(tag) ? 'fr' : 'en';
  let unread = 0;
  let panel;
  let visitor;

  const host = document.createElement('comptoir-webchat');
  const root = host.attachShadow({ mode: 'open' });
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; color-scheme: light dark; }
    :host([data-theme=light]) { color-scheme: light; }
    :host([data-theme=dark]) { color-scheme: dark; }
    button {
      position: fixed; z-index: 2147483000; bottom: max(20px, env(safe-area-inset-bottom)); right: 20px;
      width: 56px; height: 56px; padding: 0; border: 0; border-radius: 50%; cursor: pointer;
      background: light-dark(#0f766e, #4fd1c5); color: light-dark(#fff, #08302c);
      box-shadow: 0 4px 16px rgb(0 0 0 / .22); transition: transform 120ms;
    }
    :host([data-position=left]) button { right: auto; left: 20px; }
    button:hover { transform: scale(1.04); }
    button:focus-visible { outline: 2px solid light-dark(#0f766e, #4fd1c5); outline-offset: 3px; }
    button[hidden] { display: none; }
    button[aria-busy=true] svg { opacity: .6; }
    svg { display: block; width: 26px; height: 26px; margin: auto; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
    span { position: absolute; top: -4px; right: -4px; min-width: 22px; box-sizing: border-box; padding: 0 6px; border-radius: 11px; background: #b42318; color: #fff; font: 600 13px/22px system-ui, sans-serif; }
    span[hidden] { display: none; }
    @media (prefers-reduced-motion: reduce) { button { transition: none; } button:hover { transform: none; } }
    @media print { button { display: none; } }
  `);
  root.adoptedStyleSheets = [style];
  root.innerHTML =
    '<button type="button" aria-haspopup="dialog"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719"/></svg><span hidden></span></button>';
  const [launcher, badge] = [root.querySelector('button'), root.querySelector('span')];
  if (script.dataset.position) host.dataset.position = script.dataset.position;

  function draw() {
    const [open, count] = labels[language];
    launcher.ariaLabel = unread ? `${open} (${unread} ${count})` : open;
    badge.textContent = unread;
    badge.hidden = !unread;
  }

  // The page's own switch between light and dark counts here too.
  function follow() {
    const theme = script.dataset.theme || document.documentElement.dataset.theme;
    if (theme) host.dataset.theme = theme;
    else delete host.dataset.theme;
  }

  const load = (file) => import(`${origin}/static/widget/${file}.js`);
  const person = () => (visitor ??= load('visitor').then(({ Visitor }) => new Visitor(origin)));

  function start() {
    panel ??= Promise.all([load('panel'), person()])
      .then(([{ mount }, who]) =>
        mount({
          origin,
          root,
          launcher,
          visitor: who,
          language,
          tell,
          unread(count) {
            if (count === unread) return;
            unread = count;
            draw();
            tell('unread', count);
          },
        }),
      )
      .catch((error) => {
        panel = undefined; // the next touch tries again
        throw error;
      });
    return panel;
  }

  async function open({ focus = true } = {}) {
    launcher.ariaBusy = 'true';
    try {
      (await start()).open({ focus });
    } finally {
      launcher.ariaBusy = 'false';
    }
  }

  window.Comptoir = {
    open,
    close: async () => (await panel)?.close(),
    /** The visitor's token, for calls that belong to them (an order): ask for it each time, it is renewed. */
    visitorToken: async () => (await person()).token(),
    /** Who the page knows the visitor to be: `{name, email}`, taken as claimed. */
    identify: async (who) => (await start()).identify(who),
    /** `on('order', order => …)`, `on('unread', count => …)`; gives back a function that ends it. */
    on(type, listener) {
      listeners[type].add(listener);
      return () => listeners[type].delete(listener);
    },
    get language() {
      return language;
    },
    set language(tag) {
      language = /^fr/i.test(tag) ? 'fr' : 'en';
      draw();
      panel?.then((mounted) => mounted.speak(language));
    },
  };

  launcher.addEventListener('click', () => open().catch(console.warn));
  new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  follow();
  draw();

  const appear = () => document.body.append(host);
  if (document.body) appear();
  else addEventListener('DOMContentLoaded', appear, { once: true });

  // A conversation goes on from page to page; it takes neither the keyboard nor a phone's whole screen by itself.
  function resume() {
    if (!stored('localStorage', known)) return;
    const again = stored('sessionStorage', reopen) && innerWidth > 600;
    (window.requestIdleCallback ?? setTimeout)(() => (again ? open({ focus: false }) : start()).catch(console.warn));
  }
  if (document.readyState === 'complete') resume();
  else addEventListener('load', resume, { once: true });
})();
