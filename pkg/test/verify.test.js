import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';

import { IngamError, verifySignedData } from 'ingam';

const json = (path) => JSON.parse(readFileSync(new URL(`../../tests/${path}`, import.meta.url), 'utf8'));

const { success } = json('vectors/toss-docs-result.json');
const PUBLISHED = success.signedDocList.map(({ signedDoc, order }) => ({
  signedDoc,
  doc: success.docList.find((doc) => doc.order === order).doc,
}));
const { anchors, cases } = json('evidence/cases.json');

const withoutRevocation = { checkRevocation: false };
const result = ({ indication, subIndication }) => [indication, subIndication];
const outcome = ({ checks }, name) => checks.find((check) => check.name === name)?.outcome;

const refusedAt = (path) => (error) => {
  assert.ok(error instanceof IngamError, String(error));
  assert.deepEqual([error.code, error.path], ['INGAM_OPTION_INVALID', path]);
  assert.ok(!JSON.stringify(error).includes('canary'));
  return true;
};

test('the cases say the same here as natively', async (context) => {
  let passed = 0;
  for (const { id, expected, profile, anchor, document, original, at, now, crls, message } of cases) {
    await context.test(id, async () => {
      const report = await verifySignedData(Buffer.from(message, 'base64'), {
        profile,
        trustAnchors: anchor ? [{ certificate: Buffer.from(anchors[anchor], 'base64') }] : [],
        ...(typeof document === 'string' && { content: document }),
        ...(typeof original === 'string' && { original }),
        at: at && new Date(at),
        now: now && new Date(now),
        crls: crls?.map((crl) => Buffer.from(crl, 'base64')),
        checkRevocation: crls !== undefined,
      });
      assert.equal(report.subIndication ?? 'TOTAL_PASSED', expected);
      assert.equal(report.subIndication === null, report.indication === 'TOTAL_PASSED');
    });
    passed += expected === 'TOTAL_PASSED' ? 1 : 0;
  }
  assert.ok(cases.length >= 191 && passed >= 27 && passed < cases.length / 2);
});

for (const [index, { signedDoc, doc }] of PUBLISHED.entries()) {
  test(`published document ${index + 1}: another content, revocation wanted, and as it is`, async () => {
    const content = `${doc} `;
    assert.deepEqual(result(await verifySignedData(signedDoc, { ...withoutRevocation, content })), [
      'TOTAL_FAILED',
      'HASH_FAILURE',
    ]);
    assert.deepEqual(result(await verifySignedData(signedDoc, { content: doc })), [
      'INDETERMINATE',
      'TRY_LATER',
    ]);
    const report = await verifySignedData(signedDoc, { ...withoutRevocation, content: doc });
    assert.deepEqual(result(report), ['TOTAL_PASSED', null]);
    assert.ok(report.content instanceof Uint8Array);
    assert.equal(new TextDecoder().decode(report.content), doc);
    assert.equal(outcome(report, 'content'), 'PASSED');
    assert.equal(outcome(report, 'revocation'), 'NOT_CHECKED');
    assert.equal(outcome(report, 'profile'), 'PASSED');
    assert.equal(report.signingTime, '2022-04-25T16:16:13Z');
    assert.equal(report.signer.serialNumber, '8018372');
    assert.match(
      report.signer.certificate,
      /^-----BEGIN CERTIFICATE-----\n[\s\S]+\n-----END CERTIFICATE-----\n$/,
    );
  });
}

const [{ signedDoc, doc }] = PUBLISHED;

test('a report has these members, and a check those', async () => {
  const report = await verifySignedData(signedDoc);
  assert.deepEqual(Object.keys(report), [
    'indication',
    'subIndication',
    'signer',
    'signingTime',
    'content',
    'checks',
  ]);
  assert.deepEqual(Object.keys(report.signer), ['commonName', 'uid', 'serialNumber', 'certificate']);
  for (const check of report.checks) {
    assert.deepEqual(Object.keys(check), ['name', 'outcome', 'message', 'messageKo']);
    assert.match(check.messageKo, /[가-힣]/);
  }
  assert.equal(new Set(report.checks.map(({ name }) => name)).size, report.checks.length);
});

