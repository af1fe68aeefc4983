// What outlives the gateway's process, and what becomes of it when keys come and go.

import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { STORE_KEYS } from '../../scripts/development.mjs';
import { makeNativeToken } from './support/native-token.mjs';
import { assertRead, assertRefused, DEV, RESULT, startRig } from './support/rig.mjs';

const NEW_KEY = { id: 'new-2', key: randomBytes(32).toString('base64') };

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig({ persist: true });
});
after(() => rig?.dispose());

/** Ends the process and starts it with these keys. @param {{ id: string, key: string }[]} [keys] */
const restart = (keys = STORE_KEYS) => rig.gateway.restart({ STORE_KEYS: JSON.stringify(keys) });

/** @param {string} txId */
const shown = async (txId) => (await rig.dev.show(txId)).json;

/** A result that is stored. */
async function read() {
  const { txId } = await rig.signed();
  const session = rig.session();
  const answer = await rig.dev.result(txId, session);
  assertRead(answer, 1);
  return { txId, session, answer };
}

/**
 * The stored answer comes again, and the provider hears nothing of it.
 * @param {Awaited<ReturnType<typeof read>>} stored
 */
async function assertReplayed({ txId, session, answer }) {
  const { value, calls } = await rig.counting(() => rig.dev.result(txId, session));
  assertRead(value, 1, { replayed: true });
  assert.deepEqual(value.bytes, answer.bytes);
  assert.equal(value.headers['content-type'], answer.headers['content-type']);
  assert.deepEqual(calls, {});
}

/** What SQLite makes of a database that nothing has been written to: one page, and an empty write-ahead log. */
const EMPTY_BYTES = 4096;

/** The transactions' objects that something has been written to. workerd makes an empty database for each that is asked. */
function writtenObjects() {
  const folder = join(rig.folder ?? '', 'durable-objects');
  const bytes = new Map();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const [, object, log] = /Transaction\W([0-9a-f]{64})\.sqlite(-wal)?$/.exec(name) ?? [];
    if (!object) continue;
    const { size } = statSync(join(folder, name));
    bytes.set(object, (bytes.get(object) ?? 0) + (log ? size : Math.max(0, size - EMPTY_BYTES)));
  }
  return [...bytes]
    .filter(([, size]) => size > 0)
    .map(([object]) => object)
    .sort();
}

test('asking about ids that nobody has requested writes nothing', async () => {
  await rig.requested();
  const before = writtenObjects();
  assert.equal(before.length, 1, 'a request writes something');
  for (let id = 0; id < 3; id += 1) {
    const txId = randomUUID();
    assertRefused(await rig.dev.status(txId), 400, 'CE3100', 'INGAM_TRANSACTION_UNKNOWN');
    assertRefused(await rig.dev.result(txId, rig.session()), 400, 'CE3100', 'INGAM_TRANSACTION_UNKNOWN');
    assert.equal((await rig.dev.show(txId)).status, 404);
  }
  assert.deepEqual(writtenObjects(), before);
});

test('a stored result is answered by the next process, without the provider', async () => {
  const stored = await read();
  const before = await shown(stored.txId);
  await restart();
  await assertReplayed(stored);
  assert.deepEqual(await shown(stored.txId), before);
  const second = rig.session();
  assertRead(await rig.dev.result(stored.txId, second), 2);
  await restart();
  assertRead(await rig.dev.result(stored.txId, second), 2, { replayed: true });
  assertRefused(
    await rig.dev.result(stored.txId, rig.session()),
    409,
    'IG4090',
    'INGAM_RESULT_SEALED_FOR_OTHER_SESSION',
  );
});

test('a request is still the caller’s own in the next process', async () => {
  const { txId, session } = await rig.signed();
  await restart();
  assert.equal((await shown(txId)).state, 'requested');
  assertRefused(await rig.dev.result(txId, session), 400, 'IG4030', 'INGAM_SESSION_REUSED');
  assertRead(await rig.dev.result(txId, rig.session()), 1);
});

