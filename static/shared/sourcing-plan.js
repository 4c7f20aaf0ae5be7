/**
 * `<sourcing-plan .plan=${plan} .explanation=${explanation} language="fr">`: a sourcing plan as the API tells it: who sends what and when,
 * what that costs part by part, which plans lost and why, and who was left out by which limit.
 *
 * `.currency` is what the costs are in (EUR unless told), `.titles` names articles, `{SKU: 'title'}`; without it the SKU stands alone.
 * `.most` is the cost of the longest bar, so that two plans side by side have one measure.
 */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { chips, reset, visuallyHidden } from './base.js';
import { money, number } from './format.js';
import { Translated, addWords, language, t } from './i18n.js';
import './icon.js';
import { limitWords } from './limits.js';
import { SCORE, byLimit, scoreOf, shortMoment, weightOfCarbon } from './sourcing-figures.js';
import words from './sourcing-words.js';
import { KIND_ICONS } from './way-icons.js';

addWords(words);

/** Those that a shop has before it has its own; others are called what the shop calls them. */
const USUAL_CARRIERS = ['home', 'relay', 'shuttle'];

class SourcingPlan extends LitElement {
  static properties = { plan: { attribute: false }, explanation: { attribute: false }, language: {}, currency: {}, titles: { attribute: false }, most: { type: Number } };

  static styles = [
    reset,
    chips,
    visuallyHidden,
    css`
      :host { display: block; container-type: inline-size; }
      .plan { display: grid; gap: var(--space-5); }
      h4, h5 { font-size: var(--text-m); }
      h5 { margin: 0 0 var(--space-2); color: var(--soft-ink); font-size: var(--text-s); letter-spacing: 0.01em; }
      .sum { display: flex; flex-wrap: wrap; align-items: baseline; gap: var(--space-1) var(--space-3); }
      .sum strong { font-size: var(--text-xl); }
      .soft { color: var(--soft-ink); font-size: var(--text-s); }
      .parts { display: grid; gap: var(--space-2); }
      .part { display: grid; grid-template-columns: 36px minmax(0, 1fr) auto; gap: var(--space-1) var(--space-3); padding: var(--space-3); border: 1px solid var(--line); border-radius: var(--radius); background: var(--paper); }
      .part > c-icon { grid-row: 1 / 3; inline-size: 36px; block-size: 36px; padding: 8px; border-radius: 50%; background: var(--accent-tint); color: var(--accent); --icon-size: 36px; }
      .part h4 { align-self: center; overflow-wrap: anywhere; }
      .part .cost { align-self: center; font-weight: 600; }
      .part .body { grid-column: 2 / -1; display: grid; gap: var(--space-2); }
      .lines { font-size: var(--text-s); }
      .lines .soft { overflow-wrap: anywhere; }
      .facts { display: flex; flex-wrap: wrap; gap: 4px var(--space-3); color: var(--soft-ink); font-size: var(--text-s); }
      .facts li { display: inline-flex; align-items: center; gap: 5px; }
      .facts c-icon { --icon-size: 15px; }
      .facts .arrives { color: var(--ink); font-weight: 600; }
      .facts .late { color: var(--danger); }
      .costs { display: grid; grid-template-columns: minmax(6.5em, max-content) minmax(40px, 1fr) max-content; align-items: center; gap: 6px var(--space-3); font-size: var(--text-s); }
      .costs > div { display: contents; }
      .costs dd { text-align: end; }
      .costs .bar { block-size: 10px; border-radius: 3px; background: linear-gradient(var(--line), var(--line)) center / 100% 1px no-repeat; }
      .costs .bar i { display: block; block-size: 100%; min-inline-size: 2px; border-radius: 3px; background: var(--accent); }
      .costs .earned i { background: repeating-linear-gradient(135deg, var(--success) 0 3px, var(--success-tint) 3px 6px); }
      .costs .earned dd { color: var(--success); font-weight: 600; }
      .others { display: grid; gap: var(--space-1); }
      .others li { display: grid; grid-template-columns: minmax(0, 1fr) max-content; gap: 0 var(--space-3); padding-block: var(--space-2); border-block-start: 1px solid var(--line); font-size: var(--text-s); }
      .others li > :first-child { font-weight: 600; font-size: var(--text-m); }
      .others .more { text-align: end; font-size: var(--text-m); }
      .others .why { color: var(--soft-ink); }
      .others .more + .why { grid-column: 1; }
      .others .amount { white-space: nowrap; }
      .others .at { color: var(--soft-ink); text-align: end; }
      details { border-block-start: 1px solid var(--line); padding-block-start: var(--space-2); }
      summary { display: flex; align-items: center; gap: var(--space-2); min-block-size: 36px; border-radius: 6px; cursor: pointer; font-weight: 600; list-style: none; }
      summary::-webkit-details-marker { display: none; }
      summary c-icon { --icon-size: 16px; color: var(--soft-ink); transition: rotate var(--motion-quick); }
      details[open] summary c-icon { rotate: 90deg; }
      details dl { display: grid; gap: var(--space-2); padding-block: var(--space-1) var(--space-2); font-size: var(--text-s); }
      details dt { color: var(--soft-ink); }
      details dt::first-letter { text-transform: uppercase; }
      .sentences { display: grid; gap: var(--space-2); padding-block: var(--space-1) var(--space-2); font-size: var(--text-s); }
      .customer { padding: var(--space-3); border-radius: var(--radius); background: var(--accent-tint); font-size: var(--text-m); }
      .customer h5 { color: var(--accent); margin-block-end: var(--space-1); }
      .details { display: grid; gap: var(--space-2); }
      @container (max-width: 340px) { .costs { grid-template-columns: minmax(0, 1fr) max-content; } .costs .bar { display: none; } }
    `,
  ];

