import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT_CODE, OTHER_CLIENT_CODE, SCOPE, SERVICES } from './support/linkhub.js';
import { start } from './support/start.js';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const DATE = '2026-03-01T00:00:00.000Z';
const NO_RECEIPT = -31_010_011;

const BODY_REFUSALS = [
  ['a body that is not JSON', { body: '{' }, 9],
  ['a body that is no object', { body: '[]' }, 9],
  ['another content type', { headers: { 'content-type': 'text/plain' } }, 9],
  ['no content type', { headers: { 'content-type': undefined } }, 9],
  ['another charset', { headers: { 'content-type': 'application/json; charset=euc-kr' } }, 9],
  ['no scope', { body: { access_id: CLIENT_CODE } }, 9],
  ['an empty scope', { scope: [] }, 9],
  ['a scope in text', { scope: 'member' }, 9],
  ['an unknown scope', { scope: [...SCOPE, '340'] }, 9],
  ['a scope of numbers', { scope: ['member', 310, 320, 330] }, 9],
  ['no access_id', { body: { scope: SCOPE } }, 9],
  ['an access_id that is neither text nor number', { accessId: true }, 9],
  ['an access_id with a fraction', { accessId: 20040000001.5 }, 9],
  ['an unknown client code', { accessId: '020040000003' }, 10],
  ['an unknown client code in digits', { accessId: 20040000003 }, 10],
];

test('the token host refuses', async (t) => {
  const { linkHub, client } = await start(t);
  for (const [name, options, number] of BODY_REFUSALS) {
    await t.test(name, async () => {
      const { status, body } = await linkHub.requestToken(options);
      assert.deepEqual([status, body.code], [400, -(11_010_000 + number)]);
      assert.equal(typeof body.message, 'string');
    });
  }
  assert.equal((await client.stats()).tokenIssues.linkhub, 0);
});

test('/Time is UTC in plain text, by the one clock', async (t) => {
  const { linkHub, client } = await start(t, { clock: () => NOW + 789 });
  const answer = await linkHub.send('GET', '/Time');
  assert.deepEqual([answer.status, answer.bytes.toString()], [200, '2026-03-01T00:00:00Z']);
  assert.match(answer.headers['content-type'], /^text\/plain/);
  await client.control('clock', { advanceSeconds: 61 });
  assert.equal((await linkHub.send('GET', '/Time')).bytes.toString(), '2026-03-01T00:01:01Z');
});

test('a token answer has the members of the published clients', async (t) => {
  const { linkHub, client, sandbox } = await start(t, { clock: () => NOW });
  const { status, body, headers } = await linkHub.requestToken({ date: DATE });
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'application/json');
  const { session_token: token, ...rest } = body;
  assert.ok(token.length >= 32);
  assert.deepEqual(rest, {
    serviceID: 'KAKAOCERT',
    linkID: sandbox.keys.linkId,
    usercode: CLIENT_CODE,
    ipaddress: '127.0.0.1',
    expiration: '2026-03-01T00:30:00.000Z',
    scope: SCOPE,
  });
  const second = (await linkHub.requestToken({ date: DATE })).body.session_token;
  assert.notEqual(second, token);
  const { tokenIssues, lastTokens } = await client.stats();
  assert.deepEqual(
    [tokenIssues, lastTokens],
    [
      { toss: 0, linkhub: 2 },
      { toss: null, linkhub: second },
    ],
  );
});

test('a client code may come as a number, which has no leading zero', async (t) => {
  const { linkHub } = await start(t);
  const { status, body } = await linkHub.requestToken({ accessId: 20040000002 });
  assert.deepEqual([status, body.usercode], [200, OTHER_CLIENT_CODE]);
});

test('client codes are those of the option', async (t) => {
  const { linkHub, keys } = await start(t, { options: { kakao: { clientCodes: ['023040000009'] } } });
  assert.deepEqual(keys.clientCodes, ['023040000009']);
  assert.equal((await linkHub.requestToken()).body.code, -11_010_010);
  assert.equal((await linkHub.requestToken({ accessId: '023040000009' })).status, 200);
});

