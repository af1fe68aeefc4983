// What the gateway itself offers about a KakaoCert transaction, what becomes of it, and how one that was requested
// elsewhere is taken over.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { CALLERS } from '../../scripts/development.mjs';
import { buildWithClock } from './support/clock.mjs';
import { send } from './support/http.mjs';
import {
  assertLinkHubRefused,
  assertPassedOnRefusal,
  assertUnknownReceipt,
  assertVerified,
  CODE,
  CODE2,
  DIRECT_DEBIT,
  ESIGN,
  IDENTITY,
  kakaoCaller,
  requestBody,
  SANDBOX,
} from './support/kakao.mjs';
import { serviceHeaders, TOKEN_PATH, tokenBody, tokenHeaders } from './support/linkhub.mjs';
import { startRig } from './support/rig.mjs';

const VERIFY_WINDOW_SECONDS = 1800;
const CLOCKS_SECONDS = 300;
const EXPIRE_SECONDS = 300;
const BOTH = {
  id: 'both',
  secrets: [randomBytes(32).toString('base64')],
  providers: ['kakao'],
  clientCodes: [CODE, CODE2],
};

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** A gateway that takes transactions over. @type {import('./support/rig.mjs').Rig} */
let adopting;
const clock = buildWithClock();
before(async () => {
  const callers = JSON.stringify([...CALLERS, BOTH]);
  rig = await startRig({ persist: true, build: clock.build, overrides: { CALLERS: callers } });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  adopting = await startRig({ overrides: { CALLERS: callers, ADOPT_UNKNOWN: `until:${until}` } });
});
after(async () => {
  await rig?.dispose();
  await adopting?.dispose();
  clock.remove();
});

/** @param {import('./support/http.mjs').Answer} answer @param {number} status @param {string} code */
function assertOwn(answer, status, code) {
  assert.deepEqual(
    [answer.status, answer.headers['ingam-error'], answer.headers['content-type']],
    [status, code, 'application/problem+json'],
    answer.text,
  );
  assert.equal(answer.json.code, code);
}

test('a path of the gateway’s own with an id that is none', async () => {
  const { calls } = await rig.counting(async () => {
    const dev = kakaoCaller(rig);
    for (const id of [
      '%2f',
      'a%2Fb',
      '1'.repeat(21),
      '67ac897f-3a0e-466d-a6f7-c7e4272fd5a9',
      '%0d%0a',
      'a-b',
    ])
      assertOwn(await dev.show(id), 404, 'INGAM_TRANSACTION_UNKNOWN');
  });
  assert.deepEqual(calls, {});
});

test('before the verification there is nothing to hand out and nothing to acknowledge', async () => {
  const dev = kakaoCaller(rig);
  const receipt = await dev.signed();
  assertOwn(await dev.acknowledge(receipt), 409, 'INGAM_RESULT_NOT_STORED');
  assertOwn(await dev.signedDocument(receipt), 404, 'INGAM_SIGNED_DOCUMENT_UNKNOWN');
  await dev.verify(receipt);
  const other = await send(rig.url(`/v1/transactions/kakao/${receipt}/evidence/2.der`), {
    headers: { authorization: `Bearer ${dev.partner.secretKey}` },
  });
  assertOwn(other, 404, 'INGAM_SIGNED_DOCUMENT_UNKNOWN');
  const document = await dev.signedDocument(receipt);
  assert.deepEqual(
    [document.status, document.headers['content-type'], document.headers['cache-control']],
    [200, 'application/pkcs7-mime', 'no-store'],
  );
});

test('an acknowledged verification is kept a week', async () => {
  const dev = kakaoCaller(rig);
  const receipt = await dev.signed();
  await dev.verify(receipt);
  assert.equal((await dev.acknowledge(receipt)).status, 204);
  const days = (Date.parse((await dev.show(receipt)).json.expiresAt) - Date.now()) / 86_400_000;
  assert.ok(days > 6.9 && days <= 7, `${days}`);
  assertVerified(await dev.verify(receipt), receipt, { replayed: true });
});

test('what is deleted is unknown for good, and LinkHub is not asked about it', async () => {
  const dev = kakaoCaller(rig);
  const [unread, read] = [await dev.signed(), await dev.signed()];
  await dev.verify(read);
  for (const receipt of [unread, read]) {
    assert.equal((await dev.remove(receipt)).status, 204);
    const { calls } = await rig.counting(async () => {
      for (const answer of [
        await dev.status(receipt),
        await dev.verify(receipt),
        await dev.verifyAgain(receipt),
      ])
        assertUnknownReceipt(answer);
      assertOwn(await dev.show(receipt), 404, 'INGAM_TRANSACTION_UNKNOWN');
      assertOwn(await dev.remove(receipt), 404, 'INGAM_TRANSACTION_UNKNOWN');
    });
    assert.deepEqual(calls, {});
  }
  await rig.gateway.restart();
  assertUnknownReceipt(await dev.verify(read));
});

