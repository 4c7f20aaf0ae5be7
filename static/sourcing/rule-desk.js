/**
 * What the screens of policies and carriers have in common: the list beside what is open, and saving, ending, being overtaken. A screen of
 * its own says how its rules read: `words` (the beginning of its words' keys), `icon`, `entries()`, `usualAt(place)`, `form(rule)`,
 * `changesBetween(one, other)`, and what stands below.
 */
import { html, nothing, repeat } from '../vendor/lit/lit.js';
import { Doing } from '../console/doing.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import { byField, stillThere } from './flaws.js';
import { write } from './places.js';
import './end-dialog.js';
import './overtaken-note.js';
import './version-list.js';

export class RuleDesk extends LightElement {
  static properties = { book: { attribute: false }, place: {}, currency: {}, ended: { state: true }, overtaken: { state: true }, saved: { state: true } };

  constructor() {
    super();
    this.doing = new Doing(this);
    this.wrong = new Set();
    this.changed = () => this.requestUpdate();
  }

  connectedCallback() {
    super.connectedCallback();
    this.book.addEventListener('change', this.changed);
    addEventListener('keydown', this.#shortcut);
    this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.book.removeEventListener('change', this.changed);
    removeEventListener('keydown', this.#shortcut);
  }

  load() {
    return this.doing.run('load', () => this.book.load());
  }

  willUpdate(changes) {
    if (!changes.has('place')) return;
    this.wrong.clear();
    Object.assign(this, { overtaken: undefined, misnamed: undefined, saved: this.savedAs === this.place });
    this.savedAs = undefined;
    this.doing.clear('save');
    this.doing.clear('end');
  }

  updated(changes) {
    // The new place is read from its beginning, by eyes and by screen readers alike.
    if (changes.has('place') && changes.get('place') !== undefined && this.place) this.querySelector('.rule')?.scrollTo(0, 0);
  }

  /** `{name, version, value, changed, usual}` of what is open. */
  get open() {
    if (!this.place || !this.book.items) return undefined;
    return this.usualAt(this.place) ?? this.book.at(this.place);
  }

  render() {
    const refused = this.doing.problem('load');
    if (refused?.status === 403) return html`<div class="empty"><c-icon name="shield-check"></c-icon><p>${t('sourcing.forbidden')}</p></div>`;
    return html`<div class="rules ${this.place ? 'reading' : ''}">
      <section class="list" aria-label=${t(`${this.words}.list`)}>${refused && !this.book.items ? this.#failure(refused, () => this.load()) : this.#list()}</section>
      <section class="rule" aria-label=${t(`${this.words}.one`)}>${this.#rule()}</section>
    </div>`;
  }

  #failure(problem, again) {
    return html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${explain(problem)}</span><button class="button" @click=${again}>${t('again')}</button></p>`;
  }

  #list() {
    if (!this.book.items) return html`<div class="skeleton row"></div><div class="skeleton row"></div><div class="skeleton row"></div>`;
    const taking = this.doing.problem('back');
    return html`
      <div class="list-head"><p class="hint">${t(`${this.words}.order`)}</p><button class="button" @click=${() => this.begin()}><c-icon name="plus"></c-icon>${t(`${this.words}.new`)}</button></div>
      ${this.ended ? html`<p class="told" role="status"><c-icon name="archive"></c-icon><span>${t(`${this.words}.ended`, { name: this.ended.name })}</span><button class="quiet" ?disabled=${this.doing.busy('back')} @click=${this.#takeBack}>${t('sourcing.take_back')}</button></p>` : nothing}
      ${taking ? this.#failure(taking, () => this.#takeBack()) : nothing}
      ${this.notice?.() ?? nothing}
      <ol>${repeat(this.entries(), ({ place }) => place, (entry) => this.#entry(entry))}</ol>
    `;
  }

  #entry({ place, name, version, text, usual }) {
    const draft = this.book.drafts.get(place);
    return html`<li>
      <a href=${write(this.tab, place)} aria-current=${place === this.place ? 'true' : nothing}>
        <c-icon name=${usual ? 'layout-grid' : this.icon}></c-icon>
        <span class="title">${name || t(`${this.words}.unnamed`)}</span>
        ${version ? html`<span class="version figures">v${version}</span>` : nothing}
        <span class="text">${text}</span>
        ${draft ? html`<span class="chip attention"><c-icon name="pencil"></c-icon>${t(draft.version ? 'sourcing.unsaved' : 'sourcing.new')}</span>` : nothing}
        ${usual ? html`<span class="chip">${usual}</span>` : nothing}
      </a>
    </li>`;
  }

  #rule() {
    if (!this.place) return html`<div class="empty"><c-icon name=${this.icon}></c-icon><p>${t(`${this.words}.choose`)}</p></div>`;
    if (!this.book.items) return this.doing.problem('load') ? nothing : html`<div class="skeleton page"></div>`;
    const rule = this.open;
    const back = html`<a class="quiet back" href=${write(this.tab)}><c-icon name="arrow-left"></c-icon>${t('sourcing.back')}</a>`;
    if (!rule) return html`${back}<div class="empty"><c-icon name=${this.icon}></c-icon><p>${t(`${this.words}.gone`)}</p></div>`;
    const kept = this.book.kept(rule.name);
    // A form of its own for each place, so that no half-typed number wanders from one to the other.
    return repeat([this.place], (place) => place, () => html`
      ${back}
      <header class="rule-head">
        <div class="grow">
          ${rule.version || rule.usual ? html`<h2>${rule.usual ? rule.title : rule.name}</h2>` : this.#naming(rule)}
          ${rule.usual ? html`<p class="hint">${rule.usual}</p>` : kept && rule.version ? html`<p class="hint">${t('sourcing.version_by', { version: kept.version, name: kept.by || t('sourcing.somebody') })} <c-time datetime=${kept.at}></c-time></p>` : nothing}
        </div>
        <div class="rule-actions">
          ${this.below ? html`<button class="button" @click=${() => this.#toTrial()}><c-icon name="navigation"></c-icon>${t('sourcing.try')}</button>` : nothing}
          ${rule.version || rule.usual ? html`<button class="button" @click=${() => this.begin(rule)}><c-icon name="copy"></c-icon>${t(rule.usual ? 'sourcing.start_from' : 'sourcing.duplicate')}</button>` : nothing}
          ${kept && rule.version ? html`<button class="button ending" @click=${() => this.querySelector('end-dialog').show()}><c-icon name="trash-2"></c-icon>${t('sourcing.end')}</button>` : nothing}
        </div>
      </header>
      <div role="status">${this.saved && !rule.changed ? html`<p class="told"><c-icon name="check"></c-icon><span>${t('sourcing.saved', { version: rule.version })}</span></p>` : nothing}</div>
      ${this.#conflict(rule)}
      ${this.form(rule, { problems: this.problems, disabled: Boolean(rule.usual) || this.doing.busy('save') })}
      ${this.below?.(rule) ?? nothing}
      ${kept && rule.version ? html`<version-list .book=${this.book} .name=${rule.name} .version=${kept.version} .changes=${(one, other) => this.changesBetween(one, other)} @restore=${({ detail }) => this.#restore(detail)}></version-list>` : nothing}
      ${rule.usual ? nothing : this.#saving(rule)}
      ${kept ? html`<end-dialog .words=${this.words} .name=${rule.name} .busy=${this.doing.busy('end')} .problem=${this.doing.problem('end')} @end=${() => this.#end(rule.name)}></end-dialog>` : nothing}
    `);
  }

  #naming({ name }) {
    const problem = this.problems.name;
    return html`<label class="field naming">${t('sourcing.name')}<input maxlength="80" .value=${name} placeholder=${t(`${this.words}.example`)} aria-invalid=${problem ? 'true' : nothing} ?disabled=${this.doing.busy('save')} @input=${({ target }) => this.book.rename(this.place, target.value)} />${problem ? html`<span class="problem" role="alert">${problem}</span>` : nothing}</label>`;
  }

  /** What is wrong, by field. */
  get problems() {
    const { refused: tried, open, misnamed } = this;
    if (misnamed && this.#wrongName(open.name.trim()) === misnamed) return { name: t(misnamed) };
    const refused = this.doing.problem('save');
    if (!refused || !open) return {};
    const told = refused.flaws ? byField(refused.flaws, this.placeOf && ((field) => this.placeOf(tried.value, field))) : refused.field === 'name' ? { name: t('sourcing.flaw.name') } : {};
    return stillThere(told, { ...tried.value, name: tried.name }, { ...open.value, name: open.name });
  }

  #conflict(rule) {
    if (!this.overtaken) return nothing;
    return html`<overtaken-note .words=${this.words} .newest=${this.overtaken} .lines=${this.overtaken.value ? this.changesBetween(this.overtaken.value, this.toWire(rule.value)) : undefined} @theirs=${this.#theirs} @mine=${this.#mine}></overtaken-note>`;
  }

  #saving(rule) {
    const refused = this.doing.problem('save');
    const busy = this.doing.busy('save');
    const count = this.wrong.size;
    if (!rule.changed && !busy) return nothing;
    const flaws = Object.keys(this.problems).length;
    return html`<div class="saving" role="group" aria-label=${t('sourcing.unsaved')}>
      <p role="status">${busy ? t('sourcing.saving') : flaws || count ? html`<span class="problem"><c-icon name="circle-alert"></c-icon>${t('sourcing.flawed', { count: flaws || count })}</span>` : t('sourcing.not_yet')}</p>
      ${refused && !refused.flaws && refused.field !== 'name' && refused.code !== 'overtaken' ? html`<p class="problem" role="alert"><c-icon name="circle-alert"></c-icon>${explain(refused)}</p>` : nothing}
      <span class="buttons">
        <button class="button" ?disabled=${busy} @click=${this.#giveUp}>${t('sourcing.give_up')}</button>
        <button class="primary" title="Ctrl S" ?disabled=${busy || count > 0 || Boolean(this.overtaken)} @click=${() => this.save()}>${rule.version ? t('sourcing.save', { version: rule.version + 1 }) : t(`${this.words}.create`)}</button>
      </span>
    </div>`;
  }

  /** A field's number; `undefined` was no number: then nothing is saved until it is one. */
  amount(field, value, put) {
    if (value === undefined) this.wrong.add(field);
    else {
      this.wrong.delete(field);
      put(value);
    }
    this.requestUpdate();
  }

  edit(value) {
    this.saved = false;
    if (!this.book.at(this.place)) return;
    this.book.edit(this.place, value);
  }

  toWire(value) {
    return this.book.close(value);
  }

  begin(rule) {
    const place = this.book.begin(rule ? this.toWire(rule.value) : this.fresh());
    location.hash = write(this.tab, place);
    // The form may be there already, or come with the new address.
    requestAnimationFrame(() => requestAnimationFrame(() => this.querySelector('.naming input')?.focus()));
  }

  async save() {
    const { place } = this;
    const rule = this.book.at(place);
    if (!rule?.changed || this.wrong.size || this.doing.busy('save')) return;
    this.misnamed = rule.version ? undefined : this.#wrongName(rule.name.trim());
    if (this.misnamed) {
      this.requestUpdate();
      this.querySelector('.naming input').focus();
      return;
    }
    if (this.beforeSaving?.(rule) === false) return;
    this.refused = this.book.at(place);
    const kept = await this.doing.run('save', () => this.book.save(place));
    const refused = this.doing.problem('save');
    if (refused?.code === 'overtaken') await this.#whoWasFaster(rule.name.trim());
    else if (refused) {
      await this.updateComplete;
      this.querySelector('[aria-invalid=true]')?.focus();
    }
    if (!kept) return;
    this.ended = undefined;
    if (place === kept) {
      this.saved = true;
      this.querySelector('.rule').scrollTo({ top: 0 });
    } else {
      this.savedAs = kept;
      location.replace(write(this.tab, kept));
    }
  }

  /** Why a new rule cannot have this name. */
  #wrongName(name) {
    if (!name) return 'sourcing.flaw.name';
    return this.book.kept(name) ? `${this.words}.taken` : undefined;
  }

  async #whoWasFaster(name) {
    const versions = await this.doing.run('versions', () => this.book.versions(name));
    if (!versions) return;
    this.overtaken = versions[0];
    await this.updateComplete;
    this.querySelector('overtaken-note').scrollIntoView({ block: 'center' });
  }

  #theirs = async () => {
    const { overtaken, place } = this;
    const { name } = this.book.at(place);
    await this.load();
    if (this.doing.problem('load')) return;
    this.book.giveUp(place);
    this.overtaken = undefined;
    this.doing.clear('save');
    this.forgetTyping();
    location.replace(write(this.tab, overtaken.value ? `kept/${name.trim()}` : undefined));
  };

  #mine = async () => {
    this.book.rebase(this.place, this.overtaken.version);
    this.overtaken = undefined;
    await this.save();
  };

  #giveUp = () => {
    const { place } = this;
    this.wrong.clear();
    this.overtaken = undefined;
    this.doing.clear('save');
    this.book.giveUp(place);
    if (place.startsWith('new/')) location.replace(write(this.tab));
    this.forgetTyping();
  };

  /** The fields show what is, whatever was typed into them. */
  forgetTyping() {
    this.wrong.clear();
    this.querySelectorAll('amount-field').forEach((field) => (field.text = undefined));
  }

  #toTrial() {
    this.querySelector('try-order').scrollIntoView({ block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    this.querySelector('try-order input').focus({ preventScroll: true });
  }

  #restore(value) {
    this.forgetTyping();
    this.edit(this.book.open(value));
    this.querySelector('.rule')?.scrollTo({ top: 0 });
  }

  async #end(name) {
    const ended = await this.doing.run('end', () => this.book.end(name));
    if (!ended) return;
    this.ended = ended;
    location.replace(write(this.tab));
  }

  #takeBack = async () => {
    const { ended } = this;
    const done = await this.doing.run('back', () => this.book.putBack(ended.name, ended[this.book.key]));
    if (!done) return;
    this.ended = undefined;
    location.hash = write(this.tab, `kept/${ended.name}`);
  };

  #shortcut = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    this.save();
  };
}
