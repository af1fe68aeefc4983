// The packed tarball in a page: as it is, and as bundlers make it.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { browser, openPage } from './support/chromium.mjs';
import { install, run, tool } from './support/install.mjs';
import { makeProject } from './support/project.mjs';
import { startProvider } from './support/provider.mjs';

const require = createRequire(import.meta.url);

/** @type {import('./support/project.mjs').Project} */
let project;
/** @type {import('./support/provider.mjs').Provider} */
let provider;

before(async () => {
  if (!browser) return;
  await install();
  [project, provider] = await Promise.all([makeProject(), startProvider()]);
  project.write(
    'page.mjs',
    `import * as ingam from 'ingam';
import { exercise } from './exercise.mjs';
await exercise(ingam, location.origin);`,
  );
  project.write('index.html', page(importMap, './page.mjs'));
});

after(() => {
  project?.close();
  provider?.close();
});

const importMap = `<script type="importmap">${JSON.stringify({
  imports: { ingam: '/node_modules/ingam/src/entry/web.js' },
})}</script>`;

/**
 * @param {string} head
 * @param {string} script
 */
const page = (head, script) =>
  `<!doctype html><meta charset="utf-8">${head}<script type="module" src="${script}"></script>`;

/** Nobody has to have a browser, except where CI=true. */
const inBrowser = browser ? test : () => {};

if (!browser) {
  test('pages are not tried: there is no Chromium here', { skip: process.env.CI !== 'true' }, () =>
    assert.fail('apt-get install chromium, for one'),
  );
}

/**
 * @param {import('node:test').TestContext} context
 * @param {string} path
 * @param {{ host?: string, origin?: string }} [options]
 */
async function shows(context, path, { host = '127.0.0.1', origin = provider.url } = {}) {
  await provider.hear(() => {
    context.after(openPage(origin.replace('127.0.0.1', host) + path));
  });
  if (origin !== provider.url) return;
  const { sealed, verified } = provider.fetched;
  const modules = (/** @type {string[]} */ paths) => paths.filter((name) => name.endsWith('.wasm'));
  assert.equal(modules(sealed).length, 1, `${sealed}`);
  assert.equal(modules(verified).length, 1, `${verified}`);
}

for (const wasmType of ['application/wasm', undefined]) {
  inBrowser(`a page imports it from a server that gives .wasm ${wasmType ?? 'no'} type`, (context) => {
    provider.serve(project.folder, { wasmType });
    return shows(context, '/index.html');
  });
}

inBrowser('a page that came over plain HTTP, and has no WebCrypto, imports it', (context) => {
  project.write('insecure.mjs', "if (!isSecureContext && !crypto.subtle) await import('./page.mjs');");
  project.write('insecure.html', page(importMap, './insecure.mjs'));
  provider.serve(project.folder);
  return shows(context, '/insecure.html', { host: 'insecure.test' });
});

inBrowser('a web worker imports it', (context) => {
  project.write('start.mjs', "new Worker('./worker.mjs', { type: 'module' });");
  project.write(
    'worker.mjs',
    `import * as ingam from '/node_modules/ingam/src/entry/web.js';
import { exercise } from './exercise.mjs';
exercise(ingam, location.origin);`,
  );
  project.write('worker.html', page('', './start.mjs'));
  provider.serve(project.folder);
  return shows(context, '/worker.html');
});

inBrowser('Vite builds a page with it', async (context) => {
  project.write('vite.html', page('', './page.mjs'));
  const options = ['--base', './', '--outDir', 'vite-built', '--logLevel', 'warn'];
  project.write(
    'vite.config.mjs',
    "export default { build: { target: 'esnext', rollupOptions: { input: 'vite.html' } } };",
  );
  await run(tool('vite'), ['build', ...options], { cwd: project.folder });
  provider.serve(join(project.folder, 'vite-built'));
  return shows(context, '/vite.html');
});

inBrowser('Vite serves a page with it while it is written', async (context) => {
  project.write('dev.html', page('', './page.mjs'));
  const { createServer } = await import(require.resolve('vite'));
  const server = await createServer({
    root: project.folder,
    configFile: false,
    logLevel: 'error',
    server: { host: '127.0.0.1', proxy: { '^/(begin|result|sealed|report)$': provider.url } },
  });
  context.after(() => server.close());
  await server.listen();
  return shows(context, '/dev.html', { origin: new URL(server.resolvedUrls.local[0]).origin });
});

for (const condition of ['browser', 'default']) {
  inBrowser(`webpack builds a page with it, by the condition ${condition}`, async (context) => {
    const folder = join(project.folder, `webpack-${condition}`);
    const warnings = await new Promise((resolve, reject) => {
      const config = {
        mode: 'production',
        target: 'web',
        context: project.folder,
        entry: './page.mjs',
        output: { path: folder, publicPath: 'auto', module: true, chunkFormat: 'module' },
        experiments: { outputModule: true },
        resolve: { conditionNames: ['import', condition] },
        performance: false,
      };
      require('webpack')(config, (/** @type {any} */ error, /** @type {any} */ stats) =>
        error || stats.hasErrors()
          ? reject(error ?? new Error(stats.toString()))
          : resolve(stats.toJson().warnings),
      );
    });
    assert.deepEqual(warnings, []);
    copyFileSync(project.write('webpack.html', page('', './main.mjs')), join(folder, 'index.html'));
    provider.serve(folder);
    return shows(context, '/index.html');
  });
}

inBrowser('esbuild builds a page with it, its module beside', async (context) => {
  const folder = join(project.folder, 'esbuild', 'page');
  await require('esbuild').build({
    entryPoints: [join(project.folder, 'page.mjs')],
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'esnext',
  });
  // esbuild leaves URLs as they are written: ../../wasm/ingam_bg.wasm.
  const wasm = join(project.folder, 'wasm');
  mkdirSync(wasm);
  for (const name of ['ingam', 'evidence']) {
    const module = require.resolve(`ingam/${name}.wasm`, { paths: [project.folder] });
    copyFileSync(module, join(wasm, `${name}_bg.wasm`));
  }
  assert.deepEqual(readdirSync(folder), ['page.js']);
  project.write('esbuild/page/index.html', page('', './page.js'));
  provider.serve(project.folder);
  return shows(context, '/esbuild/page/index.html');
});
