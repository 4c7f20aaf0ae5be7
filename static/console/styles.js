/** Style pieces of the agent console on top of the shared ones. */
import { css } from '../vendor/lit/lit.js';
import { base } from '../shared/base.js';

/** A desk is worked with a mouse: controls may be smaller there, never under a finger. */
const dense = css`
  @media (pointer: fine) {
    :where(button, a):is(.button, .primary, .danger, .quiet, .icon) { min-block-size: 36px; min-inline-size: 36px; padding: var(--space-1) var(--space-3); }
    :where(button, a).icon { padding: 0; }
    input:not([type='checkbox'], [type='radio'], [type='range']), textarea, select { min-block-size: 36px; padding: 6px var(--space-3); font-size: var(--text-m); }
  }
  .small { min-block-size: 28px !important; min-inline-size: 28px !important; padding: 2px var(--space-2) !important; font-size: var(--text-s) !important; }
  @media (pointer: coarse) { .small { min-block-size: var(--touch) !important; min-inline-size: var(--touch) !important; } }
  .icon.small { padding: 0 !important; }
  .outline-danger { background: none !important; border-color: currentColor !important; color: var(--danger) !important; }
  .outline-danger:hover { background: var(--danger-tint) !important; }
`;

const pieces = css`
  .empty { display: grid; justify-items: center; gap: var(--space-2); padding: var(--space-8) var(--space-5); color: var(--soft-ink); text-align: center; text-wrap: balance; }
  .empty c-icon { --icon-size: 28px; opacity: 0.7; }
  .empty strong { color: var(--ink); font-size: var(--text-l); }
  .failure { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2); padding: var(--space-2) var(--space-3); border-radius: var(--radius); background: var(--danger-tint); color: var(--danger); font-size: var(--text-s); }
  .failure > span { flex: 1; min-inline-size: 10em; }
  .soft { color: var(--soft-ink); }
  .row { display: flex; align-items: center; gap: var(--space-2); min-inline-size: 0; }
  .grow { flex: 1; min-inline-size: 0; }
  .clip { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .round { display: inline-grid; place-items: center; flex: none; inline-size: 36px; block-size: 36px; border-radius: var(--radius-round); background: var(--sunken); color: var(--soft-ink); font-weight: 600; font-size: var(--text-s); letter-spacing: 0.02em; position: relative; }
  .dot { position: absolute; inset-block-end: -1px; inset-inline-end: -1px; inline-size: 12px; block-size: 12px; border-radius: 50%; background: var(--success); border: 2px solid var(--surface); }
  kbd { display: inline-block; padding: 0 5px; border: 1px solid var(--line); border-block-end-width: 2px; border-radius: 4px; background: var(--paper); color: var(--soft-ink); font: 600 12px / 1.5 var(--font); }
`;

export const desk = [...base, dense, pieces];

/** A `<dialog>`'s frame, for those that open one. */
export const dialogs = css`
  dialog { inline-size: min(var(--dialog-width, 560px), calc(100vw - 24px)); max-block-size: min(88dvh, 820px); padding: 0; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); color: var(--ink); box-shadow: var(--shadow); overflow: hidden; }
  dialog[open] { display: flex; flex-direction: column; animation: dialog-in var(--motion) var(--ease); }
  dialog::backdrop { background: rgb(20 23 28 / 0.45); }
  @keyframes dialog-in { from { opacity: 0; transform: translateY(-6px); } }
  .dialog-head { display: flex; align-items: center; gap: var(--space-3); padding: var(--space-3) var(--space-3) var(--space-3) var(--space-5); border-block-end: 1px solid var(--line); }
  .dialog-head h2 { flex: 1; font-size: var(--text-l); }
  .dialog-body { flex: 1; overflow: auto; padding: var(--space-4) var(--space-5); }
  .dialog-foot { display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: var(--space-2); padding: var(--space-3) var(--space-5); border-block-start: 1px solid var(--line); }
`;
