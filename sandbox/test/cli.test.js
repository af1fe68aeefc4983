import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeClient } from './support/client.js';

const CLI = fileURLToPath(new URL('../src/cli.js', import.meta.url));

async function run(...args) {
  const child = spawn(process.execPath, [CLI, ...args]);
  const output = Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
  const [code] = await once(child, 'exit');
  const [out, err] = (await output).map((chunks) => Buffer.concat(chunks).toString());
  return { code, out, err };
}

/** A running command line sandbox: its announcement, a client, and a way to stop it. */
async function serve(t, ...args) {
  const child = spawn(process.execPath, [CLI, '--port', '0', ...args]);
  t.after(() => child.kill('SIGKILL'));
  const errors = [];
  child.stderr.on('data', (chunk) => errors.push(chunk));
  const [line] = await once(createInterface(child.stdout), 'line');
  const url = line.replace('ingam-sandbox listening on ', '');
  const keys = await (await fetch(`${url}/_sandbox/keys`)).json();
  const stop = async () => {
    child.kill('SIGTERM');
    return (await once(child, 'exit'))[0];
  };
  return { line, client: makeClient({ url, keys }), errors: () => Buffer.concat(errors).toString(), stop };
}

test('arguments that make no sense end with a message', async () => {
  for (const args of [
    ['--port', '70000'],
    ['--port', 'x'],
    ['--unknown'],
    ['extra'],
    ['--options', '{'],
    ['--options', '[]'],
    ['--options', 'null'],
    ['--options', '{"kakao":{"falsyMembers":"some"}}'],
  ]) {
    const { code, out, err } = await run(...args);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^ingam-sandbox: /);
  }
});

test('--help tells the options', async () => {
  const { code, out } = await run('--help');
  assert.equal(code, 0);
  for (const option of ['--port', '--live', '--options', '--quiet', '--help', 'KakaoCert', 'falsyMembers'])
    assert.ok(out.includes(option));
});

test('it announces itself in one line, explains refusals on stderr and ends on SIGTERM', async (t) => {
  const { line, client, errors, stop } = await serve(t);
  assert.match(line, /^ingam-sandbox listening on http:\/\/127\.0\.0\.1:\d+$/);
  await client.status('x');
  while (!errors().includes('CE3100: there is no transaction')) await new Promise(setImmediate);
  assert.equal(await stop(), 0);
});

test('--options reach the providers, beside --live', async (t) => {
  const options = '{"toss":{"expiresIn":77},"kakao":{"clientCodes":["023040000009"]}}';
  const { client, stop } = await serve(t, '--options', options, '--live');
  assert.equal((await client.requestToken()).body.expires_in, 77);
  assert.deepEqual((await client.get('/_sandbox/keys')).body.clientCodes, ['023040000009']);
  const { personalData } = (await client.result(await client.signed())).body.success;
  assert.equal(personalData.gender, null);
  await stop();
});

test('--live withholds items, --quiet says nothing', async (t) => {
  const { client, errors, stop } = await serve(t, '--live', '--quiet');
  const { personalData } = (await client.result(await client.signed())).body.success;
  assert.deepEqual(
    Object.keys(personalData).filter((name) => personalData[name] !== null),
    ['ci', 'name', 'birthday'],
  );
  await stop();
  assert.equal(errors(), '');
});
