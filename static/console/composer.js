/**
 * `<message-composer .desk>`: an answer by chat, email or SMS, or a note for colleagues. It says where the words will go, offers canned
 * replies after `/`, and keeps a draft for each customer. Dispatches `said` when something was sent.
 */
import { LitElement, css, html, live, nothing } from '../vendor/lit/lit.js';
import { Translated, language, t } from '../shared/i18n.js';
import { api } from '../shared/api.js';
import { addressText, channelWord, folded, nameOf } from './names.js';
import { Follow } from './follow.js';
import { keep, recall } from './kept.js';
import { explain } from '../shared/explain.js';
import { desk } from './styles.js';

const CHANNELS = ['webchat', 'email', 'sms'];
const ADDRESS_KINDS = { email: 'email', sms: 'phone' };
const SHOWN_REPLIES = 6;
const LONGEST = 8000;

class MessageComposer extends LitElement {
  static properties = {
    desk: { attribute: false },
    text: { state: true },
    channel: { state: true },
    noting: { state: true },
    replies: { state: true },
    choice: { state: true },
    closed: { state: true },
  };

  static styles = [
    desk,
    css`
      :host { display: block; background: var(--surface); border-block-start: 1px solid var(--line); container-type: inline-size; }
      form { position: relative; display: grid; gap: var(--space-2); padding: var(--space-2) var(--space-4) var(--space-3); max-inline-size: 952px; margin-inline: auto; }
      form.noting { background: var(--attention-tint); }
      .ways { display: flex; flex-wrap: wrap; align-items: center; gap: 2px var(--space-1); }
      .ways button { display: inline-flex; align-items: center; gap: 6px; min-block-size: 32px; padding: 2px 10px; border: 0; border-radius: var(--radius-round); background: none; color: var(--soft-ink); font: 600 var(--text-s) / 1 var(--font); cursor: pointer; --icon-size: 15px; }
      @media (pointer: coarse) { .ways button { min-block-size: var(--touch); } }
      .ways button:hover:not(:disabled) { background: var(--sunken); color: var(--ink); }
      .ways button[aria-checked='true'] { background: var(--accent-tint); color: var(--accent); }
      .ways .note[aria-checked='true'] { background: var(--surface); color: var(--attention); }
      .ways button:disabled { opacity: 0.5; cursor: not-allowed; }
      .where { flex: 1 1 12em; min-inline-size: 0; color: var(--soft-ink); font-size: var(--text-s); text-align: end; }
      .where .attention { color: var(--attention); }
      .write { display: flex; align-items: flex-end; gap: var(--space-2); }
      textarea { flex: 1; min-inline-size: 0; min-block-size: 44px !important; max-block-size: min(36dvh, 280px); padding: 10px var(--space-3) !important; resize: none; field-sizing: content; line-height: 1.45 !important; }
      .noting textarea { background: var(--surface); border-color: var(--attention); }
      .send { min-block-size: 44px !important; }
      .noting .send { background: var(--attention); border-color: var(--attention); color: var(--on-attention); }
      .replies { position: absolute; inset-inline: var(--space-4); inset-block-end: calc(100% - var(--space-1)); z-index: 20; max-block-size: 320px; overflow: auto; padding: var(--space-1); border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); box-shadow: var(--shadow); }
      .replies li { display: grid; grid-template-columns: 7em minmax(0, 1fr); gap: var(--space-3); padding: var(--space-2) var(--space-3); border-radius: 6px; cursor: pointer; }
      .replies li[aria-selected='true'] { background: var(--accent-tint); }
      .replies .shortcut { color: var(--accent); font-weight: 600; }
      .replies .none { display: block; color: var(--soft-ink); cursor: default; }
      .tips { color: var(--soft-ink); font-size: 12px; }
      @container (max-width: 400px) { .word { display: none; } }
      @container (max-width: 620px) { .where { flex-basis: 100%; text-align: start; order: 9; } }
      @container (max-width: 520px) { .tips { display: none; } form { padding-inline: var(--space-3); } .send .label { display: none; } }
    `,
  ];

  constructor() {
    super();
    this.text = '';
    this.choice = 0;
    new Translated(this);
    this.following = new Follow(this);
  }

  willUpdate() {
    const { open } = this.desk;
    this.following.to(this.desk, open);
    if (!open?.customer || this.shown === open.id) return;
    this.shown = open.id;
    const draft = recall(`draft.${open.id}`, {});
    this.text = draft.text ?? '';
    this.noting = draft.noting ?? false;
    this.channel = draft.channel && this.#reachable(draft.channel) ? draft.channel : this.#usual(open);
    this.closed = false;
  }

