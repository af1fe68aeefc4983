import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { ResultSession, Session, seal, validateRequest } from 'ingam';

import { ALGORITHMS, ENGINES, openField, parseSerialized, pem, sealField, unwrap } from './toss.js';

const ID = '00112233-4455-4677-8899-aabbccddeeff';
const KEY = Buffer.alloc(32, 7).toString('base64');
const IV = Buffer.alloc(12, 9).toString('base64');
const create = (options) => Session.create({ publicKey: pem, ...options });
const restore = (text, options) => Session.restore(text, { publicKey: pem, ...options });

test('what is no serialized session is not restored, nor shown', async () => {
  for (const text of [
    undefined,
    null,
    7,
    {},
    [`v1$${ID}$AES_GCM$${KEY}$${IV}`],
    '',
    `v1$${ID}$AES_GCM$${KEY}`,
    `v1$${ID}$AES_GCM$${KEY}$${IV}$`,
    `v1$${ID}$AES_GCM$${KEY}$${IV}\n`,
    `v2$${ID}$AES_GCM$${KEY}$${IV}`,
    `v1$${ID.toUpperCase()}$AES_GCM$${KEY}$${IV}`,
    `v1$${ID}$AES_CBC$${KEY}$${IV}`,
    `v1$${ID}$AES_CBC_128$${KEY}$${IV}`,
    `v1$${ID}$AES_GCM$${KEY.replace('=', '')}$${IV}`,
  ]) {
    await assert.rejects(restore(text), (error) => {
      assert.deepEqual([error.name, error.code], ['IngamError', 'INGAM_SESSION_KEY_INVALID'], `${text}`);
      assert.ok(!inspect(error, { showHidden: true }).includes(KEY.slice(0, 8)));
      return true;
    });
  }
});

test('options are read or refused', async () => {
  const serialized = `v1$${ID}$AES_GCM$${KEY}$${IV}`;
  for (const [options, code, path] of [
    [{ engine: 'fast' }, 'INGAM_OPTION_INVALID', '/engine'],
    [{ publicKey: '' }, 'INGAM_PUBLIC_KEY_INVALID', '/publicKey'],
  ]) {
    await assert.rejects(Session.create(options), { code, path });
    await assert.rejects(Session.restore(serialized, options), { code, path });
  }
  for (const algorithm of ['AES_CBC_256', 'AES_CBC_192', 'aes_cbc', 'AES_ECB', '', 1, {}])
    for (const make of [create, ResultSession.create, (options) => seal({}, options)])
      await assert.rejects(make({ algorithm }), { code: 'INGAM_OPTION_INVALID', path: '/algorithm' });
  await assert.rejects(create({ tag: 'v2' }), { code: 'INGAM_OPTION_INVALID', path: '/tag' });
  assert.equal((await Session.create()).sessionKey.split('$').length, 3);
  assert.equal((await Session.restore(serialized)).id, ID);
});

test('what is no text is not encrypted, and no field not decrypted', async () => {
  const session = await create();
  for (const text of [undefined, null, 7, {}, ['x'], Symbol('x'), 1n, new String('x'), 'a\ud800b', '\udc00'])
    await assert.rejects(session.encrypt('name', text), { code: 'INGAM_FIELD_NOT_TEXT' });
  for (const name of [undefined, null, 7, {}])
    await assert.rejects(session.encrypt(name, 'x'), { code: 'INGAM_OPTION_INVALID', path: '/name' });
  assert.equal(openField(unwrap(session.sessionKey), await session.encrypt('name', '')), '');
  const opens = await create();
  for (const field of [undefined, null, 7, {}, Symbol('x'), '', '\ud800'])
    await assert.rejects(opens.decrypt(field), { code: 'INGAM_OPEN_FAILED' });
});

test('a session is made by create or restore, and its members stay', async () => {
  assert.throws(() => new Session(), TypeError);
  const session = await create();
  for (const name of ['id', 'sessionKey'])
    assert.throws(() => {
      session[name] = 'x';
    }, TypeError);
  assert.equal(session.sessionKey, session.sessionKey);
});

