import assert from 'node:assert/strict';
import { createPublicKey, randomUUID, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { start } from './support/start.js';

const REFUSALS = [
  ['sign', {}, 400, 'id must be'],
  ['sign', { id: 7 }, 400, 'id must be'],
  ['sign', { id: randomUUID() }, 404, 'no transaction'],
  ['expire', { id: randomUUID() }, 404, 'no transaction'],
  ['progress', { id: randomUUID() }, 404, 'no transaction'],
  ['clock', {}, 400, 'advanceSeconds'],
  ['clock', { advanceSeconds: -1 }, 400, 'advanceSeconds'],
  ['clock', { advanceSeconds: 0.5 }, 400, 'advanceSeconds'],
  ['clock', { advanceSeconds: 1e12 }, 400, 'advanceSeconds'],
  ['token', { expiresIn: 0 }, 400, 'expiresIn'],
  ['faults', {}, 400, 'endpoint'],
  ['faults', { endpoint: '/_sandbox/stats', kind: 'drop', times: 1 }, 400, 'endpoint'],
  ['faults', { endpoint: '/token', kind: 'explode', times: 1 }, 400, 'kind must be one of drop, delay'],
  ['faults', { endpoint: '/token', kind: 'drop' }, 400, 'times'],
  ['faults', { endpoint: '/token', kind: 'drop', times: 0 }, 400, 'times'],
  ['faults', { endpoint: '/token', kind: 'drop', times: 1, ms: 5 }, 400, 'delay only'],
  ['faults', { endpoint: '/token', kind: 'delay', times: 1, ms: -1 }, 400, 'ms must be'],
  ['faults', '{', 400, 'not JSON'],
  ['faults', '[]', 400, 'JSON object'],
  ['nothing', {}, 404, '/_sandbox/faults'],
  ['stats', {}, 405, 'takes GET'],
];

test('control calls that make no sense are explained', async (t) => {
  const { client } = await start(t);
  for (const [name, body, status, words] of REFUSALS) {
    const answer = await client.control(name, body);
    assert.equal(answer.status, status, `${name} ${JSON.stringify(body)}`);
    assert.ok(answer.body.error.includes(words), answer.body.error);
  }
  const wrongMethod = await client.get('/_sandbox/sign');
  assert.deepEqual([wrongMethod.status, wrongMethod.headers.get('allow')], [405, 'POST']);
});

test('a transaction that is over can be moved no more', async (t) => {
  const { client } = await start(t);
  const id = await client.signed();
  for (const move of ['sign', 'expire', 'progress']) {
    const answer = await client.control(move, { id });
    assert.equal(answer.status, 409);
    assert.ok(answer.body.error.includes('COMPLETED'));
  }
});

test('keys hold everything a relying party configures', async (t) => {
  const { client, sandbox } = await start(t);
  const { body } = await client.get('/_sandbox/keys');
  assert.deepEqual(body, sandbox.keys);
  assert.deepEqual(Object.keys(body).sort(), [
    'caCertificate',
    'clientCodes',
    'kakaoCaCertificate',
    'kakaoRootCertificate',
    'linkId',
    'linkSecret',
    'publicKey',
    'rootCertificate',
    'tossClientId',
    'tossClientSecret',
  ]);
  const key = createPublicKey({ key: Buffer.from(body.publicKey, 'base64'), type: 'spki', format: 'der' });
  assert.equal(key.asymmetricKeyDetails.modulusLength, 4096);
  assert.ok(new X509Certificate(body.caCertificate).ca);
  assert.ok(new X509Certificate(body.kakaoCaCertificate).ca);
  assert.deepEqual(body.clientCodes, ['020040000001', '020040000002']);
  assert.equal(body.linkId, 'SANDBOX');
  assert.equal(Buffer.from(body.linkSecret, 'base64').length, 32);
});

test('stats count calls, tokens and reads; transactions lists states without personal data', async (t) => {
  const { client } = await start(t);
  assert.deepEqual(await client.stats(), {
    calls: {},
    tokenIssues: { toss: 0, linkhub: 0 },
    reads: {},
    lastTokens: { toss: null, linkhub: null },
  });
  const token = await client.authorize();
  const id = await client.signed();
  await client.result(id);
  await client.get('/nowhere');
  assert.deepEqual(await client.stats(), {
    calls: {
      'POST /token': 1,
      'POST /api/v2/sign/docs/request': 1,
      'POST /api/v2/sign/docs/result': 1,
      'GET /nowhere': 1,
    },
    tokenIssues: { toss: 1, linkhub: 0 },
    reads: { [id]: 1 },
    lastTokens: { toss: token, linkhub: null },
  });
  const { body } = await client.get('/_sandbox/transactions');
  assert.deepEqual(body, { transactions: [{ provider: 'toss', id, state: 'COMPLETED', reads: 1 }] });
});

test('reset forgets transactions, faults, stats, tokens, sessions and the clock', async (t) => {
  const { client } = await start(t, { clock: () => Date.parse('2026-03-01T00:00:00Z') });
  await client.signed();
  await client.control('token', { expiresIn: 5 });
  await client.control('faults', { endpoint: '/', kind: 'html502', times: 99 });
  await client.control('clock', { advanceSeconds: 86_400 });
  assert.deepEqual((await client.control('reset')).body, {});

  const { body } = await client.control('clock', { advanceSeconds: 0 });
  assert.equal(body.now, '2026-03-01T00:00:00.000Z');
  assert.deepEqual((await client.stats()).calls, {});
  assert.deepEqual((await client.get('/_sandbox/transactions')).body, { transactions: [] });
  assert.equal((await client.status('x')).body.error.errorCode, 'CE1000');
  assert.equal((await client.requestToken()).body.expires_in, 3599);
});
