// Verifications and receipts that are not as LinkHub's description has them. What was spent at the provider is delivered
// and kept, however it looks; only what is no result is lost.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import {
  assertLinkHubRefused,
  assertPassedOnRefusal,
  assertVerified,
  ESIGN,
  kakaoCaller,
  requestBody,
  SANDBOX,
} from './support/kakao.mjs';
import { dateOf } from './support/linkhub.mjs';
import { personalRequest } from './support/requests.mjs';
import { assertRead, REQUEST, startRig } from './support/rig.mjs';

const CONFLICT = 'INGAM_TRANSACTION_CONFLICT';
const SIGN_REQUEST = `${ESIGN}/Request`;

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof kakaoCaller>} */
let caller;
before(async () => {
  rig = await startRig({ persist: true });
  caller = kakaoCaller(rig);
});
after(() => rig?.dispose());

/** @param {string} receipt */
const verifyPath = (receipt) => `${ESIGN}/Verify/${receipt}`;
/** @param {import('./support/http.mjs').Answer} answer */
const assertUncertain = (answer) => assertLinkHubRefused(answer, 504, 5043, 'INGAM_VERIFY_UNCERTAIN');
/** The provider hears nothing of it. @template T @param {() => Promise<T>} action */
async function withoutCall(action) {
  const { value, calls } = await rig.counting(action);
  assert.deepEqual(calls, {});
  return value;
}
const page = { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' };
/** A receipt whose verification never reached LinkHub, without anybody knowing. */
async function uncertain() {
  const receipt = await caller.signed();
  rig.tap.substitute(verifyPath(receipt), page);
  assertUncertain(await caller.verify(receipt));
  return receipt;
}

// The verification.

for (const [what, change] of /** @type {[string, (body: any) => string][]} */ ([
  ['without a receiptId', ({ receiptId: _, ...rest }) => JSON.stringify(rest)],
  ['with a receiptId that is null', (body) => JSON.stringify({ ...body, receiptId: null })],
  ['with a receiptId that is a number', (body) => JSON.stringify({ ...body, receiptId: 26_112_117 })],
  ['with receiptID', ({ receiptId, ...rest }) => JSON.stringify({ ...rest, receiptID: receiptId })],
  ['of another receipt', (body) => JSON.stringify({ ...body, receiptId: '999999999999999999' })],
  ['behind a byte order mark', (body) => `\ufeff${JSON.stringify(body)}`],
])) {
  test(`a verification ${what} is the one there is: delivered, stored, replayed`, async () => {
    const receipt = await caller.signed();
    /** @type {string | undefined} */
    let sent;
    rig.tap.alter(verifyPath(receipt), (bytes) => {
      sent = change(JSON.parse(bytes.toString('utf8')));
      return sent;
    });
    const first = await caller.verify(receipt);
    assert.deepEqual([first.status, first.headers['ingam-read']], [200, '1'], first.text);
    assert.ok(first.text === sent, 'as it came');
    const again = await withoutCall(() => caller.verify(receipt));
    assert.deepEqual([again.status, again.headers['ingam-replayed']], [200, 'true'], again.text);
    assert.ok(again.bytes.equals(first.bytes));
    assert.equal((await caller.show(receipt)).json.state, 'completed');
    await rig.gateway.restart();
    const later = await withoutCall(() => caller.verify(receipt));
    assert.equal(later.status, 200, later.text);
    assert.ok(later.bytes.equals(first.bytes));
    assert.equal((await rig.stats()).reads[receipt], 1);
  });
}

for (const status of [429, 500, 503]) {
  test(`after a lost answer a retry that meets ${status} leaves it uncertain, without a last word`, async () => {
    const receipt = await uncertain();
    const body = '{"code":-31010099,"message":"잠시 후 다시"}';
    rig.tap.substitute(verifyPath(receipt), { status, body });
    await caller.verifyAgain(receipt);
    for (let time = 0; time < 2; time += 1) assertUncertain(await withoutCall(() => caller.verify(receipt)));
    assert.equal((await caller.show(receipt)).json.state, 'uncertain');
    await rig.gateway.restart();
    assertUncertain(await withoutCall(() => caller.verify(receipt)));
    assertVerified(await caller.verifyAgain(receipt), receipt);
  });
}

test('after a lost answer LinkHub’s refusal of a retry is its word, and another retry asks again', async () => {
  const receipt = await uncertain();
  const body = `{"code":${SANDBOX.verified},"message":"이미 검증"}`;
  rig.tap.substitute(verifyPath(receipt), { status: 400, body });
  const refused = await caller.verifyAgain(receipt);
  assertPassedOnRefusal(refused, SANDBOX.verified);
  const again = await withoutCall(() => caller.verify(receipt));
  assertPassedOnRefusal(again, SANDBOX.verified);
  assert.deepEqual(again.bytes, refused.bytes);
  const { value, calls } = await rig.counting(() => caller.verifyAgain(receipt));
  assertVerified(value, receipt);
  assert.deepEqual(calls, { [`GET ${verifyPath(receipt)}`]: 1 });
  assertVerified(await withoutCall(() => caller.verify(receipt)), receipt, { replayed: true });
});

// The request.

for (const status of [500, 502, 503]) {
  test(`JSON under ${status} that is not LinkHub’s leaves a request uncertain: nobody is asked twice`, async () => {
    const body = JSON.stringify(requestBody(ESIGN));
    const [date, key] = [dateOf(), randomBytes(12).toString('hex')];
    const ask = (/** @type {{ date?: string, headers?: Record<string, string> }} */ how) =>
      caller.post(SIGN_REQUEST, body, how);
    await caller.sessionToken();
    rig.tap.substitute(SIGN_REQUEST, { status, body: '{"error":"bad gateway"}' });
    const headers = { 'idempotency-key': key };
    const again = [{ date, headers }, { date }, { date: dateOf(1), headers }];
    for (const how of [{ date, headers }, ...again]) {
      const answer = await withoutCall(() => ask(how));
      assertLinkHubRefused(answer, 409, 4095, 'INGAM_REQUEST_UNCERTAIN');
    }
    assert.equal(rig.tap.waiting(SIGN_REQUEST), 0);
  });
}

test('a receipt under 201 is a receipt, and comes down under 200', async () => {
  const fresh = `0202${Date.now()}`.slice(0, 18);
  rig.tap.substitute(SIGN_REQUEST, { status: 201, body: JSON.stringify({ receiptId: fresh }) });
  const answer = await caller.request();
  assert.deepEqual(
    [answer.status, answer.json, answer.headers['ingam-error']],
    [200, { receiptId: fresh }, undefined],
  );
  const shown = await caller.show(fresh);
  assert.deepEqual([shown.status, shown.json.state], [200, 'requested'], shown.text);
  const verification = JSON.stringify({ receiptId: fresh, signedData: 'A'.repeat(2000) });
  rig.tap.substitute(verifyPath(fresh), { body: verification });
  assertVerified(await caller.verify(fresh), fresh);
});

// The signer has been asked, and the gateway cannot guard what comes of it: the caller needs the id all the same.

const STRANGE_KEYS = JSON.stringify([{ id: 'new-2', key: randomBytes(32).toString('base64') }]);

test('a receipt whose record the gateway cannot open comes down as it came, with a mark', async () => {
  const receipt = await caller.signed();
  const body = JSON.stringify({ receiptId: receipt });
  await rig.gateway.restart({ STORE_KEYS: STRANGE_KEYS });
  try {
    // Under other keys there is no session token of the caller's yet.
    const fresh = kakaoCaller(rig);
    rig.tap.substitute(SIGN_REQUEST, { body });
    const answer = await fresh.request(ESIGN, { Token: '열 수 없는 기록' });
    assert.deepEqual(
      [answer.status, answer.text, answer.headers['ingam-error']],
      [200, body, 'INGAM_STORE_KEY_MISSING'],
    );
  } finally {
    await rig.gateway.restart();
  }
  assertVerified(await caller.verify(receipt), receipt);
});

test('a txId whose record the gateway cannot open comes down as it came, with a mark', async () => {
  const { txId } = await rig.signed();
  const success = { txId, requestedDt: '2026-01-01T00:00:00+09:00' };
  const body = JSON.stringify({ resultType: 'SUCCESS', success, error: null });
  await rig.gateway.restart({ STORE_KEYS: STRANGE_KEYS });
  try {
    rig.tap.substitute(REQUEST, { body });
    const answer = await rig.dev.post(REQUEST, personalRequest(rig.session()));
    assert.deepEqual(
      [answer.status, answer.text, answer.headers['ingam-error']],
      [200, body, 'INGAM_STORE_KEY_MISSING'],
    );
  } finally {
    await rig.gateway.restart();
  }
  assertRead(await rig.dev.result(txId, rig.session()), 1);
});

// A provider that gives an id out twice: it stays with the request that had it first.

test('a receipt that is registered already is a conflict, and stays what it was', async () => {
  const receipt = await caller.signed();
  rig.tap.substitute(SIGN_REQUEST, { body: JSON.stringify({ receiptId: receipt }) });
  const answer = await caller.request(ESIGN, { Token: '다른 원문' });
  assert.deepEqual([answer.status, answer.headers['ingam-error']], [409, CONFLICT]);
  assertVerified(await caller.verify(receipt), receipt);
});

test('a txId that is registered already is a conflict, and stays what it was', async () => {
  const { txId } = await rig.signed();
  const success = { txId, requestedDt: '2026-01-01T00:00:00+09:00' };
  rig.tap.substitute(REQUEST, { body: JSON.stringify({ resultType: 'SUCCESS', success, error: null }) });
  const answer = await rig.dev.post(REQUEST, personalRequest(rig.session()));
  assert.deepEqual([answer.status, answer.headers['ingam-error']], [409, CONFLICT]);
  assertRead(await rig.dev.result(txId, rig.session()), 1);
});
