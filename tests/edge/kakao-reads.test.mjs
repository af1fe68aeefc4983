// KakaoCert verifies once. What the gateway makes of that: one call however many ask, the stored answer ever after, and
// after a lost answer no call that nobody has asked for.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';

import {
  assertLinkHubRefused,
  assertPassedOnRefusal,
  assertUnknownReceipt,
  assertVerified,
  CODE,
  DEV_PARTNER,
  ESIGN,
  kakaoCaller,
  SANDBOX,
  SERVICES,
} from './support/kakao.mjs';
import { startRig, until } from './support/rig.mjs';

const AT_ONCE = 50;

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof kakaoCaller>} */
let caller;
before(async () => {
  rig = await startRig({ persist: true });
  caller = kakaoCaller(rig);
});
after(() => rig?.dispose());

/** @param {string} receipt @param {string} [service] */
const verifyPath = (receipt, service = ESIGN) => `${service}/Verify/${receipt}`;
/** @param {string} receipt */
const reads = async (receipt) => (await rig.stats()).reads[receipt] ?? 0;
/** @param {string} receipt */
const shown = async (receipt) => (await caller.show(receipt)).json;

/** @param {import('./support/http.mjs').Answer} answer */
const assertUncertain = (answer) => assertLinkHubRefused(answer, 504, 5043, 'INGAM_VERIFY_UNCERTAIN');

/** A receipt whose verification LinkHub has done, and whose answer was lost. @param {string} [service] */
async function lostAnswer(service = ESIGN) {
  const receipt = await caller.signed(service);
  await rig.fault(verifyPath(receipt, service), 'drop');
  const { value, calls } = await rig.counting(() => caller.verify(receipt, service));
  assertUncertain(value);
  assert.deepEqual(calls, { [`GET ${verifyPath(receipt, service)}`]: 1 }, 'never repeated by itself');
  assert.equal(await reads(receipt), 1, 'it is spent at the provider');
  return receipt;
}

test('another word than uncertain asks for nothing', async () => {
  const receipt = await caller.signed();
  const { calls } = await rig.counting(async () => {
    for (const word of ['', 'true', 'Uncertain', 'uncertain ,', '1']) {
      const answer = await caller.verify(receipt, ESIGN, { 'ingam-retry': word });
      assert.deepEqual(
        [answer.status, answer.headers['content-type']],
        [400, 'application/json'],
        answer.text,
      );
      assert.match(answer.headers['ingam-error'], /^INGAM_/);
    }
  });
  assert.deepEqual(calls, {});
});

test('a lost answer: no second call until the caller asks for it, then LinkHub’s word for good', async () => {
  const receipt = await lostAnswer();
  const { calls } = await rig.counting(async () => {
    for (let time = 0; time < 3; time += 1) assertUncertain(await caller.verify(receipt));
  });
  assert.deepEqual(calls, {});
  assert.deepEqual(
    [(await shown(receipt)).state, (await shown(receipt)).reads],
    ['uncertain', { answered: 0, attempts: 1 }],
  );

  const retried = await rig.counting(() => caller.verifyAgain(receipt));
  assertPassedOnRefusal(retried.value, SANDBOX.verified);
  assert.deepEqual(retried.calls, { [`GET ${verifyPath(receipt)}`]: 1 });

  const later = await rig.counting(() => caller.verify(receipt));
  assertPassedOnRefusal(later.value, SANDBOX.verified);
  assert.deepEqual(later.value.bytes, retried.value.bytes, 'byte for byte');
  assert.deepEqual(later.calls, {});
  assert.equal(await reads(receipt), 1);
  assert.equal((await shown(receipt)).state, 'uncertain');
});

test('a retry that is lost as well leaves it uncertain', async () => {
  const receipt = await lostAnswer();
  await rig.fault(verifyPath(receipt), 'drop');
  assertUncertain(await caller.verifyAgain(receipt));
  const { calls } = await rig.counting(async () => assertUncertain(await caller.verify(receipt)));
  assert.deepEqual(calls, {});
  assertPassedOnRefusal(await caller.verifyAgain(receipt), SANDBOX.verified);
});

