/** How an order by phone reaches the customer: the methods, the counters that are near, and what can be promised. */
import { css, html, nothing } from '../vendor/lit/lit.js';
import { explain } from '../shared/explain.js';
import { moment, number } from '../shared/format.js';
import { language, t } from '../shared/i18n.js';
import { longDay, shortDay } from '../shared/long-day.js';
import { weightOfCarbon } from '../shared/sourcing-figures.js';
import { METHOD_ICONS } from '../shared/way-icons.js';
import { nearby, nearest, sentThere, tellingKm } from '../shared/ways.js';

/** Where a date is a day; what is ready in the store itself has its hour. */
export const datedWords = (promise) => (promise.method === 'pickup' && !sentThere(promise) ? t('sale.ready', { at: moment(promise.at) }) : t(sentThere(promise) ? 'sale.sent' : promise.method === 'ship' ? 'sale.by' : 'sale.from', { day: longDay(promise.at) }));

const addressOf = (place) => (place ? `${place.street}, ${place.postcode} ${place.city}` : '');

/** The methods, each with the date of the nearest. */
export function methodChoice({ promises, chosen, choose }) {
  return html`<fieldset class="ways">
    <legend>${t('sale.delivery')}</legend>
    ${Object.entries(METHOD_ICONS).map(([method, icon]) => {
      const promise = nearest(promises, method);
      return html`<label><input class="visually-hidden" type="radio" name="method" value=${method} .checked=${chosen === method} @change=${() => choose(method)} /><c-icon name=${icon}></c-icon><span>${t(`sale.${method}`)}${promise ? html`<small>${t(method === 'ship' ? 'sale.by' : 'sale.from', { day: shortDay(promise.at) })}</small>` : nothing}</span></label>`;
    })}
  </fieldset>`;
}

/** The counters near the customer by this method, one of which is chosen; `places`: the nodes by their code. */
export function counterChoice({ method, dates, places, asked, chosen, choose }) {
  const { promises, problem, unavailable } = dates;
  if (!asked) return method === 'relay_point' ? html`<p class="hollow">${t('sale.relay_point.where')}</p>` : nothing;
  if (problem) return html`<p class="failure" role="alert"><span>${explain(problem)}</span>${problem.status === 422 ? nothing : html`<button type="button" class="button small" @click=${() => dates.again()}>${t('again')}</button>`}</p>`;
  if (!promises) return html`<div class="skeleton counters" aria-label=${t('loading')}></div>`;
  const near = nearby(promises, method);
  if (!near.length) {
    const none = unavailable.find((each) => each.method === method);
    return html`<p class="failure" role="status"><span>${none ? explain(none) : t(`sale.${method}.none`)}</span></p>`;
  }
  return html`<ul class="counters" role="radiogroup" aria-label=${t(`sale.${method}`)}>${near.map((promise) => html`<li><label>
    <input type="radio" name="counter" .checked=${chosen === promise.node} @change=${() => choose(promise.node)} />
    <span><strong>${promise.node_name}</strong><small>${[tellingKm(promise) ? t('sale.km', { km: number(tellingKm(promise)) }) : '', addressOf(places?.get(promise.node))].filter(Boolean).join(' · ')}</small><small class="dated">${datedWords(promise)}</small></span>
  </label></li>`)}</ul>`;
}

/** What can be said on the phone about the chosen way. */
export function promiseNote(promise) {
  if (!promise) return nothing;
  const facts = [
    promise.parcels ? t('sale.parcels', { count: promise.parcels }) : '',
    promise.co2_grams ? t('sale.co2', { weight: weightOfCarbon(promise.co2_grams) }) : '',
  ].filter(Boolean);
  return html`<div class="promised" role="status"><c-icon name=${METHOD_ICONS[promise.method]}></c-icon><div><strong>${datedWords(promise)}</strong>
    <span>${promise.because?.[language()]?.[0] ?? ''}</span>${facts.length ? html`<small class="figures">${facts.join(' · ')}</small>` : nothing}</div></div>`;
}

export const wayStyles = css`
  .ways { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: var(--space-2); margin-block: var(--space-4) var(--space-3); border: 0; padding: 0; }
  .ways legend { padding: 0; margin-block-end: var(--space-2); font-weight: 600; }
  .ways label { position: relative; display: grid; align-content: start; gap: var(--space-1); min-block-size: 44px; padding: var(--space-2) var(--space-3); border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer; font-weight: 600; --icon-size: 18px; }
  .ways label span { display: grid; line-height: 1.3; }
  .ways label:has(:checked) { border-color: var(--accent); background: var(--accent-tint); color: var(--accent); }
  .ways label:has(:focus-visible) { outline: var(--focus-ring); outline-offset: var(--focus-offset); }
  :is(.ways, .counters) small { color: var(--soft-ink); font-size: 12px; font-weight: 400; }
  .near { display: grid; grid-template-columns: minmax(0, 1fr) 5.5em; gap: var(--space-2); margin-block-end: var(--space-3); }
  .counters { display: grid; gap: var(--space-1); margin-block-end: var(--space-3); }
  .counters label { display: flex; align-items: center; gap: var(--space-3); min-block-size: 44px; padding: var(--space-1) var(--space-3); border: 1px solid var(--line); border-radius: var(--radius); cursor: pointer; }
  .counters label:has(:checked) { border-color: var(--accent); background: var(--accent-tint); }
  .counters .dated { color: var(--accent); font-weight: 600; }
  .counters span { display: grid; min-inline-size: 0; overflow-wrap: anywhere; }
  .skeleton.counters { block-size: 140px; }
  .promised { display: flex; gap: var(--space-3); margin-block-start: var(--space-3); padding: var(--space-3); border-radius: var(--radius); background: var(--accent-tint); --icon-size: 18px; }
  .promised c-icon { color: var(--accent); } .promised div { display: grid; gap: 2px; } .promised strong::first-letter { text-transform: uppercase; }
  .promised span { font-size: var(--text-s); } .promised small { color: var(--soft-ink); }
`;
