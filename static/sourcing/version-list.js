/**
 * `<version-list .book .name .version .changes>`: every version of a rule with what changed in it; `changes(before, after)` says that in
 * words. An older one can be taken up again: `restore` with its value.
 */
import { html, nothing } from '../vendor/lit/lit.js';
import { Doing } from '../console/doing.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';

class VersionList extends LightElement {
  static properties = { book: { attribute: false }, name: {}, version: { type: Number }, changes: { attribute: false }, versions: { state: true } };

  constructor() {
    super();
    this.doing = new Doing(this);
  }

  willUpdate(changed) {
    // A version was added, or this is another rule.
    if (changed.has('name') || changed.has('version')) this.#load();
  }

  async #load() {
    const { name } = this;
    const versions = await this.doing.run('load', () => this.book.versions(name));
    if (versions && name === this.name) this.versions = versions;
  }

  render() {
    const problem = this.doing.problem('load');
    return html`<section class="versions" aria-labelledby="versions">
      <h3 id="versions">${t('sourcing.versions')}</h3>
      ${problem ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${explain(problem)}</span><button class="button" @click=${() => this.#load()}>${t('again')}</button></p>` : nothing}
      ${this.versions ? html`<ol>${this.versions.map((version, index) => this.#version(version, this.versions[index + 1], index))}</ol>` : problem ? nothing : html`<div class="skeleton row"></div>`}
    </section>`;
  }

  #version({ version, at, by, value }, before, index) {
    const lines = value && before?.value ? this.changes(before.value, value) : undefined;
    const text = !value ? t('sourcing.version.ended') : !before ? t('sourcing.version.first') : !before.value ? t('sourcing.version.again') : lines.length ? undefined : t('sourcing.version.same');
    return html`<li>
      <p class="who"><strong class="figures">v${version}</strong><span>${by || t('sourcing.somebody')}</span><c-time datetime=${at}></c-time>${index && value ? html`<button class="quiet" @click=${() => this.dispatchEvent(new CustomEvent('restore', { detail: value }))}><c-icon name="rotate-ccw"></c-icon>${t('sourcing.version.restore')}</button>` : nothing}</p>
      ${text ? html`<p class="hint">${text}</p>` : html`<ul class="changes">${lines.map((line) => html`<li>${line}</li>`)}</ul>`}
    </li>`;
  }
}

customElements.define('version-list', VersionList);
