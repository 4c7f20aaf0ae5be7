/** Stock: an article by its name, SKU or barcode; what every store has of it; and corrections of one's own. */
import { html, nothing } from '../vendor/lit/lit.js';
import { LightElement } from '../shared/light-element.js';
import { api } from '../shared/api.js';
import { money, number } from '../shared/format.js';
import { explain } from '../shared/explain.js';
import { t } from '../shared/i18n.js';
import { newId } from '../shared/new-id.js';
import '../shared/icon.js';
import { productArtUrl } from '../shop/art.js';
import { articleName, findArticles } from '../shop/articles.js';
import { hasStock } from './work.js';

class StoreStock extends LightElement {
  static properties = { node: { attribute: false }, text: { state: true }, found: { state: true }, problem: { state: true }, article: { state: true }, stock: { state: true }, form: { state: true } };

  constructor() {
    super();
    Object.assign(this, { text: '', found: undefined, form: undefined });
  }

  /** Looks for a scanned barcode or SKU and opens it when it is one article. */
  async look(text) {
    this.text = text;
    await this.#search();
    if (this.found?.length === 1) this.#open(this.found[0]);
  }

  #typed(event) {
    this.text = event.target.value;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#search(), 220);
  }

  async #search() {
    const text = this.text.trim();
    this.problem = undefined;
    if (text.length < 2) {
      this.found = undefined;
      return;
    }
    try {
      const found = await findArticles(text);
      if (text === this.text.trim()) this.found = found;
    } catch (problem) {
      this.problem = explain(problem);
    }
  }

  async #open(article) {
    Object.assign(this, { article, stock: undefined, form: undefined, problem: undefined });
    try {
      const stock = await api.get(`/stock/${encodeURIComponent(article.variant.sku)}`);
      if (this.article === article) this.stock = stock;
    } catch (problem) {
      this.problem = explain(problem);
    }
  }

  // What is written stays in the form until the store's stock has it.
  async #change(change, words) {
    this.form = { ...this.form, sending: true, problem: undefined };
    try {
      const { sku } = this.article.variant;
      const { stock: [mine] } = await api.post(`/nodes/${this.node.code}/stock`, { changes: [{ sku, ...change }] }, { idempotencyKey: this.form.key });
      const others = this.stock.nodes.filter((each) => each.node !== this.node.code);
      const before = this.stock.nodes.find((each) => each.node === this.node.code);
      const difference = mine.available - (before?.available ?? 0);
      this.stock = { ...this.stock, available: this.stock.available + difference, nodes: [...others, { node: this.node.code, name: this.node.name, kind: this.node.kind, ...before, ...mine }] };
      this.form = { kind: this.form.kind, done: words, key: newId() };
    } catch (problem) {
      this.form = { ...this.form, sending: false, problem: explain(problem) };
    }
  }

  render() {
    return html`<div class="two-panes ${this.article ? 'opened' : ''}">
      <section class="pane-list" aria-label=${t('store.stock.search')}>
        <label class="search"><c-icon name="search"></c-icon><span class="visually-hidden">${t('store.stock.search')}</span><input type="search" placeholder=${t('store.stock.search')} .value=${this.text} @input=${this.#typed}></label>
        ${this.problem && !this.article ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${this.problem}</span><button class="button" @click=${this.#search}>${t('again')}</button></p>` : nothing}
        ${this.found === undefined ? html`<p class="empty"><c-icon name="scan-barcode"></c-icon>${t('store.stock.hint')}</p>`
          : this.found.length === 0 ? html`<p class="empty"><c-icon name="search"></c-icon>${t('store.stock.nothing', { text: this.text })}</p>`
          : html`<ul class="rows">${this.found.map((article) => html`<li><button class="row with-picture" aria-current=${article.variant.sku === this.article?.variant.sku} @click=${() => this.#open(article)}>
              <img src=${productArtUrl(article.product, article.variant)} alt="" width="48" height="60"><span class="strong">${articleName(article)}</span><small>${article.variant.sku} · ${money(article.variant.price)}</small></button></li>`)}</ul>`}
      </section>
      <section class="pane-detail" aria-live="polite">${this.article ? this.#detail() : nothing}</section>
    </div>`;
  }

  #detail() {
    const { article, stock } = this;
    const mine = stock?.nodes.find((each) => each.node === this.node?.code);
    const others = stock?.nodes.filter((each) => hasStock(each) && each.node !== this.node?.code).sort((one, other) => other.available - one.available) ?? [];
    return html`
      <button class="quiet back" @click=${() => (this.article = undefined)}><c-icon name="arrow-left"></c-icon>${t('store.back')}</button>
      <header class="article"><img src=${productArtUrl(article.product, article.variant)} alt="" width="96" height="120">
        <div><h2>${articleName(article)}</h2><p class="soft">${article.variant.sku}${article.variant.barcode ? html` · <span class="figures">${article.variant.barcode}</span>` : nothing}</p><p class="strong figures">${money(article.variant.price)}</p></div></header>
      ${this.problem ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${this.problem}</span><button class="button" @click=${() => this.#open(article)}>${t('again')}</button></p>` : nothing}
      ${stock ? html`
        ${hasStock(this.node) ? html`<dl class="mine">
          <div class="lead"><dt>${t('store.stock.available_here')}</dt><dd class="figures">${number(mine?.available ?? 0)}</dd></div>
          ${['on_hand', 'reserved', 'safety_stock', 'incoming'].map((key) => html`<div><dt>${t(`store.stock.${key}`)}</dt><dd class="figures">${number(mine?.[key] ?? 0)}</dd></div>`)}
        </dl>
        ${this.#corrections(mine)}` : nothing}
        <h3>${t('store.stock.elsewhere', { count: others.reduce((sum, each) => sum + Math.max(0, each.available), 0) })}</h3>
        <table class="nodes"><thead><tr><th scope="col">${t('store.stock.node')}</th><th scope="col">${t('store.stock.available')}</th><th scope="col">${t('store.stock.incoming')}</th></tr></thead>
          <tbody>${others.map((each) => html`<tr class=${each.available > 0 ? '' : 'none'}><th scope="row"><c-icon name=${each.kind === 'warehouse' ? 'warehouse' : each.kind === 'supplier' ? 'truck' : 'store'}></c-icon>${each.name}</th><td class="figures">${number(each.available)}</td><td class="figures">${each.incoming ? `+${number(each.incoming)}` : '–'}</td></tr>`)}</tbody></table>`
        : this.problem ? nothing : html`<div class="skeleton tall"></div>`}`;
  }

  #corrections(mine) {
    const { form } = this;
    const start = (kind) => (this.form = { kind, quantity: kind === 'set' ? mine?.on_hand ?? 0 : 1, reason: '', key: newId() });
    return html`<div class="corrections">
      <div class="choices" role="group" aria-label=${t('store.stock.correct')}>
        <button class="button main" aria-pressed=${form?.kind === 'receive'} @click=${() => start('receive')}><c-icon name="package-check"></c-icon>${t('store.stock.receive')}</button>
        <button class="button main" aria-pressed=${form?.kind === 'adjust'} @click=${() => start('adjust')}><c-icon name="pencil"></c-icon>${t('store.stock.adjust')}</button>
        <button class="button main" aria-pressed=${form?.kind === 'set'} @click=${() => start('set')}><c-icon name="clipboard-list"></c-icon>${t('store.stock.count')}</button>
      </div>
      ${form?.done ? html`<p class="done" role="status"><c-icon name="check"></c-icon>${form.done}</p>` : form ? this.#form(mine) : nothing}
    </div>`;
  }

  #form(mine) {
    const { form } = this;
    const { kind, quantity } = form;
    const set = (value) => (this.form = { ...form, quantity: kind === 'adjust' ? value : Math.max(kind === 'receive' ? 1 : 0, value), problem: undefined, key: newId() });
    const after = kind === 'set' ? quantity : (mine?.on_hand ?? 0) + quantity;
    const submit = (event) => {
      event.preventDefault();
      const change = kind === 'adjust' ? { adjust: quantity, reason: form.reason.trim() } : { [kind]: quantity };
      this.#change(change, t('store.stock.done', { count: after }));
    };
    return html`<form @submit=${submit}>
      <label class="field" for="quantity">${t(`store.stock.how_many.${kind}`)}</label>
      <div class="number-line">
        <button type="button" class="button stepper" aria-label="−1" @click=${() => set(quantity - 1)}><c-icon name="minus"></c-icon></button>
        <input id="quantity" class="figures" type="number" inputmode="numeric" required .value=${String(quantity)} @input=${(event) => set(Number.parseInt(event.target.value, 10) || 0)}>
        <button type="button" class="button stepper" aria-label="+1" @click=${() => set(quantity + 1)}><c-icon name="plus"></c-icon></button>
        <span class="after">${t('store.stock.after', { before: mine?.on_hand ?? 0, after })}</span>
      </div>
      ${kind === 'adjust' ? html`<label class="field">${t('store.stock.reason')}<input required maxlength="120" .value=${form.reason} @input=${(event) => (this.form = { ...form, reason: event.target.value })} placeholder=${t('store.stock.reason.example')}></label>` : nothing}
      ${mine && after < mine.reserved ? html`<p class="consequence"><c-icon name="triangle-alert"></c-icon>${t('store.stock.below', { count: mine.reserved - after })}</p>` : nothing}
      ${form.problem ? html`<p class="failure" role="alert"><c-icon name="circle-alert"></c-icon><span>${form.problem}</span></p>` : nothing}
      <button class="primary main" ?disabled=${form.sending || (kind === 'adjust' && quantity === 0)}>${form.sending ? t('store.stock.sending') : form.problem ? t('again') : t(`store.stock.do.${kind}`, { count: Math.abs(quantity) })}</button>
    </form>`;
  }
}

customElements.define('store-stock', StoreStock);
