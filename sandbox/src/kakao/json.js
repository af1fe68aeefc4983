import { decodeUtf8 } from '../bytes.js';
import { contentType, json } from '../http.js';
import { must, Refusal } from './refusals.js';

/**
 * The JSON object in a call's body. The SDKs write the content type in several ways, so its letter case and the spelling of
 * the charset do not matter.
 * @param {import('../http.js').Call} call
 * @returns {Record<string, unknown>}
 */
export function parseObject({ headers, body }) {
  const { type, charset = 'utf-8' } = contentType(headers);
  const isJson = type === 'application/json' && /^utf-?8$/.test(charset);
  must(isJson, 'content-type must be application/json in UTF-8');
  const text = decodeUtf8(body);
  must(text !== null, 'the body is not UTF-8');
  const value = parse(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  must(isObject, 'the body must be a JSON object');
  return value;
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('request', 'the body is not JSON');
  }
}

/** The two habits of JSON writers around LinkHub: every member, or only those that are truthy. */
export const FALSY_MEMBERS = /** @type {const} */ (['keep', 'drop']);

/**
 * A 200 answer in one of those habits. Dropping takes `0`, `false`, `""` and `null` alike, as the Node.js SDK does.
 * @param {Record<string, unknown>} members
 * @param {'keep' | 'drop'} habit
 */
export function success(members, habit) {
  const kept = Object.entries(members).filter(([, value]) => habit === 'keep' || value);
  return json(200, Object.fromEntries(kept));
}