test('an answer lost before LinkHub saw the call: the retry is the verification', async () => {
  const receipt = await caller.signed();
  rig.tap.substitute(verifyPath(receipt), {
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: '<html>',
  });
  assertUncertain(await caller.verify(receipt));
  assertUncertain(await caller.verify(receipt));
  assert.equal(await reads(receipt), 0);
  const verified = await caller.verifyAgain(receipt);
  assertVerified(verified, receipt);
  const again = await caller.verify(receipt);
  assertVerified(again, receipt, { replayed: true });
  assert.deepEqual(again.bytes, verified.bytes);
  assert.equal(await reads(receipt), 1);
});

test('after LinkHub has said no to a retry, a later retry may still succeed', async () => {
  const receipt = await caller.signed();
  const refusal = '{"code":-31010099,"message":"잠시 후 다시"}';
  rig.tap.substitute(verifyPath(receipt), { body: '{"half":' });
  assertUncertain(await caller.verify(receipt));
  rig.tap.substitute(verifyPath(receipt), { status: 400, body: refusal });
  assertPassedOnRefusal(await caller.verifyAgain(receipt), -31_010_099, 400);
  const stored = await rig.counting(() => caller.verify(receipt));
  assertPassedOnRefusal(stored.value, -31_010_099, 400);
  assert.deepEqual(stored.calls, {});
  assertVerified(await caller.verifyAgain(receipt), receipt);
  assertVerified(await caller.verify(receipt), receipt, { replayed: true });
  assertVerified(await caller.verifyAgain(receipt), receipt, { replayed: true });
  assert.equal(await reads(receipt), 1);
});

for (const [
  what,
  answer,
] of /** @type {[string, { status?: number, headers?: Record<string, string>, body: string }][]} */ ([
  ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
  ['nothing', { body: '' }],
  ['half of it', { body: '{"receiptId":"1","signedData":"MII' }],
  ['an empty object', { body: '{}' }],
  ['no signature', { body: '{"receiptId":"1","signedData":""}' }],
  ['another status without its code', { status: 503, body: '{"error":"x"}' }],
])) {
  test(`an answer that is ${what} is a lost one`, async () => {
    const receipt = await caller.signed();
    rig.tap.substitute(verifyPath(receipt), answer);
    const { value, calls } = await rig.counting(() => caller.verify(receipt));
    assertUncertain(value);
    assert.deepEqual(calls, {}, 'the sandbox was not asked, and nobody asks it again');
  });
}

test('a refusal of LinkHub’s to a first verification spends nothing and is not kept', async () => {
  const receipt = await caller.signed();
  for (const status of [400, 429, 500]) {
    rig.tap.substitute(verifyPath(receipt), { status, body: '{"code":-31010099,"message":"아직"}' });
    assertPassedOnRefusal(await caller.verify(receipt), -31_010_099, status);
    assert.equal((await shown(receipt)).state, 'requested');
  }
  rig.tap.substitute(verifyPath(receipt), { status: 200, body: '{"code":-31010099,"message":"아직"}' });
  // LinkHub's clients would take it for a result.
  assertPassedOnRefusal(await caller.verify(receipt), -31_010_099, 400);
  assertVerified(await caller.verify(receipt), receipt);
});

test('a page that says too many calls becomes an envelope, and spends nothing', async () => {
  const receipt = await caller.signed();
  for (const body of ['<html>', '']) {
    rig.tap.substitute(verifyPath(receipt), {
      status: 429,
      headers: { 'content-type': 'text/html', 'retry-after': '3' },
      body,
    });
    const answer = await caller.verify(receipt);
    assertLinkHubRefused(answer, 502, 5022, 'INGAM_PROVIDER_ANSWER_INVALID');
    assert.equal(answer.headers['retry-after'], '3');
    assert.equal((await shown(receipt)).state, 'requested');
  }
  assertVerified(await caller.verify(receipt), receipt);
});

