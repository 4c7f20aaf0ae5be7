/** Light or dark: what the system prefers until somebody chooses; the choice is kept for all screens of this browser. */
const STORED = 'comptoir.theme';

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // storage may be forbidden
  }
}

function apply(theme) {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
}

export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

export function toggleTheme() {
  const theme = isDark() ? 'light' : 'dark';
  apply(theme);
  try {
    localStorage.setItem(STORED, theme);
  } catch {
    // the choice then lasts as long as the page
  }
}

apply(stored());
