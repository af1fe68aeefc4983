import assert from 'node:assert/strict';
import { test } from 'node:test';

import { documentDigests, seal, validateRequest } from 'ingam';

import { ENGINES, openField, pem, unwrap } from './toss.js';

const SEALED = 'v1$00112233-4455-4677-8899-aabbccddeeff$AAAA';

const PERSON = {
  userName: '김토스',
  userPhone: '01012345678',
  userBirthday: '19930324',
  userCi: 'CI=='.repeat(22),
};

test('refusals name the code and the place, and nothing is sealed', async () => {
  const doc = (entry) => ({ docList: [{}, entry] });
  const cases = [
    [{ userName: SEALED }, 'INGAM_ALREADY_SEALED', '/userName'],
    [doc({ doc: SEALED, docEncrypted: true }), 'INGAM_ALREADY_SEALED', '/docList/1/doc'],
    [doc({ doc: SEALED + 'A'.repeat(5000), docEncrypted: true }), 'INGAM_ALREADY_SEALED', '/docList/1/doc'],
    [{ sessionKey: 'x' }, 'INGAM_ALREADY_SEALED', '/sessionKey'],
    [{ sessionKey: '' }, 'INGAM_ALREADY_SEALED', '/sessionKey'],
    [{ sessionKey: 0 }, 'INGAM_ALREADY_SEALED', '/sessionKey'],
    [{ userName: '' }, 'INGAM_FIELD_NOT_TEXT', '/userName'],
    [{ userPhone: 1012345678 }, 'INGAM_FIELD_NOT_TEXT', '/userPhone'],
    [{ userName: ['x'] }, 'INGAM_FIELD_NOT_TEXT', '/userName'],
    [{ userName: { toString: () => 'x' } }, 'INGAM_FIELD_NOT_TEXT', '/userName'],
    [{ userName: new String('x') }, 'INGAM_FIELD_NOT_TEXT', '/userName'],
    [{ userName: () => 'x' }, 'INGAM_FIELD_NOT_TEXT', '/userName'],
    [{ userName: Symbol('x') }, 'INGAM_FIELD_NOT_TEXT', '/userName'],
    [{ userName: 10n ** 30n }, 'INGAM_FIELD_NOT_TEXT', '/userName'],
    [{ userName: 'a\ud800b' }, 'INGAM_FIELD_NOT_TEXT', '/userName'],
    [doc({ doc: `${'x'.repeat(5000)}\udc00`, docEncrypted: true }), 'INGAM_FIELD_NOT_TEXT', '/docList/1/doc'],
    [doc({ doc: 7, docEncrypted: 'true' }), 'INGAM_FIELD_NOT_TEXT', '/docList/1/doc'],
    [doc({ doc: 'x', docEncrypted: 1 }), 'INGAM_REQUEST_INVALID', '/docList/1/docEncrypted'],
    [doc('x'), 'INGAM_REQUEST_INVALID', '/docList/1'],
    [{ docList: { 0: { doc: 'x', docEncrypted: true } } }, 'INGAM_REQUEST_INVALID', '/docList'],
    [{ docList: new Set([{ doc: 'x', docEncrypted: true }]) }, 'INGAM_REQUEST_INVALID', '/docList'],
    [{ userPhone: '010-1234-5678' }, 'INGAM_PHONE_INVALID', '/userPhone'],
    [{ userBirthday: '19930230' }, 'INGAM_BIRTHDAY_INVALID', '/userBirthday'],
    [null, 'INGAM_REQUEST_INVALID', ''],
    [undefined, 'INGAM_REQUEST_INVALID', ''],
    ['x', 'INGAM_REQUEST_INVALID', ''],
    [[{ userName: 'x' }], 'INGAM_REQUEST_INVALID', ''],
  ];
  for (const engine of ENGINES) {
    for (const [request, code, path] of cases) {
      await assert.rejects(seal(request, { publicKey: pem, engine }), { name: 'IngamError', code, path });
    }
  }
});

