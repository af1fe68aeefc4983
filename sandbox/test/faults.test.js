import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { makeSession } from './support/client.js';
import { start } from './support/start.js';

const RESULT = '/api/v2/sign/docs/result';

/** A result call whose bytes arrive as they were sent: fetch would undo gzip. */
function rawResult(sandbox, token, txId) {
  const body = JSON.stringify({ txId, sessionKey: makeSession(sandbox.keys.publicKey).sessionKey });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const call = httpRequest(sandbox.url + RESULT, { method: 'POST', headers }, async (response) => {
      resolve({
        status: response.statusCode,
        headers: response.headers,
        bytes: Buffer.concat(await response.toArray()),
      });
    });
    call.on('error', reject).end(body);
  });
}

/** A sandbox with one signed transaction and one fault before its result. */
async function startWithFault(t, fault) {
  const context = await start(t);
  const { client, sandbox } = context;
  const token = await client.authorize();
  const txId = await client.signed();
  const answer = await client.control('faults', { endpoint: RESULT, times: 1, ...fault });
  assert.equal(answer.status, 200);
  const reads = async () => (await client.stats()).reads[txId] ?? 0;
  return { ...context, txId, reads, raw: () => rawResult(sandbox, token, txId) };
}

test('unauthorized answers 401 and does not act', async (t) => {
  const { client, txId, reads, lines } = await startWithFault(t, { kind: 'unauthorized' });
  const answer = await client.result(txId);
  assert.deepEqual([answer.status, answer.body.error.errorCode], [401, 'CE1000']);
  assert.equal(await reads(), 0);
  assert.ok(lines.at(-1).includes('[fault: unauthorized]'));
  assert.equal((await client.result(txId)).status, 200);
});

test('html502 answers a page and does not act', async (t) => {
  const { raw, reads } = await startWithFault(t, { kind: 'html502' });
  const answer = await raw();
  assert.equal(answer.status, 502);
  assert.match(answer.headers['content-type'], /^text\/html/);
  assert.throws(() => JSON.parse(answer.bytes.toString()));
  assert.equal(await reads(), 0);
});

test('tooMany answers 429 with Retry-After and does not act', async (t) => {
  const { client, txId, reads } = await startWithFault(t, { kind: 'tooMany' });
  const answer = await client.result(txId);
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '1']);
  assert.equal(await reads(), 0);
});

test('fail200 answers the FAIL envelope with 200 and does not act', async (t) => {
  const { client, txId, reads } = await startWithFault(t, { kind: 'fail200' });
  const answer = await client.result(txId);
  assert.deepEqual(
    [answer.status, answer.body.resultType, answer.body.error.errorCode],
    [200, 'FAIL', 'CE0003'],
  );
  assert.equal(answer.body.success, null);
  assert.equal(await reads(), 0);
});

test('drop acts, then cuts the connection', async (t) => {
  const { client, txId, reads } = await startWithFault(t, { kind: 'drop' });
  await assert.rejects(client.result(txId), TypeError);
  assert.equal(await reads(), 1);
  assert.equal((await client.result(txId)).status, 200);
  assert.equal((await client.result(txId)).body.error.errorCode, 'CE3101');
});

test('delay acts, then holds the answer back', async (t) => {
  const { client, txId, reads } = await startWithFault(t, { kind: 'delay', ms: 400 });
  const before = performance.now();
  let answered = false;
  const pending = client.result(txId).finally(() => (answered = true));
  while ((await reads()) === 0);
  assert.equal(answered, false);
  assert.equal((await pending).status, 200);
  assert.ok(performance.now() - before >= 390);
});

test('gzip acts and compresses whatever the caller accepts', async (t) => {
  const { raw, reads } = await startWithFault(t, { kind: 'gzip' });
  const answer = await raw();
  assert.deepEqual([answer.status, answer.headers['content-encoding']], [200, 'gzip']);
  assert.equal(JSON.parse(gunzipSync(answer.bytes).toString()).success.status, 'COMPLETED');
  assert.equal(await reads(), 1);
});

test('garbage acts and answers 200 with bytes that nobody can parse', async (t) => {
  const { raw, reads } = await startWithFault(t, { kind: 'garbage' });
  const answer = await raw();
  assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'application/json']);
  assert.throws(() => JSON.parse(answer.bytes.toString()));
  assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(answer.bytes));
  assert.equal(await reads(), 1);
});

test('a fault is for its prefix, for so many times, oldest first', async (t) => {
  const { client } = await start(t);
  await client.control('faults', { endpoint: '/api/', kind: 'tooMany', times: 2 });
  await client.control('faults', { endpoint: '/api/v2/sign/docs/status', kind: 'unauthorized', times: 1 });
  assert.equal((await client.requestToken()).status, 200);
  const statuses = [];
  for (let call = 0; call < 4; call++) statuses.push((await client.status('x')).status);
  assert.deepEqual(statuses, [429, 429, 401, 400]);
});

test('faults of /token speak the language of tokens', async (t) => {
  const { client } = await start(t);
  await client.control('faults', { endpoint: '/token', kind: 'unauthorized', times: 1 });
  const refused = await client.requestToken();
  assert.deepEqual([refused.status, refused.body.error], [401, 'invalid_client']);
  await client.control('faults', { endpoint: '/token', kind: 'drop', times: 1 });
  await assert.rejects(client.requestToken(), TypeError);
  assert.equal((await client.stats()).tokenIssues.toss, 1);
});