test('what is no message is a report, whatever it is', async () => {
  const detached = new Uint8Array(8);
  new MessageChannel().port1.postMessage(detached, [detached.buffer]);
  for (const data of [
    undefined,
    null,
    42,
    {},
    [],
    Symbol('x'),
    '',
    '\ud800',
    'not a message',
    `${signedDoc}!`,
    signedDoc.slice(0, -8),
    '{"resultType":"SUCCESS"}',
    new Uint8Array(),
    new Uint8Array(100),
    detached,
    new ArrayBuffer(8),
    'A'.repeat(26_000_000),
    new Uint8Array(26_000_000),
  ]) {
    const report = await verifySignedData(data, { content: doc });
    assert.deepEqual(result(report), ['TOTAL_FAILED', 'FORMAT_FAILURE']);
    assert.deepEqual([report.signer, report.signingTime, report.content], [null, null, null]);
  }
});

test('every form of a message, and views of a larger buffer', async () => {
  const der = Buffer.from(signedDoc, 'base64');
  const padded = Buffer.concat([Buffer.from('xx'), der, Buffer.from('yy')]);
  const lines = signedDoc.replaceAll(/.{64}/g, '$&\n');
  for (const data of [
    der,
    new Uint8Array(padded.buffer, padded.byteOffset + 2, der.length),
    new DataView(padded.buffer, padded.byteOffset + 2, der.length),
    signedDoc,
    lines,
    der.toString('base64url'),
    `-----BEGIN CMS-----\n${lines}\n-----END CMS-----\n`,
    `-----BEGIN PKCS7-----\r\n${lines}\r\n-----END PKCS7-----`,
    Buffer.from(signedDoc),
  ]) {
    const report = await verifySignedData(data, { ...withoutRevocation, content: Buffer.from(doc) });
    assert.deepEqual(result(report), ['TOTAL_PASSED', null]);
  }
});

test('without a document nothing is compared, and the check says so', async () => {
  const report = await verifySignedData(signedDoc, withoutRevocation);
  assert.deepEqual(result(report), ['TOTAL_PASSED', null]);
  assert.equal(outcome(report, 'content'), 'NOT_COMPARED');
  // An empty document is one.
  assert.equal((await verifySignedData(signedDoc, { content: '' })).subIndication, 'HASH_FAILURE');
});

test('what is undefined and drops no comparison is its default', async () => {
  const names = ['at', 'checkRevocation', 'crls', 'intermediates', 'profile', 'trustAnchors'];
  const absent = Object.fromEntries(names.map((name) => [name, undefined]));
  const report = await verifySignedData(signedDoc, { content: doc, ...absent });
  assert.deepEqual(report, await verifySignedData(signedDoc, { content: doc }));
  assert.deepEqual(result(report), ['INDETERMINATE', 'TRY_LATER']);
});

test('anchors: none, the own one, another', async () => {
  const verify = (trustAnchors, more) =>
    verifySignedData(signedDoc, { ...withoutRevocation, trustAnchors, ...more });
  assert.equal((await verify([])).subIndication, 'NO_CERTIFICATE_CHAIN_FOUND');
  const publicKey = readFileSync(new URL('../../tests/evidence/toss-ca1.spki.pem', import.meta.url), 'utf8');
  const name = 'CN=Toss CA1,OU=Toss Cert,O=Viva Republica Inc,C=KR';
  const own = await verify([{ name, publicKey }]);
  assert.equal(own.indication, 'TOTAL_PASSED');
  assert.equal(outcome(own, 'profile'), 'NOT_CHECKED');
  assert.equal(outcome(await verify([{ name, publicKey }], { profile: 'toss' }), 'profile'), 'PASSED');
  assert.equal(outcome(await verify(undefined, { profile: 'none' }), 'profile'), 'NOT_CHECKED');
  const other = await verify([{ name: `${name},DC=x`, publicKey }]);
  assert.equal(other.subIndication, 'NO_CERTIFICATE_CHAIN_FOUND');
  const der = Buffer.from(anchors.ca, 'base64');
  assert.equal((await verify([{ certificate: der }])).subIndication, 'NO_CERTIFICATE_CHAIN_FOUND');
});

