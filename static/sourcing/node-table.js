/** `<node-table>`: what sourcing has learned of each node, and its work of today. */
import { html, nothing } from '../vendor/lit/lit.js';
import { Doing } from '../console/doing.js';
import { api } from '../shared/api.js';
import { explain } from '../shared/explain.js';
import { locale, t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import { number } from '../shared/format.js';
import { KIND_ICONS } from '../shared/way-icons.js';

const percent = (perMille) => new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 1 }).format(perMille / 1000);
const REJECTS_MUCH = 100;
const COLUMNS = ['rejects', 'preparation', 'open_offers', 'today'];

/** “2 h 05”, “45 min”. */
export function workingTime(minutes) {
  if (minutes < 60) return t('sourcing.minutes', { minutes: number(minutes) });
  return t('sourcing.hours', { hours: number(Math.floor(minutes / 60)), minutes: String(minutes % 60).padStart(2, '0') });
}

class NodeTable extends LightElement {
  static properties = { nodes: { state: true } };

  constructor() {
    super();
    this.doing = new Doing(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    document.addEventListener('visibilitychange', this.#seen);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#seen);
  }

  #seen = () => document.visibilityState === 'visible' && this.#load();

  async #load() {
    const answer = await this.doing.run('load', () => api.get('/sourcing/nodes'));
    if (answer) this.nodes = answer.nodes.toSorted((one, other) => one.name.localeCompare(other.name, locale()));
  }

  render() {
    const problem = this.doing.problem('load');
    if (problem?.status === 403) return html`<div class="empty"><c-icon name="shield-check"></c-icon><p>${t('sourcing.forbidden')}</p></div>`;
    return html`<section class="nodes" aria-labelledby="nodes">
      <header><div><h2 id="nodes">${t('sourcing.nodes')}</h2><p class="hint">${t('sourcing.nodes.hint')}</p></div><button class="button" ?disabled=${this.doing.busy('load')} @click=${() => this.#load()}><c-icon name="refresh-cw"></c-icon>${t('sourcing.refresh')}</button></header>
      ${problem ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${explain(problem)}</span><button class="button" @click=${() => this.#load()}>${t('again')}</button></p>` : nothing}
      ${!this.nodes ? (problem ? nothing : html`<div class="skeleton row"></div><div class="skeleton row"></div><div class="skeleton row"></div>`) : this.nodes.length ? this.#table() : html`<div class="empty"><c-icon name="warehouse"></c-icon><p>${t('sourcing.nodes.none')}</p></div>`}
    </section>`;
  }

  #table() {
    return html`<div class="scrolling card" tabindex="0" role="group" aria-labelledby="nodes"><table class="figures">
      <thead><tr>
        <th scope="col">${t('sourcing.node')}</th>
        ${COLUMNS.map((column) => html`<th scope="col" class="number">${t(`sourcing.node.${column}`)}<small>${t(`sourcing.node.${column}.hint`)}</small></th>`)}
      </tr></thead>
      <tbody>${this.nodes.map((node) => this.#row(node))}</tbody>
    </table></div>`;
  }

  #row({ node, name, kind, rejects_per_mille: rejects, preparation_minutes: minutes, open, today, orders_a_day: most }) {
    const full = most && today >= most;
    const [rejected, preparation, offers, day] = COLUMNS.map((column) => t(`sourcing.node.${column}`));
    return html`<tr>
      <th scope="row"><div><c-icon name=${KIND_ICONS[kind] ?? 'store'} label=${t(`sourcing.kind.${kind}`)}></c-icon><span>${name}<small>${node}</small></span></div></th>
      <td class="number" data-column=${rejected}>${rejects >= REJECTS_MUCH ? html`<span class="chip attention"><c-icon name="triangle-alert"></c-icon>${percent(rejects)}</span>` : percent(rejects)}</td>
      <td class="number" data-column=${preparation}>${workingTime(minutes)}</td>
      <td class="number" data-column=${offers}>${number(open)}</td>
      <td class="number today" data-column=${day}>
        ${
          most
            ? html`${full ? html`<span class="chip attention"><c-icon name="triangle-alert"></c-icon>${t('sourcing.node.full')}</span> ` : nothing}${number(today)} / ${number(most)}<span class="bar ${full ? 'full' : ''}" aria-hidden="true"><i style="inline-size: ${Math.min(100, (100 * today) / most)}%"></i></span>`
            : html`${number(today)}<small class="hint"> ${t('sourcing.no_limit')}</small>`
        }
      </td>
    </tr>`;
  }
}

customElements.define('node-table', NodeTable);
