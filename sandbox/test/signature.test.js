import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { DOCUMENTS, makeSession, open } from './support/client.js';
import { makeWorkshop } from './support/openssl.js';
import { start } from './support/start.js';

const sha256 = (data) => createHash('sha256').update(data).digest();

/** What a relying party has after a signature, and openssl with the sandbox's certificates at hand. */
async function sign(t, { settings, change } = {}) {
  const { client, keys } = await start(t, settings);
  const session = makeSession(keys.publicKey);
  const { success } = (await client.result(await client.signed({ change }), session)).body;
  const workshop = makeWorkshop(t);
  workshop.write('root.pem', keys.rootCertificate);
  workshop.write('ca.pem', keys.caCertificate);
  // `openssl cms` takes the certificates between signer and root from the message or the trust store, and the message has none.
  workshop.write('chain.pem', keys.caCertificate + keys.rootCertificate);
  success.signedDocList.forEach(({ signedDoc }, index) =>
    workshop.write(`${index}.der`, Buffer.from(signedDoc, 'base64')),
  );
  const verify = (name, ...more) =>
    workshop.run(
      'cms',
      '-verify',
      '-binary',
      '-inform',
      'DER',
      '-in',
      name,
      '-CAfile',
      'chain.pem',
      '-purpose',
      'any',
      '-out',
      'content.bin',
      ...more,
    );
  return { success, session, workshop, verify, keys };
}

test('openssl verifies each document, up to the root or to the CA as anchor, and gets back its bytes', async (t) => {
  const { success, workshop, verify } = await sign(t);
  assert.equal(success.signedDocList.length, DOCUMENTS.length);
  DOCUMENTS.forEach(({ doc }, index) => {
    verify(`${index}.der`);
    verify(`${index}.der`, '-partial_chain', '-CAfile', 'ca.pem');
    assert.deepEqual(workshop.read('content.bin'), Buffer.from(doc, 'utf8'));
  });
});

test('openssl refuses a changed document, and any document without our root', async (t) => {
  const { success, workshop, verify } = await sign(t);
  const bytes = Buffer.from(success.signedDocList[1].signedDoc, 'base64');
  const at = bytes.indexOf('둘째');
  bytes[at + 2] ^= 1;
  workshop.write('changed.der', bytes);
  assert.throws(() => verify('changed.der'), /digest|verif/i);
  workshop.write('chain.pem', workshop.read('ca.pem'));
  assert.throws(() => verify('0.der'), /issuer certificate/i);
});

test('the SignedData has the structure of the real ones', async (t) => {
  const { workshop } = await sign(t);
  const outline = workshop
    .run('asn1parse', '-inform', 'DER', '-in', '0.der')
    .split('\n')
    .map((line) => /d=(\d+) .*(?:cons|prim): (.*?)\s*$/.exec(line))
    .filter(Boolean)
    .map(
      ([, depth, text]) =>
        `${depth} ${text.replace(/\s+/g, ' ').replace(/(INTEGER|UTCTIME|HEX DUMP\]) ?:.*/, '$1')}`,
    );
  const certificate = outline.indexOf('4 SEQUENCE');
  const signers = outline.lastIndexOf('3 SET');
  assert.deepEqual(outline.slice(0, certificate + 1), [
    '0 SEQUENCE',
    '1 OBJECT :pkcs7-signedData',
    '1 cont [ 0 ]',
    '2 SEQUENCE',
    '3 INTEGER',
    '3 SET',
    '4 SEQUENCE',
  ]);
  assert.deepEqual(outline.slice(certificate + 1, certificate + 8), [
    '5 OBJECT :sha256',
    '5 NULL',
    '3 SEQUENCE',
    '4 OBJECT :pkcs7-data',
    '4 cont [ 0 ]',
    '5 OCTET STRING [HEX DUMP]',
    '3 cont [ 0 ]',
  ]);
  assert.equal(
    outline.slice(certificate + 8, signers).filter((line) => line === '4 SEQUENCE').length,
    1,
    'one certificate',
  );
  const info = outline.slice(signers);
  assert.deepEqual(info.slice(0, 4), ['3 SET', '4 SEQUENCE', '5 INTEGER', '5 SEQUENCE']);
  assert.deepEqual(info.slice(info.lastIndexOf('6 INTEGER') + 1), [
    '5 SEQUENCE',
    '6 OBJECT :sha256',
    '6 NULL',
    '5 cont [ 0 ]',
    '6 SEQUENCE',
    '7 OBJECT :contentType',
    '7 SET',
    '8 OBJECT :pkcs7-data',
    '6 SEQUENCE',
    '7 OBJECT :signingTime',
    '7 SET',
    '8 UTCTIME',
    '6 SEQUENCE',
    '7 OBJECT :messageDigest',
    '7 SET',
    '8 OCTET STRING [HEX DUMP]',
    '5 SEQUENCE',
    '6 OBJECT :rsaEncryption',
    '6 NULL',
    '5 OCTET STRING [HEX DUMP]',
  ]);
});

