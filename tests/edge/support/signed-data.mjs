/** What a signature is a signature of, in the word of OpenSSL. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Verifies a SignedData and returns its content; throws where OpenSSL does not accept it.
 * @param {string} signedDoc base64 of the DER
 * @param {{ caCertificate: string, rootCertificate: string }} anchors PEM
 * @returns {string}
 */
export function verifiedContent(signedDoc, { caCertificate, rootCertificate }) {
  const folder = mkdtempSync(join(tmpdir(), 'ingam-signed-data-'));
  try {
    writeFileSync(join(folder, 'signed.der'), Buffer.from(signedDoc, 'base64'));
    writeFileSync(join(folder, 'anchors.pem'), `${caCertificate}\n${rootCertificate}\n`);
    const how = ['cms', '-verify', '-binary', '-inform', 'DER', '-purpose', 'any', '-CAfile', 'anchors.pem'];
    execFileSync('openssl', [...how, '-in', 'signed.der', '-out', 'content'], { cwd: folder, stdio: 'pipe' });
    return readFileSync(join(folder, 'content'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
