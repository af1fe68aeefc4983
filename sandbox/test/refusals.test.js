import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { CI, makeRequest, makeSession, PERSON, seal } from './support/client.js';
import { start } from './support/start.js';

/** Each row: what is wrong, how to make it so, and what the log must say. */
const BODY_REFUSALS = [
  ['no requestType', (body) => delete body.requestType, 'requestType'],
  ['a requestType of another product', (body) => (body.requestType = 'USER_NONE'), 'requestType'],
  ['no triggerType', (body) => delete body.triggerType, 'triggerType'],
  ['an unknown triggerType', (body) => (body.triggerType = 'SMS'), 'triggerType'],
  ['no serviceName', (body) => delete body.serviceName, 'serviceName'],
  ['a serviceName of 51 characters', (body) => (body.serviceName = '가'.repeat(51)), '50 characters'],
  ['no sessionKey', (body) => delete body.sessionKey, 'sessionKey'],
  ['no userName', (body) => delete body.userName, 'userName is required'],
  ['no userPhone', (body) => (body.userPhone = null), 'userPhone is required'],
  ['no userBirthday', (body) => delete body.userBirthday, 'userBirthday is required'],
  ['a userName in the clear', (body) => (body.userName = PERSON.userName), 'userName must be sealed'],
  ['an unneeded userCi in the clear', (body) => (body.userCi = CI), 'userCi must be sealed'],
  ['USER_CI without userCi', (body) => (body.requestType = 'USER_CI'), 'userCi is required'],
  [
    'USER_CI with a short CI',
    (body, session) => Object.assign(body, { requestType: 'USER_CI', userCi: seal(session, 'QUJD') }),
    '88 characters',
  ],
  ['expireSeconds of 0', (body) => (body.expireSeconds = 0), 'expireSeconds'],
  ['expireSeconds of 1801', (body) => (body.expireSeconds = 1801), 'expireSeconds'],
  ['expireSeconds in text', (body) => (body.expireSeconds = '600'), 'expireSeconds'],
  ['expireSeconds with a fraction', (body) => (body.expireSeconds = 1.5), 'expireSeconds'],
  ['no docList', (body) => delete body.docList, 'docList'],
  ['an empty docList', (body) => (body.docList = []), 'docList'],
  ['a docList of text', (body) => (body.docList = ['x']), 'docList[0] must be an object'],
  ['no docTitle', (body) => delete body.docList[1].docTitle, 'docList[1].docTitle'],
  ['no doc', (body) => delete body.docList[0].doc, 'docList[0].doc'],
  ['no docType', (body) => delete body.docList[0].docType, 'docType'],
  ['an unknown docType', (body) => (body.docList[0].docType = 'text'), 'docType'],
  ['an unknown signatureType', (body) => (body.docList[0].signatureType = 'PKCS1'), 'signatureType'],
  ['a docEncrypted that is no truth value', (body) => (body.docList[0].docEncrypted = 1), 'docEncrypted'],
  [
    'an encrypted doc in the clear',
    (body) => (body.docList[0].docEncrypted = true),
    'docList[0].doc must be sealed',
  ],
  ['no order', (body) => delete body.docList[0].order, 'order must be a whole number'],
  ['an order in text', (body) => (body.docList[0].order = '1'), 'order must be a whole number'],
  ['an order from 0', (body) => (body.docList[0].order = 0), 'order must be a whole number'],
  ['an order given twice', (body) => (body.docList[0].order = 2), 'number them 1, 2, 3'],
  ['an order with a gap', (body) => (body.docList[1].order = 3), 'number them 1, 2, 3'],
  ['a PDF with its content', (body) => (body.docList[0].docType = 'PDF'), 'for a PDF'],
  [
    'a detached signature over plain text',
    (body) => (body.docList[0].signatureType = 'PKCS7_NO_CONTENT_WITH_ATTR'),
    'SHA-256',
  ],
  ['a body that is no object', (body) => Object.assign(body, { toJSON: () => [] }), 'JSON object'],
];

const PERSON_REFUSALS = [
  ['an empty userName', { userName: '' }, 'userName'],
  ['a phone number with hyphens', { userPhone: '010-0000-0000' }, 'digits only'],
  ['a phone number in other digits', { userPhone: '٠١٠' }, 'digits only'],
  ['a birthday of six digits', { userBirthday: '900531' }, 'real date'],
  ['a birthday that no month has', { userBirthday: '19900431' }, 'real date'],
  ['29 February of a common year', { userBirthday: '20230229' }, 'real date'],
  ['a birthday with hyphens', { userBirthday: '1990-05-31' }, 'real date'],
];

