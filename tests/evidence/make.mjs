/**
 * Writes cases.json: messages that are right but for one thing, each with what must be said of it.
 * `node tests/evidence/make.mjs`. The keys are made anew and thrown away.
 */

import { constants, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';

import * as der from './der.mjs';
import * as pki from './pki.mjs';
import { attribute, DOCUMENT, digest, ext, OID, SIGNED_AT } from './pki.mjs';

const { name, certify, signedData, revocationList } = pki;

// Who there is.
const ORGANIZATION = { C: 'KR', O: 'Viva Republica Inc', OU: 'Toss Cert' };
const person = (/** @type {string} */ common = '홍길동') =>
  name({ ...ORGANIZATION, UID: '700272320211130802009991', CN: common });
const signerExtensions = [pki.SIGNER_USAGE, pki.POLICY, ext.crlPoint('http://ca.test.invalid/1.crl')];
const authorityExtensions = [ext.authority(0), pki.AUTHORITY_USAGE];

const pair = {
  ca: pki.rsaKey(4096),
  other: pki.rsaKey(4096),
  ca2048: pki.rsaKey(2048),
  signer: pki.rsaKey(2048),
};
const caName = name({ ...ORGANIZATION, CN: 'ingam Test CA1' });
const years = { from: '2020-01-01T00:00:00', until: '2040-01-01T00:00:00' };
const ca = certify({ pair: pair.ca, subject: caName, serial: 2, extensions: authorityExtensions, ...years });
const impostor = certify({
  pair: pair.other,
  subject: caName,
  serial: 2,
  extensions: authorityExtensions,
  ...years,
});
const ca2048 = certify({
  pair: pair.ca2048,
  subject: caName,
  serial: 2,
  extensions: authorityExtensions,
  ...years,
});
const expiredCa = certify({
  pair: pair.ca,
  subject: caName,
  serial: 2,
  extensions: authorityExtensions,
  from: '2020-01-01T00:00:00',
  until: '2026-01-01T00:00:00',
});
const root = certify({
  pair: pair.other,
  subject: name({ ...ORGANIZATION, CN: 'ingam Test Root CA1' }),
  serial: 1,
  extensions: [ext.authority(), pki.AUTHORITY_USAGE],
  ...years,
});
const anchors = { ca, impostor, ca2048, expiredCa, root };

/** @param {Partial<Parameters<typeof certify>[0]>} [wrong] */
const issue = (wrong = {}) =>
  certify({ pair: pair.signer, subject: person(), issuer: ca, extensions: signerExtensions, ...wrong });
const signer = issue();

// An authority between root and signer, and one between root and that.
/** @param {Buffer[]} extensions @param {import('./pki.mjs').Holder} [issuer] @param {string} [common] */
const middle = (extensions, issuer = root, common = 'ingam Test CA2') =>
  certify({
    pair: pair.ca,
    subject: name({ ...ORGANIZATION, CN: common }),
    issuer,
    serial: 7,
    extensions,
    ...years,
  });
/** @param {import('./pki.mjs').Holder[]} chain the issuer first */
const under = (...chain) => {
  const holder = issue({ issuer: chain[0] });
  return signedData(holder, { certificates: [holder.certificate, ...chain.map((one) => one.certificate)] });
};

/** @type {Record<string, unknown>[]} */
const cases = [];
/**
 * @param {string} id
 * @param {string} expected
 * @param {Buffer} message
 * @param {{ profile?: 'toss' | 'none', anchor?: string | null, crls?: Buffer[], document?: string | null,
 *   original?: string, at?: string }} [options] document: null when nothing is handed in
 */
function add(
  id,
  expected,
  message,
  { profile = 'none', anchor = 'ca', crls, document = DOCUMENT, original, at } = {},
) {
  if (cases.some((one) => one.id === id)) throw new Error(`${id} twice`);
  const base64 = message.toString('base64');
  cases.push({
    id,
    expected,
    profile,
    anchor,
    document,
    ...(original === undefined ? {} : { original }),
    ...(at ? { at } : {}),
    ...(crls ? { now: `${SIGNED_AT}Z`, crls: crls.map((crl) => crl.toString('base64')) } : {}),
    message: base64,
  });
}
/** Right for Toss, and wrong in one thing. @param {string} id @param {string} expected @param {Record<string, any>} wrong */
const toss = (id, expected, wrong) => add(id, expected, signedData(signer, wrong), { profile: 'toss' });

const attributes = {
  type: attribute(OID.contentType, OID.data),
  time: attribute(OID.signingTime, der.utcTime(SIGNED_AT)),
  digest: attribute(OID.messageDigest, der.octets(digest(DOCUMENT))),
};
const unsignedAttribute = attribute(der.oid('1.2.3.4'), der.NULL);
const right = signedData(signer);

// Right.
add('sound', 'TOTAL_PASSED', right, { profile: 'toss' });
add(
  'sound-signature-algorithm-with-hash',
  'TOTAL_PASSED',
  signedData(signer, { signatureAlgorithm: pki.SHA256_RSA }),
  {
    profile: 'toss',
  },
);
add(
  'sound-digest-parameters-absent',
  'TOTAL_PASSED',
  signedData(signer, { digestAlgorithm: der.seq(OID.sha256) }),
);
add('sound-indefinite-lengths', 'TOTAL_PASSED', der.indefinite(right), { profile: 'toss' });
add('sound-unsigned-attributes', 'TOTAL_PASSED', signedData(signer, { unsigned: [unsignedAttribute] }));
add(
  'sound-other-content-type',
  'TOTAL_PASSED',
  signedData(signer, {
    version: der.integer(3),
    contentType: OID.signedData,
    attributeType: OID.signedData,
  }),
);
add(
  'sound-signing-time-of-2050',
  'OUT_OF_BOUNDS_NO_POE',
  signedData(signer, { time: der.generalizedTime('2050-01-01T00:00:00') }),
);

// The content and its digest.
toss('content-changed', 'HASH_FAILURE', {
  content: Buffer.from(`${DOCUMENT} `),
  digest: digest(DOCUMENT),
});
toss('content-of-another', 'HASH_FAILURE', { content: Buffer.from('위임장') });
toss('digest-of-another', 'HASH_FAILURE', { digest: digest('위임장') });
toss('digest-cut', 'HASH_FAILURE', { digest: digest(DOCUMENT).subarray(0, 31) });
toss('digest-empty', 'HASH_FAILURE', { digest: Buffer.alloc(0) });
toss('content-empty', 'HASH_FAILURE', { content: Buffer.alloc(0), digest: digest(DOCUMENT) });

// The signed attributes.
toss('attributes-none', 'FORMAT_FAILURE', { noAttributes: true, toSign: Buffer.from(DOCUMENT) });
toss('attributes-empty', 'FORMAT_FAILURE', { attributes: [] });
toss('attribute-content-type-missing', 'FORMAT_FAILURE', {
  attributes: [attributes.time, attributes.digest],
});
toss('attribute-signing-time-missing', 'FORMAT_FAILURE', {
  attributes: [attributes.type, attributes.digest],
});
toss('attribute-message-digest-missing', 'FORMAT_FAILURE', {
  attributes: [attributes.type, attributes.time],
});
toss('attribute-doubled', 'FORMAT_FAILURE', { moreAttributes: [attributes.digest] });
toss('attribute-doubled-with-another-value', 'FORMAT_FAILURE', {
  moreAttributes: [attribute(OID.messageDigest, der.octets(digest('위임장')))],
});
toss('attribute-with-two-values', 'FORMAT_FAILURE', {
  attributes: [
    attributes.type,
    attributes.time,
    attribute(OID.messageDigest, ...[DOCUMENT, '위임장'].map((text) => der.octets(digest(text)))),
  ],
});
toss('attribute-without-value', 'FORMAT_FAILURE', {
  attributes: [attributes.type, attributes.time, attribute(OID.messageDigest)],
});
for (const [kind, value] of Object.entries(attributes)) {
  toss(`attribute-unsigned-${kind}`, 'FORMAT_FAILURE', { unsigned: [value] });
}
const unsorted = [attributes.digest, attributes.time, attributes.type];
toss('attributes-unsorted', 'FORMAT_FAILURE', { attributes: unsorted, unsorted: true });
toss('attributes-unsorted-and-signed-so', 'FORMAT_FAILURE', {
  attributes: unsorted,
  unsorted: true,
  signWritten: true,
});
toss('content-type-other', 'FORMAT_FAILURE', { attributeType: OID.signedData });
toss('content-type-other-in-message', 'FORMAT_FAILURE', {
  contentType: OID.signedData,
  version: der.integer(3),
});
toss('content-type-no-identifier', 'FORMAT_FAILURE', { attributeType: der.utf8('data') });
toss('signing-time-in-local-time', 'FORMAT_FAILURE', {
  time: der.tlv(0x17, Buffer.from('260601210000+0900')),
});
toss('signing-time-generalized', 'FORMAT_FAILURE', { time: der.generalizedTime(SIGNED_AT) });

// Signers and their certificate.
toss('two-signers', 'FORMAT_FAILURE', { twice: true });
toss('no-signer', 'FORMAT_FAILURE', { infos: der.set() });
toss('certificate-missing', 'FORMAT_FAILURE', { certificates: null });
toss('certificates-empty', 'FORMAT_FAILURE', { certificates: [] });
toss('certificate-swapped', 'FORMAT_FAILURE', { certificates: [issue({ serial: 5 }).certificate] });
toss('certificate-swapped-same-serial-number', 'SIG_CRYPTO_FAILURE', {
  certificates: [issue({ pair: pki.rsaKey(2048) }).certificate],
});
toss('certificate-twice', 'FORMAT_FAILURE', { certificates: [signer.certificate, signer.certificate] });
toss('sid-in-other-case', 'FORMAT_FAILURE', {
  sid: der.seq(name({ ...ORGANIZATION, CN: 'INGAM Test CA1' }), der.integer(signer.serial)),
});
toss('sid-in-other-string-type', 'FORMAT_FAILURE', {
  sid: der.seq(name({ ...ORGANIZATION, CN: 'ingam Test CA1' }, der.printable), der.integer(signer.serial)),
});
toss('sid-with-other-serial-number', 'FORMAT_FAILURE', { sid: der.seq(caName, der.integer(0x7a6002)) });
toss('sid-with-padded-serial-number', 'FORMAT_FAILURE', {
  sid: der.seq(caName, der.integer(Buffer.from('007a6001', 'hex'))),
});
toss('sid-by-key-identifier', 'FORMAT_FAILURE', {
  signerVersion: der.integer(3),
  version: der.integer(3),
  sid: der.implicit(0, Buffer.alloc(20, 7)),
});
toss('version-of-signer', 'FORMAT_FAILURE', { signerVersion: der.integer(3) });
toss('version-of-message', 'FORMAT_FAILURE', { version: der.integer(3) });

// The signature.
const wrongSignature = sign('sha256', Buffer.from('x'), signer.key);
toss('signature-of-something-else', 'SIG_CRYPTO_FAILURE', { signature: wrongSignature });
toss('signature-by-another-key', 'SIG_CRYPTO_FAILURE', { signingKey: pki.rsaKey(2048).key });
toss('signature-over-the-content', 'SIG_CRYPTO_FAILURE', { toSign: Buffer.from(DOCUMENT) });
toss('signature-over-the-implicit-tag', 'SIG_CRYPTO_FAILURE', {
  toSign: Buffer.concat([Buffer.from([0xa0]), der.setOf(...Object.values(attributes)).subarray(1)]),
});
toss('signature-with-leading-zero', 'SIG_CRYPTO_FAILURE', {
  signature: Buffer.concat([
    Buffer.from([0]),
    sign('sha256', der.setOf(...Object.values(attributes)), signer.key),
  ]),
});
toss('signature-empty', 'SIG_CRYPTO_FAILURE', { signature: Buffer.alloc(0) });
toss('signature-of-zeros', 'SIG_CRYPTO_FAILURE', { signature: Buffer.alloc(256) });
toss('signature-of-ones', 'SIG_CRYPTO_FAILURE', { signature: Buffer.alloc(256, 0xff) });
toss('signature-pss-said-to-be-pkcs1', 'SIG_CRYPTO_FAILURE', {
  signature: sign('sha256', der.setOf(...Object.values(attributes)), {
    key: signer.key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  }),
});

// Algorithms and keys.
const CRYPTO = 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE';
toss('digest-sha1', CRYPTO, { hash: 'sha1', digestAlgorithm: pki.algorithm(OID.sha1) });
toss('digest-sha512', CRYPTO, { hash: 'sha512', digestAlgorithm: pki.algorithm(OID.sha512) });
toss('digest-unknown', CRYPTO, { digestAlgorithm: pki.algorithm(der.oid('1.2.3.4')) });
toss('signature-algorithm-sha1', CRYPTO, { signatureAlgorithm: pki.algorithm(OID.sha1WithRsa) });
toss('signature-algorithm-pss', CRYPTO, { signatureAlgorithm: pki.algorithm(OID.rsaPss, der.seq()) });
toss('signature-algorithm-without-parameters', CRYPTO, { signatureAlgorithm: der.seq(OID.rsa) });
toss('signature-algorithm-with-other-parameters', CRYPTO, {
  signatureAlgorithm: pki.algorithm(OID.rsa, der.seq()),
});
toss('digest-with-other-parameters', CRYPTO, { digestAlgorithm: pki.algorithm(OID.sha256, der.integer(0)) });
toss('digest-not-announced', 'FORMAT_FAILURE', { digestAlgorithms: der.set(pki.algorithm(OID.sha512)) });
toss('digests-announced-none', 'FORMAT_FAILURE', { digestAlgorithms: der.set() });
for (const [id, holder, expected, wrong] of /** @type {const} */ ([
  ['key-1024', issue({ pair: pki.rsaKey(1024) }), CRYPTO, {}],
  ['key-3072-for-toss', issue({ pair: pki.rsaKey(3072) }), CRYPTO, { profile: 'toss' }],
  ['key-3072', issue({ pair: pki.rsaKey(3072) }), 'TOTAL_PASSED', {}],
  ['key-exponent-3', issue({ pair: pki.rsaKey(2048, 3) }), CRYPTO, {}],
  ['key-8192', issue({ pair: pki.rsaKey(8192) }), CRYPTO, {}],
  ['key-of-a-curve', issue({ pair: pki.ecKey() }), CRYPTO, {}],
])) {
  add(id, expected, signedData(holder), wrong);
}
const sha1Signed = issue({ signatureAlgorithm: pki.algorithm(OID.sha1WithRsa), hash: 'sha1' });
add('certificate-signed-with-sha1', CRYPTO, signedData(sha1Signed));
const under2048 = issue({ issuer: ca2048 });
add('authority-2048-for-toss', CRYPTO, signedData(under2048), { profile: 'toss', anchor: 'ca2048' });
add('authority-2048', 'TOTAL_PASSED', signedData(under2048), { anchor: 'ca2048' });

// The path.
const NO_CHAIN = 'NO_CERTIFICATE_CHAIN_FOUND';
const CHAIN = 'CHAIN_CONSTRAINTS_FAILURE';
const BOUNDS = 'OUT_OF_BOUNDS_NO_POE';
add('no-anchor', NO_CHAIN, right, { anchor: null });
add('anchor-of-the-same-name', NO_CHAIN, right, { anchor: 'impostor' });
add('anchor-of-another-name', NO_CHAIN, right, { anchor: 'root' });
const certificateDamaged = Buffer.from(signer.certificate);
certificateDamaged[certificateDamaged.length - 1] ^= 1;
add('certificate-signature-damaged', NO_CHAIN, signedData(signer, { certificates: [certificateDamaged] }));
const selfSigned = issue({ issuer: { key: pair.signer.key, subject: caName } });
add('self-signed-with-the-name-of-the-authority', NO_CHAIN, signedData(selfSigned, {}), {
  anchor: 'impostor',
});
add('expired', BOUNDS, signedData(issue({ until: '2026-06-01T11:59:59' })));
add('not-yet-valid', BOUNDS, signedData(issue({ from: '2026-06-01T12:00:01' })));
add('valid-in-its-last-second', 'TOTAL_PASSED', signedData(issue({ until: SIGNED_AT })));
add('valid-from-its-first-second', 'TOTAL_PASSED', signedData(issue({ from: SIGNED_AT })));
add('expired-at-the-time-asked-for', BOUNDS, right, { at: '2028-01-01T00:00:01Z' });
add('anchor-expired', BOUNDS, right, { anchor: 'expiredCa' });
/** @param {Buffer[]} extensions */
const withExtensions = (...extensions) => signedData(issue({ extensions }));
add('usage-key-encipherment', CHAIN, withExtensions(ext.keyUsage(0x20, 5)));
add('usage-certificates-only', CHAIN, withExtensions(pki.AUTHORITY_USAGE));
add('purpose-server-only', CHAIN, withExtensions(pki.SIGNER_USAGE, ext.purposes('1.3.6.1.5.5.7.3.1')));
add('purpose-mail', 'TOTAL_PASSED', withExtensions(pki.SIGNER_USAGE, ext.purposes('1.3.6.1.5.5.7.3.4')));
const unknown = (/** @type {boolean} */ critical) => pki.extension('1.2.3.4', der.NULL, critical);
add('extension-unknown-critical', CHAIN, withExtensions(pki.SIGNER_USAGE, unknown(true)));
add('extension-unknown', 'TOTAL_PASSED', withExtensions(pki.SIGNER_USAGE, unknown(false)));
add('extension-twice', 'FORMAT_FAILURE', withExtensions(pki.SIGNER_USAGE, pki.SIGNER_USAGE));
const ROOT = { anchor: 'root' };
add('intermediate', 'TOTAL_PASSED', under(middle(authorityExtensions)), ROOT);
add('intermediate-no-authority', CHAIN, under(middle([pki.AUTHORITY_USAGE])), ROOT);
const leafConstraints = pki.extension('2.5.29.19', der.seq(), true);
add('intermediate-denies-to-be-an-authority', CHAIN, under(middle([leafConstraints])), ROOT);
add('intermediate-usage', CHAIN, under(middle([ext.authority(), pki.SIGNER_USAGE])), ROOT);
const constrained = pki.extension('2.5.29.30', der.seq(), true);
add('intermediate-name-constraints', CHAIN, under(middle([ext.authority(), constrained])), ROOT);
const upper = middle([ext.authority(0), pki.AUTHORITY_USAGE], root, 'ingam Test CA3');
add('path-length', CHAIN, under(middle(authorityExtensions, upper), upper), ROOT);
const upperOne = middle([ext.authority(1), pki.AUTHORITY_USAGE], root, 'ingam Test CA3');
add('path-length-allowed', 'TOTAL_PASSED', under(middle(authorityExtensions, upperOne), upperOne), ROOT);
add('path-length-of-the-anchor', CHAIN, under(middle(authorityExtensions, ca)));
add(
  'issued-by-a-signer',
  CHAIN,
  under(issue({ pair: pki.rsaKey(4096), subject: person('김서명'), serial: 9 })),
);
add('issued-by-itself', NO_CHAIN, under(signer));
add(
  'name-in-other-case',
  'TOTAL_PASSED',
  signedData(issue({ issuer: { key: ca.key, subject: name({ ...ORGANIZATION, CN: 'INGAM  test ca1' }) } })),
);

// Thirty authorities of the same name, none with a key that fits: every way up is tried, up to a limit.
const crowd = Array.from({ length: 30 }, () =>
  certify({
    pair: pki.ecKey(),
    subject: caName,
    issuer: impostor,
    serial: 3,
    extensions: authorityExtensions,
  }),
);
const lost = issue({ issuer: impostor });
add(
  'authorities-of-one-name',
  NO_CHAIN,
  signedData(lost, { certificates: [lost, ...crowd].map(({ certificate }) => certificate) }),
);

// The profile.
const PROFILE = 'SIG_CONSTRAINTS_FAILURE';
/** @param {string} id @param {Partial<Parameters<typeof certify>[0]>} wrong */
const profile = (id, wrong) => add(id, PROFILE, signedData(issue(wrong)), { profile: 'toss' });
profile('profile-policy-missing', { extensions: [pki.SIGNER_USAGE] });
profile('profile-policy-other', { extensions: [pki.SIGNER_USAGE, ext.policy('1.2.410.200098.5.1.1.1.4')] });
profile('profile-policy-not-critical', {
  extensions: [pki.SIGNER_USAGE, ext.policy('1.2.410.200098.5.1.1.1.3', false)],
});
profile('profile-usage-not-critical', { extensions: [ext.keyUsage(0xc0, 6, false), pki.POLICY] });
profile('profile-usage-without-non-repudiation', { extensions: [ext.keyUsage(0x80, 7), pki.POLICY] });
profile('profile-user-id-missing', { subject: name({ ...ORGANIZATION, CN: '홍길동' }) });
profile('profile-user-id-no-number', { subject: name({ ...ORGANIZATION, UID: 'hong', CN: '홍길동' }) });
profile('profile-name-missing', { subject: name({ ...ORGANIZATION, UID: '700272320211130802009991' }) });
toss('profile-digest-parameters-absent', PROFILE, { digestAlgorithm: der.seq(OID.sha256) });
toss('profile-fourth-attribute', PROFILE, { moreAttributes: [attribute(der.oid('1.2.3.4'), der.NULL)] });
toss('profile-unsigned-attribute', PROFILE, { unsigned: [unsignedAttribute] });
toss('profile-second-certificate', PROFILE, { certificates: [signer.certificate, ca.certificate] });
toss('profile-list-in-message', PROFILE, { crls: [revocationList({ issuer: ca })] });

// Revocation.
const REVOKED = 'REVOKED';
const LATER = 'TRY_LATER';
/** @param {string} id @param {string} expected @param {Parameters<typeof revocationList>[0] | null} list @param {Buffer} [message] */
const listed = (id, expected, list, message = right) =>
  add(id, expected, message, { profile: 'none', crls: list ? [revocationList(list)] : [] });
const entry = (/** @type {string} */ at, /** @type {Buffer[] | undefined} */ extensions = undefined) => [
  { serial: signer.serial, at, extensions },
];
const reason = (/** @type {number} */ code) => pki.extension('2.5.29.21', der.tlv(0x0a, Buffer.from([code])));
listed('list-none', LATER, null);
listed('list-sound', 'TOTAL_PASSED', { issuer: ca });
listed('list-with-another', 'TOTAL_PASSED', {
  issuer: ca,
  revoked: [{ serial: 5, at: '2026-01-01T00:00:00' }],
});
listed('revoked-before-signing', REVOKED, { issuer: ca, revoked: entry('2026-06-01T11:59:59', [reason(1)]) });
listed('revoked-in-the-second-of-signing', REVOKED, { issuer: ca, revoked: entry(SIGNED_AT) });
listed('revoked-after-signing', 'REVOKED_NO_POE', {
  issuer: ca,
  revoked: entry('2026-06-01T12:00:01', [reason(4)]),
  from: '2026-06-05T00:00:00',
  until: '2026-06-06T00:00:00',
});
listed('revoked-after-signing-invalid-before', REVOKED, {
  issuer: ca,
  revoked: entry('2026-06-02T00:00:00', [
    reason(1),
    pki.extension('2.5.29.24', der.generalizedTime('2026-05-01T00:00:00')),
  ]),
});
listed('revoked-in-a-stale-list', REVOKED, {
  issuer: ca,
  revoked: entry('2026-01-01T00:00:00'),
  from: '2026-01-01T00:00:00',
  until: '2026-01-02T00:00:00',
});
listed('on-hold', LATER, { issuer: ca, revoked: entry('2026-01-01T00:00:00', [reason(6)]) });
listed('list-stale', LATER, { issuer: ca, until: '2026-06-01T11:59:59' });
listed('list-in-its-last-second', 'TOTAL_PASSED', { issuer: ca, until: SIGNED_AT });
listed('list-later-than-signing', 'TOTAL_PASSED', {
  issuer: ca,
  from: '2027-01-01T00:00:00',
  until: '2027-01-02T00:00:00',
});
listed('list-of-after-expiry', LATER, {
  issuer: ca,
  from: '2029-01-01T00:00:00',
  until: '2029-01-02T00:00:00',
});
listed('list-without-next-update', LATER, { issuer: ca, until: null });
listed('list-of-another-issuer', LATER, { issuer: root });
listed('list-signed-by-another-key', LATER, { issuer: impostor });
listed('list-of-version-1', LATER, { issuer: ca, version: [], extensions: [] });
listed('list-delta', LATER, { issuer: ca, extensions: [pki.extension('2.5.29.27', der.integer(1), true)] });
const point = (/** @type {Buffer[]} */ ...fields) => [pki.extension('2.5.29.28', der.seq(...fields), true)];
const at = (/** @type {string} */ uri) => der.explicit(0, der.explicit(0, der.implicit(6, Buffer.from(uri))));
const YES = Buffer.from([0xff]);
listed('list-indirect', LATER, { issuer: ca, extensions: point(der.implicit(4, YES)) });
listed('list-of-some-reasons', LATER, {
  issuer: ca,
  extensions: point(der.implicit(3, Buffer.from('0640', 'hex'))),
});
listed('list-of-authorities', LATER, { issuer: ca, extensions: point(der.implicit(2, YES)) });
listed('list-of-signers', 'TOTAL_PASSED', { issuer: ca, extensions: point(der.implicit(1, YES)) });
listed('list-of-attribute-certificates', LATER, { issuer: ca, extensions: point(der.implicit(5, YES)) });
listed('list-of-another-point', LATER, { issuer: ca, extensions: point(at('http://ca.test.invalid/2.crl')) });
listed('list-of-its-point', 'TOTAL_PASSED', {
  issuer: ca,
  extensions: point(at('http://ca.test.invalid/1.crl')),
});
listed('list-with-unknown-critical-extension', LATER, { issuer: ca, extensions: [unknown(true)] });
listed('list-entry-with-unknown-critical-extension', LATER, {
  issuer: ca,
  revoked: [{ serial: 5, at: '2026-01-01T00:00:00', extensions: [unknown(true)] }],
});
listed('list-entry-of-another-issuer', LATER, {
  issuer: ca,
  revoked: [
    { serial: 5, at: '2026-01-01T00:00:00', extensions: [pki.extension('2.5.29.29', der.seq(), true)] },
  ],
});
listed('list-entry-removed', LATER, { issuer: ca, revoked: entry('2026-01-01T00:00:00', [reason(8)]) });
const damagedList = revocationList({ issuer: ca });
damagedList[damagedList.length - 1] ^= 1;
add('list-damaged', LATER, right, { crls: [damagedList] });
add('list-no-list', LATER, right, { crls: [Buffer.from('not a list')] });
add('list-stale-and-sound', 'TOTAL_PASSED', right, {
  crls: [revocationList({ issuer: ca, until: '2026-06-01T00:00:01' }), revocationList({ issuer: ca })],
});
add('list-sound-and-revoked', REVOKED, right, {
  crls: [
    revocationList({ issuer: ca }),
    revocationList({ issuer: ca, revoked: entry('2026-01-01T00:00:00') }),
  ],
});
add(
  'list-in-the-message-is-not-used',
  LATER,
  signedData(signer, { crls: [revocationList({ issuer: ca })] }),
  { crls: [] },
);
const middleCa = middle(authorityExtensions);
const ofMiddle = under(middleCa);
const middleList = revocationList({ issuer: middleCa });
add('list-of-the-authority-missing', LATER, ofMiddle, { anchor: 'root', crls: [middleList] });
add('list-for-every-certificate', 'TOTAL_PASSED', ofMiddle, {
  anchor: 'root',
  crls: [middleList, revocationList({ issuer: root })],
});
add('authority-revoked', 'REVOKED_NO_POE', ofMiddle, {
  anchor: 'root',
  crls: [middleList, revocationList({ issuer: root, revoked: [{ serial: 7, at: '2026-01-01T00:00:00' }] })],
});
const noListSigner = middle([ext.authority(0), ext.keyUsage(0x04, 2)]);
add('list-by-an-authority-that-may-not-sign-lists', LATER, under(noListSigner), {
  anchor: 'root',
  crls: [revocationList({ issuer: noListSigner }), revocationList({ issuer: root })],
});

// Detached: what the digest is of, is not published.
const file = '%PDF-1.7 증빙';
const text = digest(file).toString('base64');
/** @param {Buffer} covered */
const detached = (covered) => signedData(signer, { content: null, digest: covered });
const HASHED = { profile: /** @type {const} */ ('toss'), document: text };
add('detached-text', 'TOTAL_PASSED', detached(digest(text)), HASHED);
add('detached-hash', 'TOTAL_PASSED', detached(digest(digest(file))), HASHED);
add('detached-original', 'TOTAL_PASSED', detached(digest(file)), { ...HASHED, original: file });
add('detached-digest-is-hash', 'TOTAL_PASSED', detached(digest(file)), HASHED);
add('detached-nothing-to-compare', 'SIGNED_DATA_NOT_FOUND', detached(digest(text)), {
  ...HASHED,
  document: null,
});
add('detached-another', 'HASH_FAILURE', detached(digest('위임장')), { ...HASHED, original: file });
add('detached-another-original', 'HASH_FAILURE', detached(digest(text)), { ...HASHED, original: '위임장' });
add('detached-another-text', 'HASH_FAILURE', detached(digest(text)), {
  ...HASHED,
  document: digest('위임장').toString('base64'),
});

// Shapes that parsers of others stumbled over.
const shape = (/** @type {string} */ id, /** @type {Buffer} */ message) => add(id, 'FORMAT_FAILURE', message);
shape('shape-empty', Buffer.alloc(0));
shape('shape-empty-sequence', der.seq());
shape('shape-no-outer-content', signedData(signer, { outer: [] }));
shape('shape-empty-outer-content', signedData(signer, { outer: [der.explicit(0)] }));
shape('shape-null-outer-content', signedData(signer, { outer: [der.explicit(0, der.NULL)] }));
shape('shape-outer-type-data', signedData(signer, { outerType: OID.data }));
shape('shape-no-encapsulated-type', signedData(signer, { encapsulated: der.seq() }));
shape(
  'shape-encapsulated-content-empty',
  signedData(signer, { encapsulated: der.seq(OID.data, der.explicit(0)) }),
);
shape(
  'shape-encapsulated-content-text',
  signedData(signer, { encapsulated: der.seq(OID.data, der.explicit(0, der.utf8(DOCUMENT))) }),
);
shape(
  'shape-encapsulated-content-untagged',
  signedData(signer, { encapsulated: der.seq(OID.data, der.octets(Buffer.from(DOCUMENT))) }),
);
shape(
  'shape-encapsulated-content-twice',
  signedData(signer, {
    encapsulated: der.seq(
      OID.data,
      der.explicit(0, ...[DOCUMENT, DOCUMENT].map((one) => der.octets(Buffer.from(one)))),
    ),
  }),
);
shape('shape-signature-bit-string', signedData(signer, { signatureTag: 0x03 }));
shape('shape-version-empty', signedData(signer, { version: der.tlv(0x02) }));
shape('shape-version-padded', signedData(signer, { version: der.integer(Buffer.from([0, 1])) }));
shape('shape-version-negative', signedData(signer, { version: der.integer(Buffer.from([0xff])) }));
shape(
  'shape-attribute-certificate',
  signedData(signer, { certificates: [signer.certificate, der.explicit(2, der.integer(1))] }),
);
shape('shape-certificate-in-a-set', signedData(signer, { certificates: [der.set(signer.certificate)] }));
shape('shape-trailing-octet', Buffer.concat([right, Buffer.from([0])]));
shape('shape-trailing-message', Buffer.concat([right, right]));
shape('shape-cut', right.subarray(0, -1));
shape('shape-length-longer-than-needed', Buffer.concat([Buffer.from([0x30, 0x83, 0]), right.subarray(2)]));
shape(
  'shape-length-of-four-gigabytes',
  Buffer.concat([Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), right.subarray(4)]),
);
shape('shape-indefinite-without-end', der.indefinite(right).subarray(0, -2));
shape('shape-indefinite-with-two-ends', Buffer.concat([der.indefinite(right), Buffer.alloc(2)]));
shape('shape-very-deep', Buffer.concat([...Array(4000).fill(Buffer.from([0x30, 0x80])), Buffer.alloc(8000)]));
shape(
  'shape-octet-strings-very-deep',
  Buffer.concat([...Array(4000).fill(Buffer.from([0x24, 0x80])), Buffer.alloc(8000)]),
);
shape('shape-signer-empty', signedData(signer, { infos: der.set(der.seq()) }));
shape(
  'shape-digest-algorithm-without-identifier',
  signedData(signer, { digestAlgorithms: der.set(der.seq()) }),
);

const encoded = Object.fromEntries(
  Object.entries(anchors).map(([id, { certificate }]) => [id, certificate.toString('base64')]),
);
const lines = cases.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
writeFileSync(
  new URL('cases.json', import.meta.url),
  `{\n  "anchors": ${JSON.stringify(encoded)},\n  "cases": [\n${lines}\n  ]\n}\n`,
);
const passing = cases.filter(({ expected }) => expected === 'TOTAL_PASSED').length;
console.log(`${cases.length} cases, ${passing} of them sound`);
