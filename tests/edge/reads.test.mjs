// A result can be read twice and then never again: what the gateway makes of that when many ask, and when things go wrong.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { personalRequest } from './support/requests.mjs';
import {
  assertPassedOn,
  assertRead,
  assertRefused,
  REQUEST,
  RESULT,
  STATUS,
  startRig,
  until,
} from './support/rig.mjs';

const CALLER_WAIT_MS = 25_000;
const RESULT_BYTES_MAX = 16 << 20;
const STATUS_BYTES_MAX = 1 << 20;

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {Awaited<ReturnType<typeof beginSlowRead>>} */
let slow;

before(async () => {
  rig = await startRig();
  // Its caller is kept waiting for 25 s; the other tests use that time.
  slow = await beginSlowRead();
});
after(() => rig?.dispose());

/** A read whose answer is held back at the provider's, and its caller. */
async function beginSlowRead() {
  const { txId } = await rig.signed();
  const session = rig.session();
  const hold = rig.tap.hold(RESULT);
  const begun = performance.now();
  const first = rig.dev
    .result(txId, session)
    .then((answer) => ({ answer, waitedMs: performance.now() - begun }));
  await hold.arrived;
  return { txId, session, hold, first };
}

/** @param {string} txId */
const shown = async (txId) => (await rig.dev.show(txId)).json;
/** @param {string} txId */
const readsAtProvider = async (txId) => (await rig.stats()).reads[txId] ?? 0;

/** @param {string} txId @param {string} state @param {{ answered: number, attempts: number }} reads */
async function assertShown(txId, state, reads) {
  const now = await shown(txId);
  assert.deepEqual({ state: now.state, reads: now.reads }, { state, reads });
}

// What costs nothing.

test('a result without a sessionKey is refused, and the provider is not asked', async () => {
  const { txId } = await rig.signed();
  const { value, calls } = await rig.counting(() => rig.dev.post(RESULT, { txId }));
  assertRefused(value, 400, 'IG4029', 'INGAM_SESSION_REQUIRED');
  assert.deepEqual(calls, {});
  await assertShown(txId, 'requested', { answered: 0, attempts: 0 });
});

test('the session of the request does not serve for its result', async () => {
  const { txId, session } = await rig.signed();
  const { calls } = await rig.counting(async () => {
    assertRefused(await rig.dev.result(txId, session), 400, 'IG4030', 'INGAM_SESSION_REUSED');
    // Wrapped anew it is the same session still.
    const again = `${session.sessionKey.split('$').slice(0, 2).join('$')}$${Buffer.alloc(512, 1).toString('base64')}`;
    const answer = await rig.dev.post(RESULT, { txId, sessionKey: again });
    assertRefused(answer, 400, 'IG4030', 'INGAM_SESSION_REUSED');
  });
  assert.deepEqual(calls, {});
});

for (const { kind, status, check } of [
  { kind: 'tooMany', status: 429, check: 'retry-after' },
  { kind: 'fail200', status: 200, check: 'CE0003' },
]) {
  test(`an error of the provider's (${kind}) is passed on and consumes nothing`, async () => {
    const { txId } = await rig.signed();
    const session = rig.session();
    await rig.fault(RESULT, kind);
    const answer = await rig.dev.result(txId, session);
    assert.deepEqual(
      [answer.status, answer.headers['ingam-error'], answer.headers['ingam-read']],
      [status, undefined, undefined],
    );
    if (check === 'retry-after') assert.equal(answer.headers['retry-after'], '1');
    else assert.equal(answer.json.error.errorCode, check);
    assert.deepEqual(answer.bytes, rig.tap.on(RESULT).at(-1)?.answer?.bytes);
    await assertShown(txId, 'requested', { answered: 0, attempts: 1 });
    assertRead(await rig.dev.result(txId, session), 1);
  });
}

test('a credential the provider refuses consumes nothing, and the read can be made later', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  await rig.fault(RESULT, 'unauthorized', 2);
  const answer = await rig.dev.result(txId, session);
  assertRefused(answer, 502, 'IG5023', 'INGAM_PROVIDER_REFUSED_CREDENTIAL');
  assert.equal((await shown(txId)).state, 'requested');
  assertRead(await rig.dev.result(txId, session), 1);
  assert.equal(await readsAtProvider(txId), 1);
});

