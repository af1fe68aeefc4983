// What happens to a result while it is being judged, and to a report when the anchors change.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';

import { assertEvidence, PASSED, VALIDATE } from './support/evidence.mjs';
import { send } from './support/http.mjs';
import { assertVerified, kakaoCaller } from './support/kakao.mjs';
import { assertRead, DEV, RESULT, startRig } from './support/rig.mjs';
import { rowsOf } from './support/rows.mjs';

const NO_CHAIN = 'INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND';

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig({ persist: true, overrides: { REVOCATION: 'validate-api' } });
});
after(() => rig?.dispose());

/** @param {string} txId @param {import('./support/rig.mjs').Rig} [at] */
const remove = (txId, at = rig) =>
  send(at.url(`/v1/transactions/toss/${txId}`), {
    method: 'DELETE',
    headers: { authorization: `Bearer ${DEV}` },
  });

// While it is judged.

test('what is deleted while its result is judged leaves its name and nothing else', async () => {
  const own = await startRig({ persist: true, overrides: { REVOCATION: 'validate-api' } });
  try {
    const deleted = (await own.signed()).txId;
    const kept = (await own.signed()).txId;
    assertRead(await own.dev.result(kept, own.session()), 1);
    const hold = own.tap.hold(VALIDATE);
    const asking = own.dev.result(deleted, own.session());
    await hold.arrived;
    const removed = await remove(deleted, own);
    hold.release();
    await asking;
    // A gateway that answers "busy" has nothing to leave behind yet.
    if (removed.status !== 204) {
      assert.equal(removed.headers['ingam-error'], 'INGAM_TRANSACTION_BUSY', removed.text);
      assert.equal((await remove(deleted, own)).status, 204);
    }
    assert.equal((await own.dev.show(deleted)).status, 404);
    await own.endGateway();
    const folder = own.folder ?? '';
    const sound = await rowsOf(folder, `toss:${kept}`);
    assert.ok(
      sound.record.some((name) => name.startsWith('evidence/')),
      'it would be seen',
    );
    assert.deepEqual([sound.answer.length > 0, sound.due], [true, ['purge']]);
    assert.deepEqual(await rowsOf(folder, `toss:${deleted}`), { record: ['name'], answer: [], due: [] });
  } finally {
    await own.dispose();
  }
});

test('who asked for a result that is deleted while it is judged is not told that the gateway failed', async () => {
  const { txId } = await rig.signed();
  const hold = rig.tap.hold(VALIDATE);
  const asking = rig.dev.result(txId, rig.session());
  await hold.arrived;
  await remove(txId);
  hold.release();
  const late = await asking;
  assert.ok(late.status < 500, late.text);
});

test('while the first read is judged, who joins the second gets the second’s answer', async () => {
  const { txId } = await rig.signed();
  const [first, second] = [rig.session(), rig.session()];
  const judged = rig.tap.hold(VALIDATE);
  const one = rig.dev.result(txId, first);
  await judged.arrived;
  const reading = rig.tap.hold(RESULT);
  const two = rig.dev.result(txId, second);
  await reading.arrived;
  judged.release();
  assertRead(await one, 1);
  const joining = Array.from({ length: 3 }, () => rig.dev.result(txId, second));
  // A moment for them to join, not to be answered.
  const early = await Promise.race([...joining, pass(300)]);
  reading.release();
  assert.equal(early?.text, undefined, 'they wait for the read');
  const answer = await two;
  assertRead(answer, 2);
  for (const joined of await Promise.all(joining)) {
    assert.deepEqual([joined.status, joined.headers['ingam-read']], [200, '2'], joined.text);
    assert.ok(joined.bytes.equals(answer.bytes));
  }
  assertRead(await rig.dev.result(txId, first), 1, { replayed: true });
  assert.equal((await rig.stats()).reads[txId], 2);
});

