import { createHash, timingSafeEqual } from 'node:crypto';

/** @param {string | Uint8Array} data */
export const sha256 = (data) => createHash('sha256').update(data).digest();

/**
 * Compares secrets in time that depends on neither value: hashing first gives both sides one length.
 * @param {string} left
 * @param {string} right
 */
export const sameSecret = (left, right) => timingSafeEqual(sha256(left), sha256(right));

/**
 * Decodes standard, padded, single-line base64. Node itself also accepts line breaks, the URL alphabet and stray bits;
 * a client that sends those must learn it here.
 * @param {string} text
 * @returns {Buffer | null} null if the text is not canonical
 */
export function decodeBase64(text) {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/**
 * @param {Uint8Array} bytes
 * @returns {string | null} null if the bytes are not UTF-8; a byte order mark stays in the text
 */
export function decodeUtf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
