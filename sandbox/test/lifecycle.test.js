import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CI, DOCUMENTS, makeSession, open, PERSON, seal } from './support/client.js';
import { start } from './support/start.js';

const KOREAN_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00$/;

test('a result is refused before the signature', async (t) => {
  const { client } = await start(t);
  const { txId } = (await client.request()).body.success;
  const early = await client.result(txId);
  assert.deepEqual(
    [early.status, early.body.error.errorCode, early.body.error.reason],
    [400, 'CE3102', '요청이 아직 완료되지 않았습니다.'],
  );
  await client.control('sign', { id: txId });
  assert.equal((await client.result(txId)).status, 200);
});

test('a result is answered twice, counted on success', async (t) => {
  const { client, keys } = await start(t);
  const txId = await client.signed();
  assert.equal((await client.toss('/api/v2/sign/docs/result', { txId })).status, 400);
  const [first, second] = [
    await client.result(txId),
    await client.result(txId, makeSession(keys.publicKey, { algorithm: 'AES_CBC' })),
  ];
  assert.deepEqual([first.status, second.status], [200, 200]);
  assert.deepEqual(first.body.success.signedDocList, second.body.success.signedDocList);
  const third = await client.result(txId);
  assert.deepEqual(
    [third.status, third.body.error.errorCode, third.body.error.reason],
    [400, 'CE3101', '최종 결과는 2회만 조회할 수 있습니다.'],
  );
  assert.deepEqual((await client.stats()).reads, { [txId]: 2 });
});

test('a result ends 60 minutes after the signature', async (t) => {
  let now = Date.parse('2026-03-01T00:00:00Z');
  const { client } = await start(t, { clock: () => now, options: { toss: { expiresIn: 31_536_000 } } });
  const txId = await client.signed();
  await client.control('clock', { advanceSeconds: 3600 });
  assert.equal((await client.result(txId)).status, 200);
  now += 1000;
  const late = await client.result(txId);
  assert.deepEqual([late.status, late.body.error.errorCode], [400, 'CE3103']);
  assert.equal((await client.status(txId)).body.success.status, 'COMPLETED');
});

test('a request expires after expireSeconds, half an hour by default', async (t) => {
  const { client } = await start(t, { clock: () => 1_800_000_000_000 });
  const states = async (txId) => (await client.status(txId)).body.success.status;
  for (const [expireSeconds, seconds] of [
    [60, 60],
    [undefined, 1800],
  ]) {
    const change = (body) => (body.expireSeconds = expireSeconds);
    const { txId } = (await client.request({ change })).body.success;
    await client.control('clock', { advanceSeconds: seconds - 1 });
    assert.equal(await states(txId), 'REQUESTED');
    await client.control('clock', { advanceSeconds: 1 });
    assert.equal(await states(txId), 'EXPIRED');
    assert.equal((await client.control('sign', { id: txId })).status, 409);
    const result = await client.result(txId);
    assert.deepEqual([result.status, result.body.error.errorCode], [400, 'CE3103']);
  }
});

test('status tells every state', async (t) => {
  const { client } = await start(t);
  const state = async (txId) => {
    const { success } = (await client.status(txId)).body;
    assert.deepEqual(Object.keys(success), ['txId', 'status', 'requestedDt']);
    assert.equal(success.txId, txId);
    return success.status;
  };
  const { txId: first } = (await client.request()).body.success;
  assert.equal(await state(first), 'REQUESTED');
  assert.deepEqual((await client.control('progress', { id: first })).body, {
    id: first,
    state: 'IN_PROGRESS',
  });
  assert.equal(await state(first), 'IN_PROGRESS');
  assert.deepEqual((await client.control('sign', { id: first })).body, { id: first, state: 'COMPLETED' });
  assert.equal(await state(first), 'COMPLETED');
  const { txId: second } = (await client.request()).body.success;
  assert.deepEqual((await client.control('expire', { id: second })).body, { id: second, state: 'EXPIRED' });
  assert.equal(await state(second), 'EXPIRED');
});

