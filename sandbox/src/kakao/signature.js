import { createHmac } from 'node:crypto';
import { sameSecret, sha256 } from '../bytes.js';
import { LINK_ID, LINK_SECRET } from './credentials.js';
import { Refusal } from './refusals.js';

/** @typedef {import('node:http').IncomingHttpHeaders} Headers */

const VERSION = '2.0';
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

/** @param {Uint8Array} body */
const digest = (body) => sha256(body).toString('base64');

/**
 * What is signed for a session token: the path at the end, no line feed after it, and the forwarded address only if there is one.
 * @param {{ body: Uint8Array, date: string, forwarded?: string, path: string }} call
 */
export const tokenText = ({ body, date, forwarded, path }) =>
  ['POST', digest(body), date, ...(forwarded ? [forwarded] : []), VERSION, path].join('\n');

/**
 * What is signed for a service call: a line feed after the version, and no path.
 * @param {{ body: Uint8Array, date: string }} call
 */
export const serviceText = ({ body, date }) => `POST\n${digest(body)}\n${date}\n${VERSION}\n`;

/**
 * Base64 of HMAC-SHA256, keyed with the bytes that the SecretKey stands for.
 * @param {string} secretKey base64
 * @param {string} text
 */
export const sign = (secretKey, text) =>
  createHmac('sha256', Buffer.from(secretKey, 'base64')).update(text, 'utf8').digest('base64');

/**
 * The check of LinkHub's signatures. LinkHub's tolerance for wrong clocks is unknown. Callers that take the time from
 * `GET /Time` follow the sandbox's clock, the others know nothing of its advances: a date may fit either.
 * @param {object} parts
 * @param {import('../clock.js').Clock} parts.clock
 * @param {number} parts.skewSeconds how far a date may be off, before and after
 */
export function createSignatureCheck({ clock, skewSeconds }) {
  /** @param {string} date */
  const isTimely = (date) =>
    [clock.now(), clock.source()].some((now) => Math.abs(Date.parse(date) - now) <= skewSeconds * 1000);

  return {
    /**
     * The date of a signed call, from its headers.
     * @param {Headers} headers
     */
    date(headers) {
      const date = headers['x-lh-date'];
      if (!date) throw new Refusal('header', 'x-lh-date is missing');
      if (typeof date !== 'string' || !DATE.test(date) || Number.isNaN(Date.parse(date)))
        throw new Refusal('header', 'x-lh-date must be UTC as yyyy-MM-ddTHH:mm:ssZ, with or without millis');
      if (headers['x-lh-version'] !== VERSION) throw new Refusal('header', `x-lh-version must be ${VERSION}`);
      return date;
    },

    /**
     * Refuses a call that the owner of the SecretKey has not signed. The log tells the text that should have been signed:
     * it holds a hash and headers of the call, nothing secret.
     * @param {object} call
     * @param {string} call.credentials "LinkID signature"
     * @param {string} call.where the header they come from, for the log
     * @param {string} call.text
     * @param {string} call.date
     */
    check({ credentials, where, text, date }) {
      const [linkId, signature, ...rest] = credentials.split(' ');
      if (!linkId || !signature || rest.length)
        throw new Refusal('header', `${where} must name a LinkID and a signature, one space between them`);
      if (!sameSecret(linkId, LINK_ID)) throw new Refusal('linkId', `${where} names an unknown LinkID`);
      if (!sameSecret(signature, sign(LINK_SECRET, text))) {
        const shown = JSON.stringify(text);
        throw new Refusal('signature', `${where} is not the signature of ${shown}`);
      }
      if (!isTimely(date)) throw new Refusal('date', `x-lh-date is off by more than ${skewSeconds} seconds`);
    },
  };
}
