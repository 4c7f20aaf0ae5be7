/**
 * `<drop-menu label="Snooze" icon="alarm-clock">…buttons…</drop-menu>`: a button that opens a small panel under itself. Escape, a click
 * elsewhere or a choice closes it; the arrows go through its buttons. With `wide` the label is written beside the icon.
 */
import { LitElement, css, html, nothing } from '../vendor/lit/lit.js';
import { desk } from './styles.js';

class DropMenu extends LitElement {
  static properties = {
    label: {},
    icon: {},
    wide: { type: Boolean },
    side: { reflect: true },
    opened: { type: Boolean, reflect: true },
    disabled: { type: Boolean },
    hint: {},
  };

  static styles = [
    desk,
    css`
      :host { position: relative; display: inline-block; flex: none; }
      .panel { position: absolute; z-index: 30; inset-block-start: calc(100% + 4px); inset-inline-end: 0; min-inline-size: 220px; inline-size: var(--menu-width, max-content); max-inline-size: min(400px, 92vw); max-block-size: min(70dvh, 480px); overflow: auto; padding: var(--space-1); border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); box-shadow: var(--shadow); animation: unfold var(--motion-quick) var(--ease); }
      :host([side='start']) .panel { inset-inline: 0 auto; }
      @keyframes unfold { from { opacity: 0; transform: translateY(-4px); } }
      ::slotted(*) { display: flex; }
    `,
  ];

  render() {
    const summary = this.querySelector('[slot=button]');
    return html`
      <button
        class=${this.wide ? 'button' : 'icon'}
        ?disabled=${this.disabled}
        aria-expanded=${this.opened ? 'true' : 'false'}
        aria-haspopup="true"
        aria-label=${this.label}
        title=${this.hint ?? this.label}
        @click=${this.toggle}
      >
        ${summary ? html`<slot name="button"></slot>` : html`<c-icon name=${this.icon}></c-icon>${this.wide ? html`<span class="wide">${this.label}</span>` : nothing}`}
      </button>
      <div class="panel" role="group" aria-label=${this.label} ?hidden=${!this.opened} @click=${this.#chosen} @keydown=${this.#arrows}>
        <slot></slot>
      </div>
    `;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.#outside);
    this.addEventListener('keydown', this.#escape);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.#outside);
  }

  async toggle() {
    if (this.disabled) return;
    this.opened = !this.opened;
    await this.updateComplete;
    if (this.opened) this.#items()[0]?.focus();
    this.dispatchEvent(new CustomEvent('toggled', { detail: this.opened }));
  }

  #close() {
    if (!this.opened) return;
    this.opened = false;
    this.renderRoot.querySelector('button').focus();
  }

  #items() {
    return [...this.querySelectorAll(':scope button:not(:disabled), :scope a[href]')];
  }

  #outside = (event) => {
    if (!event.composedPath().includes(this)) this.opened = false;
  };

  #escape = (event) => {
    if (event.key !== 'Escape' || !this.opened) return;
    event.stopPropagation();
    this.#close();
  };

  #chosen = (event) => {
    if (event.target.closest('button, a') && !event.target.closest('[data-stays]')) this.#close();
  };

  #arrows = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = this.#items();
    const at = items.findIndex((item) => item.matches(':focus'));
    items[(at + step + items.length) % items.length]?.focus();
  };
}

customElements.define('drop-menu', DropMenu);
