// The bundle: an expert checks it with a shell, openssl and sha256sum, and nothing in it can be changed unnoticed.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { CALLERS } from '../../scripts/development.mjs';
import { assertFails, assertVerified, SCRIPT, sumsOf, unpacked, verify } from './support/bundle.mjs';
import { alterResult, assertEvidence, bundleOf, flipped, PASSED, reportIn } from './support/evidence.mjs';
import { send } from './support/http.mjs';
import { DOCUMENTS, personalRequest } from './support/requests.mjs';
import { assertRead, DEV, REQUEST, startRig } from './support/rig.mjs';
import { tracesIn, tracesInFolder } from './support/traces.mjs';

/** Another caller who may use Toss. */
const OTHER = Buffer.alloc(32, 7).toString('base64');

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** The guide's two documents, signed and read. @type {{ txId: string, files: Record<string, Buffer>, zip: Buffer }} */
let bundled;
before(async () => {
  const callers = JSON.stringify([
    ...CALLERS,
    { id: 'other', secrets: [OTHER], providers: ['toss', 'kakao'], clientCodes: [], origins: [] },
  ]);
  rig = await startRig({ persist: true, overrides: { CALLERS: callers, REVOCATION: 'validate-api' } });
  const { txId } = await rig.signed();
  const answer = await rig.dev.result(txId, rig.session());
  const { files } = await assertEvidence(rig, `toss/${txId}`, answer, PASSED);
  const { answer: bundle } = await bundleOf(rig, `toss/${txId}`);
  bundled = { txId, files, zip: bundle.bytes };
});
after(() => rig?.dispose());

const sha256 = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex');

/** The same with other files, and sums that fit. @param {Record<string, Buffer | undefined>} changes */
function resummed(changes) {
  const files = /** @type {Record<string, Buffer>} */ (
    Object.fromEntries(Object.entries({ ...bundled.files, ...changes }).filter(([, contents]) => contents))
  );
  return { ...files, SHA256SUMS: sumsOf(files) };
}

/** A few places of a file: both ends, and some between. @param {number} length */
const places = (length) =>
  [...new Set([0, 1, 70, length >> 2, length >> 1, length - 2, length - 1])].filter((at) => at < length);

test('any changed byte of any file is found', () => {
  let tried = 0;
  unpacked(bundled.files, (folder) => {
    for (const [name, contents] of Object.entries(bundled.files)) {
      for (const place of places(contents.length)) {
        for (const mask of [0x01, 0x20]) {
          const changed = Buffer.from(contents);
          changed[place] ^= mask;
          writeFileSync(join(folder, name), changed);
          // A script that was changed itself can say anything: another copy of it speaks.
          const { status, stdout } = verify(folder, name === 'verify.sh' ? SCRIPT : 'verify.sh');
          assert.notEqual(status, 0, `${name} at ${place}`);
          assert.doesNotMatch(stdout, /^OK$/m);
          tried += 1;
        }
      }
      writeFileSync(join(folder, name), contents);
    }
    assert.equal(verify(folder).status, 0, 'and none is left');
  });
  assert.ok(tried > 150, `${tried} changes`);
});

test('a byte more, a byte less, a file more, a file less are found', () => {
  for (const [name, contents] of Object.entries(bundled.files)) {
    if (name === 'verify.sh') continue;
    const others = Object.entries(bundled.files).filter(([other]) => other !== name);
    assertFails({ ...bundled.files, [name]: Buffer.concat([contents, Buffer.from('\n')]) }, /FAILED/);
    assertFails({ ...bundled.files, [name]: contents.subarray(0, -1) }, /FAILED/);
    assertFails(Object.fromEntries(others), /FAILED/);
  }
  for (const name of ['x', '.hidden', 'document-3.der', 'document-1.derx', 'a\nb', '-n', 'README txt']) {
    assertFails({ ...bundled.files, [name]: Buffer.from('x') }, /there are other files than were bundled/);
  }
  unpacked(bundled.files, (folder) => {
    mkdirSync(join(folder, '.git'));
    assert.notEqual(verify(folder).status, 0);
  });
});

