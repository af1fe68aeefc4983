import { failure, guarded } from './errors.js';
import { encode, isRecord } from './json.js';
import { load } from './module.js';

/** @import { LinkHubHeaders } from "../index.js" */
/** @import { Bindings } from "./errors.js" */

/** @type {typeof import("../index.js").signLinkHub} */
export const signLinkHub = (options) =>
  guarded(async () => {
    const wasm = await load();
    if (!isRecord(options)) throw failure(wasm, 'INGAM_OPTION_INVALID', '');
    const { linkId, secretKey, target, body, forwardedIp, date = new Date() } = options;
    const rest = { linkId, secretKey, target, forwardedIp, date: written(date) };
    /** @type {[name: keyof LinkHubHeaders, value: string][]} */
    const headers = wasm.signLinkHub(rest, bytes(wasm, body));
    return { headers: /** @type {any} */ (Object.fromEntries(headers)) };
  });

/**
 * A date as `x-lh-date` has it; null for what is none, which the module then refuses.
 * @param {unknown} date
 */
function written(date) {
  if (typeof date === 'string') return date;
  try {
    return Date.prototype.toISOString.call(date);
  } catch {
    return null;
  }
}

/**
 * @param {Bindings} wasm
 * @param {unknown} body
 */
function bytes(wasm, body) {
  if (typeof body === 'string') return encode(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  throw failure(wasm, 'INGAM_OPTION_INVALID', '/body');
}
