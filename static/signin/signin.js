/** `<sign-in>`: login and password; in the demo, everybody's entry with one click. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { base } from '../shared/base.js';
import { api } from '../shared/api.js';
import { Translated, addWords, language, languages, setLanguage, t } from '../shared/i18n.js';
import '../shared/icon.js';
import '../console/theme.js';
import { destination } from './destination.js';
import words from './words.js';

addWords(words);

// The two that everybody meets are said in the reader's language; the rest as the server says it.
const PROBLEMS = { 401: 'signin.wrong', 429: 'signin.too_many' };

// There are as many clerks as stores: a few of them show what there is.
const FIRST_CLERKS = 2;

class SignIn extends LitElement {
  static properties = {
    shopName: { attribute: 'shop-name' },
    shop: { state: true },
    problem: { state: true },
    busy: { state: true },
    shown: { state: true },
    waits: { state: true },
    everybody: { state: true },
  };

  static styles = [
    base,
    css`
      :host { display: grid; grid-template-rows: auto 1fr auto; min-block-size: 100dvh; padding: var(--space-4); }
      .top { display: flex; justify-content: flex-end; }
      main { display: grid; align-content: center; justify-items: center; gap: var(--space-6); padding-block: var(--space-6); }
      .head { text-align: center; display: grid; gap: var(--space-1); }
      h1 { font-size: var(--text-2xl); letter-spacing: -0.01em; }
      .lead { color: var(--soft-ink); font-size: var(--text-l); }
      form { inline-size: min(400px, 100%); display: grid; gap: var(--space-4); padding: var(--space-6); }
      .secret { position: relative; }
      .secret input { padding-inline-end: 52px; }
      .secret button { position: absolute; inset-block-start: 0; inset-inline-end: 0; }
      .alert { display: flex; gap: var(--space-2); padding: var(--space-3); border-radius: var(--radius); background: var(--danger-tint); color: var(--danger); }
      .demo { inline-size: min(720px, 100%); display: grid; gap: var(--space-3); text-align: center; }
      .demo h2 { font-size: var(--text-m); color: var(--soft-ink); font-weight: 600; }
      .people { display: flex; flex-wrap: wrap; justify-content: center; gap: var(--space-2); }
      .person { inline-size: min(232px, 100%); display: grid; grid-template-columns: 40px minmax(0, 1fr); align-items: center; gap: 0 var(--space-3); padding: var(--space-3); text-align: start; font-weight: 400; }
      .person c-icon { grid-row: span 2; place-self: center; --icon-size: 20px; padding: 10px; box-sizing: content-box; border-radius: 50%; background: var(--accent-tint); color: var(--accent); }
      .person strong { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .person span { color: var(--soft-ink); font-size: var(--text-s); }
      footer { text-align: center; color: var(--soft-ink); font-size: var(--text-s); }
    `,
  ];

  constructor() {
    super();
    this.shopName = '';
    this.waits = 0;
    new Translated(this);
  }

  connectedCallback() {
    super.connectedCallback();
    api.get('/shop').then(
      (shop) => (this.shop = shop),
      () => {}, // the form works without the shop's details
    );
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.counting);
  }

  firstUpdated() {
    this.renderRoot.querySelector('[name=login]').focus();
  }

  render() {
    document.title = `${t('signin.title')} · ${this.shop?.name ?? this.shopName}`;
    document.documentElement.lang = language();
    const people = this.shop?.demo_logins ?? [];
    const clerks = people.filter(({ role }) => role === 'clerk').slice(FIRST_CLERKS);
    const shown = this.everybody ? people : people.filter((person) => !clerks.includes(person));
    const other = languages.find((each) => each !== language());
    return html`
      <div class="top">
        <button class="quiet" lang=${other} @click=${() => setLanguage(other, { remember: true })}>
          <c-icon name="languages"></c-icon>${t('signin.language')}
        </button>
      </div>
      <main>
        <div class="head">
          <h1>${this.shop?.name ?? this.shopName}</h1>
          <p class="lead">${t('signin.lead')}</p>
        </div>
        <form class="card" novalidate @submit=${this.#submit} @input=${() => (this.problem = undefined)}>
          <label class="field"
            >${t('signin.login')}<input
              name="login"
              autocomplete="username"
              autocapitalize="none"
              spellcheck="false"
              maxlength="200"
              required
              aria-invalid=${this.problem ? 'true' : nothing}
              aria-describedby=${this.problem ? 'problem' : nothing}
          /></label>
          <div class="field">
            <label for="password">${t('signin.password')}</label
            ><span class="secret"
              ><input
                id="password"
                name="password"
                type=${this.shown ? 'text' : 'password'}
                autocomplete="current-password"
                maxlength="1000"
                required
                aria-invalid=${this.problem ? 'true' : nothing}
                aria-describedby=${this.problem ? 'problem' : nothing} />
              <button
                type="button"
                class="icon"
                aria-pressed=${this.shown ? 'true' : 'false'}
                aria-label=${t(this.shown ? 'signin.hide' : 'signin.show')}
                title=${t(this.shown ? 'signin.hide' : 'signin.show')}
                @click=${() => (this.shown = !this.shown)}
              >
                <c-icon name=${this.shown ? 'eye-off' : 'eye'}></c-icon></button
            ></span>
          </div>
          ${this.problem ? html`<p class="alert" id="problem" role="alert"><c-icon name="circle-alert"></c-icon><span>${this.problem} ${this.waits ? t('signin.wait', { count: this.waits }) : nothing}</span></p>` : nothing}
          <button class="primary main" ?disabled=${this.busy || this.waits > 0}>${this.busy ? t('signin.going') : t('signin.go')}</button>
        </form>
        ${
          people.length
            ? html`<section class="demo">
                <h2>${t('signin.demo')}</h2>
                <div class="people">
                  ${shown.map(
                    (person) =>
                      html`<button class="button person" ?disabled=${this.busy || this.waits > 0} @click=${() => this.#enter(person)}>
                        <c-icon name=${person.role === 'clerk' ? 'store' : person.role === 'agent' ? 'webchat' : 'layout-grid'}></c-icon
                        ><strong>${person.name}</strong><span>${t(`role.${person.role}`)}${person.node ? ` · ${person.node}` : ''}</span>
                      </button>`,
                  )}
                </div>
                ${
                  shown.length < people.length
                    ? html`<button class="quiet" @click=${() => (this.everybody = true)}>${t('signin.others', { count: people.length - shown.length })}</button>`
                    : nothing
                }
              </section>`
            : nothing
        }
      </main>
      <footer><a href="/">${t('signin.shop')}</a></footer>
    `;
  }

  #submit(event) {
    event.preventDefault();
    const { login, password } = Object.fromEntries(new FormData(event.target));
    if (!login.trim() || !password) {
      this.problem = t('signin.missing');
      this.renderRoot.querySelector(login.trim() ? '[name=password]' : '[name=login]').focus();
      return;
    }
    this.#enter({ login: login.trim(), password });
  }

  async #enter({ login, password }) {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      const me = await api.post('/session', { login, password });
      location.assign(destination(location.search, me.role));
      return;
    } catch (problem) {
      this.problem = PROBLEMS[problem.status] ? t(PROBLEMS[problem.status]) : problem.message;
      if (problem.status === 429) this.#wait(problem);
      else if (problem.status === 401) this.updateComplete.then(() => this.renderRoot.querySelector('[name=password]').select());
    }
    this.busy = false;
  }

  // Counts down when the server said how long; its own sentence stands beside it.
  #wait({ retryAfter }) {
    this.waits = Math.min(600, Math.ceil(retryAfter ?? 0));
    clearInterval(this.counting);
    this.counting = setInterval(() => {
      this.waits = Math.max(0, this.waits - 1);
      if (!this.waits) clearInterval(this.counting);
    }, 1000);
  }
}

customElements.define('sign-in', SignIn);