test('not while a verification is under way', async () => {
  const dev = kakaoCaller(rig);
  const receipt = await dev.signed();
  await dev.sessionToken();
  const hold = rig.tap.hold(`${ESIGN}/Verify/${receipt}`);
  const asking = dev.verify(receipt);
  await hold.arrived;
  assertOwn(await dev.remove(receipt), 409, 'INGAM_TRANSACTION_BUSY');
  hold.release();
  assertVerified(await asking, receipt);
});

// A receipt that LinkHub gives out twice: never seen, and never let through to two owners.

test('a receipt that LinkHub has given to somebody else before is a conflict', async () => {
  const dev = kakaoCaller(rig);
  const both = kakaoCaller(rig, { linkId: BOTH.id, secretKey: BOTH.secrets[0] }, CODE);
  const receipt = await dev.signed();
  rig.tap.substitute(`${ESIGN}/Request`, { body: JSON.stringify({ receiptId: receipt }) });
  assertLinkHubRefused(await both.request(), 409, 4091, 'INGAM_TRANSACTION_CONFLICT');
  assertUnknownReceipt(await both.verify(receipt));
  assertVerified(await dev.verify(receipt), receipt);
});

// Taking over.

/**
 * A signature requested from LinkHub directly, as a relying party does before it moves behind the gateway.
 * @param {string} service
 * @param {string} code
 * @param {import('./support/rig.mjs').Rig} [on]
 * @param {boolean} [signed]
 */
async function requestedElsewhere(service, code = CODE, on = adopting, signed = true) {
  const { url, keys } = on.sandbox;
  const partner = { linkId: keys.linkId, secretKey: keys.linkSecret };
  const ask = tokenBody(code);
  const granted = await send(url + TOKEN_PATH, { headers: tokenHeaders(partner, ask), body: ask });
  assert.equal(granted.status, 200, granted.text);
  const body = JSON.stringify(requestBody(service));
  const authorization = `Bearer ${granted.json.session_token}`;
  const answer = await send(`${url}${service}/Request`, {
    headers: { ...serviceHeaders(partner, body), authorization },
    body,
  });
  assert.equal(answer.status, 200, answer.text);
  if (signed) await on.control('sign', { id: answer.json.receiptId });
  return /** @type {string} */ (answer.json.receiptId);
}

test('without ADOPT_UNKNOWN a receipt from elsewhere is unknown, and LinkHub is not asked', async () => {
  const dev = kakaoCaller(rig);
  const receipt = await requestedElsewhere(ESIGN, CODE, rig);
  const { calls } = await rig.counting(async () => {
    for (const answer of [
      await dev.status(receipt),
      await dev.verify(receipt),
      await dev.verifyAgain(receipt),
    ])
      assertUnknownReceipt(answer);
  });
  assert.deepEqual(calls, {});
});

test('a receipt that nobody has signed yet is taken over, whatever LinkHub leaves out of its state', async (context) => {
  for (const falsyMembers of /** @type {const} */ (['keep', 'drop'])) {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const overrides = { ADOPT_UNKNOWN: `until:${until}` };
    const own = await startRig({ kakao: { falsyMembers }, overrides });
    context.after(() => own.dispose());
    const dev = kakaoCaller(own);
    const receipt = await requestedElsewhere(ESIGN, CODE, own, false);
    const { json } = await dev.status(receipt);
    assert.deepEqual([json.receiptID, json.state], [receipt, falsyMembers === 'keep' ? 0 : undefined]);
    assertPassedOnRefusal(await dev.verify(receipt), SANDBOX.unsigned);
    await own.sign(receipt);
    assertVerified(await dev.verify(receipt), receipt);
  }
});

test('a receipt whose state does not name the client code is not taken over', async () => {
  const dev = kakaoCaller(adopting);
  const path = `${ESIGN}/Status/`;
  for (const state of [
    (/** @type {string} */ receiptID) => ({ receiptID, clientCode: CODE2, state: 1 }),
    (/** @type {string} */ receiptID) => ({ receiptID, clientCode: null, state: 1 }),
    (/** @type {string} */ receiptID) => ({ receiptID, state: 1 }),
    () => ({ receiptID: '020260000000000001', clientCode: CODE, state: 1 }),
    () => ({ clientCode: CODE, state: 1 }),
    () => ({ code: -31_010_011, message: '없음' }),
  ]) {
    const receipt = await requestedElsewhere(ESIGN);
    const body = JSON.stringify(state(receipt));
    adopting.tap.substitute(path + receipt, { body }, 2);
    assertUnknownReceipt(await dev.status(receipt));
    assertUnknownReceipt(await dev.verify(receipt));
    assert.equal((await adopting.stats()).reads[receipt], undefined);
  }
});

