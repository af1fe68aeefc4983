// The report on Toss's signatures: made once, stored, told everywhere alike; and what is asked of revocation.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { buildWithClock } from './support/clock.mjs';
import { assertEvidence, bundleOf, outcome, PASSED, VALIDATE } from './support/evidence.mjs';
import { assertRead, RESULT, startRig } from './support/rig.mjs';

const TRY_LATER = 'INDETERMINATE/TRY_LATER';
/** How long the validity API may keep a result waiting, in milliseconds. */
const PATIENCE_MS = 12_000;

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig({ overrides: { REVOCATION: 'validate-api' } });
});
after(() => rig?.dispose());

/** @param {import('./support/rig.mjs').Rig} [at] */
async function read(at = rig) {
  const { txId } = await at.signed();
  const session = at.session();
  const { value: answer, calls } = await at.counting(() => at.dev.result(txId, session));
  assertRead(answer, 1);
  return { txId, session, answer, calls, id: `toss/${txId}` };
}

// What goes wrong first.

for (const [what, answer] of /** @type {[string, { status?: number, body: string }][]} */ ([
  ['an error', { status: 500, body: '{"resultType":"FAIL","error":{"errorCode":"CE0003"}}' }],
  ['a failure with 200', { body: '{"resultType":"FAIL","success":null,"error":{"errorCode":"CE0003"}}' }],
  ['garbage', { body: '{\u0000' }],
  ['texts for booleans', { body: '{"resultType":"SUCCESS","success":{"valid":"true","enabled":"true"}}' }],
  ['half an answer', { body: '{"resultType":"SUCCESS","success":{"valid":true}}' }],
])) {
  test(`when the validity API answers with ${what}, the result comes, and the question stays open`, async () => {
    rig.tap.substitute(VALIDATE, answer);
    const { answer: result, session, txId, id } = await read();
    const { report } = await assertEvidence(rig, id, result, TRY_LATER);
    assert.deepEqual(
      [0, 1].map((index) => outcome(report, 'revocation', index)),
      ['INDETERMINATE', 'INDETERMINATE'],
    );
    const { value: again, calls } = await rig.counting(() => rig.dev.result(txId, session));
    assertRead(again, 1, { replayed: true });
    assert.deepEqual([again.headers['ingam-evidence'], calls], [TRY_LATER, {}], 'not asked again at once');
  });
}

test('a validity API that stays silent holds a result up for seconds only, and asks of many at once for one', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  for (let time = 0; time < 3; time += 1) rig.tap.hold(VALIDATE);
  const began = Date.now();
  const answers = await Promise.all([1, 2, 3, 4].map(() => rig.dev.result(txId, session)));
  assert.ok(Date.now() - began < PATIENCE_MS, `${Date.now() - began} ms`);
  for (const answer of answers) {
    assert.deepEqual([answer.status, answer.headers['ingam-evidence']], [200, TRY_LATER]);
  }
  const { calls } = await rig.counting(() => rig.dev.result(txId, session));
  assert.deepEqual(calls, {});
});

test('a certificate that Toss denies is not passed, and not told apart from one revoked since', async () => {
  const { txId } = await rig.signed();
  await rig.control('revoke', { id: txId, at: '2026-01-01T00:00:00Z' });
  const session = rig.session();
  const answer = await rig.dev.result(txId, session);
  const { report, files } = await assertEvidence(rig, `toss/${txId}`, answer, 'INDETERMINATE/REVOKED_NO_POE');
  assert.equal(outcome(report, 'revocation', 1), 'INDETERMINATE');
  assert.equal(
    JSON.parse(files['validity.json'].toString()).every((/** @type {any} */ one) => one.isValid),
    false,
  );
  const { calls } = await rig.counting(() => rig.dev.result(txId, session));
  assert.deepEqual(calls, {}, 'a no is an answer');
  await rig.control('reset');
  await rig.gateway.restart();
});

// And then what is right.

test('two documents: one call for their one certificate, and one word everywhere', async () => {
  const { answer, txId, session, id, calls } = await read();
  assert.deepEqual(calls, { [RESULT]: 1, [VALIDATE]: 1 });
  const { report, files } = await assertEvidence(rig, id, answer, PASSED);
  assert.equal(report.transaction, `toss:${txId}`);
  assert.deepEqual([outcome(report, 'set-orders'), outcome(report, 'set-signer')], ['PASSED', 'PASSED']);
  for (const index of [0, 1]) {
    for (const check of report.documents[index].report.checks) {
      assert.ok(['PASSED', 'CLAIMED'].includes(check.outcome), `${check.name}: ${check.outcome}`);
    }
  }
  const statements = JSON.parse(files['validity.json'].toString());
  assert.deepEqual(
    statements.map((/** @type {any} */ { isValid }) => isValid),
    [true],
  );
  const sent = JSON.parse(rig.tap.on(VALIDATE).at(-1)?.body.toString() ?? '');
  assert.match(
    sent.certificate,
    /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/]+=*\n-----END CERTIFICATE-----$/,
  );

  const { value: replayed, calls: more } = await rig.counting(() => rig.dev.result(txId, session));
  assertRead(replayed, 1, { replayed: true });
  assert.equal(replayed.headers['ingam-evidence'], PASSED);
  assert.deepEqual(more, {}, 'the report is stored');
});

