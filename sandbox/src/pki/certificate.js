import { createPublicKey, sign } from 'node:crypto';
import * as der from './der.js';
import { SHA256_WITH_RSA } from './oids.js';

/** @typedef {import('node:crypto').KeyObject} KeyObject */

const DAY = 86_400_000;
const KST = 9 * 3_600_000;

/**
 * The last second of a certificate's life as Toss sets it: 23:59:59 Korean time (14:59:59Z) on the day before the
 * anniversary of its issue.
 * @param {number} notBefore
 * @param {number} years
 */
export function lastSecond(notBefore, years) {
  const korean = new Date(notBefore + KST);
  const anniversary = Date.UTC(korean.getUTCFullYear() + years, korean.getUTCMonth(), korean.getUTCDate());
  return anniversary - DAY + Date.UTC(1970, 0, 1, 14, 59, 59);
}

/**
 * An X.509 v3 certificate with an RSA key, signed with sha256WithRSAEncryption.
 * @param {object} parts
 * @param {number} parts.serial
 * @param {Buffer} parts.issuer an encoded Name
 * @param {Buffer} parts.subject an encoded Name
 * @param {number} parts.notBefore
 * @param {number} parts.years
 * @param {KeyObject} parts.key the subject's key pair
 * @param {KeyObject} parts.issuerKey
 * @param {Buffer[]} parts.extensions
 * @returns {Buffer} DER
 */
export function makeCertificate({ serial, issuer, subject, notBefore, years, key, issuerKey, extensions }) {
  const body = der.sequence(
    der.context(0, der.integer(2)),
    der.integer(serial),
    SHA256_WITH_RSA,
    issuer,
    der.sequence(der.time(notBefore), der.time(lastSecond(notBefore, years))),
    subject,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    der.context(3, der.sequence(...extensions)),
  );
  return der.sequence(body, SHA256_WITH_RSA, der.bitString(sign('sha256', body, issuerKey)));
}

/**
 * A complete X.509 v2 revocation list (RFC 5280 section 5), signed with sha256WithRSAEncryption.
 * @param {object} parts
 * @param {Buffer} parts.issuer an encoded Name
 * @param {number} parts.thisUpdate
 * @param {number} parts.nextUpdate
 * @param {Iterable<[serial: number, revokedAt: number]>} parts.entries
 * @param {KeyObject} parts.issuerKey
 * @param {Buffer[]} parts.extensions
 * @returns {Buffer} DER
 */
export function makeRevocationList({ issuer, thisUpdate, nextUpdate, entries, issuerKey, extensions }) {
  const revoked = [...entries].map(([serial, at]) => der.sequence(der.integer(serial), der.time(at)));
  const body = der.sequence(
    der.integer(1),
    SHA256_WITH_RSA,
    issuer,
    der.time(thisUpdate),
    der.time(nextUpdate),
    // An empty list is left out, not empty (RFC 5280 section 5.1.2.6).
    ...(revoked.length > 0 ? [der.sequence(...revoked)] : []),
    der.context(0, der.sequence(...extensions)),
  );
  return der.sequence(body, SHA256_WITH_RSA, der.bitString(sign('sha256', body, issuerKey)));
}

/** @param {Buffer} certificate */
export const toPem = (certificate) =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
