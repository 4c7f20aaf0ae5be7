/** `<topic-head .desk>`: who the conversation is with and what happens to its topic: assign, snooze, close, reopen. */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { exact, moment, relative } from '../shared/format.js';
import { Translated, t } from '../shared/i18n.js';
import { channelWord, initials, nameOf } from './names.js';
import { Doing } from './doing.js';
import { Follow } from './follow.js';
import { explain } from '../shared/explain.js';
import { desk } from './styles.js';
import './drop-menu.js';

class TopicHead extends LitElement {
  static properties = { desk: { attribute: false } };

  static styles = [
    desk,
    css`
      :host { display: block; border-block-end: 1px solid var(--line); background: var(--surface); }
      header { display: flex; align-items: center; gap: var(--space-2); min-block-size: 60px; padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4); }
      h2 { font-size: var(--text-l); }
      .who { display: grid; gap: 1px; }
      .about { font-size: var(--text-s); color: var(--soft-ink); }
      .online { color: var(--success); font-weight: 600; }
      .back { display: none; }
      .failure { margin: 0 var(--space-4) var(--space-2); }
      .item { inline-size: 100%; justify-content: flex-start; text-align: start; white-space: nowrap; font-weight: 400; color: var(--ink); border-color: transparent; background: none; }
      .item time, .item .soft { margin-inline-start: auto; font-size: var(--text-s); }
      .details { display: none; }
      @container (max-width: 560px) { .wide-only { display: none; } }
      @media (max-width: 1179px) { .details { display: inline-flex; } }
      @media (max-width: 759px) { .back { display: inline-flex; } header { padding-inline-start: var(--space-1); } .round { display: none; } }
      @container (max-width: 540px) { .label { display: none; } .close { padding-inline: 0 !important; } }
    `,
  ];

  constructor() {
    super();
    new Translated(this);
    this.following = new Follow(this);
    this.doing = new Doing(this);
  }

  willUpdate() {
    this.following.to(this.desk, this.desk?.open);
  }

