/** Colours of the house by their names, and the arithmetic that the drawings share. */

const named = {
  'blanc': '#f3efe6', 'blanc casse': '#ece5d6', 'ecru': '#e8dcc4', 'ivoire': '#efe6d2', 'creme': '#efe3c8', 'naturel': '#d9c8a8',
  'lin': '#cdbd9e', 'sable': '#d6bf99', 'beige': '#d2bd9b', 'avoine': '#dccbaa', 'grege': '#c3b5a0', 'taupe': '#978774', 'camel': '#b8874f',
  'caramel': '#ad7238', 'cognac': '#9c5a2c', 'tabac': '#84542f', 'noisette': '#a17a55', 'chocolat': '#5a3d2e', 'brun': '#6d4a35',
  'marron': '#6d4a35', 'terracotta': '#bf6a4a', 'terre cuite': '#bf6a4a', 'argile': '#bd8468', 'brique': '#a24a36', 'rouille': '#a5552b', 'ocre': '#c8953f',
  'moutarde': '#c99a2e', 'safran': '#d8a23a', 'miel': '#d1a04c', 'jaune': '#e0bd55', 'paille': '#dfc883', 'corail': '#dd7f66', 'peche': '#e8b494',
  'abricot': '#e2a06d', 'rose': '#d9a5a0', 'rose poudre': '#e3c1b8', 'poudre': '#e3c1b8', 'vieux rose': '#c08a85', 'blush': '#e0bcb1', 'framboise': '#a83e57',
  'rouge': '#a8352f', 'cerise': '#9c2c3b', 'bordeaux': '#6f2735', 'prune': '#5f3550', 'aubergine': '#4a2c40', 'lilas': '#b7a5c4',
  'lavande': '#a7a0c4', 'mauve': '#a58aa6', 'bleu': '#53759b', 'bleu ciel': '#a9c3d4', 'ciel': '#a9c3d4', 'bleu gris': '#8398a6', 'orage': '#66788a',
  'bleu nuit': '#28344d', 'nuit': '#28344d', 'bleu marine': '#27344f', 'marine': '#27344f', 'indigo': '#34406b', 'denim': '#566f8f',
  'petrole': '#25555f', 'bleu canard': '#1f5f68', 'canard': '#1f5f68', 'celadon': '#a9c4b1', 'sauge': '#9cab8e', 'vert sauge': '#9cab8e',
  'tilleul': '#bcc08a', 'amande': '#b7c4a0', 'menthe': '#b4d0bf', 'eucalyptus': '#8aa597', 'vert': '#5d7f5e', 'olive': '#7a7a46', 'kaki': '#6f6b48', 'mousse': '#69764a',
  'vert sapin': '#2f4f3f', 'sapin': '#2f4f3f', 'foret': '#33523f', 'emeraude': '#1f6b56', 'gris': '#9d9c98', 'gris clair': '#c6c4be',
  'gris perle': '#cfcdc6', 'perle': '#d6d3ca', 'gris chine': '#aaa8a4', 'ardoise': '#565f69', 'anthracite': '#43464b', 'charbon': '#3a3b3d', 'noir': '#2b2b2d',
  'chene': '#c59a66', 'chene clair': '#d7b382', 'chene fume': '#7b5c40', 'noyer': '#7a5236', 'hetre': '#d9b48a', 'frene': '#e0c59d', 'pin': '#dcb983', 'teck': '#a36f3f', 'acacia': '#a7713f', 'olivier': '#b28a55',
  'rotin': '#cfa468', 'osier': '#c99f67', 'jonc': '#c8ad74', 'jute': '#c6a878', 'laiton': '#c6a14a', 'cuivre': '#b86f4b', 'acier': '#a7adb0', 'inox': '#b7bbbd', 'zinc': '#8f979b', 'dore': '#c9a552',
  'ambre': '#b9772c', 'fume': '#6d6a66', 'transparent': '#dfe6e4', 'verre': '#d7e3e0', 'gres': '#b9aa95', 'porcelaine': '#f1eee8',
  'craie': '#ece7db', 'lait': '#f2ede2', 'brume': '#b7bfc0', 'bleu brume': '#9db0bb', 'encre': '#2f3b50', 'vert d eau': '#b3cdbf', 'bleu orage': '#5d7186', 'bronze': '#8a6a40', 'mastic': '#cabca0', 'champagne': '#e3d0ae',
  'bruns': '#6d4a35', 'vert olive': '#7a7a46', 'multicolore': '#e4d6bd', 'fleur d oranger': '#ecd9ad', 'feu de bois': '#5b3a2b', 'linge propre': '#dfe6ea', 'verveine': '#a9b46f', 'pivoine': '#d89aa0', 'figuier': '#6d7f57',
  'white': '#f3efe6', 'black': '#2b2b2d', 'navy': '#27344f', 'blue': '#53759b', 'green': '#5d7f5e', 'red': '#a8352f', 'pink': '#d9a5a0', 'grey': '#9d9c98', 'gray': '#9d9c98',
  'brown': '#6d4a35', 'yellow': '#e0bd55', 'natural': '#d9c8a8', 'oak': '#c59a66', 'walnut': '#7a5236', 'brass': '#c6a14a', 'sage': '#9cab8e', 'sand': '#d6bf99',
};

/** "Rose Poudré" and "rose-poudre" are the same word here. */
export const plain = (text) => String(text ?? '').normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();

/** The colour a text names, or undefined: the longest name that stands in it as whole words. */
export function colourOf(text) {
  const words = ` ${plain(text)} `;
  let best;
  for (const name of Object.keys(named)) if (words.includes(` ${name} `) && (!best || name.length > best.length)) best = name;
  return best && named[best];
}

const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const hex = (rgb) => '#' + rgb.map((part) => Math.max(0, Math.min(255, Math.round(part))).toString(16).padStart(2, '0')).join('');

export function mix(one, other, share) {
  const to = parts(other);
  return hex(parts(one).map((part, at) => part + (to[at] - part) * share));
}
/** Shades keep some warmth: pure black or white would make cloth look like plastic. */
export const darker = (colour, share) => mix(colour, '#1c1712', share);
export const lighter = (colour, share) => mix(colour, '#fffaf0', share);
export const lightness = (colour) => { const [r, g, b] = parts(colour); return (0.299 * r + 0.587 * g + 0.114 * b) / 255; };
export const distance = (one, other) => { const to = parts(other); return Math.hypot(...parts(one).map((part, at) => part - to[at])) / 441; };

/** The same text always gives the same run of numbers, so that a product always looks the same. */
export function dice(text) {
  let state = 2166136261;
  for (const letter of text) state = Math.imul(state ^ letter.codePointAt(0), 16777619);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return { next, pick: (list) => list[Math.floor(next() * list.length)], between: (low, high) => low + next() * (high - low), chance: (share) => next() < share };
}
