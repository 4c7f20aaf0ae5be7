/** For which orders a policy is, in words; and which policy is asked before which. */
import { language, t } from '../shared/i18n.js';

/** “this or that”, in the reader's language. */
export const anyOf = (words) => new Intl.ListFormat(language(), { type: 'disjunction' }).format(words);
export const allOf = (words) => new Intl.ListFormat(language(), { type: 'conjunction' }).format(words);

/** “Online shop or phone · home delivery · Luminaires”. */
export function scopeInWords({ channels = [], methods = [], categories = [] } = {}) {
  const parts = [
    channels.length && anyOf(channels.map((each) => t(`channel.${each}`))),
    methods.length && anyOf(methods.map((each) => t(`sourcing.method.${each}`))),
    categories.length && t('sourcing.scope.categories', { names: anyOf(categories) }),
  ].filter(Boolean);
  return parts.length ? parts.join(' · ') : t('sourcing.scope.all');
}

/** As the server weighs it: a category counts more than a method, and that more than a channel. */
export function narrowness({ channels = [], methods = [], categories = [] } = {}) {
  return (categories.length ? 4 : 0) + (methods.length ? 2 : 0) + (channels.length ? 1 : 0);
}

/** The narrowest first, as they are asked. */
export function inOrder(policies) {
  const wide = ({ policy }) => -narrowness(policy.scope);
  return [...policies].sort((one, other) => wide(one) - wide(other) || one.name.localeCompare(other.name));
}