const breakBase64 = (field) =>
  field.replace(/\$([^$]+)$/, (_, text) => `$${text.slice(0, 8)}\n${text.slice(8)}`);

const SESSION_REFUSALS = [
  ['OAEP with SHA-256', { oaepHash: 'sha256' }, 'RSA-OAEP'],
  ['a tag that is not v1', { tag: 'v2' }, 'tag of sessionKey'],
  ['an upper-case id', { id: randomUUID().toUpperCase() }, 'id of sessionKey'],
  [
    'an unknown algorithm',
    { part: `AES_CTR$${randomBytes(32).toString('base64')}$${randomBytes(16).toString('base64')}` },
    'AES_GCM$key$iv',
  ],
  ['a fourth part', { part: 'AES_GCM$a$b$c' }, 'AES_GCM$key$iv'],
  [
    'AES_GCM with 16 bytes of key',
    { part: `AES_GCM$${randomBytes(16).toString('base64')}$${randomBytes(12).toString('base64')}` },
    '32 bytes',
  ],
  [
    'AES_GCM with 16 bytes of IV',
    { part: `AES_GCM$${randomBytes(32).toString('base64')}$${randomBytes(16).toString('base64')}` },
    '12 bytes',
  ],
  [
    'AES_CBC with 12 bytes of IV',
    { part: `AES_CBC$${randomBytes(32).toString('base64')}$${randomBytes(12).toString('base64')}` },
    '16 bytes',
  ],
  [
    'a key without padding',
    { part: `AES_GCM$${'A'.repeat(43)}$${randomBytes(12).toString('base64')}` },
    '32 bytes',
  ],
];

/** Fields that do not belong under their session, or were changed on the way. */
const FIELD_REFUSALS = [
  ['a field of another session', (body, _, other) => (body.userName = seal(other, 'x')), 'id of userName'],
  [
    'a field under another tag',
    (body) => (body.userName = body.userName.replace('v1', 'v1_0.0.14')),
    'tag of userName',
  ],
  ['a field with line breaks', (body) => (body.userName = breakBase64(body.userName)), 'base64'],
  ['a session key with line breaks', (body) => (body.sessionKey = breakBase64(body.sessionKey)), 'base64'],
  [
    'a session key of two parts',
    (body) => (body.sessionKey = body.sessionKey.split('$').slice(1).join('$')),
    'three parts',
  ],
  [
    'a field shorter than its tag',
    (body) => (body.userName = body.userName.replace(/[^$]+$/, 'AAAA')),
    'does not open',
  ],
  [
    'a field of another key',
    (body, session, other) => (body.userName = seal({ ...other, id: session.id }, 'x')),
    'does not open',
  ],
  ['a field with a part too many', (body) => (body.userName += '$00'), 'must be sealed'],
];

async function refused({ client, lines }, body, expected) {
  const answer = await client.toss('/api/v2/sign/docs/request', body);
  assert.equal(answer.status, 400);
  assert.deepEqual(answer.body, {
    resultType: 'FAIL',
    error: { errorType: 0, errorCode: 'CE0003', reason: '잘못된 요청입니다.', data: {}, title: null },
    success: null,
  });
  assert.ok(lines.at(-1).includes(expected), `the log says: ${lines.at(-1)}`);
}

test('docs/request refuses, says why in the log, and keeps secrets out of it', async (t) => {
  const context = await start(t);
  const { client, keys, lines } = context;
  for (const [name, change, expected] of [...BODY_REFUSALS, ...FIELD_REFUSALS]) {
    const edit = (body, session) => void change(body, session, makeSession(keys.publicKey));
    await t.test(name, () => refused(context, makeRequest(keys.publicKey, { change: edit }), expected));
  }
  for (const [name, person, expected] of PERSON_REFUSALS) {
    await t.test(name, () => refused(context, makeRequest(keys.publicKey, { person }), expected));
  }
  for (const [name, options, expected] of SESSION_REFUSALS) {
    const session = makeSession(keys.publicKey, options);
    await t.test(name, () => refused(context, makeRequest(keys.publicKey, { session }), expected));
  }
  await t.test('a body that is not JSON', () => refused(context, '{', 'not JSON'));
  await t.test('another content type', async () => {
    const answer = await client.toss('/api/v2/sign/docs/request', makeRequest(keys.publicKey), {
      'content-type': 'text/plain',
    });
    assert.deepEqual([answer.status, answer.body.error.errorCode], [400, 'CE0003']);
  });
  const log = lines.join('\n');
  for (const secret of [...Object.values(PERSON), CI, '010-0000-0000', 'v1$'])
    assert.ok(!log.includes(secret));
  assert.deepEqual((await client.get('/_sandbox/transactions')).body, { transactions: [] });
});

