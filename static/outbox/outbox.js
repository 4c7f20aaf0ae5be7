/** `<mail-outbox>`: every email and SMS as it went out. The newest page is asked for again every few seconds. */
import { html, nothing, repeat } from '../vendor/lit/lit.js';
import { api } from '../shared/api.js';
import { adoptBase } from '../shared/base.js';
import { exact } from '../shared/format.js';
import { explain } from '../shared/explain.js';
import { addWords, language, languages, setLanguage, t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import '../shared/icon.js';
import '../shared/time.js';
import words from './words.js';

addWords(words);
adoptBase(document);

const POLL_MS = 4000;
const tones = { waiting: 'attention', sending: 'accent', sent: 'success', kept: 'accent', dead: 'danger' };
const statusIcons = { waiting: 'clock', sending: 'send', sent: 'check', kept: 'archive', dead: 'circle-x' };
const filters = {
  all: () => true,
  email: ({ channel }) => channel === 'email',
  sms: ({ channel }) => channel === 'sms',
  trouble: ({ status, error }) => status === 'dead' || Boolean(error && status !== 'sent' && status !== 'kept'),
};

/** An SMS has no subject; a letter that could not be rendered has its template's name. */
const titleOf = ({ subject, channel, template, order_number: number }) => subject ?? [channel === 'sms' ? t('outbox.no_subject') : template, number].filter(Boolean).join(' · ');

class MailOutbox extends LightElement {
  static properties = { shop: {}, deliveries: { state: true }, next: { state: true }, filter: { state: true }, text: { state: true }, chosen: { state: true }, read: { state: true }, view: { state: true }, problem: { state: true }, readProblem: { state: true } };

  constructor() {
    super();
    Object.assign(this, { filter: 'all', text: '', view: 'html', chosen: location.hash.slice(1) || undefined });
  }

  connectedCallback() {
    super.connectedCallback();
    this.#poll();
    addEventListener('hashchange', () => this.#open(location.hash.slice(1) || undefined));
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#poll());
    if (this.chosen) this.#open(this.chosen);
  }

  async #poll() {
    clearTimeout(this.waiting);
    if (document.visibilityState === 'hidden') return;
    await this.#load();
    if (!this.refused) this.waiting = setTimeout(() => this.#poll(), POLL_MS);
  }

  async #load(cursor) {
    try {
      const answer = await api.get('/outbox', { query: { cursor } });
      const known = new Map((this.deliveries ?? []).map((each) => [each.id, each]));
      const changed = answer.deliveries.find(({ id, status }) => id === this.chosen && this.read && this.read.status !== status);
      for (const each of answer.deliveries) known.set(each.id, each);
      this.deliveries = [...known.values()].sort((one, other) => other.created_at.localeCompare(one.created_at));
      if (cursor || this.next === undefined) this.next = answer.next_cursor ?? null;
      Object.assign(this, { problem: undefined, refused: false });
      if (changed) this.#open(this.chosen);
    } catch (problem) {
      if (problem.status === 401) location.assign(`/signin?next=${encodeURIComponent(location.pathname)}`);
      this.refused = [401, 403].includes(problem.status); // asking again changes nothing
      this.problem = explain(problem);
    }
  }

  async #open(id) {
    this.chosen = id;
    this.readProblem = undefined;
    if (this.read?.id !== id) this.read = undefined;
    if (!id) return;
    try {
      const read = await api.get(`/outbox/${encodeURIComponent(id)}`);
      if (this.chosen === id) this.read = read;
    } catch (problem) {
      this.readProblem = explain(problem);
    }
  }

  render() {
    const other = languages.find((each) => each !== language());
    const words = this.text.trim().toLowerCase();
    const shown = this.deliveries?.filter((each) => filters[this.filter](each) && (!words || [each.to, each.subject, each.order_number].some((part) => part?.toLowerCase().includes(words))));
    return html`
      <header class="top"><div><h1>${t('outbox.title')}</h1><p>${t('outbox.text')}</p></div>
        <nav><a class="quiet" href="/console">${t('outbox.console')}</a><a class="quiet" href="/store">${t('outbox.tablet')}</a><button class="quiet" lang=${other} aria-label="${other.toUpperCase()}: ${t('outbox.language')}" @click=${() => setLanguage(other, { remember: true })}>${other.toUpperCase()}</button></nav></header>
      <main class=${this.chosen ? 'reading' : ''}>
        <section class="list" aria-label=${t('outbox.list')}>
          <label class="search"><c-icon name="search"></c-icon><span class="visually-hidden">${t('outbox.search')}</span><input type="search" placeholder=${t('outbox.search')} .value=${this.text} @input=${(event) => (this.text = event.target.value)}></label>
          <div class="filters" role="group" aria-label=${t('outbox.filter')}>${Object.keys(filters).map((filter) => html`<button aria-pressed=${this.filter === filter} @click=${() => (this.filter = filter)}>${t(`outbox.${filter}`)}${this.deliveries ? html`<span class="figures">${this.deliveries.filter(filters[filter]).length}${this.next ? '+' : ''}</span>` : nothing}</button>`)}</div>
          ${this.problem ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${this.problem}</span>${this.refused ? nothing : html`<button class="button" @click=${() => this.#poll()}>${t('again')}</button>`}</p>` : nothing}
          ${!shown ? this.problem ? nothing : html`<div class="skeleton row"></div><div class="skeleton row"></div><div class="skeleton row"></div>`
            : !shown.length ? html`<p class="empty"><c-icon name="email"></c-icon>${this.next ? t('outbox.none_yet', { count: this.deliveries.length }) : t(this.deliveries.length ? 'outbox.none' : 'outbox.empty')}</p>`
            : html`<ol>${repeat(shown, ({ id }) => id, (each) => this.#row(each))}</ol>`}
          ${this.next ? html`<button class="button" @click=${() => this.#load(this.next)}>${t('outbox.more')}</button>` : nothing}
        </section>
        <section class="reader" aria-live="polite">${this.#reader()}</section>
      </main>`;
  }

  #row(each) {
    return html`<li><a href="#${each.id}" aria-current=${each.id === this.chosen}>
      <c-icon class=${each.channel} name=${each.channel} label=${t(`channel.${each.channel}`)}></c-icon>
      <span class="to">${each.to}</span><c-time datetime=${each.created_at} form="brief"></c-time>
      <span class="subject">${titleOf(each)}</span>
      <span class="chip ${tones[each.status]}"><c-icon name=${statusIcons[each.status]}></c-icon>${t(`outbox.status.${each.status}`)}</span>
    </a></li>`;
  }

  #reader() {
    if (!this.chosen) return html`<p class="empty"><c-icon name="email"></c-icon>${t('outbox.choose')}</p>`;
    if (this.readProblem) return html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${this.readProblem}</span><button class="button" @click=${() => this.#open(this.chosen)}>${t('again')}</button></p>`;
    const { read } = this;
    if (!read) return html`<div class="skeleton page"></div>`;
    const views = read.html ? ['html', 'narrow', 'text'] : ['text'];
    const view = views.includes(this.view) ? this.view : views[0];
    return html`
      <header><a class="quiet back" href="#"><c-icon name="arrow-left"></c-icon>${t('outbox.back')}</a>
        <h2>${titleOf(read)}</h2>
        <dl><div><dt>${t('outbox.to')}</dt><dd>${read.to}</dd></div>
          <div><dt>${t('outbox.at')}</dt><dd>${exact(read.sent_at ?? read.created_at)}</dd></div>
          <div><dt>${t('outbox.template')}</dt><dd>${read.template}</dd></div>
          ${read.order_number ? html`<div><dt>${t('outbox.order')}</dt><dd class="figures">${read.order_number}</dd></div>` : nothing}
          <div><dt>${t('outbox.attempts')}</dt><dd class="figures">${read.attempts}</dd></div>
          <div><dd><span class="chip ${tones[read.status]}"><c-icon name=${statusIcons[read.status]}></c-icon>${t(`outbox.status.${read.status}`)}</span></dd></div></dl>
        ${read.error ? html`<p class="failure"><c-icon name="circle-alert"></c-icon><span>${read.error}</span></p>` : read.status === 'kept' ? html`<p class="hint">${t('outbox.kept.hint')}</p>` : nothing}
        ${views.length > 1 ? html`<div class="filters" role="group" aria-label=${t('outbox.view')}>${views.map((each) => html`<button aria-pressed=${view === each} @click=${() => (this.view = each)}>${t(`outbox.view.${each}`)}</button>`)}</div>` : nothing}
      </header>
      ${view === 'text' ? html`<pre class=${read.channel}>${read.text ?? ''}</pre>`
        : html`<iframe class=${view} title=${t('outbox.preview')} sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" .srcdoc=${read.html.replace(/<head[^>]*>|^/i, (head) => `${head}<base target="_blank">`)}></iframe>`}`;
  }
}

customElements.define('mail-outbox', MailOutbox);
