/** The parts of the page's address after “#”: `policies/kept/lamps` ↔ `{tab: 'policies', place: 'kept/lamps'}`. */
export const TABS = ['policies', 'carriers', 'nodes', 'whatif'];

export function read(hash) {
  const [tab, ...rest] = hash.replace(/^#/, '').split('/').map(decode);
  return { tab: TABS.includes(tab) ? tab : TABS[0], place: rest.length ? rest[0] + (rest.length > 1 ? `/${rest.slice(1).join('/')}` : '') : undefined };
}

export function write(tab, place) {
  if (!place) return `#${tab}`;
  const [kind, ...name] = place.split('/');
  return `#${tab}/${kind}${name.length ? `/${encodeURIComponent(name.join('/'))}` : ''}`;
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // somebody wrote it by hand
  }
}
