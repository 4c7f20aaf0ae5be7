/** A Lit element without a shadow root, for whole pages: the page's stylesheet reaches it, and it redraws when the language changes. */
import { LitElement } from '../vendor/lit/lit.js';
import { Translated, language, onLanguageChange } from './i18n.js';

// The page says which language it is in, also after another choice than the server's.
document.documentElement.lang = language();
onLanguageChange((tag) => (document.documentElement.lang = tag));

export class LightElement extends LitElement {
  constructor() {
    super();
    new Translated(this);
  }

  createRenderRoot() {
    return this;
  }
}
