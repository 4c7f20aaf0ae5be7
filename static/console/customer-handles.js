/** `<customer-handles .desk>`: by what the customer is recognised and how sure that is; confirm, remove, add. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { date } from '../shared/format.js';
import { api } from '../shared/api.js';
import { Translated, t } from '../shared/i18n.js';
import { addressText } from './names.js';
import { Doing } from './doing.js';
import { Follow } from './follow.js';
import { explain } from '../shared/explain.js';
import { desk } from './styles.js';

const ICONS = { email: 'email', phone: 'phone', loyalty: 'tag', external: 'external-link' };
const TONES = { claimed: 'attention', proved: 'accent', confirmed: 'success' };
const MARKS = { claimed: 'info', proved: 'shield-check', confirmed: 'badge-check' };

class CustomerHandles extends LitElement {
  static properties = { desk: { attribute: false }, adding: { state: true }, removing: { state: true } };

  static styles = [
    desk,
    css`
      :host { display: block; }
      h3 { font-size: var(--text-m); }
      .title { margin-block-end: var(--space-1); }
      li { padding-block: 2px; }
      .handle { min-block-size: 32px; --icon-size: 16px; }
      .handle { flex-wrap: wrap; row-gap: 0; }
      .value { flex: 1 1 auto; min-inline-size: 0; max-inline-size: calc(100% - 24px); }
      .does { margin-inline-start: auto; }
      .chip { font-size: 12px; --icon-size: 13px; }
      .sure { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2); padding: var(--space-2) 0 var(--space-2) 24px; font-size: var(--text-s); }
      form { display: grid; grid-template-columns: 8.5em minmax(0, 1fr); gap: var(--space-2); margin-block-start: var(--space-2); }
      form .row { grid-column: 1 / -1; justify-content: flex-end; }
      .failure { margin-block: var(--space-1); }
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
    if (this.shown !== this.desk.open?.id) this.adding = this.removing = undefined;
    this.shown = this.desk.open?.id;
  }

  render() {
    const customer = this.desk.open?.customer;
    if (!customer) return nothing;
    const handles = customer.handles.filter(({ kind }) => kind !== 'visitor');
    const browsers = customer.handles.length - handles.length;
    return html`
      <div class="row title">
        <h3 class="grow">${t('handles.title')}</h3>
        <button
          class="icon small"
          aria-label=${t('handles.add')}
          title=${t('handles.add')}
          aria-expanded=${this.adding ? 'true' : 'false'}
          @click=${this.#toggle}
        >
          <c-icon name=${this.adding ? 'x' : 'plus'}></c-icon>
        </button>
      </div>
      <ul>
        ${handles.map((handle) => this.#handle(handle))}
        ${browsers ? html`<li class="row handle soft"><c-icon name="webchat"></c-icon><span class="grow">${t('handles.browsers', { count: browsers })}</span></li>` : nothing}
        ${customer.handles.length ? nothing : html`<li class="soft">${t('handles.none')}</li>`}
      </ul>
      ${this.adding ? this.#form() : nothing}
    `;
  }

  #handle(handle) {
    const { kind, value, assurance, since } = handle;
    const name = `${kind} ${value}`;
    const problem = this.doing.problem(name);
    return html`<li>
      <div class="row handle">
        <c-icon name=${ICONS[kind] ?? 'user'} label=${t(`handle.${kind}`)}></c-icon
        ><span class="value clip figures" title=${value}>${addressText(handle)}</span>
        <span class="row does"
          ><span class="chip ${TONES[assurance]}" title="${t(`assurance.${assurance}.more`)} (${date(since)})"
            ><c-icon name=${MARKS[assurance]}></c-icon>${t(`assurance.${assurance}`)}</span
          >
          ${assurance === 'claimed' ? html`<button class="button small" ?disabled=${this.doing.busy(name)} @click=${() => this.#confirm(handle)}>${t('handles.confirm')}</button>` : nothing}
          <button
            class="icon small"
            ?disabled=${this.doing.busy(name)}
            aria-label=${t('handles.remove', { value: addressText(handle) })}
            title=${t('handles.remove', { value: addressText(handle) })}
            @click=${() => (this.removing = name)}
          >
            <c-icon name="trash-2"></c-icon></button
        ></span>
      </div>
      ${
        this.removing === name
          ? html`<div class="sure" role="alert">
              <span class="grow">${t('handles.remove.sure', { value: addressText(handle) })}</span>
              <button class="outline-danger button small" @click=${() => this.#remove(handle)}>${t('handles.remove.yes')}</button
              ><button class="button small" @click=${() => (this.removing = undefined)}>${t('keep')}</button>
            </div>`
          : nothing
      }
      ${problem ? html`<p class="failure" role="alert"><span>${explain(problem)}</span></p>` : nothing}
    </li>`;
  }

  #form() {
    const problem = this.doing.problem('add');
    return html`<form @submit=${this.#add}>
      <select name="kind" aria-label=${t('handles.kind')}>
        ${Object.keys(ICONS).map((kind) => html`<option value=${kind}>${t(`handle.${kind}`)}</option>`)}
      </select>
      <input
        name="value"
        required
        maxlength="320"
        autocomplete="off"
        aria-label=${t('handles.value')}
        placeholder=${t('handles.value')}
        aria-invalid=${problem ? 'true' : nothing}
      />
      ${problem ? html`<p class="failure row" role="alert"><span>${explain(problem)}</span></p>` : nothing}
      <div class="row"><button class="primary small" ?disabled=${this.doing.busy('add')}>${t('handles.add.do')}</button></div>
    </form>`;
  }

  async #toggle() {
    this.adding = !this.adding;
    this.doing.clear('add');
    await this.updateComplete;
    this.renderRoot.querySelector('form select')?.focus();
  }

  #post(handle) {
    const { open } = this.desk;
    return async () => {
      const answer = await api.post(`/customers/${open.id}/handles`, handle);
      if (answer?.handles) open.putCustomer({ handles: answer.handles });
    };
  }

  #confirm({ kind, value }) {
    this.doing.run(`${kind} ${value}`, this.#post({ kind, value }));
  }

  async #add(event) {
    event.preventDefault();
    const { kind, value } = Object.fromEntries(new FormData(event.target));
    if (await this.doing.run('add', this.#post({ kind, value: value.trim() }))) this.adding = false;
  }

  #remove({ kind, value }) {
    this.removing = undefined;
    const { open } = this.desk;
    this.doing.run(`${kind} ${value}`, async () => {
      await api.delete(`/customers/${open.id}/handles/${kind}/${encodeURIComponent(value)}`);
      open.putCustomer({ handles: open.customer.handles.filter((each) => each.kind !== kind || each.value !== value) });
    });
  }
}

customElements.define('customer-handles', CustomerHandles);
