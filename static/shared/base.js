/** Style pieces that components share: `static styles = [base, css`…`]`, or single ones. */
import { css } from '../vendor/lit/lit.js';

/** Sane boxes and type inside a shadow root; the visible focus ring. */
export const reset = css`
  :host { box-sizing: border-box; color: var(--ink); font: var(--text-m) / var(--leading) var(--font); }
  :host([hidden]), [hidden] { display: none !important; }
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, h3, h4, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  h1, h2, h3, h4 { font-weight: 600; line-height: var(--leading-tight); }
  a { color: var(--accent); }
  :focus-visible { outline: var(--focus-ring); outline-offset: var(--focus-offset); }
  .figures, time, output { font-variant-numeric: tabular-nums; }
`;

/** `<button class="primary | danger | quiet | icon | main">`; a bare `.button` is the ordinary outlined one. Links may wear them too. */
export const buttons = css`
  :where(button, a):is(.button, .primary, .danger, .quiet, .icon) {
    display: inline-flex; align-items: center; justify-content: center; gap: var(--space-2);
    min-block-size: var(--touch); min-inline-size: var(--touch); padding: var(--space-2) var(--space-4);
    border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); color: var(--ink);
    font: 600 var(--text-m) / 1.2 var(--font); text-decoration: none; text-align: center; cursor: pointer;
    transition: background-color var(--motion-quick), border-color var(--motion-quick), color var(--motion-quick);
  }
  :where(button, a).button:hover { background: var(--sunken); }
  :where(button, a).primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
  :where(button, a).primary:hover { background: var(--accent-strong); border-color: var(--accent-strong); }
  :where(button, a).danger { background: var(--danger); border-color: var(--danger); color: var(--on-danger); }
  :where(button, a).danger:not(.quiet):hover { background: var(--danger-strong); border-color: var(--danger-strong); }
  :where(button, a).quiet { background: none; border-color: transparent; color: var(--accent); }
  :where(button, a).quiet:hover { background: var(--sunken); }
  :where(button, a).quiet.danger { color: var(--danger); }
  :where(button, a).icon { padding: 0; border-color: transparent; background: none; color: var(--soft-ink); }
  :where(button, a).icon:hover { background: var(--sunken); color: var(--ink); }
  :where(button, a).main { min-block-size: var(--touch-main); font-size: var(--text-l); }
  :where(button, a):is(:disabled, [aria-disabled='true']) { opacity: 0.55; cursor: not-allowed; }
`;

/** `<label class="field">Word <input></label>`, with `.hint` and `.problem` below it. */
export const inputs = css`
  .field { display: grid; gap: var(--space-1); font-weight: 600; font-size: var(--text-m); }
  input:not([type='checkbox'], [type='radio'], [type='range']), textarea, select {
    inline-size: 100%; min-block-size: var(--touch); padding: var(--space-2) var(--space-3);
    border: 1px solid var(--field-line); border-radius: var(--radius); background: var(--surface); color: var(--ink);
    font: 400 var(--text-l) / 1.4 var(--font);
  }
  input::placeholder, textarea::placeholder { color: var(--soft-ink); opacity: 1; }
  input:focus-visible, textarea:focus-visible, select:focus-visible { outline-offset: -1px; border-color: var(--focus); }
  [aria-invalid='true'] { border-color: var(--danger) !important; }
  input[type='checkbox'], input[type='radio'] { inline-size: 20px; block-size: 20px; accent-color: var(--accent); }
  .hint { color: var(--soft-ink); font-size: var(--text-s); font-weight: 400; }
  .problem { color: var(--danger); font-size: var(--text-s); font-weight: 400; }
`;

/** `<span class="chip accent | attention | danger | success">`: a word in a small frame; put an icon beside it, never colour alone. */
export const chips = css`
  .chip {
    display: inline-flex; align-items: center; gap: var(--space-1); max-inline-size: 100%; padding: 2px var(--space-2);
    border-radius: var(--radius-round); background: var(--sunken); color: var(--ink);
    font: 600 var(--text-s) / 1.4 var(--font); white-space: nowrap;
  }
  .chip.accent { background: var(--accent-tint); color: var(--accent); }
  .chip.attention { background: var(--attention-tint); color: var(--attention); }
  .chip.danger { background: var(--danger-tint); color: var(--danger); }
  .chip.success { background: var(--success-tint); color: var(--success); }
`;

/** `.card` rests on the page; `.floating` is above it (the one shadow). */
export const cards = css`
  .card { border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); padding: var(--space-4); }
  .floating { box-shadow: var(--shadow); }
`;

/** `.skeleton` stands where content will be; it shows only after 300 ms, so that what is quick does not flicker. */
export const skeletons = css`
  .skeleton {
    border-radius: var(--radius); background: var(--sunken); min-block-size: var(--space-4);
    animation: skeleton-in 1ms 300ms both, skeleton-breathe 1.6s 300ms infinite alternate ease-in-out;
  }
  @keyframes skeleton-in { from { visibility: hidden; } to { visibility: visible; } }
  @keyframes skeleton-breathe { to { opacity: 0.55; } }
  @media (prefers-reduced-motion: reduce) { .skeleton { animation: skeleton-in 1ms 300ms both; } }
`;

/** `.visually-hidden`: for screen readers alone. */
export const visuallyHidden = css`
  .visually-hidden {
    position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; padding: 0; overflow: hidden;
    clip-path: inset(50%); white-space: nowrap; border: 0;
  }
`;

/** All the pieces. */
export const base = [reset, buttons, inputs, chips, cards, skeletons, visuallyHidden];

/** Gives a document (or a shadow root without Lit) the same buttons, inputs, chips and cards. */
export function adoptBase(root = document, pieces = [buttons, inputs, chips, cards, skeletons, visuallyHidden]) {
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...pieces.map((piece) => piece.styleSheet)];
}