test('a receipt of another client code or service is not taken over', async () => {
  const dev = kakaoCaller(adopting);
  const foreign = await requestedElsewhere(ESIGN, CODE2);
  const { calls } = await adopting.counting(async () => {
    assertUnknownReceipt(await dev.status(foreign));
    assertUnknownReceipt(await dev.verify(foreign));
  });
  assert.ok(!Object.keys(calls).some((call) => call.includes('/Verify/')), JSON.stringify(calls));
  const own = await requestedElsewhere(IDENTITY);
  assertUnknownReceipt(await dev.verify(own, ESIGN));
  assertVerified(await dev.verify(own, IDENTITY), own);
});

for (const service of [ESIGN, DIRECT_DEBIT, IDENTITY]) {
  for (const first of /** @type {const} */ (['status', 'verify'])) {
    test(`${service}: a receipt is taken over by its first ${first}, once and for one caller`, async () => {
      const dev = kakaoCaller(adopting);
      const both = kakaoCaller(adopting, { linkId: BOTH.id, secretKey: BOTH.secrets[0] }, CODE);
      const receipt = await requestedElsewhere(service);
      const taken = await dev[first](receipt, service);
      assert.equal(taken.status, 200, taken.text);
      if (first === 'status') assert.equal(taken.json.clientCode, CODE);
      const { calls } = await adopting.counting(async () => {
        assertUnknownReceipt(await both.status(receipt, service));
        assertUnknownReceipt(await both.verify(receipt, service));
      });
      assert.deepEqual(calls, {});
      assertVerified(await dev.verify(receipt, service), receipt, { replayed: first === 'verify' });
      assert.equal((await adopting.stats()).reads[receipt], 1);
    });
  }
}

test('what was taken over and deleted is not taken over again', async () => {
  const dev = kakaoCaller(adopting);
  const receipt = await requestedElsewhere(ESIGN);
  assertVerified(await dev.verify(receipt), receipt);
  assert.equal((await dev.remove(receipt)).status, 204);
  const { calls } = await adopting.counting(async () => {
    assertUnknownReceipt(await dev.status(receipt));
    assertUnknownReceipt(await dev.verify(receipt));
  });
  assert.deepEqual(calls, {});
});

test('taken over when LinkHub has verified it already: its word, passed on', async () => {
  const dev = kakaoCaller(adopting);
  const receipt = await requestedElsewhere(ESIGN);
  adopting.tap.substitute(`${ESIGN}/Verify/${receipt}`, {
    status: 400,
    body: JSON.stringify({ code: SANDBOX.verified, message: '이미 검증' }),
  });
  assertPassedOnRefusal(await dev.verify(receipt), SANDBOX.verified);
});

// KAKAO_VERIFY_WINDOW_SECONDS, with the gateway's clock and LinkHub's put forward together.

/** @param {number} seconds @param {Record<string, string>} [settings] */
async function putForward(seconds, settings) {
  clock.putForward(seconds);
  await rig.gateway.restart(settings);
}

test('within KAKAO_VERIFY_WINDOW_SECONDS LinkHub is asked, after it nobody is', async () => {
  const window = { KAKAO_VERIFY_WINDOW_SECONDS: String(VERIFY_WINDOW_SECONDS) };
  const authorization = { authorization: `Bearer ${BOTH.secrets[0]}`, 'ingam-client-code': CODE };
  // A secret instead of a signature: nothing of the caller's depends on the clock.
  const verify = (/** @type {string} */ receipt) =>
    send(rig.url(`${ESIGN}/Verify/${receipt}`), { headers: authorization });
  const both = kakaoCaller(rig, { linkId: BOTH.id, secretKey: BOTH.secrets[0] }, CODE);
  await putForward(0, window);
  const receipts = [];
  for (let count = 0; count < 4; count += 1)
    receipts.push(await both.signed(ESIGN, { Expires_in: EXPIRE_SECONDS }));
  const [inTime, late, read, unlimited] = receipts;
  assertVerified(await verify(read), read);

  const end = EXPIRE_SECONDS + VERIFY_WINDOW_SECONDS + CLOCKS_SECONDS;
  await rig.control('clock', { advanceSeconds: end - 60 });
  await putForward(end - 60, window);
  assertVerified(await verify(inTime), inTime);

  await rig.control('clock', { advanceSeconds: 120 });
  await putForward(end + 60, window);
  const { calls } = await rig.counting(async () => {
    assertLinkHubRefused(await verify(late), 409, 4096, 'INGAM_VERIFY_WINDOW_OVER');
    assertVerified(await verify(read), read, { replayed: true });
    assertVerified(await verify(inTime), inTime, { replayed: true });
  });
  assert.deepEqual(calls, {});

  await putForward(end + 60);
  assertVerified(await verify(unlimited), unlimited);
  assertVerified(await verify(late), late);
  await putForward(0);
});
