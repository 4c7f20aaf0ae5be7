/**
 * `<timeline-pane .desk>`: everything that happened with the open customer in one sequence, with the composer under it.
 * The page stands still unless the agent is at its end: what comes in below shows in a pill, what is loaded above does not move it.
 */
import { LitElement, css, html, nothing, repeat } from '../vendor/lit/lit.js';
import { Translated, t } from '../shared/i18n.js';
import { nameOf } from './names.js';
import { rowStyles, rowTemplate } from './timeline-row.js';
import { rowsOf } from './rows.js';
import { explain } from '../shared/explain.js';
import { desk } from './styles.js';
import { Follow } from './follow.js';
import './composer.js';
import './topic-head.js';

const NEAR_END = 80;
const NEAR_START = 240;
const COUNTS_AS_NEW = ['message', 'note', 'order', 'touch', 'step'];

class TimelinePane extends LitElement {
  static properties = { desk: { attribute: false }, below: { state: true }, spoken: { state: true } };

  static styles = [
    desk,
    rowStyles,
    css`
      :host { display: flex; flex-direction: column; min-block-size: 0; min-inline-size: 0; background: var(--surface); container-type: inline-size; position: relative; }
      .scroller { flex: 1; overflow-y: auto; min-block-size: 0; background: var(--paper); overflow-anchor: none; display: flex; flex-direction: column; }
      .scroller > :first-child { margin-block-start: auto; }
      .rows { inline-size: 100%; max-inline-size: 920px; margin-inline: auto; }
      .earlier { display: flex; justify-content: center; flex: none; padding: var(--space-3) var(--space-3) 0; color: var(--soft-ink); font-size: var(--text-s); }
      .typing { display: flex; align-items: center; gap: var(--space-2); min-block-size: 24px; color: var(--soft-ink); font-size: var(--text-s); }
      .dots { display: inline-flex; gap: 3px; padding: 9px 11px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); }
      .dots i { inline-size: 6px; block-size: 6px; border-radius: 50%; background: var(--soft-ink); animation: hop 1s infinite alternate; }
      .dots i:nth-child(2) { animation-delay: 0.25s; } .dots i:nth-child(3) { animation-delay: 0.5s; }
      @keyframes hop { from { opacity: 0.3; } }
      @media (prefers-reduced-motion: reduce) { .dots i { animation: none; } }
      .pill { position: absolute; inset-inline: 0; inset-block-end: 100%; display: grid; justify-items: center; margin-block-end: var(--space-3); pointer-events: none; }
      .pill button { pointer-events: auto; border-radius: var(--radius-round); box-shadow: var(--shadow); animation: rise var(--motion) var(--ease); }
      @keyframes rise { from { opacity: 0; transform: translateY(8px); } }
      .foot { position: relative; }
      .nobody { flex: 1; display: grid; place-content: center; background: var(--paper); }
      .ghost { display: grid; gap: var(--space-3); padding: var(--space-6); }
      .ghost .skeleton { block-size: 44px; inline-size: 52%; border-radius: 14px; }
      .ghost .skeleton:nth-child(2n) { justify-self: end; inline-size: 44%; }
      .failure { margin: var(--space-5); }
    `,
  ];

  #atEnd = true;
  #height = 0;
  #top = 0;
  #tall = 0;
  #seenKeys = new Set();
  #measured;
  #sizes = new ResizeObserver(() => this.#atEnd && this.toEnd());

