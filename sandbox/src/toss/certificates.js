import { X509Certificate } from 'node:crypto';
import { must } from './envelope.js';

const ARMOUR = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;

/**
 * Certificate validity, `POST /api/v1/certificate/validate`. Toss publishes the booleans `valid` and `enabled` and not what
 * sets them apart; here both say that the sandbox's authority issued the certificate, and that it has neither expired nor been
 * revoked.
 * @param {object} parts
 * @param {ReturnType<typeof import('../pki/authority.js').createAuthority>} parts.authority
 * @param {import('../clock.js').Clock} parts.clock
 */
export function createCertificateValidation({ authority, clock }) {
  return (/** @type {unknown} */ input) => {
    const text = /** @type {any} */ (input)?.certificate;
    must(typeof text === 'string', 'certificate must be a string');
    const certificate = parse(text);
    must(certificate, 'certificate must be one certificate in PEM');
    const now = clock.now();
    const current = now >= Date.parse(certificate.validFrom) && now <= Date.parse(certificate.validTo);
    const revoked = authority.isRevoked(Number.parseInt(certificate.serialNumber, 16));
    const valid = current && !revoked && certificate.verify(authority.caPublicKey);
    return { valid, enabled: valid };
  };
}

/**
 * Toss's SDK sends the base64 in one line, which OpenSSL's PEM reader does not take at every length, so the armour is
 * removed here.
 * @param {string} pem
 */
function parse(pem) {
  const base64 = ARMOUR.exec(pem)?.[1];
  if (!base64) return null;
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    return null;
  }
}
