/**
 * Wycheproof's sets, asked of the primitives. The same questions as those of the Rust tests in
 * src/cipher, in every environment: nothing is imported here, and WebCrypto is all that is needed.
 */

/**
 * What tests/primitives/src/lib.rs exports.
 * @typedef {object} Primitives
 * @property {(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array) => Uint8Array | undefined} aesGcmSeal
 * @property {(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array) => Uint8Array | undefined} aesGcmOpen
 * @property {(key: Uint8Array, message: Uint8Array) => Uint8Array} hmacSha256
 * @property {(left: Uint8Array, right: Uint8Array) => boolean} equalInConstantTime
 * @property {(key: Uint8Array, iv: Uint8Array, macKey: Uint8Array, plaintext: Uint8Array) => { ciphertext: Uint8Array, mac: string }} aesCbcHmacSeal
 * @property {(key: Uint8Array, iv: Uint8Array, macKey: Uint8Array, ciphertext: Uint8Array, mac: string) => Uint8Array | undefined} aesCbcHmacOpen
 */

/** @typedef {Record<string, any>} Row a case: `tcId`, `result`, and octets in hexadecimal */
/** @typedef {{ rows: Row[] }} VectorFile */
/** @typedef {{ aesGcm: VectorFile, hmacSha256: VectorFile, aesCbc: VectorFile }} Vectors */

/**
 * @typedef {object} Outcome
 * @property {Record<string, number>} counts what was found right, by its kind
 * @property {string[]} failures a line for each case that was not
 */

/** Says what is expected, and whether it is so. @typedef {(holds: boolean, what: string) => void} Check */

const BLOCK = 16;
const TAG = 16;
const MAC = 32;
const MAC_KEY = new TextEncoder().encode('mac key');

/**
 * @param {Primitives} primitives
 * @param {Vectors} vectors
 * @returns {Promise<{ aesGcm: Outcome, hmacSha256: Outcome, aesCbc: Outcome }>}
 */
export async function knownAnswers(primitives, vectors) {
  return {
    aesGcm: await outcomeOf(vectors.aesGcm, (row, check) => aesGcm(primitives, row, check)),
    hmacSha256: await outcomeOf(vectors.hmacSha256, (row, check) => hmacSha256(primitives, row, check)),
    aesCbc: await outcomeOf(vectors.aesCbc, (row, check) => aesCbc(primitives, row, check)),
  };
}

/**
 * @param {VectorFile} file
 * @param {(row: Row, check: Check) => string | Promise<string>} judge gives the kind of the case
 * @returns {Promise<Outcome>}
 */
async function outcomeOf({ rows }, judge) {
  /** @type {Outcome} */
  const outcome = { counts: {}, failures: [] };
  for (const row of rows) {
    /** @type {string[]} */
    const wrong = [];
    try {
      if (row.result !== 'valid' && row.result !== 'invalid') throw new Error(`result: ${row.result}`);
      const kind = await judge(row, (holds, what) => {
        if (!holds) wrong.push(what);
      });
      if (wrong.length === 0) outcome.counts[kind] = (outcome.counts[kind] ?? 0) + 1;
    } catch (error) {
      wrong.push(String(error));
    }
    if (wrong.length > 0) outcome.failures.push(`${row.tcId}: ${wrong.join('; ')}`);
  }
  return outcome;
}

/**
 * @param {Primitives} primitives
 * @param {Row} row
 * @param {Check} check
 */
function aesGcm({ aesGcmSeal, aesGcmOpen }, row, check) {
  const [key, iv, aad, plaintext, ciphertext, tag] = octets(row, 'key', 'iv', 'aad', 'msg', 'ct', 'tag');
  const text = Uint8Array.of(...ciphertext, ...tag);
  const seal = () => aesGcmSeal(key, iv, aad, plaintext);
  const open = (/** @type {Uint8Array} */ sealed) => aesGcmOpen(key, iv, aad, sealed);
  if (key.length !== 32 || iv.length !== 12) {
    check(hasNoSuchSize(seal) && hasNoSuchSize(() => open(text)), 'a key or IV of another size is taken');
    return 'noSuchSize';
  }
  if (row.result === 'invalid') {
    check(open(text) === undefined, 'it opens');
    return 'refused';
  }
  check(tag.length === TAG, 'its tag is not whole');
  for (let end = ciphertext.length; end < text.length; end += 1)
    check(
      open(text.subarray(0, end)) === undefined,
      `it opens with ${end - ciphertext.length} octets of tag`,
    );
  check(isSame(seal(), text), 'it is sealed to something else');
  check(isSame(open(text), plaintext), 'it does not open to its plaintext');
  return 'sealed';
}

