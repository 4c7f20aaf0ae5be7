/** How one row of the timeline is drawn. */
import { css, html, nothing } from '../vendor/lit/lit.js';
import { clock, day, duration, exact } from '../shared/format.js';
import { t } from '../shared/i18n.js';
import '../shared/order-card.js';
import { whyEnded } from '../shared/order-reasons.js';
import { addressText, channelWord } from './names.js';
import { stepOf } from './steps.js';

const at = (time) => html`<time class="at" datetime=${new Date(time).toISOString()} title=${exact(time)}>${clock(time)}</time>`;

/** `context` has the orders, the customer's name, whether a touch is open, and what the buttons do. */
export function rowTemplate(row, context) {
  switch (row.kind) {
    case 'day':
      return html`<li class="day"><span>${dayWord(row.at)}</span></li>`;
    case 'message':
      return message(row, context);
    case 'note':
      return note(row, context);
    case 'order':
      return orderRow(row, context);
    case 'touch':
      return touch(row, context);
    case 'delivery':
      return delivery(row);
    default:
      return step(row, context);
  }
}

function dayWord(time) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(time).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return t('day.today');
  if (days === 1) return t('day.yesterday');
  const year = new Date(time).getFullYear();
  return year === new Date().getFullYear() ? day(time) : `${day(time)} ${year}`;
}

function message(row, context) {
  const staff = row.from === 'staff';
  const name = row.name || (staff ? context.me.name : context.name);
  return html`
    <li class="said ${staff ? 'right' : 'left'} ${row.first ? 'first' : ''} ${row.state ?? ''}">
      ${
        row.first
          ? html`<div class="by">
              <span class="who">${name}</span
              ><span class="channel ${row.channel}"><c-icon name=${row.channel}></c-icon>${channelWord(row.channel)}</span>
              ${row.to ? html`<span class="to clip">${t('timeline.to', { to: addressText({ kind: row.channel === 'sms' ? 'phone' : 'email', value: row.to }) })}</span>` : nothing}
            </div>`
          : nothing
      }
      <div class="bubble"><p class="text">${row.text}</p></div>
      ${row.state ? outgoing(row, context) : row.last ? html`<div class="under">${at(row.at)}${staff ? html`<c-icon name="check" label=${t('timeline.sent')}></c-icon>` : nothing}</div>` : nothing}
    </li>
  `;
}

function outgoing(row, context) {
  if (row.state !== 'failed') {
    const offline = context.offline && row.state === 'sending';
    return html`<div class="under">
      ${offline ? html`<c-icon name="wifi-off"></c-icon>` : nothing}${t(offline ? 'timeline.waiting' : `timeline.${row.state}`)}
    </div>`;
  }
  return html`<div class="under failed" role="alert">
    <c-icon name="circle-alert"></c-icon><span>${t('timeline.failed')}${row.problem ? ` ${row.problem}` : ''}</span>
    <button class="button small" @click=${() => context.retry(row.id)}>${t('again')}</button>
    <button class="quiet small" @click=${() => context.takeBack(row.id)}>${t('timeline.take_back')}</button>
  </div>`;
}

function note(row, context) {
  return html`
    <li class="said right note first ${row.state ?? ''}">
      <div class="bubble">
        <div class="by">
          <c-icon name="note"></c-icon><span class="who">${t('timeline.note', { name: row.name || context.me.name })}</span>
        </div>
        <p class="text">${row.text}</p>
      </div>
      ${row.state ? outgoing(row, context) : html`<div class="under">${at(row.at)}</div>`}
    </li>
  `;
}

function orderRow(row, context) {
  const order = context.orders.get(row.order);
  return html`
    <li class="order">
      <div class="by">
        <c-icon name="shopping-bag"></c-icon
        >${t('timeline.ordered', { channel: channelWord(row.data.channel ?? 'web') })}${row.data.channel === 'web' || !row.by ? nothing : html` · ${row.by}`}
        ${at(row.at)}
      </div>
      ${order ? html`<c-order-card .order=${order} audience="staff" .reason=${whyEnded(order)}></c-order-card>` : html`<div class="missing">${t('order.title', { number: row.data.number })}</div>`}
    </li>
  `;
}

function touch(row, context) {
  // A chat is no call: nobody hangs up, and its length says little.
  const open = row.channel !== 'webchat' && !row.over && context.touches.some((each) => each.touch === row.touch);
  const icon = row.channel === 'phone' && open ? 'phone-incoming' : row.channel;
  const length = open
    ? html`<span class="running">${duration((Date.now() - new Date(row.at)) / 1000)}</span>`
    : row.seconds === undefined
      ? ''
      : duration(row.seconds);
  return html`
    <li class="step touch ${open ? 'open' : ''}">
      <span class="channel ${row.channel}"><c-icon name=${icon}></c-icon></span>
      <span class="chip ${open ? 'attention' : ''}">${t(`touch.${row.channel}.${open ? 'open' : 'over'}`)}</span>
      <span class="grow clip"><span class="figures">${length}</span>${row.by ? html`${length === '' ? '' : ' · '}${row.by}` : nothing}</span
      >${at(row.at)}
    </li>
  `;
}

