/** `<policy-desk .book .place .around currency>`: the policies, and the one that is open, with a test order below it. */
import { html } from '../vendor/lit/lit.js';
import { t } from '../shared/i18n.js';
import { policyChanges } from './changes.js';
import { policyForm } from './policy-form.js';
import { RuleDesk } from './rule-desk.js';
import { inOrder, scopeInWords } from './scope.js';
import './amount-field.js';
import './try-order.js';

class PolicyDesk extends RuleDesk {
  static properties = { around: { attribute: false } };

  tab = 'policies';
  words = 'sourcing.policy';
  icon = 'clipboard-list';

  entries() {
    const { book } = this;
    const begun = book.begun().map((place) => ({ place, ...book.at(place) }));
    const kept = inOrder(book.items).map(({ name, version, policy }) => {
      const place = `kept/${name}`;
      return { place, name, version, text: scopeInWords((book.at(place)?.value ?? policy).scope) };
    });
    return [
      ...begun.map(({ place, name, value }) => ({ place, name, text: scopeInWords(value.scope) })),
      ...kept,
      { place: 'usual', name: t('sourcing.policy.usual'), text: t('sourcing.policy.usual.text'), usual: t('sourcing.policy.usual.chip') },
    ];
  }

  usualAt(place) {
    if (place !== 'usual') return undefined;
    return { name: '', title: t('sourcing.policy.usual'), usual: t('sourcing.policy.usual.hint'), value: this.book.usual };
  }

  fresh() {
    return this.book.usual;
  }

  form(rule, { problems, disabled }) {
    return policyForm({
      policy: rule.value,
      usual: rule.usual ? undefined : this.book.usual,
      nodes: this.around.nodes,
      categories: this.around.categories,
      currency: this.currency,
      problems,
      disabled,
      edit: (policy) => this.edit(policy),
      amount: (field, value, put) => this.amount(field, value, put),
    });
  }

  below(rule) {
    const { around, currency } = this;
    const title = rule.usual ? t('sourcing.policy.usual') : t(rule.changed ? 'sourcing.try.edited' : 'sourcing.try.kept');
    return html`<try-order .policy=${rule.value} .title=${title} .around=${around} .currency=${currency} .waiting=${this.wrong.size > 0}></try-order>`;
  }

  changesBetween(before, after) {
    const nodeName = (code) => this.around.nodes?.find((node) => node.code === code)?.name ?? code;
    return policyChanges(before, after, { currency: this.currency, nodeName });
  }
}

customElements.define('policy-desk', PolicyDesk);
