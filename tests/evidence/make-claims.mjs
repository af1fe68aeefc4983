/**
 * Writes claims.json, in the form of cases.json: what a signer can claim, of the time and of the
 * certificate, and what the claim is worth. `node tests/evidence/make-claims.mjs`. The keys are made
 * anew and thrown away.
 */

import { createPrivateKey, createPublicKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';

import * as der from './der.mjs';
import * as pki from './pki.mjs';
import { attribute, DOCUMENT, digest, ext, OID, SIGNED_AT } from './pki.mjs';

const { name, certify, signedData, revocationList } = pki;

const person = name({ C: 'KR', O: 'ingam Test', CN: '홍길동' });
const caName = name({ C: 'KR', O: 'ingam Test', CN: 'ingam Test CA9' });
const pair = { ca: pki.rsaKey(2048), signer: pki.rsaKey(2048), decoy: pki.rsaKey(2048) };
const authority = [ext.authority(), pki.AUTHORITY_USAGE];
const years = { from: '2015-01-01T00:00:00', until: '2045-01-01T00:00:00' };
const ca = certify({ pair: pair.ca, subject: caName, serial: 1, extensions: authority, ...years });
/** @param {Partial<Parameters<typeof certify>[0]>} [wrong] */
const issue = (wrong = {}) =>
  certify({ pair: pair.signer, subject: person, issuer: ca, extensions: [pki.SIGNER_USAGE], ...wrong });
const signer = issue();

/** @type {Record<string, unknown>[]} */
const cases = [];
/**
 * @param {string} id
 * @param {string} expected
 * @param {Buffer} message
 * @param {{ at?: string, now?: string, crls?: Buffer[], intermediates?: Buffer[], says?: string }} [options]
 *   `says`: a sentence of the report
 */
function add(id, expected, message, { at, now, crls, intermediates, says } = {}) {
  if (cases.some((one) => one.id === id)) throw new Error(`${id} twice`);
  const all = (/** @type {Buffer[]} */ list) => list.map((octets) => octets.toString('base64'));
  cases.push({
    id,
    expected,
    profile: 'none',
    anchor: 'ca',
    document: DOCUMENT,
    ...(at ? { at } : {}),
    ...(now ? { now } : {}),
    ...(intermediates ? { intermediates: all(intermediates) } : {}),
    ...(crls ? { crls: all(crls) } : {}),
    ...(says ? { says } : {}),
    message: message.toString('base64'),
  });
}

const BOUNDS = 'OUT_OF_BOUNDS_NO_POE';
const CRYPTO = 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE';
const LATER = 'TRY_LATER';
const PASSED = 'TOTAL_PASSED';

// Signed with a certificate that was revoked on 2022-06-01, and said to be signed a year earlier.
const stolen = issue({ from: '2021-01-01T00:00:00', until: '2026-01-01T00:00:00' });
const backdated = signedData(stolen, { time: der.utcTime('2021-06-15T00:00:00') });
const ofThen = revocationList({ issuer: ca, from: '2021-06-01T00:00:00', until: '2021-07-01T00:00:00' });
const revoked = [{ serial: stolen.serial, at: '2022-06-01T00:00:00' }];
const ofLater = revocationList({
  issuer: ca,
  revoked,
  from: '2022-07-01T00:00:00',
  until: '2022-08-01T00:00:00',
});
add('backdated-with-the-list-of-then', LATER, backdated, { crls: [ofThen] });
add('backdated-with-the-list-of-then-now', LATER, backdated, { crls: [ofThen], now: '2022-07-15T00:00:00Z' });
add('backdated-with-the-list-of-then-after-expiry', LATER, backdated, {
  crls: [ofThen],
  now: '2026-11-01T00:00:00Z',
});
add('backdated-with-the-list-of-now', 'REVOKED_NO_POE', backdated, {
  crls: [ofLater],
  now: '2022-07-15T00:00:00Z',
});
add('backdated-with-both-lists', 'REVOKED_NO_POE', backdated, { crls: [ofThen, ofLater] });
// The signature is proven to have existed when it says: then the list of that time tells.
add('dated-with-proof', PASSED, backdated, { crls: [ofThen], now: '2021-06-15T00:00:00Z' });

// How fresh a list is.
const right = signedData(signer);
/** @param {string} from @param {string} until */
const list = (from, until) => revocationList({ issuer: ca, from, until });
const noon = list('2026-06-01T00:00:00', '2026-06-02T00:00:00');
add('list-current-now', PASSED, right, { crls: [noon], now: '2026-06-01T12:00:05Z' });
add('list-in-its-last-second-now', PASSED, right, { crls: [noon], now: '2026-06-02T00:00:00Z' });
add('list-a-second-too-old-now', LATER, right, { crls: [noon], now: '2026-06-02T00:00:01Z' });
add('list-of-before-the-signing', LATER, right, { crls: [noon] });
add('list-301-seconds-before-the-signing', LATER, right, {
  crls: [list('2026-06-01T11:54:59', '2026-06-02T00:00:00')],
});
add('list-300-seconds-before-the-signing', PASSED, right, {
  crls: [list('2026-06-01T11:55:00', '2026-06-02T00:00:00')],
});
add('list-ended-before-the-signing', LATER, right, {
  crls: [list('2026-06-01T11:58:00', '2026-06-01T11:59:59')],
});
add('list-of-long-after', PASSED, right, { crls: [list('2027-06-01T00:00:00', '2027-06-02T00:00:00')] });
add('list-that-lasts', PASSED, right, {
  crls: [list('2026-06-01T12:00:00', '2049-12-31T23:59:59')],
  now: '2049-12-31T23:59:59Z',
});

// A time asked for does not take the place of the time that is claimed.
const CLAIMED = "The signer's certificate was not valid at the time that the signature claims.";
const expired = signedData(signer, { time: der.utcTime('2028-01-01T00:00:01') });
const early = signedData(signer, { time: der.utcTime('2024-12-31T23:59:59') });
const inside = '2026-06-01T12:00:00Z';
add('claims-a-time-after-expiry', BOUNDS, expired, {
  says: 'A certificate of the path had expired at the time in question.',
});
add('claims-a-time-after-expiry-asked-for-before', BOUNDS, expired, { at: inside, says: CLAIMED });
add('claims-a-time-before-it-was-valid-asked-for-later', BOUNDS, early, { at: inside, says: CLAIMED });
const last = signedData(signer, { time: der.utcTime('2028-01-01T00:00:00') });
add('claims-the-last-second', PASSED, last, { at: inside });
const june = [list('2026-06-01T12:00:00', '2026-06-02T00:00:00')];
const july = signedData(signer, { time: der.utcTime('2026-07-01T00:00:00') });
add('list-before-the-claimed-time-asked-for-before', LATER, july, {
  at: inside,
  crls: june,
  now: '2026-07-01T00:00:00Z',
});
add('list-before-the-time-asked-for', LATER, right, {
  at: '2026-07-01T00:00:00Z',
  crls: june,
  now: inside,
});

// The attributes that name the certificate: the same key is in both certificates.
const twin = issue({ serial: 0x7a6002, subject: name({ C: 'KR', O: 'ingam Test', CN: '홍길순' }) });
/** @param {Buffer[]} references @param {Buffer[]} [more] */
const v2 = (references, more = []) =>
  attribute(OID.signingCertificateV2, der.seq(der.seq(...references), ...more));
/** @param {Buffer[]} references */
const v1 = (...references) => attribute(OID.signingCertificate, der.seq(der.seq(...references)));
const hash = (/** @type {pki.Holder} */ holder, /** @type {string} */ by = 'sha256') =>
  der.octets(digest(holder.certificate, by));
const own = der.seq(hash(signer));
const other = der.seq(hash(twin));
const parts = [der.seq(der.explicit(4, caName)), der.integer(signer.serial)];
const issuerSerial = der.seq(...parts);
/** @param {Buffer[]} moreAttributes */
const naming = (...moreAttributes) => signedData(signer, { moreAttributes });
const OTHER = 'The signed attributes name another certificate than the one that the signer names.';
const HASH = 'The signed attributes name the certificate by a hash that is not on the list.';
const BAD = "A signed attribute that names the signer's certificate is malformed.";
add('names-its-certificate', PASSED, naming(v2([own])));
add('names-its-certificate-by-the-default-written', PASSED, naming(v2([der.seq(pki.SHA256, hash(signer))])));
add('names-its-certificate-in-full', PASSED, naming(v2([der.seq(hash(signer), issuerSerial)], [der.seq()])));
add('names-its-certificate-and-its-authority', PASSED, naming(v2([own, der.seq(hash(ca))])));
add('names-its-certificate-in-both-versions', PASSED, naming(v2([own]), v1(der.seq(hash(signer, 'sha1')))));
const CHAIN = 'CHAIN_CONSTRAINTS_FAILURE';
add('names-another-certificate', CHAIN, naming(v2([other])), { says: OTHER });
add('names-another-certificate-first', CHAIN, naming(v2([other, own])), { says: OTHER });
add('names-a-hash-cut', CHAIN, naming(v2([der.seq(der.octets(digest(signer.certificate).subarray(1)))])), {
  says: OTHER,
});
const sha512 = der.seq(pki.algorithm(OID.sha512), hash(signer, 'sha512'));
add('names-its-certificate-by-sha512', CRYPTO, naming(v2([sha512])), { says: HASH });
add('names-its-certificate-by-sha1', CRYPTO, naming(v1(der.seq(hash(signer, 'sha1')))), { says: HASH });
for (const [what, wrong] of /** @type {[string, Buffer][]} */ ([
  ['nothing', v2([])],
  ['no-sequence', attribute(OID.signingCertificateV2, der.octets(digest(signer.certificate)))],
  ['no-hash', v2([der.seq(pki.SHA256)])],
  ['a-field-too-many', v2([der.seq(hash(signer), issuerSerial, der.NULL)])],
  ['a-part-too-many', v2([own], [der.seq(), der.NULL])],
  ['policies-that-are-none', v2([own], [der.seq(der.NULL)])],
  ['an-issuer-without-number', v2([der.seq(hash(signer), der.seq(der.seq(der.explicit(4, caName))))])],
  ['an-issuer-with-more-than-a-number', v2([der.seq(hash(signer), der.seq(...parts, der.NULL))])],
  ['a-second-that-is-malformed', v2([own, der.NULL])],
  ['nothing-in-version-1', v1()],
])) {
  add(`names-${what}`, 'FORMAT_FAILURE', naming(wrong), { says: BAD });
}
add('names-nothing-in-version-1-beside-it', 'FORMAT_FAILURE', naming(v2([own]), v1()), { says: BAD });

// Keys that no signature can be verified with, and at the edge one that only did not make this one.
const jwk = createPublicKey(
  createPrivateKey(pair.signer.key.export({ type: 'pkcs8', format: 'pem' })),
).export({
  format: 'jwk',
});
/** @param {Buffer} modulus @param {bigint} exponent */
const publicKey = (modulus, exponent) => {
  const number = (/** @type {Buffer} */ octets) =>
    der.integer(octets[0] < 0x80 ? octets : Buffer.concat([Buffer.from([0]), octets]));
  const digits = exponent.toString(16);
  const octets = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return der.seq(pki.RSA, der.bits(der.seq(number(modulus), number(octets))));
};
const modulus = Buffer.from(/** @type {string} */ (jwk.n), 'base64url');
const even = Buffer.from(modulus);
even[even.length - 1] ^= 1;
for (const [id, expected, spki] of /** @type {[string, string, Buffer][]} */ ([
  ['key-exponent-over-the-limit', CRYPTO, publicKey(modulus, 2n ** 33n + 1n)],
  ['key-exponent-at-the-limit', 'SIG_CRYPTO_FAILURE', publicKey(modulus, 2n ** 33n - 1n)],
  ['key-exponent-even', CRYPTO, publicKey(modulus, 65538n)],
  ['key-modulus-even', CRYPTO, publicKey(even, 65537n)],
  ['key-written-anew', PASSED, publicKey(modulus, 65537n)],
])) {
  add(id, expected, signedData(issue({ pair: { key: pair.signer.key, spki } })));
}

// More certificates of the issuer's name than are tried.
const middle = certify({
  pair: pair.ca,
  subject: name({ C: 'KR', O: 'ingam Test', CN: 'ingam Test CA10' }),
  issuer: ca,
  serial: 2,
  extensions: authority,
  ...years,
});
const leaf = issue({ issuer: middle });
/** @param {number} count */
const decoys = (count) =>
  Array.from({ length: count }, (_, index) =>
    certify({
      pair: pair.decoy,
      subject: middle.subject,
      issuer: ca,
      serial: 100 + index,
      extensions: authority,
      ...years,
    }),
  );
/** @param {pki.Holder[]} holders */
const together = (...holders) =>
  signedData(leaf, { certificates: [leaf, ...holders].map(({ certificate }) => certificate) });
const NONE = "No trust anchor that was handed in issued the signer's certificate.";
const UNTRIED =
  'More certificates seem to fit than are tried, and no trust anchor was reached with those that were.';
const NO_CHAIN = 'NO_CERTIFICATE_CHAIN_FOUND';
add('decoys', NO_CHAIN, together(...decoys(16)), { says: NONE });
add('decoys-before-the-authority', NO_CHAIN, together(...decoys(16), middle), { says: UNTRIED });
add('decoys-and-the-authority-handed-in', PASSED, together(...decoys(16)), {
  intermediates: [middle.certificate],
});
add('decoys-and-the-authority-just-in-reach', PASSED, together(...decoys(14), middle));

const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
writeFileSync(
  new URL('claims.json', import.meta.url),
  `{\n  "anchors": ${JSON.stringify({ ca: ca.certificate.toString('base64') })},\n  "cases": [\n${lines}\n  ]\n}\n`,
);
const passing = cases.filter(({ expected }) => expected === PASSED).length;
console.log(`${cases.length} cases, ${passing} of them sound, signed at ${SIGNED_AT}`);
