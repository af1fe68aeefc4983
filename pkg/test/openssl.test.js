// Messages, certificates and lists that openssl makes: what it makes soundly passes, and what is wrong with the
// others is said. The tests of the core are of messages written octet by octet; these are of another hand.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { verifySignedData } from 'ingam';

const DOCUMENT = '개인정보 수집·이용에 동의합니다.\n';
const OTHER = '개인정보 수집·이용에 동의하지 않습니다.\n';

const AUTHORITY = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
const SIGNER = ['basicConstraints=CA:FALSE', 'keyUsage=critical,digitalSignature,nonRepudiation'];
const RSA_2048 = ['-newkey', 'rsa:2048'];

/** @type {string} */
let folder;
after(() => rmSync(folder, { recursive: true, force: true }));

const path = (name) => join(folder, name);
const write = (name, contents) => writeFileSync(path(name), contents);
const read = (name) => readFileSync(path(name));
const openssl = (...parameters) => execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' });

/** The extensions of a certificate, in the form that openssl reads. */
const extensions = (name, lines) => {
  write(`${name}.ext`, `[ext]\n${lines.join('\n')}\n`);
  return ['-extensions', 'ext'];
};

/** A certificate that a key issues to itself. */
function anchor(name, lines = AUTHORITY, subject = `/C=KR/O=ingam Test/CN=${name}`) {
  write(`${name}.cnf`, `[req]\ndistinguished_name=dn\n[dn]\n[ext]\n${lines.join('\n')}\n`);
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
  openssl(
    'req',
    '-x509',
    ...RSA_2048,
    '-nodes',
    '-config',
    `${name}.cnf`,
    '-extensions',
    'ext',
    '-days',
    '3650',
    '-subj',
    subject,
    ...files,
  );
}

/** A certificate that `issuer` issues; `how` goes to the command that signs it. */
function certify(name, issuer, lines, { key = RSA_2048, how = ['-days', '365'] } = {}) {
  write('req.cnf', '[req]\ndistinguished_name=dn\n[dn]\n');
  const files = ['-keyout', `${name}.key`, '-out', `${name}.csr`];
  openssl(
    'req',
    '-new',
    ...key,
    '-nodes',
    '-config',
    'req.cnf',
    '-subj',
    `/C=KR/O=ingam Test/CN=${name}`,
    ...files,
  );
  const by = ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial'];
  const what = [
    '-in',
    `${name}.csr`,
    '-out',
    `${name}.pem`,
    '-extfile',
    `${name}.ext`,
    ...extensions(name, lines),
  ];
  openssl('x509', '-req', ...by, ...what, ...how);
}

/** Signs the document; what it says of itself is in `how`. */
function sign(name, how = [], { signer = 'signer', content = 'document' } = {}) {
  const by = ['-signer', `${signer}.pem`, '-inkey', `${signer}.key`];
  openssl('cms', '-sign', '-binary', '-in', content, '-outform', 'DER', '-out', name, ...by, ...how);
  return read(name);
}

/** The result of a message. */
async function said(message, { anchors = ['ca'], content = DOCUMENT, crls, ...options } = {}) {
  const report = await verifySignedData(message, {
    trustAnchors: anchors.map((name) => ({ certificate: read(`${name}.pem`).toString() })),
    content,
    crls: crls?.map((name) => read(name)),
    checkRevocation: crls !== undefined,
    ...options,
  });
  assert.equal(report.subIndication === null, report.indication === 'TOTAL_PASSED');
  return report.subIndication ?? 'TOTAL_PASSED';
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'ingam-openssl-'));
  write('document', DOCUMENT);
  write('other', OTHER);
  anchor('ca');
  certify('signer', 'ca', SIGNER);
  certify('second', 'ca', SIGNER);
});

const EMBEDDED = ['-nodetach'];

for (const [name, how] of /** @type {[string, string[]][]} */ ([
  ['with its content', EMBEDDED],
  ['detached', []],
  ['without S/MIME capabilities', [...EMBEDDED, '-nosmimecap']],
  ['with the attribute of CAdES', [...EMBEDDED, '-cades']],
  ['in BER', [...EMBEDDED, '-stream']],
  ['with its authority’s certificate', [...EMBEDDED, '-certfile', 'ca.pem']],
])) {
  test(`it passes: ${name}`, async () => {
    const message = sign('message', how);
    assert.equal(await said(message), 'TOTAL_PASSED');
    // And only for what was signed.
    assert.equal(await said(message, { content: OTHER }), 'HASH_FAILURE');
    assert.equal(await said(message, { anchors: [] }), 'NO_CERTIFICATE_CHAIN_FOUND');
    assert.equal(await said(message, { crls: [] }), 'TRY_LATER');
  });
}

