// The packed tarball in a Cloudflare Worker and in the edge runtime of Vercel and Next.js. Neither
// compiles WebAssembly while it runs: the module has to come with the program.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Miniflare } from 'miniflare';

import { install, rootTool, run } from './support/install.mjs';
import { makeProject } from './support/project.mjs';
import { startProvider } from './support/provider.mjs';

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

test('a Worker that wrangler bundles runs it in workerd', async (context) => {
  const main = project.write(
    'worker.mjs',
    `import * as ingam from 'ingam';
import { exercise } from './exercise.mjs';
export default {
  async fetch(request) {
    await exercise(ingam, await request.text());
    return new Response('done');
  },
};`,
  );
  const date = '2026-04-01';
  const config = project.write(
    'wrangler.jsonc',
    JSON.stringify({ name: 'packed', main, compatibility_date: date, send_metrics: false }),
  );
  const folder = join(project.folder, 'bundled');
  await run(rootTool('wrangler'), ['deploy', '--dry-run', '--outdir', folder, '--config', config], {
    cwd: project.folder,
    env: { CI: '1', NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false' },
  });
  const miniflare = new Miniflare({
    cf: false,
    modules: true,
    modulesRoot: folder,
    scriptPath: join(folder, 'worker.js'),
    modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'], fallthrough: true }],
    compatibilityDate: date,
  });
  context.after(() => miniflare.dispose());
  await provider.hear(async () => {
    const answer = await miniflare.dispatchFetch('http://worker/', { method: 'POST', body: provider.url });
    if (!answer.ok) throw new Error(await answer.text());
  });
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
        wasm = path;
        return { contents: 'export default globalThis.compiled' };
      });
    },
  };
  let wasm = '';
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'neutral',
    conditions: ['edge-light'],
    plugins: [compiledModule],
  });
  const vm = new EdgeVM({
    codeGeneration: { strings: false, wasm: false },
    extend: (context) => Object.assign(context, { compiled: new WebAssembly.Module(readFileSync(wasm)) }),
  });
  vm.evaluate(outputFiles[0].text);
  await provider.hear(() => vm.evaluate('begin')(provider.url));
});
