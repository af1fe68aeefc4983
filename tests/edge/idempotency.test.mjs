// Idempotency-Key: the same request, sent again, is answered and not repeated.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { CALLERS } from '../../scripts/development.mjs';
import { personalRequest } from './support/requests.mjs';
import { assertRead, assertRefused, REQUEST, startRig } from './support/rig.mjs';

const OTHER = randomBytes(32).toString('base64');
const OTHER_CALLER = { id: 'other', secrets: [OTHER], providers: ['toss'], clientCodes: [], origins: [] };

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig({ persist: true, overrides: { CALLERS: JSON.stringify([...CALLERS, OTHER_CALLER]) } });
});
after(() => rig?.dispose());

/** The bytes of a request: sealing is random, so only the same bytes are the same request. */
const bytes = (members = {}) => JSON.stringify(personalRequest(rig.session(), members));

/** @param {string} key @param {string} body */
const request = (key, body, as = rig.dev) => as.post(REQUEST, body, { headers: { 'idempotency-key': key } });

const newKey = () => randomBytes(12).toString('hex');

test('what is no key is refused before Toss is asked', async () => {
  const { calls } = await rig.counting(async () => {
    for (const key of ['', 'a b', 'k'.repeat(256)]) {
      assertRefused(await request(key, bytes()), 400, 'IG4032', 'INGAM_IDEMPOTENCY_KEY_INVALID');
    }
  });
  assert.deepEqual(calls, {});
});

test('other bytes under the same key are refused', async () => {
  const key = newKey();
  assert.equal((await request(key, bytes())).status, 200);
  const { value, calls } = await rig.counting(() => request(key, bytes()));
  assertRefused(value, 422, 'IG4220', 'INGAM_IDEMPOTENCY_KEY_REUSED');
  assert.deepEqual(calls, {});
});

test('the same bytes get the stored answer, and the signer is asked once', async () => {
  const [key, body] = [newKey(), bytes()];
  const first = await request(key, body);
  assert.equal(first.headers['idempotency-replayed'], undefined);
  const { value, calls } = await rig.counting(() => request(key, body));
  assert.equal(value.headers['idempotency-replayed'], 'true');
  assert.deepEqual([value.status, value.bytes], [200, first.bytes]);
  assert.deepEqual(calls, {});
  const { txId } = value.json.success;
  await rig.sign(txId);
  assertRead(await rig.dev.result(txId, rig.session()), 1);
});

test('ten at once ask the signer once', async () => {
  const [key, body] = [newKey(), bytes()];
  const { value, calls } = await rig.counting(() =>
    Promise.all(Array.from({ length: 10 }, () => request(key, body))),
  );
  assert.deepEqual(calls, { [REQUEST]: 1 });
  const answered = value.filter(({ status }) => status === 200);
  assert.ok(answered.length >= 1);
  for (const answer of value.filter(({ status }) => status !== 200)) {
    assertRefused(answer, 409, 'IG4094', 'INGAM_REQUEST_UNDER_WAY');
    assert.ok(Number(answer.headers['retry-after']) > 0);
  }
});

test('a key is one caller’s: another one with the same key asks anew', async () => {
  const [key, body] = [newKey(), bytes()];
  assert.equal((await request(key, body)).status, 200);
  const { calls } = await rig.counting(() => request(key, bytes(), rig.as(OTHER)));
  assert.deepEqual(calls, { [REQUEST]: 1 });
});

test('a refusal of the gateway’s, a 429 and a 5xx release the key', async () => {
  const key = newKey();
  assertRefused(await request(key, bytes({ serviceName: '' })), 400, 'IG4000', 'INGAM_REQUEST_INVALID');
  await rig.fault(REQUEST, 'tooMany');
  assert.equal((await request(key, bytes())).status, 429);
  const failure = { errorType: 0, errorCode: 'CE5000', reason: '잠시 뒤', data: {}, title: null };
  const body = JSON.stringify({ resultType: 'FAIL', error: failure, success: null });
  rig.tap.substitute(REQUEST, { status: 503, headers: { 'content-type': 'application/json' }, body });
  assert.equal((await request(key, bytes())).json.error.errorCode, 'CE5000');
  assert.equal((await request(key, bytes())).status, 200);
});

test('a page of something between says nothing of what Toss did: the request is not repeated', async () => {
  for (const status of [200, 302, 404, 500, 502, 504]) {
    const [key, body] = [newKey(), bytes()];
    rig.tap.substitute(REQUEST, { status, headers: { 'content-type': 'text/html' }, body: '<html>' });
    const { value, calls } = await rig.counting(async () => {
      assertRefused(await request(key, body), 409, 'IG4095', 'INGAM_REQUEST_UNCERTAIN');
      return request(key, body);
    });
    assertRefused(value, 409, 'IG4095', 'INGAM_REQUEST_UNCERTAIN');
    assert.deepEqual(calls, {}, 'the sandbox was not even asked');
  }
});

test('an error of Toss’s own is an answer, and stays one', async () => {
  const [key, body] = [newKey(), bytes()];
  await rig.fault(REQUEST, 'fail200');
  const first = await request(key, body);
  assert.equal(first.json.error.errorCode, 'CE0003');
  const { value, calls } = await rig.counting(() => request(key, body));
  assert.deepEqual(value.bytes, first.bytes);
  assert.deepEqual(calls, {});
});

test('a lost answer stays lost: the request is not repeated', async () => {
  const [key, body] = [newKey(), bytes()];
  await rig.fault(REQUEST, 'drop');
  assertRefused(await request(key, body), 409, 'IG4095', 'INGAM_REQUEST_UNCERTAIN');
  const { value, calls } = await rig.counting(() => request(key, body));
  assertRefused(value, 409, 'IG4095', 'INGAM_REQUEST_UNCERTAIN');
  assert.deepEqual(calls, {});
});

test('a key outlives the process', async () => {
  const [key, body] = [newKey(), bytes()];
  const first = await request(key, body);
  await rig.gateway.restart();
  const { value, calls } = await rig.counting(() => request(key, body));
  assert.deepEqual([value.headers['idempotency-replayed'], value.bytes], ['true', first.bytes]);
  assert.deepEqual(calls, {});
});
