// What comes back is not what was requested: every change on the way is found, and the bytes are handed out and kept as
// they came.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { assertVerified } from './support/bundle.mjs';
import { alterResult, assertEvidence, flipped, outcome, PASSED } from './support/evidence.mjs';
import { DOCUMENTS, personalRequest } from './support/requests.mjs';
import { assertRead, REQUEST, RESULT, startRig } from './support/rig.mjs';

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** Signatures of the very same documents by two other people, and of other documents. @type {any[][]} */
let foreign;
/** @type {any[]} */
let ofOthers;
before(async () => {
  rig = await startRig();
  const signed = async (/** @type {any} */ members) => {
    const { txId } = await rig.signed(members);
    return (await rig.dev.result(txId, rig.session())).json.success.signedDocList;
  };
  foreign = [await signed({}), await signed({})];
  ofOthers = await signed({ docList: DOCUMENTS.map((one) => ({ ...one, doc: `다른 ${one.doc}` })) });
});
after(() => rig?.dispose());

/** A file of 3 MiB, signed by somebody unknown: a report that is larger than a row of storage may be. */
function largeSignature() {
  const folder = mkdtempSync(join(tmpdir(), 'ingam-large-'));
  const run = (/** @type {string} */ line) =>
    execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'pipe' });
  try {
    writeFileSync(join(folder, 'content'), Buffer.alloc(3 << 20, 'a'));
    run('req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out own.pem -days 2 -subj /CN=somebody');
    run(
      'cms -sign -nodetach -binary -md sha256 -in content -signer own.pem -inkey key.pem -outform DER -out signed',
    );
    return readFileSync(join(folder, 'signed')).toString('base64');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const HASH = 'TOTAL_FAILED/HASH_FAILURE';
const FORMAT = 'TOTAL_FAILED/FORMAT_FAILURE';
const SET = 'TOTAL_FAILED/SIG_CONSTRAINTS_FAILURE';
const SIGNATURE = 'TOTAL_FAILED/SIG_CRYPTO_FAILURE';

/** @type {[string, string, (success: any) => void, ((report: any) => void)?][]} */
const ALTERED = [
  [
    'another document’s signature',
    HASH,
    ({ signedDocList: [one] }) => {
      one.signedDoc = ofOthers[0].signedDoc;
    },
    (report) => assert.equal(outcome(report, 'content', 0), 'FAILED'),
  ],
  [
    'swapped orders',
    HASH,
    ({ signedDocList: [one, two] }) => {
      [one.order, two.order] = [two.order, one.order];
    },
    (report) => {
      assert.deepEqual([outcome(report, 'content', 0), outcome(report, 'content', 1)], ['FAILED', 'FAILED']);
      assert.equal(outcome(report, 'set-orders'), 'PASSED');
    },
  ],
  [
    'swapped signatures',
    HASH,
    ({ signedDocList: [one, two] }) => {
      [one.signedDoc, two.signedDoc] = [two.signedDoc, one.signedDoc];
    },
  ],
  [
    'one missing',
    SET,
    (success) => {
      success.signedDocList.pop();
    },
    (report) => assert.equal(outcome(report, 'set-orders'), 'FAILED'),
  ],
  [
    'one doubled',
    SET,
    (success) => {
      success.signedDocList.push(success.signedDocList[0]);
    },
    (report) => assert.equal(outcome(report, 'set-orders'), 'FAILED'),
  ],
  [
    'one in place of the other',
    HASH,
    ({ signedDocList: [one, two] }) => {
      two.signedDoc = one.signedDoc;
    },
  ],
  [
    'one that was not requested',
    SET,
    (success) => {
      success.signedDocList.push({ ...success.signedDocList[0], order: 3 });
    },
  ],
  [
    'an order that is none',
    SET,
    ({ signedDocList: [, two] }) => {
      two.order = null;
    },
  ],
  [
    'two signers',
    SET,
    ({ signedDocList: [one, two] }) => {
      const other = foreign.find(([first]) => !sameSigner(first.signedDoc, one.signedDoc));
      two.signedDoc = other?.[1].signedDoc;
    },
    (report) => assert.equal(outcome(report, 'set-signer'), 'FAILED'),
  ],
  [
    'no signature',
    SET,
    (success) => {
      success.signedDocList = [];
    },
  ],
  [
    'the first byte turned',
    FORMAT,
    ({ signedDocList: [one] }) => {
      one.signedDoc = flipped(one.signedDoc, 0);
    },
  ],
  [
    'the last byte of the signature turned',
    SIGNATURE,
    ({ signedDocList: [, two] }) => {
      two.signedDoc = flipped(two.signedDoc, -1);
    },
    (report) => {
      assert.deepEqual(
        [outcome(report, 'signature', 0), outcome(report, 'signature', 1)],
        ['PASSED', 'FAILED'],
      );
    },
  ],
  [
    'a byte of the content turned',
    HASH,
    ({ signedDocList: [one] }) => {
      const content = Buffer.from(DOCUMENTS[0].doc);
      one.signedDoc = flipped(one.signedDoc, Buffer.from(one.signedDoc, 'base64').indexOf(content) + 2);
    },
    (report) => assert.equal(outcome(report, 'message-digest', 0), 'FAILED'),
  ],
  [
    'an end cut off',
    FORMAT,
    ({ signedDocList: [one] }) => {
      one.signedDoc = one.signedDoc.slice(0, -8);
    },
  ],
  [
    'a byte behind the end',
    FORMAT,
    ({ signedDocList: [one] }) => {
      one.signedDoc = Buffer.concat([Buffer.from(one.signedDoc, 'base64'), Buffer.from([0])]).toString(
        'base64',
      );
    },
  ],
  [
    'no base64',
    FORMAT,
    ({ signedDocList: [one] }) => {
      one.signedDoc = '서명이 아닙니다 <script>alert(1)</script>';
    },
  ],
  [
    'an empty signature',
    FORMAT,
    ({ signedDocList: [one] }) => {
      one.signedDoc = '';
    },
  ],
  [
    'a certificate in place of a signature',
    FORMAT,
    ({ signedDocList: [one] }) => {
      one.signedDoc = rig.sandbox.keys.caCertificate.replace(/-----[^-]+-----|\n/g, '');
    },
  ],
  [
    '3 MiB of something else, signed by somebody else',
    HASH,
    ({ signedDocList: [one] }) => {
      one.signedDoc = largeSignature();
    },
  ],
];

/** @param {string} one @param {string} other */
function sameSigner(one, other) {
  // The serial number stands in both SignerInfo and certificate; people of the sandbox differ in it and in the name.
  const uid = (/** @type {string} */ text) =>
    /7000000000000000000000\d\d/.exec(Buffer.from(text, 'base64').toString('latin1'))?.[0];
  return uid(one) === uid(other);
}

for (const [what, header, change, look] of ALTERED) {
  test(`${what}: ${header}, and the bytes as they came`, async () => {
    const { txId } = await rig.signed();
    const session = rig.session();
    alterResult(rig, change);
    const answer = await rig.dev.result(txId, session);
    assertRead(answer, 1);
    const sent = rig.tap.on(RESULT).at(-1)?.answer;
    assert.ok(sent?.bytes.equals(answer.bytes), 'handed out as it came');
    const { report, files } = await assertEvidence(rig, `toss/${txId}`, answer, header);
    look?.(report);
    assert.equal(files['response.json'].equals(answer.bytes), true);

    const again = await rig.dev.result(txId, session);
    assertRead(again, 1, { replayed: true });
    assert.ok(again.bytes.equals(answer.bytes), 'stored as it came');
    assert.equal(again.headers['ingam-evidence'], header);
    // Every signature is in the bundle, whatever is wrong with it.
    const ders = Object.keys(files).filter((name) => name.endsWith('.der'));
    assert.equal(ders.length, answer.json.success.signedDocList.length);
    assert.equal(JSON.parse(files['manifest.json'].toString()).signed.length, ders.length);
  });
}

test('a second read that is sound passes beside a first that is not', async () => {
  const { txId } = await rig.signed();
  const [one, two] = [rig.session(), rig.session()];
  alterResult(rig, ({ signedDocList }) => signedDocList.pop());
  assert.equal((await rig.dev.result(txId, one)).headers['ingam-evidence'], SET);
  const second = await rig.dev.result(txId, two);
  assertRead(second, 2);
  assert.equal(second.headers['ingam-evidence'], PASSED);
  assert.equal((await rig.dev.result(txId, one)).headers['ingam-evidence'], SET);
  assert.equal(
    (await rig.dev.show(txId)).json.evidence.subIndication,
    'SIG_CONSTRAINTS_FAILURE',
    'of the first',
  );
});

// What is known of the request decides what can be compared.

const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex');

/** @param {Record<string, string>} [headers] @param {(sealed: any[]) => any[]} [change] */
async function withSealedDocument(headers, change = (documents) => documents) {
  const own = rig.session();
  const [one, two] = DOCUMENTS;
  const docList = change([one, { ...two, doc: own.seal(two.doc), docEncrypted: true }]);
  const requested = await rig.dev.post(REQUEST, personalRequest(own, { docList }), { headers });
  assert.equal(requested.status, 200, requested.text);
  const { txId } = requested.json.success;
  await rig.sign(txId);
  const answer = await rig.dev.result(txId, rig.session());
  return { txId, answer };
}

test('a sealed document without its digest is not compared, and says so', async () => {
  const { txId, answer } = await withSealedDocument();
  const { report, files } = await assertEvidence(rig, `toss/${txId}`, answer, PASSED);
  assert.deepEqual(
    [outcome(report, 'content', 0), outcome(report, 'content', 1)],
    ['PASSED', 'NOT_COMPARED'],
  );
  assert.match(assertVerified(files), /document-2: not compared/);
});

test('a sealed document with its digest is compared', async () => {
  const digests = (/** @type {string} */ text) => ({
    'ingam-document-digests': JSON.stringify([{ order: 2, sha256: sha256(text) }]),
  });
  const same = await withSealedDocument(digests(DOCUMENTS[1].doc));
  const { report, files } = await assertEvidence(rig, `toss/${same.txId}`, same.answer, PASSED);
  assert.equal(outcome(report, 'content', 1), 'PASSED');
  assert.doesNotMatch(assertVerified(files), /not compared/);

  const other = await withSealedDocument(digests('다른 약관'));
  const failed = await assertEvidence(rig, `toss/${other.txId}`, other.answer, HASH);
  assert.deepEqual(
    [outcome(failed.report, 'content', 0), outcome(failed.report, 'content', 1)],
    ['PASSED', 'FAILED'],
  );
});

test('of a transaction that was requested elsewhere the signatures are verified, the contents not compared', async () => {
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const other = await startRig({ overrides: { ADOPT_UNKNOWN: `until:${until}` } });
  try {
    const { txId } = await other.signed();
    await other.gateway.restart(); // and all it knew is gone
    const answer = await other.dev.result(txId, other.session());
    assertRead(answer, 1);
    const { report, files } = await assertEvidence(other, `toss/${txId}`, answer, PASSED);
    assert.deepEqual(
      [outcome(report, 'content', 0), outcome(report, 'content', 1), outcome(report, 'set-orders')],
      ['NOT_COMPARED', 'NOT_COMPARED', 'PASSED'],
    );
    assert.match(assertVerified(files), /document-1: not compared[\s\S]*document-2: not compared/);

    const second = await other.signed();
    await other.gateway.restart();
    alterResult(other, ({ signedDocList }) => signedDocList.push(signedDocList[0]));
    const doubled = await other.dev.result(second.txId, other.session());
    assert.equal(doubled.headers['ingam-evidence'], SET);
  } finally {
    await other.dispose();
  }
});
