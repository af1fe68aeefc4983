/** A bundle of evidence in the hands of an expert: read with a reader of its own, checked with its own script. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
