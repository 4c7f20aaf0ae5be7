/** `<api-reader>`: reads /api/openapi.json and shows it: routes by resource, schemas, examples, search. */
import { html, nothing } from '../vendor/lit/lit.js';
import { adoptBase } from '../shared/base.js';
import { addWords, language, languages, setLanguage, t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import '../shared/icon.js';
import { block, operationsOf, operationView, wordsOf } from './operation.js';
import { exampleOf, fields, prose, typeOf } from './schema.js';
import words from './words.js';

addWords(words);
adoptBase(document);

class ApiReader extends LightElement {
  static properties = { document: { state: true }, text: { state: true }, problem: { state: true }, copied: { state: true } };

  constructor() {
    super();
    this.text = '';
    this.curls = new Map();
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.target.matches('input, textarea')) return;
      event.preventDefault();
      this.querySelector('input[type="search"]')?.focus();
    });
  }

  async #load() {
    this.problem = undefined;
    try {
      const response = await fetch('/api/openapi.json', { headers: { accept: 'application/json' } });
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
      const loaded = await response.json();
      this.operations = operationsOf(loaded).map((each) => ({ ...each, words: wordsOf(loaded, each) }));
      this.document = loaded;
      await this.updateComplete;
      if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
    } catch (error) {
      this.problem = error instanceof TypeError ? t('problem.offline') : error.message;
    }
  }

  #copy = async (text) => {
    await navigator.clipboard?.writeText(text).then(() => (this.copied = text), () => {});
  };

  render() {
    const other = languages.find((each) => each !== language());
    return html`
      <header class="top"><a class="home" href="#"><strong>Comptoir</strong> ${t('docs.title')}</a>
        <nav><a class="quiet" href="/api/openapi.json">${t('docs.raw')}</a><button class="quiet" lang=${other} aria-label="${other.toUpperCase()}: ${t('docs.language')}" @click=${() => setLanguage(other, { remember: true })}>${other.toUpperCase()}</button></nav></header>
      ${this.problem ? html`<main class="alone" role="alert"><p>${this.problem}</p><button class="primary main" @click=${this.#load}>${t('again')}</button></main>`
        : !this.document ? html`<main class="alone" aria-busy="true"><div class="skeleton"></div></main>` : this.#reader()}`;
  }

  #reader() {
    const { document: api } = this;
    const wanted = this.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (text) => wanted.every((word) => text.includes(word));
    const operations = this.operations.filter((each) => fits(each.words));
    const tags = new Map();
    for (const each of operations) tags.set(each.tag, [...(tags.get(each.tag) ?? []), each]);
    const schemas = Object.entries(api.components?.schemas ?? {}).filter(([name, schema]) => fits(`${name} ${JSON.stringify(schema)}`.toLowerCase()));
    const about = new Map((api.tags ?? []).map((tag) => [tag.name, tag.description]));
    return html`<div class="reader">
      <nav class="contents" aria-label=${t('docs.nav')}>
        <label class="search"><c-icon name="search"></c-icon><span class="visually-hidden">${t('docs.search')}</span><input type="search" placeholder=${t('docs.search')} .value=${this.text} @input=${(event) => (this.text = event.target.value)}></label>
        <details class="menu" ?open=${matchMedia('(min-width: 901px)').matches || Boolean(wanted.length)}><summary>${t('docs.menu')}</summary>
          ${[...tags].map(([tag, list]) => html`<h2>${tag}</h2><ul>${list.map(({ id, method, path, operation }) => html`<li><a href="#${id}" title=${operation.summary ?? path}><span class="method ${method}">${method}</span><span>${path.replace(/^\/api\/v1/, '')}</span></a></li>`)}</ul>`)}
          ${schemas.length ? html`<h2>${t('docs.schemas')}</h2><ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}"><span>${name}</span></a></li>`)}</ul>` : nothing}
        </details>
      </nav>
      <main>
        ${wanted.length ? nothing : html`<section class="intro"><h1>${api.info.title} <span class="chip">${api.info.version}</span></h1>${prose(api.info.description)}</section>`}
        ${!operations.length && !schemas.length ? html`<p class="empty"><c-icon name="search"></c-icon>${t('docs.none', { text: this.text })}</p>` : nothing}
        ${[...tags].map(([tag, list]) => html`<section class="resource"><h2>${tag}</h2>${prose(about.get(tag))}${list.map((each) => operationView(api, each, { copy: this.#copy, copied: this.copied, curls: this.curls }))}</section>`)}
        ${schemas.length ? html`<section class="resource"><h2>${t('docs.schemas')}</h2>${schemas.map(([name, schema]) => this.#schema(api, name, schema))}</section>` : nothing}
      </main>
    </div>`;
  }

  #schema(api, name, schema) {
    const listed = fields(api, schema);
    return html`<section class="operation" id="schema-${name}"><h3>${name} <a class="anchor" href="#schema-${name}" aria-label=${t('docs.link', { name })}>#</a></h3>
      <div class="two"><div class="prose">${prose(schema.description)}${listed === nothing ? html`<p class="type">${typeOf(api, schema)}</p>` : listed}</div>
        <div class="samples">${block(t('docs.example'), JSON.stringify(exampleOf(api, schema), null, 2), this.#copy, this.copied)}</div></div></section>`;
  }
}

customElements.define('api-reader', ApiReader);