  constructor() {
    super();
    this.currency = 'EUR';
    new Translated(this);
  }

  render() {
    const { plan } = this;
    if (!plan) return nothing;
    return html`<div class="plan">${this.#sum(plan)}${this.#forCustomer()}${this.#parts(plan)}${this.#costs(plan)}${this.#alternatives(plan)}
      <div class="details">${this.#leftOut(plan)}${this.#inWords()}</div>
    </div>`;
  }

  #money(amount) {
    return money({ amount, currency: this.currency });
  }

  #more(amount) {
    return `${amount > 0 ? '+' : ''}${this.#money(amount)}`;
  }

  #sum({ cost, at_least: least, candidates }) {
    const proof = cost > least ? t('plan.within', { amount: this.#money(cost - least) }) : t('plan.best');
    return html`<p class="sum"><strong class="figures">${this.#money(cost)}</strong><span class="soft">${t('plan.sum')} · ${t('plan.candidates', { count: candidates, number: number(candidates) })} · ${proof}</span></p>`;
  }

  #parts({ parts, promised_at: promised }) {
    return html`<ol class="parts" aria-label=${t('plan.parts')}>${parts.map((part) => this.#part(part, promised))}</ol>`;
  }

  #part({ node_name: name, kind, lines, distance_km: km, carrier, ready_at: ready, arrives_at: arrives, co2_grams: grams, cost }, promised) {
    const late = promised && arrives > promised;
    return html`<li class="part">
      <c-icon name=${KIND_ICONS[kind] ?? 'store'}></c-icon>
      <h4>${name}</h4>
      <span class="cost figures">${this.#money(cost)}</span>
      <div class="body">
        <ul class="lines">${lines.map(({ sku, quantity }) => html`<li><span class="figures">${number(quantity)} ×</span> ${this.titles?.[sku] ?? sku}${this.titles?.[sku] ? html` <span class="soft">${sku}</span>` : nothing}</li>`)}</ul>
        <ul class="facts figures">
          ${arrives ? html`<li class="arrives ${late ? 'late' : ''}"><c-icon name=${carrier ? 'check' : 'store'}></c-icon>${t(carrier ? 'plan.arrives' : 'plan.collected', { at: shortMoment(arrives) })}${late ? html` <span class="chip danger">${t('plan.late')}</span>` : nothing}</li>` : nothing}
          ${ready && carrier ? html`<li><c-icon name="package-check"></c-icon>${t('plan.ready', { at: shortMoment(ready) })}</li>` : nothing}
          ${carrier ? html`<li><c-icon name="truck"></c-icon>${USUAL_CARRIERS.includes(carrier) ? t(`plan.carrier.${carrier}`) : carrier}</li>` : nothing}
          ${km === undefined || km === null ? nothing : html`<li><c-icon name="map-pin"></c-icon>${number(Math.round(km))} km</li>`}
          ${carrier ? html`<li>${t('plan.co2', { weight: weightOfCarbon(grams) })}</li>` : nothing}
        </ul>
      </div>
    </li>`;
  }

  #costs(plan) {
    const score = scoreOf(plan);
    const shown = SCORE.filter((part) => score[part]);
    if (!shown.length) return nothing;
    const most = this.most || Math.max(...shown.map((part) => Math.abs(score[part])));
    return html`<section><h5>${t('plan.costs')}</h5>
      <dl class="costs figures">${shown.map((part) => html`<div class=${score[part] < 0 ? 'earned' : ''}><dt>${t(`plan.score.${part}`)}</dt><span class="bar" aria-hidden="true"><i style="inline-size: ${(100 * Math.abs(score[part])) / most}%"></i></span><dd>${this.#money(score[part])}</dd></div>`)}</dl>
    </section>`;
  }

  #alternatives(plan) {
    if (!plan.alternatives.length) return nothing;
    const chosen = scoreOf(plan);
    return html`<section><h5>${t('plan.alternatives')}</h5>
      <ol class="others">${plan.alternatives.map(({ nodes, cost, lost_because: because, score, arrives_at: arrives }) => {
        const by = (score?.[because] ?? 0) - (chosen[because] ?? 0);
        const why = because === 'equal' ? t('plan.equal') : html`${t('plan.because', { part: t(`plan.score.${because}`) })}${by > 0 ? html` <span class="amount">${this.#more(by)}</span>` : nothing}`;
        return html`<li><span>${nodes.map(({ name }) => name).join(' + ')}</span><span class="more figures">${this.#more(cost - plan.cost)}</span><span class="why figures">${why}</span>${arrives ? html`<span class="at figures">${t('plan.arrives', { at: shortMoment(arrives) })}</span>` : nothing}</li>`;
      })}</ol>
    </section>`;
  }

  #leftOut({ left_out: leftOut }) {
    if (!leftOut.length) return nothing;
    return html`<details>
      <summary><c-icon name="chevron-right"></c-icon>${t('plan.left_out', { count: leftOut.length, number: number(leftOut.length) })}</summary>
      <dl>${byLimit(leftOut).map(([limit, names]) => html`<div><dt>${limitWords(limit) ?? limit}</dt><dd>${names.join(', ')}</dd></div>`)}</dl>
    </details>`;
  }

  #sentences(audience) {
    return this.explanation?.[audience]?.[this.language ?? language()] ?? [];
  }

  #forCustomer() {
    const sentences = this.#sentences('customer');
    if (!sentences.length) return nothing;
    return html`<section class="customer"><h5>${t('plan.for_customer')}</h5><p>${sentences.join(' ')}</p></section>`;
  }

  #inWords() {
    const sentences = this.#sentences('staff');
    if (!sentences.length) return nothing;
    return html`<details>
      <summary><c-icon name="chevron-right"></c-icon>${t('plan.in_words')}</summary>
      <ul class="sentences">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>
    </details>`;
  }
}

if (!customElements.get('sourcing-plan')) customElements.define('sourcing-plan', SourcingPlan);