for (const engine of ENGINES) {
  for (const algorithm of ALGORITHMS) {
    test(`one role and every name once (${engine}, ${algorithm})`, async () => {
      const seals = await create({ engine, algorithm });
      const provider = unwrap(seals.sessionKey);
      const field = await seals.encrypt('userName', '김토스');
      await assert.rejects(seals.encrypt('userName', '김토스'), { code: 'INGAM_SESSION_SPENT' });
      await assert.rejects(seals.decrypt(field), { code: 'INGAM_SESSION_ROLE' });
      assert.equal(openField(provider, field), '김토스');
      assert.equal(openField(provider, await seals.encrypt('userPhone', '01012345678')), '01012345678');

      const opens = await create({ engine, algorithm });
      const answer = sealField(unwrap(opens.sessionKey), '홍길동');
      await assert.rejects(opens.decrypt(field), { code: 'INGAM_OPEN_FAILED' });
      await assert.rejects(opens.encrypt('userName', 'x'), { code: 'INGAM_SESSION_ROLE' });
      assert.equal(await opens.decrypt(answer), '홍길동');
      assert.equal(await opens.decrypt(answer), '홍길동');
    });

    test(`a session is written down and restored (${engine}, ${algorithm})`, async () => {
      const first = await create({ engine, algorithm, tag: 'v1_0.0.14' });
      const text = first.exposeSerialized();
      assert.match(text, /^v1_0\.0\.14\$[0-9a-f-]{36}\$AES_(GCM|CBC)\$[\w+/]+=*\$[\w+/]+=*$/);
      assert.equal(first.exposeSerialized(), text);
      const provider = unwrap(first.sessionKey);
      assert.deepEqual(parseSerialized(text), provider);
      const sizes = { AES_GCM: [32, 12], AES_CBC: [32, 16], AES_CBC_128: [16, 16] };
      assert.deepEqual([provider.key.length, provider.iv.length], sizes[algorithm]);
      await first.encrypt('userName', '김토스');

      // The hazard: nothing of the first one's use is known to the second.
      const second = await restore(text, { engine, algorithm: 'AES_GCM', tag: 'v1' });
      assert.equal(second.id, first.id);
      assert.notEqual(second.sessionKey, first.sessionKey);
      assert.deepEqual(unwrap(second.sessionKey), provider);
      assert.equal(await second.decrypt(sealField(provider, '홍길동')), '홍길동');
      await assert.rejects(second.encrypt('userName', 'x'), { code: 'INGAM_SESSION_ROLE' });
    });

    test(`seal and ResultSession use it (${engine}, ${algorithm})`, async () => {
      const long = '제1조 (목적) '.repeat(400);
      const request = {
        requestType: 'USER_PERSONAL',
        triggerType: 'PUSH',
        userName: '김토스',
        userPhone: '01012345678',
        userBirthday: '19930324',
        serviceName: '보험 가입',
        docList: [{ docTitle: '약관', doc: long, docType: 'TEXT', docEncrypted: true, order: 1 }],
      };
      const sealed = await seal(request, { publicKey: pem, engine, algorithm, tag: 'v1_0.0.14' });
      const session = unwrap(sealed.sessionKey);
      assert.equal(session.algorithm, algorithm.slice(0, 7));
      for (const name of ['userName', 'userPhone', 'userBirthday'])
        assert.equal(openField(session, sealed[name]), request[name]);
      assert.equal(openField(session, sealed.docList[0].doc), long);
      const problems = await validateRequest('toss.docs.request', sealed);
      assert.deepEqual(
        problems.filter(({ severity }) => severity === 'error'),
        [],
      );
      await assert.rejects(seal(sealed, { publicKey: pem, engine, algorithm }), {
        code: 'INGAM_ALREADY_SEALED',
      });

      const result = await ResultSession.create({ publicKey: pem, engine, algorithm });
      const provider = unwrap(result.sessionKey);
      const name = sealField(provider, '김토스');
      const damaged = name.slice(0, -1) + (name.endsWith('0') ? '1' : '0');
      await assert.rejects(result.open({ personalData: { name: damaged } }), {
        code: 'INGAM_OPEN_FAILED',
        path: '/personalData/name',
      });
      assert.deepEqual(await result.open({ personalData: { name, ci: null } }), {
        personalData: { name: '김토스', ci: null },
      });
    });
  }
}

test('a session that is disposed of does nothing more', { skip: !Symbol.dispose }, async () => {
  const session = await create();
  const field = sealField(unwrap(session.sessionKey), '김토스');
  assert.equal(await session.decrypt(field), '김토스');
  session[Symbol.dispose]();
  session[Symbol.dispose]();
  await assert.rejects(session.decrypt(field), { code: 'INGAM_SESSION_SPENT' });
  await assert.rejects(session.encrypt('name', 'x'), { code: 'INGAM_SESSION_SPENT' });
  assert.throws(() => session.exposeSerialized(), { name: 'IngamError', code: 'INGAM_SESSION_SPENT' });
  assert.equal(typeof session.id + typeof session.sessionKey, 'stringstring');
});

test('a session shows nothing of its key', async () => {
  const session = await create();
  const { key, iv } = unwrap(session.sessionKey);
  await session.encrypt('name', 'canary-5d1e');
  for (const shown of [
    inspect(session, { depth: 9, showHidden: true }),
    JSON.stringify(session),
    `${session}`,
  ])
    for (const secret of ['canary-5d1e', key.toString('base64'), iv.toString('base64'), key.toString('hex')])
      assert.ok(!shown.includes(secret));
});
