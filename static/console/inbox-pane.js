/** `<inbox-pane .desk>`: the views with their counts, then the topics of one view. Dispatches `open-customer` with the customer's id. */
import { LitElement, css, html, nothing, repeat } from '../vendor/lit/lit.js';
import { exact, number, relative } from '../shared/format.js';
import { Translated, t } from '../shared/i18n.js';
import { Follow } from './follow.js';
import { VIEWS } from './inbox.js';
import { channelWord, initials, topicName } from './names.js';
import { explain } from '../shared/explain.js';
import { desk } from './styles.js';

const WARM = 0.5;
const EMPTY_ICONS = { open: 'check-check', mine: 'user', unassigned: 'inbox', snoozed: 'alarm-clock', closed: 'archive' };

class InboxPane extends LitElement {
  static properties = { desk: { attribute: false } };

  static styles = [
    desk,
    css`
      :host { display: flex; flex-direction: column; min-block-size: 0; background: var(--paper); }
      .views { display: flex; gap: 2px; padding: var(--space-2); border-block-end: 1px solid var(--line); overflow-x: auto; scrollbar-width: none; }
      .views button { flex: 1 0 auto; display: grid; justify-items: center; gap: 1px; min-block-size: var(--touch); padding: 4px 6px; border: 0; border-radius: var(--radius); background: none; color: var(--soft-ink); font: 600 12.5px / 1.25 var(--font); cursor: pointer; transition: background-color var(--motion-quick); }
      .views button:hover { background: var(--sunken); }
      .views button[aria-selected='true'] { background: var(--accent-tint); color: var(--accent); }
      .views .count { font-size: var(--text-m); font-variant-numeric: tabular-nums; color: var(--ink); }
      .views button[aria-selected='true'] .count { color: inherit; }
      @media (max-width: 1179px) and (min-width: 760px) { .views { padding-inline: var(--space-1); } .views button { padding-inline: 3px; font-size: 12px; } }
      .list { flex: 1; overflow-y: auto; min-block-size: 0; }
      .topic { position: relative; display: grid; grid-template-columns: 36px minmax(0, 1fr) auto; gap: 2px var(--space-3); inline-size: 100%; min-block-size: 68px; padding: 10px var(--space-4) 10px var(--space-3); border: 0; border-block-end: 1px solid var(--line); background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; align-items: center; }
      .topic:hover { background: var(--sunken); }
      .topic:focus-visible { outline-offset: -2px; }
      .topic[aria-current] { background: var(--surface); box-shadow: inset 3px 0 0 var(--accent); }
      .round { grid-row: span 2; background: var(--surface); border: 1px solid var(--line); font-size: 12px; }
      .channel { position: absolute; inset-block-end: -6px; inset-inline-end: -8px; display: grid; place-items: center; inline-size: 20px; block-size: 20px; border-radius: 50%; border: 1px solid var(--line); background: var(--surface); --icon-size: 12px; }
      .webchat { color: var(--channel-webchat); } .phone { color: var(--channel-phone); } .email { color: var(--channel-email); } .sms { color: var(--channel-sms); } .store { color: var(--channel-store); }
      .name { font-weight: 600; }
      .words { grid-column: 2 / 4; display: flex; gap: var(--space-2); align-items: center; color: var(--soft-ink); font-size: var(--text-s); }
      .unread .words .clip { color: var(--ink); }
      .count.new { min-inline-size: 20px; padding: 0 6px; border-radius: var(--radius-round); background: var(--accent); color: var(--on-accent); font: 600 12px / 20px var(--font); text-align: center; }
      .wait { display: inline-flex; align-items: center; gap: 3px; font-size: var(--text-s); font-variant-numeric: tabular-nums; color: var(--soft-ink); --icon-size: 13px; white-space: nowrap; }
      .wait.warm { color: var(--attention); font-weight: 600; }
      .wait.late { color: var(--danger); font-weight: 600; }
      .who { flex: none; max-inline-size: 7em; }
      .more { padding: var(--space-3); text-align: center; }
      .ghost { display: grid; grid-template-columns: 36px 1fr; gap: var(--space-2) var(--space-3); padding: 14px var(--space-3); }
      .ghost .skeleton { min-block-size: 12px; }
      .ghost .disc { grid-row: span 2; block-size: 36px; border-radius: 50%; }
      .ghost .short { inline-size: 55%; }
      .failure { margin: var(--space-3); }
    `,
  ];

