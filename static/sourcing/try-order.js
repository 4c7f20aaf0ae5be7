/**
 * `<try-order .policy .title .around .currency>`: a test order, sourced by the policy as it stands in the form and, beside it, by the one in
 * force. Once tried, each change of the order or the policy is tried by itself. Nothing is reserved.
 */
import { html, nothing } from '../vendor/lit/lit.js';
import { api } from '../shared/api.js';
import { explain } from '../shared/explain.js';
import { number } from '../shared/format.js';
import { language, t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import { largestPart, shortMoment, weightOfCarbon } from '../shared/sourcing-figures.js';
import '../shared/sourcing-plan.js';
import { METHOD_ICONS } from '../shared/way-icons.js';
import { one } from './choices.js';
import { CHANNELS, METHODS } from './policy-fields.js';
import { COUNTERS, figuresOf, keep, lineOf, missing, recall, requestOf, samePlan } from './trial.js';
import './product-picker.js';

const PAUSE_MS = 400;
const MOST_UNITS = 999;

class TryOrder extends LightElement {
  static properties = { policy: { attribute: false }, title: {}, around: { attribute: false }, currency: {}, waiting: { type: Boolean }, order: { state: true }, mine: { state: true }, usual: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.order = recall();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  willUpdate(changes) {
    if (!this.mine || !(changes.has('policy') || changes.has('order'))) return;
    clearTimeout(this.timer);
    if (!missing(this.order)) this.timer = setTimeout(() => this.#try(), PAUSE_MS);
  }

  async #try() {
    const { order, policy } = this;
    this.busy = true;
    const answer = (body) => api.post('/policies/try', body).catch((problem) => ({ problem }));
    const [mine, usual] = await Promise.all([answer(requestOf(order, policy)), answer(requestOf(order))]);
    // Something newer is under way already.
    if (order !== this.order || policy !== this.policy) return;
    Object.assign(this, { mine, usual, busy: false });
  }

  #put(change) {
    this.order = { ...this.order, ...change };
    keep(this.order);
  }

  render() {
    return html`<section class="part trying" aria-labelledby="try">
      <header><h3 id="try">${t('sourcing.try')}</h3><p class="hint">${t('sourcing.try.hint')}</p></header>
      ${this.#form()} ${this.#plans()}
    </section>`;
  }

  #form() {
    const { order } = this;
    const lacks = missing(order);
    return html`<form class="card order" @submit=${this.#submit}>
      <div class="goods">
        <h4>${t('sourcing.try.lines')}</h4>
        <product-picker @pick=${({ detail }) => this.#add(detail)}></product-picker>
        ${order.lines.length ? html`<ul class="lines">${order.lines.map((line, index) => this.#line(line, index))}</ul>` : html`<p class="hollow">${t('sourcing.try.lines.none')}</p>`}
      </div>
      <div class="way">
        ${one({ legend: t('sourcing.try.delivery'), options: METHODS.map((value) => ({ value, word: t(`sourcing.method.${value}`), icon: METHOD_ICONS[value] })), chosen: order.method, change: (method) => this.#put({ method }), name: 'try-method' })}
        ${order.method === 'ship' ? this.#place() : this.#counter()}
        <label class="field">${t('sourcing.try.channel')}<select @change=${({ target }) => this.#put({ channel: target.value })}>${CHANNELS.map((channel) => html`<option value=${channel} ?selected=${channel === order.channel}>${t(`channel.${channel}`)}</option>`)}</select></label>
        <label class="check"><input type="checkbox" .checked=${order.gift} @change=${({ target }) => this.#put({ gift: target.checked })} /><span>${t('sourcing.try.gift')}</span></label>
        <button class="primary" ?disabled=${this.waiting || (this.busy && !this.mine)} aria-disabled=${lacks ? 'true' : nothing}><c-icon name="navigation"></c-icon>${t('sourcing.try.go')}</button>
        ${this.told && lacks ? html`<p class="problem" role="alert">${t(`sourcing.try.missing.${lacks}`)}</p>` : nothing}
      </div>
    </form>`;
  }

  #line({ sku, title, quantity }, index) {
    const refused = [this.mine, this.usual].some((answer) => answer?.problem && lineOf(answer.problem) === index);
    return html`<li class=${refused ? 'refused' : ''}>
      <span class="title">${title}<small class="figures">${sku}</small></span>
      <span class="count"
        ><button type="button" class="icon" aria-label=${t('sourcing.try.less', { title })} @click=${() => this.#count(sku, quantity - 1)}><c-icon name=${quantity > 1 ? 'minus' : 'trash-2'}></c-icon></button
        ><output aria-label=${t('sourcing.try.quantity', { title })}>${number(quantity)}</output
        ><button type="button" class="icon" aria-label=${t('sourcing.try.more', { title })} @click=${() => this.#count(sku, quantity + 1)}><c-icon name="plus"></c-icon></button
      ></span>
    </li>`;
  }

  #place() {
    const { postcode, city } = this.order;
    return html`<div class="place">
      <label class="field">${t('sourcing.try.postcode')}<input autocomplete="off" maxlength="20" placeholder="69002" .value=${postcode} @input=${({ target }) => this.#put({ postcode: target.value })} /></label>
      <label class="field">${t('sourcing.try.city')}<input autocomplete="off" maxlength="120" placeholder="Lyon" .value=${city} @input=${({ target }) => this.#put({ city: target.value })} /></label>
    </div>`;
  }

  /** The store or relay point where it is collected. */
  #counter() {
    const { method } = this.order;
    const field = COUNTERS[method];
    const kind = method === 'pickup' ? 'store' : 'relay_point';
    const chosen = this.order[field];
    const counters = (this.around.nodes ?? []).filter((node) => node.kind === kind);
    return html`<label class="field">${t(`sourcing.try.${method}`)}<select @change=${({ target }) => this.#put({ [field]: target.value })}><option value="" ?selected=${!chosen}>${t(`sourcing.try.${method}.choose`)}</option>${counters.map(({ code, name }) => html`<option value=${code} ?selected=${code === chosen}>${name}</option>`)}</select></label>`;
  }

  #plans() {
    const { mine, usual } = this;
    if (!mine) return this.busy ? html`<div class="plans"><div class="skeleton plan"></div><div class="skeleton plan"></div></div>` : nothing;
    const most = largestPart([mine.plan, usual.plan].filter(Boolean));
    const { policy } = usual.plan ?? {};
    const inForce = policy ? t('sourcing.try.in_force.named', { name: policy.name, version: policy.version }) : usual.plan ? t('sourcing.policy.usual') : '';
    return html`<div class="results" aria-busy=${this.busy ? 'true' : 'false'}>
      ${this.#verdict()}
      <div class="plans">${this.#plan(mine, this.title, '', most)}${this.#plan(usual, t('sourcing.try.in_force'), inForce, most)}</div>
    </div>`;
  }

  #verdict() {
    const { mine, usual } = this;
    const key = mine.plan && usual.plan ? (samePlan(mine.plan, usual.plan) ? 'same' : 'other') : mine.plan ? 'only_mine' : usual.plan ? 'only_theirs' : 'none';
    const both = mine.plan && usual.plan && [figuresOf(mine.plan), figuresOf(usual.plan)];
    return html`<div class="verdict ${key}" role="status">
      <p><c-icon name=${{ same: 'check', other: 'arrow-right', only_mine: 'badge-check' }[key] ?? 'triangle-alert'}></c-icon><strong>${t(`sourcing.try.verdict.${key}`)}</strong></p>
      ${both && key === 'other' ? html`<dl>${this.#difference('nodes', both, (value) => number(value))}${this.#difference('arrives_at', both, shortMoment)}${this.#difference('km', both, (value) => `${number(Math.round(value))} km`)}${this.#difference('co2_grams', both, weightOfCarbon)}</dl>` : nothing}
    </div>`;
  }

  #difference(figure, [mine, usual], words) {
    const [now, then] = [mine[figure], usual[figure]];
    if (now === undefined || then === undefined) return nothing;
    return html`<div class=${now === then ? '' : now < then ? 'better' : 'worse'}><dt>${t(`sourcing.try.${figure}`)}</dt><dd>${words(now)}${now === then ? html`<small>${t('sourcing.try.equal')}</small>` : html`<small>${t('sourcing.try.instead', { value: words(then) })}</small>`}</dd></div>`;
  }

  #plan({ plan, explanation, problem }, title, text, most) {
    const titles = Object.fromEntries(this.order.lines.map((line) => [line.sku, line.title]));
    return html`<article class="card">
      <header><h4>${title}</h4>${text ? html`<p class="hint">${text}</p>` : nothing}</header>
      ${problem ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${problem.flaws ? t('sourcing.try.flawed') : explain(problem)}</span>${problem.status && problem.status < 500 ? nothing : html`<button class="button" @click=${() => this.#try()}>${t('again')}</button>`}</p>` : html`<sourcing-plan .plan=${plan} .explanation=${explanation} .language=${language()} .currency=${this.currency} .titles=${titles} .most=${most}></sourcing-plan>`}
    </article>`;
  }

  #submit = async (event) => {
    event.preventDefault();
    this.told = true;
    if (missing(this.order)) return this.requestUpdate();
    await this.#try();
    await this.updateComplete;
    this.querySelector('.results')?.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  };

  #add({ sku, title }) {
    const known = this.order.lines.find((line) => line.sku === sku);
    if (known) this.#count(sku, known.quantity + 1);
    else this.#put({ lines: [...this.order.lines, { sku, title, quantity: 1 }] });
  }

  #count(sku, quantity) {
    const { lines } = this.order;
    this.#put({ lines: quantity > 0 ? lines.map((line) => (line.sku === sku ? { ...line, quantity: Math.min(MOST_UNITS, quantity) } : line)) : lines.filter((line) => line.sku !== sku) });
  }
}

customElements.define('try-order', TryOrder);
