// Which of its transactions still want something of a caller: GET /v1/transactions.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { CALLERS, STORE_KEYS } from '../../scripts/development.mjs';
import { send } from './support/http.mjs';
import { ESIGN, kakaoCaller } from './support/kakao.mjs';
import { assertRead, assertRefused, DEV, DEV2, RESULT, startRig, until } from './support/rig.mjs';

const OTHER = randomBytes(32).toString('base64');
const OTHER_CALLER = { id: 'other', secrets: [OTHER], providers: ['toss'], clientCodes: [], origins: [] };
const PAGE = 25;

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig({ persist: true, overrides: { CALLERS: JSON.stringify([...CALLERS, OTHER_CALLER]) } });
});
after(() => rig?.dispose());

/** @param {string} [query] @param {string} [secret] */
const list = (query = '', secret = DEV) =>
  send(rig.url(`/v1/transactions${query}`), { headers: { authorization: `Bearer ${secret}` } });

/** The ids on the first page. @param {string} [query] @param {string} [secret] @returns {Promise<string[]>} */
async function ids(query, secret) {
  const answer = await list(query, secret);
  assert.equal(answer.status, 200, answer.text);
  return answer.json.transactions.map((/** @type {{ id: string }} */ { id }) => id);
}

/** @param {string} path @param {string} [secret] */
const remove = (path, secret = DEV) =>
  send(rig.url(path), { method: 'DELETE', headers: { authorization: `Bearer ${secret}` } });

test('a stranger is shown nothing, and a query that is none is refused by name', async () => {
  assert.equal((await send(rig.url('/v1/transactions'))).status, 401);
  for (const [query, name] of [
    ['?state=completed', 'state'],
    ['?state=', 'state'],
    ['?before=yesterday', 'before'],
    ['?limit=1000', 'query'],
  ]) {
    const answer = await list(query);
    assert.deepEqual([answer.status, answer.headers['ingam-error']], [400, 'INGAM_OPTION_INVALID']);
    assert.match(answer.json.message, new RegExp(`\\[${name}\\]$`));
  }
  for (const method of ['POST', 'DELETE', 'HEAD']) {
    const answer = await send(rig.url('/v1/transactions'), {
      method,
      headers: { authorization: `Bearer ${DEV}` },
    });
    assert.deepEqual([answer.status, answer.headers.allow], [405, 'GET']);
  }
});

test('a request is listed until its result is stored, as it is shown, to its caller alone', async () => {
  assert.deepEqual(await ids(), []);
  const { txId } = await rig.signed();
  const answer = await list();
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.deepEqual(answer.json, { transactions: [(await rig.dev.show(txId)).json] });
  assert.deepEqual(await ids('?state=requested'), [txId]);
  assert.deepEqual(await ids('?state=uncertain'), []);
  for (const stranger of [DEV2, OTHER]) assert.deepEqual(await ids('', stranger), []);
  assertRead(await rig.dev.result(txId, rig.session()), 1);
  assert.deepEqual(await ids(), []);
});

test('a transaction of which an answer was lost is listed as uncertain until that is settled', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  await rig.fault(RESULT, 'html502', 2);
  assertRefused(await rig.dev.result(txId, session), 504, 'IG5042', 'INGAM_READ_UNCERTAIN');
  assert.deepEqual(await ids('?state=requested'), []);
  assert.deepEqual(await ids('?state=uncertain'), [txId]);
  assert.deepEqual(await ids(), [txId]);
  assertRead(await rig.dev.result(txId, session), 1);
  assert.deepEqual(await ids(), []);

  // A second read that is lost: there is a result, and all the same something to decide.
  await rig.fault(RESULT, 'html502', 1);
  const other = rig.session();
  assertRefused(await rig.dev.result(txId, other), 504, 'IG5042', 'INGAM_READ_UNCERTAIN');
  assert.deepEqual(await ids('?state=uncertain'), [txId]);
  assertRead(await rig.dev.result(txId, other), 2);
  assert.deepEqual(await ids(), []);
});

