import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const sizeOf = (name) => readFileSync(new URL(`../wasm/${name}`, import.meta.url)).length;

test('each module is compiled when it is first needed, once, and no other', async (context) => {
  const compile = context.mock.method(WebAssembly, 'compile');
  const compiled = () => compile.mock.calls.map(({ arguments: [bytes] }) => bytes.length);
  const { documentDigests, seal, verifySignedData } = await import('ingam');
  assert.deepEqual(compiled(), []);
  await seal({ userName: '홍길동' });
  await documentDigests([]);
  assert.deepEqual(compiled(), [sizeOf('ingam_bg.wasm')]);
  await Promise.all([verifySignedData(''), verifySignedData('')]);
  await verifySignedData('');
  assert.deepEqual(compiled(), [sizeOf('ingam_bg.wasm'), sizeOf('evidence_bg.wasm')]);
});

test('who only verifies does not load the module of sealing, and a failed load is tried again', async (context) => {
  const { verifier, loader } = await import('../src/evidence.js');
  const bytes = readFileSync(new URL('../wasm/evidence_bg.wasm', import.meta.url));
  let tries = 0;
  const verify = verifier(
    loader(async () => {
      tries += 1;
      if (tries === 1) throw new Error('the network is down');
      return WebAssembly.compile(bytes);
    }),
  );
  const compile = context.mock.method(WebAssembly, 'compile');
  await assert.rejects(verify(''), /the network is down/);
  assert.equal((await verify('')).subIndication, 'FORMAT_FAILURE');
  assert.deepEqual(
    compile.mock.calls.map(({ arguments: [of] }) => of),
    [bytes],
  );
});
