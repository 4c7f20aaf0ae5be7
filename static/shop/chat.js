/** The chat that stands on the shop's own pages: whether it is open, and what the visitor has said of themselves in it. */

/** Calls `use(root)` with the chat's shadow root now and after each change of what stands in it. */
function follow(use) {
  const start = (host) => {
    use(host.shadowRoot);
    new MutationObserver(() => use(host.shadowRoot)).observe(host.shadowRoot, { childList: true, subtree: true, attributeFilter: ['hidden'] });
  };
  const present = document.querySelector('comptoir-webchat');
  if (present) {
    start(present);
    return;
  }
  // Its script may come after ours.
  const arrival = new MutationObserver(() => {
    const host = document.querySelector('comptoir-webchat');
    if (!host) return;
    arrival.disconnect();
    start(host);
  });
  arrival.observe(document.body, { childList: true });
}

/** The page makes room while the chat is open. */
export function standBeside() {
  follow((root) => document.documentElement.classList.toggle('beside-chat', root.querySelector('c-webchat')?.hidden === false));
}

/** Calls `listener({name, email})` with what the visitor has told the chat, as far as that is known, and again when it changes. */
export function onTold(listener) {
  let chat;
  follow((root) => {
    const here = root.querySelector('c-webchat')?.chat;
    if (!here || here === chat) return;
    chat = here;
    const tell = () => chat.customer && listener(chat.customer);
    chat.addEventListener('change', tell);
    tell();
  });
}
