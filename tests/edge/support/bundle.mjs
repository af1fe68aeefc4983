/** A bundle of evidence in the hands of an expert: read with a reader of its own, checked with its own script. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';

/** The script that goes into every bundle. */
export const SCRIPT = fileURLToPath(new URL('../../../src/gateway/evidence/verify.sh', import.meta.url));

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;

/** Not in every Node.js that runs the tests. @param {Buffer} bytes */
function checksum(bytes) {
  if (crc32) return crc32(bytes);
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/**
 * The files of a ZIP archive by name (APPNOTE 6.3.10), stored ones only; every field that is there twice must agree.
 * @param {Buffer} archive
 * @returns {Record<string, Buffer>}
 */
export function unzip(archive) {
  const end = archive.length - END_BYTES;
  assert.equal(archive.readUInt32LE(end), END, 'an end without a comment');
  const count = archive.readUInt16LE(end + 10);
  /** @type {Record<string, Buffer>} */
  const files = {};
  let at = archive.readUInt32LE(end + 16);
  assert.equal(at + archive.readUInt32LE(end + 12), end, 'the directory lies before the end');
  for (let index = 0; index < count; index += 1) {
    assert.equal(archive.readUInt32LE(at), ENTRY);
    const [method, crc, packed, size, nameBytes] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 16),
      archive.readUInt32LE(at + 20),
      archive.readUInt32LE(at + 24),
      archive.readUInt16LE(at + 28),
    ];
    const name = archive.toString('utf8', at + 46, at + 46 + nameBytes);
    assert.deepEqual([method, packed], [0, size], `${name} is stored`);
    const local = archive.readUInt32LE(at + 42);
    assert.equal(archive.readUInt32LE(local), LOCAL);
    const same = archive.subarray(at + 6, at + 32).equals(archive.subarray(local + 4, local + 30));
    assert.ok(same, `${name}: both headers say the same`);
    assert.equal(archive.toString('utf8', local + 30, local + 30 + nameBytes), name);
    const contents = archive.subarray(local + 30 + nameBytes, local + 30 + nameBytes + size);
    assert.equal(checksum(contents), crc, `${name}: its checksum`);
    assert.equal(files[name], undefined, `${name} is there once`);
    files[name] = contents;
    at += 46 + nameBytes;
  }
  assert.equal(at, end);
  return files;
}

/**
 * Unpacks a bundle into a folder that is removed in the end.
 * @param {Record<string, Buffer>} files
 * @param {(folder: string) => void} use
 */
export function unpacked(files, use) {
  const folder = mkdtempSync(join(tmpdir(), 'ingam-bundle-'));
  try {
    const inside = join(folder, 'bundle');
    mkdirSync(inside);
    for (const [name, contents] of Object.entries(files)) writeFileSync(join(inside, name), contents);
    use(inside);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Runs the script of a bundle, or another copy of it, inside its folder.
 * @param {string} folder
 * @param {string} [script]
 */
export function verify(folder, script = 'verify.sh') {
  const { status, stdout, stderr } = spawnSync('sh', [script], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/**
 * Has the script check a bundle.
 * @param {Record<string, Buffer>} files
 */
export function verified(files) {
  /** @type {ReturnType<typeof verify> | undefined} */
  let outcome;
  unpacked(files, (folder) => {
    outcome = verify(folder);
  });
  return /** @type {ReturnType<typeof verify>} */ (outcome);
}

/** @param {Record<string, Buffer>} files */
export function assertVerified(files) {
  const { status, stdout, stderr } = verified(files);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /\nOK\n$/);
  return stdout;
}

/** @param {Record<string, Buffer>} files @param {RegExp} why */
export function assertFails(files, why) {
  const { status, stdout, stderr } = verified(files);
  assert.notEqual(status, 0, stdout);
  assert.doesNotMatch(stdout, /^OK$/m);
  assert.match(stderr, why);
}

/** What SHA256SUMS has to be for these files. @param {Record<string, Buffer>} files */
export const sumsOf = (files) =>
  Buffer.from(
    Object.entries(files)
      .filter(([name]) => name !== 'SHA256SUMS')
      .map(([name, contents]) => `${createHash('sha256').update(contents).digest('hex')}  ${name}\n`)
      .join(''),
  );

/**
 * The certificates that a message brings, in its order.
 * @param {Buffer} message
 * @returns {Buffer[]} DER
 */
export function certificatesIn(message) {
  const how = ['pkcs7', '-inform', 'DER', '-print_certs'];
  const { stdout } = spawnSync('openssl', how, { input: message, encoding: 'utf8' });
  const blocks = stdout.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block).raw);
}

/**
 * A bundle by hand: of any messages, what the script reads and nothing else.
 * @param {object} parts
 * @param {Buffer} parts.anchor DER of a certificate, whose key is the anchor
 * @param {{ message: Buffer, requested?: Buffer | null, text?: Buffer, certificate?: Buffer }[]} parts.documents
 *   the requested digest, and the signer's certificate where it is not the first in the message
 * @returns {Record<string, Buffer>}
 */
export function assembled({ anchor, documents }) {
  /** @type {Record<string, Buffer>} */
  const files = { 'verify.sh': readFileSync(SCRIPT) };
  const requested = documents.map((document, index) => ({
    order: index + 1,
    sha256: document.requested?.toString('hex') ?? null,
    signatureType: 'PKCS7',
  }));
  const manifest = { transaction: 'toss:x', requested, signed: [] };
  files['manifest.json'] = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
  for (const [index, { message, text, certificate }] of documents.entries()) {
    const name = `document-${index + 1}`;
    files[`${name}.der`] = message;
    if (text) files[`${name}.text`] = text;
    const own = certificate ?? certificatesIn(message)[0];
    if (own) files[`${name}.certificate.pem`] = Buffer.from(new X509Certificate(own).toString());
  }
  const key = new X509Certificate(anchor).publicKey.export({ type: 'spki', format: 'pem' });
  files['anchor-1.key.pem'] = Buffer.from(key);
  return { ...files, SHA256SUMS: sumsOf(files) };
}
