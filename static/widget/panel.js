/** Brings the webchat into the launcher's shadow root: what the loader fetches with the first touch. */
import { addWords, setLanguage } from '../shared/i18n.js';
import { loadSprite } from '../shared/icon.js';
import { Chat } from './chat.js';
import './webchat.js';
import words from './words.js';

addWords(words);

const REOPEN = 'comptoir.open';
const here = (path) => new URL(path, import.meta.url);

async function tokens() {
  const response = await fetch(here('../shared/tokens.css'), { credentials: 'omit' });
  if (!response.ok) throw new Error(`tokens.css: ${response.status}`);
  return new CSSStyleSheet().replace(await response.text());
}

/** Mounts the panel, closed, and connects. Answers what the page may do with it. */
export async function mount({ origin, root, launcher, visitor, language, tell, unread }) {
  setLanguage(language);
  const [sheet] = await Promise.all([tokens(), loadSprite(here('icons.svg'))]);
  root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];

  let spoken = language;
  const chat = new Chat({ origin, visitor, language: () => spoken });
  const panel = document.createElement('c-webchat');
  panel.chat = chat;
  panel.hidden = true;
  panel.dataset.position = root.host.dataset.position ?? 'right';
  root.append(panel);

  chat.addEventListener('order', ({ detail }) => tell('order', detail));
  chat.addEventListener('change', () => unread(chat.unread));
  panel.addEventListener('close', () => close());
  document.addEventListener('visibilitychange', attend);
  chat.start();

  function attend() {
    chat.watch(!panel.hidden && document.visibilityState === 'visible');
  }

  function remember(open) {
    try {
      sessionStorage.setItem(REOPEN, open ? '1' : '');
    } catch {
      // no storage: the next page starts closed
    }
  }

  function open({ focus = true } = {}) {
    if (!panel.hidden) return;
    panel.hidden = false;
    launcher.hidden = true;
    remember(true);
    attend();
    if (focus) panel.enter();
  }

  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    launcher.hidden = false;
    remember(false);
    attend();
    launcher.focus();
  }

  return {
    open,
    close,
    identify: (who) => chat.identify(who),
    speak(next) {
      spoken = next;
      setLanguage(next);
    },
  };
}
