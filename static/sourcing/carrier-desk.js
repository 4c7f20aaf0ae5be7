/** `<carrier-desk .book .place currency>`: the carriers, and the one that is open. */
import { html, nothing } from '../vendor/lit/lit.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import { carrierForm } from './carrier-form.js';
import { byField } from './flaws.js';
import { RuleDesk } from './rule-desk.js';
import { allOf } from './scope.js';
import { carrierOf, gaps, placeOf, sheetOf, sorted } from './tariff.js';
import { carrierChanges, carrierInWords } from './tariff-text.js';
import './amount-field.js';

const FIRST = { services: ['home'], bands: [{ days: 2, steps: [{ up_to_grams: 2000, cost: 0 }] }], co2_per_parcel: 0, co2_per_tonne_km: 0 };

const GAPS = 'gaps';

class CarrierDesk extends RuleDesk {
  tab = 'carriers';
  words = 'sourcing.carrier';
  icon = 'truck';

  entries() {
    const { book, currency } = this;
    const begun = book.begun().map((place) => ({ place, ...book.at(place) }));
    const kept = [...book.items].sort((one, other) => one.name.localeCompare(other.name));
    return [
      ...begun.map(({ place, name, value }) => ({ place, name, text: carrierInWords(carrierOf(value), currency) })),
      ...kept.map(({ name, version, carrier }) => ({ place: `kept/${name}`, name, version, text: carrierInWords(carrier, currency) })),
      ...(kept.length ? [] : book.usual.map(({ name, ...carrier }) => ({ place: `usual/${name}`, name, text: carrierInWords(carrier, currency), usual: t('sourcing.carrier.usual') }))),
    ];
  }

  /** Without a carrier of one's own the usual ones are in force: with the first, all of them go. */
  notice() {
    if (this.book.items.length || !this.book.usual.length) return nothing;
    const problem = this.doing.problem('take');
    return html`<div class="told block"><p><c-icon name="info"></c-icon>${t('sourcing.carrier.usual.hint')}</p>
      ${problem ? html`<p class="problem" role="alert">${explain(problem)}</p>` : nothing}
      <button class="button" ?disabled=${this.doing.busy('take')} @click=${this.#takeOver}>${t('sourcing.carrier.take_over', { names: allOf(this.book.usual.map(({ name }) => name)) })}</button></div>`;
  }

  #takeOver = () =>
    this.doing.run('take', async () => {
      for (const { name, ...carrier } of this.book.usual) if (!this.book.kept(name)) await this.book.putBack(name, carrier);
      const { place } = this;
      if (place?.startsWith('usual/')) location.replace(`#carriers/kept/${encodeURIComponent(place.slice(6))}`);
    });

  usualAt(place) {
    if (!place.startsWith('usual/')) return undefined;
    const found = this.book.usual.find(({ name }) => name === place.slice(6));
    if (!found) return undefined;
    const { name, ...carrier } = found;
    return { name, title: name, usual: t('sourcing.carrier.usual'), value: this.book.open(carrier) };
  }

  fresh() {
    const [first] = this.book.items;
    return first ? first.carrier : FIRST;
  }

  /** Not with a weight that is still to be given; and in the order that the wire wants. */
  beforeSaving({ value }) {
    if (gaps(value).length) {
      this.#seeGaps(value);
      return false;
    }
    const ordered = sorted(value);
    if (JSON.stringify(ordered) !== JSON.stringify(value)) {
      this.book.edit(this.place, ordered);
      this.forgetTyping();
    }
    return true;
  }

  placeOf(sheet, field) {
    return placeOf(sheet, field);
  }

  form(rule, { problems, disabled }) {
    const missing = this.wrong.size ? byField(gaps(rule.value), (field) => field) : {};
    return carrierForm({
      sheet: rule.value,
      currency: this.currency,
      problems: { ...problems, ...missing },
      disabled,
      edit: (sheet) => this.edit(sheet),
      reshape: (sheet) => {
        this.forgetTyping();
        this.edit(sheet);
      },
      amount: (field, value, put) => this.amount(field, value, put),
    });
  }

  edit(sheet) {
    super.edit(sheet);
    this.#seeGaps(sheet);
  }

  #seeGaps(sheet) {
    this.wrong.delete(GAPS);
    if (gaps(sheet).length) this.wrong.add(GAPS);
    this.requestUpdate();
  }

  changesBetween(before, after) {
    return carrierChanges(before, after, { currency: this.currency });
  }
}

customElements.define('carrier-desk', CarrierDesk);

/** How a book of carriers opens and closes them. */
export const asSheets = { open: sheetOf, close: carrierOf };