  constructor() {
    super();
    new Translated(this);
    this.following = new Follow(this);
  }

  connectedCallback() {
    super.connectedCallback();
    this.ticking = setInterval(() => this.requestUpdate(), 10_000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.ticking);
  }

  willUpdate() {
    this.following.to(this.desk, this.desk.inbox, this.desk.open);
  }

  render() {
    const { inbox } = this.desk;
    return html`
      <h2 class="visually-hidden">${t('inbox.title')}</h2>
      <div class="views" role="tablist" aria-label=${t('inbox.views')} @keydown=${this.#tabs}>
        ${VIEWS.map((view) => {
          const selected = inbox.view === view;
          const count = inbox.counts[view];
          return html`<button
            role="tab"
            id="view-${view}"
            aria-controls="topics"
            aria-selected=${selected ? 'true' : 'false'}
            tabindex=${selected ? 0 : -1}
            @click=${() => inbox.show(view)}
          >
            <span class="count"
              >${count === undefined ? (view === 'closed' ? html`<c-icon name="archive"></c-icon>` : '–') : number(count)}</span
            >${t(`inbox.view.${view}`)}
          </button>`;
        })}
      </div>
      <div class="list" id="topics" role="tabpanel" aria-labelledby="view-${inbox.view}">${this.#topics(inbox)}</div>
    `;
  }

