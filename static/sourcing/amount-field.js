/**
 * `<amount-field label="Late hour" unit="€/h" digits="2" .value=${50}>`: a number in its unit. What is typed stays as it is typed until the
 * field is left; each change is told as `amount` with `{value}`: the wire's whole number, `null` for an empty field that may be `optional`,
 * `undefined` for what is no number. `bare` shows the input alone, with the label for screen readers.
 */
import { html, nothing } from '../vendor/lit/lit.js';
import { LightElement } from '../shared/light-element.js';
import { newId } from '../shared/new-id.js';
import { t } from '../shared/i18n.js';
import { fromText, toText } from './amounts.js';

class AmountField extends LightElement {
  static properties = {
    label: {},
    hint: {},
    unit: {},
    digits: { type: Number },
    fixed: { type: Boolean },
    optional: { type: Boolean },
    placeholder: {},
    value: { attribute: false },
    problem: {},
    usual: { attribute: false },
    bare: { type: Boolean },
    disabled: { type: Boolean },
    text: { state: true },
  };

  constructor() {
    super();
    this.digits = 0;
    this.key = `a${newId().slice(0, 8)}`;
  }

  render() {
    const { digits, fixed, optional, key } = this;
    const text = this.text ?? toText(this.value, digits, { fixed });
    const wrong = fromText(text, digits, { optional }) === undefined && this.text !== undefined;
    const problem = wrong ? t(digits ? 'sourcing.wrong_amount' : 'sourcing.wrong_count', { digits }) : this.problem;
    const described = [this.hint && !this.bare && `${key}-hint`, problem && `${key}-problem`].filter(Boolean).join(' ');
    return html`
      <label class=${this.bare ? 'visually-hidden' : 'name'} for=${key}>${this.label}</label>
      ${this.hint && !this.bare ? html`<span class="hint" id="${key}-hint">${this.hint}</span>` : nothing}
      <span class="amount ${this.unit ? 'with-unit' : ''}"
        ><input
          id=${key}
          inputmode=${digits ? 'decimal' : 'numeric'}
          autocomplete="off"
          placeholder=${this.placeholder ?? nothing}
          title=${this.bare && problem ? problem : nothing}
          aria-invalid=${problem ? 'true' : nothing}
          aria-describedby=${described || nothing}
          ?disabled=${this.disabled}
          .value=${text}
          @input=${this.#typed}
          @blur=${this.#left} />${this.unit ? html`<span class="unit" aria-hidden="true">${this.unit}</span>` : nothing}</span
      >
      ${this.usual ? html`<button type="button" class="usual" ?disabled=${this.disabled} @click=${this.#asUsual}><c-icon name="undo-2"></c-icon>${this.usual.words}</button>` : nothing}
      ${problem ? html`<span class=${this.bare ? 'visually-hidden' : 'problem'} id="${key}-problem" role=${this.bare ? nothing : 'alert'}>${problem}</span>` : nothing}
    `;
  }

  #typed = ({ target }) => {
    this.text = target.value;
    this.#tell(fromText(this.text, this.digits, this));
  };

  #left = () => {
    if (this.text !== undefined && fromText(this.text, this.digits, this) !== undefined) this.text = undefined;
  };

  #asUsual = () => {
    this.text = undefined;
    this.#tell(this.usual.value);
    this.querySelector('input').focus();
  };

  #tell(value) {
    this.dispatchEvent(new CustomEvent('amount', { detail: { value } }));
  }
}

customElements.define('amount-field', AmountField);
