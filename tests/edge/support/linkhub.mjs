/**
 * A client of LinkHub's, written from its published protocol with node:crypto alone: the tests share no code with what
 * they test.
 *
 *     signature = base64(HMAC-SHA-256(base64-decode(SecretKey), text))
 *     text of a token   = "POST" LF base64(SHA-256(body)) LF date LF [forwarded LF] "2.0" LF "/KAKAOCERT/Token"
 *     text of a service = "POST" LF base64(SHA-256(body)) LF date LF "2.0" LF
 */

import { createHash, createHmac } from 'node:crypto';

export const TOKEN_PATH = '/KAKAOCERT/Token';
export const VERSION = '2.0';
const SCOPE = ['member', '310', '320', '330'];

/** @typedef {{ linkId: string, secretKey: string }} Partner */
/** @typedef {string | Uint8Array} Bytes */

/** @param {Bytes} body */
const digest = (body) => createHash('sha256').update(body).digest('base64');

/** @param {string} secretKey base64 @param {string} text */
const mac = (secretKey, text) =>
  createHmac('sha256', Buffer.from(secretKey, 'base64')).update(text, 'utf8').digest('base64');

/**
 * `x-lh-date` as the SDK for Node.js writes it, with milliseconds.
 * @param {number} [offsetSeconds]
 */
export const dateOf = (offsetSeconds = 0) => new Date(Date.now() + offsetSeconds * 1000).toISOString();

/** The same as the SDKs for Java and Python write it. @param {string} date */
export const inSeconds = (date) => `${date.slice(0, 19)}Z`;

/**
 * The signature of a token request.
 * @param {string} secretKey
 * @param {{ body: Bytes, date: string, forwarded?: string }} call
 */
export const tokenSignature = (secretKey, { body, date, forwarded }) =>
  mac(
    secretKey,
    ['POST', digest(body), date, ...(forwarded ? [forwarded] : []), VERSION, TOKEN_PATH].join('\n'),
  );

/**
 * The signature of a service request.
 * @param {string} secretKey
 * @param {{ body: Bytes, date: string }} call
 */
export const serviceSignature = (secretKey, { body, date }) =>
  mac(secretKey, `POST\n${digest(body)}\n${date}\n${VERSION}\n`);

/** The body of a token request, byte for byte that of the SDKs. @param {string | number} clientCode */
export const tokenBody = (clientCode) => JSON.stringify({ access_id: clientCode, scope: SCOPE });

/**
 * The headers of a token request.
 * @param {Partner} partner
 * @param {Bytes} body
 * @param {{ date?: string, forwarded?: string }} [options] an empty `forwarded` is none
 * @returns {Record<string, string>}
 */
export function tokenHeaders({ linkId, secretKey }, body, { date = dateOf(), forwarded = '*' } = {}) {
  return {
    'x-lh-date': date,
    'x-lh-version': VERSION,
    ...(forwarded ? { 'x-lh-forwarded': forwarded } : {}),
    authorization: `LINKHUB ${linkId} ${tokenSignature(secretKey, { body, date, forwarded })}`,
    'content-type': 'Application/json',
  };
}

/**
 * The headers of a service request, its bearer apart.
 * @param {Partner} partner
 * @param {Bytes} body
 * @param {{ date?: string }} [options]
 * @returns {Record<string, string>}
 */
export function serviceHeaders({ linkId, secretKey }, body, { date = dateOf() } = {}) {
  return {
    'x-lh-date': date,
    'x-lh-version': VERSION,
    'x-kc-auth': `${linkId} ${serviceSignature(secretKey, { body, date })}`,
    'content-type': 'application/json;charset=utf-8',
  };
}
