// ingam-open: gateway. The gateway makes the session of a result, and answers in plaintext.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertPassedOn, assertRead, assertRefused, RESULT, startRig } from './support/rig.mjs';
import { tracesIn, tracesInFolder } from './support/traces.mjs';

const OPEN = { headers: { 'ingam-open': 'gateway' } };

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig({ persist: true });
});
after(() => rig?.dispose());

test('another value, and a sessionKey besides, are refused before Toss is asked', async () => {
  const { txId } = await rig.signed();
  const { calls } = await rig.counting(async () => {
    const wrong = await rig.dev.post(RESULT, { txId }, { headers: { 'ingam-open': 'yes' } });
    assertRefused(wrong, 400, 'IG4028', 'INGAM_OPTION_INVALID');
    const both = await rig.dev.post(RESULT, { txId, sessionKey: rig.session().sessionKey }, OPEN);
    assertRefused(both, 400, 'IG4028', 'INGAM_OPTION_INVALID');
    assertRefused(await rig.dev.post(RESULT, { txId }), 400, 'IG4029', 'INGAM_SESSION_REQUIRED');
  });
  assert.deepEqual(calls, {});
});

test('before the signer is done, Toss’s word is passed on', async () => {
  const { txId } = await rig.requested();
  assertPassedOn(await rig.dev.post(RESULT, { txId }, OPEN), 400, 'CE3102');
});

test('the result comes opened, from one read, also after a restart', async () => {
  const { txId } = await rig.signed();
  const first = await rig.dev.post(RESULT, { txId }, OPEN);
  assertRead(first, 1);
  assert.equal(first.headers['ingam-open'], 'gateway');
  const { personalData } = first.json.success;
  assert.match(personalData.name, /^[가-힣]+$/);
  assert.match(personalData.birthday, /^\d{8}$/);
  assert.ok(['MALE', 'FEMALE'].includes(personalData.gender));
  assert.equal(personalData.ci2, null);

  await rig.gateway.restart();
  const { value, calls } = await rig.counting(() => rig.dev.post(RESULT, { txId }, OPEN));
  assertRead(value, 1, { replayed: true });
  assert.deepEqual(value.json, first.json);
  assert.deepEqual(calls, {});

  const { name, ci } = personalData;
  assert.deepEqual(tracesInFolder(rig.folder ?? '', { name, ci }), []);
  assert.deepEqual(tracesIn(rig.logs.join('\n'), { name, ci }), []);
});

test('a caller with a session of its own still gets Toss’s second read, sealed', async () => {
  const { txId } = await rig.signed();
  assertRead(await rig.dev.post(RESULT, { txId }, OPEN), 1);
  const session = rig.session();
  const second = await rig.dev.result(txId, session);
  assertRead(second, 2);
  assert.match(session.open(second.json.success.personalData.name), /^[가-힣]+$/);
});
