/** `<track-order>`: where an order is, for whoever holds its link; without one, the way to it by number and email. */
import { html, nothing } from '../vendor/lit/lit.js';
import { Api } from '../shared/api.js';
import { adoptBase } from '../shared/base.js';
import { moment, money } from '../shared/format.js';
import { longDay } from '../shared/long-day.js';
import { explain } from '../shared/explain.js';
import { addWords, language, languages, locale, setLanguage, t } from '../shared/i18n.js';
import { LightElement } from '../shared/light-element.js';
import { limitOf, limitSentence } from '../shared/limits.js';
import { Live } from '../shared/live.js';
import { STEP_ICONS, cancellable, stepsOf } from '../shared/order-card.js';
import { METHOD_ICONS } from '../shared/way-icons.js';
import '../shared/icon.js';
import { productArtUrl } from '../shop/art.js';
import { articleByBarcode } from '../shop/articles.js';
import limitWords from '../shop/limit-words.js';
import words from './words.js';
import './find.js';

addWords(words);
addWords(limitWords);
adoptBase(document);

const atRelayPoint = ({ method }) => method === 'relay_point';
/** Two steps read otherwise where the order is collected. */
const ENDS = { shipped: ({ method }) => (method === 'ship' ? '' : '.pickup'), completed: ({ method }) => (method === 'ship' ? '.ship' : '.pickup') };
const gone = ['rejected', 'cancelled', 'expired'];
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const anonymous = new Api();
const isMissing = ({ quantities }) => quantities?.backordered > 0;
const countryName = (code) => new Intl.DisplayNames([language()], { type: 'region' }).of(code);

class TrackOrder extends LightElement {
  static properties = { shop: {}, order: { state: true }, problem: { state: true }, status: { state: true }, confirming: { state: true }, cancelling: { state: true }, cancelProblem: { state: true }, copied: { state: true }, pictures: { state: true } };

  constructor() {
    super();
    this.pictures = new Map();
  }

  connectedCallback() {
    super.connectedCallback();
    [, , this.number, this.token] = location.pathname.split('/');
    if (!this.token) return;
    this.#load();
    const live = new Live({ hello: async () => ({ track: { number: this.number, token: this.token } }) });
    live.on('status', (status) => (this.status = status));
    live.on('welcome', () => this.order && this.#load());
    live.on('event', ({ order }) => {
      if (order && this.order) this.order = { ...this.order, ...order };
      this.#load(); // the sentence is the server's
    });
    live.start();
  }

  get #path() {
    return `/track/${this.number}/${this.token}`;
  }

  async #load() {
    try {
      this.order = await anonymous.get(this.#path);
      this.problem = undefined;
      this.#loadPictures();
      document.title = `${this.order.sentence[language()]} · ${this.shop}`;
    } catch (problem) {
      if (!this.order || problem.status === 404) this.problem = problem;
    }
  }

