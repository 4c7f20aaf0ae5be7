/**
 * Two bars for each of several things, what happened above what would have: an inline drawing that is as wide as there is room, without a
 * measure of its own, so that its letters keep their size. Its figures stand beside it as a table for those who do not see it.
 */
import { html, nothing, svg } from '../vendor/lit/lit.js';
import { t } from '../shared/i18n.js';

const ROW = 66;
const BAR = 14;
/** The longest bar leaves room for its figure. */
const WIDEST = 78;

/** `rows`: `[{name, before, after}…]`; `words(value)` writes one; `about` says in a sentence what there is to see. */
export function barPairs({ key, title, about, rows, words }) {
  const most = Math.max(...rows.flatMap(({ before, after }) => [before, after]), 0);
  const width = (value) => (most ? (WIDEST * value) / most : 0);
  const bar = (kind, value, y) => svg`
    <rect class=${kind} x="0" y=${y} width="${width(value)}%" height=${BAR} rx="3" fill=${kind === 'before' ? `url(#${key}-hatch)` : nothing}></rect>
    <text class="value ${kind}" x="${width(value)}%" dx="8" y=${y + BAR - 2.5}>${words(value)}</text>`;
  return html`
    <svg class="bars" role="img" aria-labelledby="${key}-title ${key}-about" width="100%" height=${rows.length * ROW - 10}>
      <title id="${key}-title">${title}</title>
      <desc id="${key}-about">${about}</desc>
      <defs>
        <pattern id="${key}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="ground" width="6" height="6"></rect><rect class="stripe" width="2.5" height="6"></rect>
        </pattern>
      </defs>
      ${rows.map(({ name, before, after }, index) => svg`<g transform="translate(0 ${index * ROW})"><text class="name" x="0" y="14">${name}</text>${bar('before', before, 22)}${bar('after', after, 22 + BAR + 3)}</g>`)}
    </svg>
    <table class="visually-hidden">
      <caption>${title}</caption>
      <thead><tr><td></td><th scope="col">${t('whatif.happened')}</th><th scope="col">${t('whatif.instead')}</th></tr></thead>
      <tbody>${rows.map(({ name, before, after }) => html`<tr><th scope="row">${name}</th><td>${words(before)}</td><td>${words(after)}</td></tr>`)}</tbody>
    </table>
  `;
}
