// REQUIRE_EVIDENCE: what does not pass is held back, and nothing of it is lost.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alterResult, bundleOf, flipped, PASSED, reportIn, VALIDATE } from './support/evidence.mjs';
import { assertLinkHubRefused, assertVerified, ESIGN, kakaoCaller } from './support/kakao.mjs';
import { assertRead, assertRefused, RESULT, startRig } from './support/rig.mjs';

const HELD_BACK = 'INGAM_EVIDENCE_NOT_PASSED';
const BOTH = '{"toss":"passed","kakao":"passed"}';
const breakOne = (/** @type {any} */ { signedDocList: [one] }) => {
  one.signedDoc = flipped(one.signedDoc, -1);
};

/** @param {import('./support/rig.mjs').Rig} rig @param {Record<string, string | undefined>} settings */
async function assertNotReady(rig, settings) {
  await rig.gateway.restart(settings);
  const ready = await rig.dev.get('/readyz');
  assert.equal(ready.status, 503, JSON.stringify(settings));
  assert.deepEqual(
    ready.json.problems.map((/** @type {any} */ { setting }) => setting),
    ['REQUIRE_EVIDENCE'],
    JSON.stringify(settings),
  );
}

test('what could never pass, or makes no sense, is named by /readyz', async () => {
  const rig = await startRig();
  try {
    for (const settings of [
      { REQUIRE_EVIDENCE: '{"kakao":"passed"}', KAKAO_TRUST_ANCHORS: 'none' },
      { REQUIRE_EVIDENCE: '{"kakao":"passed"}', KAKAO_TRUST_ANCHORS: undefined },
      { REQUIRE_EVIDENCE: '{"toss":"passed"}', TOSS_TRUST_ANCHORS: 'none' },
      { REQUIRE_EVIDENCE: '{"toss":"Passed"}' },
      { REQUIRE_EVIDENCE: '{"naver":"passed"}' },
      { REQUIRE_EVIDENCE: 'passed' },
    ]) {
      await assertNotReady(rig, settings);
    }
    await rig.gateway.restart({ REQUIRE_EVIDENCE: BOTH });
    assert.equal((await rig.dev.get('/readyz')).status, 200);
    await rig.gateway.restart({ REQUIRE_EVIDENCE: '{"toss":"off"}', TOSS_TRUST_ANCHORS: 'none' });
    assert.equal((await rig.dev.get('/readyz')).status, 200);
  } finally {
    await rig.dispose();
  }
});

test('Toss: a set that fails is held back, whoever asks and however, until the setting says otherwise', async () => {
  const rig = await startRig({ persist: true, overrides: { REQUIRE_EVIDENCE: '{"toss":"passed"}' } });
  try {
    const header = 'TOTAL_FAILED/SIG_CRYPTO_FAILURE';
    const { txId } = await rig.signed();
    const session = rig.session();
    alterResult(rig, breakOne);
    const held = await rig.dev.result(txId, session);
    assertRefused(held, 409, 'IG4097', HELD_BACK);
    assert.deepEqual([held.headers['ingam-evidence'], held.headers['ingam-read']], [header, '1']);
    const { value: again, calls } = await rig.counting(() => rig.dev.result(txId, session));
    assertRefused(again, 409, 'IG4097', HELD_BACK);
    assert.deepEqual(calls, {});
    const shown = (await rig.dev.show(txId)).json;
    assert.deepEqual([shown.state, shown.evidence.indication], ['completed', 'TOTAL_FAILED']);
    const { files } = await bundleOf(rig, `toss/${txId}`);
    assert.equal(reportIn(files).subIndication, 'SIG_CRYPTO_FAILURE');
    const der = await rig.dev.get(`/v1/transactions/toss/${txId}/evidence/1.der`);
    assert.ok(der.bytes.equals(files['document-1.der']));

    // Opened by the gateway, it is held back as well.
    const opened = (await rig.signed()).txId;
    alterResult(rig, breakOne);
    const plain = await rig.dev.post(RESULT, { txId: opened }, { headers: { 'ingam-open': 'gateway' } });
    assertRefused(plain, 409, 'IG4097', HELD_BACK);
    assert.ok(!plain.text.includes('personalData'));

    // What passes is handed out, and Kakao's was not required to.
    const sound = await rig.signed();
    const passed = await rig.dev.result(sound.txId, rig.session());
    assertRead(passed, 1);
    assert.equal(passed.headers['ingam-evidence'], PASSED);

    await rig.gateway.restart({ REQUIRE_EVIDENCE: undefined });
    const { value: free, calls: none } = await rig.counting(() => rig.dev.result(txId, session));
    assertRead(free, 1, { replayed: true });
    assert.deepEqual([none, free.headers['ingam-evidence']], [{}, header]);
    assert.ok(free.bytes.equals(files['response.json']), 'the bytes that were stored');
    const late = await rig.dev.post(RESULT, { txId: opened }, { headers: { 'ingam-open': 'gateway' } });
    assert.equal(late.headers['ingam-open'], 'gateway');
    assert.ok(!late.json.success.personalData.name.includes('$'), 'opened');
  } finally {
    await rig.dispose();
  }
});

test('Kakao: the one verification is spent, held back, and still there', async () => {
  const rig = await startRig({ persist: true, overrides: { REQUIRE_EVIDENCE: '{"kakao":"passed"}' } });
  try {
    const caller = kakaoCaller(rig);
    const receipt = await caller.signed();
    /** @type {Buffer | undefined} */
    let sent;
    rig.tap.alter(`${ESIGN}/Verify/${receipt}`, (bytes) => {
      const body = JSON.parse(bytes.toString());
      body.signedData = flipped(Buffer.from(body.signedData, 'base64url').toString('base64'), -1);
      sent = Buffer.from(JSON.stringify(body));
      return sent;
    });
    for (let time = 0; time < 2; time += 1) {
      const held = await caller.verify(receipt);
      assertLinkHubRefused(held, 409, 4097, HELD_BACK);
      assert.equal(held.headers['ingam-evidence'], 'TOTAL_FAILED/SIG_CRYPTO_FAILURE');
    }
    assert.equal((await rig.stats()).reads[receipt], 1);
    const { files } = await bundleOf(rig, `kakao/${receipt}`);
    assert.ok(sent && files['response.json'].equals(sent));
    const sound = await caller.signed();
    assertVerified(await caller.verify(sound), sound);

    await rig.gateway.restart({ REQUIRE_EVIDENCE: undefined });
    const free = await caller.verify(receipt);
    assert.deepEqual([free.status, free.headers['ingam-replayed']], [200, 'true'], free.text);
    assert.ok(free.bytes.equals(sent), 'the bytes that were stored');
    assert.equal((await rig.stats()).reads[receipt], 1);
  } finally {
    await rig.dispose();
  }
});

test('what is not known yet is held back, and comes when it is', async () => {
  const rig = await startRig({ overrides: { REQUIRE_EVIDENCE: BOTH, REVOCATION: 'validate-api' } });
  try {
    rig.tap.substitute(VALIDATE, { status: 500, body: '{}' });
    const { txId } = await rig.signed();
    const held = await rig.dev.result(txId, rig.session());
    assertRefused(held, 409, 'IG4097', HELD_BACK);
    assert.equal(held.headers['ingam-evidence'], 'INDETERMINATE/TRY_LATER');
    // Another read is another answer, and another report.
    const second = await rig.dev.result(txId, rig.session());
    assertRead(second, 2);
    assert.equal(second.headers['ingam-evidence'], PASSED);
  } finally {
    await rig.dispose();
  }
});
