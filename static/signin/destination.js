/** Where somebody goes after signing in. */
const HOMES = { clerk: '/store' };

/** The path asked for by `?next=` when it is one of this site, else the screen that one's role works with. */
export function destination(search, role, origin = location.origin) {
  const next = new URLSearchParams(search).get('next') ?? '';
  // A backslash or a second slash makes another host of it in some browsers.
  if (/^\/(?![/\\])/.test(next)) {
    const url = new URL(next, origin);
    if (url.origin === origin && url.pathname !== '/signin') return url.pathname + url.search + url.hash;
  }
  return HOMES[role] ?? '/console';
}
