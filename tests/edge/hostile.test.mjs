// Callers who send what nobody sends: thousands of faults in one body, signatures without end, a signature that was
// refused once and comes back, and many who take the same transaction over at once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';

import { send } from './support/http.mjs';
import {
  assertLinkHubRefused,
  assertPassedOnRefusal,
  assertVerified,
  CODE,
  DIRECT_DEBIT,
  ESIGN,
  IDENTITY,
  kakaoCaller,
  requestBody,
  SANDBOX,
} from './support/kakao.mjs';
import { dateOf, serviceHeaders, TOKEN_PATH, tokenBody, tokenHeaders } from './support/linkhub.mjs';
import { personalRequest } from './support/requests.mjs';
import { assertRead, assertRefused, REQUEST, STATUS, startRig } from './support/rig.mjs';

const PROBLEMS_MAX = 100;
/** What an empty document lacks: title, text and order. */
const PROBLEMS_OF_ONE = 3;
const REFUSAL_BYTES_MAX = 100_000;
const BODY_BYTES_MAX = 1 << 20;
const SIGNATURE_CHARACTERS_MAX = 4096;
/** How far apart the takings-over are: more than a second, which is what times are kept to. */
const APART_MS = 1_300;

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** A gateway that takes transactions over. @type {import('./support/rig.mjs').Rig} */
let adopting;
/** @type {ReturnType<typeof kakaoCaller>} */
let caller;
before(async () => {
  rig = await startRig();
  caller = kakaoCaller(rig);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  adopting = await startRig({ overrides: { ADOPT_UNKNOWN: `until:${until}` } });
});
after(async () => {
  await rig?.dispose();
  await adopting?.dispose();
});

/** The provider hears nothing of it. @template T @param {() => Promise<T>} action */
async function withoutCall(action) {
  const { value, calls } = await rig.counting(action);
  assert.deepEqual(Object.values(calls), []);
  return value;
}

// Faults without number.

for (const count of [33, 34, 20_000, 340_000]) {
  test(`${count} empty documents are refused with no more problems than somebody reads`, async () => {
    const whole = JSON.stringify(personalRequest(rig.session(), { docList: [] }));
    const body = whole.replace('"docList":[]', `"docList":[${'{},'.repeat(count - 1)}{}]`);
    assert.ok(body.length <= BODY_BYTES_MAX);
    const answer = await withoutCall(() => rig.dev.post(REQUEST, body));
    assertRefused(answer, 400, 'IG4000', 'INGAM_REQUEST_INVALID');
    const { problems } = answer.json.error.data;
    assert.equal(problems.length, Math.min(count * PROBLEMS_OF_ONE, PROBLEMS_MAX));
    assert.ok(answer.bytes.length < REFUSAL_BYTES_MAX, `${answer.bytes.length} bytes`);
  });
}

test('warnings without number hide no error: the request is refused, and Toss not asked', async () => {
  // Each is let through with two warnings.
  const odd = { docTitle: '약관', doc: '%PDF', docType: 'PDF', docEncrypted: false, signatureType: 'PKCS7' };
  const warned = Array.from({ length: PROBLEMS_MAX }, (_, index) => ({ ...odd, order: index + 1 }));
  const ask = (/** @type {unknown[]} */ docList) =>
    rig.dev.post(REQUEST, personalRequest(rig.session(), { docList }));
  const answer = await withoutCall(() => ask([...warned, {}]));
  assertRefused(answer, 400, 'IG4000', 'INGAM_REQUEST_INVALID');
  assert.ok(answer.json.error.data.problems.some((/** @type {any} */ { severity }) => severity === 'error'));
  assert.ok(answer.bytes.length < REFUSAL_BYTES_MAX);
  const sent = await rig.counting(() => ask(warned));
  assert.equal(sent.calls[REQUEST], 1, 'warnings alone refuse nothing');
});

// Signatures without end.

for (const service of [ESIGN, DIRECT_DEBIT]) {
  test(`${service}: an App-to-App signature of ${SIGNATURE_CHARACTERS_MAX} characters, and of one more`, async () => {
    const { receiptId: receipt } = (await caller.request(service, { isAppUseYN: true })).json;
    await rig.sign(receipt);
    // Of one octet and of three in the path: the characters are counted, not their writing.
    for (const written of ['A', '%2B']) {
      const over = written.repeat(SIGNATURE_CHARACTERS_MAX + 1);
      const refused = await withoutCall(() => caller.verify(`${receipt}/${over}`, service));
      assertLinkHubRefused(refused, 400, 4036, 'INGAM_APP_SIGNATURE_INVALID');
      const longest = written.repeat(SIGNATURE_CHARACTERS_MAX);
      const { value, calls } = await rig.counting(() => caller.verify(`${receipt}/${longest}`, service));
      assertPassedOnRefusal(value, SANDBOX.app);
      // Not deepEqual: a difference would be printed, some thousand characters of it.
      assert.ok(calls[`GET ${service}/Verify/${receipt}/${longest}`] === 1);
    }
  });
}

// A signature that was refused once.