test('every service call needs a token that lives', async (t) => {
  const { linkHub } = await start(t, { clock: () => NOW, options: { kakao: { clockSkewSeconds: 1e9 } } });
  const token = await linkHub.authorize();
  const calls = (authorization) =>
    SERVICES.flatMap((service) => [
      linkHub.request(service, {}, { headers: { authorization } }),
      linkHub.get(`/${service}/Status/1`, { headers: { authorization } }),
      linkHub.get(`/${service}/Verify/1`, { headers: { authorization } }),
    ]);
  for (const wrong of [
    undefined,
    '',
    token,
    `bearer ${token}`,
    `Bearer ${token}x`,
    'Bearer ',
    'Basic eDp5',
  ]) {
    for (const answer of await Promise.all(calls(wrong))) {
      assert.deepEqual([answer.status, answer.body.code], [401, -31_010_005], String(wrong));
    }
  }
});

test('a token ends at its expiration, which the option and the control surface set', async (t) => {
  const { linkHub, client } = await start(t, { clock: () => NOW, options: { kakao: { expiresIn: 60 } } });
  const codeAfter = async (seconds) => {
    await client.control('clock', { advanceSeconds: seconds });
    return (await linkHub.status('SignToken', '1')).body.code;
  };
  await linkHub.authorize(undefined, { date: DATE });
  assert.equal(await codeAfter(59), NO_RECEIPT);
  assert.equal(await codeAfter(1), -31_010_006);

  await client.control('token', { expiresIn: 5 });
  const { body } = await linkHub.requestToken({ date: DATE });
  assert.equal(body.expiration, '2026-03-01T00:01:05.000Z');
  await linkHub.authorize(undefined, { date: DATE });
  assert.equal(await codeAfter(4), NO_RECEIPT);
  assert.equal(await codeAfter(1), -31_010_006);

  await client.control('reset');
  assert.equal((await linkHub.status('SignToken', '1')).body.code, -31_010_005);
  assert.equal((await linkHub.requestToken({ date: DATE })).body.expiration, '2026-03-01T00:01:00.000Z');
});

test('a token is bound to the address it is forwarded to', async (t) => {
  const { linkHub, lines } = await start(t);
  const code = async () => (await linkHub.status('SignToken', '1')).body.code;
  const issue = async (forwarded) => {
    const { body } = await linkHub.requestToken({ forwarded });
    await linkHub.authorize(undefined, { forwarded });
    return body.ipaddress;
  };
  assert.equal(await issue('203.0.113.7'), '203.0.113.7');
  assert.equal(await code(), -31_010_007);
  assert.ok(lines.at(-1).includes('bound to 203.0.113.7, the call comes from 127.0.0.1'));
  assert.equal((await linkHub.request('SignToken')).body.code, -31_010_007);
  assert.equal(await issue('127.0.0.1'), '127.0.0.1');
  assert.equal(await code(), NO_RECEIPT);
  assert.equal(await issue(''), '127.0.0.1');
  assert.equal(await code(), NO_RECEIPT);
});

const skip = process.platform === 'darwin' && 'macOS has one loopback address only';
test('a token is bound to the address it was issued to, unless it was asked for any', { skip }, async (t) => {
  const { linkHub } = await start(t);
  const codeFrom = async (from) => (await linkHub.status('SignToken', '1', { from })).body.code;

  await linkHub.authorize(undefined, { from: '127.0.0.2' });
  assert.deepEqual([await codeFrom('127.0.0.1'), await codeFrom('127.0.0.2')], [-31_010_007, NO_RECEIPT]);
  await linkHub.authorize(undefined, { forwarded: '*' });
  assert.deepEqual([await codeFrom('127.0.0.1'), await codeFrom('127.0.0.2')], [NO_RECEIPT, NO_RECEIPT]);
  assert.equal((await linkHub.requestToken({ forwarded: '*' })).body.ipaddress, '*');
  assert.equal((await linkHub.request('SignToken', {}, { from: '127.0.0.2' })).status, 200);
});

test('every service needs every scope', async (t) => {
  const { linkHub, lines } = await start(t);
  for (const missing of SCOPE) {
    const scope = SCOPE.filter((item) => item !== missing);
    const issued = await linkHub.requestToken({ scope });
    assert.deepEqual([issued.status, issued.body.scope], [200, scope]);
    await linkHub.authorize(undefined, { scope });
    for (const service of SERVICES) {
      const answer = await linkHub.status(service, '1');
      assert.deepEqual([answer.status, answer.body.code], [401, -31_010_008]);
      assert.ok(lines.at(-1).includes(`lacks the scope ${missing}`));
      assert.equal((await linkHub.request(service)).body.code, -31_010_008);
    }
  }
});
