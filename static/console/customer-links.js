/** `<customer-links .desk>`: who else this customer may be, with what speaks for it, and who has been linked; one click each way. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { api } from '../shared/api.js';
import { Translated, t } from '../shared/i18n.js';
import { addressText } from './names.js';
import { Doing } from './doing.js';
import { Follow } from './follow.js';
import { explain } from '../shared/explain.js';
import { desk } from './styles.js';

class CustomerLinks extends LitElement {
  static properties = { desk: { attribute: false } };

  static styles = [
    desk,
    css`
      :host { display: grid; gap: var(--space-3); }
      h3 { font-size: var(--text-m); margin-block-end: var(--space-1); }
      .maybe { display: grid; gap: var(--space-2); padding: var(--space-3); border: 1px dashed var(--accent); border-radius: var(--radius); background: var(--accent-tint); }
      .maybe + .maybe { margin-block-start: var(--space-2); }
      .evidence { display: flex; flex-wrap: wrap; gap: var(--space-1); font-size: var(--text-s); }
      .name { font-weight: 600; padding: 0; border: 0; background: none; color: var(--ink); font: inherit; font-weight: 600; text-decoration: underline; text-underline-offset: 3px; cursor: pointer; text-align: start; }
      .linked { min-block-size: 36px; }
    `,
  ];

  constructor() {
    super();
    new Translated(this);
    this.following = new Follow(this);
    this.doing = new Doing(this);
  }

  willUpdate() {
    this.following.to(this.desk, this.desk.open);
  }

  render() {
    const { open } = this.desk;
    if (!open?.customer) return nothing;
    const linked = open.customer.linked ?? [];
    return html`
      ${
        open.suggestions.length
          ? html`<div>
              <h3>${t('links.suggested')}</h3>
              ${open.suggestions.map((each) => this.#suggestion(each))}
            </div>`
          : nothing
      }
      ${
        linked.length
          ? html`<div>
              <h3>${t('links.linked')}</h3>
              <ul>
                ${linked.map((each) => this.#linked(each))}
              </ul>
            </div>`
          : nothing
      }
    `;
  }

  #suggestion({ customer_id: id, name, evidence }) {
    const problem = this.doing.problem(id);
    return html`<div class="maybe">
      <div class="row">
        <button class="name grow" title=${t('links.look')} @click=${() => this.#go(id)}>${name || t('who.visitor')}</button>
        <button class="primary small" ?disabled=${this.doing.busy(id)} @click=${() => this.#do('link', id)}>
          <c-icon name="link"></c-icon>${t('links.link')}
        </button>
      </div>
      <div class="evidence">
        <span class="soft">${t('links.because')}</span
        >${evidence.map((each) => html`<span class="chip">${t(`handle.${each.kind}`)} ${addressText(each)}</span>`)}
      </div>
      ${problem ? html`<p class="failure" role="alert"><span>${explain(problem)}</span></p>` : nothing}
    </div>`;
  }

  #linked({ id, name }) {
    const problem = this.doing.problem(id);
    return html`<li>
      <div class="row linked">
        <c-icon name="link"></c-icon><span class="grow clip">${name || t('who.visitor')}</span>
        <button class="button small" ?disabled=${this.doing.busy(id)} @click=${() => this.#do('unlink', id)}>
          <c-icon name="unlink"></c-icon>${t('links.unlink')}
        </button>
      </div>
      ${problem ? html`<p class="failure" role="alert"><span>${explain(problem)}</span></p>` : nothing}
    </li>`;
  }

  #do(what, other) {
    const { open } = this.desk;
    this.doing.run(other, async () => {
      await api.post(`/customers/${open.id}/${what}`, { other });
      open.refresh();
    });
  }

  #go(id) {
    this.dispatchEvent(new CustomEvent('open-customer', { detail: id, bubbles: true, composed: true }));
  }
}

customElements.define('customer-links', CustomerLinks);
