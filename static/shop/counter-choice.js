/** Counters to collect an order at, one of which is chosen: stores, and relay points. */
import { html, nothing, repeat } from '../vendor/lit/lit.js';
import { moment, number } from '../shared/format.js';
import { longDay } from '../shared/long-day.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import { tellingKm } from '../shared/ways.js';

const distance = (promise) => (tellingKm(promise) ? t('shop.checkout.km', { km: number(tellingKm(promise)) }) : '');

const address = (place, promise) => [distance(promise), place && `${place.street}, ${place.postcode} ${place.city}`].filter(Boolean).join(' · ');

const row = ({ code, name, text, chosen, open = true, tone = '', note, choose }) => html`<li><label class=${tone}>
  <input type="radio" name="node" .checked=${chosen === code} ?disabled=${!open} @change=${() => choose(code)}>
  <span><strong>${name}</strong>${text ? html`<small>${text}</small>` : nothing}</span>
  ${note ? html`<em><c-icon name=${note.icon}></c-icon><span>${note.words}</span></em>` : nothing}
</label></li>`;

/** `ways` as `storeWays` makes them; `known`: what each has is known. */
export function storeChoice({ ways, count, known, chosen, choose }) {
  const note = ({ promise, sent, has }) => {
    if (sent) return { icon: 'truck', words: t('shop.checkout.sent', { day: longDay(promise.at) }) };
    if (promise) return { icon: 'check', words: t('shop.checkout.ready', { at: moment(promise.at) }) };
    if (!known) return undefined;
    return has === count ? { icon: 'check', words: t('shop.checkout.whole') } : { icon: 'x', words: t('shop.checkout.part', { has, count }) };
  };
  const tone = ({ sent, promise, has }) => (sent ? 'sent' : promise || has === count ? 'whole' : '');
  return html`<ul class="store-choice" role="radiogroup" aria-label=${t('shop.checkout.store')}>${repeat(ways, ({ store }) => store.code, (way) => {
    const { store, open, promise } = way;
    return row({ code: store.code, name: store.name, text: address(store, promise), chosen, open, tone: tone(way), note: note(way), choose });
  })}</ul>`;
}

/** `points`: the promises at relay points, `undefined` while they are asked for; `places`: the nodes by their code; `asked`: the postcode is known. */
export function relayPointChoice({ asked, points, places, unavailable, problem, chosen, choose, again }) {
  if (!asked) return html`<p class="choice-hint"><c-icon name="map-pin"></c-icon>${t('shop.checkout.relay_point.where')}</p>`;
  // The field for it says so.
  if (problem?.field?.startsWith('place.')) return nothing;
  if (problem) return html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${explain(problem)}</span>${problem.status === 422 ? nothing : html`<button type="button" class="button" @click=${again}>${t('again')}</button>`}</p>`;
  if (!points) return html`<div class="skeleton relay-points" aria-label=${t('shop.checkout.relay_point.looking')}></div>`;
  const none = unavailable.find(({ method }) => method === 'relay_point');
  if (!points.length) return html`<p class="failure" role="status"><c-icon name="circle-alert"></c-icon><span>${none ? explain(none) : t('shop.checkout.relay_point.none')}</span></p>`;
  return html`<ul class="store-choice" role="radiogroup" aria-label=${t('shop.checkout.relay_point')}>${repeat(points, ({ node }) => node, (promise) => row({
    code: promise.node, name: promise.node_name, text: address(places?.get(promise.node), promise), chosen, tone: 'sent', choose,
    note: { icon: 'map-pin', words: t('shop.checkout.from', { day: longDay(promise.at) }) },
  }))}</ul>`;
}
