// WebCrypto behind the engine port: pages, web workers, workerd, Deno.

import { fromBase64, toBase64 } from './base64.js';

/** @import { Engine, Key } from "../engine.js" */

/**
 * Only what is ready is kept: a promise of one request is not for another one to wait for.
 * @type {WeakMap<Key, CryptoKey>}
 */
const cryptoKeys = new WeakMap();

/** @param {Key} key */
async function cryptoKey(key) {
  let imported = cryptoKeys.get(key);
  if (!imported) {
    const algorithm = { name: 'RSA-OAEP', hash: 'SHA-1' };
    imported = await crypto.subtle.importKey('spki', source(key.spki), algorithm, false, ['encrypt']);
    cryptoKeys.set(key, imported);
  }
  return imported;
}

/**
 * WebCrypto takes no shared memory; this is none.
 * @param {Uint8Array} bytes
 */
const source = (bytes) => /** @type {Uint8Array<ArrayBuffer>} */ (bytes);

/** @type {Engine} */
const engine = {
  // Measured: a call costs what the module takes for as many Korean characters.
  longText: 2000,

  async wrap(key, material) {
    const wrapped = await crypto.subtle.encrypt('RSA-OAEP', await cryptoKey(key), source(material));
    return new Uint8Array(wrapped);
  },

  async seal(material, text) {
    const [key, iv] = new TextDecoder().decode(material).split('$').slice(1).map(fromBase64);
    const imported = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
    const algorithm = { name: 'AES-GCM', iv, additionalData: key };
    const sealed = await crypto.subtle.encrypt(algorithm, imported, new TextEncoder().encode(text));
    key.fill(0);
    return toBase64(new Uint8Array(sealed));
  },
};

/** Absent where there is no `crypto.subtle`: in pages that come over plain HTTP. */
export const webCryptoEngine = globalThis.crypto?.subtle ? engine : undefined;
