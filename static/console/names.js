/** How people, addresses and channels are written on the agent's screen. */
import { t } from '../shared/i18n.js';

const SHOWN_KINDS = ['email', 'phone', 'loyalty', 'external'];

/** A customer's name, else the best known handle, else “visitor”. */
export function nameOf(customer) {
  if (customer?.name) return customer.name;
  const handle = SHOWN_KINDS.map((kind) => customer?.handles?.find((each) => each.kind === kind)).find(Boolean);
  return handle ? addressText(handle) : t('who.visitor');
}

export function topicName(topic) {
  return topic.customer_name || t('who.visitor');
}

/** One or two letters for a round sign. */
export function initials(name) {
  const words = String(name ?? '')
    .trim()
    .split(/[\s-]+/)
    .filter((word) => /\p{L}/u.test(word[0] ?? ''));
  return (
    [words[0], words.length > 1 ? words.at(-1) : undefined]
      .filter(Boolean)
      .map((word) => [...word][0].toLocaleUpperCase())
      .join('') || '?'
  );
}

/** A handle's value as people read it. */
export function addressText({ kind, value }) {
  return kind === 'phone' ? phoneText(value) : value;
}

/** An E.164 number in the groups people read aloud; numbers of other countries stay as they are. */
export function phoneText(number) {
  const french = /^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(number ?? '');
  return french ? `+33 ${french.slice(1).join(' ')}` : number;
}

/** The kinds of channel that have an icon, a word and a colour. */
export const channelWord = (channel) => t(`channel.${channel}`);

/** The words of the first match of an accent-blind search. */
export const folded = (text) =>
  String(text ?? '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();
