// worker/entry.mjs: a panic costs the calls under way, and nothing after them.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { startSandbox } from 'ingam-sandbox';

import { BUILD, startGateway } from '../../scripts/gateway-runtime.mjs';

const GLUE = fileURLToPath(new URL('support/panicking-glue.js', import.meta.url));

/** @type {Awaited<ReturnType<typeof startGateway>>} */
let gateway;
/** @type {Awaited<ReturnType<typeof startSandbox>>} */
let sandbox;
/** @type {string} */
let build;
/** @type {string[]} */
const logged = [];

before(async () => {
  build = mkdtempSync(join(tmpdir(), 'ingam-recovery-'));
  cpSync(BUILD, build, { recursive: true });
  renameSync(join(build, 'gateway.js'), join(build, 'generated-glue.js'));
  cpSync(GLUE, join(build, 'gateway.js'));
  sandbox = await startSandbox({ port: 0, log: () => {} });
  gateway = await startGateway({
    sandboxUrl: sandbox.url,
    build,
    onLog: ({ message }) => logged.push(message),
  });
});

after(async () => {
  await gateway?.dispose();
  await sandbox?.close();
  rmSync(build, { recursive: true });
});

/** @param {string} path */
const get = (path) => fetch(gateway.url + path);

/** @param {string} path */
const object = async (path) => (await get(path)).json();

test('the request that panics is answered, and the next one is served', async () => {
  const answer = await get('/panic');
  assert.equal(answer.status, 500);
  assert.equal(answer.headers.get('ingam-error'), 'INGAM_INTERNAL');
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.equal((await answer.json()).code, 'INGAM_INTERNAL');
  assert.equal((await get('/healthz')).status, 200);
  assert.ok(logged.some((line) => line.includes('instance_replaced')));
});

test('a request that panics on a provider’s path is answered in the provider’s envelope', async () => {
  const toss = await get('/api/v2/sign/docs/panic');
  assert.deepEqual([toss.status, toss.headers.get('content-type')], [500, 'application/json']);
  assert.equal(toss.headers.get('ingam-error'), 'INGAM_INTERNAL');
  const { resultType, error, success } = await toss.json();
  assert.deepEqual(
    [resultType, error.errorCode, error.data.code, success],
    ['FAIL', 'IG5000', 'INGAM_INTERNAL', null],
  );

  const linkHub = await get('/SignToken/panic');
  assert.deepEqual([linkHub.status, linkHub.headers.get('content-type')], [500, 'application/json']);
  const { code, message, ingam } = await linkHub.json();
  assert.deepEqual([code, ingam.code], [-99105000, 'INGAM_INTERNAL']);
  assert.match(message, /[가-힣]/);
});

test('what is under way fails at once, what comes after does not', async () => {
  const underWay = ['/wait', '/object/wait', '/wait'].map(get);
  await pass(100);
  const begun = performance.now();
  assert.equal((await get('/panic')).status, 500);
  for (const answer of await Promise.all(underWay)) assert.equal(answer.status, 500);
  assert.ok(performance.now() - begun < 150, 'they did not wait for their timers');
  assert.equal((await get('/wait')).status, 200);
});

test('an object that panics keeps its storage and gets a new Rust object', async () => {
  const earlier = await object('/object');
  assert.equal((await get('/object/panic')).status, 500);
  const later = await object('/object');
  assert.equal(later.calls, 1);
  assert.equal(later.stored_calls, earlier.stored_calls + 2);
  assert.equal(later.instance, earlier.instance + 1);
});

test('a panic elsewhere renews an object too', async () => {
  const earlier = await object('/object');
  await get('/panic');
  const later = await object('/object');
  assert.deepEqual([later.calls, later.instance], [1, earlier.instance + 1]);
});

test('an alarm that panics comes again', async () => {
  await get('/object/alarm');
  for (let waited = 0; waited < 10_000; waited += 200) {
    if ((await object('/object')).stored_alarms === 2) return;
    await pass(200);
  }
  assert.fail('the alarm did not come again within 10 s');
});