/**
 * Half of the cases have a tag cut to 128 bits, which compares as unequal whatever it is.
 * @param {Primitives} primitives
 * @param {Row} row
 * @param {Check} check
 */
function hmacSha256(primitives, row, check) {
  const [key, message, tag] = octets(row, 'key', 'msg', 'tag');
  const mac = primitives.hmacSha256(key, message);
  const isValid = row.result === 'valid';
  check(mac.length === MAC, 'the MAC is not whole');
  const isEqual = primitives.equalInConstantTime(mac, tag);
  if (tag.length === MAC) {
    check(isEqual === isValid, isValid ? 'the MAC is another' : 'the MAC is taken');
    return isValid ? 'valid' : 'invalid';
  }
  check(!isEqual, 'a cut tag is taken');
  check(isSame(mac.subarray(0, tag.length), tag) === isValid, 'the bits that are left are wrong');
  return isValid ? 'cutValid' : 'cutInvalid';
}

/**
 * @param {Primitives} primitives
 * @param {Row} row
 * @param {Check} check
 */
async function aesCbc(primitives, row, check) {
  const [key, iv, plaintext, ciphertext] = octets(row, 'key', 'iv', 'msg', 'ct');
  const seal = () => primitives.aesCbcHmacSeal(key, iv, MAC_KEY, plaintext);
  const open = (/** @type {string} */ mac) => primitives.aesCbcHmacOpen(key, iv, MAC_KEY, ciphertext, mac);
  const macOf = (/** @type {Uint8Array} */ text) => hex(primitives.hmacSha256(MAC_KEY, text));
  if (key.length !== 16 && key.length !== 32) {
    check(
      hasNoSuchSize(seal) && hasNoSuchSize(() => open(macOf(plaintext))),
      'a key of another size is taken',
    );
    return 'noSuchKey';
  }
  const decrypted = await decryptedWithPadding(key, iv, ciphertext);
  if (row.result === 'invalid') {
    // With the MAC of the right plaintext, of all that was decrypted, and of any part of it: what
    // refuses is the padding.
    check(open(macOf(plaintext)) === undefined, 'it opens');
    for (let end = 0; end <= decrypted.length; end += 1)
      check(open(macOf(decrypted.subarray(0, end))) === undefined, `its first ${end} octets open`);
    return 'refused';
  }
  const { ciphertext: sealed, mac } = seal();
  check(isSame(sealed, ciphertext), 'it is sealed to something else');
  check(mac === macOf(plaintext), 'its MAC is another');
  check(isSame(decrypted.subarray(0, plaintext.length), plaintext), 'WebCrypto decrypts something else');
  check(open(mac.toUpperCase()) === undefined, 'it opens with a MAC in upper case');
  check(open(macOf(MAC_KEY)) === undefined, 'it opens with the MAC of another text');
  for (let end = 0; end < mac.length; end += 1)
    check(open(mac.slice(0, end)) === undefined, `it opens with ${end} digits of the MAC`);
  check(isSame(open(mac), plaintext), 'it does not open to its plaintext');
  return 'sealed';
}

/**
 * What CBC decrypts, the padding still on it; empty when there are no whole blocks. WebCrypto takes
 * padding off: here it is that of a block put behind, which decrypts to nothing but padding.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Uint8Array<ArrayBuffer>} iv
 * @param {Uint8Array<ArrayBuffer>} ciphertext
 */
async function decryptedWithPadding(bytes, iv, ciphertext) {
  if (ciphertext.length === 0 || ciphertext.length % BLOCK !== 0) return new Uint8Array();
  const { subtle } = globalThis.crypto;
  const key = await subtle.importKey('raw', bytes, 'AES-CBC', false, ['encrypt', 'decrypt']);
  const chained = { name: 'AES-CBC', iv: ciphertext.slice(-BLOCK) };
  const behind = new Uint8Array(await subtle.encrypt(chained, key, new Uint8Array()));
  const text = Uint8Array.of(...ciphertext, ...behind);
  return new Uint8Array(await subtle.decrypt({ name: 'AES-CBC', iv }, key, text));
}

/**
 * Whether a call is refused for a size that there is no type for.
 * @param {() => unknown} call
 */
function hasNoSuchSize(call) {
  try {
    call();
    return false;
  } catch (error) {
    return /^no such size: /.test(error.message);
  }
}

/**
 * @param {Row} row
 * @param {string[]} names
 */
function octets(row, ...names) {
  return names.map((name) =>
    Uint8Array.from(row[name].match(/../g) ?? [], (digits) => Number.parseInt(digits, 16)),
  );
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {Uint8Array | undefined} left
 * @param {Uint8Array} right
 */
function isSame(left, right) {
  return left !== undefined && hex(left) === hex(right);
}
