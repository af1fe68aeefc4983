/** Authorities of the tests' own. */
import { AUTHORITY_USAGE, certify, ext, name, rsaKey } from '../../tests/evidence/pki.mjs';

/**
 * @param {string} common
 * @param {any} issuer
 */
export function certifyAuthority(common, issuer) {
  const pair = rsaKey(2048);
  return certify({
    pair,
    subject: name({ CN: common }),
    issuer,
    extensions: [ext.authority(), AUTHORITY_USAGE],
  });
}
