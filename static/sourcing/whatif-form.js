/**
 * `<whatif-form .form .book .nodes .busy>`: what is to be replayed: a period, under which policy, with which stock. `edit` is told each
 * change (the whole form), `run` that it is to begin (the request).
 */
import { html, nothing } from '../vendor/lit/lit.js';
import { Follow } from '../console/follow.js';
import { t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import { dayAt, flawOf, lastDays } from './period.js';
import { MOST_PERCENT, choicesOf, doubled, policyOf, requestOf } from './scenario.js';
import './amount-field.js';

const PERIODS = [1, 7, 30];
const HALF = 50;
const isPercentage = (percent) => percent !== undefined && percent <= MOST_PERCENT;

class WhatifForm extends LightElement {
  static properties = { form: { attribute: false }, book: { attribute: false }, nodes: { attribute: false }, busy: { type: Boolean }, told: { state: true } };

  constructor() {
    super();
    this.following = new Follow(this);
  }

  willUpdate() {
    this.following.to(this.book);
  }

  /** What is wrong with it, by field. */
  get problems() {
    const { form, book } = this;
    const period = flawOf(form);
    const twice = doubled(form.stock);
    const wrong = form.stock.findIndex(({ percent }) => !isPercentage(percent));
    return {
      ...(period ? { period: t(`whatif.period.${period}`) } : {}),
      ...(form.rule && book.items && !policyOf(form, book) ? { policy: t('whatif.policy.gone') } : {}),
      ...(twice >= 0 ? { stock: t('whatif.stock.twice') } : wrong >= 0 ? { stock: t('whatif.stock.wrong', { most: MOST_PERCENT }) } : {}),
    };
  }

  render() {
    const problems = this.problems;
    const told = this.told ? problems : {};
    return html`<form class="scenario" novalidate @submit=${this.#run}>
      ${this.#period(told)} ${this.#policy(problems)} ${this.#stock(problems)}
      <div class="buttons">
        <button class="primary" ?disabled=${this.busy || !this.book.items}><c-icon name="rotate-ccw"></c-icon>${t(this.busy ? 'whatif.beginning' : 'whatif.run')}</button>
        <span class="hint">${t('whatif.harmless')}</span>
      </div>
    </form>`;
  }

  #edit(change) {
    this.dispatchEvent(new CustomEvent('edit', { detail: { ...this.form, ...change } }));
  }

  #period(problems) {
    const { first, last } = this.form;
    const today = dayAt(Date.now());
    const day = (field, value, word) => html`<label class="field">${word}<input type="date" name=${field} max=${today} .value=${value} aria-invalid=${problems.period ? 'true' : nothing} aria-describedby=${problems.period ? 'period-problem' : nothing} @change=${({ target }) => this.#edit({ [field]: target.value })} /></label>`;
    return html`<section class="part" aria-labelledby="period">
      <header><h3 id="period">${t('whatif.period')}</h3><p class="hint">${t('whatif.period.hint')}</p></header>
      <div class="card period">
        <div class="days">${day('first', first, t('whatif.first'))}${day('last', last, t('whatif.last'))}</div>
        <div class="chips">
          ${PERIODS.map((count) => {
            const days = lastDays(count);
            const chosen = days.first === first && days.last === last;
            return html`<button type="button" class="choice preset" aria-pressed=${chosen ? 'true' : 'false'} @click=${() => this.#edit(days)}>${t('whatif.days', { count })}</button>`;
          })}
        </div>
        ${problems.period ? html`<p class="problem" id="period-problem" role="alert">${problems.period}</p>` : nothing}
      </div>
    </section>`;
  }

  #policy(problems) {
    const { book, form } = this;
    const { kept, drafts } = choicesOf(book);
    const option = ({ value, word }) => html`<option value=${value} ?selected=${value === form.rule}>${word}</option>`;
    const group = (label, options) => (options.length ? html`<optgroup label=${label}>${options.map(option)}</optgroup>` : nothing);
    return html`<section class="part" aria-labelledby="policy">
      <header><h3 id="policy">${t('whatif.policy')}</h3><p class="hint">${t(form.rule ? 'whatif.policy.all' : 'whatif.policy.hint')}</p></header>
      <div class="card">
        ${
          book.items
            ? html`<select aria-labelledby="policy" aria-invalid=${problems.policy ? 'true' : nothing} @change=${({ target }) => this.#edit({ rule: target.value })}>
                ${option({ value: '', word: t('whatif.policy.choose.in_force') })}
                ${problems.policy ? html`<option value=${form.rule} selected disabled>${t('whatif.policy.lost')}</option>` : nothing}
                ${form.carried ? option({ value: 'carried', word: t('whatif.policy.carried') }) : nothing}
                ${group(t('whatif.policy.drafts'), drafts)} ${group(t('sourcing.policies'), kept)}
                ${option({ value: 'usual', word: t('sourcing.policy.usual') })}
              </select>`
            : html`<div class="skeleton"></div>`
        }
        ${problems.policy ? html`<p class="problem" role="alert">${problems.policy}</p>` : nothing}
      </div>
    </section>`;
  }

  #stock(problems) {
    const { stock } = this.form;
    return html`<section class="part" aria-labelledby="stock">
      <header><h3 id="stock">${t('whatif.stock')}</h3><p class="hint">${t('whatif.stock.hint')}</p></header>
      <div class="card stocks">
        ${stock.length ? html`<ul>${stock.map((change, index) => this.#change(change, index))}</ul>` : html`<p class="hint">${t('whatif.stock.none')}</p>`}
        ${stock.some(({ node }) => node) && stock.some(({ node }) => !node) ? html`<p class="hint">${t('whatif.stock.both')}</p>` : nothing}
        ${problems.stock ? html`<p class="problem" role="alert">${problems.stock}</p>` : nothing}
        <button type="button" class="button" ?disabled=${!this.#free().length} @click=${this.#add}><c-icon name="plus"></c-icon>${t('whatif.stock.add')}</button>
      </div>
    </section>`;
  }

  #change({ node, percent }, index) {
    const put = (change) => this.#edit({ stock: this.form.stock.map((each, at) => (at === index ? { ...each, ...change } : each)) });
    const name = node ? this.#named(node) : t('whatif.stock.all');
    // A node that has gone meanwhile stays named.
    const nodes = (this.nodes ?? []).some(({ code }) => code === node) || !node ? (this.nodes ?? []) : [...(this.nodes ?? []), { code: node, name: node }];
    return html`<li>
      <select aria-label=${t('whatif.stock.where')} @change=${({ target }) => put({ node: target.value })}>
        <option value="" ?selected=${!node}>${t('whatif.stock.all')}</option>
        ${nodes.map((each) => html`<option value=${each.code} ?selected=${each.code === node}>${each.name}</option>`)}
      </select>
      <amount-field bare .label=${t('whatif.stock.percent', { node: name })} unit="%" .value=${percent} .problem=${isPercentage(percent) ? undefined : t('whatif.stock.wrong', { most: MOST_PERCENT })} @amount=${({ detail }) => put({ percent: detail.value })}></amount-field>
      <button type="button" class="icon" aria-label=${t('whatif.stock.remove', { node: name })} title=${t('whatif.stock.remove', { node: name })} @click=${() => this.#remove(index)}><c-icon name="trash-2"></c-icon></button>
    </li>`;
  }

  #named(code) {
    return this.nodes?.find((each) => each.code === code)?.name ?? code;
  }

  /** Nodes that no row is about yet; '' is all of them. */
  #free() {
    return ['', ...(this.nodes ?? []).map(({ code }) => code)].filter((code) => !this.form.stock.some(({ node }) => node === code));
  }

  #add = async () => {
    this.#edit({ stock: [...this.form.stock, { node: this.#free()[0], percent: HALF }] });
    await new Promise(requestAnimationFrame);
    this.querySelector('.stocks li:last-child select')?.focus();
  };

  async #remove(index) {
    this.#forgetTyping();
    this.#edit({ stock: this.form.stock.filter((_, at) => at !== index) });
    await new Promise(requestAnimationFrame);
    this.querySelector('.stocks > .button').focus();
  }

  // The rows move up: what was typed into one must not show in another.
  #forgetTyping() {
    this.querySelectorAll('amount-field').forEach((field) => (field.text = undefined));
  }

  #run = async (event) => {
    event.preventDefault();
    if (this.busy) return;
    this.told = true;
    if (Object.keys(this.problems).length) {
      await this.updateComplete;
      this.querySelector('[aria-invalid=true]')?.focus();
      return;
    }
    this.dispatchEvent(new CustomEvent('run', { detail: requestOf(this.form, policyOf(this.form, this.book)) }));
  };
}

customElements.define('whatif-form', WhatifForm);
