import { createHash } from 'node:crypto';
import * as der from './der.js';

/** @typedef {import('node:crypto').KeyObject} KeyObject */

/**
 * @param {string} id
 * @param {Buffer} value
 * @param {{ critical?: boolean }} [options]
 */
const extension = (id, value, { critical = false } = {}) =>
  der.sequence(der.oid(id), ...(critical ? [der.TRUE] : []), der.octetString(value));

/** @param {string} uri */
const uriName = (uri) => der.contextPrimitive(6, Buffer.from(uri, 'latin1'));

/**
 * RFC 5280 4.2.1.2, method 1: SHA-1 over the bits of the public key, which for RSA are its PKCS#1 form.
 * @param {KeyObject} publicKey
 */
export const keyIdentifier = (publicKey) =>
  createHash('sha1')
    .update(publicKey.export({ type: 'pkcs1', format: 'der' }))
    .digest();

/** @param {KeyObject} publicKey */
export const subjectKeyIdentifier = (publicKey) =>
  extension('2.5.29.14', der.octetString(keyIdentifier(publicKey)));

/**
 * @param {KeyObject} issuerKey
 * @param {{ name: Buffer, serial: number }} [issuerCertificate] who issued the issuer's own certificate, and under which
 *   serial number; Toss names both in a signer's certificate
 */
export function authorityKeyIdentifier(issuerKey, issuerCertificate) {
  const parts = [der.contextPrimitive(0, keyIdentifier(issuerKey))];
  if (issuerCertificate) {
    parts.push(der.context(1, der.context(4, issuerCertificate.name)));
    parts.push(der.contextPrimitive(2, Buffer.from([issuerCertificate.serial])));
  }
  return extension('2.5.29.35', der.sequence(...parts));
}

/** Bit numbers of RFC 5280 4.2.1.3. */
export const USAGE = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, cRLSign: 6 };

/** @param {...number} bits */
export const keyUsage = (...bits) => extension('2.5.29.15', der.namedBits(...bits), { critical: true });

/** @param {number} [pathLength] */
export const authorityConstraints = (pathLength) =>
  extension(
    '2.5.29.19',
    der.sequence(der.TRUE, ...(pathLength === undefined ? [] : [der.integer(pathLength)])),
    {
      critical: true,
    },
  );

/** anyPolicy: what an intermediate authority may issue under. */
export const anyPolicy = () => extension('2.5.29.32', der.sequence(der.sequence(der.oid('2.5.29.32.0'))));

/**
 * One policy with its practice statement and a notice in BMPString, critical, as in a signer's certificate.
 * @param {{ policy: string, cps: string, notice: string }} parts
 */
export function certificatePolicy({ policy, cps, notice }) {
  const qualifiers = der.sequence(
    der.sequence(der.oid('1.3.6.1.5.5.7.2.1'), der.ia5String(cps)),
    der.sequence(der.oid('1.3.6.1.5.5.7.2.2'), der.sequence(der.bmpString(notice))),
  );
  return extension('2.5.29.32', der.sequence(der.sequence(der.oid(policy), qualifiers)), { critical: true });
}

/** @param {number} number never one that a newer list has */
export const crlNumber = (number) => extension('2.5.29.20', der.integer(number));

/** @param {string} uri */
export const crlDistributionPoint = (uri) =>
  extension('2.5.29.31', der.sequence(der.sequence(der.context(0, der.context(0, uriName(uri))))));

/** @param {string} uri */
export const ocspAccess = (uri) =>
  extension('1.3.6.1.5.5.7.1.1', der.sequence(der.sequence(der.oid('1.3.6.1.5.5.7.48.1'), uriName(uri))));
