/** What a slim row of the timeline says: an icon, a tone, a chip's words and the rest of the sentence. */
import { date, moment } from '../shared/format.js';
import { t } from '../shared/i18n.js';
import { shortDay } from '../shared/long-day.js';
import { reasonWords } from '../shared/order-reasons.js';
import { addressText, channelWord } from './names.js';

const LINKS = ['customer.linked', 'customer.unlinked', 'customer.adopted', 'customer.let_go'];

const LOOKS = {
  'order.sourced': ['navigation', ''],
  'order.reserved': ['check', 'accent'],
  'order.reservation_refused': ['circle-alert', 'attention'],
  'order.backordered': ['clock', 'attention'],
  'order.delayed': ['alarm-clock', 'attention'],
  'order.refused': ['circle-x', 'danger'],
  'order.cancelled': ['circle-x', 'danger'],
  'fulfillment.offered': ['store', ''],
  'fulfillment.accepted': ['hand-helping', 'accent'],
  'fulfillment.rejected': ['circle-x', 'attention'],
  'fulfillment.picked': ['clipboard-list', 'accent'],
  'fulfillment.packed': ['package', 'accent'],
  'fulfillment.ready': ['package-check', 'success'],
  'fulfillment.shipped': ['truck', 'success'],
  'fulfillment.collected': ['check-check', 'success'],
  'fulfillment.delivered': ['check-check', 'success'],
  'fulfillment.cancelled': ['circle-x', 'danger'],
  'fulfillment.overdue': ['alarm-clock', 'attention'],
  'fulfillment.expired': ['alarm-clock', 'danger'],
  'topic.opened': ['inbox', ''],
  'topic.assigned': ['user', ''],
  'topic.snoozed': ['alarm-clock', ''],
  'topic.closed': ['archive', ''],
  'topic.reopened': ['undo-2', ''],
  'handle.claimed': ['user', 'attention'],
  'handle.attached': ['badge-check', 'success'],
  'handle.detached': ['x', ''],
  'proof.requested': ['shield-check', ''],
  'proof.failed': ['circle-alert', 'attention'],
  'customer.linked': ['link', 'accent'],
  'customer.adopted': ['link', 'accent'],
  'customer.unlinked': ['unlink', ''],
  'customer.let_go': ['unlink', ''],
  'handover.issued': ['phone', ''],
  'handover.used': ['phone-incoming', 'accent'],
  'handover.expired': ['phone-off', ''],
};

/** `{icon, tone, word, text}` for an event that is neither message, note, order nor call; `customer` is who is looked at. */
export function stepOf({ type, data, entity }, order, customer) {
  const [icon, tone] = LOOKS[type] ?? ['info', ''];
  const key = `step.${atCounter(type, data, order) ?? type}`;
  const word = t(key);
  return {
    icon,
    tone,
    word: word === key ? type : word,
    text: LINKS.includes(type) ? otherName(data, entity, customer) : detail(type, data, order),
  };
}

/** What reads otherwise where it is collected: it is on its way there, and what a carrier hands over there has been collected. */
function atCounter(type, data, order) {
  if (!fulfillmentOf(data, order)?.sent_to) return undefined;
  return { 'fulfillment.shipped': 'fulfillment.sent', 'fulfillment.delivered': 'fulfillment.collected' }[type];
}

const fulfillmentOf = ({ fulfillment }, order) => order?.fulfillments?.find(({ id }) => id === fulfillment);

// A link names its other side; seen from that side it is the alias that is the other one.
function otherName({ other, other_name: name }, entity, customer) {
  const id = other === customer?.id ? entity : other;
  return customer?.linked?.find((each) => each.id === id)?.name ?? (id === other ? (name ?? '') : '');
}

function detail(type, data, order) {
  if (type.startsWith('order.') || type.startsWith('fulfillment.')) return orderDetail(type, data, order);
  switch (type) {
    case 'topic.opened':
    case 'customer.created':
      return data.channel ? channelWord(data.channel) : '';
    case 'topic.assigned':
      return data.assignee?.name ?? t('topic.nobody');
    case 'topic.snoozed':
      return data.until ? t('step.until', { until: moment(data.until) }) : '';
    case 'handle.claimed':
    case 'handle.attached':
    case 'handle.detached':
    case 'proof.requested':
    case 'proof.failed':
      return [t(`handle.${data.kind}`), data.kind === 'visitor' ? '' : addressText(data)].filter(Boolean).join(' · ');
    case 'customer.named':
      return data.name ?? '';
    case 'customer.language_set':
      return t(`language.${data.language}`);
    default:
      return '';
  }
}

function orderDetail(type, data, order) {
  const fulfillments = order?.fulfillments ?? [];
  const fulfillment = fulfillmentOf(data, order);
  const named = fulfillments.flatMap(({ node, node_name, sent_to: counter }) => [{ node, node_name }, ...(counter ? [counter] : [])]);
  const nameOf = (code) => named.find(({ node }) => node === code)?.node_name ?? code;
  // A plan names every node that takes part in it.
  const nodes = data.node ? [data.node] : (data.plan?.parts ?? []).map(({ node }) => node);
  const counter = type === 'fulfillment.shipped' && fulfillment?.sent_to;
  const parcel =
    type === 'fulfillment.shipped' &&
    [data.carrier ?? fulfillment?.carrier, data.tracking_number ?? fulfillment?.tracking_number].filter(Boolean).join(' ');
  const until = type === 'fulfillment.ready' && (data.until ?? fulfillment?.ready_until);
  return [
    order?.number ?? data.number,
    [...new Set(nodes.map(nameOf))].join(', ') + (counter ? ` → ${counter.node_name}` : ''),
    parcel,
    until && t('step.until', { until: date(until) }),
    type === 'order.delayed' && t('step.expected', { day: shortDay(data.expected), told: shortDay(data.told) }),
    reasonWords(data.reason),
  ]
    .filter(Boolean)
    .join(' · ');
}
