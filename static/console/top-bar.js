/** `<top-bar .app>`: search, the phone, who is here, and everything about oneself. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { Translated, language, languages, setLanguage, t } from '../shared/i18n.js';
import { Follow } from './follow.js';
import { initials } from './names.js';
import { desk } from './styles.js';
import { isDark, toggleTheme } from './theme.js';
import './drop-menu.js';
import './phone-lookup.js';

const SHOWN_COLLEAGUES = 4;
const ABOVE_AGENTS = ['supervisor', 'admin'];
const OTHER_SCREENS = [
  ['/store', 'store', 'action.store'],
  ['/sourcing', 'warehouse', 'action.sourcing', ABOVE_AGENTS],
  ['/outbox', 'email', 'action.outbox'],
  ['/docs', 'info', 'action.docs'],
];

class TopBar extends LitElement {
  static properties = { app: { attribute: false } };

  static styles = [
    desk,
    css`
      :host { display: flex; align-items: center; gap: var(--space-3); min-block-size: 56px; padding: 0 var(--space-3) 0 var(--space-4); background: var(--surface); border-block-end: 1px solid var(--line); position: relative; z-index: 40; }
      .shop { font-weight: 700; font-size: var(--text-l); letter-spacing: -0.01em; white-space: nowrap; }
      drop-menu { --menu-width: 264px; }
      .search { flex: 0 1 360px; justify-content: flex-start; color: var(--soft-ink); font-weight: 400; background: var(--paper); }
      .search kbd { margin-inline-start: auto; }
      .space { flex: 1; }
      .bad { display: inline-flex; align-items: center; gap: 6px; color: var(--attention); font-size: var(--text-s); font-weight: 600; white-space: nowrap; }
      .colleagues { display: flex; }
      .colleagues .round { inline-size: 32px; block-size: 32px; margin-inline-start: -6px; border: 2px solid var(--surface); font-size: 12px; }
      .me { inline-size: 32px; block-size: 32px; background: var(--accent-tint); color: var(--accent); font-size: 12px; }
      .dot.away { background: var(--attention); border-radius: 3px; }
      .item { inline-size: 100%; justify-content: flex-start; text-align: start; white-space: nowrap; font-weight: 400; color: var(--ink); border-color: transparent; background: none; }
      .item kbd, .item .soft { margin-inline-start: auto; }
      .self { display: grid; padding: var(--space-2) var(--space-3); border-block-end: 1px solid var(--line); margin-block-end: var(--space-1); }
      .line { block-size: 1px; margin: var(--space-1) 0; background: var(--line); }
      @media (max-width: 1099px) { .search { flex: 0 0 auto; } .search .label, .search kbd { display: none; } .colleagues { display: none; } }
      @media (max-width: 599px) { :host { gap: var(--space-1); padding-inline: var(--space-3) var(--space-1); } .shop { overflow: hidden; text-overflow: ellipsis; flex: 0 1 auto; min-inline-size: 3em; } .bad .label { display: none; } .search { border-color: transparent; background: none; } }
    `,
  ];

  constructor() {
    super();
    new Translated(this);
    this.following = new Follow(this);
  }

  willUpdate() {
    this.following.to(this.app.desk);
  }

  render() {
    const { desk } = this.app;
    const { status } = desk.live;
    const colleagues = desk.online.filter(({ id }) => id !== desk.me.id);
    return html`
      <span class="shop" title=${t('console.title')}>${desk.shop.name || this.app.shopName}</span>
      <button
        class="button search"
        aria-label=${t('palette.button')}
        title="${t('palette.title')} (Ctrl K)"
        @click=${() => this.app.openPalette()}
      >
        <c-icon name="search"></c-icon><span class="label clip">${t('palette.button')}</span><kbd aria-hidden="true">Ctrl K</kbd>
      </button>
      <phone-lookup .desk=${desk}></phone-lookup>
      <span class="space"></span>
      <span role="status"
        >${status === 'online' || (!this.app.wasOnline && status === 'connecting') ? nothing : html`<span class="bad" title=${t(`connection.${status}`)}><c-icon name="wifi-off"></c-icon><span class="label">${t(`connection.${status}`)}</span></span>`}</span
      >
      ${
        colleagues.length
          ? html`<span
              class="colleagues"
              role="img"
              aria-label=${t('presence.colleagues', { names: colleagues.map(({ name }) => name).join(', ') })}
              title=${t('presence.colleagues', { names: colleagues.map(({ name }) => name).join(', ') })}
            >
              ${colleagues.slice(0, SHOWN_COLLEAGUES).map(({ name }) => html`<span class="round">${initials(name)}<span class="dot"></span></span>`)}${colleagues.length > SHOWN_COLLEAGUES ? html`<span class="round">+${colleagues.length - SHOWN_COLLEAGUES}</span>` : nothing}</span
            >`
          : nothing
      }
      ${this.#menu(desk)}
    `;
  }

  #menu({ me, presence }) {
    const away = presence === 'away';
    const other = languages.find((each) => each !== language());
    return html`<drop-menu label=${t('menu.title', { name: me.name, presence: t(`presence.${presence}`) })} hint=${me.name}>
      <span slot="button" class="round me" aria-hidden="true">${initials(me.name)}<span class="dot ${away ? 'away' : ''}"></span></span>
      <div class="self"><strong>${me.name}</strong><span class="soft">${t(`role.${me.role}`)} · ${t(`presence.${presence}`)}</span></div>
      <button class="item button" @click=${() => this.app.desk.setPresence(away ? 'online' : 'away')}>
        <c-icon name=${away ? 'bell' : 'bell-off'}></c-icon>${t(away ? 'action.back' : 'action.away')}
      </button>
      <button class="item button" lang=${other} @click=${() => setLanguage(other, { remember: true })}>
        <c-icon name="languages"></c-icon>${t(`language.own.${other}`)}
      </button>
      <button class="item button" @click=${this.#theme}>
        <c-icon name=${isDark() ? 'sun' : 'moon'}></c-icon>${t(isDark() ? 'theme.light' : 'theme.dark')}
      </button>
      <button class="item button" @click=${() => this.app.showHelp()}>
        <c-icon name="keyboard"></c-icon>${t('action.help')}<kbd>?</kbd>
      </button>
      <div class="line"></div>
      ${OTHER_SCREENS.filter(([, , , roles]) => !roles || roles.includes(me.role)).map(([href, icon, word]) => html`<a class="item button" href=${href}><c-icon name=${icon}></c-icon>${t(word)}</a>`)}
      <div class="line"></div>
      <button class="item button" @click=${() => this.app.signOut()}><c-icon name="log-out"></c-icon>${t('action.sign_out')}</button>
    </drop-menu>`;
  }

  #theme() {
    toggleTheme();
    this.requestUpdate();
  }

  focusPhone() {
    this.renderRoot.querySelector('phone-lookup').focus();
  }
}

customElements.define('top-bar', TopBar);