// What is lost.

for (const kind of ['drop', 'html502', 'garbage']) {
  test(`one lost answer (${kind}) is made good by one more call with the same session`, async () => {
    const { txId } = await rig.signed();
    const session = rig.session();
    await rig.fault(RESULT, kind);
    const { value, calls } = await rig.counting(() => rig.dev.result(txId, session));
    assertRead(value, 1);
    session.open(value.json.success.personalData.name);
    assert.deepEqual(calls, { [RESULT]: 2 });
    const [one, two] = rig.tap.on(RESULT).slice(-2);
    assert.deepEqual(one.body, two.body);
    await assertShown(txId, 'completed', { answered: 1, attempts: 2 });
    const again = await rig.counting(() => rig.dev.result(txId, session));
    assertRead(again.value, 1, { replayed: true });
    assert.deepEqual(again.calls, {});
  });
}

test('an answer lost twice is uncertain; what the provider says then is final', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  await rig.fault(RESULT, 'drop', 2);
  const { value, calls } = await rig.counting(() => rig.dev.result(txId, session));
  assertRefused(value, 504, 'IG5042', 'INGAM_READ_UNCERTAIN');
  assert.equal(value.json.error.data.retryable, true);
  assert.deepEqual(calls, { [RESULT]: 2 });
  await assertShown(txId, 'uncertain', { answered: 0, attempts: 2 });
  assert.equal(await readsAtProvider(txId), 2, 'both were counted there');

  const word = await rig.counting(() => rig.dev.result(txId, session));
  assertPassedOn(word.value, 400, 'CE3101');
  assert.deepEqual(word.calls, { [RESULT]: 1 });
  for (const other of [session, rig.session()]) {
    const again = await rig.counting(() => rig.dev.result(txId, other));
    assertPassedOn(again.value, 400, 'CE3101');
    assert.deepEqual(again.value.bytes, word.value.bytes);
    assert.deepEqual(again.calls, {}, 'it has said its last word');
  }
});

test('an uncertain read that was never counted is made good by the caller', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  await rig.fault(RESULT, 'html502', 2);
  assertRefused(await rig.dev.result(txId, session), 504, 'IG5042', 'INGAM_READ_UNCERTAIN');
  const { value, calls } = await rig.counting(() => rig.dev.result(txId, session));
  assertRead(value, 1);
  assert.deepEqual(calls, { [RESULT]: 1 });
  await assertShown(txId, 'completed', { answered: 1, attempts: 3 });
});

test('there is one automatic call in the life of a transaction, not one for each read', async () => {
  const { txId } = await rig.signed();
  await rig.fault(RESULT, 'html502', 1);
  assertRead(await rig.dev.result(txId, rig.session()), 1);
  await rig.fault(RESULT, 'html502', 1);
  const { value, calls } = await rig.counting(() => rig.dev.result(txId, rig.session()));
  assertRefused(value, 504, 'IG5042', 'INGAM_READ_UNCERTAIN');
  assert.deepEqual(calls, { [RESULT]: 1 });
});

test('a lost second read does not take the first one away', async () => {
  const { txId } = await rig.signed();
  const [first, second] = [rig.session(), rig.session()];
  const read = await rig.dev.result(txId, first);
  await rig.fault(RESULT, 'drop', 2);
  assertRefused(await rig.dev.result(txId, second), 504, 'IG5042', 'INGAM_READ_UNCERTAIN');
  // The provider has counted it, and has no third: what it says now is for the gateway alone.
  const refused = await rig.dev.result(txId, second);
  assertRefused(refused, 409, 'IG4090', 'INGAM_RESULT_SEALED_FOR_OTHER_SESSION');
  const { value, calls } = await rig.counting(() => rig.dev.result(txId, first));
  assertRead(value, 1, { replayed: true });
  assert.deepEqual(value.bytes, read.bytes);
  assert.deepEqual(calls, {});
});

test('an answer that is too long is lost', async () => {
  const { txId } = await rig.signed();
  rig.tap.substitute(RESULT, { body: new Uint8Array(RESULT_BYTES_MAX + 1).fill(0x20) }, 2);
  assertRefused(await rig.dev.result(txId, rig.session()), 504, 'IG5042', 'INGAM_READ_UNCERTAIN');
});

