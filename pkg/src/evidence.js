// Verification, over a module of its own, so that who only seals does not load it. Each
// environment's file of src/evidence makes verifySignedData from this; what a program does not
// use of it, a bundler leaves out.
import { failure, guarded } from './errors.js';
import { instantiated, once } from './instance.js';
import { encode, isRecord } from './json.js';

/** @typedef {typeof import("../wasm/evidence.js")} Evidence */
/** @typedef {import("../wasm/evidence.js").Criteria} Criteria */

/** No option has more: what is copied has to fit into the module's memory. */
const OPTION_BYTES_MAX = 1 << 28;

const OPTIONS = [
  'at',
  'checkRevocation',
  'content',
  'crls',
  'intermediates',
  'now',
  'original',
  'profile',
  'trustAnchors',
];

/**
 * Loads glue and module with the first call.
 * @param {() => Promise<WebAssembly.Module>} module
 * @returns {() => Promise<Evidence>}
 */
export const loader = (module) =>
  once(async () => {
    const [glue, compiled] = await Promise.all([import('../wasm/evidence.js'), module()]);
    return instantiated(glue, compiled);
  });

/**
 * @param {() => Promise<Evidence>} load
 * @returns {typeof import("../index.js").verifySignedData}
 */
export const verifier = (load) => (data, options) =>
  guarded(async () => {
    const wasm = await load();
    const criteria = criteriaOf(wasm, options);
    try {
      const [report, content] = criteria.verify(message(wasm, data));
      return { ...JSON.parse(report), content };
    } finally {
      criteria.free();
    }
  });

/**
 * What the options say, checked. The caller frees it.
 * @param {Evidence} wasm
 * @param {unknown} options
 * @returns {Criteria}
 */
export function criteriaOf(wasm, options = {}) {
  if (!isRecord(options)) throw failure(wasm, 'INGAM_OPTION_INVALID', '');
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  // A misspelt `content` would compare nothing, and pass.
  if (unknown !== undefined) throw invalid(wasm, unknown);
  const criteria = new wasm.Criteria();
  try {
    fill(wasm, criteria, options);
  } catch (reason) {
    criteria.free();
    throw reason;
  }
  return criteria;
}

/**
 * @param {Evidence} wasm
 * @param {Criteria} criteria
 * @param {Record<PropertyKey, unknown>} options
 */
function fill(wasm, criteria, options) {
  const {
    at,
    checkRevocation = true,
    content,
    crls = [],
    intermediates = [],
    now,
    original,
    trustAnchors,
  } = options;
  const { profile = trustAnchors === undefined ? 'toss' : 'none' } = options;
  if (profile !== 'toss' && profile !== 'none') throw invalid(wasm, 'profile');
  if (profile === 'toss') criteria.holdToToss();
  if (trustAnchors === undefined) criteria.trustToss();
  else
    for (const [index, anchor] of list(wasm, trustAnchors, 'trustAnchors'))
      trust(wasm, criteria, index, anchor);
  for (const [index, list_] of list(wasm, crls, 'crls')) criteria.crl(octets(wasm, list_, `crls/${index}`));
  for (const [index, certificate] of list(wasm, intermediates, 'intermediates')) {
    const path = `intermediates/${index}`;
    criteria.intermediate(octets(wasm, certificate, path), `/${path}`);
  }
  if (typeof checkRevocation !== 'boolean') throw invalid(wasm, 'checkRevocation');
  if (!checkRevocation) criteria.ignoreRevocation();
  // A document that was looked up and not found would compare nothing, and pass.
  const missing = ['content', 'original'].find((name) => name in options && options[name] === undefined);
  if (missing !== undefined) throw invalid(wasm, missing);
  if (content !== undefined) criteria.document(octets(wasm, content, 'content'));
  if (original !== undefined) {
    if (content === undefined) throw invalid(wasm, 'original');
    criteria.original(octets(wasm, original, 'original'));
  }
  if (at !== undefined) criteria.at(written(wasm, at, 'at'));
  if (now !== undefined) criteria.now(written(wasm, now, 'now'));
}

/**
 * @param {Evidence} wasm
 * @param {Criteria} criteria
 * @param {number} index
 * @param {unknown} anchor
 */
function trust(wasm, criteria, index, anchor) {
  const path = `trustAnchors/${index}`;
  if (!isRecord(anchor)) throw invalid(wasm, path);
  const { certificate, name, publicKey } = anchor;
  if (certificate !== undefined) {
    if (name !== undefined || publicKey !== undefined) throw invalid(wasm, path);
    const at = `${path}/certificate`;
    return criteria.trustCertificates(octets(wasm, certificate, at), `/${at}`);
  }
  if (typeof name !== 'string') throw invalid(wasm, `${path}/name`);
  if (typeof publicKey !== 'string') throw invalid(wasm, `${path}/publicKey`);
  criteria.trustKey(name, publicKey, `/${path}`);
}

/**
 * @param {Evidence} wasm
 * @param {string} path
 */
const invalid = (wasm, path) => failure(wasm, 'INGAM_OPTION_INVALID', `/${path}`);

/**
 * @param {Evidence} wasm
 * @param {unknown} value
 * @param {string} path
 */
function list(wasm, value, path) {
  if (!Array.isArray(value)) throw invalid(wasm, path);
  return value.entries();
}

/**
 * @param {Evidence} wasm
 * @param {unknown} value
 * @param {string} path
 */
function octets(wasm, value, path) {
  const bytes =
    typeof value === 'string' && !value.isWellFormed() ? undefined : bytesOf(value, OPTION_BYTES_MAX);
  if (bytes === undefined) throw invalid(wasm, path);
  return bytes;
}

/**
 * The octets of a message. What is none, or longer than any, is an empty one: the report says so.
 * @param {Evidence} wasm
 * @param {unknown} data
 */
const message = (wasm, data) => bytesOf(data, wasm.messageLimit()) ?? new Uint8Array();

/**
 * The octets of what has some, a string's in UTF-8.
 * @param {unknown} value
 * @param {number} limit
 * @returns {Uint8Array | undefined}
 */
function bytesOf(value, limit) {
  if (typeof value === 'string') return value.length > limit ? undefined : encode(value);
  try {
    if (!ArrayBuffer.isView(value) || value.byteLength > limit) return undefined;
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  } catch {
    // Its buffer was given away.
    return undefined;
  }
}

/**
 * @param {Evidence} wasm
 * @param {unknown} date
 * @param {string} path
 */
function written(wasm, date, path) {
  try {
    return Date.prototype.toISOString.call(date);
  } catch {
    throw invalid(wasm, path);
  }
}