test('options are read or refused', async () => {
  for (const [options, code, path] of [
    [{ engine: 'fast' }, 'INGAM_OPTION_INVALID', '/engine'],
    [{ engine: null }, 'INGAM_OPTION_INVALID', '/engine'],
    [{ algorithm: 'AES_ECB' }, 'INGAM_OPTION_INVALID', '/algorithm'],
    [{ algorithm: 1 }, 'INGAM_OPTION_INVALID', '/algorithm'],
    [{ tag: 'v2' }, 'INGAM_OPTION_INVALID', '/tag'],
    [{ check: 'no' }, 'INGAM_OPTION_INVALID', '/check'],
    [{ publicKey: 'x' }, 'INGAM_PUBLIC_KEY_INVALID', '/publicKey'],
    [{ publicKey: 1 }, 'INGAM_PUBLIC_KEY_INVALID', '/publicKey'],
  ]) {
    await assert.rejects(seal(PERSON, options), { code, path }, JSON.stringify(options));
  }
  const { sessionKey, userPhone } = await seal(
    { userPhone: '010-1234-5678' },
    { publicKey: pem, tag: 'v1_0.0.14', check: false, algorithm: 'AES_GCM' },
  );
  assert.match(userPhone, /^v1_0\.0\.14\$/);
  assert.equal(openField(unwrap(sessionKey), userPhone), '010-1234-5678');
});

