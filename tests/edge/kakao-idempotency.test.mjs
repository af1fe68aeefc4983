// The same request to KakaoCert, sent again: known by its signature or by its Idempotency-Key, answered and not repeated.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import {
  assertLinkHubRefused,
  assertPassedOnRefusal,
  assertVerified,
  DEV_PARTNER,
  ESIGN,
  IDENTITY,
  kakaoCaller,
  requestBody,
} from './support/kakao.mjs';
import { dateOf } from './support/linkhub.mjs';
import { startRig } from './support/rig.mjs';

const REQUEST = `${ESIGN}/Request`;

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof kakaoCaller>} */
let caller;
before(async () => {
  rig = await startRig({ persist: true });
  caller = kakaoCaller(rig);
  await caller.requested();
});
after(() => rig?.dispose());

let dates = 0;
/** A date no other request here has: the signature is over the date and the body. */
function newDate() {
  dates += 1;
  return dateOf(dates / 100);
}
const newKey = () => randomBytes(12).toString('hex');
const body = JSON.stringify(requestBody(ESIGN));

/** @param {string} date @param {Record<string, string>} [headers] @param {string} [bytes] */
const request = (date, headers, bytes = body) => caller.post(REQUEST, bytes, { date, headers });
/** @param {string} key @param {string} [bytes] @param {string} [path] */
const keyed = (key, bytes = body, path = REQUEST) =>
  caller.post(path, bytes, { date: newDate(), headers: { 'idempotency-key': key } });

/** LinkHub hears nothing of it. @template T @param {() => Promise<T>} action */
async function withoutCall(action) {
  const { value, calls } = await rig.counting(action);
  assert.deepEqual(calls, {});
  return value;
}

test('what is no key is refused before LinkHub is asked', async () => {
  await withoutCall(async () => {
    for (const key of ['', 'a b', 'k'.repeat(256)])
      assertLinkHubRefused(await keyed(key), 400, 4032, 'INGAM_IDEMPOTENCY_KEY_INVALID');
  });
});

test('other bytes under the same key are refused, whoever signed them', async () => {
  const key = newKey();
  assert.equal((await keyed(key)).status, 200);
  const other = JSON.stringify(requestBody(ESIGN, { Token: '다른 원문' }));
  const refused = await withoutCall(() => keyed(key, other));
  assertLinkHubRefused(refused, 422, 4220, 'INGAM_IDEMPOTENCY_KEY_REUSED');
});

test('a key is of one route', async () => {
  const key = newKey();
  assert.equal((await keyed(key)).status, 200);
  const { value, calls } = await rig.counting(() => keyed(key, body, `${IDENTITY}/Request`));
  assert.equal(value.status, 200);
  assert.deepEqual(calls, { [`${IDENTITY}/Request`]: 1 });
});

test('an identical signed retry gets the stored answer, and the signer is asked once', async () => {
  const date = newDate();
  const first = await request(date);
  assert.equal(first.headers['idempotency-replayed'], undefined);
  for (let time = 0; time < 2; time += 1) {
    const again = await withoutCall(() => request(date));
    assert.equal(again.headers['idempotency-replayed'], 'true');
    assert.deepEqual([again.status, again.bytes], [first.status, first.bytes]);
    assert.equal(again.headers['content-type'], first.headers['content-type']);
  }
  await rig.sign(first.json.receiptId);
  assertVerified(await caller.verify(first.json.receiptId), first.json.receiptId);
});

test('the same bytes signed anew are another request', async () => {
  const { calls } = await rig.counting(async () => {
    const first = await request(newDate());
    const second = await request(newDate());
    assert.notEqual(first.json.receiptId, second.json.receiptId);
  });
  assert.deepEqual(calls, { [REQUEST]: 2 });
});

test('one signature at once ten times asks the signer once', async () => {
  const date = newDate();
  const { value, calls } = await rig.counting(() =>
    Promise.all(Array.from({ length: 10 }, () => request(date))),
  );
  assert.deepEqual(calls, { [REQUEST]: 1 });
  const answered = value.filter(({ status }) => status === 200);
  assert.ok(answered.length >= 1);
  for (const answer of answered) assert.deepEqual(answer.bytes, answered[0].bytes);
  for (const answer of value.filter(({ status }) => status !== 200)) {
    assertLinkHubRefused(answer, 409, 4094, 'INGAM_REQUEST_UNDER_WAY');
    assert.ok(Number(answer.headers['retry-after']) > 0);
  }
});