function delivery({ id, at: time, channel, to, subject, status, order_number: number }) {
  const failed = status === 'dead';
  const text = [subject ?? number, addressText({ kind: channel === 'sms' ? 'phone' : 'email', value: to })].filter(Boolean).join(' · ');
  return html`
    <li class="step">
      <span class="channel ${channel}"><c-icon name=${channel}></c-icon></span>
      <span class="chip ${failed ? 'danger' : ''}">${failed ? t('delivery.dead', { channel: channelWord(channel) }) : channelWord(channel)}</span>
      <a class="grow clip" href="/outbox#${id}" target="_blank" title=${text}>${text}</a>${at(time)}
    </li>
  `;
}

function step(row, context) {
  const { icon, tone, word, text } = stepOf(row, context.orders.get(row.order), context.customer);
  // “Linked with” alone before a colleague's name would say that it was the colleague.
  const open = row.type.startsWith('customer.') && !text;
  const by = row.by && !open && row.by !== context.name && row.by !== text ? row.by : '';
  return html`
    <li class="step">
      <c-icon name=${icon}></c-icon><span class="chip ${tone}">${word}</span>
      <span class="grow clip" title=${text}>${text}${text && by ? ' · ' : ''}${by}</span>${at(row.at)}
    </li>
  `;
}

export const rowStyles = css`
  .rows { display: flex; flex-direction: column; gap: 4px; padding: var(--space-4) clamp(12px, 3cqi, 32px) var(--space-3); }
  .day { display: flex; align-items: center; gap: var(--space-3); margin-block: var(--space-4) var(--space-2); color: var(--soft-ink); font-size: var(--text-s); font-weight: 600; }
  .day::before, .day::after { content: ''; flex: 1; block-size: 1px; background: var(--line); }
  .day span::first-letter { text-transform: uppercase; }
  .said { display: grid; grid-template-columns: minmax(0, auto); justify-items: start; max-inline-size: min(78%, 640px); }
  .said.first { margin-block-start: var(--space-2); }
  .said.right { align-self: flex-end; justify-items: end; }
  .by { display: flex; align-items: center; gap: var(--space-2); max-inline-size: 100%; margin-block-end: 3px; color: var(--soft-ink); font-size: var(--text-s); --icon-size: 14px; }
  .by .who { font-weight: 600; color: var(--ink); white-space: nowrap; }
  .channel { display: inline-flex; align-items: center; gap: 4px; flex: none; font-size: var(--text-s); --icon-size: 14px; }
  .webchat { color: var(--channel-webchat); } .phone { color: var(--channel-phone); } .email { color: var(--channel-email); } .sms { color: var(--channel-sms); } .store { color: var(--channel-store); }
  .bubble { padding: 9px 13px; border-radius: 14px; border: 1px solid var(--line); background: var(--surface); line-height: 1.45; }
  .text { white-space: pre-wrap; overflow-wrap: anywhere; }
  .left .bubble { border-end-start-radius: 4px; }
  .right .bubble { border-color: transparent; background: var(--accent-tint); border-end-end-radius: 4px; }
  .note .bubble { background: var(--attention-tint); border: 1px solid color-mix(in srgb, var(--attention) 28%, transparent); border-radius: var(--radius); }
  .note .by .who { color: var(--attention); } .note .by { color: var(--attention); }
  .sending .bubble, .sent .bubble { opacity: 0.7; }
  .failed .bubble { border-color: var(--danger); }
  .under { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; min-block-size: 20px; margin-block: 2px 4px; color: var(--soft-ink); font-size: var(--text-s); --icon-size: 14px; }
  .under.failed { color: var(--danger); justify-content: flex-end; }
  .at { color: var(--soft-ink); font-size: var(--text-s); white-space: nowrap; }
  .step { display: flex; align-items: center; gap: var(--space-2); min-block-size: 30px; color: var(--soft-ink); font-size: var(--text-s); --icon-size: 16px; }
  .step > c-icon, .step > .channel { inline-size: 16px; justify-content: center; }
  .step .chip { flex: none; }
  .step.touch { --icon-size: 16px; }
  .step a { color: inherit; text-decoration-color: var(--line); text-underline-offset: 3px; }
  .step a:hover { color: var(--accent); }
  .running { color: var(--attention); font-weight: 600; }
  .order { display: grid; gap: var(--space-1); max-inline-size: 460px; margin-block: var(--space-2); }
  .order .at { margin-inline-start: auto; }
  .missing { padding: var(--space-3); border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); }
`;
