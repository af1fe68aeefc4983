// Values as JSON, and replacing what a JSON Pointer names.
import { failure } from './errors.js';

/** @import { Bindings } from "./errors.js" */

const utf8 = new TextEncoder();

/**
 * `value` as it would go over the wire.
 * @param {Bindings} wasm
 * @param {unknown} value
 * @returns {string}
 */
export function stringify(wasm, value) {
  let text;
  try {
    text = JSON.stringify(value);
  } catch {
    // A cycle or a BigInt. The engine's message may show a name: it is not passed on.
  }
  if (text === undefined) throw failure(wasm, 'INGAM_JSON_INVALID', '');
  return text;
}

/** @param {string} text */
export const encode = (text) => utf8.encode(text);

/**
 * Whether it is an object with members: no array, no null.
 * @param {unknown} value
 * @returns {value is Record<PropertyKey, unknown>}
 */
export function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Puts each value where its JSON Pointer (RFC 6901) says. The places exist.
 * @param {any} target
 * @param {Iterable<[pointer: string, value: string]>} replacements
 */
export function replace(target, replacements) {
  for (const [pointer, value] of replacements) {
    const names = pointer
      .split('/')
      .slice(1)
      .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = /** @type {string} */ (names.pop());
    names.reduce((place, name) => place[name], target)[last] = value;
  }
}
