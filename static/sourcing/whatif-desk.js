/**
 * `<whatif-desk .book .place .around currency>`: the last simulations beside what is open: one of them, or the form for the next. A simulation
 * has an address, so that it is found again when the page is loaded anew; what is typed into the form is kept as long as the tab.
 */
import { html, nothing, repeat } from '../vendor/lit/lit.js';
import { Doing } from '../console/doing.js';
import { explain } from '../shared/explain.js';
import { addWords, locale, t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import { policyChanges } from './changes.js';
import { periodInWords } from './period.js';
import { write } from './places.js';
import { Runs } from './runs.js';
import { again, formOf, fresh, policyInWords, stockInWords } from './scenario.js';
import words from './whatif-words.js';
import './whatif-form.js';
import './whatif-result.js';

addWords(words);

const TAB = 'whatif';
const STORED = 'comptoir.sourcing.whatif';
const STATUS = { running: ['refresh-cw', 'accent'], done: ['check', ''], failed: ['circle-alert', 'danger'] };
const percent = (share) => new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(share);

class WhatifDesk extends LightElement {
  static properties = { book: { attribute: false }, place: {}, around: { attribute: false }, currency: {}, form: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.doing = new Doing(this);
    this.runs = new Runs();
    this.form = recall();
    this.changed = () => this.requestUpdate();
  }

  connectedCallback() {
    super.connectedCallback();
    this.book.addEventListener('change', this.changed);
    this.runs.addEventListener('change', this.changed);
    this.runs.resume();
    this.#load();
    if (!this.book.items) this.doing.run('book', () => this.book.load());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.book.removeEventListener('change', this.changed);
    this.runs.removeEventListener('change', this.changed);
    this.runs.stop();
  }

  async #load() {
    await this.doing.run('load', () => this.runs.load());
    this.#fetch();
  }

  willUpdate(changes) {
    if (!changes.has('place')) return;
    this.doing.clear('begin');
    this.busy = undefined;
    if (this.runs.items) this.#fetch();
  }

  updated(changes) {
    if (changes.has('place') && changes.get('place') !== undefined) this.querySelector('.rule')?.scrollTo(0, 0);
  }

  /** One that is older than those in the list. */
  #fetch() {
    const { id } = this;
    if (id && !this.runs.at(id)) this.doing.run('one', () => this.runs.fetch(id));
  }

  /** Which simulation is open. */
  get id() {
    return this.place && this.place !== 'new' ? this.place : undefined;
  }

  render() {
    const refused = this.doing.problem('load');
    if (refused?.status === 403) return html`<div class="empty"><c-icon name="shield-check"></c-icon><p>${t('whatif.forbidden')}</p></div>`;
    return html`<div class="rules ${this.place ? 'reading' : ''}">
      <section class="list" aria-label=${t('whatif.list')}>${this.#list(refused)}</section>
      <section class="rule" aria-label=${t(this.id ? 'whatif.one' : 'whatif.new')}>
        <a class="quiet back" href=${write(TAB)}><c-icon name="arrow-left"></c-icon>${t('sourcing.back')}</a>
        ${this.id ? this.#one() : this.#new()}
      </section>
    </div>`;
  }

  #failure(problem, retry, word = 'again') {
    return html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${explain(problem)}</span>${retry ? html`<button class="button" @click=${retry}>${t(word)}</button>` : nothing}</p>`;
  }

  // --- the list

  #list(refused) {
    const { items } = this.runs;
    return html`
      <div class="list-head"><p class="hint">${t('whatif.list.hint')}</p><a class="button" href=${write(TAB, 'new')} aria-current=${this.id ? nothing : 'page'}><c-icon name="plus"></c-icon>${t('whatif.new')}</a></div>
      ${refused ? this.#failure(refused, () => this.#load()) : nothing}
      ${
        items
          ? items.length
            ? html`<ol>${repeat(items, ({ id }) => id, (run) => this.#entry(run))}</ol>`
            : html`<p class="hollow">${t('whatif.list.none')}</p>`
          : refused
            ? nothing
            : html`<div class="skeleton row"></div><div class="skeleton row"></div><div class="skeleton row"></div>`
      }
    `;
  }

  #entry(run) {
    const [icon, tone] = STATUS[run.status] ?? STATUS.failed;
    const changes = this.#stockChanges(run);
    return html`<li>
      <a href=${write(TAB, run.id)} aria-current=${run.id === this.id ? 'true' : nothing}>
        <c-icon name=${icon} class=${tone === 'danger' ? 'failing' : ''}></c-icon>
        <span class="title">${policyInWords(run.policy, this.book)}</span>
        ${changes.length ? html`<span class="text figures">${changes.length > 2 ? t('whatif.stock.many', { count: changes.length }) : changes.join(' · ')}</span>` : nothing}
        <span class="text figures">${periodInWords(run)}</span>
        <span class="text">${run.by || t('sourcing.somebody')} · <c-time datetime=${run.begun_at}></c-time></span>
        ${run.status === 'done' ? html`<span class="visually-hidden">${t('whatif.status.done')}</span>` : html`<span class="chip ${tone} figures">${t(`whatif.status.${run.status}`, { percent: percent(run.progress) })}</span>`}
      </a>
    </li>`;
  }

  #stockChanges({ stock }) {
    return (stock ?? []).map((change) => stockInWords(change, this.#nodeName));
  }

  #nodeName = (code) => this.around.nodes?.find((node) => node.code === code)?.name ?? code;

  // --- the next one

  #new() {
    const unread = this.doing.problem('book');
    return html`
      <header class="rule-head"><div class="grow"><h2 tabindex="-1">${t('whatif.new')}</h2><p class="hint">${t('whatif.text')}</p></div></header>
      ${unread ? this.#failure(unread, () => this.doing.run('book', () => this.book.load())) : nothing}
      <whatif-form .form=${this.form} .book=${this.book} .nodes=${this.around.nodes?.filter(({ kind }) => kind !== 'relay_point')} .busy=${this.doing.busy('begin')} @edit=${({ detail }) => this.#edit(detail)} @run=${({ detail }) => this.#begin(detail)}></whatif-form>
      ${this.#refusal()}
    `;
  }

  #refusal() {
    const problem = this.doing.problem('begin');
    if (!problem) return nothing;
    if (problem.code === 'busy') return this.#busyNote();
    if (problem.flaws) return html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${t('whatif.flawed')}</span></p>`;
    return this.#failure(problem, () => this.#begin(this.request));
  }

  #busyNote() {
    const { busy } = this;
    const runs = busy && this.runs.at(busy.id);
    const over = runs && runs.status !== 'running';
    return html`<div class="caution" role="alert">
      <c-icon name="clock"></c-icon>
      <span>${over || !busy ? t('whatif.busy.over') : t('whatif.busy', { name: busy.by || t('sourcing.somebody'), period: periodInWords(busy) })}</span>
      <span class="buttons">
        ${busy ? html`<a class="button" href=${write(TAB, busy.id)}>${t(over ? 'whatif.busy.result' : 'whatif.busy.look')}</a>` : nothing}
        <button class="button" ?disabled=${this.doing.busy('begin')} @click=${() => this.#begin(this.request)}>${t('again')}</button>
      </span>
    </div>`;
  }

  #edit(form) {
    this.form = form;
    this.doing.clear('begin');
    keep(form);
  }

  async #begin(request) {
    this.request = request;
    this.busy = undefined;
    const begun = await this.doing.run('begin', () => this.runs.begin(request));
    if (begun) {
      this.#go(begun.id);
      return;
    }
    if (this.doing.problem('begin')?.code === 'busy') {
      await this.doing.run('load', () => this.runs.load());
      this.busy = this.runs.running[0];
    }
    await this.updateComplete;
    this.querySelector('.rule > [role=alert]')?.scrollIntoView({ block: 'nearest' });
  }

  /** What was pressed is not there any more: one goes on reading at the top of what has come. */
  #go(place) {
    location.hash = write(TAB, place);
    requestAnimationFrame(() => requestAnimationFrame(() => this.querySelector('.rule-head h2')?.focus({ preventScroll: true })));
  }

  // --- one of them

  #one() {
    const run = this.runs.at(this.id);
    if (!run) {
      const problem = this.doing.problem('one');
      if (problem?.status === 404 || problem?.status === 400) return html`<div class="empty"><c-icon name="rotate-ccw"></c-icon><p>${t('whatif.gone')}</p></div>`;
      if (problem) return this.#failure(problem, () => this.#fetch());
      return this.doing.problem('load') ? nothing : html`<div class="skeleton page"></div>`;
    }
    return repeat([run.id], (id) => id, () => html`
      <header class="rule-head">
        <div class="grow"><h2 tabindex="-1">${policyInWords(run.policy, this.book)}</h2><p class="hint">${t('whatif.about', { period: periodInWords(run), name: run.by || t('sourcing.somebody') })} <c-time datetime=${run.begun_at}></c-time></p></div>
        <div class="rule-actions"><button class="button" @click=${() => this.#change(run)}><c-icon name="pencil"></c-icon>${t('whatif.change')}</button></div>
      </header>
      ${this.#scenario(run)}
      <p class="visually-hidden" role="status">${t(`whatif.said.${run.status}`)}</p>
      ${run.status === 'running' ? this.#progress(run) : run.status === 'failed' ? this.#failed(run) : html`<whatif-result .happened=${run.happened} .instead=${run.instead} .currency=${this.currency}></whatif-result>`}
    `);
  }

  /** What was different in it: the stock, and what its policy weighs in another way. */
  #scenario(run) {
    const { policy } = run;
    const stock = this.#stockChanges(run);
    const lines = policy && this.book.usual ? policyChanges(this.book.usual, { ...policy, scope: this.book.usual.scope }, { currency: this.currency, nodeName: this.#nodeName }) : [];
    if (!lines.length && !stock.length) return nothing;
    return html`<div class="different">
      ${stock.length ? html`<ul class="chips" aria-label=${t('whatif.stock')}>${stock.map((change) => html`<li class="chip figures"><c-icon name="archive"></c-icon>${change}</li>`)}</ul>` : nothing}
      ${lines.length ? html`<details><summary><c-icon name="chevron-right"></c-icon>${t('whatif.different')}</summary><ul class="changes">${lines.map((line) => html`<li>${line}</li>`)}</ul></details>` : nothing}
    </div>`;
  }

  #progress({ progress }) {
    const far = percent(progress);
    return html`<div class="card progress">
      <p><strong id="progress">${t('whatif.replaying')}</strong><output class="figures" aria-hidden="true">${far}</output></p>
      <div class="track" role="progressbar" aria-labelledby="progress" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(progress * 100)} aria-valuetext=${far}><i style="inline-size: ${progress * 100}%"></i></div>
      <p class="hint">${t('whatif.replaying.hint')}</p>
      ${this.runs.problem ? html`<p class="problem" role="alert"><c-icon name="wifi-off"></c-icon>${explain(this.runs.problem)} ${t('whatif.asking')}</p>` : nothing}
    </div>`;
  }

  #failed(run) {
    return html`
      <p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${t('whatif.failed')} <span lang="en">${run.problem ?? ''}</span></span><button class="button" ?disabled=${this.doing.busy('begin')} @click=${() => this.#begin(again(run))}>${t('whatif.repeat')}</button></p>
      ${this.#refusal()}
    `;
  }

  #change(run) {
    this.#edit(formOf(run, this.book));
    this.#go('new');
  }
}

function recall() {
  try {
    return { ...fresh(), ...JSON.parse(sessionStorage.getItem(STORED)) };
  } catch {
    return fresh(); // storage may be forbidden, or hold something older
  }
}

function keep(form) {
  try {
    sessionStorage.setItem(STORED, JSON.stringify(form));
  } catch {
    // storage may be full or forbidden: then it lasts as long as the page
  }
}

customElements.define('whatif-desk', WhatifDesk);