test('while the second read is judged, who asks with the first session gets the first’s answer', async () => {
  const { txId } = await rig.signed();
  const [first, second] = [rig.session(), rig.session()];
  const own = await rig.dev.result(txId, first);
  assertRead(own, 1);
  const judged = rig.tap.hold(VALIDATE);
  const two = rig.dev.result(txId, second);
  await judged.arrived;
  const asking = rig.dev.result(txId, first);
  judged.release();
  const again = await asking;
  assertRead(again, 1, { replayed: true });
  assert.deepEqual(again.bytes, own.bytes);
  assertRead(await two, 2);
});

// Other anchors.

/** Two kinds of result, each read once, and how each is asked for again. */
async function bothRead() {
  const kakao = kakaoCaller(rig);
  const receipt = await kakao.signed();
  const { txId } = await rig.signed();
  const session = rig.session();
  const verified = await kakao.verify(receipt);
  assertVerified(verified, receipt);
  const read = await rig.dev.result(txId, session);
  assertRead(read, 1);
  return [
    { id: `kakao/${receipt}`, first: verified, ask: () => kakao.verify(receipt) },
    { id: `toss/${txId}`, first: read, ask: () => rig.dev.result(txId, session) },
  ];
}

/** @param {string} toss @param {string} kakao @param {string} [required] */
const anchors = (toss, kakao, required) =>
  rig.gateway.restart({
    REVOCATION: 'off',
    TOSS_TRUST_ANCHORS: toss,
    KAKAO_TRUST_ANCHORS: kakao,
    REQUIRE_EVIDENCE: required,
  });

test('a report is made anew when the anchors are others: with the right one, with none, with a strange one', async () => {
  const keys = (await send(`${rig.sandbox.url}/_sandbox/keys`)).json;
  const [toss, kakao] = [keys.caCertificate, keys.kakaoCaCertificate];
  assert.notEqual(toss, kakao);
  await anchors('none', 'none');
  const results = await bothRead();
  for (const { first } of results) assert.equal(first.headers['ingam-evidence'], NO_CHAIN);
  const { calls } = await rig.counting(async () => {
    // Each is the other's stranger.
    for (const [configured, expected] of /** @type {[[string, string], string][]} */ ([
      [[toss, kakao], PASSED],
      [[kakao, toss], NO_CHAIN],
      [[toss, kakao], PASSED],
      [['none', 'none'], NO_CHAIN],
    ])) {
      await anchors(...configured);
      for (const { id, first, ask } of results) {
        const again = await ask();
        assert.deepEqual([again.status, again.bytes], [200, first.bytes]);
        await assertEvidence(rig, id, again, expected);
      }
    }
  });
  assert.deepEqual(calls, {}, 'the provider’s answer is the stored one');
  await rig.gateway.restart();
});

test('where evidence is required, what is held back and what is handed out change with the anchors', async () => {
  const keys = (await send(`${rig.sandbox.url}/_sandbox/keys`)).json;
  const [toss, kakao] = [keys.caCertificate, keys.kakaoCaCertificate];
  const REQUIRE_EVIDENCE = '{"toss":"passed","kakao":"passed"}';
  await anchors('none', 'none');
  const results = await bothRead();
  for (const [configured, status] of /** @type {[[string, string], number][]} */ ([
    [[toss, kakao], 200],
    [[kakao, toss], 409],
    [[toss, kakao], 200],
  ])) {
    await anchors(...configured, REQUIRE_EVIDENCE);
    for (const { id, first, ask } of results) {
      const again = await ask();
      const error = status === 200 ? undefined : 'INGAM_EVIDENCE_NOT_PASSED';
      assert.deepEqual([again.status, again.headers['ingam-error']], [status, error], id);
      assert.equal(again.bytes.equals(first.bytes), status === 200);
    }
  }
  await rig.gateway.restart();
});

test('the transaction alone, asked about before its result, tells no old report either', async () => {
  const keys = (await send(`${rig.sandbox.url}/_sandbox/keys`)).json;
  await anchors(keys.caCertificate, keys.kakaoCaCertificate);
  const results = await bothRead();
  await anchors(keys.kakaoCaCertificate, keys.caCertificate);
  for (const { id } of results) {
    const { evidence } = (await rig.dev.get(`/v1/transactions/${id}`)).json;
    assert.notEqual(evidence?.indication, PASSED, id);
  }
  await rig.gateway.restart();
});
