/** What a shopper has typed about themselves, as long as the tab is open: asked once, on whichever page. */

const KEPT = 'comptoir.shop.contact';

/** `{contact, address, method}`, as far as it has been typed. */
export function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
  } catch {
    return {};
  }
}

export function remember(typed) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ ...remembered(), ...typed }));
  } catch {
    // then it is typed again after a reload
  }
}

export const forget = () => sessionStorage.removeItem(KEPT);