  // Answer where the customer spoke last; after a call or a visit where they are, else by letter.
  #usual(open) {
    const spoken = open.topic?.channel;
    if (CHANNELS.includes(spoken) && this.#reachable(spoken)) return spoken;
    if (open.customer.online) return 'webchat';
    return ['email', 'sms'].find((channel) => this.#reachable(channel)) ?? 'webchat';
  }

  #reachable(channel) {
    const { open } = this.desk;
    return channel === 'webchat'
      ? Boolean(open.address('visitor')) || open.topic?.channel === 'webchat'
      : Boolean(open.address(ADDRESS_KINDS[channel]));
  }

  render() {
    const { open } = this.desk;
    if (!open?.customer) return nothing;
    const offered = this.#offered();
    const word = this.noting ? t('composer.note.write') : t(`composer.write.${this.channel}`);
    return html`
      <form class=${this.noting ? 'noting' : ''} @submit=${this.#submit}>
        <div class="ways">
          <div role="radiogroup" aria-label=${t('composer.channel')} class="row" @keydown=${this.#arrows}>
            ${CHANNELS.map((channel) => {
              const reachable = this.#reachable(channel);
              const checked = !this.noting && this.channel === channel;
              return html`<button
                type="button"
                role="radio"
                aria-checked=${checked ? 'true' : 'false'}
                ?disabled=${!reachable}
                tabindex=${checked ? 0 : -1}
                title=${reachable ? channelWord(channel) : t(`composer.no.${channel}`)}
                aria-label=${channelWord(channel)}
                @click=${() => this.#turn(channel)}
              >
                <c-icon name=${channel}></c-icon><span class="word">${channelWord(channel)}</span>
              </button>`;
            })}
            <button
              type="button"
              class="note"
              role="radio"
              aria-checked=${this.noting ? 'true' : 'false'}
              tabindex=${this.noting ? 0 : -1}
              title="${t('composer.note')} (n)"
              aria-label=${t('composer.note')}
              @click=${() => this.#turn('note')}
            >
              <c-icon name="note"></c-icon><span class="word">${t('composer.note')}</span>
            </button>
          </div>
          <p class="where" id="where">${this.#where(open)}</p>
        </div>
        ${offered ? this.#replies(offered) : nothing}
        <div class="write">
          <textarea
            rows="1"
            maxlength=${LONGEST}
            .value=${live(this.text)}
            placeholder=${word}
            aria-label=${word}
            aria-describedby="where"
            aria-autocomplete="list"
            aria-controls=${offered ? 'replies' : nothing}
            aria-activedescendant=${offered?.length ? `reply-${this.choice}` : nothing}
            @input=${this.#typed}
            @keydown=${this.#key}
            @blur=${() => this.desk.hush()}
          ></textarea>
          <button
            class="primary send"
            ?disabled=${!this.text.trim() || (!this.noting && !this.#reachable(this.channel))}
            aria-label=${this.noting ? t('composer.note.keep') : t('composer.send')}
          >
            <c-icon name=${this.noting ? 'note' : 'send'}></c-icon
            ><span class="label">${this.noting ? t('composer.note.keep') : t('composer.send')}</span>
          </button>
        </div>
        <p class="tips">
          <kbd>↵</kbd> ${t('composer.tip.send')} · <kbd>⇧ ↵</kbd> ${t('composer.tip.line')} · <kbd>/</kbd> ${t('composer.tip.replies')}
        </p>
      </form>
    `;
  }

  #where(open) {
    if (this.noting) return t('composer.where.note');
    if (!this.#reachable(this.channel)) return html`<span class="attention">${t(`composer.no.${this.channel}`)}</span>`;
    const name = nameOf(open.customer);
    if (this.channel === 'webchat') return t(open.customer.online ? 'composer.where.here' : 'composer.where.away', { name });
    const handle = open.address(ADDRESS_KINDS[this.channel]);
    return html`${t(`composer.where.${this.channel}`, { to: addressText(handle) })}
    ${handle.assurance === 'claimed' ? html` · <span class="attention">${t('composer.where.claimed')}</span>` : nothing}`;
  }

  // --- canned replies

  #offered() {
    if (this.closed || !this.text.startsWith('/') || /\s/.test(this.text)) return undefined;
    this.#loadReplies();
    const wanted = folded(this.text.slice(1));
    const spoken = this.desk.open.customer.language ?? language();
    return (this.replies ?? [])
      .filter(({ shortcut, text }) => folded(shortcut).includes(wanted) || (wanted.length > 2 && folded(text).includes(wanted)))
      .sort((one, other) => (other.language === spoken) - (one.language === spoken))
      .slice(0, SHOWN_REPLIES);
  }