test('many who ask while the certificate is being asked about share one question', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  const { value: answers, calls } = await rig.counting(async () => {
    const hold = rig.tap.hold(VALIDATE);
    const first = rig.dev.result(txId, session);
    await hold.arrived;
    const later = Array.from({ length: 12 }, () => rig.dev.result(txId, session));
    const bundle = rig.dev.get(`/v1/transactions/toss/${txId}/evidence`);
    setTimeout(hold.release, 300);
    return Promise.all([first, ...later, bundle]);
  });
  assert.deepEqual(
    answers.map(({ status, headers }) => [status, headers['ingam-evidence']]),
    answers.map(() => [200, PASSED]),
  );
  assert.deepEqual(calls, { [RESULT]: 1, [VALIDATE]: 1 });
});

test('a second read is an answer of its own, with a report of its own', async () => {
  const { txId } = await rig.signed();
  const { calls } = await rig.counting(() => rig.dev.result(txId, rig.session()));
  assert.deepEqual(calls, { [RESULT]: 1, [VALIDATE]: 1 });
  const second = await rig.counting(() => rig.dev.result(txId, rig.session()));
  assertRead(second.value, 2);
  assert.deepEqual(second.calls, { [RESULT]: 1, [VALIDATE]: 1 }, 'another read is another answer');
});

test('without anchors nobody is asked about revocation: nothing could pass', async () => {
  const other = await startRig({ overrides: { REVOCATION: 'validate-api', TOSS_TRUST_ANCHORS: 'none' } });
  try {
    const { answer, id, calls } = await read(other);
    assert.deepEqual(calls, { [RESULT]: 1 });
    await assertEvidence(other, id, answer, 'INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND');
  } finally {
    await other.dispose();
  }
});

test('what was not known is asked again after a minute, and then for good', async () => {
  const clock = buildWithClock();
  const other = await startRig({
    persist: true,
    build: clock.build,
    overrides: { REVOCATION: 'validate-api', CLOCK_SKEW_SECONDS: '3600' },
  });
  try {
    other.tap.substitute(VALIDATE, { status: 500, body: '{}' });
    const { answer, txId, session, id } = await read(other);
    assert.equal(answer.headers['ingam-evidence'], TRY_LATER);
    const ask = () => other.counting(() => other.dev.result(txId, session));

    clock.putForward(30);
    await other.gateway.restart();
    const early = await ask();
    assert.deepEqual([early.value.headers['ingam-evidence'], early.calls], [TRY_LATER, {}]);

    clock.putForward(90);
    await other.gateway.restart();
    const due = await other.counting(() =>
      Promise.all([1, 2, 3, 4, 5].map(() => other.dev.result(txId, session))),
    );
    assert.equal(due.calls[VALIDATE], 1, 'for all of them');
    assert.equal(due.calls[RESULT], undefined, 'the result is read once');
    for (const { headers, status } of due.value) {
      assert.deepEqual([status, headers['ingam-evidence'], headers['ingam-replayed']], [200, PASSED, 'true']);
    }
    await assertEvidence(other, id, due.value[0], PASSED);

    clock.putForward(900);
    await other.gateway.restart();
    const settled = await ask();
    assert.deepEqual([settled.value.headers['ingam-evidence'], settled.calls], [PASSED, {}]);
  } finally {
    await other.dispose();
    clock.remove();
  }
});

// Revocation lists.