test("the signer's certificate has Toss's profile and the name of the invented person", async (t) => {
  const { success, session, workshop, keys } = await sign(t);
  workshop.run('pkcs7', '-inform', 'DER', '-in', '0.der', '-print_certs', '-out', 'signer.pem');
  const text = workshop.run(
    'x509',
    '-in',
    'signer.pem',
    '-noout',
    '-text',
    '-nameopt',
    'multiline,utf8,-esc_msb,show_type',
  );
  const name = open(session, success.personalData.name);
  const subject = /Subject:\s*\n([\s\S]*?)Subject Public Key/
    .exec(text)[1]
    .trim()
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '));
  assert.deepEqual(subject, [
    'countryName = PRINTABLESTRING:KR',
    'organizationName = UTF8STRING:Viva Republica Inc',
    'organizationalUnitName = UTF8STRING:Toss Cert',
    subject[3],
    `commonName = UTF8STRING:${name}`,
  ]);
  assert.match(subject[3], /^userId = UTF8STRING:\d{24}$/);
  assert.match(text, /Issuer:\s*\n\s*countryName\s*= UTF8STRING:KR/);
  assert.match(text, /Not After : .* 14:59:59 \d{4} GMT/);
  assert.match(text, /Public-Key: \(2048 bit\)/);
  const extensions = text
    .slice(text.indexOf('X509v3 extensions:'))
    .match(/^ {12}\S.*$/gm)
    .map((line) => line.trim());
  assert.deepEqual(extensions, [
    'X509v3 Authority Key Identifier:',
    'X509v3 Subject Key Identifier:',
    'X509v3 Key Usage: critical',
    'X509v3 Certificate Policies: critical',
    'X509v3 CRL Distribution Points:',
    'Authority Information Access:',
  ]);
  assert.match(text, /DirName:.*Root CA1\s+serial:02/s);
  assert.match(text, /Digital Signature, Non Repudiation/);
  assert.match(text, /Policy: 1\.2\.410\.200098\.5\.1\.1\.1\.3/);
  assert.ok(!text.includes('toss.im'), 'nothing in the certificate points to the real authority');

  workshop.run('verify', '-x509_strict', '-CAfile', 'root.pem', '-untrusted', 'ca.pem', 'signer.pem');
  const ca = new X509Certificate(keys.caCertificate);
  const signer = new X509Certificate(workshop.read('signer.pem'));
  assert.ok(signer.verify(ca.publicKey));
  const authority = workshop.run('x509', '-in', 'ca.pem', '-noout', '-text');
  assert.match(authority, /Public-Key: \(4096 bit\)/);
  assert.match(authority, /CA:TRUE, pathlen:0/);
});

test('one signature has one signer and one second; another has another', async (t) => {
  const { client, keys } = await start(t);
  const read = async () => {
    const session = makeSession(keys.publicKey);
    const { success } = (await client.result(await client.signed(), session)).body;
    return { name: open(session, success.personalData.name), list: success.signedDocList };
  };
  const certificate = ({ signedDoc }) => {
    const bytes = Buffer.from(signedDoc, 'base64');
    const start = bytes.indexOf(Buffer.from('a003020102', 'hex'));
    return bytes.subarray(start, start + 600).toString('hex');
  };
  const [first, second] = [await read(), await read()];
  assert.equal(certificate(first.list[0]), certificate(first.list[1]));
  assert.notEqual(certificate(first.list[0]), certificate(second.list[0]));
  assert.notEqual(first.name, second.name);
});

test('a detached signature covers the digest that the option names', async (t) => {
  const original = Buffer.from('%PDF-1.7 an original that nobody sees');
  const doc = sha256(original).toString('base64');
  const change = (body) => {
    body.docList = [
      { docTitle: '계약서', doc, docType: 'PDF', signatureType: 'PKCS7_NO_CONTENT_WITH_ATTR', order: 1 },
    ];
  };
  const covered = { doc: Buffer.from(doc), hash: sha256(original), original };
  for (const [detachedDigest, content] of Object.entries(covered)) {
    await t.test(detachedDigest, async (t) => {
      const { success, workshop, verify } = await sign(t, {
        settings: { options: { toss: { detachedDigest } } },
        change,
      });
      assert.deepEqual(success.docList[0], {
        docType: 'PDF',
        docTitle: '계약서',
        doc,
        docEncrypted: false,
        signatureType: 'PKCS7_NO_CONTENT_WITH_ATTR',
        order: 1,
      });
      assert.equal(success.signedDocList[0].signatureType, 'PKCS7_NO_CONTENT_WITH_ATTR');
      workshop.write('original', content);
      verify('0.der', '-content', 'original');
      assert.throws(() => verify('0.der'));
    });
  }
});

test('certificate validation knows its own certificates', async (t) => {
  const { client, keys } = await start(t);
  const { success } = (await client.result(await client.signed())).body;
  const workshop = makeWorkshop(t);
  workshop.write('0.der', Buffer.from(success.signedDocList[0].signedDoc, 'base64'));
  workshop.run('pkcs7', '-inform', 'DER', '-in', '0.der', '-print_certs', '-out', 'signer.pem');
  const der = new X509Certificate(workshop.read('signer.pem')).raw.toString('base64');
  const pem = `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----`;
  const validate = async (certificate) =>
    (await client.toss('/api/v1/certificate/validate', { certificate })).body;

  assert.equal((await validate(undefined)).error.errorCode, 'CE0003');
  assert.equal((await validate(der)).error.errorCode, 'CE0003');
  assert.equal((await validate(pem.replace('MII', 'AAA'))).error.errorCode, 'CE0003');
  assert.deepEqual((await validate(keys.rootCertificate)).success, { valid: false, enabled: false });
  assert.deepEqual((await validate(pem)).success, { valid: true, enabled: true });
  await client.control('clock', { advanceSeconds: 3 * 366 * 86_400 });
  await client.authorize();
  assert.deepEqual((await validate(pem)).success, { valid: false, enabled: false });
});
