/** What the agent has written and what the screen remembers, kept in this browser. */
const PREFIX = 'comptoir.console.';

export function recall(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? fallback;
  } catch {
    return fallback; // storage may be forbidden, or hold something older
  }
}

export function keep(name, value) {
  try {
    if (value === undefined || value === null || value === '') localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // storage may be full or forbidden: then it lasts as long as the page
  }
}