  // Lines carry the barcode; the catalogue knows what the article looks like.
  #loadPictures() {
    for (const { sku, barcode } of this.order.fulfillments.flatMap(({ lines }) => lines)) {
      if (barcode && !this.pictures.has(sku)) articleByBarcode(barcode).then((found) => found && (this.pictures = new Map(this.pictures).set(sku, productArtUrl(found.product, found.variant))));
    }
  }

  async #cancel() {
    Object.assign(this, { confirming: false, cancelling: true, cancelProblem: undefined });
    try {
      await anonymous.post(`${this.#path}/cancel`, { reason: t('track.cancel.reason') });
      await this.#load();
    } catch (problem) {
      this.cancelProblem = explain(problem);
    } finally {
      this.cancelling = false;
    }
  }

  render() {
    const other = languages.find((each) => each !== language());
    return html`
      <header class="top"><a class="brand" href="/shop">${this.shop}</a>
        <button class="quiet" lang=${other} aria-label="${other.toUpperCase()}: ${t('track.language')}" @click=${() => setLanguage(other, { remember: true })}>${other.toUpperCase()}</button></header>
      <main>${this.#body()}</main>`;
  }

  #body() {
    if (!this.token) return html`<find-order></find-order>`;
    if (this.problem) return this.problem.status === 404
      ? html`<find-order .reason=${t('track.missing')}></find-order>`
      : html`<div class="alone" role="alert"><p>${explain(this.problem)}</p><button class="primary main" @click=${this.#load}>${t('again')}</button></div>`;
    const { order } = this;
    if (!order) return html`<div aria-busy="true"><div class="skeleton sentence"></div><div class="skeleton block"></div></div>`;
    const over = ['cancelled', 'refused'].includes(order.status);
    const fulfillments = order.fulfillments.filter(({ status }) => !gone.includes(status));
    return html`
      <section class="answer ${order.status}">
        <p class="number figures">${t('track.order', { number: order.number })}</p>
        <h1 aria-live="polite">${order.sentence[language()]}</h1>
        ${order.lines.some(isMissing) ? html`<p class="missing">${t('track.backordered')}</p>` : nothing}
        ${order.status === 'refused' && limitSentence(limitOf(order.refused_because)) ? html`<p class="missing">${limitSentence(limitOf(order.refused_because))}</p>` : nothing}
        ${this.#because(order, over)}
      </section>
      ${fulfillments.filter(({ pickup_code: code, status }) => code && status === 'ready_for_pickup').map((each) => this.#code(each, order.delivery))}
      ${over ? nothing : this.#steps(order)}
      <div class="columns">
        <section class="card items"><h2>${t('track.items')}</h2>
          <ul>${order.lines.map((line) => this.#line(line))}</ul>
          <p class="sum"><span>${t(over ? 'track.due' : 'track.total')}</span><strong class="figures">${money(over ? { ...order.total, amount: 0 } : order.total)}</strong></p></section>
        <div class="aside">
          ${order.delivery.method === 'ship' && !over ? this.#address(order) : nothing}
          ${over ? nothing : this.#parcels(fulfillments)}
          ${order.store ? this.#store(order.store, order.delivery) : nothing}
          ${this.#cancellation(order)}
        </div>
      </div>
      <p class="live" role="status"><c-icon name=${this.status === 'offline' ? 'wifi-off' : 'refresh-cw'}></c-icon>${t(this.status === 'offline' ? 'track.offline' : 'track.live')}</p>`;
  }

  /** By when, why from there, and why then. */
  #because({ because, promised_at: promised, later_at: later, delivery, status, lines }, over) {
    const reasons = because?.[language()] ?? [];
    // What was promised no longer holds while something is missing.
    if (over || status === 'completed' || lines.some(isMissing) || !reasons.length) return nothing;
    const home = delivery.method === 'ship';
    const known = promised && (home || status !== 'ready_for_pickup');
    const told = (at) => (later && longDay(later) === longDay(promised) ? moment(at) : longDay(at));
    const by = known ? html`<p class="promised ${later ? 'later' : ''}"><c-icon name=${METHOD_ICONS[delivery.method]}></c-icon>${t(`track.promised${home ? '' : '.pickup'}${later ? '.later' : ''}`, { day: told(later ?? promised), promised: told(promised) })}</p>` : nothing;
    return html`${by}<details class="because"><summary>${t(home ? 'track.because' : 'track.because.pickup')}</summary>
      <ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></details>`;
  }

  #code({ pickup_code: code }, delivery) {
    return html`<section class="code card" aria-labelledby="code">
      <div><h2 id="code">${t('track.code')}</h2><p class="digits figures" aria-label=${[...code].join(' ')}>${code.slice(0, 3)}<span></span>${code.slice(3)}</p><p class="hint">${t(atRelayPoint(delivery) ? 'track.code.how.relay_point' : 'track.code.how')}</p></div>
      <img src="/api/v1${this.#path}/qr.svg" alt=${t('track.qr', { code })} width="168" height="168">
    </section>`;
  }

  #steps(order) {
    const { steps, reached } = stepsOf(order);
    const times = this.#times(order);
    return html`<ol class="steps" aria-label=${t('track.steps')}>
      ${steps.map((step, index) => {
        const state = index + 1 < reached || order.status === 'completed' ? 'done' : index + 1 === reached ? 'now' : 'next';
        const icon = step === 'ready_for_pickup' ? METHOD_ICONS[order.delivery.method] : STEP_ICONS[step];
        return html`<li class=${state} aria-current=${state === 'now' ? 'step' : 'false'}><span class="dot"><c-icon name=${icon}></c-icon></span><span class="name">${t(`track.step.${step}${ENDS[step]?.(order.delivery) ?? ''}`)}<span class="visually-hidden">, ${t(`track.step.${state}`)}</span></span>${state !== 'next' && times[step] ? html`<time datetime=${times[step]}>${moment(times[step])}</time>` : nothing}</li>`;
      })}</ol>`;
  }

  #times({ placed_at: placed, fulfillments }) {
    const last = (...keys) => fulfillments.flatMap((each) => keys.map((key) => each[key])).filter(Boolean).sort().at(-1);
    return { sourcing: placed, in_preparation: last('accepted_at'), ready_for_pickup: last('ready_at'), shipped: last('shipped_at'), completed: last('collected_at', 'delivered_at') };
  }

  #line(line) {
    const { cancelled = 0, backordered = 0 } = line.quantities ?? {};
    return html`<li class=${cancelled >= line.quantity ? 'cancelled' : ''}><img src=${this.pictures.get(line.sku) ?? productArtUrl({ handle: line.sku, title: line.title }, { title: line.title })} alt="" width="56" height="70">
      <span><strong>${line.title}</strong><small>${t('track.quantity')} ${line.quantity}${cancelled ? html` · ${t('track.cancelled_line', { count: cancelled })}` : nothing}${backordered ? html` · ${t('track.backordered_line')}` : nothing}</small></span>
      <span class="figures">${money(line.total)}</span></li>`;
  }

  #address({ delivery, customer }) {
    const { name, street, postcode, city, country } = delivery.address;
    return html`<section class="card"><h2>${t('track.address')}</h2><address>${name ?? customer.name}<br>${street}<br>${postcode} ${city}, ${countryName(country)}</address></section>`;
  }

  /** What has left; to a counter only as long as it is on its way, and where there is something to say of it. */
  #parcels(fulfillments) {
    const parcels = fulfillments.filter(({ status, sent_to: counter, carrier, tracking_number: number }) => (counter ? status === 'shipped' && (carrier || number || fulfillments.length > 1) : ['shipped', 'delivered'].includes(status)));
    return parcels.map((each, at, all) => html`<section class="card parcel"><h2>${all.length > 1 ? t('track.parcel.of', { at: at + 1, count: all.length }) : t('track.parcel')}</h2>
        <dl>${each.carrier ? html`<div><dt>${t('track.parcel.carrier')}</dt><dd>${each.carrier}</dd></div>` : nothing}
          ${each.tracking_number ? html`<div><dt>${t('track.parcel.number')}</dt><dd class="figures">${each.tracking_number} <button class="quiet" @click=${() => this.#copy(each.tracking_number)}><c-icon name=${this.copied === each.tracking_number ? 'check' : 'copy'}></c-icon>${t(this.copied === each.tracking_number ? 'track.copied' : 'track.copy')}</button></dd></div>` : nothing}</dl>
        ${fulfillments.length > 1 ? html`<ul class="small">${each.lines.map((line) => html`<li>${line.quantity} × ${line.title}</li>`)}</ul>` : nothing}</section>`);
  }

  async #copy(text) {
    await navigator.clipboard?.writeText(text).then(() => (this.copied = text), () => {});
  }

  #store(store, delivery) {
    const today = days[(new Date().getDay() + 6) % 7];
    const dayName = (at) => new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + at));
    // Swedish dates are as days are written here: 2026-12-25.
    const closedToday = store.closed_on?.includes(new Date().toLocaleDateString('sv'));
    const hoursOf = (day) => (store.hours[day] ?? []).map((span) => span.replace('-', '–')).join(', ') || t('track.closed');
    const directions = `https://www.openstreetmap.org/directions?to=${store.latitude}%2C${store.longitude}`;
    return html`<section class="card store"><h2>${t(atRelayPoint(delivery) ? 'track.relay_point' : 'track.store')}</h2>
      <address><strong>${store.name}</strong><br>${store.street}<br>${store.postcode} ${store.city}</address>
      <p class="links">${store.latitude === undefined ? nothing : html`<a class="button" href=${directions} target="_blank" rel="noopener noreferrer"><c-icon name="navigation"></c-icon>${t('track.directions')}</a>`}
        ${store.phone ? html`<a class="button" href="tel:${store.phone}"><c-icon name="phone"></c-icon>${t('track.call')}</a>` : nothing}</p>
      ${store.hours ? html`<details><summary>${t('track.hours')}<span>${closedToday ? t('track.closed') : hoursOf(today)} ${t('track.today')}</span></summary>
        ${store.closed_on?.length ? html`<p>${t('track.closed_on', { days: store.closed_on.map((day) => longDay(`${day}T12:00:00Z`)).join(' · ') })}</p>` : nothing}
        <dl class="hours">${days.map((day, at) => html`<div class=${day === today ? 'today' : ''}><dt>${dayName(at)}</dt><dd class="figures">${hoursOf(day)}</dd></div>`)}</dl></details>` : nothing}
    </section>`;
  }

  #cancellation(order) {
    if (['completed', 'cancelled', 'refused', 'shipped'].includes(order.status)) return nothing;
    if (!cancellable(order)) return order.status === 'ready_for_pickup' ? nothing : html`<p class="hint">${t('track.cancel.too_late')}</p>`;
    const count = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    return html`<section class="cancellation">
      ${this.confirming ? html`<p role="alert">${t('track.cancel.sure', { count, total: money(order.total) })}</p><p class="links"><button class="danger" @click=${this.#cancel}>${t('track.cancel.yes')}</button><button class="button" @click=${() => (this.confirming = false)}>${t('track.cancel.no')}</button></p>`
        : html`<button class="quiet danger" ?disabled=${this.cancelling} @click=${() => (this.confirming = true)}>${t(this.cancelling ? 'track.cancel.sending' : 'track.cancel')}</button>`}
      ${this.cancelProblem ? html`<p class="problem" role="alert">${this.cancelProblem}</p>` : nothing}</section>`;
  }
}

customElements.define('track-order', TrackOrder);
