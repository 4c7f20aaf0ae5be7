/** A UUIDv7: ids made one after the other lie together in the indices. (`crypto.randomUUID` makes others, and needs TLS.) */
export function newId(now = Date.now()) {
  const time = now.toString(16).padStart(12, '0');
  const random = Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = '89ab'[parseInt(random[3], 16) % 4];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(8)}`;
}
