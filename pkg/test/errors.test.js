import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { documentDigests, IngamError, ResultSession, seal, validateRequest } from 'ingam';

import { ENGINES, pem, sealField, unwrap } from './toss.js';

const CANARY = 'canary-5d1e';

/** Every way an error, or anything else, ends up in a log. */
const shown = (value) =>
  [
    String(value),
    value.message,
    value.stack,
    JSON.stringify(value),
    inspect(value, { depth: 9, showHidden: true }),
  ].join();

async function rejection(promise) {
  try {
    await promise;
  } catch (reason) {
    return reason;
  }
  return assert.fail('it resolved');
}

test('an error speaks two languages and has a stable code', async () => {
  const error = await rejection(seal({ userPhone: CANARY }, { publicKey: pem }));
  assert.ok(error instanceof IngamError && error instanceof Error);
  assert.equal(error.name, 'IngamError');
  assert.equal(error.code, 'INGAM_PHONE_INVALID');
  assert.equal(error.path, '/userPhone');
  assert.match(error.message, /^A phone number has digits only/);
  assert.match(error.messageKo, /^휴대폰 번호는/);
  assert.match(error.stack, /^IngamError: A phone number/);
  assert.deepEqual(JSON.parse(JSON.stringify(error)), {
    name: 'IngamError',
    code: error.code,
    message: error.message,
    messageKo: error.messageKo,
    path: error.path,
  });
});

test('an error without a place has no path', async () => {
  const { sessionKey } = await seal({}, { publicKey: pem });
  const session = await ResultSession.create({ publicKey: pem });
  await session.open({ personalData: { name: sealField(unwrap(session.sessionKey), 'x') } });
  const error = await rejection(session.open({ sessionKey }));
  assert.equal(error.code, 'INGAM_SESSION_SPENT');
  assert.ok(!('path' in error));
});

test('no error, and no session, shows what it was given', async () => {
  const session = await ResultSession.create({ publicKey: pem });
  const provider = unwrap(session.sessionKey);
  const foreign = { ...provider, id: '00112233-4455-4677-8899-aabbccddeeff' };
  const field = sealField(provider, CANARY);
  const cases = ENGINES.flatMap((engine) => [
    seal({ userPhone: CANARY }, { publicKey: pem, engine }),
    seal({ userBirthday: CANARY }, { publicKey: pem, engine }),
    seal({ userName: [CANARY] }, { publicKey: pem, engine }),
    seal({ userName: field }, { publicKey: pem, engine }),
    seal({ sessionKey: CANARY }, { publicKey: pem, engine }),
    seal({ docList: [{ doc: CANARY, docEncrypted: CANARY }] }, { publicKey: pem, engine }),
    seal({ docList: CANARY }, { publicKey: pem, engine }),
    seal({ userName: CANARY }, { publicKey: CANARY, engine }),
  ]).concat([
    seal({ userName: CANARY }, { engine: CANARY }),
    seal({ userName: CANARY }, { tag: CANARY }),
    seal({ userName: CANARY }, { algorithm: CANARY }),
    seal({ userName: CANARY }, { check: CANARY }),
    session.open({ personalData: { name: CANARY } }),
    session.open({ personalData: { name: field, ci: sealField(foreign, CANARY) } }),
    session.open({ big: 1n, name: CANARY }),
    session.open({ name: `${CANARY}\ud800` }),
    validateRequest(CANARY, {}),
    validateRequest('toss.docs.status', { txId: CANARY, big: 1n }),
    documentDigests([{ order: CANARY, doc: CANARY }]),
    documentDigests([{ order: 1, doc: field }]),
  ]);
  const secrets = [
    CANARY,
    field.split('$')[2],
    provider.key.toString('base64'),
    provider.iv.toString('base64'),
  ];
  for (const promise of cases) {
    const error = await rejection(promise);
    assert.ok(error instanceof IngamError, shown(error));
    for (const secret of secrets) assert.ok(!shown(error).includes(secret), error.code);
  }
  assert.equal((await session.open({ personalData: { name: field } })).personalData.name, CANARY);
  for (const secret of [...secrets, session.sessionKey.split('$')[2]])
    assert.ok(!shown(session).includes(secret));
});