test('what sums that fit cannot hide, the signatures show', () => {
  const { files } = bundled;
  const one = files['document-1.der'];
  const text = Buffer.from(DOCUMENTS[0].doc);
  const turned = (/** @type {Buffer} */ bytes, /** @type {number} */ place) =>
    Buffer.from(flipped(bytes.toString('base64'), place), 'base64');
  assertVerified(resummed({}));
  for (const [what, changes, why] of /** @type {[string, Record<string, Buffer | undefined>, RegExp][]} */ ([
    ['a turned byte of the content', { 'document-1.der': turned(one, one.indexOf(text) + 2) }, /document-1:/],
    [
      'a turned byte of the signature',
      { 'document-2.der': turned(files['document-2.der'], -1) },
      /document-2:/,
    ],
    [
      'swapped documents',
      { 'document-1.der': files['document-2.der'], 'document-2.der': one },
      /document-1: another content than was requested/,
    ],
    [
      'a document twice',
      { 'document-2.der': one, 'document-2.certificate.pem': files['document-1.certificate.pem'] },
      /document-2: another content than was requested/,
    ],
    [
      'a document less',
      { 'document-2.der': undefined, 'document-2.certificate.pem': undefined },
      /document-2 was requested and is not there/,
    ],
    [
      'a document more',
      { 'document-3.der': one, 'document-3.certificate.pem': files['document-1.certificate.pem'] },
      /document-3: it was not requested/,
    ],
    ['one of no order', { 'unordered-3.der': one }, /unordered-3: it has no order of its own/],
    ['one doubled', { 'document-1-again-3.der': one }, /document-1-again-3: it has no order of its own/],
    [
      'another certificate',
      { 'document-1.certificate.pem': files['anchor-1.pem'] },
      /document-1: another certificate/,
    ],
    [
      'no certificate',
      { 'document-1.certificate.pem': undefined },
      /document-1: it holds no signer's certificate/,
    ],
    [
      'another anchor',
      { 'anchor-1.key.pem': keyOf(rig.sandbox.keys.kakaoCaCertificate) },
      /no anchor issued/,
    ],
    ['no anchor', { 'anchor-1.key.pem': undefined }, /no anchor issued/],
    [
      'another digest in the manifest',
      {
        'manifest.json': Buffer.from(files['manifest.json'].toString().replace(sha256(text), '0'.repeat(64))),
      },
      /document-1: another content than was requested/,
    ],
    ['garbage', { 'document-1.der': Buffer.from('garbage') }, /document-1:/],
    ['nothing', { 'document-1.der': Buffer.alloc(0) }, /document-1:/],
  ])) {
    assertFails(resummed(changes), why);
    assert.ok(what);
  }
});

/** The public key in a certificate. @param {string} certificate PEM */
const keyOf = (certificate) => execFileSync('openssl', ['x509', '-noout', '-pubkey'], { input: certificate });

test('the bundle of the guide’s two documents verifies with a shell, openssl and sha256sum', () => {
  const printed = assertVerified(bundled.files);
  for (const [index, { doc }] of DOCUMENTS.entries()) {
    assert.match(printed, new RegExp(`document-${index + 1}: signed .*, sha256 ${sha256(Buffer.from(doc))}`));
  }
});

test('the sums cover every file, and each file is what its name says', () => {
  const { files, txId } = bundled;
  assert.deepEqual(Object.keys(files), [
    'README.txt',
    'verify.sh',
    'manifest.json',
    'report.json',
    'report.html',
    'response.json',
    'document-1.der',
    'document-1.certificate.pem',
    'document-2.der',
    'document-2.certificate.pem',
    'anchor-1.key.pem',
    'anchor-1.pem',
    'validity.json',
    'SHA256SUMS',
  ]);
  assert.deepEqual(files.SHA256SUMS, sumsOf(files));
  assert.deepEqual(files['verify.sh'], readFileSync(SCRIPT));
  assert.deepEqual(files['anchor-1.pem'].toString(), rig.sandbox.keys.caCertificate);
  assert.deepEqual(files['anchor-1.key.pem'], keyOf(rig.sandbox.keys.caCertificate));
  const manifest = JSON.parse(files['manifest.json'].toString());
  assert.equal(manifest.transaction, `toss:${txId}`);
  assert.deepEqual(
    manifest.requested.map((/** @type {any} */ one) => one.sha256),
    DOCUMENTS.map(({ doc }) => sha256(Buffer.from(doc))),
  );
  for (const { order, file, sha256: digest } of manifest.signed) {
    assert.deepEqual([file, digest], [`document-${order}.der`, sha256(files[file])]);
  }
  for (const { report } of reportIn(files).documents) {
    assert.equal(report.signer.certificate, files['document-1.certificate.pem'].toString());
  }
});

