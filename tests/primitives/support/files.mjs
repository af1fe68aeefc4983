/** What the environments are given, and what they must answer. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {import('../known-answers.mjs').Primitives} Primitives */
/** @typedef {import('../known-answers.mjs').Vectors} Vectors */

const BUILD = new URL('../../../build/primitives/', import.meta.url);

/** The files that every environment is given, by the names they import each other by. */
export const FILES = {
  'primitives.js': new URL('primitives.js', BUILD),
  'primitives_bg.wasm': new URL('primitives_bg.wasm', BUILD),
  'known-answers.mjs': new URL('../known-answers.mjs', import.meta.url),
};

for (const file of Object.values(FILES))
  assert.ok(existsSync(file), `${fileURLToPath(file)} is missing: node scripts/primitives.mjs makes it`);

/** @param {string} set */
const vectorFile = (set) =>
  JSON.parse(readFileSync(new URL(`../../vectors/wycheproof-${set}.json`, import.meta.url), 'utf8'));

/** @type {Vectors} */
export const vectors = {
  aesGcm: vectorFile('aes-gcm'),
  hmacSha256: vectorFile('hmac-sha256'),
  aesCbc: vectorFile('aes-cbc'),
};

/** The counts of the Rust tests in src/cipher: 316, 174 and 216 cases. */
export const KNOWN = {
  aesGcm: { counts: { sealed: 39, refused: 27, noSuchSize: 250 }, failures: [] },
  hmacSha256: { counts: { valid: 33, invalid: 54, cutValid: 33, cutInvalid: 54 }, failures: [] },
  aesCbc: { counts: { sealed: 48, refused: 96, noSuchKey: 72 }, failures: [] },
};

/**
 * The primitives, in this process.
 * @returns {Promise<Primitives>}
 */
export async function load() {
  const primitives = await import(FILES['primitives.js'].href);
  primitives.initSync({ module: readFileSync(FILES['primitives_bg.wasm']) });
  return primitives;
}