for (const [name, how, expected] of /** @type {[string, string[], string][]} */ ([
  ['RSASSA-PSS', ['-keyopt', 'rsa_padding_mode:pss'], 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
  ['SHA-512', ['-md', 'sha512'], 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
  ['SHA-1', ['-md', 'sha1'], 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
  ['a signer named by its key', ['-keyid'], 'FORMAT_FAILURE'],
  ['no signed attributes', ['-noattr'], 'FORMAT_FAILURE'],
  ['no certificate', ['-nocerts'], 'FORMAT_FAILURE'],
  ['two signers', ['-signer', 'second.pem', '-inkey', 'second.key'], 'FORMAT_FAILURE'],
])) {
  test(`it does not pass: ${name}`, async () => {
    assert.equal(await said(sign('message', [...EMBEDDED, ...how])), expected);
  });
}

test('it does not pass: another content type under a provider’s profile', async () => {
  const message = sign('message', [...EMBEDDED, '-econtent_type', '1.2.3.4']);
  assert.equal(await said(message, { profile: 'none' }), 'TOTAL_PASSED');
  assert.notEqual(await said(message, { profile: 'toss' }), 'TOTAL_PASSED');
});

for (const [name, command] of /** @type {[string, string[]][]} */ ([
  ['data without a signature', ['-data_create']],
  ['a digest without a signature', ['-digest_create']],
  ['encrypted data', ['-EncryptedData_encrypt', '-aes128', '-secretkey', '00'.repeat(16)]],
])) {
  test(`it does not pass: ${name}`, async () => {
    openssl('cms', ...command, '-in', 'document', '-outform', 'DER', '-out', 'message');
    assert.equal(await said(read('message')), 'FORMAT_FAILURE');
  });
}

test('it does not pass: a message that is cut off, or followed by something', async () => {
  const message = sign('message', EMBEDDED);
  assert.equal(await said(message.subarray(0, -1)), 'FORMAT_FAILURE');
  assert.equal(await said(Buffer.concat([message, Buffer.from([0])])), 'FORMAT_FAILURE');
});

test('it does not pass: a signature of another key, or damaged', async () => {
  const message = sign('message', EMBEDDED);
  message[message.length - 1] ^= 1;
  assert.equal(await said(message), 'SIG_CRYPTO_FAILURE');
  // The certificate is the second’s, the key the first’s.
  openssl('x509', '-in', 'signer.pem', '-out', 'swapped.pem');
  const of = (name) => openssl('x509', '-in', `${name}.pem`, '-outform', 'DER');
  const [own, other] = [of('signer'), of('second')];
  const whole = sign('message', EMBEDDED);
  assert.ok(whole.includes(own));
  if (own.length === other.length) {
    const at = whole.indexOf(own);
    const swapped = Buffer.concat([whole.subarray(0, at), other, whole.subarray(at + own.length)]);
    assert.notEqual(await said(swapped), 'TOTAL_PASSED');
  }
});

for (const [name, lines] of /** @type {[string, string[]][]} */ ([
  ['to encipher keys', ['keyUsage=critical,keyEncipherment']],
  ['for servers', [...SIGNER, 'extendedKeyUsage=serverAuth']],
  ['with a critical extension that nobody knows', [...SIGNER, '1.2.3.4=critical,ASN1:NULL']],
])) {
  test(`it does not pass: a certificate ${name}`, async () => {
    certify('wrong', 'ca', lines);
    assert.equal(await said(sign('message', EMBEDDED, { signer: 'wrong' })), 'CHAIN_CONSTRAINTS_FAILURE');
  });
}

for (const [name, key] of /** @type {[string, string[]][]} */ ([
  ['RSA of 1024 bits', ['-newkey', 'rsa:1024']],
  ['ECDSA', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
])) {
  test(`it does not pass: a key of ${name}`, async () => {
    certify('weak', 'ca', SIGNER, { key });
    const message = sign('message', EMBEDDED, { signer: 'weak' });
    assert.equal(await said(message), 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
  });
}

test('it does not pass: a certificate that was issued with SHA-1', async () => {
  certify('sha1', 'ca', SIGNER, { how: ['-days', '365', '-sha1'] });
  const message = sign('message', EMBEDDED, { signer: 'sha1' });
  assert.equal(await said(message), 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE');
});

test('it does not pass: an authority of the same name with another key', async () => {
  anchor('impostor', AUTHORITY, '/C=KR/O=ingam Test/CN=ca');
  const message = sign('message', EMBEDDED);
  assert.equal(await said(message, { anchors: ['impostor'] }), 'NO_CERTIFICATE_CHAIN_FOUND');
});

for (const [name, lines] of /** @type {[string, string[]][]} */ ([
  ['that is none', ['basicConstraints=critical,CA:FALSE']],
  ['that may not issue', ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,digitalSignature']],
  ['with constraints on names', [...AUTHORITY, 'nameConstraints=critical,permitted;DNS:example.kr']],
  ['with constraints on policies', [...AUTHORITY, 'policyConstraints=critical,requireExplicitPolicy:0']],
])) {
  test(`it does not pass: an authority in between ${name}`, async () => {
    certify('between', 'ca', lines);
    certify('under', 'between', SIGNER);
    const message = sign('message', [...EMBEDDED, '-certfile', 'between.pem'], { signer: 'under' });
    assert.equal(await said(message), 'CHAIN_CONSTRAINTS_FAILURE');
  });
}

test('an authority in between passes, and one more than the first allows does not', async () => {
  certify('between', 'ca', [...AUTHORITY.slice(1), 'basicConstraints=critical,CA:TRUE,pathlen:0']);
  certify('under', 'between', SIGNER);
  const one = sign('message', [...EMBEDDED, '-certfile', 'between.pem'], { signer: 'under' });
  assert.equal(await said(one), 'TOTAL_PASSED');
  certify('further', 'between', AUTHORITY);
  certify('below', 'further', SIGNER);
  write('both.pem', Buffer.concat([read('between.pem'), read('further.pem')]));
  const two = sign('message', [...EMBEDDED, '-certfile', 'both.pem'], { signer: 'below' });
  assert.equal(await said(two), 'CHAIN_CONSTRAINTS_FAILURE');
});

test('it does not pass: a time at which the certificate is over, or not there yet', async () => {
  const message = sign('message', EMBEDDED);
  for (const years of [-2, 2]) {
    const at = new Date();
    at.setUTCFullYear(at.getUTCFullYear() + years);
    assert.equal(await said(message, { at }), 'OUT_OF_BOUNDS_NO_POE', `${years} years`);
  }
  certify('over', 'ca', SIGNER, { how: ['-days', '-1'] });
  const over = sign('message', EMBEDDED, { signer: 'over' });
  assert.equal(await said(over), 'OUT_OF_BOUNDS_NO_POE');
});

/** A list of `issuer`'s with the certificates in it that are named. */
function list(name, issuer, revoked, days = ['-crldays', '1']) {
  write('index', '');
  write('crlnumber', '01');
  write('ca.cnf', '[ca]\ndefault_ca=own\n[own]\ndatabase=index\ncrlnumber=crlnumber\ndefault_md=sha256\n');
  const by = ['-config', 'ca.cnf', '-keyfile', `${issuer}.key`, '-cert', `${issuer}.pem`];
  for (const one of revoked) openssl('ca', ...by, '-revoke', `${one}.pem`);
  openssl('ca', ...by, '-gencrl', ...days, '-out', name);
}

test('revocation: a list without the certificate passes; one that is old, of another authority or damaged says nothing', async () => {
  const message = sign('message', EMBEDDED);
  list('good.crl', 'ca', []);
  assert.equal(await said(message, { crls: ['good.crl'] }), 'TOTAL_PASSED');
  const later = new Date(Date.now() + 3 * 86_400_000);
  assert.equal(await said(message, { crls: ['good.crl'], now: later }), 'TRY_LATER');
  anchor('stranger', AUTHORITY, '/C=KR/O=ingam Test/CN=ca');
  list('foreign.crl', 'stranger', []);
  assert.equal(await said(message, { crls: ['foreign.crl'] }), 'TRY_LATER');
  const der = openssl('crl', '-in', 'good.crl', '-outform', 'DER');
  der[der.length - 1] ^= 1;
  write('damaged.crl', der);
  assert.equal(await said(message, { crls: ['damaged.crl'] }), 'TRY_LATER');
});

test('revocation: before the claimed time, and after it', async () => {
  certify('revoked', 'ca', SIGNER);
  const early = sign('early', EMBEDDED, { signer: 'revoked' });
  // The times are in whole seconds.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  list('revoked.crl', 'ca', ['revoked']);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const late = sign('late', EMBEDDED, { signer: 'revoked' });
  assert.equal(await said(early, { crls: ['revoked.crl'] }), 'REVOKED_NO_POE');
  assert.equal(await said(late, { crls: ['revoked.crl'] }), 'REVOKED');
});