test('other readers of ZIP read it, and it is the same each time', async () => {
  const again = await bundleOf(rig, `toss/${bundled.txId}`);
  assert.ok(again.answer.bytes.equals(bundled.zip));
  const disposition = again.answer.headers['content-disposition'];
  assert.equal(disposition, `attachment; filename="ingam-toss-${bundled.txId}.zip"`);
  assert.equal(again.answer.headers['cache-control'], 'no-store');
  unpacked({ 'bundle.zip': bundled.zip }, (folder) => {
    const python = spawnSync('python3', ['-m', 'zipfile', '-t', 'bundle.zip'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const unzip = spawnSync('unzip', ['-t', 'bundle.zip'], { cwd: folder, encoding: 'utf8' });
    // One of them at least has to be there to say so.
    const spoke = [python, unzip].filter(({ error }) => error === undefined);
    assert.ok(spoke.length > 0, 'neither python3 nor unzip is installed');
    for (const { status, stdout, stderr } of spoke) assert.equal(status, 0, stdout + stderr);
  });
});

for (const detachedDigest of /** @type {const} */ (['doc', 'hash', 'original'])) {
  test(`a signature of a hash (${detachedDigest}) passes, and its bundle verifies without the file`, async () => {
    const hash = createHash('sha256').update('%PDF-1.7 …').digest('base64');
    const [one] = DOCUMENTS;
    const docList = [
      one,
      { ...one, order: 2, docType: 'PDF', doc: hash, signatureType: 'PKCS7_NO_CONTENT_WITH_ATTR' },
    ];
    const other = await startRig({ toss: { detachedDigest } });
    try {
      const { txId } = await other.signed({ docList });
      const answer = await other.dev.result(txId, other.session());
      const { files } = await assertEvidence(other, `toss/${txId}`, answer, PASSED);
      assert.equal(files['document-2.text'].toString(), hash);
      assert.equal(files['document-1.text'], undefined, 'that is in the signature');
      assertVerified(files);
      const wrong = {
        ...files,
        'document-2.der': Buffer.from(flipped(files['document-2.der'].toString('base64'), -1), 'base64'),
      };
      assertFails({ ...wrong, SHA256SUMS: sumsOf(wrong) }, /document-2: the signature does not verify/);
      const elsewhere = files['document-2.der'].indexOf(Buffer.from('06092a864886f70d010904', 'hex')) + 20;
      const digest = {
        ...files,
        'document-2.der': Buffer.from(
          flipped(files['document-2.der'].toString('base64'), elsewhere),
          'base64',
        ),
      };
      assertFails({ ...digest, SHA256SUMS: sumsOf(digest) }, /document-2: the signature does not verify/);

      const second = await other.signed({
        docList: [one, { ...docList[1], doc: createHash('sha256').update('another').digest('base64') }],
      });
      const [{ signedDoc }] = answer.json.success.signedDocList.slice(-1);
      alterResult(other, ({ signedDocList }) => {
        signedDocList[1].signedDoc = signedDoc;
      });
      const swapped = await other.dev.result(second.txId, other.session());
      const failed = await assertEvidence(other, `toss/${second.txId}`, swapped, 'TOTAL_FAILED/HASH_FAILURE');
      assertFails(failed.files, /another content than was requested|another signer/);
    } finally {
      await other.dispose();
    }
  });
}

test('of a sealed hash the digest alone tells; without it the script says what is missing', async () => {
  const [one] = DOCUMENTS;
  const hash = createHash('sha256').update('file').digest('base64');
  for (const known of [true, false]) {
    const own = rig.session();
    const body = personalRequest(own, {
      docList: [
        one,
        {
          ...one,
          order: 2,
          docType: 'PDF',
          doc: own.seal(hash),
          docEncrypted: true,
          signatureType: 'PKCS7_NO_CONTENT_WITH_ATTR',
        },
      ],
    });
    const digests = JSON.stringify([{ order: 2, sha256: sha256(Buffer.from(hash)) }]);
    /** @type {Record<string, string>} */
    const headers = known ? { 'ingam-document-digests': digests } : {};
    const requested = await rig.dev.post(REQUEST, body, { headers });
    const { txId } = requested.json.success;
    await rig.sign(txId);
    const answer = await rig.dev.result(txId, rig.session());
    const expected = known ? PASSED : 'INDETERMINATE/SIGNED_DATA_NOT_FOUND';
    const { files } = await assertEvidence(rig, `toss/${txId}`, answer, expected);
    assert.equal(files['document-2.text'], undefined, 'it is sealed');
    if (known) assertVerified(files);
    else
      assertFails(
        files,
        /document-2: it does not hold what was signed, whose digest is not known: see README/,
      );
  }
});

test('to another caller it is missing, and after its deletion to everybody', async () => {
  const { txId } = await rig.signed();
  const path = `/v1/transactions/toss/${txId}/evidence`;
  const nothing = `/v1/transactions/toss/${crypto.randomUUID()}/evidence`;
  const session = rig.session();
  const told = ({ status, headers, json }) => ({ status, error: headers['ingam-error'], json });
  const missing = told(await rig.as(OTHER).get(nothing));
  assert.deepEqual([missing.status, missing.error], [404, 'INGAM_TRANSACTION_UNKNOWN']);
  assert.deepEqual(told(await rig.as(OTHER).get(path)), missing, 'before the result');
  assertRead(await rig.dev.result(txId, session), 1);
  assert.deepEqual(told(await rig.as(OTHER).get(path)), missing, 'after it');
  assert.equal((await send(rig.url(path))).status, 401);

  const call = (/** @type {string} */ method, /** @type {string} */ at, /** @type {string} */ secret) =>
    send(rig.url(at), { method, headers: { authorization: `Bearer ${secret}` } });
  assert.equal((await call('POST', `${path}/ack`, OTHER)).status, 404);
  assert.equal((await call('POST', `${path}/ack`, DEV)).status, 204);
  const { files } = await bundleOf(rig, `toss/${txId}`);
  assertVerified(files);
  const { expiresAt } = (await rig.dev.show(txId)).json;
  const days = (Date.parse(expiresAt) - Date.now()) / 86_400_000;
  assert.ok(days > 6.9 && days < 7.1, `${days} days after the acknowledgement`);

  assert.equal((await call('DELETE', path.replace('/evidence', ''), DEV)).status, 204);
  assert.deepEqual(told(await rig.dev.get(path)), missing);
  assert.deepEqual(told(await rig.dev.get(`${path}/1.der`)), missing);
  assert.equal((await rig.dev.result(txId, session)).headers['ingam-error'], 'INGAM_TRANSACTION_UNKNOWN');
});

test('neither the log nor the files of storage have anything of it in the clear', async () => {
  const document = '카나리아 문서 evidence-canary-document';
  const { txId } = await rig.signed({ docList: [{ ...DOCUMENTS[0], doc: document }] });
  const answer = await rig.dev.result(txId, rig.session());
  const { files } = await assertEvidence(rig, `toss/${txId}`, answer, PASSED);
  const { signer } = reportIn(files).documents[0].report;
  const canaries = {
    document,
    'name of the signer': signer.commonName,
    'number of the signer': signer.uid,
    certificate: signer.certificate.split('\n')[5],
    signature: files['document-1.der'].toString('base64').slice(-200),
    'a sentence of the report': 'Toss stated that the certificate is valid',
    'a check of the report': 'attributes-unique',
    'the sub-indication of nothing': 'TOTAL_PASSED',
  };
  for (const [name, canary] of Object.entries(canaries)) {
    const everywhere = Buffer.concat(Object.values(files));
    assert.notDeepEqual(tracesIn(everywhere, { [name]: canary }), [], `${name} is in the bundle`);
  }
  assert.deepEqual(tracesIn(rig.logs.join('\n'), canaries), []);
  assert.deepEqual(tracesInFolder(rig.folder ?? '', canaries), []);
});