// What is answered.

test('an answer compressed unasked comes down as what it says', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  await rig.fault(RESULT, 'gzip');
  const answer = await rig.dev.result(txId, session);
  assertRead(answer, 1);
  assert.equal(answer.headers['content-encoding'], undefined);
  session.open(answer.json.success.personalData.name);
});

test('eight who ask at once share one read and get one answer', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  const hold = rig.tap.hold(RESULT);
  const { value: answers, calls } = await rig.counting(async () => {
    const asking = Array.from({ length: 8 }, () => rig.dev.result(txId, session));
    await hold.arrived;
    assert.equal((await shown(txId)).state, 'reading');
    hold.release();
    return Promise.all(asking);
  });
  assert.deepEqual(calls, { [RESULT]: 1 });
  for (const answer of answers) {
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers['ingam-read'], '1');
    assert.deepEqual(answer.bytes, answers[0].bytes);
  }
  const firsts = answers.filter(({ headers }) => headers['ingam-replayed'] === undefined);
  assert.equal(firsts.length, 1, 'one of them began it');
  assert.equal(await readsAtProvider(txId), 1);
  await assertShown(txId, 'completed', { answered: 1, attempts: 1 });
});

test('eight who ask at once share an error of the provider’s, too', async () => {
  const { txId } = await rig.requested();
  const session = rig.session();
  const hold = rig.tap.hold(RESULT);
  const { value: answers, calls } = await rig.counting(async () => {
    const asking = Array.from({ length: 8 }, () => rig.dev.result(txId, session));
    await hold.arrived;
    hold.release();
    return Promise.all(asking);
  });
  for (const answer of answers) assertPassedOn(answer, 400, 'CE3102');
  // Whoever comes after the answer asks anew: nothing was consumed.
  assert.ok(calls[RESULT] < 8, `${calls[RESULT]} calls`);
});

test('the same session gets the stored bytes again; another has a read of its own; a third has none', async () => {
  const { txId } = await rig.signed();
  const [first, second, third] = [rig.session(), rig.session(), rig.session()];
  const one = await rig.dev.result(txId, first);
  assertRead(one, 1);
  const two = await rig.counting(() => rig.dev.result(txId, second));
  assertRead(two.value, 2);
  assert.deepEqual(two.calls, { [RESULT]: 1 });
  assert.equal(
    first.open(one.json.success.personalData.ci),
    second.open(two.value.json.success.personalData.ci),
  );

  const { calls } = await rig.counting(async () => {
    for (const session of [third, rig.session()]) {
      const answer = await rig.dev.result(txId, session);
      assertRefused(answer, 409, 'IG4090', 'INGAM_RESULT_SEALED_FOR_OTHER_SESSION');
      assert.equal(answer.json.error.data.retryable, false);
      assert.match(answer.json.error.data.message, /evidence/);
    }
    for (const [session, read, stored] of /** @type {const} */ ([
      [first, 1, one],
      [second, 2, two.value],
    ])) {
      const again = await rig.dev.result(txId, session);
      assertRead(again, read, { replayed: true });
      assert.deepEqual(again.bytes, stored.bytes);
      assert.equal(again.headers['content-type'], stored.headers['content-type']);
    }
  });
  assert.deepEqual(calls, {});
  assert.equal(await readsAtProvider(txId), 2);
  await assertShown(txId, 'completed', { answered: 2, attempts: 2 });
});

test('two sessions at once get a read each, one after the other', async () => {
  const { txId } = await rig.signed();
  const sessions = [rig.session(), rig.session()];
  const hold = rig.tap.hold(RESULT);
  const { value: answers, calls } = await rig.counting(async () => {
    const asking = sessions.map((session) => rig.dev.result(txId, session));
    await hold.arrived;
    assert.equal((await shown(txId)).state, 'reading');
    assert.equal(rig.tap.on(RESULT).filter(({ body }) => body.includes(txId)).length, 1, 'the other waits');
    hold.release();
    return Promise.all(asking);
  });
  assert.deepEqual(calls, { [RESULT]: 2 });
  assert.deepEqual(answers.map(({ headers }) => headers['ingam-read']).sort(), ['1', '2']);
  for (const [index, answer] of answers.entries())
    sessions[index].open(answer.json.success.personalData.name);
});