test('AES_CBC fields need the MAC of the Java SDK', async (t) => {
  const context = await start(t);
  const { publicKey } = context.keys;
  const withMac = (makeMac) => {
    const session = makeSession(publicKey, { algorithm: 'AES_CBC' });
    const change = (body) => (body.userName = seal(session, 'x', makeMac(session)));
    return makeRequest(publicKey, { session, change });
  };
  const mac = (key, text) => createHmac('sha256', key).update(text).digest('hex');
  await refused(
    context,
    withMac(({ secret }) => mac(secret.toString('base64'), 'y')),
    'HMAC of userName',
  );
  await refused(
    context,
    withMac(({ secret }) => mac(secret, 'x').toUpperCase()),
    '.NET Framework',
  );
  await refused(
    context,
    withMac(({ secret }) => mac(secret.toString('base64'), 'x').toUpperCase()),
    'HMAC of userName',
  );
});

test('a session key serves one call', async (t) => {
  const context = await start(t);
  const { client, keys, lines } = context;
  const session = makeSession(keys.publicKey);
  const txId = await client.signed({ session });
  const why = 'sessionKey was used in an earlier call';

  await refused(context, makeRequest(keys.publicKey, { session }), why);
  const sameKey = makeSession(keys.publicKey, { secret: session.secret });
  await refused(context, makeRequest(keys.publicKey, { session: sameKey }), why);
  const sameId = makeSession(keys.publicKey, { id: session.id });
  await refused(context, makeRequest(keys.publicKey, { session: sameId }), why);

  const spent = await client.result(txId, session);
  assert.deepEqual([spent.status, spent.body.error.errorCode], [400, 'CE0003']);
  assert.ok(lines.at(-1).includes(why));
  assert.equal((await client.stats()).reads[txId], undefined);

  const ofResult = makeSession(keys.publicKey);
  assert.equal((await client.result(txId, ofResult)).status, 200);
  await refused(context, makeRequest(keys.publicKey, { session: ofResult }), why);
  const elsewhere = await client.signed();
  assert.equal((await client.result(elsewhere, ofResult)).body.error.errorCode, 'CE0003');
});

test('the same result call may be sent again, unless that is turned off', async (t) => {
  for (const allowResend of [true, false]) {
    const { client, keys } = await start(t, { options: { toss: { allowResend } } });
    const txId = await client.signed();
    const session = makeSession(keys.publicKey);
    assert.equal((await client.result(txId, session)).status, 200);
    assert.equal((await client.result(txId, session)).status, allowResend ? 200 : 400);
  }
});

test('status and result refuse', async (t) => {
  const { client, keys } = await start(t);
  const code = async (path, body) => {
    const answer = await client.toss(`/api/v2/sign/docs/${path}`, body);
    assert.equal(answer.status, 400);
    return answer.body.error.errorCode;
  };
  const sessionKey = () => makeSession(keys.publicKey).sessionKey;
  const txId = await client.signed();
  assert.equal(await code('status', {}), 'CE0003');
  assert.equal(await code('status', { txId: 7 }), 'CE0003');
  assert.equal(await code('status', { txId: randomUUID() }), 'CE3100');
  assert.equal(await code('result', { sessionKey: sessionKey() }), 'CE0003');
  assert.equal(await code('result', { txId }), 'CE0003');
  assert.equal(await code('result', { txId, sessionKey: `v1$${randomUUID()}$AAAA` }), 'CE0003');
  assert.equal(await code('result', { txId: randomUUID(), sessionKey: sessionKey() }), 'CE3100');
  assert.deepEqual((await client.stats()).reads, {});
});