test('certificates come as DER, base64, PEM, and several in one PEM', async () => {
  const sound = cases.find(({ id }) => id === 'sound');
  const pem = (name) => `-----BEGIN CERTIFICATE-----\n${anchors[name]}\n-----END CERTIFICATE-----\n`;
  for (const certificate of [
    anchors.ca,
    Buffer.from(anchors.ca, 'base64'),
    pem('ca'),
    Buffer.from(pem('ca')),
    pem('root') + pem('ca'),
  ]) {
    const options = { ...withoutRevocation, trustAnchors: [{ certificate }], content: sound.document };
    assert.equal((await verifySignedData(sound.message, options)).indication, 'TOTAL_PASSED');
  }
  const { message, document } = cases.find(({ id }) => id === 'intermediate');
  const options = { ...withoutRevocation, trustAnchors: [{ certificate: anchors.root }], content: document };
  assert.equal((await verifySignedData(message, options)).indication, 'TOTAL_PASSED');
});

test('a time decides on validity', async () => {
  const at = (text) => verifySignedData(signedDoc, { ...withoutRevocation, at: new Date(text) });
  assert.equal((await at('2025-04-24T15:00:00Z')).subIndication, 'OUT_OF_BOUNDS_NO_POE');
  assert.equal((await at('2025-04-24T14:59:59.999Z')).indication, 'TOTAL_PASSED');
});

test('a bad option is named, before anything is verified', async () => {
  const key = 'canary';
  const pem = `-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----`;
  for (const [options, path] of [
    [null, ''],
    ['canary', ''],
    [[], ''],
    [{ contents: 'canary' }, '/contents'],
    [{ content: undefined }, '/content'],
    [Object.create({ content: undefined }), '/content'],
    [{ content: undefined, original: 'canary' }, '/content'],
    [{ content: 'x', original: undefined }, '/original'],
    [{ content: null }, '/content'],
    [{ content: 1 }, '/content'],
    [{ content: '\ud800' }, '/content'],
    [{ content: new ArrayBuffer(1) }, '/content'],
    [{ original: 'canary' }, '/original'],
    [{ content: 'x', original: {} }, '/original'],
    [{ at: 'canary' }, '/at'],
    [{ now: 'canary' }, '/now'],
    [{ now: new Date(Number.NaN) }, '/now'],
    [{ at: 1 }, '/at'],
    [{ at: new Date(Number.NaN) }, '/at'],
    [{ at: new Date(8.64e15) }, '/at'],
    [{ checkRevocation: 'false' }, '/checkRevocation'],
    [{ checkRevocation: null }, '/checkRevocation'],
    [{ profile: 'canary' }, '/profile'],
    [{ profile: null }, '/profile'],
    [{ crls: 'canary' }, '/crls'],
    [{ crls: ['', 1] }, '/crls/1'],
    [{ intermediates: {} }, '/intermediates'],
    [{ intermediates: [null] }, '/intermediates/0'],
    [{ intermediates: ['canary'] }, '/intermediates/0'],
    [{ trustAnchors: {} }, '/trustAnchors'],
    [{ trustAnchors: null }, '/trustAnchors'],
    [{ trustAnchors: ['canary'] }, '/trustAnchors/0'],
    [{ trustAnchors: [{}] }, '/trustAnchors/0/name'],
    [{ trustAnchors: [{ name: 'CN=canary' }] }, '/trustAnchors/0/publicKey'],
    [{ trustAnchors: [{ name: 'CN=canary', publicKey: key }] }, '/trustAnchors/0'],
    [{ trustAnchors: [{ certificate: 'canary' }] }, '/trustAnchors/0/certificate'],
    [{ trustAnchors: [{ certificate: pem }] }, '/trustAnchors/0/certificate'],
    [{ trustAnchors: [{ certificate: '' }] }, '/trustAnchors/0/certificate'],
    [{ trustAnchors: [{ certificate: 1 }] }, '/trustAnchors/0/certificate'],
    [
      { trustAnchors: [{ certificate: anchors.ca }, { certificate: anchors.ca, name: 'x' }] },
      '/trustAnchors/1',
    ],
  ]) {
    await assert.rejects(verifySignedData(signedDoc, options), refusedAt(path), path);
  }
});

test('a list that cannot be used is as good as none', async () => {
  const crls = ['', 'not a list', anchors.ca, new Uint8Array(3)];
  assert.equal((await verifySignedData(signedDoc, { crls })).subIndication, 'TRY_LATER');
});
