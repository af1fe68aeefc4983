// A provider that answers with a status HTTP does not have. It is a lost answer, and nobody else's affair: a Worker that
// ended over it would take every other transaction's read with it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { send } from './support/http.mjs';
import {
  assertLinkHubRefused,
  assertVerified,
  CODE2,
  DEV2_PARTNER,
  ESIGN,
  kakaoCaller,
} from './support/kakao.mjs';
import { TOKEN_PATH } from './support/linkhub.mjs';
import { personalRequest } from './support/requests.mjs';
import { assertRead, assertRefused, REQUEST, RESULT, STATUS, startRig, TOKEN } from './support/rig.mjs';

const STATUSES = [600, 700, 999];
/** More answers than any call is repeated. */
const ALWAYS = 12;
const FAULTY = { body: '{"code":-31010099,"message":"x"}' };

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof kakaoCaller>} */
let caller;
before(async () => {
  rig = await startRig();
  caller = kakaoCaller(rig);
});
after(() => rig?.dispose());

/**
 * What the gateway says while a path of the provider's answers like this, and another transaction is read.
 * @param {string} path
 * @param {number} status
 * @param {number} times
 * @param {() => Promise<import('./support/http.mjs').Answer>} ask
 */
async function besideARead(path, status, times, ask) {
  const other = await caller.signed();
  const hold = rig.tap.hold(`${ESIGN}/Verify/${other}`);
  const reading = caller.verify(other);
  await hold.arrived;
  rig.tap.substitute(path, { status, ...FAULTY }, times);
  const before = rig.tap.on(path).length;
  const answer = await ask();
  const calls = rig.tap.on(path).length - before;
  while (rig.tap.waiting(path)) await send(rig.tap.url + path);
  hold.release();
  assertVerified(await reading, other);
  assertVerified(await caller.verify(other), other, { replayed: true });
  return { answer, calls };
}

for (const status of STATUSES) {
  test(`a state under ${status} is asked for again, and given up in LinkHub’s envelope`, async () => {
    const receipt = await caller.requested();
    const path = `${ESIGN}/Status/${receipt}`;
    const once = await besideARead(path, status, 1, () => caller.status(receipt));
    assert.deepEqual([once.answer.status, once.calls], [200, 2], once.answer.text);
    const { answer } = await besideARead(path, status, ALWAYS, () => caller.status(receipt));
    assertLinkHubRefused(answer, 504, 5040, 'INGAM_PROVIDER_SILENT');
  });

  test(`a verification under ${status} is lost, and the retry is LinkHub’s`, async () => {
    const receipt = await caller.signed();
    const path = `${ESIGN}/Verify/${receipt}`;
    const { answer, calls } = await besideARead(path, status, 1, () => caller.verify(receipt));
    assertLinkHubRefused(answer, 504, 5043, 'INGAM_VERIFY_UNCERTAIN');
    assert.equal(calls, 1);
    assert.equal((await caller.show(receipt)).json.state, 'uncertain');
    assertVerified(await caller.verifyAgain(receipt), receipt);
  });

  test(`a request under ${status} is uncertain, and not repeated`, async () => {
    const { answer, calls } = await besideARead(`${ESIGN}/Request`, status, 1, () => caller.request());
    assertLinkHubRefused(answer, 409, 4095, 'INGAM_REQUEST_UNCERTAIN');
    assert.equal(calls, 1);
  });

  test(`a LinkHub token under ${status} is asked for again, and given up in LinkHub’s envelope`, async () => {
    for (const [times, sound] of /** @type {[number, boolean][]} */ ([
      [1, true],
      [ALWAYS, false],
    ])) {
      // Nothing is persisted: the next process has no token.
      await rig.gateway.restart();
      caller.forget();
      const second = kakaoCaller(rig, DEV2_PARTNER, CODE2);
      await second.sessionToken();
      await caller.requested();
      const { answer } = await besideARead(TOKEN_PATH, status, times, () => second.request());
      if (sound) assert.equal(answer.status, 200, answer.text);
      else assertLinkHubRefused(answer, 504, 5040, 'INGAM_PROVIDER_SILENT');
    }
  });

  test(`a result of Toss’s under ${status} is lost: one more call, then uncertain`, async () => {
    const [once, twice] = [(await rig.signed()).txId, (await rig.signed()).txId];
    const session = rig.session();
    const first = await besideARead(RESULT, status, 1, () => rig.dev.result(once, rig.session()));
    assertRead(first.answer, 1);
    assert.equal(first.calls, 2);
    const { answer, calls } = await besideARead(RESULT, status, 2, () => rig.dev.result(twice, session));
    assertRefused(answer, 504, 'IG5042', 'INGAM_READ_UNCERTAIN');
    assert.equal(calls, 2);
    assertRead(await rig.dev.result(twice, session), 1);
  });

  test(`Toss’s status, request and token under ${status} are refused in Toss’s envelope`, async () => {
    const { txId } = await rig.requested();
    const silent = await besideARead(STATUS, status, ALWAYS, () => rig.dev.status(txId));
    assertRefused(silent.answer, 504, 'IG5040', 'INGAM_PROVIDER_SILENT');
    const request = () => rig.dev.post(REQUEST, personalRequest(rig.session()));
    const uncertain = await besideARead(REQUEST, status, 1, request);
    assertRefused(uncertain.answer, 409, 'IG4095', 'INGAM_REQUEST_UNCERTAIN');
    assert.equal(uncertain.calls, 1);
    await rig.gateway.restart();
    const tokenless = await besideARead(TOKEN, status, ALWAYS, request);
    assertRefused(tokenless.answer, 504, 'IG5040', 'INGAM_PROVIDER_SILENT');
    assert.equal((await request()).status, 200, 'the next call asks again');
  });
}
