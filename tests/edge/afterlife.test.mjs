// What becomes of a transaction after its result: acknowledged, deleted, taken over; and the products
// that are only handed on.

import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import { CALLERS } from '../../scripts/development.mjs';
import { send } from './support/http.mjs';
import { DOCUMENTS, personalRequest } from './support/requests.mjs';
import { assertRead, assertRefused, DEV, DEV2, REQUEST, STATUS, startRig } from './support/rig.mjs';

const OTHER = randomBytes(32).toString('base64');
const OTHER_CALLER = { id: 'other', secrets: [OTHER], providers: ['toss'], clientCodes: [], origins: [] };
const WEEK_MS = 7 * 86_400_000;
const VALIDATE = '/api/v1/certificate/validate';

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {import('./support/rig.mjs').Rig} */
let adopting;
before(async () => {
  const callers = JSON.stringify([...CALLERS, OTHER_CALLER]);
  rig = await startRig({ overrides: { CALLERS: callers } });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  adopting = await startRig({ overrides: { CALLERS: callers, ADOPT_UNKNOWN: `until:${until}` } });
});
after(async () => {
  await rig?.dispose();
  await adopting?.dispose();
});

/** @param {string} secret @param {string} method @param {string} path */
const own = (secret, method, path) =>
  send(rig.url(path), { method, headers: { authorization: `Bearer ${secret}` } });

/** @param {string} txId */
const at = (txId) => `/v1/transactions/toss/${txId}`;

async function read() {
  const { txId } = await rig.signed();
  const session = rig.session();
  assertRead(await rig.dev.result(txId, session), 1);
  return { txId, session };
}

test('a stranger and another caller can neither acknowledge nor delete', async () => {
  const { txId } = await read();
  for (const secret of [DEV2, OTHER]) {
    for (const [method, path] of [
      ['POST', `${at(txId)}/evidence/ack`],
      ['DELETE', at(txId)],
    ]) {
      const foreign = await own(secret, method, path);
      const missing = await own(secret, method, path.replace(txId, randomUUID()));
      assert.deepEqual([foreign.status, foreign.text], [404, missing.text]);
    }
  }
  assert.equal((await send(rig.url(at(txId)), { method: 'DELETE' })).status, 401);
  assert.equal((await rig.dev.show(txId)).json.state, 'completed');
});

test('there is nothing to acknowledge before a result is stored', async () => {
  const { txId } = await rig.signed();
  const answer = await own(DEV, 'POST', `${at(txId)}/evidence/ack`);
  assert.deepEqual([answer.status, answer.headers['ingam-error']], [409, 'INGAM_RESULT_NOT_STORED']);
});

test('an acknowledged result is kept a week, and counts from the first time', async () => {
  const { txId, session } = await read();
  const before = (await rig.dev.show(txId)).json;
  assert.ok(Date.parse(before.expiresAt) - Date.now() > 300 * 86_400_000);
  assert.equal((await own(DEV, 'POST', `${at(txId)}/evidence/ack`)).status, 204);
  const after = (await rig.dev.show(txId)).json;
  assert.ok(Math.abs(Date.parse(after.expiresAt) - Date.now() - WEEK_MS) < 60_000, after.expiresAt);
  assert.equal((await own(DEV, 'POST', `${at(txId)}/evidence/ack`)).status, 204);
  assert.equal((await rig.dev.show(txId)).json.expiresAt, after.expiresAt);
  assertRead(await rig.dev.result(txId, session), 1, { replayed: true });
});

test('a deleted transaction is unknown on every route, and Toss is not asked', async () => {
  const { txId, session } = await read();
  assert.equal((await own(DEV, 'DELETE', at(txId))).status, 204);
  const { calls } = await rig.counting(async () => {
    assert.equal((await rig.dev.show(txId)).status, 404);
    assertRefused(await rig.dev.status(txId), 400, 'CE3100', 'INGAM_TRANSACTION_UNKNOWN');
    assertRefused(await rig.dev.result(txId, session), 400, 'CE3100', 'INGAM_TRANSACTION_UNKNOWN');
    assert.equal((await own(DEV, 'DELETE', at(txId))).status, 404);
  });
  assert.deepEqual(calls, {});
});

test('a signed document is handed out as it was signed, to its caller', async () => {
  const { txId } = await rig.signed();
  const path = (/** @type {unknown} */ order) => `${at(txId)}/evidence/${order}.der`;
  const early = await own(DEV, 'GET', path(1));
  assert.deepEqual([early.status, early.headers['ingam-error']], [404, 'INGAM_SIGNED_DOCUMENT_UNKNOWN']);
  const result = await rig.dev.result(txId, rig.session());
  for (const { order, signedDoc } of result.json.success.signedDocList) {
    const answer = await own(DEV, 'GET', path(order));
    assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'application/pkcs7-mime']);
    assert.deepEqual(answer.bytes, Buffer.from(signedDoc, 'base64'));
    assert.equal((await own(OTHER, 'GET', path(order))).headers['ingam-error'], 'INGAM_TRANSACTION_UNKNOWN');
  }
  assert.equal((await own(DEV, 'GET', path(9))).status, 404);
});

