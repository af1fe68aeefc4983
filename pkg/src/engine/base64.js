// Base64 (RFC 4648 §4) of bytes, where a platform has only that of strings.

const ALPHABET = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');

/** @param {string} text */
export const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/**
 * A document is long: a character at a time would take longer than its encryption.
 * @param {Uint8Array & { toBase64?: () => string }} bytes
 * @returns {string}
 */
export function toBase64(bytes) {
  if (bytes.toBase64) return bytes.toBase64();
  const whole = bytes.length - (bytes.length % 3);
  const text = new Uint8Array((whole / 3) * 4);
  for (let from = 0, to = 0; from < whole; from += 3, to += 4) {
    const bits = (bytes[from] << 16) | (bytes[from + 1] << 8) | bytes[from + 2];
    text[to] = ALPHABET[bits >> 18];
    text[to + 1] = ALPHABET[(bits >> 12) & 63];
    text[to + 2] = ALPHABET[(bits >> 6) & 63];
    text[to + 3] = ALPHABET[bits & 63];
  }
  return new TextDecoder().decode(text) + btoa(String.fromCharCode(...bytes.subarray(whole)));
}