test('a transaction that gives nothing any more is exhausted, and wants nothing', async () => {
  const { txId } = await rig.signed();
  const session = rig.session();
  await rig.fault(RESULT, 'drop', 2);
  assertRefused(await rig.dev.result(txId, session), 504, 'IG5042', 'INGAM_READ_UNCERTAIN');
  assert.equal((await rig.dev.result(txId, session)).json.error.errorCode, 'CE3101');
  assert.equal((await rig.dev.show(txId)).json.state, 'exhausted');
  assert.deepEqual(await ids(), []);
});

test("Kakao's are listed beside Toss's, and a verification whose answer was lost stays until it is decided", async () => {
  const kakao = kakaoCaller(rig);
  const receipt = await kakao.signed();
  const { txId } = await rig.requested();
  assert.deepEqual((await ids()).sort(), [receipt, txId].sort());
  await rig.fault(`${ESIGN}/Verify/${receipt}`, 'drop');
  assert.equal((await kakao.verify(receipt)).headers['ingam-error'], 'INGAM_VERIFY_UNCERTAIN');
  assert.deepEqual(await ids('?state=uncertain'), [receipt]);
  // The provider says that it has been verified: that is its word, and nothing is stored.
  assert.notEqual((await kakao.verifyAgain(receipt)).status, 200);
  assert.deepEqual(await ids('?state=uncertain'), [receipt]);
  for (const path of [`/v1/transactions/kakao/${receipt}`, `/v1/transactions/toss/${txId}`]) {
    assert.equal((await remove(path)).status, 204);
  }
  assert.deepEqual(await ids(), []);
});

test('a read whose process ended is found as uncertain', async () => {
  const { txId } = await rig.signed();
  await rig.control('faults', { endpoint: RESULT, kind: 'delay', times: 1, ms: 20_000 });
  const gone = rig.dev.result(txId, rig.session()).catch(() => undefined);
  await until(
    async () => (await rig.dev.show(txId)).json.state,
    (state) => state === 'reading',
  );
  assert.deepEqual(await ids('?state=requested'), [txId], 'being read, it is still listed');
  await rig.gateway.restart();
  await gone;
  assert.equal((await rig.dev.show(txId)).json.state, 'uncertain');
  assert.deepEqual(await ids('?state=uncertain'), [txId]);
  assert.equal((await remove(`/v1/transactions/toss/${txId}`)).status, 204);
});

test('pages follow each other, newest first, each transaction once', async () => {
  /** @type {string[]} */
  const made = [];
  for (let index = 0; index < PAGE + 3; index += 1) made.push((await rig.requested()).txId);
  const first = (await list('?state=requested')).json;
  assert.equal(first.transactions.length, PAGE);
  assert.match(first.next, /^\/v1\/transactions\?state=requested&before=/);
  const second = (await send(rig.url(first.next), { headers: { authorization: `Bearer ${DEV}` } })).json;
  assert.deepEqual(Object.keys(second), ['transactions']);
  const listed = [...first.transactions, ...second.transactions];
  assert.deepEqual(listed.map(({ id }) => id).sort(), [...made].sort());
  const times = listed.map(({ requestedAt }) => Date.parse(requestedAt));
  assert.deepEqual(
    times,
    [...times].sort((one, other) => other - one),
  );
  for (const id of made) assert.equal((await remove(`/v1/transactions/toss/${id}`)).status, 204);
  assert.deepEqual(await ids(), []);
});

test('a record under a key that is gone does not hide the others', async () => {
  const { txId } = await rig.requested();
  const fresh = [{ id: 'new', key: randomBytes(32).toString('base64') }];
  await rig.gateway.restart({ STORE_KEYS: JSON.stringify(fresh) });
  const { txId: readable } = await rig.requested();
  const { transactions } = (await list()).json;
  const unreadable = transactions.find((/** @type {{ id: string }} */ { id }) => id === txId);
  const { requestedAt, ...rest } = unreadable;
  assert.ok(Date.parse(requestedAt) <= Date.now());
  assert.deepEqual(rest, {
    provider: 'toss',
    id: txId,
    state: 'requested',
    code: 'INGAM_STORE_KEY_MISSING',
  });
  assert.ok(transactions.some((/** @type {{ id: string }} */ { id }) => id === readable));
  await rig.gateway.restart({ STORE_KEYS: JSON.stringify([...STORE_KEYS, ...fresh]) });
  assert.equal((await ids()).length, 2);
});