test('digests that are none, or of no document here, are refused before Toss is asked', async () => {
  const sealed = rig.session();
  const body = personalRequest(sealed);
  const { calls } = await rig.counting(async () => {
    for (const digests of [
      'x',
      '[]x',
      '[{"order":9,"sha256":"00"}]',
      JSON.stringify([{ order: 1, sha256: '0'.repeat(64) }]),
    ]) {
      const answer = await rig.dev.post(REQUEST, body, { headers: { 'ingam-document-digests': digests } });
      assertRefused(answer, 400, 'IG4000', 'INGAM_REQUEST_INVALID');
    }
  });
  assert.deepEqual(calls, {});
});

test('the digest of a sealed document is what its caller says', async () => {
  const session = rig.session();
  const [first, second] = structuredClone(DOCUMENTS);
  const sha256 = createHash('sha256').update(second.doc).digest('hex');
  const body = personalRequest(session, {
    docList: [first, { ...second, doc: session.seal(second.doc), docEncrypted: true }],
  });
  const headers = { 'ingam-document-digests': JSON.stringify([{ order: 2, sha256 }]) };
  const { txId } = (await rig.dev.post(REQUEST, body, { headers })).json.success;
  const { documents } = (await rig.dev.show(txId)).json;
  assert.deepEqual(
    documents.map((/** @type {any} */ document) => document.sha256),
    [createHash('sha256').update(first.doc).digest('hex'), sha256],
  );
});

test('other Toss products are handed on with the gateway’s token, and marked', async () => {
  const path = '/api/v2/sign/user/auth/id/status';
  assert.equal((await rig.as('x').post(path, {})).status, 401);
  assertRefused(await rig.dev.post(path, '[]'), 400, 'IG4001', 'INGAM_JSON_INVALID');
  const { value, calls } = await rig.counting(() => rig.dev.post(path, { txId: randomUUID() }));
  assert.equal(value.headers['ingam-pass-through'], 'true');
  assert.ok(value.status >= 400, 'the sandbox has no such product, and its word is passed on');
  assert.deepEqual(calls, { [path]: 1 });
});

test('the validity of a certificate is asked of Toss, and the answer is not marked', async () => {
  const certificate = rig.sandbox.keys.caCertificate;
  const { value, calls } = await rig.counting(() => rig.dev.post(VALIDATE, { certificate }));
  assert.deepEqual(calls, { [VALIDATE]: 1 });
  assert.equal(value.headers['ingam-pass-through'], undefined);
  assert.ok(['SUCCESS', 'FAIL'].includes(value.json.resultType), value.text);
});

/** A signature requested from Toss directly, as a relying party does before it moves behind the gateway. */
async function requestedElsewhere() {
  const { url, keys } = adopting.sandbox;
  const form = {
    grant_type: 'client_credentials',
    scope: 'ca',
    client_id: keys.tossClientId,
    client_secret: keys.tossClientSecret,
  };
  const token = await send(`${url}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  const answer = await send(url + REQUEST, {
    method: 'POST',
    headers: { authorization: `Bearer ${token.json.access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify(personalRequest(adopting.session())),
  });
  const { txId } = answer.json.success;
  await adopting.control('sign', { id: txId });
  return /** @type {string} */ (txId);
}

test('without ADOPT_UNKNOWN a transaction requested elsewhere is unknown', async () => {
  const txId = await requestedElsewhere();
  assertRefused(await rig.dev.status(txId), 400, 'CE3100', 'INGAM_TRANSACTION_UNKNOWN');
  assertRefused(await rig.dev.result(txId, rig.session()), 400, 'CE3100', 'INGAM_TRANSACTION_UNKNOWN');
});

test('while it is taken over, a transaction is its first caller’s, by status or by result', async () => {
  const other = adopting.as(OTHER);
  for (const first of /** @type {const} */ (['status', 'result'])) {
    const txId = await requestedElsewhere();
    const session = adopting.session();
    const taken =
      first === 'status' ? await adopting.dev.status(txId) : await adopting.dev.result(txId, session);
    assert.equal(taken.json.resultType, 'SUCCESS', taken.text);
    const { calls } = await adopting.counting(async () => {
      assertRefused(await other.status(txId), 400, 'CE3100', 'INGAM_TRANSACTION_UNKNOWN');
      assertRefused(await other.result(txId, adopting.session()), 400, 'CE3100', 'INGAM_TRANSACTION_UNKNOWN');
    });
    assert.deepEqual(calls, {});
    const result = await adopting.dev.result(txId, session);
    assertRead(result, 1, { replayed: first === 'result' });
  }
});

test('while it takes over, the gateway still knows what was deleted, and asks Toss of the rest', async () => {
  const txId = await requestedElsewhere();
  assert.equal((await adopting.dev.result(txId, adopting.session())).status, 200);
  const gone = await send(adopting.url(at(txId)), {
    method: 'DELETE',
    headers: { authorization: `Bearer ${DEV}` },
  });
  assert.equal(gone.status, 204);
  const { calls } = await adopting.counting(async () => {
    assertRefused(await adopting.dev.status(txId), 400, 'CE3100', 'INGAM_TRANSACTION_UNKNOWN');
    assertRefused(
      await adopting.dev.result(txId, adopting.session()),
      400,
      'CE3100',
      'INGAM_TRANSACTION_UNKNOWN',
    );
  });
  assert.deepEqual(calls, {});
  const unknown = await adopting.counting(() => adopting.dev.status(randomUUID()));
  assert.equal(unknown.value.json.error.errorCode, 'CE3100');
  assert.deepEqual(unknown.calls, { [STATUS]: 1 });
});
