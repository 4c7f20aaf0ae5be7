/** `<whatif-result .happened .instead currency>`: what happened beside what would have, in words, as a table, and drawn. */
import { html, nothing } from '../vendor/lit/lit.js';
import { money, number } from '../shared/format.js';
import { t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import { barPairs } from './bar-pairs.js';
import { costParts, loadOf, outcomeRows, sellsLess } from './outcome.js';

const TOLD_FIRST = ['cost_each', 'co2_each', 'late', 'lost_units'];
const NODES_SHOWN = 10;
const TONE_ICONS = { better: 'check', worse: 'triangle-alert' };

class WhatifResult extends LightElement {
  static properties = { happened: { attribute: false }, instead: { attribute: false }, currency: {}, whole: { state: true } };

  render() {
    const { happened, instead, currency } = this;
    if (!happened.orders && !instead.orders) return html`<div class="empty"><c-icon name="inbox"></c-icon><p>${t('whatif.no_orders')}</p></div>`;
    const rows = outcomeRows(happened, instead, currency);
    const load = loadOf(happened, instead);
    const alike = rows.every(({ tone }) => tone === 'same' || tone === 'unknown') && load.every(({ before, after }) => before === after);
    const lost = sellsLess(happened, instead);
    return html`
      ${alike ? html`<p class="told" role="status"><c-icon name="check"></c-icon><span>${t('whatif.alike')}</span></p>` : this.#first(rows)}
      ${lost ? html`<p class="caution"><c-icon name="triangle-alert"></c-icon><span>${t('whatif.sells_less', { count: lost, number: number(lost) })}</span></p>` : nothing}
      ${this.#table(rows)}
      <section class="part" aria-labelledby="load">
        <header><h3 id="load">${t('whatif.load')}</h3><p class="hint">${t('whatif.load.hint')}</p>${this.#legend()}</header>
        <div class="card plot">${this.#load(load)}</div>
      </section>
      <section class="part" aria-labelledby="costs">
        <header><h3 id="costs">${t('whatif.costs')}</h3><p class="hint">${t('whatif.costs.hint')}</p>${this.#legend()}</header>
        <div class="card plot">${this.#costs()}</div>
      </section>
    `;
  }

  #first(rows) {
    const shown = TOLD_FIRST.map((key) => rows.find((row) => row.key === key));
    return html`<dl class="tiles">
      ${shown.map(({ key, tone, happened, instead, difference, relative }) => html`<div class=${tone}>
        <dt>${t(`whatif.${key}.full`)}</dt>
        <dd><strong class="figures">${instead ?? t('whatif.unknown')}</strong>${difference ? html`<span class="chip ${this.#chip(tone)} figures">${this.#icon(tone)}${difference}${relative ? html` <small>(${relative})</small>` : nothing}</span>` : nothing}<small class="figures">${tone === 'same' ? t('whatif.same') : t('whatif.instead_of', { value: happened ?? t('whatif.unknown') })}</small></dd>
      </div>`)}
    </dl>`;
  }

  #chip(tone) {
    return { better: 'success', worse: 'danger' }[tone] ?? '';
  }

  #icon(tone) {
    return TONE_ICONS[tone] ? html`<c-icon name=${TONE_ICONS[tone]} label=${t(`whatif.tone.${tone}`)}></c-icon>` : nothing;
  }

  #table(rows) {
    return html`<section class="part" aria-labelledby="figures">
      <header><h3 id="figures">${t('whatif.figures')}</h3></header>
      <div class="card scrolling" tabindex="0" role="group" aria-labelledby="figures"><table class="outcome figures">
        <thead><tr><td></td><th scope="col">${t('whatif.happened')}</th><th scope="col">${t('whatif.instead')}</th><th scope="col">${t('whatif.difference')}</th></tr></thead>
        <tbody>${rows.map((row) => this.#row(row))}</tbody>
      </table></div>
    </section>`;
  }

  #row({ key, under, tone, happened, instead, difference, relative, details }) {
    const cell = (value, detail) => html`<td>${value ?? html`<span class="hint">${t('whatif.unknown')}</span>`}${detail ? html`<small>${detail}</small>` : nothing}</td>`;
    return html`<tr class=${under ? 'under' : ''}>
      <th scope="row">${t(`whatif.${key}`)}</th>
      ${cell(happened, details?.[0])}${cell(instead, details?.[1])}
      <td class="difference ${tone}">${difference ? html`<span>${this.#icon(tone)}${difference}</span>${relative ? html`<small>${relative}</small>` : nothing}` : html`<span class="hint">${tone === 'same' ? t('whatif.same') : ''}</span>`}</td>
    </tr>`;
  }

  #legend() {
    return html`<p class="legend" aria-hidden="true"><span><i class="before"></i>${t('whatif.happened')}</span><span><i class="after"></i>${t('whatif.instead')}</span></p>`;
  }

  #load(rows) {
    if (!rows.length) return html`<p class="hint">${t('whatif.load.none')}</p>`;
    const shown = this.whole ? rows : rows.slice(0, NODES_SHOWN);
    const changed = rows.filter(({ before, after }) => before !== after);
    const most = changed.toSorted((one, other) => Math.abs(other.after - other.before) - Math.abs(one.after - one.before))[0];
    const about = most ? t('whatif.load.about', { count: changed.length, number: number(changed.length), name: most.name, before: number(most.before), after: number(most.after) }) : t('whatif.load.alike');
    return html`<p>${about}</p>
      ${barPairs({ key: 'load', title: t('whatif.load'), about, rows: shown, words: number })}
      ${rows.length > NODES_SHOWN ? html`<button class="button" aria-expanded=${this.whole ? 'true' : 'false'} @click=${() => (this.whole = !this.whole)}>${t(this.whole ? 'whatif.load.fewer' : 'whatif.load.more', { number: number(rows.length) })}</button>` : nothing}`;
  }

  #costs() {
    const rows = costParts(this.happened, this.instead);
    const words = (amount) => money({ amount, currency: this.currency });
    const [parcels, handling] = rows;
    const about = rows.every(({ before, after }) => before === after) ? t('whatif.costs.alike') : t('whatif.costs.about', { parcels_before: words(parcels.before), parcels_after: words(parcels.after), handling_before: words(handling.before), handling_after: words(handling.after) });
    return html`<p>${about}</p>${barPairs({ key: 'costs', title: t('whatif.costs'), about, rows, words })}`;
  }
}

customElements.define('whatif-result', WhatifResult);
