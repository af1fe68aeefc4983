import assert from 'node:assert/strict';
import { createPublicKey, createVerify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { start } from './support/start.js';

const REFUSALS = [
  ['a missing grant_type', { grant_type: undefined }, 400, 'invalid_request'],
  ['another grant_type', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ['a missing client_id', { client_id: undefined }, 401, 'invalid_client'],
  ['camel-case field names', { client_id: undefined, clientId: 'x' }, 401, 'invalid_client'],
  ['a wrong client_id', { client_id: 'test_other' }, 401, 'invalid_client'],
  ['a missing client_secret', { client_secret: undefined }, 401, 'invalid_client'],
  ['a wrong client_secret', { client_secret: 'test_other' }, 401, 'invalid_client'],
  ['a missing scope', { scope: undefined }, 400, 'invalid_request'],
  ['another scope', { scope: 'ca openid' }, 400, 'invalid_scope'],
];

test('/token refuses', async (t) => {
  const { client, lines, keys } = await start(t);
  for (const [name, fields, status, error] of REFUSALS) {
    await t.test(name, async () => {
      const answer = await client.requestToken(fields);
      assert.equal(answer.status, status);
      assert.equal(answer.body.error, error);
      assert.equal(typeof answer.body.error_description, 'string');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.ok(lines.at(-1).includes(error));
    });
  }
  await t.test('another content type', async () => {
    const answer = await client.requestToken({}, { 'content-type': 'application/json' });
    assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_request']);
  });
  await t.test('a repeated field', async () => {
    const answer = await client.post(
      '/token',
      'grant_type=client_credentials&grant_type=client_credentials',
      {
        'content-type': 'application/x-www-form-urlencoded',
      },
    );
    assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_request']);
  });
  assert.equal((await client.stats()).tokenIssues.toss, 0);
  assert.ok(!lines.join().includes(keys.tossClientSecret));
});

test('services refuse every call without a token that lives', async (t) => {
  const { client } = await start(t);
  const token = await client.authorize();
  for (const authorization of ['', token, `bearer ${token}`, `Bearer ${token}x`, 'Bearer ', 'Basic eDp5']) {
    const answer = await client.toss('/api/v2/sign/docs/status', { txId: 'x' }, { authorization });
    assert.equal(answer.status, 401, authorization);
    assert.deepEqual(answer.body, {
      resultType: 'FAIL',
      error: {
        errorType: 0,
        errorCode: 'CE1000',
        reason: '토큰이 유효하지 않습니다.',
        data: {},
        title: null,
      },
      success: null,
    });
  }
  assert.equal((await client.status('x')).body.error.errorCode, 'CE3100');
  await client.control('clock', { advanceSeconds: 3598 });
  assert.equal((await client.status('x')).body.error.errorCode, 'CE3100');
  await client.control('clock', { advanceSeconds: 1 });
  assert.equal((await client.status('x')).body.error.errorCode, 'CE1000');
});

test('a token is an RS256 JWT in the form of Toss, with a lifetime to choose', async (t) => {
  const { client, keys } = await start(t);
  const { status, body } = await client.requestToken();
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ['access_token', 'scope', 'token_type', 'expires_in']);
  assert.deepEqual([body.scope, body.token_type, body.expires_in], ['ca', 'Bearer', 3599]);

  const [header, payload, signature] = body.access_token.split('.');
  const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
  assert.deepEqual(decode(header), { kid: 'cert', alg: 'RS256' });
  const { nbf, iat, exp, jti, ...claims } = decode(payload);
  assert.deepEqual(claims, {
    sub: keys.tossClientId,
    aud: keys.tossClientId,
    scope: ['ca'],
    iss: 'https://cert.toss.im',
  });
  assert.deepEqual([nbf, exp - iat], [iat, 3599]);
  assert.match(jti, /^[0-9a-f-]{36}$/);
  const key = createPublicKey(readFileSync(new URL('../fixtures/token.key.pem', import.meta.url)));
  assert.ok(createVerify('sha256').update(`${header}.${payload}`).verify(key, signature, 'base64url'));

  await client.control('token', { expiresIn: 31_536_000 });
  const second = (await client.requestToken()).body;
  assert.equal(second.expires_in, 31_536_000);
  const stats = await client.stats();
  assert.equal(stats.tokenIssues.toss, 2);
  assert.equal(stats.lastTokens.toss, second.access_token);
  assert.ok(keys.tossClientId.startsWith('test_'));
});