test('the same key signed anew gets the stored answer; the new signature is then bound to it as well', async () => {
  const key = newKey();
  const first = await keyed(key);
  assert.equal(first.status, 200);
  const date = newDate();
  const again = await withoutCall(() => request(date, { 'idempotency-key': key }));
  assert.equal(again.headers['idempotency-replayed'], 'true');
  assert.deepEqual(again.bytes, first.bytes);
  const elsewhere = await withoutCall(() => caller.post(`${IDENTITY}/Request`, body, { date }));
  assertLinkHubRefused(elsewhere, 401, 4012, 'INGAM_SIGNATURE_REPLAYED');
});

test('a lost answer is uncertain for the same signature and for the same key, and asked for by neither', async () => {
  const [key, date] = [newKey(), newDate()];
  await rig.fault(REQUEST, 'drop');
  const lost = await request(date, { 'idempotency-key': key });
  assertLinkHubRefused(lost, 409, 4095, 'INGAM_REQUEST_UNCERTAIN');
  await withoutCall(async () => {
    assertLinkHubRefused(await request(date), 409, 4095, 'INGAM_REQUEST_UNCERTAIN');
    assertLinkHubRefused(await keyed(key), 409, 4095, 'INGAM_REQUEST_UNCERTAIN');
  });
});

test('a 429 and a 5xx of LinkHub’s release the key and the signature for the same request', async () => {
  for (const [status, code] of [
    [429, -31_010_429],
    [500, -31_010_500],
    [503, -31_010_503],
  ]) {
    const [key, date] = [newKey(), newDate()];
    rig.tap.substitute(REQUEST, { status, body: JSON.stringify({ code, message: '거절' }) });
    assertPassedOnRefusal(await request(date, { 'idempotency-key': key }), code, status);
    const elsewhere = await withoutCall(() => caller.post(`${IDENTITY}/Request`, body, { date }));
    assertLinkHubRefused(elsewhere, 401, 4012, 'INGAM_SIGNATURE_REPLAYED');
    const answer = await request(date, { 'idempotency-key': key });
    assert.deepEqual([answer.status, answer.headers['idempotency-replayed']], [200, undefined]);
  }
});

test('a refusal of LinkHub’s is an answer: it is kept', async () => {
  const date = newDate();
  rig.tap.substitute(REQUEST, { status: 400, body: '{"code":-31010009,"message":"거절"}' });
  assertPassedOnRefusal(await request(date), -31_010_009);
  const again = await withoutCall(() => request(date));
  assertPassedOnRefusal(again, -31_010_009);
  assert.equal(again.headers['idempotency-replayed'], 'true');
});

test('a request the gateway refuses itself leaves its key free', async () => {
  const key = newKey();
  const wrong = JSON.stringify(requestBody(ESIGN, { ReceiverHP: 'x' }));
  assertLinkHubRefused(await keyed(key, wrong), 400, 4000, 'INGAM_REQUEST_INVALID');
  assert.equal((await keyed(key)).status, 200);
});

test('a secret without a signature is known by its key alone', async () => {
  const authorization = `Bearer ${DEV_PARTNER.secretKey}`;
  const none = { 'x-kc-auth': undefined, 'x-lh-date': undefined, 'x-lh-version': undefined };
  const key = newKey();
  const bare = (/** @type {Record<string, string>} */ more) =>
    caller.post(REQUEST, body, { headers: { ...none, authorization, ...more } });
  const twice = await rig.counting(async () => [await bare({}), await bare({})]);
  assert.deepEqual(twice.calls, { [REQUEST]: 2 });
  const first = await bare({ 'idempotency-key': key });
  const again = await withoutCall(() => bare({ 'idempotency-key': key }));
  assert.deepEqual([again.bytes, again.headers['idempotency-replayed']], [first.bytes, 'true']);
});

test('signatures and keys outlive the process', async () => {
  const [key, date] = [newKey(), newDate()];
  const first = await request(date, { 'idempotency-key': key });
  assert.equal(first.status, 200);
  await rig.gateway.restart();
  await withoutCall(async () => {
    for (const again of [await request(date), await keyed(key)]) {
      assert.equal(again.headers['idempotency-replayed'], 'true');
      assert.deepEqual(again.bytes, first.bytes);
    }
    const elsewhere = await caller.post(`${IDENTITY}/Request`, body, { date });
    assertLinkHubRefused(elsewhere, 401, 4012, 'INGAM_SIGNATURE_REPLAYED');
  });
});
