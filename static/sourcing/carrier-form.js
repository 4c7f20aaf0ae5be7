/** The fields of a carrier: what it brings parcels to, its tariff as a grid, what it emits. */
import { html, nothing } from '../vendor/lit/lit.js';
import { t } from '../shared/i18n.js';
import { digitsOf, signOf } from './amounts.js';
import { several } from './choices.js';
import { SERVICES, reachInWords, weightInKg } from './tariff-text.js';
import { withBand, withWeight, withoutBand, withoutWeight } from './tariff.js';

const SERVICE_ICONS = { home: 'user', relay_point: 'map-pin', store: 'store' };
const EMISSIONS = ['co2_per_parcel', 'co2_per_tonne_km'];
const GRAM_DIGITS = 3;

/** `sheet`: see tariff.js. `edit(sheet)` is told every change, `reshape(sheet)` those that move fields, `amount(field, value, put)` numbers. */
export function carrierForm({ sheet, currency, problems, disabled, edit, reshape, amount }) {
  const put = (field) => (value) => edit({ ...sheet, [field]: value });
  return html`
    <section class="part" aria-labelledby="services">
      <header><h3 id="services">${t('sourcing.services')}</h3><p class="hint">${t('sourcing.services.hint')}</p></header>
      <div class="card">${several({ legend: html`<span class="visually-hidden">${t('sourcing.services')}</span>`, options: SERVICES.map((value) => ({ value, word: t(`sourcing.service.${value}`), icon: SERVICE_ICONS[value] })), chosen: sheet.services, disabled, problem: problems.services, change: put('services') })}</div>
    </section>
    <section class="part" aria-labelledby="tariff">
      <header><h3 id="tariff">${t('sourcing.tariff')}</h3><p class="hint">${t('sourcing.tariff.hint')}</p></header>
      <div class="card tariff">
        ${grid({ sheet, currency, problems, disabled, edit, reshape, amount })}
        ${problems.bands ? html`<p class="problem" role="alert">${problems.bands}</p>` : nothing}
        ${gridProblems(sheet, problems)}
        ${disabled ? nothing : html`<div class="buttons"><button class="button" @click=${() => reshape(withBand(sheet))}><c-icon name="plus"></c-icon>${t('sourcing.add_band')}</button><button class="button" @click=${() => reshape(withWeight(sheet))}><c-icon name="plus"></c-icon>${t('sourcing.add_weight')}</button></div>`}
      </div>
    </section>
    <section class="part" aria-labelledby="carbon">
      <header><h3 id="carbon">${t('sourcing.carbon')}</h3><p class="hint">${t('sourcing.carbon.hint')}</p></header>
      <div class="card counts">
        ${EMISSIONS.map((field) => html`<amount-field .label=${t(`sourcing.${field}`)} .hint=${t(`sourcing.${field}.hint`)} .unit=${'g'} .value=${sheet[field]} .problem=${problems[field]} .disabled=${disabled} @amount=${({ detail }) => amount(field, detail.value, put(field))}></amount-field>`)}
      </div>
    </section>
  `;
}

