/** `<find-order>`: an order by its number and the email it was placed with. */
import { html, nothing } from '../vendor/lit/lit.js';
import { Api } from '../shared/api.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';

class FindOrder extends LightElement {
  static properties = { reason: {}, number: { state: true }, email: { state: true }, sending: { state: true }, problem: { state: true } };

  constructor() {
    super();
    Object.assign(this, { number: '', email: '' });
  }

  async #find(event) {
    event.preventDefault();
    Object.assign(this, { sending: true, problem: undefined });
    try {
      const { tracking_url: page } = await new Api().post('/track', { number: this.number.trim(), email: this.email.trim() });
      location.assign(page);
    } catch (problem) {
      this.sending = false;
      this.problem = problem;
    }
  }

  render() {
    const field = this.problem?.field;
    return html`<form class="find" @submit=${this.#find}>
      <h1>${this.reason ?? t('track.find.title')}</h1>
      <p>${this.reason ? t('track.missing.text') : t('track.find.text')}</p>
      <label class="field">${t('track.find.number')}<input required class="figures" inputmode="numeric" autocomplete="off" placeholder="1234-567-890" aria-invalid=${field === 'number'} .value=${this.number} @input=${(event) => (this.number = event.target.value)}></label>
      <label class="field">${t('track.find.email')}<input required type="email" autocomplete="email" aria-invalid=${field === 'email'} .value=${this.email} @input=${(event) => (this.email = event.target.value)}></label>
      ${this.problem ? html`<p class="problem" role="alert">${explain(this.problem)}</p>` : nothing}
      <button class="primary main" ?disabled=${this.sending}>${t(this.sending ? 'track.find.sending' : 'track.find.do')}</button>
    </form>`;
  }
}

customElements.define('find-order', FindOrder);