for (const engine of ENGINES) {
  test(`node:crypto opens everything seal makes (${engine})`, async () => {
    const long = '제1조 (목적) '.repeat(400);
    const request = {
      ...PERSON,
      docList: [
        { doc: 'short', docEncrypted: true, order: 1 },
        { doc: long, docEncrypted: 'true', order: 2 },
        { doc: long, docEncrypted: false, order: 3 },
        { doc: '😀'.repeat(2000), docEncrypted: true, order: 4 },
      ],
    };
    const sealed = await seal(request, { publicKey: pem, engine });
    const session = unwrap(sealed.sessionKey);
    assert.equal(session.algorithm, 'AES_GCM');
    assert.deepEqual([session.tag, session.key.length, session.iv.length], ['v1', 32, 12]);
    assert.match(session.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    for (const [name, text] of Object.entries(PERSON)) assert.equal(openField(session, sealed[name]), text);
    for (const index of [0, 1, 3]) {
      assert.equal(openField(session, sealed.docList[index].doc), request.docList[index].doc);
    }
    assert.deepEqual(sealed.docList[2], request.docList[2]);
  });

  test(`everything else is passed through, and the request stays as it is (${engine})`, async () => {
    const nested = { deep: [1, { x: null }] };
    const mark = Symbol('mark');
    const when = new Date(0);
    const text = () =>
      JSON.stringify(request, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
    const request = Object.freeze({
      ...PERSON,
      userCi: null,
      none: undefined,
      big: 2n ** 70n,
      when,
      nested,
      [mark]: 1,
      ['__proto__']: 'own',
      sessionKey: null,
      docList: Object.freeze([
        Object.freeze({ doc: 'x', docEncrypted: true, nested, none: undefined, [mark]: 2 }),
      ]),
    });
    const before = text();
    const sealed = await seal(request, { publicKey: pem, engine });
    assert.notEqual(sealed, request);
    assert.equal(text(), before);
    assert.deepEqual(Reflect.ownKeys(sealed), Reflect.ownKeys(request));
    assert.deepEqual(Reflect.ownKeys(sealed.docList[0]), Reflect.ownKeys(request.docList[0]));
    assert.equal(sealed.userCi, null);
    assert.ok('none' in sealed && sealed.none === undefined);
    assert.equal(sealed.big, 2n ** 70n);
    assert.ok(sealed.when === when && sealed.nested === nested && sealed[mark] === 1);
    assert.equal(Object.getOwnPropertyDescriptor(sealed, '__proto__')?.value, 'own');
    assert.ok(sealed.docList[0].nested === nested && sealed.docList[0][mark] === 2);
    assert.ok(Object.isFrozen(request) && !Object.isFrozen(sealed));
  });
}

test('documents of every length are opened, whoever sealed them', async () => {
  for (const engine of ENGINES) {
    const docs = [1, 16, 127, 128, 129, 255, 256, 257, 1000, 10_000].flatMap((length) => [
      'a'.repeat(length),
      '가'.repeat(length),
      `${'a'.repeat(127)}😀`.repeat(length).slice(0, length * 129),
    ]);
    const docList = docs.map((doc, index) => ({ doc, docEncrypted: true, order: index + 1 }));
    const sealed = await seal({ docList }, { publicKey: pem, engine });
    const session = unwrap(sealed.sessionKey);
    for (const [index, { doc }] of sealed.docList.entries())
      assert.equal(openField(session, doc), docs[index]);
  }
});

test('a request with nothing to seal gets a session key, and every call another', async () => {
  const first = await seal({}, { publicKey: pem });
  const second = await seal({}, { publicKey: pem });
  assert.deepEqual(Object.keys(first), ['sessionKey']);
  assert.notEqual(unwrap(first.sessionKey).id, unwrap(second.sessionKey).id);
  assert.notDeepEqual(unwrap(first.sessionKey).key, unwrap(second.sessionKey).key);
});

test('a member is read once', async () => {
  let reads = 0;
  const request = {
    get userName() {
      reads += 1;
      return reads === 1 ? '김토스' : 7;
    },
  };
  const sealed = await seal(request, { publicKey: pem });
  assert.equal(openField(unwrap(sealed.sessionKey), sealed.userName), '김토스');
  assert.equal(reads, 1);
});

test('the default key is the published one, of 4096 bits', async () => {
  const { sessionKey } = await seal({});
  assert.equal(Buffer.from(sessionKey.split('$')[2], 'base64').length, 512);
});

test('what seal gives is what validateRequest takes', async () => {
  const request = {
    requestType: 'USER_PERSONAL',
    triggerType: 'PUSH',
    userName: PERSON.userName,
    userPhone: PERSON.userPhone,
    userBirthday: PERSON.userBirthday,
    serviceName: '보험 가입',
    docList: [{ docTitle: '약관', doc: '제1조', docType: 'TEXT', docEncrypted: true, order: 1 }],
  };
  const errors = (problems) => problems.filter(({ severity }) => severity === 'error');
  assert.notDeepEqual(errors(await validateRequest('toss.docs.request', request)), []);
  assert.deepEqual(errors(await validateRequest('toss.docs.request', await seal(request))), []);
});

test('validateRequest gives rows, and refuses what is no request', async () => {
  const [problem] = await validateRequest('toss.docs.status', {});
  assert.deepEqual(Object.keys(problem), ['path', 'code', 'severity', 'message', 'messageKo']);
  assert.equal(problem.path, '/txId');
  const cycle = {};
  cycle.cycle = cycle;
  for (const body of [null, undefined, [], 'x', 1, { x: 1n }, cycle, { x: '\ud800' }]) {
    await assert.rejects(validateRequest('toss.docs.status', body), { code: 'INGAM_JSON_INVALID' });
  }
  await assert.rejects(validateRequest('toss.docs', {}), { code: 'INGAM_OPTION_INVALID' });
});

test('documentDigests', async () => {
  assert.deepEqual(
    await documentDigests([
      { order: 2, doc: '전자서명', docEncrypted: true },
      { order: 1, doc: 'abc' },
    ]),
    [
      { order: 1, sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
      { order: 2, sha256: 'cf76de2b2ecb2e4b0aedb3da9c6533860417ea9af721f04b9178f109ca34d6b7' },
    ],
  );
  for (const [docList, code, path] of [
    [[{ order: 1, doc: SEALED }], 'INGAM_ALREADY_SEALED', '/0/doc'],
    [[{ order: 1, doc: '\ud800' }], 'INGAM_FIELD_NOT_TEXT', '/0/doc'],
    [[{ order: 1, doc: null }], 'INGAM_FIELD_NOT_TEXT', '/0/doc'],
    [[{ order: -1, doc: 'x' }], 'INGAM_REQUEST_INVALID', '/0/order'],
    [[null], 'INGAM_REQUEST_INVALID', '/0/order'],
    [{}, 'INGAM_REQUEST_INVALID', ''],
    [undefined, 'INGAM_REQUEST_INVALID', ''],
  ]) {
    await assert.rejects(documentDigests(docList), { code, path }, JSON.stringify(docList));
  }
});
