import { createPublicKey } from 'node:crypto';
import { makeCertificate } from './certificate.js';
import * as der from './der.js';
import * as ext from './extensions.js';
import { readKey } from './keys.js';
import * as oids from './oids.js';

/** @typedef {{ name: string, uid: string }} Subject */
/** @typedef {{ certificate: Buffer, key: import('node:crypto').KeyObject, issuer: Buffer, serial: number }} SigningIdentity */

const DAY = 86_400_000;
const ROOT_SERIAL = 1;
const CA_SERIAL = 2;
// The observed serial numbers have three or four octets.
const FIRST_SIGNER_SERIAL = 0x7a_60_01;

// `.invalid` never resolves (RFC 2606), so that no test of revocation reaches the real authority.
const ROOT_HOST = 'http://root-ca.cert.sandbox.invalid';
const CA_HOST = 'http://ca.cert.sandbox.invalid';
const OCSP_HOST = 'http://ocsp.cert.sandbox.invalid';

/** @param {Buffer} type @param {Buffer} value */
const attribute = (type, value) => der.setOf(der.sequence(type, value));

const ORGANIZATION = [
  attribute(oids.ORGANIZATION, der.utf8String('Viva Republica Inc')),
  attribute(oids.ORGANIZATIONAL_UNIT, der.utf8String('Toss Cert')),
];

/**
 * An authority's name. All attributes are UTF8String, the country too: byte for byte the form in which Toss writes issuers.
 * @param {string} commonName
 */
const authorityName = (commonName) =>
  der.sequence(
    attribute(oids.COUNTRY, der.utf8String('KR')),
    ...ORGANIZATION,
    attribute(oids.COMMON_NAME, der.utf8String(commonName)),
  );

/**
 * A signer's name, where the country is a PrintableString and the Toss user id stands before the person's name.
 * @param {Subject} subject
 */
const signerName = ({ name, uid }) =>
  der.sequence(
    attribute(oids.COUNTRY, der.printableString('KR')),
    ...ORGANIZATION,
    attribute(oids.USER_ID, der.utf8String(uid)),
    attribute(oids.COMMON_NAME, der.utf8String(name)),
  );

/**
 * The sandbox's certification authority: root (20 years) -> CA (10 years, path length 0) -> signers (3 years), in the profile
 * that Toss publishes in its practice statement and uses in its certificates. Signed anew from `now` on every start.
 * @param {number} now
 */
export function createAuthority(now) {
  const [rootKey, caKey] = [readKey('root'), readKey('ca')];
  const [rootPublic, caPublic] = [createPublicKey(rootKey), createPublicKey(caKey)];
  const [rootName, caName] = [authorityName('ingam Sandbox Root CA1'), authorityName('ingam Sandbox CA1')];
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
      ext.crlDistributionPoint(`${ROOT_HOST}/crl/toss_crl_dp0000.crl`),
    ],
  });

  let issued = 0;
  return {
    rootCertificate,
    caCertificate,
    caPublicKey: caPublic,
    /**
     * @param {Subject} subject
     * @param {import('node:crypto').KeyObject} key
     * @returns {SigningIdentity}
     */
    issueSigner(subject, key) {
      const serial = FIRST_SIGNER_SERIAL + issued++;
      const certificate = makeCertificate({
        serial,
        issuer: caName,
        subject: signerName(subject),
        notBefore: now - DAY,
        years: 3,
        key,
        issuerKey: caKey,
        extensions: [
          ext.authorityKeyIdentifier(caPublic, { name: rootName, serial: CA_SERIAL }),
          ext.subjectKeyIdentifier(createPublicKey(key)),
          ext.keyUsage(digitalSignature, nonRepudiation),
          ext.certificatePolicy({
            policy: '1.2.410.200098.5.1.1.1.3',
            cps: `${CA_HOST}/cps.html`,
            notice: 'This is Toss certificate',
          }),
          ext.crlDistributionPoint(`${CA_HOST}/crl/toss_crl_dp2p1.crl?certificateRevocationList`),
          ext.ocspAccess(`${OCSP_HOST}/`),
        ],
      });
      return { certificate, key, issuer: caName, serial };
    },
  };
}