test('PUSH answers without links, APP_SCHEME with the three of the guide', async (t) => {
  const { client } = await start(t);
  const push = (await client.request()).body;
  const { txId, requestedDt, ...links } = push.success;
  assert.equal(push.resultType, 'SUCCESS');
  assert.match(txId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(requestedDt, KOREAN_TIME);
  assert.deepEqual(links, { appScheme: null, androidAppUri: null, iosAppUri: null });

  const change = (body) => (body.triggerType = 'APP_SCHEME');
  const { success } = (await client.request({ change })).body;
  const id = success.txId;
  assert.equal(
    success.appScheme,
    `supertoss://toss-cert/v2/sign/docs?txId=${id}&_minVerAos=5.36.0&_minVerIos=5.10.0`,
  );
  assert.equal(
    success.androidAppUri,
    `intent://toss-cert/v2/sign/docs?txId=${id}&_minVerAos=5.36.0&_minVerIos=5.10.0#Intent;scheme=supertoss;package=viva.republica.toss;end`,
  );
  assert.equal(
    success.iosAppUri,
    `https://ul.toss.im?scheme=supertoss%3A%2F%2Ftoss-cert%2Fv2%2Fsign%2Fdocs%3FtxId%3D${id}%26_minVerAos%3D5.36.0%26_minVerIos%3D5.10.0`,
  );
});

test('a result has the members of the guide, in its order', async (t) => {
  const { client, keys } = await start(t);
  const session = makeSession(keys.publicKey);
  const txId = await client.signed();
  const { body } = await client.result(txId, session);
  assert.deepEqual(Object.keys(body.success), [
    'txId',
    'status',
    'docList',
    'signedDocList',
    'randomValue',
    'userCiToken',
    'completedDt',
    'requestedDt',
    'personalData',
  ]);
  const { success } = body;
  assert.deepEqual(
    [success.txId, success.status, success.randomValue, success.userCiToken],
    [txId, 'COMPLETED', null, null],
  );
  assert.match(success.completedDt, KOREAN_TIME);
  assert.match(success.requestedDt, KOREAN_TIME);
  assert.deepEqual(success.docList, DOCUMENTS);
  assert.deepEqual(
    success.signedDocList.map(({ order, signatureType }) => [order, signatureType]),
    [
      [1, 'PKCS7'],
      [2, 'PKCS7'],
    ],
  );

  const { ci2, ciUpdate, ...sealed } = success.personalData;
  assert.deepEqual(Object.keys(success.personalData), [
    'ci',
    'name',
    'birthday',
    'gender',
    'nationality',
    'ci2',
    'di',
    'ciUpdate',
  ]);
  assert.deepEqual([ci2, ciUpdate], [null, null]);
  const person = Object.fromEntries(
    Object.entries(sealed).map(([name, field]) => [name, open(session, field)]),
  );
  assert.notEqual(person.name, PERSON.userName);
  assert.match(person.birthday, /^\d{8}$/);
  assert.ok(['MALE', 'FEMALE'].includes(person.gender));
  assert.ok(['LOCAL', 'FOREIGNER'].includes(person.nationality));
  for (const item of ['ci', 'di']) assert.match(person[item], /^[A-Za-z0-9+/]{86}==$/);
});

test('the signer is never named like the person of the request', async (t) => {
  const { client, keys } = await start(t);
  const session = makeSession(keys.publicKey);
  const first = (await client.result(await client.signed(), session)).body.success;
  const name = open(session, first.personalData.name);
  await client.control('reset');
  await client.authorize();
  const again = makeSession(keys.publicKey);
  const second = (await client.result(await client.signed({ person: { userName: name } }), again)).body
    .success;
  assert.notEqual(open(again, second.personalData.name), name);
});

test('USER_CI gives neither CI nor DI', async (t) => {
  const { client } = await start(t);
  const change = (body, session) => {
    for (const name of Object.keys(PERSON)) delete body[name];
    Object.assign(body, { requestType: 'USER_CI', userCi: seal(session, CI) });
  };
  const { personalData } = (await client.result(await client.signed({ change }))).body.success;
  assert.deepEqual([personalData.ci, personalData.di, personalData.ci2], [null, null, null]);
  assert.equal(typeof personalData.name, 'string');
});

test('a live profile gives only what was applied for', async (t) => {
  const { client } = await start(t, { options: { toss: { personalData: ['name', 'birthday'] } } });
  const { personalData } = (await client.result(await client.signed())).body.success;
  const given = Object.keys(personalData).filter((name) => personalData[name] !== null);
  assert.deepEqual(given, ['name', 'birthday']);
});