test('a signature is a success, whatever status LinkHub gives it', async () => {
  const receipt = await caller.signed();
  const signedData = 'A'.repeat(2000);
  rig.tap.substitute(verifyPath(receipt), {
    status: 201,
    body: JSON.stringify({ receiptId: receipt, signedData }),
  });
  assertVerified(await caller.verify(receipt), receipt);
  assertVerified(await caller.verify(receipt), receipt, { replayed: true });
});

test('a retry of what was not lost is an ordinary question', async () => {
  const receipt = await caller.signed();
  assertVerified(await caller.verifyAgain(receipt), receipt);
  const { value, calls } = await rig.counting(() => caller.verifyAgain(receipt));
  assertVerified(value, receipt, { replayed: true });
  assert.deepEqual(calls, {});
});

test('a credential LinkHub refuses spends nothing', async () => {
  const receipt = await caller.signed();
  await rig.fault(verifyPath(receipt), 'unauthorized', 2);
  const answer = await caller.verify(receipt);
  assertLinkHubRefused(answer, 502, 5023, 'INGAM_PROVIDER_REFUSED_CREDENTIAL');
  assert.equal((await shown(receipt)).state, 'requested');
  assertVerified(await caller.verify(receipt), receipt);
});

for (const service of SERVICES) {
  test(`${service}: a second verification is the stored one, and LinkHub counts one`, async () => {
    const receipt = await caller.signed(service);
    const first = await caller.verify(receipt, service);
    assertVerified(first, receipt);
    const { value, calls } = await rig.counting(async () => {
      const again = [];
      for (let time = 0; time < 3; time += 1) again.push(await caller.verify(receipt, service));
      return again;
    });
    for (const again of value) {
      assertVerified(again, receipt, { replayed: true });
      assert.deepEqual(
        [again.bytes, again.headers['content-type']],
        [first.bytes, first.headers['content-type']],
      );
    }
    assert.deepEqual(calls, {});
    assert.equal(await reads(receipt), 1);
    assert.deepEqual((await shown(receipt)).reads, { answered: 1, attempts: 1 });
  });
}

test(`${AT_ONCE} verifications at once are one call and ${AT_ONCE} equal answers`, async () => {
  for (const service of SERVICES) {
    const receipt = await caller.signed(service);
    await caller.sessionToken();
    const path = verifyPath(receipt, service);
    const hold = rig.tap.hold(path);
    const { value, calls } = await rig.counting(async () => {
      const asking = Array.from({ length: AT_ONCE }, () => caller.verify(receipt, service));
      await hold.arrived;
      hold.release();
      return Promise.all(asking);
    });
    assert.deepEqual(calls, { [`GET ${path}`]: 1 });
    assert.equal(value.length, AT_ONCE);
    for (const answer of value) {
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.bytes, value[0].bytes);
      assert.equal(answer.headers['ingam-read'], '1');
    }
    assert.equal(value.filter(({ headers }) => headers['ingam-replayed'] === undefined).length, 1);
    assert.equal(await reads(receipt), 1);
  }
});

test(`${AT_ONCE} at once whose one answer is lost are all told that it is uncertain, after one call`, async () => {
  const receipt = await caller.signed();
  await rig.fault(verifyPath(receipt), 'drop');
  const { value, calls } = await rig.counting(() =>
    Promise.all(Array.from({ length: AT_ONCE }, () => caller.verify(receipt))),
  );
  for (const answer of value) assertUncertain(answer);
  assert.deepEqual(calls, { [`GET ${verifyPath(receipt)}`]: 1 });
});

