/**
 * `<overtaken-note .words .newest .lines>`: somebody else has saved (or ended) the rule meanwhile. `lines` is what would change of theirs by
 * saving mine; `theirs` and `mine` say what was chosen.
 */
import { html, nothing } from '../vendor/lit/lit.js';
import { t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';

class OvertakenNote extends LightElement {
  static properties = { words: {}, newest: { attribute: false }, lines: { attribute: false } };

  render() {
    const { version, by, at, value } = this.newest;
    const name = by || t('sourcing.somebody');
    const choose = (choice) => this.dispatchEvent(new CustomEvent(choice));
    return html`<div class="overtaken" role="alert">
      <p><c-icon name="users"></c-icon><strong>${t(value ? 'sourcing.overtaken' : 'sourcing.overtaken.ended', { name, version })}</strong> <c-time datetime=${at}></c-time></p>
      ${this.lines?.length ? html`<p>${t('sourcing.overtaken.lines', { version })}</p><ul class="changes">${this.lines.map((line) => html`<li>${line}</li>`)}</ul>` : value ? html`<p>${t('sourcing.overtaken.same')}</p>` : nothing}
      <div class="buttons">
        <button class="button" @click=${() => choose('theirs')}>${t(value ? 'sourcing.overtaken.theirs' : 'sourcing.overtaken.leave', { version })}</button>
        <button class="primary" @click=${() => choose('mine')}>${t('sourcing.overtaken.mine', { version: version + 1 })}</button>
      </div>
    </div>`;
  }
}

customElements.define('overtaken-note', OvertakenNote);
