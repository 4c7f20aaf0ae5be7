/** `<c-webchat .chat>`: the panel's frame: who is there, the conversation or a sheet over it, the composer. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { buttons, reset } from '../shared/base.js';
import { Translated, locale, t } from '../shared/i18n.js';
import '../shared/icon.js';
import './conversation.js';

const WHOLE_SCREEN = matchMedia('(max-width: 600px)');
const TALLEST_COMPOSER = 120;
const MOST_NAMED = 3;

class Webchat extends LitElement {
  static properties = { chat: { attribute: false }, sheet: { state: true }, draft: { state: true } };

  static styles = [
    reset,
    buttons,
    css`
      :host { position: fixed; z-index: 2147483000; inset-block-end: max(20px, env(safe-area-inset-bottom)); inset-inline-end: 20px; inline-size: 380px; block-size: min(620px, 100dvh - 40px); animation: rise var(--motion-slow) var(--ease); }
      :host([data-position='left']) { inset-inline: 20px auto; }
      @keyframes rise { from { opacity: 0; translate: 0 16px; } }
      section { display: flex; flex-direction: column; block-size: 100%; overflow: hidden; border: 1px solid var(--line); border-radius: 16px; background: var(--paper); box-shadow: var(--shadow); }
      header { display: flex; align-items: center; gap: var(--space-1); padding: var(--space-3) var(--space-2) var(--space-3) var(--space-4); border-block-end: 1px solid var(--line); background: var(--surface); }
      header:has(.back) { padding-inline-start: var(--space-1); }
      .icon { --icon-size: 20px; }
      .mark { position: relative; display: grid; place-items: center; flex: none; inline-size: 40px; block-size: 40px; margin-inline-end: var(--space-2); border-radius: 50%; background: var(--accent); color: var(--on-accent); font: 600 var(--text-l) / 1 var(--font); }
      .mark.here::after { content: ''; position: absolute; inset: auto -1px -1px auto; inline-size: 12px; block-size: 12px; border-radius: 50%; border: 2px solid var(--surface); background: var(--success); }
      .who { flex: 1; min-inline-size: 0; }
      h2 { overflow: hidden; font-size: var(--text-l); text-overflow: ellipsis; white-space: nowrap; }
      .who p { color: var(--soft-ink); font-size: var(--text-s); line-height: 1.35; }
      .connection { display: flex; align-items: center; justify-content: center; gap: var(--space-2); padding: var(--space-1); background: var(--attention-tint); color: var(--attention); font-size: var(--text-s); font-weight: 600; --icon-size: 14px; animation: late 1ms 1.5s both; }
      @keyframes late { from { display: none; } }
      c-conversation, c-phone-sheet, c-past-sheet { flex: 1; min-block-size: 0; }
      form { display: flex; align-items: end; gap: var(--space-2); padding: var(--space-2) var(--space-2) max(var(--space-2), env(safe-area-inset-bottom)) var(--space-3); border-block-start: 1px solid var(--line); background: var(--surface); }
      textarea { flex: 1; min-block-size: var(--touch); max-block-size: ${TALLEST_COMPOSER}px; padding: 10px 0; border: 0; resize: none; background: none; color: var(--ink); font: 400 var(--text-l) / 24px var(--font); }
      textarea::placeholder { color: var(--soft-ink); opacity: 1; }
      textarea:focus-visible { outline: 0; }
      form:has(textarea:focus-visible) { box-shadow: inset 0 2px var(--accent); }
      .primary { padding: 0; border-radius: 50%; --icon-size: 20px; }
      .primary:disabled { background: var(--sunken); border-color: transparent; color: var(--soft-ink); opacity: 1; }
      @media (max-width: 600px) {
        :host, :host([data-position='left']) { inset: 0; inline-size: auto; block-size: var(--visible, 100dvh); }
        section { border: 0; border-radius: 0; }
      }
      @media print { :host { display: none; } }
    `,
  ];

  constructor() {
    super();
    this.draft = '';
    new Translated(this);
    this.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.stopPropagation();
      this.#leave();
    });
  }

  connectedCallback() {
    super.connectedCallback();
    this.draft = this.chat.recallDraft();
    this.chat.addEventListener('change', () => this.requestUpdate());
    // The keyboard of a phone covers the page without making it smaller.
    const { visualViewport: seen } = globalThis;
    seen?.addEventListener('resize', () => this.style.setProperty('--visible', `${seen.height}px`));
  }

  /** The panel has been opened: the keyboard is in it. On a phone the message field would bring up its own keyboard over everything. */
  async enter() {
    await this.updateComplete;
    this.renderRoot.querySelector(WHOLE_SCREEN.matches ? 'section' : 'textarea')?.focus();
  }

  #leave() {
    if (this.sheet) this.#show(undefined);
    else this.dispatchEvent(new Event('close'));
  }

  async #show(sheet) {
    const left = this.sheet;
    if (sheet) await import('./sheets.js');
    this.sheet = sheet;
    await this.updateComplete;
    const target = sheet ? '.back' : `.${left}`;
    this.renderRoot.querySelector(target)?.focus();
  }

  render() {
    const { chat, sheet } = this;
    const name = chat.shop.name ?? '';
    const whole = WHOLE_SCREEN.matches;
    // Only where the panel is all there is to see may it keep the focus to itself.
    const edge = (target) => (whole ? html`<span tabindex="0" @focus=${() => this.renderRoot.querySelector(target)?.focus()}></span>` : nothing);
    return html`
      ${edge(sheet ? '.close' : 'textarea')}
      <section role="dialog" aria-modal=${whole ? 'true' : 'false'} aria-label=${t('chat.label', { shop: name })} tabindex="-1">
        <header>
          ${sheet
            ? html`<button class="icon back" aria-label=${t('chat.back')} @click=${() => this.#show(undefined)}><c-icon name="chevron-left"></c-icon></button>
                <div class="who"><h2>${t(`${sheet}.title`)}</h2></div>`
            : this.#who(name)}
          <button class="icon close" aria-label=${t('close')} @click=${() => this.dispatchEvent(new Event('close'))}><c-icon name="x"></c-icon></button>
        </header>
        ${chat.status === 'online'
          ? nothing
          : html`<p class="connection" role="status"><c-icon name="wifi-off"></c-icon>${t(`connection.${chat.status}`)}</p>`}
        ${sheet === 'phone'
          ? html`<c-phone-sheet .chat=${chat}></c-phone-sheet>`
          : sheet === 'past'
            ? html`<c-past-sheet .chat=${chat}></c-past-sheet>`
            : html`<c-conversation .chat=${chat} @try=${this.#propose}></c-conversation>${this.#composer()}`}
      </section>
      ${edge('header button')}
    `;
  }

  #who(name) {
    const { agents_online: online = 0, agents = [], answers_in_minutes: count, phone } = this.chat.shop;
    const names = new Intl.ListFormat(locale()).format(agents.map((agent) => agent.name));
    const few = agents.length && agents.length <= MOST_NAMED;
    const presence = few ? t('chat.names', { names, count: agents.length }) : t('chat.here', { count: online });
    const pace = online && count ? t('chat.answers', { count }) : t('chat.later');
    return html`
      <span class="mark ${online ? 'here' : ''}" aria-hidden="true">${name.slice(0, 1)}</span>
      <div class="who"><h2>${name}</h2>${this.chat.ready ? html`<p>${online ? `${presence}, ${pace}` : pace}</p>` : nothing}</div>
      <button class="icon past" aria-label=${t('past.title')} title=${t('past.title')} @click=${() => this.#show('past')}><c-icon name="shopping-bag"></c-icon></button>
      ${phone
        ? html`<button class="icon phone" aria-label=${t('phone.title')} title=${t('phone.title')} @click=${() => this.#show('phone')}><c-icon name="phone"></c-icon></button>`
        : nothing}
    `;
  }

  #composer() {
    return html`<form @submit=${this.#send}>
      <textarea rows="1" maxlength="4000" enterkeyhint="send" aria-label=${t('chat.write')} placeholder=${t('chat.write')} .value=${this.draft} @input=${this.#write} @keydown=${this.#enterSends}></textarea>
      <button class="primary" aria-label=${t('chat.send')} ?disabled=${!this.draft.trim()}><c-icon name="send"></c-icon></button>
    </form>`;
  }

  updated() {
    const field = this.renderRoot.querySelector('textarea');
    if (!field) return;
    field.style.blockSize = 'auto';
    field.style.blockSize = `${Math.min(field.scrollHeight, TALLEST_COMPOSER)}px`;
  }

  #write({ target }) {
    this.draft = target.value;
    this.chat.keepDraft(this.draft);
    this.chat.writes(this.draft);
  }

  #enterSends(event) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.#send(event);
  }

  #propose({ detail }) {
    this.draft = detail;
    this.renderRoot.querySelector('textarea').focus();
  }

  #send(event) {
    event.preventDefault();
    const text = this.draft.trim();
    if (!text) return;
    this.draft = '';
    this.chat.keepDraft('');
    this.chat.say(text);
    this.renderRoot.querySelector('textarea').focus();
  }
}

if (!customElements.get('c-webchat')) customElements.define('c-webchat', Webchat);
