import { createPublicKey } from 'node:crypto';
import { makeCertificate, makeRevocationList } from './certificate.js';
import * as der from './der.js';
import * as ext from './extensions.js';
import { readKey } from './keys.js';
import * as oids from './oids.js';

/** @typedef {{ name: string, uid?: string }} Subject */
/** @typedef {{ certificate: Buffer, key: import('node:crypto').KeyObject, issuer: Buffer, serial: number }} SigningIdentity */
/**
 * @typedef {object} AuthorityProfile what tells one provider's certificates from another's
 * @property {{ root: string, ca: string }} keys files in `fixtures/`
 * @property {string} organization
 * @property {string} unit
 * @property {{ root: string, ca: string }} names
 * @property {{ root: string, ca: string }} crls where the certificates say that each authority's revocation list is
 * @property {string} ocsp
 * @property {{ policy: string, cps: string, notice: string }} policy
 */

const DAY = 86_400_000;
const ROOT_SERIAL = 1;
const CA_SERIAL = 2;
// The observed serial numbers have three or four octets.
const FIRST_SIGNER_SERIAL = 0x7a_60_01;

/** @param {Buffer} type @param {Buffer} value */
const attribute = (type, value) => der.setOf(der.sequence(type, value));

/** @param {AuthorityProfile} profile */
const organization = (profile) => [
  attribute(oids.ORGANIZATION, der.utf8String(profile.organization)),
  attribute(oids.ORGANIZATIONAL_UNIT, der.utf8String(profile.unit)),
];

/**
 * An authority's name. All attributes are UTF8String, the country too: byte for byte the form in which Toss writes issuers.
 * @param {AuthorityProfile} profile
 * @param {string} commonName
 */
const authorityName = (profile, commonName) =>
  der.sequence(
    attribute(oids.COUNTRY, der.utf8String('KR')),
    ...organization(profile),
    attribute(oids.COMMON_NAME, der.utf8String(commonName)),
  );

/**
 * A signer's name, where the country is a PrintableString and the user id, if there is one, stands before the person's name.
 * @param {AuthorityProfile} profile
 * @param {Subject} subject
 */
const signerName = (profile, { name, uid }) =>
  der.sequence(
    attribute(oids.COUNTRY, der.printableString('KR')),
    ...organization(profile),
    ...(uid ? [attribute(oids.USER_ID, der.utf8String(uid))] : []),
    attribute(oids.COMMON_NAME, der.utf8String(name)),
  );

/**
 * A certification authority of the sandbox: root (20 years) -> CA (10 years, path length 0) -> signers (3 years), in the form
 * that Toss publishes in its practice statement and uses in its certificates. Signed anew from `now` on every start.
 * @param {number} now
 * @param {AuthorityProfile} profile
 */
export function createAuthority(now, profile) {
  const [rootKey, caKey] = [readKey(profile.keys.root), readKey(profile.keys.ca)];
  const [rootPublic, caPublic] = [createPublicKey(rootKey), createPublicKey(caKey)];
  const rootName = authorityName(profile, profile.names.root);
  const caName = authorityName(profile, profile.names.ca);
  const { digitalSignature, nonRepudiation, keyCertSign, cRLSign } = ext.USAGE;

  const rootCertificate = makeCertificate({
    serial: ROOT_SERIAL,
    issuer: rootName,
    subject: rootName,
    notBefore: now - 730 * DAY,
    years: 20,
    key: rootKey,
    issuerKey: rootKey,
    extensions: [
      ext.subjectKeyIdentifier(rootPublic),
      ext.keyUsage(digitalSignature, nonRepudiation, keyCertSign, cRLSign),
      ext.authorityConstraints(),
    ],
  });

  const caCertificate = makeCertificate({
    serial: CA_SERIAL,
    issuer: rootName,
    subject: caName,
    notBefore: now - 365 * DAY,
    years: 10,
    key: caKey,
    issuerKey: rootKey,
    extensions: [
      ext.authorityKeyIdentifier(rootPublic),
      ext.subjectKeyIdentifier(caPublic),
      ext.keyUsage(keyCertSign, cRLSign),
      ext.authorityConstraints(0),
      ext.anyPolicy(),
      ext.crlDistributionPoint(profile.crls.root),
    ],
  });

  let issued = 0;
  /** When each revoked certificate was revoked, by serial number. @type {Map<number, number>} */
  const revoked = new Map();
  return {
    rootCertificate,
    caCertificate,
    caPublicKey: caPublic,
    /**
     * @param {Subject} subject
     * @param {import('node:crypto').KeyObject} key
     * @param {number} [issuedAt]
     * @returns {SigningIdentity}
     */
    issueSigner(subject, key, issuedAt = now) {
      const serial = FIRST_SIGNER_SERIAL + issued++;
      const certificate = makeCertificate({
        serial,
        issuer: caName,
        subject: signerName(profile, subject),
        notBefore: issuedAt - DAY,
        years: 3,
        key,
        issuerKey: caKey,
        extensions: [
          ext.authorityKeyIdentifier(caPublic, { name: rootName, serial: CA_SERIAL }),
          ext.subjectKeyIdentifier(createPublicKey(key)),
          ext.keyUsage(digitalSignature, nonRepudiation),
          ext.certificatePolicy(profile.policy),
          ext.crlDistributionPoint(profile.crls.ca),
          ext.ocspAccess(profile.ocsp),
        ],
      });
      return { certificate, key, issuer: caName, serial };
    },
    /** @param {number} serial */
    hasIssued: (serial) => serial >= FIRST_SIGNER_SERIAL && serial < FIRST_SIGNER_SERIAL + issued,
    /** @param {number} serial @param {number} at */
    revoke: (serial, at) => void revoked.set(serial, at),
    /** @param {number} serial */
    isRevoked: (serial) => revoked.has(serial),
    /** Nobody's certificate is revoked any more. */
    reset: () => revoked.clear(),
    /**
     * The CA's list of its signers, as it is at this time, good for a day.
     * @param {number} at
     */
    revocationList: (at) =>
      makeRevocationList({
        issuer: caName,
        thisUpdate: at,
        nextUpdate: at + DAY,
        entries: revoked,
        issuerKey: caKey,
        extensions: [ext.authorityKeyIdentifier(caPublic), ext.crlNumber(at)],
      }),
  };
}
