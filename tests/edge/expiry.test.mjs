// What is kept goes when its time is over: a result with its retention, an acknowledged one after a week, the memory of a
// request after a day.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { buildWithClock } from './support/clock.mjs';
import { send } from './support/http.mjs';
import { personalRequest } from './support/requests.mjs';
import { assertRead, DEV, REQUEST, startRig, until } from './support/rig.mjs';

const DAY_SECONDS = 86_400;

const clock = buildWithClock();
/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig({ persist: true, build: clock.build });
});
after(async () => {
  await rig?.dispose();
  clock.remove();
});

/**
 * Does something as of a time that is past, and comes back: what was set for then is due.
 * @template T
 * @param {number} seconds
 * @param {() => Promise<T>} work
 */
async function ago(seconds, work) {
  clock.putForward(-seconds);
  await rig.gateway.restart();
  const done = await work();
  clock.putForward(0);
  await rig.gateway.restart();
  return done;
}

async function read() {
  const { txId } = await rig.signed();
  const session = rig.session();
  assertRead(await rig.dev.result(txId, session), 1);
  return { txId, session };
}

/** @param {string} txId */
const acknowledge = (txId) =>
  send(rig.url(`/v1/transactions/toss/${txId}/evidence/ack`), {
    method: 'POST',
    headers: { authorization: `Bearer ${DEV}` },
  });

/** @param {string} txId */
const status = async (txId) => (await rig.dev.show(txId)).status;

test('a result goes when its retention is over, and not a day before', async () => {
  const kept = await ago(364 * DAY_SECONDS, read);
  const { txId } = await ago(366 * DAY_SECONDS, read);
  await until(
    () => status(txId),
    (shown) => shown === 404,
  );
  assert.equal((await rig.dev.status(txId)).headers['ingam-error'], 'INGAM_TRANSACTION_UNKNOWN');
  assert.equal(await status(kept.txId), 200);
  assertRead(await rig.dev.result(kept.txId, kept.session), 1, { replayed: true });
});

test('an acknowledged result goes after a week', async () => {
  const acknowledged = async () => {
    const { txId } = await read();
    assert.equal((await acknowledge(txId)).status, 204);
    return txId;
  };
  const kept = await ago(6 * DAY_SECONDS, acknowledged);
  const txId = await ago(8 * DAY_SECONDS, acknowledged);
  await until(
    () => status(txId),
    (shown) => shown === 404,
  );
  assert.equal(await status(kept), 200);
});

test('an idempotency key is forgotten after a day', async () => {
  const body = JSON.stringify(personalRequest(rig.session()));
  const request = () => rig.dev.post(REQUEST, body, { headers: { 'idempotency-key': 'of-some-day' } });
  const first = await ago(DAY_SECONDS - 60, request);
  assert.equal((await request()).headers['idempotency-replayed'], 'true');
  const { value, calls } = await ago(0, async () => {
    clock.putForward(120);
    await rig.gateway.restart();
    return rig.counting(request);
  });
  assert.equal(calls[REQUEST], 1);
  assert.equal(value.headers['idempotency-replayed'], undefined);
  assert.notEqual(value.json.success?.txId, first.json.success.txId);
});
