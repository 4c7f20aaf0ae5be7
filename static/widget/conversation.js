/** `<c-conversation .chat>`: what was said and what happened, in one sequence. */
import { LitElement, css, html, nothing, repeat } from '../vendor/lit/lit.js';
import { buttons, reset, skeletons } from '../shared/base.js';
import { Translated, t } from '../shared/i18n.js';
import '../shared/time.js';

const NEAR_END = 60;
const LINK = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/;

/** Text with its links made to be followed. */
const linked = (text) =>
  text.split(LINK).map((part, index) => (index % 2 ? html`<a href=${part} target="_blank" rel="noopener noreferrer">${part}</a>` : part));

class Conversation extends LitElement {
  static properties = { chat: { attribute: false }, below: { state: true }, card: { state: true } };

  static styles = [
    reset,
    buttons,
    skeletons,
    css`
      :host { position: relative; display: flex; flex-direction: column; }
      .scroll { flex: 1; display: flex; flex-direction: column; overflow-y: auto; overscroll-behavior: contain; padding: var(--space-4); }
      ol { flex: 1 0 auto; display: flex; flex-direction: column; gap: var(--space-1); }
      li { display: flex; flex-direction: column; align-items: flex-start; max-inline-size: 85%; }
      li.mine { align-self: flex-end; align-items: flex-end; }
      li.first { margin-block-start: var(--space-3); }
      li.wide { align-self: stretch; align-items: stretch; max-inline-size: none; margin-block: var(--space-2); }
      .name { margin-inline-start: var(--space-3); color: var(--soft-ink); font-size: var(--text-s); }
      .said { padding: var(--space-2) var(--space-3); border: 1px solid var(--line); border-radius: 16px; border-end-start-radius: 4px; background: var(--surface); white-space: pre-wrap; overflow-wrap: anywhere; }
      .mine .said { border-color: transparent; border-radius: 16px; border-end-end-radius: 4px; background: var(--accent-tint); }
      .note { display: flex; align-items: center; gap: var(--space-1); padding-inline: var(--space-3); color: var(--soft-ink); font-size: var(--text-s); --icon-size: 14px; }
      .failed { flex-wrap: wrap; justify-content: flex-end; color: var(--danger); }
      .failed button { min-block-size: 32px; padding: 0 var(--space-2); }
      .step { align-self: center; padding: var(--space-1) var(--space-3); border: 0; border-radius: var(--radius-round); background: var(--sunken); color: var(--ink); font: inherit; font-size: var(--text-s); }
      button.step { cursor: pointer; }
      li:has(c-introduction) { margin-block: 0; }
      .skeleton { block-size: 64px; border-radius: 16px; }
      .hello { display: grid; gap: var(--space-3); }
      .hello h3 { font-size: var(--text-xl); }
      .hello .button { justify-content: flex-start; text-align: start; font-weight: 400; }
      .typing { flex: none; display: flex; gap: var(--space-2); align-items: center; min-block-size: 28px; color: var(--soft-ink); font-size: var(--text-s); }
      .dots { display: flex; gap: 3px; }
      .dots i { inline-size: 6px; block-size: 6px; border-radius: 50%; background: currentColor; animation: wait 1s infinite alternate; }
      .dots i:nth-child(2) { animation-delay: 0.2s; }
      .dots i:nth-child(3) { animation-delay: 0.4s; }
      @keyframes wait { to { opacity: 0.25; } }
      .below { position: absolute; inset: auto 0 var(--space-2); inline-size: fit-content; margin: auto; border-radius: var(--radius-round); box-shadow: var(--shadow); }
      @media (prefers-reduced-motion: reduce) { .dots i { animation: none; } }
    `,
  ];

  #atEnd = true;
  #top = 0;
  #last;

