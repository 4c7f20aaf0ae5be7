/** What a slim row of the timeline says: an icon, a tone, a chip's words and the rest of the sentence. */
import { date, moment } from '../shared/format.js';
import { t } from '../shared/i18n.js';
import { addressText, channelWord } from './names.js';

const LOOKS = {
  'order.sourced': ['navigation', ''],
  'order.reserved': ['check', 'accent'],
  'order.reservation_refused': ['circle-alert', 'attention'],
  'order.backordered': ['clock', 'attention'],
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
  'customer.unlinked': ['unlink', ''],
  'handover.issued': ['phone', ''],
  'handover.used': ['phone-incoming', 'accent'],
  'handover.expired': ['phone-off', ''],
};

/** `{icon, tone, word, text, more}` for an event that is neither message, note, order nor call. */
export function stepOf({ type, data }, order) {
  const [icon, tone] = LOOKS[type] ?? ['info', ''];
  const word = t(`step.${type}`);
  return { icon, tone, word: word === `step.${type}` ? type : word, text: detail(type, data, order) };
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
    case 'customer.linked':
    case 'customer.unlinked':
      return data.other_name ?? '';
    case 'customer.named':
      return data.name ?? '';
    case 'customer.language_set':
      return t(`language.${data.language}`);
    default:
      return '';
  }
}

function orderDetail(type, data, order) {
  const fulfillment = order?.fulfillments?.find((each) => each.id === (data.fulfillment?.id ?? data.fulfillment));
  const nodes = type.startsWith('fulfillment.')
    ? [fulfillment?.node_name ?? data.node_name ?? data.node]
    : type === 'order.sourced' || type === 'order.reserved'
      ? (order?.fulfillments ?? []).map((each) => each.node_name)
      : [];
  const parcel = type === 'fulfillment.shipped' && [data.carrier ?? fulfillment?.carrier, data.tracking_number ?? fulfillment?.tracking_number].filter(Boolean).join(' ');
  const until = type === 'fulfillment.ready' && (data.ready_until ?? fulfillment?.ready_until);
  return [
    order?.number ?? data.number,
    [...new Set(nodes.filter((node) => typeof node === 'string'))].join(', '),
    parcel,
    until && t('step.until', { until: date(until) }),
    typeof data.reason === 'string' ? data.reason : '',
  ].filter(Boolean).join(' · ');
}