test('crl: a list of an allowed host is fetched once, goes into the bundle, and tells', async () => {
  const other = await startRig({ toss: { crlUrl: 'own' } });
  try {
    const LIST = 'GET /crl/toss.crl';
    const host = new URL(other.sandbox.url).host;
    await other.gateway.restart({ REVOCATION: 'crl', CRL_HOSTS: `ca.cert.toss.im, ${host}` });
    const passed = await read(other);
    assert.deepEqual([passed.calls[LIST], passed.calls[VALIDATE]], [1, undefined]);
    const { files } = await assertEvidence(other, passed.id, passed.answer, PASSED);
    const text = execFileSync('openssl', ['crl', '-inform', 'DER', '-noout', '-text'], {
      input: files['crl-1.crl'],
      encoding: 'utf8',
    });
    assert.match(text, /No Revoked Certificates/);
    assert.equal(files['validity.json'], undefined);
    const replay = await other.counting(() => other.dev.result(passed.txId, passed.session));
    assert.deepEqual(replay.calls, {});

    for (const kind of ['html502', 'garbage', 'unauthorized', 'fail200', 'drop']) {
      await other.fault('/crl/', kind);
      const { answer, calls } = await read(other);
      assert.deepEqual([answer.headers['ingam-evidence'], calls[LIST]], [TRY_LATER, 1], kind);
    }

    const before = await other.signed();
    await other.control('revoke', { id: before.txId, at: '2026-01-01T00:00:00Z' });
    const failed = await other.dev.result(before.txId, other.session());
    const { report } = await assertEvidence(other, `toss/${before.txId}`, failed, 'TOTAL_FAILED/REVOKED');
    assert.equal(outcome(report, 'revocation', 0), 'FAILED');

    await other.control('reset');
    await other.gateway.restart({ REVOCATION: 'crl', CRL_HOSTS: host });
    const signed = await other.signed();
    await other.control('clock', { advanceSeconds: 30 });
    await other.control('revoke', { id: signed.txId });
    const since = await other.dev.result(signed.txId, other.session());
    await assertEvidence(other, `toss/${signed.txId}`, since, 'INDETERMINATE/REVOKED_NO_POE');
  } finally {
    await other.dispose();
  }
});

test('crl: a host that is not allowed is never called, nor one that an allowed host points to', async () => {
  /** @type {string[]} */
  const seen = [];
  /** @type {(outgoing: import('node:http').ServerResponse) => void} */
  let answer = () => {};
  const server = createServer((incoming, outgoing) => {
    seen.push(incoming.url ?? '');
    answer(outgoing);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const other = await startRig({ toss: { crlUrl: `http://127.0.0.1:${port}/list?of=all` } });
  try {
    for (const hosts of ['127.0.0.1', 'localhost', `127.0.0.1:${port + 1}`, undefined]) {
      await other.gateway.restart({ REVOCATION: 'crl', CRL_HOSTS: hosts });
      const { answer: result, id } = await read(other);
      await assertEvidence(other, id, result, TRY_LATER);
    }
    assert.deepEqual(seen, []);

    await other.gateway.restart({ REVOCATION: 'crl', CRL_HOSTS: `127.0.0.1:${port}` });
    answer = (outgoing) => outgoing.writeHead(302, { location: `${other.sandbox.url}/crl/toss.crl` }).end();
    const redirected = await read(other);
    assert.equal(redirected.answer.headers['ingam-evidence'], TRY_LATER);
    assert.equal(redirected.calls['GET /crl/toss.crl'], undefined);
    assert.deepEqual(seen, ['/list?of=all']);

    // What is over 4 MiB is not kept, what is below is, and neither stands in the way of the result.
    for (const [bytes, isKept] of /** @type {const} */ ([
      [3 << 20, true],
      [5 << 20, false],
    ])) {
      answer = (outgoing) => outgoing.writeHead(200).end(Buffer.alloc(bytes, 0x30));
      const large = await read(other);
      await assertEvidence(other, large.id, large.answer, TRY_LATER);
      const { files } = await bundleOf(other, large.id);
      assert.equal(files['crl-1.crl']?.length, isKept ? bytes : undefined);
    }
  } finally {
    await other.dispose();
    server.close();
  }
});

test('a setting for evidence that is wrong is named before anything is read', async () => {
  const other = await startRig();
  try {
    const { txId } = await other.signed();
    await other.gateway.restart({ REVOCATION: 'sometimes' });
    const ready = await other.dev.get('/readyz');
    assert.deepEqual(
      [ready.status, ready.json.problems.map((/** @type {any} */ { setting }) => setting)],
      [503, ['REVOCATION']],
    );
    const { value: answer, calls } = await other.counting(() => other.dev.result(txId, other.session()));
    assert.equal(calls[RESULT], undefined);
    assert.notEqual(answer.status, 200);
  } finally {
    await other.dispose();
  }
});

test('of a transaction that is not there, or not read, there is no evidence', async () => {
  const { txId } = await rig.requested();
  const path = `/v1/transactions/toss/${txId}/evidence`;
  const early = await rig.dev.get(path);
  assert.deepEqual(
    [early.status, early.headers['ingam-error']],
    [409, 'INGAM_RESULT_NOT_STORED'],
    early.text,
  );
  assert.equal((await rig.dev.show(txId)).json.evidence ?? null, null);
  const missing = await rig.dev.get(`/v1/transactions/toss/${crypto.randomUUID()}/evidence`);
  assert.deepEqual([missing.status, missing.headers['ingam-error']], [404, 'INGAM_TRANSACTION_UNKNOWN']);
});
