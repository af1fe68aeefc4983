import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startSandbox } from '../src/index.js';
import { start } from './support/start.js';

test('unknown paths and methods get JSON', async (t) => {
  const { client, sandbox } = await start(t);
  const unknown = await client.get('/api/v3/anything');
  assert.deepEqual([unknown.status, typeof unknown.body.error], [404, 'string']);
  const wrong = await client.get('/api/v2/sign/docs/status');
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'POST']);
  const head = await fetch(`${sandbox.url}/token`, { method: 'HEAD' });
  assert.deepEqual([head.status, await head.text()], [405, '']);
});

test('a body of more than 8 MiB gets 413, one below does not', async (t) => {
  const { client } = await start(t);
  const tooLong = await client.toss('/api/v2/sign/docs/status', 'x'.repeat(8 * 1024 * 1024 + 1));
  assert.deepEqual([tooLong.status, typeof tooLong.body.error], [413, 'string']);
  assert.equal((await client.toss('/api/v2/sign/docs/status', 'x'.repeat(8 * 1024 * 1024))).status, 400);
});

test('an upload that breaks off harms nobody', async (t) => {
  const { client, sandbox, lines } = await start(t);
  const socket = connect(sandbox.port, sandbox.host);
  await once(socket, 'connect');
  socket.write('POST /api/v2/sign/docs/status HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"txId"');
  while (!(await client.stats()).calls['POST /api/v2/sign/docs/status']);
  socket.destroy();
  while (!lines.some((line) => line.includes('went away'))) await new Promise(setImmediate);
  assert.equal((await client.status('x')).body.error.errorCode, 'CE3100');
});

test('bytes that are not HTTP get 400', async (t) => {
  const { sandbox } = await start(t);
  const socket = connect(sandbox.port, sandbox.host);
  socket.end('nonsense\r\n\r\n');
  const [data] = await once(socket, 'data');
  assert.match(data.toString(), /^HTTP\/1\.1 400 /);
});

test('a caller that gives up during a delay harms nobody', async (t) => {
  const { client, sandbox } = await start(t);
  await client.control('faults', { endpoint: '/token', kind: 'delay', times: 1, ms: 100 });
  await assert.rejects(fetch(`${sandbox.url}/token`, { method: 'POST', signal: AbortSignal.timeout(20) }));
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.equal((await client.requestToken()).status, 200);
});

test('connections are kept alive, and close() ends them', async () => {
  const sandbox = await startSandbox({ log: () => {} });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set();
  for (let call = 0; call < 2; call++) {
    const [response] = await once(request(`${sandbox.url}/_sandbox/stats`, { agent }).end(), 'response');
    ports.add(response.socket.localPort);
    assert.equal(response.headers['keep-alive'], 'timeout=120');
    await response.toArray();
  }
  assert.equal(ports.size, 1);
  const before = performance.now();
  await Promise.all([sandbox.close(), sandbox.close()]);
  assert.ok(performance.now() - before < 900, 'idle connections do not hold it up');
  agent.destroy();
  await assert.rejects(fetch(sandbox.url));
});

test('close() does not wait for an answer that a fault holds back', async (t) => {
  const { client, sandbox } = await start(t);
  await client.control('faults', { endpoint: '/token', kind: 'delay', times: 1, ms: 60_000 });
  const pending = assert.rejects(client.requestToken());
  while (!(await client.stats()).calls['POST /token']);
  const before = performance.now();
  await sandbox.close();
  await pending;
  assert.ok(performance.now() - before < 5000);
});

test('only loopback addresses and known options are taken', async () => {
  await assert.rejects(startSandbox({ host: '0.0.0.0' }), /host must be one of/);
  await assert.rejects(startSandbox({ options: { toss: { personalData: ['phone'] } } }), /no item phone/);
  await assert.rejects(
    startSandbox({ options: { toss: { detachedDigest: 'pdf' } } }),
    /detachedDigest must be/,
  );
});

test('a taken port is reported', async (t) => {
  const { sandbox } = await start(t);
  await assert.rejects(startSandbox({ port: sandbox.port }), { code: 'EADDRINUSE' });
});