test('retries at once share a call, and are told the same', async () => {
  const receipt = await lostAnswer();
  const hold = rig.tap.hold(verifyPath(receipt));
  const { value, calls } = await rig.counting(async () => {
    const asking = Array.from({ length: 10 }, () => caller.verifyAgain(receipt));
    await hold.arrived;
    hold.release();
    return Promise.all(asking);
  });
  for (const answer of value) assertPassedOnRefusal(answer, SANDBOX.verified);
  // Who arrives after that answer asks LinkHub once more, because it says so.
  assert.ok(calls[`GET ${verifyPath(receipt)}`] < 10);
  assert.equal(await reads(receipt), 1);
});

test('a caller that hangs up does not end the verification', async () => {
  const receipt = await caller.signed();
  await caller.sessionToken();
  const hold = rig.tap.hold(verifyPath(receipt));
  const leaving = new AbortController();
  const gone = assert.rejects(caller.get(verifyPath(receipt), {}, leaving.signal), { name: 'AbortError' });
  await hold.arrived;
  leaving.abort();
  await gone;
  hold.release();
  await until(
    () => shown(receipt),
    ({ state }) => state === 'completed',
  );
  const { value, calls } = await rig.counting(() => caller.verify(receipt));
  assertVerified(value, receipt, { replayed: true });
  assert.deepEqual(calls, {});
});

test('a status is repeated when its answer is lost, a request is not', async () => {
  const receipt = await caller.requested();
  await rig.fault(`${ESIGN}/Status/${receipt}`, 'drop');
  const status = await rig.counting(() => caller.status(receipt));
  assert.equal(status.value.status, 200);
  assert.deepEqual(status.calls, { [`GET ${ESIGN}/Status/${receipt}`]: 2 });
  await rig.fault(`${ESIGN}/Request`, 'drop');
  const request = await rig.counting(() => caller.request());
  assertLinkHubRefused(request.value, 409, 4095, 'INGAM_REQUEST_UNCERTAIN');
  assert.deepEqual(request.calls, { [`${ESIGN}/Request`]: 1 });
});

test('a status never completes anything, whatever it says', async () => {
  const receipt = await caller.requested();
  rig.tap.substitute(`${ESIGN}/Status/${receipt}`, {
    body: JSON.stringify({ receiptID: receipt, clientCode: CODE, state: 1, verifyDT: '20260101000000' }),
  });
  assert.equal((await caller.status(receipt)).json.state, 1);
  assert.equal((await shown(receipt)).state, 'requested');
  assertPassedOnRefusal(await caller.verify(receipt), SANDBOX.unsigned);
});

test('a receipt that is none is passed on with a mark: the signer has been asked', async () => {
  for (const body of ['{"receiptId":"a/b"}', '{"receiptId":123}', '{"receiptId":""}', '{}']) {
    rig.tap.substitute(`${ESIGN}/Request`, { body });
    const answer = await caller.request();
    assert.deepEqual(
      [answer.status, answer.text, answer.headers['ingam-error']],
      [200, body, 'INGAM_PROVIDER_ANSWER_INVALID'],
    );
  }
});

test('an answer that is not LinkHub’s JSON never comes down: its clients could not read it', async () => {
  const receipt = await caller.requested();
  for (const [status, type, body] of /** @type {[number, string, string][]} */ ([
    [200, 'text/html', '<html>'],
    [200, 'application/json', ''],
    [200, 'application/json', '[]'],
    [200, 'application/json', '{"receiptId":"0'],
    [404, 'text/plain', 'not found'],
    [502, 'text/html', '<html>'],
  ])) {
    rig.tap.substitute(`${ESIGN}/Request`, { status, headers: { 'content-type': type }, body });
    assertLinkHubRefused(await caller.request(), 409, 4095, 'INGAM_REQUEST_UNCERTAIN');
    rig.tap.substitute(`${ESIGN}/Status/${receipt}`, { status, headers: { 'content-type': type }, body }, 3);
    assertLinkHubRefused(await caller.status(receipt), 502, 5022, 'INGAM_PROVIDER_ANSWER_INVALID');
    // A status is repeated behind a gateway's page, and what is left over is not for the next case.
    while (rig.tap.waiting(`${ESIGN}/Status/${receipt}`)) await caller.status(receipt);
  }
});

