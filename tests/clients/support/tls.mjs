/** TLS in front of the gateway, under a CA made for the occasion. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';

const SETTINGS = `
[req]
distinguished_name = name
prompt = no
[name]
CN = a CA of the tests
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
authorityKeyIdentifier = keyid
`;
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/**
 * A CA with a certificate for a name, and their files.
 * @param {string} name
 */
export function makeAuthority(name) {
  const folder = mkdtempSync(join(tmpdir(), 'ingam-clients-tls-'));
  const openssl = (/** @type {string[]} */ ...parameters) =>
    execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' });
  writeFileSync(join(folder, 'settings'), `${SETTINGS}subjectAltName = DNS:${name}\n`);
  const settings = ['-config', 'settings'];
  const ca = ['-extensions', 'ca', '-days', '2', '-keyout', 'ca.key', '-out', 'ca.pem'];
  openssl('req', '-x509', ...settings, ...KEY, ...ca);
  openssl('req', '-new', ...settings, ...KEY, '-subj', `/CN=${name}`, '-keyout', 'key', '-out', 'request');
  const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', '1', '-days', '2'];
  const extensions = ['-extfile', 'settings', '-extensions', 'server'];
  openssl('x509', '-req', '-in', 'request', ...issuer, ...extensions, '-out', 'certificate');
  return {
    /** Its file. */
    caCertificate: join(folder, 'ca.pem'),
    key: readFileSync(join(folder, 'key')),
    certificate: readFileSync(join(folder, 'certificate')),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/**
 * Ends TLS and passes the bytes on.
 * @param {{ key: Buffer, certificate: Buffer }} identity
 * @param {string} target
 */
export async function startTermination({ key, certificate }, target) {
  const { hostname, port } = new URL(target);
  /** @type {Set<import('node:net').Socket>} */
  const open = new Set();
  let served = 0;
  const server = createServer({ key, cert: certificate }, (outside) => {
    served += 1;
    const inside = connect(Number(port), hostname);
    for (const socket of [outside, inside]) {
      open.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => (socket === outside ? inside.destroy() : outside.destroy()));
    }
    outside.pipe(inside).pipe(outside);
  });
  server.on('tlsClientError', () => {}); // a client that does not take the certificate
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return {
    port: /** @type {import('node:net').AddressInfo} */ (server.address()).port,
    /** How many connections got through the handshake. */
    served: () => served,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