  constructor() {
    super();
    new Translated(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.chat.addEventListener('change', this.#changed);
    this.sized = new ResizeObserver(() => this.#atEnd && this.#toEnd());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.chat.removeEventListener('change', this.#changed);
    this.sized.disconnect();
  }

  #changed = () => this.requestUpdate();

  firstUpdated() {
    this.sized.observe(this);
    this.sized.observe(this.renderRoot.querySelector('ol'));
  }

  /** Stays at the end for who is there or has just spoken; otherwise the page keeps still and says that there is more. */
  updated() {
    const { outgoing, items, orders } = this.chat;
    // These come when they are needed, the card with the words for orders.
    if (orders.size && !this.card) import('./order.js').then(({ orderCard }) => (this.card = orderCard));
    if (outgoing.length || items.length) import('./introduction.js');
    const last = outgoing.at(-1)?.id ?? items.at(-1)?.key;
    const spoke = last !== this.#last && outgoing.at(-1)?.state === 'sending';
    if (this.#atEnd || spoke) this.#toEnd();
    else if (last !== this.#last) this.below = true;
    this.#last = last;
  }

  #toEnd() {
    const scroll = this.renderRoot.querySelector('.scroll');
    scroll.scrollTop = scroll.scrollHeight;
  }

  #scrolled({ target }) {
    // Only going up leaves the end: when a card below grows, the end itself has moved.
    if (target.scrollHeight - target.scrollTop - target.clientHeight < NEAR_END) {
      this.#atEnd = true;
      this.below = false;
    } else if (target.scrollTop < this.#top) {
      this.#atEnd = false;
    }
    this.#top = target.scrollTop;
  }

  render() {
    const { ready, items, outgoing, typing } = this.chat;
    const known = new Set(items.map(({ key }) => key));
    const waiting = outgoing.filter(({ id }) => !known.has(id));
    const entries = [...items, ...waiting.map((message) => ({ kind: 'message', key: message.id, from: 'customer', ...message }))];
    // Who we are talking to is asked below the first thing they say, where it moves away with the conversation.
    const first = entries.findIndex(({ from }) => from === 'customer');
    if (ready && first >= 0) entries.splice(first + 1, 0, { kind: 'introduction', key: 'introduction' });
    return html`
      <div class="scroll" role="log" aria-live="polite" tabindex="0" aria-label=${t('chat.label', { shop: this.chat.shop.name ?? '' })} @scroll=${this.#scrolled}>
        <ol>
          ${ready || entries.length ? nothing : [1, 2].map(() => html`<li class="wide skeleton"></li>`)}
          ${ready && !entries.length ? this.#hello() : nothing}
          ${repeat(entries, ({ key }) => key, (entry, index) => this.#entry(entry, entries[index - 1], entries[index + 1]))}
        </ol>
        ${typing
          ? html`<p class="typing" aria-live="off"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${t('chat.typing', { name: typing.name ?? t('chat.someone') })}</p>`
          : nothing}
      </div>
      ${this.below
        ? html`<button class="primary below" @click=${this.#toEnd}><c-icon name="arrow-down"></c-icon>${t('chat.newer')}</button>`
        : nothing}
    `;
  }

  #hello() {
    return html`<li class="wide hello">
      <h3>${t('chat.hello')}</h3>
      <p>${t('chat.how')}</p>
      ${[1, 2, 3].map((each) => {
        const text = t(`chat.try.${each}`);
        return html`<button class="button" @click=${() => this.dispatchEvent(new CustomEvent('try', { detail: text }))}>${text}</button>`;
      })}
    </li>`;
  }

  #entry(entry, before, after) {
    switch (entry.kind) {
      case 'order':
        return this.#order(entry);
      case 'step':
        return this.#step(entry);
      case 'introduction':
        return html`<li class="wide"><c-introduction .chat=${this.chat}></c-introduction></li>`;
      case 'call':
        return html`<li class="wide"><p class="step"><c-icon name="phone"></c-icon> ${t('chat.called')} <c-time form="brief" datetime=${entry.at}></c-time></p></li>`;
      default:
        return this.#message(entry, before, after);
    }
  }

  #message(entry, before, after) {
    const { from, name, text, at, channel = 'webchat' } = entry;
    const mine = from === 'customer';
    const same = (other) => other?.kind === 'message' && other.from === from && other.name === name;
    const last = !same(after) || Date.parse(after.at) - Date.parse(at) > 300_000;
    return html`<li class="${mine ? 'mine' : ''} ${same(before) ? '' : 'first'}">
      ${mine || same(before) ? nothing : html`<span class="name">${name}</span>`}
      <p class="said">${linked(text)}</p>
      ${this.#state(entry) ??
      (last || channel !== 'webchat'
        ? html`<p class="note">
            ${channel === 'webchat' ? nothing : html`<c-icon name=${channel}></c-icon>${t('chat.by', { channel: t(`channel.${channel}`) })}`}
            <c-time form="brief" datetime=${at}></c-time>${mine ? html`<c-icon name="check" label=${t('chat.sent')}></c-icon>` : nothing}
          </p>`
        : nothing)}
    </li>`;
  }

  #state(message) {
    if (message.state === 'sending') return html`<p class="note">${t('chat.sending')}</p>`;
    if (message.state !== 'failed') return undefined;
    return html`<p class="note failed" role="alert">
      <c-icon name="circle-alert"></c-icon>${t('chat.failed')}. ${message.why}
      <button class="quiet" @click=${() => this.#edit(message)}>${t('chat.edit')}</button>
      <button class="quiet" @click=${() => this.chat.again(message)}>${t('again')}</button>
    </p>`;
  }

  #edit(message) {
    this.chat.discard(message);
    this.dispatchEvent(new CustomEvent('try', { detail: message.text }));
  }

  #order({ id }) {
    const order = this.chat.orders.get(id);
    return this.card && order ? html`<li class="wide" id="order-${id}">${this.card(this.chat, order)}</li>` : nothing;
  }

  #step({ type, id, at }) {
    const order = this.chat.orders.get(id);
    if (!order || !this.card) return nothing;
    return html`<li class="wide">
      <button class="step" @click=${() => this.renderRoot.getElementById(`order-${id}`)?.scrollIntoView({ block: 'center' })}>
        ${t(`order.happened.${type}`, { number: order.number })} · <c-time form="brief" datetime=${at}></c-time>
      </button>
    </li>`;
  }
}

if (!customElements.get('c-conversation')) customElements.define('c-conversation', Conversation);
