import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { ResultSession } from 'ingam';

import { ENGINES, pem, sealField, unwrap } from './toss.js';

const PERSON = {
  ci: 'CI==',
  name: '김토스',
  birthday: '19930324',
  gender: 'FEMALE',
  nationality: 'LOCAL',
  di: 'DI',
};

async function begin(engine = 'auto') {
  const session = await ResultSession.create({ publicKey: pem, engine });
  const provider = unwrap(session.sessionKey);
  const personalData = Object.fromEntries(
    Object.entries(PERSON).map(([k, v]) => [k, sealField(provider, v)]),
  );
  const success = {
    txId: '67ac897f-3a0e-466d-a6f7-c7e4272fd5a9',
    status: 'COMPLETED',
    docList: [
      { doc: 'plain', docEncrypted: false, order: 1 },
      { doc: sealField({ ...provider, id: randomUUID() }, 'of the request'), docEncrypted: true, order: 2 },
      { doc: sealField(provider, 'of the result'), docEncrypted: true, order: 3 },
    ],
    signedDocList: [{ signedDoc: 'MIIJuw', order: 1 }],
    randomValue: null,
    ratio: 0.1 + 0.2,
    personalData: { ...personalData, ci2: null, ciUpdate: null },
  };
  return { session, provider, success };
}

for (const engine of ENGINES) {
  test(`what node:crypto seals is opened (${engine})`, async () => {
    const { session, provider, success } = await begin(engine);
    const before = structuredClone(success);
    const opened = await session.open(success);
    assert.deepEqual(success, before, 'the input is not changed');
    assert.deepEqual(opened, {
      ...success,
      docList: [success.docList[0], success.docList[1], { ...success.docList[2], doc: 'of the result' }],
      personalData: { ...PERSON, ci2: null, ciUpdate: null },
    });
    assert.equal(provider.algorithm, 'AES_GCM');
  });

  test(`personalData alone is opened (${engine})`, async () => {
    const { session, success } = await begin(engine);
    assert.deepEqual(await session.open(Object.freeze(success.personalData)), {
      ...PERSON,
      ci2: null,
      ciUpdate: null,
    });
  });
}

test('nothing damaged opens, at any character', async () => {
  const { session, success } = await begin();
  const { name } = success.personalData;
  for (let at = 0; at < name.length; at += 1) {
    const other = name[at] === 'A' ? 'B' : 'A';
    for (const damaged of [
      name.slice(0, at) + other + name.slice(at + 1),
      name.slice(0, at) + name.slice(at + 1),
    ]) {
      const personalData = { ...success.personalData, name: damaged };
      await assert.rejects(session.open({ ...success, personalData }), {
        code: 'INGAM_OPEN_FAILED',
        path: '/personalData/name',
      });
    }
  }
  assert.equal((await session.open(success)).personalData.name, '김토스', 'failing spent nothing');
});

test('a foreign session opens nothing', async () => {
  const [{ session }, { success }] = [await begin(), await begin()];
  await assert.rejects(session.open(success), { code: 'INGAM_OPEN_FAILED' });
});

test('one result, again and again, and no other', async () => {
  const { session, provider, success } = await begin();
  const first = await session.open(success);
  first.personalData.name = 'changed by the caller';
  assert.equal((await session.open(success)).personalData.name, '김토스');
  const reordered = Object.fromEntries(Object.entries(success).reverse());
  assert.equal((await session.open(reordered)).personalData.name, '김토스');
  for (const other of [
    { ...success, personalData: { ...success.personalData, name: sealField(provider, '홍길동') } },
    { ...success, txId: 'another' },
    success.personalData,
    {},
  ]) {
    await assert.rejects(session.open(other), { code: 'INGAM_SESSION_SPENT' });
  }
  assert.equal((await session.open(structuredClone(success))).personalData.name, '김토스');
});

test('of two calls at once, one result is opened', async () => {
  const { session, provider, success } = await begin();
  const other = { personalData: { name: sealField(provider, '홍길동') } };
  const [first, second] = await Promise.allSettled([session.open(success), session.open(other)]);
  assert.deepEqual([first.status, second.reason?.code], ['fulfilled', 'INGAM_SESSION_SPENT']);
});

test('what is no JSON object is refused', async () => {
  const { session } = await begin();
  const cycle = {};
  cycle.cycle = cycle;
  let deep = {};
  for (let level = 0; level < 20; level += 1) deep = { deep };
  for (const input of [undefined, null, 1, 'x', [], { x: 1n }, cycle, deep, { x: '\ud800' }]) {
    await assert.rejects(session.open(input), { code: 'INGAM_JSON_INVALID' });
  }
});

test('a session is made by create, and keeps its key', async () => {
  assert.throws(() => new ResultSession(), TypeError);
  const { session } = await begin();
  assert.equal(session.sessionKey, session.sessionKey);
  assert.throws(() => {
    session.sessionKey = 'x';
  }, TypeError);
  for (const [options, code] of [
    [{ engine: 'x' }, 'INGAM_OPTION_INVALID'],
    [{ tag: 'v2' }, 'INGAM_OPTION_INVALID'],
    [{ publicKey: '' }, 'INGAM_PUBLIC_KEY_INVALID'],
  ]) {
    await assert.rejects(ResultSession.create(options), { code });
  }
});