// The next process.

test('a stored verification, LinkHub’s last word and what is uncertain outlive the process', async () => {
  const stored = await caller.signed();
  const first = await caller.verify(stored);
  const lost = await lostAnswer();
  const refused = await lostAnswer();
  const word = await caller.verifyAgain(refused);
  const open = await caller.signed();
  const statuses = [stored, lost, refused, open];
  await rig.gateway.restart();
  const { calls } = await rig.counting(async () => {
    const again = await caller.verify(stored);
    assertVerified(again, stored, { replayed: true });
    assert.deepEqual(again.bytes, first.bytes);
    assertUncertain(await caller.verify(lost));
    assert.deepEqual((await caller.verify(refused)).bytes, word.bytes);
    for (const service of SERVICES.slice(1))
      for (const receipt of statuses) assertUnknownReceipt(await caller.verify(receipt, service));
  });
  assert.deepEqual(calls, {});
  assertVerified(await caller.verify(open), open);
});

test('a verification that the process did not live to finish is uncertain, and not repeated', async () => {
  const receipt = await caller.signed();
  await caller.sessionToken();
  const hold = rig.tap.hold(verifyPath(receipt));
  const asking = caller.verify(receipt).catch(() => undefined);
  await hold.arrived;
  await rig.gateway.restart();
  await asking;
  hold.release();
  const { calls } = await rig.counting(async () => assertUncertain(await caller.verify(receipt)));
  assert.deepEqual(calls, {});
  assert.equal(await reads(receipt), 1);
  assertPassedOnRefusal(await caller.verifyAgain(receipt), SANDBOX.verified);
});

test('the session token of a caller outlives the process, and another’s does not become one', async () => {
  const other = kakaoCaller(rig, DEV_PARTNER);
  await other.sessionToken();
  await rig.gateway.restart();
  assertUnknownReceipt(await other.status('1'));
});

// The signature that an app brings.

/** A gateway whose signers come by way of an app. @param {import('node:test').TestContext} context */
async function signedInApp(context) {
  const own = await startRig({ kakao: { appSignature: 'base64' } });
  context.after(() => own.dispose());
  const dev = kakaoCaller(own);
  const { receiptId } = (await dev.request(ESIGN, { isAppUseYN: true })).json;
  const { signature } = await own.sign(receiptId);
  return { own, dev, receipt: receiptId, inApp: `${receiptId}/${encodeURIComponent(signature)}` };
}

test('a refusal of a retry without the signature is no word on the one with it', async (context) => {
  const { own, dev, receipt, inApp } = await signedInApp(context);
  own.tap.substitute(verifyPath(inApp), { status: 502, body: '<html>' });
  assertLinkHubRefused(await dev.verify(inApp), 504, 5043, 'INGAM_VERIFY_UNCERTAIN');
  assertPassedOnRefusal(await dev.verifyAgain(receipt), SANDBOX.app);
  // Told again to whoever asks the same, and to nobody else.
  const { calls } = await own.counting(async () => {
    assertPassedOnRefusal(await dev.verify(receipt), SANDBOX.app);
    assertLinkHubRefused(await dev.verify(inApp), 504, 5043, 'INGAM_VERIFY_UNCERTAIN');
  });
  assert.deepEqual(calls, {});
  assertVerified(await dev.verifyAgain(inApp), receipt);
  assertVerified(await dev.verify(receipt), receipt, { replayed: true });
});

test('a right signature that comes while a wrong one is asked about gets an answer of its own', async (context) => {
  const { own, dev, receipt, inApp } = await signedInApp(context);
  const wrong = own.tap.hold(verifyPath(`${receipt}/wrong`));
  const first = dev.verify(`${receipt}/wrong`);
  await wrong.arrived;
  const second = dev.verify(inApp);
  await pass(100);
  wrong.release();
  assertPassedOnRefusal(await first, SANDBOX.app);
  assertVerified(await second, receipt);
});
