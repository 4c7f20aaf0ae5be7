/**
 * `<c-icon name="truck">`: one symbol of icons.svg, as large as the text around it (or `--icon-size`); decorative unless it has a `label`.
 *
 * Sprites are fetched and their symbols copied in, because browsers refuse `<use>` from another origin, where the widget lives.
 */
const SVG = 'http://www.w3.org/2000/svg';
const symbols = new Map();
const sprites = new Map();

/** Loads a sprite once; its symbols may then be named. icons.svg follows by itself when a name is not there yet. */
export function loadSprite(url) {
  if (!sprites.has(url.href)) sprites.set(url.href, fetchSprite(url));
  return sprites.get(url.href);
}

async function fetchSprite(url) {
  try {
    const response = await fetch(url, { credentials: 'omit' });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    const parsed = new DOMParser().parseFromString(await response.text(), 'image/svg+xml');
    for (const symbol of parsed.querySelectorAll('symbol')) symbols.set(symbol.id, symbol);
  } catch (error) {
    sprites.delete(url.href);
    console.warn(error);
  }
}

const styles = new CSSStyleSheet();
styles.replaceSync(`
  :host { display: inline-block; inline-size: var(--icon-size, 1.25em); block-size: var(--icon-size, 1.25em); flex: none; vertical-align: -0.25em; }
  :host([hidden]) { display: none; }
  svg { display: block; inline-size: 100%; block-size: 100%; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
`);

class Icon extends HTMLElement {
  static observedAttributes = ['name', 'label'];

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [styles];
  }

  get name() {
    return this.getAttribute('name');
  }

  set name(name) {
    this.setAttribute('name', name);
  }

  async attributeChangedCallback() {
    const label = this.getAttribute('label');
    this.role = label ? 'img' : 'presentation';
    this.ariaLabel = label;
    this.ariaHidden = label ? null : 'true';
    const { name } = this;
    if (name && !symbols.has(name)) await loadSprite(new URL('icons.svg', import.meta.url));
    if (name !== this.name) return; // it has been given another one meanwhile
    const symbol = symbols.get(name);
    if (!symbol) {
      this.shadowRoot.replaceChildren();
      return;
    }
    const drawing = document.createElementNS(SVG, 'svg');
    drawing.setAttribute('viewBox', symbol.getAttribute('viewBox'));
    drawing.append(...[...symbol.children].map((child) => document.importNode(child, true)));
    this.shadowRoot.replaceChildren(drawing);
  }
}

if (!customElements.get('c-icon')) customElements.define('c-icon', Icon);
