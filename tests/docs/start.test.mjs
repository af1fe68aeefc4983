// `npm start -- --once`: the two documents of Toss's guide, signed through everything there is.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { test } from 'node:test';

import { ROOT } from '../../scripts/steps.mjs';

/** @param {string[]} parameters */
function start(...parameters) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/start.mjs', ...parameters], { cwd: ROOT });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

test('it explains itself', async () => {
  const { code, output } = await start('--help');
  assert.equal(code, 0, output);
  for (const option of ['--gateway-port', '--site-port', '--persist', '--once'])
    assert.ok(output.includes(option), option);
});

test('a port that is taken is named, and nothing stays behind', async () => {
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const { code, output } = await start('--once', '--gateway-port', String(port));
  server.close();
  assert.equal(code, 1, output);
  assert.ok(output.includes(`${port}`) && output.includes('in use'), output.slice(-600));
});

test('it signs the two documents, shows every step, and nobody’s data', async () => {
  const { code, output } = await start('--once', '--gateway-port', '0');
  assert.equal(code, 0, output.slice(-2_000));
  for (const digest of ['a172898dd7cf3125065a8bee9d31bef5', 'b9b5c7025516ad0c4a62bf17a273fb03'])
    assert.ok(output.includes(digest), digest);
  for (const said of [
    'POST http://127.0.0.1',
    'KV namespace TOKENS, key "toss"',
    'object Transaction "toss:',
    'status before: REQUESTED',
    'status after:  COMPLETED',
    'ingam-replayed: true',
    'reads at the provider: 1 before, 1 after',
    '"state":"completed"',
    'the gateway says TOTAL_PASSED',
    'evidence bundle: ',
  ])
    assert.ok(output.includes(said), said);
  const signed = output.match(/signed document [12]: .*/g) ?? [];
  assert.equal(signed.length, 2);
  for (const line of signed) assert.match(line, /equal to the document|openssl is not installed/);
  for (const personal of ['홍길동', '01012345678', '19900101'])
    assert.ok(!output.includes(personal), personal);
});

test('the two parts by themselves: each says where it listens, and they work together', async (context) => {
  /** A command that stays, once it has said this. @param {string[]} words @param {RegExp} said */
  const staying = (words, said) =>
    new Promise((resolve, reject) => {
      const child = spawn('npm', ['run', '--silent', ...words], { cwd: ROOT, detached: true });
      context.after(() => {
        if (child.pid && child.exitCode === null) process.kill(-child.pid);
      });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text) => {
        output += text;
        const found = said.exec(output);
        if (found) resolve(found[1]);
      });
      child.on('close', (code) => reject(new Error(`it ended with ${code}: ${output}`)));
    });
  const sandbox = await staying(
    ['sandbox', '--', '--port', '0'],
    /^ingam-sandbox listening on (http:\/\/127\.0\.0\.1:\d+)$/m,
  );
  const gateway = await staying(
    ['gateway', '--', '--port', '0', '--sandbox', sandbox],
    /^ingam gateway listening on (http:\/\/127\.0\.0\.1:\d+)$/m,
  );
  const ready = await fetch(`${gateway}/readyz`);
  assert.deepEqual([ready.status, await ready.json()], [200, { status: 'ready' }]);
});
