/** A Lit element without a shadow root, for whole pages: the page's stylesheet reaches it, and it redraws when the language changes. */
import { LitElement } from '../vendor/lit/lit.js';
import { Translated } from './i18n.js';

export class LightElement extends LitElement {
  constructor() {
    super();
    new Translated(this);
  }

  createRenderRoot() {
    return this;
  }
}
