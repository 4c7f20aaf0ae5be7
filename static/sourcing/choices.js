/** Groups of choices as chips: any of several, or one of them. */
import { html, nothing } from '../vendor/lit/lit.js';
import { newId } from '../shared/new-id.js';

/** `options`: `[{value, word, icon?}…]`; `chosen`: the values; `change(values)` is told the new ones in the options' order. */
export function several({ legend, hint, options, chosen, disabled, problem, change }) {
  const toggle = (value) => {
    const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
    const order = (each) => options.findIndex((option) => option.value === each);
    change(next.sort((one, other) => order(one) - order(other)));
  };
  return html`<fieldset class="choices" ?disabled=${disabled}>
    <legend>${legend}</legend>
    ${hint ? html`<p class="hint">${hint}</p>` : nothing}
    <div class="chips">
      ${options.map(({ value, word, icon }) => html`<label class="choice"><input type="checkbox" .checked=${chosen.includes(value)} @change=${() => toggle(value)} />${icon ? html`<c-icon name=${icon}></c-icon>` : nothing}<span>${word}</span></label>`)}
    </div>
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
  </fieldset>`;
}

/** `options`: `[{value, word, hint?, icon?}…]`; `change(value)`. */
export function one({ legend, hint, options, chosen, disabled, problem, change, name = newId() }) {
  return html`<fieldset class="choices" ?disabled=${disabled}>
    <legend>${legend}</legend>
    ${hint ? html`<p class="hint">${hint}</p>` : nothing}
    <div class="chips">
      ${options.map(({ value, word, icon }) => html`<label class="choice"><input type="radio" name=${name} .checked=${chosen === value} @change=${() => change(value)} />${icon ? html`<c-icon name=${icon}></c-icon>` : nothing}<span>${word}</span></label>`)}
    </div>
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
  </fieldset>`;
}
