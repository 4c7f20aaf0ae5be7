/** The fields of a policy: for which orders it is, what things weigh, what may never be. */
import { html, nothing } from '../vendor/lit/lit.js';
import { t } from '../shared/i18n.js';
import { KIND_ICONS, METHOD_ICONS } from '../shared/way-icons.js';
import { one, several } from './choices.js';
import { CHANNELS, CHOICES, COUNTS, KINDS, METHODS, SPLITTING, WEIGHTS, isPercent, mayBeEmpty, weightInWords, writing } from './policy-fields.js';

const CHANNEL_ICONS = { web: 'shopping-bag', phone: 'phone', store: 'store' };
const GROUP_ICONS = { costs: 'tag', time: 'clock', stock: 'archive', risk: 'triangle-alert' };

/**
 * `policy` as on the wire. `usual`: what one starts with; `nodes` and `categories`: what there is to choose from (`undefined` while they are
 * loaded). `edit(policy)` is told every change, `amount(field, value, put)` every number that is typed.
 */
export function policyForm({ policy, usual, nodes, categories, currency, problems, disabled, edit, amount }) {
  const { scope, weights, limits } = policy;
  const put = (part, field) => (value) => edit({ ...policy, [part]: { ...policy[part], [field]: value } });
  const known = categories && [...new Set([...categories, ...scope.categories])];

  const weight = (field) => {
    const { unit, digits, fixed } = writing(field, currency);
    const differs = usual && usual.weights[field] !== weights[field];
    return html`<amount-field
      class="weight"
      .label=${t(`sourcing.weight.${field}`)}
      .hint=${t(`sourcing.weight.${field}.hint`)}
      .unit=${unit}
      .digits=${digits}
      .fixed=${fixed ?? false}
      .value=${weights[field]}
      .problem=${problems[`weights.${field}`]}
      .disabled=${disabled}
      .usual=${differs ? { value: usual.weights[field], words: t('sourcing.usual_is', { value: weightInWords(field, usual.weights[field], currency) }) } : undefined}
      data-kind=${isPercent(field) ? 'percent' : 'money'}
      @amount=${({ detail }) => amount(`weights.${field}`, detail.value, put('weights', field))}
    ></amount-field>`;
  };

  const count = (field) => html`<amount-field
    .label=${t(`sourcing.limit.${field}`)}
    .hint=${t(`sourcing.limit.${field}.hint`)}
    .unit=${t(`sourcing.limit.${field}.unit`)}
    .optional=${mayBeEmpty(field)}
    .placeholder=${mayBeEmpty(field) ? t('sourcing.no_limit') : undefined}
    .value=${limits[field] ?? null}
    .problem=${problems[`limits.${field}`]}
    .disabled=${disabled}
    @amount=${({ detail }) => amount(`limits.${field}`, detail.value, put('limits', field))}
  ></amount-field>`;

  return html`
    <section class="part" aria-labelledby="scope">
      <header><h3 id="scope">${t('sourcing.scope')}</h3><p class="hint">${t('sourcing.scope.hint')}</p></header>
      <div class="card stack">
        ${several({ legend: t('sourcing.channels'), options: CHANNELS.map((value) => ({ value, word: t(`channel.${value}`), icon: CHANNEL_ICONS[value] })), chosen: scope.channels, disabled, problem: problems['scope.channels'], change: put('scope', 'channels') })}
        ${several({ legend: t('sourcing.methods'), options: METHODS.map((value) => ({ value, word: t(`sourcing.method.${value}`), icon: METHOD_ICONS[value] })), chosen: scope.methods, disabled, problem: problems['scope.methods'], change: put('scope', 'methods') })}
        ${known ? several({ legend: t('sourcing.categories'), hint: t('sourcing.categories.hint'), options: known.map((value) => ({ value, word: value })), chosen: scope.categories, disabled, problem: problems['scope.categories'], change: put('scope', 'categories') }) : html`<div class="skeleton"></div>`}
      </div>
    </section>
    <section class="part" aria-labelledby="weights">
      <header><h3 id="weights">${t('sourcing.weights')}</h3><p class="hint">${t('sourcing.weights.hint')}</p></header>
      <div class="groups">
        ${Object.entries(WEIGHTS).map(([group, fields]) => html`<fieldset class="card weights"><legend><c-icon name=${GROUP_ICONS[group]}></c-icon>${t(`sourcing.group.${group}`)}</legend>${fields.map(weight)}</fieldset>`)}
      </div>
    </section>
    <section class="part" aria-labelledby="limits">
      <header><h3 id="limits">${t('sourcing.limits')}</h3><p class="hint">${t('sourcing.limits.hint')}</p></header>
      <div class="card stack">
        <div class="counts">${COUNTS.map(count)}</div>
        ${one({ legend: t('sourcing.limit.splitting'), hint: t(`sourcing.splitting.${limits.splitting}.hint`), options: SPLITTING.map((value) => ({ value, word: t(`sourcing.splitting.${value}`) })), chosen: limits.splitting, disabled, problem: problems['limits.splitting'], change: put('limits', 'splitting'), name: 'splitting' })}
        ${CHOICES.map((field) => html`<label class="check"><input type="checkbox" .checked=${limits[field]} ?disabled=${disabled} @change=${({ target }) => put('limits', field)(target.checked)} /><span>${t(`sourcing.limit.${field}`)}<small class="hint">${t(`sourcing.limit.${field}.hint`)}</small></span></label>${problems[`limits.${field}`] ? html`<p class="problem" role="alert">${problems[`limits.${field}`]}</p>` : nothing}`)}
        ${several({ legend: t('sourcing.limit.excluded_kinds'), options: KINDS.map((value) => ({ value, word: t(`sourcing.kinds.${value}`), icon: KIND_ICONS[value] })), chosen: limits.excluded_kinds, disabled, problem: problems['limits.excluded_kinds'], change: put('limits', 'excluded_kinds') })}
        ${excludedNodes({ limits, nodes, problem: problems['limits.excluded_nodes'], disabled, change: put('limits', 'excluded_nodes') })}
      </div>
    </section>
  `;
}

/** Chosen from those there are; one that is there no more keeps its code. */
function excludedNodes({ limits, nodes, problem, disabled, change }) {
  const chosen = limits.excluded_nodes;
  const name = (code) => nodes?.find((node) => node.code === code)?.name ?? code;
  const others = (nodes ?? []).filter(({ code, kind }) => kind !== 'relay_point' && !chosen.includes(code));
  const add = ({ target }) => {
    const { value } = target;
    target.value = '';
    if (value) change([...chosen, value]);
  };
  return html`<fieldset class="choices" ?disabled=${disabled}>
    <legend>${t('sourcing.limit.excluded_nodes')}</legend>
    <div class="chips">
      ${chosen.map((code) => html`<span class="picked">${name(code)}<button type="button" class="icon" aria-label=${t('sourcing.exclude.not', { name: name(code) })} @click=${() => change(chosen.filter((each) => each !== code))}><c-icon name="x"></c-icon></button></span>`)}
      <select class="adding" aria-label=${t('sourcing.exclude')} aria-invalid=${problem ? 'true' : nothing} ?disabled=${!nodes || disabled} @change=${add}>
        <option value="">${t('sourcing.exclude')}</option>
        ${KINDS.map((kind) => {
          const these = others.filter((node) => node.kind === kind);
          return these.length ? html`<optgroup label=${t(`sourcing.kinds.${kind}`)}>${these.map(({ code, name: word }) => html`<option value=${code}>${word}</option>`)}</optgroup>` : nothing;
        })}
      </select>
    </div>
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
  </fieldset>`;
}