function grid({ sheet, currency, problems, disabled, edit, reshape, amount }) {
  const { weights, rows } = sheet;
  const weigh = (column, grams) => edit({ ...sheet, weights: weights.with(column, grams) });
  const band = (at, change) => edit({ ...sheet, rows: rows.with(at, { ...rows[at], ...change }) });
  const weightWords = (grams) => (grams === null ? t('sourcing.weight_column') : weightInKg(grams));

  const head = (grams, column) => html`<th scope="col">
    ${
      disabled
        ? weightInKg(grams)
        : html`<span class="in-head"><amount-field bare .label=${t('sourcing.weight_column')} .unit=${'kg'} .digits=${GRAM_DIGITS} .value=${grams} .problem=${problems[`weights[${column}]`]} @amount=${({ detail }) => amount(`weights[${column}]`, detail.value, (value) => weigh(column, value))}></amount-field
            ><button class="icon" aria-label=${t('sourcing.remove_weight', { weight: weightWords(grams) })} title=${t('sourcing.remove_weight', { weight: weightWords(grams) })} ?disabled=${weights.length < 2} @click=${() => reshape(withoutWeight(sheet, column))}><c-icon name="x"></c-icon></button></span>`
    }
  </th>`;

  const cell = (row, at, cost, column) => {
    const label = `${reachInWords(row.up_to_km)}, ${weightWords(weights[column])}`;
    const field = `rows[${at}].costs[${column}]`;
    return html`<td><amount-field bare .label=${label} .unit=${signOf(currency)} .digits=${digitsOf(currency)} fixed optional .placeholder=${'–'} .value=${cost} .problem=${problems[field]} .disabled=${disabled} @amount=${({ detail }) => amount(field, detail.value, (value) => band(at, { costs: row.costs.with(column, value) }))}></amount-field></td>`;
  };

  const line = (row, at) => html`<tr aria-invalid=${problems[`rows[${at}]`] ? 'true' : nothing}>
    <th scope="row">${disabled ? reachInWords(row.up_to_km) : html`<amount-field bare optional .label=${t('sourcing.band_reach')} .unit=${row.up_to_km === null ? '' : 'km'} .placeholder=${t('sourcing.everywhere')} .value=${row.up_to_km} .problem=${problems[`rows[${at}].up_to_km`]} @amount=${({ detail }) => amount(`rows[${at}].up_to_km`, detail.value, (value) => band(at, { up_to_km: value }))}></amount-field>`}</th>
    <td class="days"><amount-field bare .label=${t('sourcing.days_of', { band: reachInWords(row.up_to_km) })} .unit=${t('sourcing.days.unit')} .value=${row.days} .problem=${problems[`rows[${at}].days`]} .disabled=${disabled} @amount=${({ detail }) => amount(`rows[${at}].days`, detail.value, (value) => band(at, { days: value }))}></amount-field></td>
    ${row.costs.map((cost, column) => cell(row, at, cost, column))}
    ${disabled ? nothing : html`<td><button class="icon" aria-label=${t('sourcing.remove_band', { band: reachInWords(row.up_to_km) })} title=${t('sourcing.remove_band', { band: reachInWords(row.up_to_km) })} ?disabled=${rows.length < 2} @click=${() => reshape(withoutBand(sheet, at))}><c-icon name="trash-2"></c-icon></button></td>`}
  </tr>`;

  return html`<div class="scrolling" tabindex="0" role="group" aria-label=${t('sourcing.tariff')}>
    <table class="grid">
      <thead>
        <tr><th scope="col">${t('sourcing.band')}</th><th scope="col">${t('sourcing.days.head')}</th>${weights.map(head)}${disabled ? nothing : html`<td></td>`}</tr>
      </thead>
      <tbody>${rows.map(line)}</tbody>
    </table>
  </div>`;
}

/** A cell is too small for words: they stand below, with where they belong. */
function gridProblems({ weights, rows }, problems) {
  const told = Object.entries(problems).flatMap(([field, words]) => {
    const [, weight] = /^weights\[(\d+)\]$/.exec(field) ?? [];
    if (weight !== undefined) return [t('sourcing.moved', { name: weights[weight] === null ? t('sourcing.weight_column') : weightInKg(weights[weight]), list: words })];
    const [, row, column] = /^rows\[(\d+)\](?:\.costs\[(\d+)\])?/.exec(field) ?? [];
    if (row === undefined || !rows[row]) return [];
    const where = [reachInWords(rows[row].up_to_km), column && weights[column] && weightInKg(weights[column])].filter(Boolean).join(', ');
    return [t('sourcing.moved', { name: where, list: words })];
  });
  return told.length ? html`<ul class="problem" role="alert">${told.map((words) => html`<li>${words}</li>`)}</ul>` : nothing;
}
