/**
 * Words in the reader's language. An app adds its dictionary, `{fr: {key: 'text with {name}'}, en: {…}}`, and asks with
 * `t('key', {name})`; a plural is `{one: '{count} item', other: '{count} items'}`.
 */
import shared from './words.js';

export const languages = ['fr', 'en'];

const STORED = 'comptoir.language';
const words = { fr: { ...shared.fr }, en: { ...shared.en } };
const changes = new EventTarget();
const rules = {};

/** The first of these languages that we speak, from tags such as `fr-CA`. */
export function spoken(...tags) {
  return tags.map((tag) => String(tag ?? '').slice(0, 2).toLowerCase()).find((tag) => languages.includes(tag));
}

function remembered() {
  try {
    return globalThis.localStorage?.getItem(STORED);
  } catch {
    return null; // storage may be forbidden
  }
}

let current =
  spoken(remembered(), globalThis.document?.documentElement?.lang, ...(globalThis.navigator?.languages ?? [])) ?? 'en';

export function language() {
  return current;
}

/** For figures and dates: the viewer's variant of the language in use (`fr-BE`), else the language. */
export function locale() {
  return (globalThis.navigator?.languages ?? []).find((tag) => spoken(tag) === current) ?? current;
}

/** Deadlines are told by the shop's clock. */
export const clock = { timeZone: globalThis.document?.documentElement?.dataset?.timeZone };

/** Changes the language; `remember` keeps it for the next visit to this site. */
export function setLanguage(tag, { remember = false } = {}) {
  const next = spoken(tag);
  if (!next) return;
  if (remember) {
    try {
      globalThis.localStorage?.setItem(STORED, next);
    } catch {
      // then it lasts as long as the page
    }
  }
  if (next === current) return;
  current = next;
  changes.dispatchEvent(new CustomEvent('change', { detail: next }));
}

/** Calls `listener(language)` after each change; gives back a function that ends it. */
export function onLanguageChange(listener) {
  const heard = (event) => listener(event.detail);
  changes.addEventListener('change', heard);
  return () => changes.removeEventListener('change', heard);
}

export function addWords(dictionary) {
  for (const each of languages) Object.assign(words[each], dictionary[each]);
}

/** The text for a key; a key that nobody registered is shown as it is. */
export function t(key, values = {}) {
  let text = words[current][key];
  if (text === undefined) return key;
  if (typeof text !== 'string') {
    rules[current] ??= new Intl.PluralRules(current);
    text = text[rules[current].select(values.count)] ?? text.other;
  }
  return text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

/** A Lit controller that draws its host again when the language changes: `new Translated(this)`. */
export class Translated {
  constructor(host) {
    this.host = host;
    host.addController(this);
  }

  hostConnected() {
    this.end = onLanguageChange(() => this.host.requestUpdate());
  }

  hostDisconnected() {
    this.end?.();
  }
}