test('the provider’s last word is answered by the next process', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  await rig.fault(RESULT, 'drop', 2);
  assertRefused(await rig.dev.result(txId, session), 504, 'IG5042', 'INGAM_READ_UNCERTAIN');
  await restart();
  assert.equal((await shown(txId)).state, 'uncertain');
  const word = await rig.dev.result(txId, session);
  assert.equal(word.json.error.errorCode, 'CE3101');
  await restart();
  const { value, calls } = await rig.counting(() => rig.dev.result(txId, session));
  assert.deepEqual(value.bytes, word.bytes);
  assert.deepEqual(calls, {});
});

test('a read that the process did not live to finish is uncertain, and the caller has one more', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  const hold = rig.tap.hold(RESULT);
  const cut = rig.dev.result(txId, session).catch((error) => error);
  await hold.arrived;
  assert.equal((await shown(txId)).state, 'reading');
  await restart();
  await cut;
  hold.release();
  const { state, reads } = await shown(txId);
  assert.deepEqual([state, reads], ['uncertain', { answered: 0, attempts: 1 }]);
  assert.equal((await rig.stats()).reads[txId], 1, 'the provider has counted it');
  const { value, calls } = await rig.counting(() => rig.dev.result(txId, session));
  assertRead(value, 1);
  assert.deepEqual(calls, { [RESULT]: 1 });
  session.open(value.json.success.personalData.name);
});

test('without its key a record answers 503 and is left as it is; with the key it serves again', async () => {
  const stored = await read();
  const before = await shown(stored.txId);
  await restart([NEW_KEY]);
  const { calls } = await rig.counting(async () => {
    for (const session of [stored.session, rig.session()]) {
      const answer = await rig.dev.result(stored.txId, session);
      assertRefused(answer, 503, 'IG5031', 'INGAM_STORE_KEY_MISSING');
      assert.ok(answer.json.error.data.message.includes(STORE_KEYS[0].id), 'it names the key');
      assert.ok(!answer.text.includes(STORE_KEYS[0].key));
    }
    assertRefused(await rig.dev.status(stored.txId), 503, 'IG5031', 'INGAM_STORE_KEY_MISSING');
    const show = await rig.dev.show(stored.txId);
    assert.deepEqual([show.status, show.headers['ingam-error']], [503, 'INGAM_STORE_KEY_MISSING']);
  });
  assert.deepEqual(calls, {});
  await restart();
  await assertReplayed(stored);
  assert.deepEqual(await shown(stored.txId), before);
});

test('a new key seals, the old one still opens; without the old one only what is new opens', async () => {
  const old = await read();
  const token = makeNativeToken({ caller: 'dev', secret: DEV });
  await restart([NEW_KEY, ...STORE_KEYS]);
  await assertReplayed(old);
  const fresh = await read();
  assert.equal((await rig.as(token).status(fresh.txId)).status, 200, 'a token made under the old key');
  await restart([NEW_KEY]);
  await assertReplayed(fresh);
  assertRefused(await rig.dev.result(old.txId, old.session), 503, 'IG5031', 'INGAM_STORE_KEY_MISSING');
  assertRefused(await rig.as(token).status(fresh.txId), 401, 'CE1000', 'INGAM_CALLER_UNKNOWN');
  await restart([...STORE_KEYS, NEW_KEY]);
  await assertReplayed(old);
  await assertReplayed(fresh);
});

test('taking a secret out of CALLERS ends it and its tokens; the other secret of the caller goes on', async () => {
  const [old, next] = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString('base64'));
  const callers = (/** @type {string[]} */ secrets) => ({
    CALLERS: JSON.stringify([{ id: 'dev', secrets, providers: ['toss'], clientCodes: [], origins: [] }]),
  });
  const { txId } = await rig.requested();
  const status = async (/** @type {string} */ credential) => (await rig.as(credential).status(txId)).status;
  const token = makeNativeToken({ caller: 'dev', secret: old });

  await rig.gateway.restart(callers([next, old]));
  assert.deepEqual([await status(next), await status(old), await status(token)], [200, 200, 200]);
  await rig.gateway.restart(callers([next]));
  assert.deepEqual([await status(next), await status(old), await status(token)], [200, 401, 401]);
});