  async #loadReplies() {
    if (this.replies || this.loading) return;
    this.loading = true;
    try {
      this.replies = (await api.get('/canned-replies')).replies;
      this.repliesProblem = undefined;
    } catch (problem) {
      this.repliesProblem = problem;
      this.requestUpdate();
    }
    this.loading = false;
  }

  #replies(offered) {
    const none = (this.repliesProblem && explain(this.repliesProblem)) ?? (this.replies ? t('composer.replies.none') : t('loading'));
    return html`<ul class="replies" id="replies" role="listbox" aria-label=${t('composer.replies')}>
      ${offered.map(
        ({ shortcut, text }, index) =>
          html`<li
            id="reply-${index}"
            role="option"
            aria-selected=${index === this.choice ? 'true' : 'false'}
            @pointerdown=${(event) => event.preventDefault()}
            @click=${() => this.#take(text)}
          >
            <span class="shortcut clip">/${shortcut}</span><span class="clip" title=${text}>${text}</span>
          </li>`,
      )}
      ${offered.length ? nothing : html`<li class="none">${none}</li>`}
    </ul>`;
  }

  #take(text) {
    this.choice = 0;
    this.#set(text);
    this.#field.focus();
  }

  // --- writing

  get #field() {
    return this.renderRoot.querySelector('textarea');
  }

  #set(text) {
    this.text = text;
    this.#keep();
  }

  #keep() {
    const { text, channel, noting } = this;
    keep(`draft.${this.shown}`, text.trim() ? { text, channel, noting } : undefined);
  }

  #typed({ target }) {
    this.closed = false;
    this.choice = 0;
    this.#set(target.value);
    if (this.noting || this.channel !== 'webchat') return;
    if (target.value.trim()) this.desk.typing();
    else this.desk.hush();
  }

  #key = (event) => {
    if (event.isComposing) return;
    const offered = this.#offered();
    if (offered && this.#steer(event, offered)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#submit(event);
    } else if (event.key === 'Escape') this.#field.blur();
  };

  #steer(event, offered) {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.closed = true;
      return true;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!offered.length || !(step || event.key === 'Enter' || event.key === 'Tab')) return false;
    event.preventDefault();
    if (step) this.choice = (this.choice + step + offered.length) % offered.length;
    else this.#take(offered[this.choice].text);
    return true;
  }

  #turn(way) {
    this.noting = way === 'note';
    if (!this.noting) this.channel = way;
    this.desk.hush();
    this.#keep();
    this.updateComplete.then(() => this.#field.focus());
  }

  #arrows(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const ways = [...CHANNELS.filter((channel) => this.#reachable(channel)), 'note'];
    const now = ways.indexOf(this.noting ? 'note' : this.channel);
    const next = ways[(now + step + ways.length) % ways.length];
    this.noting = next === 'note';
    if (!this.noting) this.channel = next;
    this.#keep();
    this.updateComplete.then(() => this.renderRoot.querySelector('[role=radio][aria-checked=true]').focus());
  }

  #submit(event) {
    event.preventDefault();
    const text = this.text.trim();
    if (!text || (!this.noting && !this.#reachable(this.channel))) return;
    const { open, outgoing } = this.desk;
    const to = this.noting || this.channel === 'webchat' ? undefined : open.address(ADDRESS_KINDS[this.channel])?.value;
    this.desk.hush();
    outgoing.post(
      this.noting ? { kind: 'note', customer: open.id, text } : { kind: 'message', customer: open.id, channel: this.channel, to, text },
    );
    this.#set('');
    // A note is said once; the next words are for the customer again.
    this.noting = false;
    this.dispatchEvent(new CustomEvent('said'));
  }

  /** Puts the cursor here; `note` turns to the note first. */
  async write({ note = this.noting } = {}) {
    this.noting = note;
    await this.updateComplete;
    this.#field.focus();
  }

  /** Brings back the words of a message that was not sent. */
  takeBack(message) {
    if (!message) return;
    this.noting = message.kind === 'note';
    if (message.channel) this.channel = message.channel;
    this.#set(this.text.trim() ? `${message.text}\n${this.text}` : message.text);
    this.write();
  }
}

customElements.define('message-composer', MessageComposer);