  render() {
    const { open } = this.desk;
    const customer = open?.customer;
    const name = customer ? nameOf(customer) : '';
    const problem = this.doing.problem('topic');
    return html`
      <header>
        <button class="icon back" aria-label=${t('back')} @click=${() => this.#say('leave-customer')}>
          <c-icon name="arrow-left"></c-icon>
        </button>
        ${
          customer
            ? html`<span class="round" aria-hidden="true"
                  >${customer.name ? initials(customer.name) : html`<c-icon name="user"></c-icon>`}${customer.online ? html`<span class="dot"></span>` : nothing}</span
                >
                <div class="who grow">
                  <h2 class="clip">${name}</h2>
                  <p class="about clip">${this.#about(open)}</p>
                </div>
                ${open.topic ? this.#actions(open.topic) : nothing}`
            : html`<div class="who grow">
                ${open?.state === 'failed' ? html`<h2>${t('customer.title')}</h2>` : html`<span class="skeleton"></span>`}
              </div>`
        }
        <button
          class="icon details"
          aria-label=${t('customer.title')}
          title=${t('customer.title')}
          @click=${() => this.#say('toggle-customer')}
        >
          <c-icon name="user"></c-icon>
        </button>
      </header>
      ${
        problem
          ? html`<p class="failure" role="alert">
              <span>${explain(problem)}</span
              ><button class="icon small" aria-label=${t('close')} @click=${() => this.doing.clear('topic')}>
                <c-icon name="x"></c-icon>
              </button>
            </p>`
          : nothing
      }
    `;
  }

  #about({ customer, topic }) {
    const here = customer.online
      ? html`<span class="online">${t('who.online')}</span>`
      : customer.last_seen_at
        ? html`<span title=${exact(customer.last_seen_at)}>${t('who.seen', { when: relative(customer.last_seen_at) })}</span>`
        : nothing;
    if (!topic) return here;
    const state =
      topic.status === 'snoozed' && topic.snoozed_until
        ? t('topic.snoozed.until', { until: moment(topic.snoozed_until) })
        : t(`topic.${topic.status}`);
    return html`${here} · ${channelWord(topic.channel)} · ${state} · ${topic.assignee ? topic.assignee.name : t('topic.nobody')}`;
  }

  #actions(topic) {
    const { me, staff } = this.desk;
    const busy = this.doing.busy('topic');
    const agents = staff.filter(({ id, role }) => id !== me.id && role !== 'clerk');
    const online = new Set(this.desk.online.map(({ id }) => id));
    const done = topic.status === 'closed';
    return html`
      <drop-menu id="assign" icon="users" label=${t('topic.assign')} hint="${t('topic.assign')} (a)" ?disabled=${busy}>
        ${topic.assignee?.id === me.id ? nothing : html`<button class="item button" @click=${() => this.assign(me.id)}><c-icon name="user"></c-icon>${t('topic.assign.me')}</button>`}
        ${agents.map(
          ({ id, name }) =>
            html`<button class="item button" aria-pressed=${topic.assignee?.id === id ? 'true' : 'false'} @click=${() => this.assign(id)}>
              <c-icon name=${topic.assignee?.id === id ? 'check' : 'user'}></c-icon
              >${name}${online.has(id) ? html`<span class="soft">${t('who.online')}</span>` : nothing}
            </button>`,
        )}
        ${topic.assignee ? html`<button class="item button" @click=${() => this.assign(null)}><c-icon name="inbox"></c-icon>${t('topic.assign.nobody')}</button>` : nothing}
      </drop-menu>
      ${
        done
          ? nothing
          : html`<drop-menu id="snooze" icon="alarm-clock" label=${t('topic.snooze')} hint="${t('topic.snooze')} (s)" ?disabled=${busy}>
              ${snoozes().map(([key, until]) => html`<button class="item button" @click=${() => this.#do(topic, 'snooze', { until: until.toISOString() })}>${t(`snooze.${key}`)}<span class="soft">${moment(until)}</span></button>`)}
            </drop-menu>`
      }
      ${
        done || topic.status === 'snoozed'
          ? html`<button
              class="button close"
              ?disabled=${busy}
              title="${t('topic.reopen')} (e)"
              aria-label=${t('topic.reopen')}
              @click=${() => this.finish()}
            >
              <c-icon name="undo-2"></c-icon><span class="label">${t('topic.reopen')}</span>
            </button>`
          : html`<button
              class="button close"
              ?disabled=${busy}
              title="${t('topic.close')} (e)"
              aria-label=${t('topic.close')}
              @click=${() => this.finish()}
            >
              <c-icon name="check"></c-icon><span class="label">${t('topic.close')}</span>
            </button>`
      }
    `;
  }

  #do(topic, what, body) {
    return this.doing.run('topic', () => this.desk.setTopic(topic, what, body));
  }

  assign(id) {
    const { topic } = this.desk.open ?? {};
    if (topic) this.#do(topic, 'assign', { staff_id: id });
  }

  /** Closes the topic, or opens a closed or snoozed one again. */
  finish() {
    const { topic } = this.desk.open ?? {};
    if (topic) this.#do(topic, topic.status === 'closed' || topic.status === 'snoozed' ? 'reopen' : 'close');
  }

  openMenu(id) {
    this.renderRoot.getElementById(id)?.toggle();
  }

  #say(name) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }
}

/** When a topic may come back: in an hour, this evening, tomorrow morning, on Monday. */
function snoozes(now = new Date()) {
  const at = (days, hour) => {
    const time = new Date(now);
    time.setDate(time.getDate() + days);
    time.setHours(hour, 0, 0, 0);
    return time;
  };
  return [
    ['hour', new Date(now.getTime() + 3_600_000)],
    ...(now.getHours() < 16 ? [['evening', at(0, 17)]] : []),
    ['tomorrow', at(1, 9)],
    ['monday', at((8 - now.getDay()) % 7 || 7, 9)],
  ];
}

customElements.define('topic-head', TopicHead);
