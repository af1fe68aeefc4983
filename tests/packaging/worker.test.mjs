// The packed tarball in a Cloudflare Worker and in the edge runtime of Vercel and Next.js. Neither
// compiles WebAssembly while it runs: the module has to come with the program.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Miniflare } from 'miniflare';

import { install, rootTool, run } from './support/install.mjs';
import { makeProject } from './support/project.mjs';
import { startProvider } from './support/provider.mjs';

/** @param {string} name */
const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));

/** @type {import('./support/project.mjs').Project} */
let project;
/** @type {import('./support/provider.mjs').Provider} */
let provider;

before(async () => {
  await install();
  [project, provider] = await Promise.all([makeProject(), startProvider()]);
});

after(() => {
  project?.close();
  provider?.close();
});

const DATE = '2026-04-01';

/**
 * What wrangler would upload.
 * @param {string} name
 * @param {string} main
 * @returns {Promise<string>} its folder
 */
async function bundled(name, main) {
  const config = project.write(
    `${name}.jsonc`,
    JSON.stringify({ name, main, compatibility_date: DATE, send_metrics: false }),
  );
  const folder = join(project.folder, name);
  await run(rootTool('wrangler'), ['deploy', '--dry-run', '--outdir', folder, '--config', config], {
    cwd: project.folder,
    env: { CI: '1', NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false' },
  });
  return folder;
}

test('a Worker that only seals does not import the module of evidence', async () => {
  // wrangler uploads every module that it comes by; what the program does not import is not compiled.
  for (const [name, count] of /** @type {[string, number][]} */ ([
    ['seal', 0],
    ['verifySignedData', 1],
  ])) {
    const main = project.write(
      `${name}.mjs`,
      `import { ${name} } from 'ingam';
export default { fetch: async () => Response.json(await ${name}({})) };`,
    );
    const program = readFileSync(join(await bundled(name.toLowerCase(), main), `${name}.js`), 'utf8');
    const imported = [...program.matchAll(/^import \w+ from "\.\/[0-9a-f]+-(\w+)\.wasm";$/gm)].map(
      ([, of]) => of,
    );
    assert.equal(imported.filter((of) => of === 'ingam_bg').length, 1);
    assert.equal(imported.filter((of) => of === 'evidence_bg').length, count);
    assert.equal(program.includes('verifySignedData'), count === 1);
  }
});

describe('a Worker that wrangler bundles', () => {
  /** @type {Miniflare} */
  let miniflare;

  before(async () => {
    const main = project.write(
      'worker.mjs',
      `import * as ingam from 'ingam';
import { exercise } from './exercise.mjs';
import { runVectors } from './vectors.mjs';
export default {
  async fetch(request) {
    const engine = new URL(request.url).searchParams.get('vectors');
    if (engine) return Response.json(await runVectors(ingam, await request.json(), engine));
    await exercise(ingam, await request.text());
    return new Response('done');
  },
};`,
    );
    const folder = await bundled('bundled', main);
    miniflare = new Miniflare({
      cf: false,
      modules: true,
      modulesRoot: folder,
      scriptPath: join(folder, 'worker.js'),
      modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'], fallthrough: true }],
      compatibilityDate: DATE,
    });
  });

  after(() => miniflare?.dispose());

  /**
   * @param {string} query
   * @param {string} body
   */
  async function post(query, body) {
    const answer = await miniflare.dispatchFetch(`http://worker/${query}`, { method: 'POST', body });
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  }

  test('runs it in workerd', () => provider.hear(() => post('', provider.url)));

  for (const engine of ['auto', 'wasm']) {
    test(`gives what the vectors say (${engine})`, async () => {
      const [toss, sdk, malformed] = ['toss-aes-gcm', 'toss-sdk', 'malformed-sealed-fields'].map(vectors);
      const published = toss.rows.map((/** @type {any} */ { sessionId, secretKey, iv, ...row }) => ({
        serialized: `v1$${sessionId}$AES_GCM$${secretKey}$${iv}`,
        ...row,
      }));
      const fields = [...published, ...sdk.rows];
      const body = JSON.stringify({ fields, sessions: malformed.sessions, malformed: malformed.rows });
      const report = /** @type {any} */ (await (await post(`?vectors=${engine}`, body)).json());
      assert.deepEqual([toss.rows.length, sdk.rows.length, malformed.rows.length], [50, 84, 1266]);
      assert.deepEqual(
        report.sealed,
        fields.map(({ encrypted }) => encrypted),
      );
      assert.deepEqual(
        report.opened,
        fields.map(({ plain }) => plain),
      );
      assert.deepEqual(
        report.codes,
        malformed.rows.map(() => 'INGAM_OPEN_FAILED'),
      );
    });
  }
});

test('a bundle with the condition edge-light runs it where nothing can be compiled', async () => {
  const require = createRequire(import.meta.url);
  const { build } = require('esbuild');
  const { EdgeVM } = require('@edge-runtime/vm');
  const entry = project.write(
    'edge.mjs',
    `import * as ingam from 'ingam';
import { exercise } from './exercise.mjs';
globalThis.begin = (provider) => exercise(ingam, provider);`,
  );
  /** What the platform's own bundler does: the compiled module is handed to the program. */
  const compiledModule = {
    name: 'compiled-module',
    setup: (/** @type {any} */ esbuild) => {
      esbuild.onResolve({ filter: /\.wasm\?module$/ }, (/** @type {any} */ { path, resolveDir }) => ({
        path: join(resolveDir, path.replace('?module', '')),
        namespace: 'compiled',
      }));
      esbuild.onLoad({ filter: /./, namespace: 'compiled' }, (/** @type {any} */ { path }) => {
        const name = basename(path);
        wasm.set(name, path);
        return { contents: `export default globalThis.compiled[${JSON.stringify(name)}]` };
      });
    },
  };
  /** @type {Map<string, string>} */
  const wasm = new Map();
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'neutral',
    conditions: ['edge-light'],
    plugins: [compiledModule],
  });
  const compiled = Object.fromEntries(
    [...wasm].map(([name, path]) => [name, new WebAssembly.Module(readFileSync(path))]),
  );
  const vm = new EdgeVM({
    codeGeneration: { strings: false, wasm: false },
    extend: (context) => Object.assign(context, { compiled }),
  });
  vm.evaluate(outputFiles[0].text);
  await provider.hear(() => vm.evaluate('begin')(provider.url));
});
