import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { start } from './support/start.js';

const VERIFY = '/SignToken/Verify/';
const TOKEN = '/KAKAOCERT/Token';

/** A sandbox with one signed request and one fault before its verification. */
async function startWithFault(t, fault) {
  const { client, linkHub } = await start(t);
  const id = await linkHub.requested('SignToken');
  await client.control('sign', { id });
  assert.equal((await client.control('faults', { endpoint: VERIFY, times: 1, ...fault })).status, 200);
  const reads = async () => (await client.stats()).reads[id] ?? 0;
  return { client, linkHub, reads, verify: (options) => linkHub.verify('SignToken', id, undefined, options) };
}

for (const [kind, status, code] of [
  ['unauthorized', 401, -31_010_005],
  ['tooMany', 429, -31_010_429],
  ['fail200', 200, -31_010_009],
]) {
  test(`${kind} answers code and message with ${status} and does not act`, async (t) => {
    const { verify, reads } = await startWithFault(t, { kind });
    const answer = await verify();
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
    assert.deepEqual(Object.keys(answer.body), ['code', 'message']);
    assert.equal(answer.headers['retry-after'], kind === 'tooMany' ? '1' : undefined);
    assert.equal(await reads(), 0);
    assert.equal((await verify()).status, 200);
  });
}

test('html502 answers a page and does not act', async (t) => {
  const { verify, reads } = await startWithFault(t, { kind: 'html502' });
  const answer = await verify();
  assert.deepEqual([answer.status, answer.body], [502, undefined]);
  assert.match(answer.headers['content-type'], /^text\/html/);
  assert.equal(await reads(), 0);
});

test('drop acts, then cuts the connection; the read is gone', async (t) => {
  const { verify, reads } = await startWithFault(t, { kind: 'drop' });
  await assert.rejects(verify(), { code: 'ECONNRESET' });
  assert.equal(await reads(), 1);
  assert.equal((await verify()).body.code, -31_010_014);
});

test('delay acts, then holds the answer back', async (t) => {
  const { verify, reads } = await startWithFault(t, { kind: 'delay', ms: 300 });
  const before = performance.now();
  const pending = verify();
  while ((await reads()) === 0)
    assert.ok(performance.now() - before < 290, 'it has acted before the delay is over');
  assert.equal((await pending).status, 200);
  assert.ok(performance.now() - before >= 290);
});

test('gzip compresses once, whether the caller asked or not', async (t) => {
  for (const headers of [{}, { 'accept-encoding': 'gzip' }]) {
    const { verify, reads } = await startWithFault(t, { kind: 'gzip' });
    const answer = await verify({ headers });
    assert.deepEqual([answer.status, answer.headers['content-encoding']], [200, 'gzip']);
    assert.ok(JSON.parse(gunzipSync(answer.bytes).toString()).signedData);
    assert.equal(await reads(), 1);
  }
});

test('garbage acts and answers bytes that are not compressed, whatever the caller accepts', async (t) => {
  const { verify, reads } = await startWithFault(t, { kind: 'garbage' });
  const answer = await verify({ headers: { 'accept-encoding': 'gzip' } });
  assert.deepEqual([answer.status, answer.headers['content-encoding']], [200, undefined]);
  assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(answer.bytes));
  assert.equal(await reads(), 1);
});

test('faults of the auth host speak its language', async (t) => {
  const { client, linkHub } = await start(t);
  const expected = [
    [TOKEN, 'unauthorized', 401, -11_010_003],
    [TOKEN, 'fail200', 200, -11_010_009],
    [TOKEN, 'tooMany', 429, -11_010_429],
    ['/Time', 'unauthorized', 401, -11_010_005],
  ];
  for (const [endpoint, kind, status, code] of expected) {
    await client.control('faults', { endpoint, kind, times: 1 });
    const answer = endpoint === TOKEN ? await linkHub.requestToken() : await linkHub.send('GET', endpoint);
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
  }
  assert.equal((await client.stats()).tokenIssues.linkhub, 0);
  await client.control('faults', { endpoint: TOKEN, kind: 'drop', times: 1 });
  await assert.rejects(linkHub.requestToken());
  assert.equal((await client.stats()).tokenIssues.linkhub, 1);
});