  constructor() {
    super();
    this.below = 0;
    this.spoken = '';
    new Translated(this);
    this.following = new Follow(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.ticking = setInterval(() => this.desk?.open?.customer?.touches?.length && this.requestUpdate(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.ticking);
    this.#sizes.disconnect();
    this.#measured = undefined;
    this.desk?.removeEventListener('heard', this.#heard);
    this.listening = false;
  }

  willUpdate() {
    const { open } = this.desk;
    if (!this.listening) {
      this.desk.addEventListener('heard', this.#heard);
      this.listening = true;
    }
    this.following.to(this.desk, open, this.desk.outgoing);
    if (this.shown !== open?.id) {
      this.shown = open?.id;
      this.below = 0;
      this.#atEnd = true;
      this.#seenKeys = new Set();
    }
    this.rows = open?.customer ? this.#rowsOf(open) : [];
    this.#countBelow(open);
    const scroller = this.#scroller;
    this.#height = scroller ? scroller.scrollHeight - scroller.scrollTop : 0;
    const first = open?.events[0]?.seq;
    this.prepended = this.firstSeq !== undefined && first < this.firstSeq && this.firstOf === open?.id;
    this.firstSeq = first;
    this.firstOf = open?.id;
  }

  #rowsOf({ id, events, deliveries, beginning }) {
    return rowsOf(events, { sent: this.desk.outgoing.of(id), me: this.desk.me, deliveries, beginning });
  }

  // What joined at the end while the agent reads further up.
  #countBelow(open) {
    const last = this.rows.at(-1);
    const keys = this.rows.filter(({ kind }) => COUNTS_AS_NEW.includes(kind));
    if (this.#seenKeys.size && !this.#atEnd && last?.from !== 'staff') {
      this.below += keys.filter((row) => !this.#seenKeys.has(row.key) && (row.seq ?? Infinity) > this.lastSeq).length;
    }
    this.#seenKeys = new Set(keys.map(({ key }) => key));
    this.lastSeq = open?.events.at(-1)?.seq ?? 0;
  }

  updated() {
    const scroller = this.#scroller;
    if (!scroller) return;
    if (this.prepended) scroller.scrollTop = scroller.scrollHeight - this.#height;
    else if (this.#atEnd) this.toEnd();
    const rows = this.renderRoot.querySelector('.rows');
    if (rows === this.#measured) return;
    // Order cards draw a moment later, the composer grows: the end stays the end.
    this.#sizes.disconnect();
    this.#measured = rows;
    if (rows) [rows, scroller].forEach((each) => this.#sizes.observe(each));
  }

  get #scroller() {
    return this.renderRoot.querySelector?.('.scroller');
  }

  toEnd() {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.#atEnd = true;
    if (this.below) this.below = 0;
    scroller.scrollTop = scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    // Only who scrolls up leaves the end; a page that grows or shrinks under its reader does not take them away from it.
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) this.#atEnd = true;
    else if (scrollTop < this.#top && scrollHeight === this.#tall) this.#atEnd = false;
    this.#top = scrollTop;
    this.#tall = scrollHeight;
    if (this.#atEnd && this.below) this.below = 0;
    if (scrollTop < NEAR_START && scrollHeight > clientHeight && this.desk.open.earlier === 'idle') this.desk.open.loadEarlier();
  }

  #heard = ({ detail: { event } }) => {
    if (event.type !== 'message.posted' || event.data.from !== 'customer') return;
    this.spoken = t('timeline.heard', { name: event.data.name || t('who.visitor'), text: event.data.text });
  };

  render() {
    const { open } = this.desk;
    if (!open) {
      return html`<div class="nobody">
        <div class="empty">
          <c-icon name="webchat"></c-icon><strong>${t('timeline.nobody')}</strong><span>${t('timeline.nobody.more')}</span>
          <span><kbd>j</kbd> <kbd>k</kbd> · <kbd>Ctrl</kbd> <kbd>K</kbd> · <kbd>?</kbd></span>
        </div>
      </div>`;
    }
    return html`
      <topic-head .desk=${this.desk}></topic-head>
      ${this.#body(open)}
      ${
        open.customer
          ? html`<div class="foot">
              ${
                this.below
                  ? html`<div class="pill">
                      <button class="primary" @click=${() => this.toEnd()}>
                        <c-icon name="arrow-down"></c-icon>${t('timeline.below', { count: this.below })}
                      </button>
                    </div>`
                  : nothing
              }
              <message-composer .desk=${this.desk} @said=${() => this.toEnd()}></message-composer>
            </div>`
          : nothing
      }
      <div class="visually-hidden" aria-live="polite">${this.spoken}</div>
    `;
  }

  #body(open) {
    if (open.state === 'failed') {
      return html`<div class="scroller">
        <div class="failure" role="alert">
          <span>${explain(open.problem)}</span><button class="button small" @click=${() => this.desk.tryAgain()}>${t('again')}</button>
        </div>
      </div>`;
    }
    if (!open.customer) {
      if (this.desk.live.status === 'offline')
        return html`<div class="nobody">
          <div class="empty">
            <c-icon name="wifi-off"></c-icon><strong>${t('offline.title')}</strong><span>${t('offline.customer')}</span>
          </div>
        </div>`;
      return html`<div class="scroller" aria-busy="true" aria-label=${t('loading')}>
        <div class="ghost">${[1, 2, 3, 4, 5].map(() => html`<span class="skeleton"></span>`)}</div>
      </div>`;
    }
    const context = {
      me: this.desk.me,
      customer: open.customer,
      name: nameOf(open.customer),
      orders: new Map(open.orders.map((order) => [order.id, order])),
      touches: open.customer.touches ?? [],
      offline: this.desk.live.status !== 'online',
      retry: (id) => this.desk.outgoing.retry(id),
      takeBack: (id) => this.renderRoot.querySelector('message-composer').takeBack(this.desk.outgoing.discard(id)),
    };
    return html`
      <div class="scroller" tabindex="0" role="region" aria-label=${t('timeline.title', { name: context.name })} @scroll=${this.#scrolled}>
        <div class="earlier">${this.#earlier(open)}</div>
        <ul class="rows">
          ${repeat(
            this.rows,
            (row) => row.key,
            (row) => rowTemplate(row, context),
          )}
          ${[...open.typing.values()].map(
            ({ kind, name }) =>
              html`<li class="typing">
                <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span
                >${t('timeline.typing', { name: kind === 'visitor' ? context.name : name })}
              </li>`,
          )}
        </ul>
      </div>
    `;
  }

  #earlier(open) {
    if (open.beginning) return open.events.length ? t('timeline.beginning') : t('timeline.empty');
    if (open.earlier === 'loading') return t('loading');
    if (open.earlier === 'failed')
      return html`<span class="failure"
        ><span>${explain(open.earlierProblem)}</span
        ><button class="button small" @click=${() => open.loadEarlier()}>${t('again')}</button></span
      >`;
    return html`<button class="quiet small" @click=${() => open.loadEarlier()}>
      <c-icon name="chevron-up"></c-icon>${t('timeline.earlier')}
    </button>`;
  }

  /** Puts the cursor where the answer is written; `note` turns to the note first. */
  write(options) {
    this.renderRoot.querySelector('message-composer')?.write(options);
  }

  /** The head's menus, for the keyboard. */
  get head() {
    return this.renderRoot.querySelector('topic-head');
  }
}

customElements.define('timeline-pane', TimelinePane);
