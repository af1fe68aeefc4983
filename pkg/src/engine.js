// The port through which a platform's own crypto is used, and the choice between it and
// the module's. Both write the same formats.
import { failure } from './errors.js';
import { platformEngine } from './module.js';

/** @import { PublicKey } from "../wasm/ingam.js" */
/** @import { Bindings } from "./errors.js" */

/**
 * A platform's crypto. `material` is the ASCII text `ALG$base64(key)$base64(iv)`;
 * whoever got it from the module wipes it.
 * @typedef {object} Engine
 * @property {number} longText  a document of more UTF-16 units than this is sealed here
 * @property {(key: Key, material: Uint8Array) => Uint8Array | Promise<Uint8Array>} wrap
 *   RSAES-OAEP, SHA-1, MGF1-SHA-1, empty label
 * @property {(material: Uint8Array, text: string) => string | Promise<string>} seal
 *   base64(AES-256-GCM(key, iv, aad = key, UTF-8(text)) || tag); never asked of AES_CBC
 */

/**
 * A public key: the module's, checked, and the same for a platform.
 * @typedef {{ readonly handle: PublicKey, readonly spki: Uint8Array }} Key
 */

/** @type {Map<string | undefined, Key>} */
const keys = new Map();
const KEYS_KEPT = 8;

/**
 * The engine `options.engine` asks for; `undefined` is the module itself.
 * @param {Bindings} wasm
 * @param {{ engine?: unknown }} options
 * @returns {Engine | undefined}
 */
export function engineOf(wasm, { engine = 'auto' }) {
  if (engine === 'auto') return platformEngine();
  if (engine === 'wasm') return undefined;
  throw failure(wasm, 'INGAM_OPTION_INVALID', '/engine');
}

/**
 * The checked public key of `options.publicKey`, the published one by default. The last
 * few are kept, because a relying party has one or two.
 * @param {Bindings} wasm
 * @param {{ publicKey?: any }} options
 * @returns {Key}
 */
export function keyOf(wasm, { publicKey }) {
  const known = keys.get(publicKey);
  if (known) return known;
  const handle = wasm.PublicKey.parse(publicKey);
  const key = { handle, spki: handle.spki() };
  if (keys.size === KEYS_KEPT) keys.delete(keys.keys().next().value);
  keys.set(publicKey, key);
  return key;
}
