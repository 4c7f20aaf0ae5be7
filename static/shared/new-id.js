/**
 * A new UUIDv7: it begins with the time, so that ids made one after the other lie together in the hub's indices.
 * Not `crypto.randomUUID`, which makes others, and is missing on pages without TLS, such as a tablet that reaches its hub by a local
 * address.
 */
export function newId(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let at = 5; at >= 0; at--) {
    bytes[at] = now % 256;
    now = Math.floor(now / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return Array.from(bytes, (byte, at) => ([4, 6, 8, 10].includes(at) ? '-' : '') + byte.toString(16).padStart(2, '0')).join('');
}
