// A caller whose connection is reset while its request is at the provider: the signer has been asked, so
// what the provider says is kept all the same.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as open } from 'node:http';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';

import { startSandbox } from '../../sandbox/src/index.js';
import { send } from './support/http.mjs';
import { personalRequest } from './support/requests.mjs';
import { DEV, REQUEST, RESULT, until } from './support/rig.mjs';
import { makeSession } from './support/session.mjs';
import { startTap } from './support/tap.mjs';
import { startWorkerd } from './support/workerd.mjs';

/** @type {Awaited<ReturnType<typeof startSandbox>>} */
let sandbox;
/** @type {Awaited<ReturnType<typeof startTap>>} */
let tap;
/** @type {Awaited<ReturnType<typeof startWorkerd>>} */
let gateway;
before(async () => {
  sandbox = await startSandbox({ log: () => {} });
  tap = await startTap(sandbox.url);
  gateway = await startWorkerd(tap.url, await freePort(), { REVOCATION: 'off' });
});
after(async () => {
  await gateway?.dispose();
  await tap?.close();
  await sandbox?.close();
});

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const headers = { 'content-type': 'application/json', authorization: `Bearer ${DEV}` };

/** @param {string} path @param {string} body @param {Record<string, string>} [more] */
const post = (path, body, more) =>
  send(gateway.url + path, { method: 'POST', headers: { ...headers, ...more }, body });

test('a request whose caller is gone is registered, and its key has the answer', async () => {
  const body = JSON.stringify(personalRequest(makeSession(sandbox.keys.publicKey)));
  const key = { 'idempotency-key': 'of-a-caller-that-hangs-up' };
  const held = tap.hold(REQUEST);
  const leaving = open(gateway.url + REQUEST, { method: 'POST', headers: { ...headers, ...key } });
  const gone = once(leaving, 'error');
  leaving.end(body);
  await held.arrived;
  leaving.socket?.resetAndDestroy();
  await gone;
  await new Promise((resolve) => setTimeout(resolve, 200));
  held.release();

  const repeated = await until(
    () => post(REQUEST, body, key),
    ({ status }) => status === 200,
  );
  assert.equal(repeated.headers['idempotency-replayed'], 'true');
  const { txId } = repeated.json.success;
  const { calls } = (await send(`${sandbox.url}/_sandbox/stats`)).json;
  assert.equal(calls[`POST ${REQUEST}`], 1, 'the signer was asked once');

  await send(`${sandbox.url}/_sandbox/sign`, { method: 'POST', body: JSON.stringify({ id: txId }) });
  const { sessionKey } = makeSession(sandbox.keys.publicKey);
  const result = await post(RESULT, JSON.stringify({ txId, sessionKey }));
  assert.deepEqual([result.status, result.headers['ingam-read']], [200, '1'], result.text);
});
