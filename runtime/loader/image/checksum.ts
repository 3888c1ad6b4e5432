// Tells damaged bytes from whole ones, quickly: four interleaved sums. It is no protection against intent.

/** `bytes` begin at a multiple of 4; what does not fill a last word counts as if zeros followed. */
export function checksum(bytes: Uint8Array): [number, number, number, number] {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  let [a, b, c, d] = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b];
  const whole = words.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a = Math.imul(a ^ words[i]!, 0x01000193);
    b = Math.imul(b ^ words[i + 1]!, 0x01000193);
    c = Math.imul(c ^ words[i + 2]!, 0x01000193);
    d = Math.imul(d ^ words[i + 3]!, 0x01000193);
    a ^= a >>> 15;
    c ^= c >>> 15;
  }
  for (let i = whole; i < words.length; i++) b = Math.imul(b ^ words[i]!, 0x01000193);
  for (let i = words.length << 2; i < bytes.length; i++) d = Math.imul(d ^ bytes[i]!, 0x01000193);
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
}
