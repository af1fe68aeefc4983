/**
 * Makes native tokens as the gateway does, with whatever claims a test needs. The form is that of `src/caller.rs`:
 *
 *     ig1. base64url(claims) . base64url(HMAC-SHA-256(K, "ig1." base64url(claims)))
 *     K = HMAC-SHA-256(store key, "ingam native tokens")
 */

import { createHmac } from 'node:crypto';

import { STORE_KEYS } from '../../../scripts/development.mjs';

/** @param {string | Uint8Array} key @param {string} text */
const mac = (key, text) => createHmac('sha256', key).update(text).digest();

/**
 * @param {object} token
 * @param {string} token.caller
 * @param {string} token.secret the caller's secret it is bound to
 * @param {string} [token.provider]
 * @param {string | null} [token.clientCode] the KakaoCert client code it is bound to
 * @param {number} [token.expiresAt] seconds since 1970
 * @param {string} [token.storeKey] base64
 */
export function makeNativeToken({
  caller,
  secret,
  provider = 'toss',
  clientCode = null,
  expiresAt,
  storeKey = STORE_KEYS[0].key,
}) {
  const key = mac(Buffer.from(storeKey, 'base64'), 'ingam native tokens');
  const claims = {
    c: caller,
    p: provider,
    k: clientCode,
    s: mac(key, `secret${secret}`).subarray(0, 16).toString('base64url'),
    e: expiresAt ?? Math.floor(Date.now() / 1000) + 600,
  };
  const signed = `ig1.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${mac(key, signed).toString('base64url')}`;
}
