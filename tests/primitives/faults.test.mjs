// Primitives with one fault each: the questions that every environment is asked must find it.
import assert from 'node:assert/strict';
import { createDecipheriv, createHmac } from 'node:crypto';
import { test } from 'node:test';

import { knownAnswers } from './known-answers.mjs';
import { load, vectors } from './support/files.mjs';

/** @typedef {import('./known-answers.mjs').Primitives} Primitives */

const sound = await load();

const NOTHING = new Uint8Array();
const TAG = 16;

/** @param {Uint8Array | undefined} bytes */
function lastBitFlipped(bytes) {
  const flipped = Uint8Array.from(bytes ?? []);
  if (flipped.length > 0) flipped[flipped.length - 1] ^= 1;
  return flipped;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} size
 */
function resized(bytes, size) {
  const other = new Uint8Array(size);
  other.set(bytes.subarray(0, size));
  return other;
}

/** Of the padding it looks at the last octet, to know how much there is. @type {Primitives['aesCbcHmacOpen']} */
function openWithAnyPadding(key, iv, macKey, ciphertext, mac) {
  sound.aesCbcHmacOpen(key, iv, macKey, ciphertext, mac); // throws where there is no such key
  if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) return undefined;
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv).setAutoPadding(false);
  const data = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  const plaintext = data.subarray(0, Math.max(0, data.length - data[data.length - 1]));
  return createHmac('sha256', macKey).update(plaintext).digest('hex') === mac ? plaintext : undefined;
}

/**
 * The fault, the set that must find it, in how many of its cases, and how it is told.
 * @type {[string, 'aesGcm' | 'hmacSha256' | 'aesCbc', number, RegExp, Partial<Primitives>][]}
 */
const FAULTS = [
  [
    'GCM seals another text',
    'aesGcm',
    39,
    /sealed to something else/,
    { aesGcmSeal: (...values) => lastBitFlipped(sound.aesGcmSeal(...values)) },
  ],
  [
    'GCM does not look at the tag',
    'aesGcm',
    27 + 39,
    /: it opens/,
    {
      aesGcmOpen: (key, nonce, aad, sealed) =>
        sound.aesGcmOpen(key, nonce, aad, sealed) ?? sealed.subarray(0, -TAG),
    },
  ],
  [
    'GCM takes a tag that is cut to 15 octets',
    'aesGcm',
    39,
    /opens with 15 octets of tag$/,
    {
      aesGcmOpen(key, nonce, aad, sealed) {
        const opened = sound.aesGcmOpen(key, nonce, aad, sealed);
        for (let last = 0; opened === undefined && last < 256; last += 1) {
          const completed = sound.aesGcmOpen(key, nonce, aad, Uint8Array.of(...sealed, last));
          if (completed !== undefined) return completed;
        }
        return opened;
      },
    },
  ],
  [
    'GCM opens nothing',
    'aesGcm',
    39,
    /does not open/,
    { aesGcmOpen: (...values) => void sound.aesGcmOpen(...values) },
  ],
  [
    'GCM makes keys and nonces fit',
    'aesGcm',
    250,
    /another size is taken/,
    {
      aesGcmSeal: (key, nonce, ...rest) => sound.aesGcmSeal(resized(key, 32), resized(nonce, 12), ...rest),
    },
  ],
  [
    'the MAC is back to front',
    'hmacSha256',
    33 + 33,
    /: the MAC is another|bits that are left/,
    { hmacSha256: (...values) => sound.hmacSha256(...values).reverse() },
  ],
  [
    'the comparison looks at as many octets as have come',
    'hmacSha256',
    33,
    /a cut tag is taken/,
    {
      equalInConstantTime: (left, right) => sound.equalInConstantTime(left.subarray(0, right.length), right),
    },
  ],
  ['every MAC is taken', 'hmacSha256', 54 + 87, /is taken/, { equalInConstantTime: () => true }],
  [
    'CBC seals another text',
    'aesCbc',
    48,
    /sealed to something else/,
    {
      aesCbcHmacSeal(...values) {
        const { ciphertext, mac } = sound.aesCbcHmacSeal(...values);
        return { ciphertext: lastBitFlipped(ciphertext), mac };
      },
    },
  ],
  [
    'CBC looks at the last octet of the padding only',
    'aesCbc',
    94,
    /octets open/,
    { aesCbcHmacOpen: openWithAnyPadding },
  ],
  [
    'CBC takes a MAC that is cut',
    'aesCbc',
    48,
    /opens with 0 digits of the MAC/,
    {
      aesCbcHmacOpen: (...values) =>
        sound.aesCbcHmacOpen(...values) ?? (values[4].length < 64 ? NOTHING : undefined),
    },
  ],
  [
    'CBC makes keys fit',
    'aesCbc',
    72,
    /another size is taken/,
    {
      aesCbcHmacSeal: (key, ...rest) =>
        sound.aesCbcHmacSeal(key.length === 16 ? key : resized(key, 32), ...rest),
    },
  ],
  [
    'the module breaks off',
    'aesCbc',
    48 + 96,
    /unreachable/,
    {
      aesCbcHmacOpen(...values) {
        sound.aesCbcHmacOpen(...values); // throws where there is no such key
        throw new WebAssembly.RuntimeError('unreachable');
      },
    },
  ],
];

for (const [fault, set, found, told, broken] of FAULTS) {
  test(`found: ${fault}`, async () => {
    const { counts, failures } = (await knownAnswers({ ...sound, ...broken }, vectors))[set];
    assert.equal(failures.length, found);
    for (const failure of failures) assert.match(failure, told);
    const right = Object.values(counts).reduce((sum, count) => sum + count, 0);
    assert.equal(right + failures.length, vectors[set].rows.length);
  });
}

test('found: a known answer is another', async () => {
  const rows = vectors.aesGcm.rows.map((row) =>
    row.tcId === 100 ? { ...row, tag: row.tag.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) } : row,
  );
  const { failures } = (await knownAnswers(sound, { ...vectors, aesGcm: { rows } })).aesGcm;
  assert.equal(failures.length, 1);
  assert.match(failures[0], /^100: /);
});
