/**
 * Writes pkits.json from NIST's Public Key Interoperability Test Suite, as the package cryptography_vectors carries it:
 *   pip download --no-deps cryptography_vectors==50.0.2 && unzip -q cryptography_vectors-*.whl -d vectors
 *   node tests/evidence/make-pkits.mjs vectors/cryptography_vectors/x509/PKITS_data
 * The signed messages are taken apart, so that each certificate is kept once. All are detached, over one text.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
/** @param {Buffer} octets @returns {{ tag: number, whole: Buffer, contents: Buffer }[]} */
const values = (octets) => {
  const list = [];
  for (let at = 0; at < octets.length; ) {
    const first = octets[at + 1];
    const count = first & 0x80 ? first & 0x7f : 0;
    const begin = at + 2 + count;
    const end = begin + (count ? octets.readUIntBE(at + 2, count) : first);
    list.push({ tag: octets[at], whole: octets.subarray(at, end), contents: octets.subarray(begin, end) });
    at = end;
  }
  return list;
};
/** @param {string} path */
const base64 = (path) => readFileSync(join(folder, path)).toString('base64');

/** @type {string[]} */
const certificates = [];
const contents = new Set();
const tests = readdirSync(join(folder, 'smime'))
  .sort()
  .map((file) => {
    const text = readFileSync(join(folder, 'smime', file), 'latin1').replaceAll('\r\n', '\n');
    const boundary = /boundary="([^"]+)"/.exec(text)?.[1];
    const [, content, attached] = text.split(`--${boundary}`);
    contents.add(content.slice(1, -1).replaceAll('\n', '\r\n'));
    const message = Buffer.from(attached.split('\n\n')[1], 'base64');
    const fields = values(values(values(values(message)[0].contents)[1].contents)[0].contents);
    const list = fields.find(({ tag }) => tag === 0xa0)?.contents ?? Buffer.alloc(0);
    const own = values(list).map(({ whole }) => {
      const certificate = whole.toString('base64');
      if (!certificates.includes(certificate)) certificates.push(certificate);
      return certificates.indexOf(certificate);
    });
    const signer = values(/** @type {{ contents: Buffer }} */ (fields.at(-1)).contents)[0].whole;
    return {
      name: file.replace(/^Signed|\.eml$/g, ''),
      certificates: own,
      digestAlgorithms: fields[1].whole.toString('base64'),
      signer: signer.toString('base64'),
    };
  });
if (contents.size !== 1) throw new Error('more than one text');

const crls = readdirSync(join(folder, 'crls'))
  .sort()
  .map((file) => base64(join('crls', file)));
const file = {
  anchor: base64('certs/TrustAnchorRootCertificate.crt'),
  content: [...contents][0],
  tests,
  crls,
  certificates,
};
const lines = Object.entries(file).map(([name, value]) =>
  Array.isArray(value)
    ? `  "${name}": [\n${value.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`
    : `  "${name}": ${JSON.stringify(value)}`,
);
writeFileSync(new URL('pkits.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
console.log(`${tests.length} messages, ${certificates.length} certificates, ${crls.length} lists`);
