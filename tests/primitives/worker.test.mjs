// The primitives in workerd, which takes WebAssembly only as a module that comes with the program.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';

import { Miniflare } from 'miniflare';

import { FILES, KNOWN, vectors } from './support/files.mjs';

const WORKER = `import module from './primitives_bg.wasm';
import * as primitives from './primitives.js';
import { knownAnswers } from './known-answers.mjs';
primitives.initSync({ module });
export default {
  async fetch(request) {
    const answers = await knownAnswers(primitives, await request.json());
    return Response.json({ agent: navigator.userAgent, answers });
  },
};`;

/** @type {(path: string, contents: string | Buffer) => { type: 'ESModule' | 'CompiledWasm', path: string, contents: any }} */
const moduleOf = (path, contents) => ({
  type: path.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
  path,
  contents,
});

const miniflare = new Miniflare({
  cf: false,
  modules: [
    moduleOf('worker.mjs', WORKER),
    ...Object.entries(FILES).map(([name, file]) => moduleOf(name, readFileSync(file))),
  ],
  compatibilityDate: '2026-04-01',
});

after(() => miniflare.dispose());

test('workerd: every known answer', async () => {
  const answer = await miniflare.dispatchFetch('http://worker/', {
    method: 'POST',
    body: JSON.stringify(vectors),
  });
  assert.ok(answer.ok, `${answer.status}`);
  const { agent, answers } = /** @type {any} */ (await answer.json());
  assert.equal(agent, 'Cloudflare-Workers');
  assert.deepEqual(answers, KNOWN);
});
