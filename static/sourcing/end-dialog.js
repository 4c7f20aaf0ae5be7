/** `<end-dialog .words .name>`: asks whether a rule is to end, and says what that means; `end` when it is. `show()` opens it. */
import { html, nothing } from '../vendor/lit/lit.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';

class EndDialog extends LightElement {
  static properties = { words: {}, name: {}, busy: { type: Boolean }, problem: { attribute: false } };

  show() {
    this.querySelector('dialog').showModal();
  }

  render() {
    return html`<dialog aria-labelledby="end-title" aria-describedby="end-text">
      <h2 id="end-title">${t(`${this.words}.end.title`, { name: this.name })}</h2>
      <p id="end-text">${t(`${this.words}.end.text`)}</p>
      ${this.problem ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${explain(this.problem)}</span></p>` : nothing}
      <div class="buttons">
        <button class="button" autofocus @click=${() => this.querySelector('dialog').close()}>${t('sourcing.end.no')}</button>
        <button class="danger" ?disabled=${this.busy} @click=${() => this.dispatchEvent(new CustomEvent('end'))}>${t(`${this.words}.end.yes`)}</button>
      </div>
    </dialog>`;
  }
}

customElements.define('end-dialog', EndDialog);