test('a signature over a body that is refused is spent all the same: for that request, and no other', async () => {
  const date = dateOf();
  // Sound for an e-signature, not for a consent to be debited.
  const body = requestBody(ESIGN);
  await withoutCall(async () => {
    const refused = await caller.post(`${DIRECT_DEBIT}/Request`, body, { date });
    assertLinkHubRefused(refused, 400, 4000, 'INGAM_REQUEST_INVALID');
    for (const service of [ESIGN, IDENTITY]) {
      const elsewhere = await caller.post(`${service}/Request`, body, { date });
      assertLinkHubRefused(elsewhere, 401, 4012, 'INGAM_SIGNATURE_REPLAYED');
    }
    const again = await caller.post(`${DIRECT_DEBIT}/Request`, body, { date });
    assertLinkHubRefused(again, 400, 4000, 'INGAM_REQUEST_INVALID');
    assert.deepEqual(again.json, refused.json);
  });
  assert.equal((await caller.post(`${ESIGN}/Request`, body, { date: dateOf(1) })).status, 200);
});

test('so is one over a body that is no JSON', async () => {
  const date = dateOf();
  const body = '{"Token":"a","Token":"b"}';
  await withoutCall(async () => {
    const refused = await caller.post(`${ESIGN}/Request`, body, { date });
    assertLinkHubRefused(refused, 400, 4001, 'INGAM_JSON_INVALID');
    const elsewhere = await caller.post(`${IDENTITY}/Request`, body, { date });
    assertLinkHubRefused(elsewhere, 401, 4012, 'INGAM_SIGNATURE_REPLAYED');
    const again = await caller.post(`${ESIGN}/Request`, body, { date });
    assertLinkHubRefused(again, 400, 4001, 'INGAM_JSON_INVALID');
  });
});

// Taken over by many at once.

/** A signature requested from LinkHub directly. */
async function receiptFromElsewhere() {
  const { url, keys } = adopting.sandbox;
  const partner = { linkId: keys.linkId, secretKey: keys.linkSecret };
  const ask = tokenBody(CODE);
  const granted = await send(url + TOKEN_PATH, { headers: tokenHeaders(partner, ask), body: ask });
  const body = JSON.stringify(requestBody(ESIGN));
  const authorization = `Bearer ${granted.json.session_token}`;
  const headers = { ...serviceHeaders(partner, body), authorization };
  const answer = await send(`${url}${ESIGN}/Request`, { headers, body });
  assert.equal(answer.status, 200, answer.text);
  await adopting.sign(answer.json.receiptId);
  return /** @type {string} */ (answer.json.receiptId);
}

/** A signature requested from Toss directly. */
async function txIdFromElsewhere() {
  const { url, keys } = adopting.sandbox;
  const form = {
    grant_type: 'client_credentials',
    scope: 'ca',
    client_id: keys.tossClientId,
    client_secret: keys.tossClientSecret,
  };
  const token = await send(`${url}/token`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  const authorization = `Bearer ${token.json.access_token}`;
  const answer = await send(url + REQUEST, {
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(personalRequest(adopting.session())),
  });
  assert.equal(answer.json.resultType, 'SUCCESS', answer.text);
  await adopting.sign(answer.json.success.txId);
  return /** @type {string} */ (answer.json.success.txId);
}

/**
 * Asks three times at once, and lets the provider's states come one after the other.
 * @param {string} path of the state
 * @param {() => Promise<import('./support/http.mjs').Answer>} ask
 */
async function spread(path, ask) {
  const holds = [0, 1, 2].map(() => adopting.tap.hold(path));
  const asking = holds.map(ask);
  await Promise.race([holds[0].arrived, ...asking]);
  for (const hold of holds) {
    hold.release();
    await pass(APART_MS);
  }
  return Promise.all(asking);
}

for (const first of /** @type {const} */ (['verify', 'status'])) {
  test(`KakaoCert: several ${first} calls of one caller take a receipt over, over more than a second`, async () => {
    const own = kakaoCaller(adopting);
    await own.sessionToken();
    const receipt = await receiptFromElsewhere();
    const answers = await spread(`${ESIGN}/Status/${receipt}`, () => own[first](receipt));
    for (const answer of answers) assert.equal(answer.status, 200, answer.text);
    if (first === 'verify') for (const { bytes } of answers) assert.ok(bytes.equals(answers[0].bytes));
    assertVerified(await own.verify(receipt), receipt, { replayed: first === 'verify' });
    assert.equal((await adopting.stats()).reads[receipt], 1);
  });
}

test('Toss: several status calls of one caller take a transaction over, over more than a second', async () => {
  const txId = await txIdFromElsewhere();
  for (const answer of await spread(STATUS, () => adopting.dev.status(txId))) {
    assert.deepEqual([answer.status, answer.json.resultType], [200, 'SUCCESS'], answer.text);
  }
  assertRead(await adopting.dev.result(txId, adopting.session()), 1);
});

test('Toss: status and result of one caller take a transaction over at once', async () => {
  const txId = await txIdFromElsewhere();
  const session = adopting.session();
  const hold = adopting.tap.hold(STATUS);
  const status = adopting.dev.status(txId);
  await hold.arrived;
  assertRead(await adopting.dev.result(txId, session), 1);
  await pass(APART_MS);
  hold.release();
  const late = await status;
  assert.deepEqual([late.status, late.json.resultType], [200, 'SUCCESS'], late.text);
  assert.equal((await adopting.stats()).reads[txId], 1);
});
