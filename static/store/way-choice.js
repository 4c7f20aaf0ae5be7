/** The ways in which the customer can have the order, as large rows: where, when, and why one of them cannot be. One press chooses. */
import { html, nothing, repeat } from '../vendor/lit/lit.js';
import { explain } from '../shared/explain.js';
import { number } from '../shared/format.js';
import { language, t } from '../shared/i18n.js';
import '../shared/icon.js';
import { nearDay, nearMoment } from './near-day.js';
import { shownWays } from './ways.js';

const icons = { ship: 'truck', pickup: 'store', relay_point: 'map-pin' };

export function wayChoice({ ways, chosen, all, asking, homeKnown, choose, showAll }) {
  const shown = shownWays(ways, { all, chosen });
  const hidden = ways.length - shown.length;
  return html`<ul class="ways" role="radiogroup" aria-labelledby="ways" aria-busy=${asking}>
      ${repeat(shown, (way) => way.key, (way) => html`<li><label class="way ${way.refused ? 'barred' : ''}">
        <input type="radio" name="way" .checked=${way.key === chosen} ?disabled=${Boolean(way.refused)} @change=${() => choose(way)}>
        <c-icon name=${icons[way.method]}></c-icon>
        <span class="name"><strong>${nameOf(way)}</strong>${detail(way, { chosen: way.key === chosen, homeKnown })}</span>
        ${way.refused ? nothing : html`<span class="when">${when(way, { asking, homeKnown })}</span>`}
      </label></li>`)}
    </ul>
    ${hidden > 0 ? html`<button type="button" class="quiet" @click=${showAll}><c-icon name="chevron-down"></c-icon>${t('store.order.way.more', { count: hidden })}</button>` : nothing}`;
}

/** What was agreed, for the clerk to repeat to the customer. */
export const wayTaken = (way) => html`<p class="way-taken"><c-icon name=${icons[way.method]}></c-icon><span><strong>${nameOf(way)}</strong>${way.at ? html`<span class="when">${when(way, {})}</span>` : nothing}</span></p>`;

const nameOf = (way) => way.here ? t('store.order.way.here', { node: way.name }) : way.method === 'ship' ? t('store.order.way.ship') : way.name;

function when(way, { asking, homeKnown }) {
  if (way.at) return way.method === 'ship' ? nearDay(way.at) : nearMoment(way.at);
  if (asking) return html`<span class="skeleton"></span>`;
  return html`<span class="soft">${t(way.method === 'ship' && !homeKnown ? 'store.order.way.where' : 'store.order.way.when')}</span>`;
}

/** Why it cannot be; else what it is, how far, in how many parcels, and for what is chosen why then. */
function detail(way, { chosen, homeKnown }) {
  if (way.refused) return html`<small>${way.refused.code === 'insufficient_stock' ? t(way.here ? 'store.order.way.not_here' : 'store.order.way.nowhere') : explain(way.refused)}</small>`;
  const facts = [
    way.method === 'relay_point' ? t('store.method.relay_point') : '',
    way.here && way.method === 'pickup' && way.parcels ? t('store.order.way.sent_here') : '',
    way.km === undefined || way.here ? '' : t(homeKnown ? 'store.order.way.home_km' : 'store.order.way.here_km', { km: number(way.km < 10 ? way.km : Math.round(way.km)) }),
    way.parcels > 1 ? t('store.order.way.parcels', { count: way.parcels }) : '',
  ].filter(Boolean).join(' · ');
  const why = chosen ? way.because?.[language()]?.[0] : undefined;
  return html`${facts ? html`<small>${facts}</small>` : nothing}${why ? html`<small>${why}</small>` : nothing}`;
}
