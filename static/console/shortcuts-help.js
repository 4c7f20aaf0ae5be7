/** `<shortcuts-help>`: what the keys do. */
import { LitElement, css, html } from '../vendor/lit/lit.js';
import { Translated, t } from '../shared/i18n.js';
import { actionWord, actions } from './actions.js';
import { desk, dialogs } from './styles.js';

class ShortcutsHelp extends LitElement {
  static styles = [
    desk,
    dialogs,
    css`
      dialog { --dialog-width: 620px; }
      dl { columns: 2 240px; column-gap: var(--space-8); }
      dl div { display: flex; justify-content: space-between; gap: var(--space-3); padding: 5px 0; break-inside: avoid; }
    `,
  ];

  constructor() {
    super();
    new Translated(this);
  }

  open() {
    this.renderRoot.querySelector('dialog').showModal();
  }

  render() {
    const keys = [
      [t('palette.title'), 'Ctrl K'],
      ...actions.filter(({ key }) => key).map((action) => [actionWord(action), action.key]),
      [t('composer.send'), '↵'],
      [t('composer.tip.line'), '⇧ ↵'],
      [t('composer.replies'), '/'],
      [t('help.escape'), 'Esc'],
    ];
    return html`<dialog aria-labelledby="title" @click=${({ target, currentTarget }) => target === currentTarget && currentTarget.close()}>
      <div class="dialog-head">
        <h2 id="title">${t('action.help')}</h2>
        <form method="dialog">
          <button class="icon" aria-label=${t('close')}><c-icon name="x"></c-icon></button>
        </form>
      </div>
      <div class="dialog-body">
        <dl>
          ${keys.map(
            ([word, key]) =>
              html`<div>
                <dt>${word}</dt>
                <dd>${key.split(' ').map((each) => html`<kbd>${each}</kbd> `)}</dd>
              </div>`,
          )}
        </dl>
      </div>
    </dialog>`;
  }
}

customElements.define('shortcuts-help', ShortcutsHelp);