test('an answer longer than a chunk of the store is answered and replayed whole', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  const body = JSON.stringify({
    resultType: 'SUCCESS',
    success: {
      txId,
      status: 'COMPLETED',
      filler: '가나다'.repeat(400_000),
      completedDt: '2026-01-02T03:04:05+09:00',
    },
  });
  assert.ok(Buffer.byteLength(body) > 3 << 20);
  rig.tap.substitute(RESULT, { body });
  const answer = await rig.dev.result(txId, session);
  assertRead(answer, 1);
  assert.ok(answer.text === body);
  const again = await rig.dev.result(txId, session);
  assertRead(again, 1, { replayed: true });
  assert.ok(again.text === body);
  assert.equal((await shown(txId)).completedAt, '2026-01-01T18:04:05Z');
});

test('a caller that hangs up does not end the read; its answer is stored', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  const hold = rig.tap.hold(RESULT);
  const leaving = new AbortController();
  const gone = assert.rejects(rig.dev.result(txId, session, { signal: leaving.signal }), {
    name: 'AbortError',
  });
  await hold.arrived;
  leaving.abort();
  await gone;
  assert.equal((await shown(txId)).state, 'reading');
  hold.release();
  await until(
    () => shown(txId),
    ({ state }) => state === 'completed',
  );
  const { value, calls } = await rig.counting(() => rig.dev.result(txId, session));
  assertRead(value, 1, { replayed: true });
  assert.deepEqual(calls, {});
  session.open(value.json.success.personalData.name);
});

// The calls that are no reads.

test('a request whose answer is lost is not repeated', async () => {
  await rig.fault(REQUEST, 'drop');
  const { value, calls } = await rig.counting(() => rig.dev.post(REQUEST, personalRequest(rig.session())));
  assertRefused(value, 409, 'IG4095', 'INGAM_REQUEST_UNCERTAIN');
  assert.equal(value.json.error.data.retryable, false);
  assert.deepEqual(calls, { [REQUEST]: 1 });
});

test('a status whose answer is lost is asked for again, three times in all', async () => {
  const { txId } = await rig.requested();
  await rig.fault(STATUS, 'drop', 2);
  const made = await rig.counting(() => rig.dev.status(txId));
  assert.equal(made.value.status, 200, made.value.text);
  assert.deepEqual(made.calls, { [STATUS]: 3 });
  await rig.fault(STATUS, 'drop', 3);
  const lost = await rig.counting(() => rig.dev.status(txId));
  assertRefused(lost.value, 504, 'IG5040', 'INGAM_PROVIDER_SILENT');
  assert.deepEqual(lost.calls, { [STATUS]: 3 });
});

test('a status that is too long is no answer', async () => {
  const { txId } = await rig.requested();
  rig.tap.substitute(STATUS, { body: new Uint8Array(STATUS_BYTES_MAX + 1).fill(0x20) }, 3);
  assertRefused(await rig.dev.status(txId), 504, 'IG5040', 'INGAM_PROVIDER_SILENT');
});

// Keep this one last: it waits for what `before` has begun.

test('after 25 seconds a caller is told that the read continues, and the next call gets its answer', async () => {
  const { txId, session, hold, first } = slow;
  const { answer, waitedMs } = await first;
  assertRefused(answer, 504, 'IG5041', 'INGAM_READ_CONTINUES');
  assert.ok(Number(answer.headers['retry-after']) > 0);
  assert.equal(answer.json.error.data.retryable, true);
  assert.ok(waitedMs > CALLER_WAIT_MS - 500 && waitedMs < CALLER_WAIT_MS + 5_000, `${waitedMs} ms`);
  assert.equal((await shown(txId)).state, 'reading');

  const { value, calls } = await rig.counting(async () => {
    const next = rig.dev.result(txId, session);
    hold.release();
    return next;
  });
  assert.equal(value.status, 200, value.text);
  assert.deepEqual([value.headers['ingam-read'], value.headers['ingam-replayed']], ['1', 'true']);
  assert.deepEqual(calls, {});
  assert.equal(await readsAtProvider(txId), 1);
  session.open(value.json.success.personalData.name);
  await assertShown(txId, 'completed', { answered: 1, attempts: 1 });
});