  #topics(inbox) {
    const place = inbox.place();
    const topics = inbox.list();
    if (place.state === 'failed' && !topics.length) {
      return html`<div class="failure" role="alert">
        <span>${explain(place.problem)}</span><button class="button small" @click=${() => inbox.load()}>${t('again')}</button>
      </div>`;
    }
    if (place.state === 'loading' && !topics.length) {
      if (this.desk.live.status === 'offline')
        return html`<div class="empty">
          <c-icon name="wifi-off"></c-icon><strong>${t('offline.title')}</strong><span>${t('offline.inbox')}</span>
        </div>`;
      return html`<div aria-busy="true" aria-label=${t('loading')}>
        ${[1, 2, 3, 4, 5, 6].map(() => html`<div class="ghost"><span class="skeleton disc"></span><span class="skeleton short"></span><span class="skeleton"></span></div>`)}
      </div>`;
    }
    if (!topics.length) {
      return html`<div class="empty">
        <c-icon name=${EMPTY_ICONS[inbox.view]}></c-icon><strong>${t(`inbox.empty.${inbox.view}`)}</strong
        ><span>${t(`inbox.empty.${inbox.view}.more`)}</span>
      </div>`;
    }
    return html`
      <ul>
        ${repeat(
          topics,
          (topic) => topic.topic,
          (topic) => html`<li>${this.#topic(inbox, topic)}</li>`,
        )}
      </ul>
      ${place.problem ? html`<div class="failure" role="alert"><span>${explain(place.problem)}</span></div>` : nothing}
      ${place.next ? html`<div class="more"><button class="quiet" ?disabled=${place.busy} @click=${() => inbox.load(inbox.view, { more: true })}>${t('inbox.more')}</button></div>` : nothing}
    `;
  }

  #topic(inbox, topic) {
    const name = topicName(topic);
    const open = this.#isOpen(topic);
    const mine = topic.assignee?.id === this.desk.me.id;
    return html`
      <button
        class="topic ${topic.unread ? 'unread' : ''}"
        data-topic=${topic.topic}
        aria-current=${open ? 'true' : nothing}
        @click=${() => this.#open(topic)}
      >
        <span class="round" aria-hidden="true"
          >${topic.customer_name ? initials(name) : html`<c-icon name="user"></c-icon>`}
          <span class="channel ${topic.channel}"><c-icon name=${topic.channel}></c-icon></span>
        </span>
        <span class="name clip">${name}</span>
        ${this.#wait(inbox, topic)}
        <span class="words">
          <span class="visually-hidden">${channelWord(topic.channel)}.</span>
          <span class="clip grow"
            >${topic.last_from === 'staff' ? html`<span class="soft">${t('inbox.answered')}</span> ` : nothing}${topic.last_text}</span
          >
          ${topic.unread ? html`<span class="count new" title=${t('inbox.unread', { count: topic.unread })}><span aria-hidden="true">${number(topic.unread)}</span><span class="visually-hidden">${t('inbox.unread', { count: topic.unread })}</span></span>` : nothing}
          ${topic.assignee && !(mine && inbox.view === 'mine') ? html`<span class="who clip">${mine ? t('inbox.me') : topic.assignee.name.split(' ')[0]}</span>` : nothing}
        </span>
      </button>
    `;
  }

  #wait(inbox, topic) {
    if (topic.status === 'snoozed' && topic.snoozed_until) {
      return html`<span class="wait" title=${exact(topic.snoozed_until)}
        ><c-icon name="alarm-clock"></c-icon>${relative(topic.snoozed_until)}</span
      >`;
    }
    const lateness = inbox.lateness(topic);
    if (lateness === undefined) return html`<span class="wait" title=${exact(topic.last_at)}>${ago(topic.last_at)}</span>`;
    const state = lateness >= 1 ? 'late' : lateness >= WARM ? 'warm' : '';
    const waited = ago(topic.waiting_since);
    return html`<span class="wait ${state}" title=${t(`inbox.wait.${state || 'fresh'}`, { since: exact(topic.waiting_since) })}>
      <c-icon name=${state === 'late' ? 'triangle-alert' : 'clock'}></c-icon><span aria-hidden="true">${waited}</span>
      <span class="visually-hidden">${t(`inbox.wait.${state || 'fresh'}`, { since: relative(topic.waiting_since) })}</span>
    </span>`;
  }

  #open(topic) {
    this.dispatchEvent(new CustomEvent('open-customer', { detail: topic.customer_id, bubbles: true, composed: true }));
    this.desk.open?.choose(topic.topic);
  }

  // A customer may have several topics; the one that the conversation is about is marked.
  #isOpen({ topic, customer_id: customer }) {
    const { open } = this.desk;
    return open?.id === customer && (!open.topic || open.topic.topic === topic);
  }

  #tabs(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = VIEWS[(VIEWS.indexOf(this.desk.inbox.view) + step + VIEWS.length) % VIEWS.length];
    this.desk.inbox.show(next);
    this.updateComplete.then(() => this.renderRoot.getElementById(`view-${next}`).focus());
  }

  /** Opens the topic after (`1`) or before (`-1`) the one that is open. */
  step(direction) {
    const topics = this.desk.inbox.list();
    if (!topics.length) return;
    const at = topics.findIndex((topic) => this.#isOpen(topic));
    const next = at < 0 ? topics[direction > 0 ? 0 : topics.length - 1] : topics[Math.min(topics.length - 1, Math.max(0, at + direction))];
    this.#open(next);
    this.updateComplete.then(() =>
      this.renderRoot.querySelector(`[data-topic="${CSS.escape(next.topic)}"]`)?.scrollIntoView({ block: 'nearest' }),
    );
  }
}

/** How long ago, as short as a column allows: “2 min”, “3 h”, “4 d”. */
function ago(time) {
  const minutes = Math.max(0, (Date.now() - Date.parse(time)) / 60_000);
  if (minutes < 1) return t('ago.now');
  if (minutes < 60) return t('ago.minutes', { count: Math.floor(minutes) });
  if (minutes < 60 * 24) return t('ago.hours', { count: Math.floor(minutes / 60) });
  return t('ago.days', { count: Math.floor(minutes / 60 / 24) });
}

customElements.define('inbox-pane', InboxPane);
