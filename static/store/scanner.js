/** A barcode scanner is a keyboard that types very fast and ends with Enter. This tells its bursts from fingers. */

/** Nobody types two keys within this; scanners do. */
export const FASTEST_FINGERS_MS = 45;
const LONGEST_GAP_MS = 150;
const SHORTEST = 6;

/** What a scanned or typed text is: `{ kind: 'order' | 'code' | 'article', value }`; `link` when it was on the customer's screen, not on a parcel. */
export function classify(text) {
  const value = text.trim();
  const tracked = /\/track\/([\d-]{10,14})\//.exec(value);
  if (tracked) return { kind: 'order', value: tracked[1], link: true };
  // The QR code of a pickup: order number and six digits. What stands between depends on the scanner's keyboard layout.
  const both = /^(\d{4}\D?\d{3}\D?\d{3})\D+(\d{6})$/.exec(value);
  if (both) return { kind: 'order', value: both[1], code: both[2] };
  if (/^\d{4}\D?\d{3}\D?\d{3}$/.test(value)) return { kind: 'order', value };
  if (/^\d{3} ?\d{3}$/.test(value)) return { kind: 'code', value: value.replace(' ', '') };
  return { kind: 'article', value };
}

/** Only its digits tell one order number from another. */
export const sameNumber = (one, other) => one.replace(/\D/g, '') === other.replace(/\D/g, '');

/** Calls `scanned(text)` for every burst; gives back a function that ends it. An input with `data-scan` keeps what is scanned into it. */
export function listenForScans(scanned) {
  let burst = '';
  let first = 0;
  let last = 0;

  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const follows = event.timeStamp - last < LONGEST_GAP_MS;
    last = event.timeStamp;
    if (event.key.length === 1) {
      if (!follows) [burst, first] = ['', event.timeStamp];
      burst += event.key;
      // A space in a scan must not press the focused button.
      if (event.key === ' ' && burst.length > SHORTEST && !event.target.matches?.('input, textarea')) event.preventDefault();
      return;
    }
    // A radio scanner may hesitate once: what counts is its pace over the whole burst.
    const quick = (event.timeStamp - first) / burst.length < FASTEST_FINGERS_MS;
    if (event.key === 'Enter' && follows && quick && burst.length >= SHORTEST) {
      const field = event.target.matches?.('input, textarea') ? event.target : null;
      const text = burst;
      burst = '';
      if (field && 'scan' in field.dataset) return;
      // Neither press the focused button nor leave the digits in whatever field has the focus.
      event.preventDefault();
      event.stopPropagation();
      if (field?.value.endsWith(text)) {
        field.value = field.value.slice(0, -text.length);
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
      scanned(text);
      return;
    }
    if (event.key !== 'Shift') burst = '';
  };

  document.addEventListener('keydown', onKey, true);
  return () => document.removeEventListener('keydown', onKey, true);
}
