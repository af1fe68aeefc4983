// The tarball itself: what is in it, and what the checkers of packages and TypeScript say of it.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { install, rootTool, run, tool } from './support/install.mjs';
import { makeProject } from './support/project.mjs';

/** The module is the most of it. More than this is worth a thought, and a new number here. */
const TARBALL_LIMIT_BYTES = 300_000;

/** @type {import('./support/project.mjs').Project} */
let project;

before(async () => {
  await install();
  project = await makeProject();
});

after(() => project?.close());

const installed = (/** @type {string} */ path) => join(project.folder, 'node_modules', 'ingam', path);

test('it holds sources, declarations, licences and one module, and nothing else', async () => {
  const listed = (await run('tar', ['tzf', project.tarball])).trim().split('\n');
  const rest = listed
    .map((path) => path.replace('package/', ''))
    .filter((path) => !/^src\/[\w/-]+\.c?js$/.test(path))
    .sort();
  assert.deepEqual(rest, [
    'LICENSE-APACHE',
    'LICENSE-MIT',
    'README.md',
    'index.d.cts',
    'index.d.ts',
    'ingam.wasm.d.cts',
    'ingam.wasm.d.ts',
    'package.json',
    'wasm/ingam.js',
    'wasm/ingam_bg.wasm',
  ]);
  assert.ok(statSync(project.tarball).size < TARBALL_LIMIT_BYTES);
});

test('it depends on nothing, and runs nothing when it is installed', () => {
  const manifest = JSON.parse(readFileSync(installed('package.json'), 'utf8'));
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies']) {
    assert.equal(manifest[kind], undefined);
  }
  for (const script of ['preinstall', 'install', 'postinstall']) {
    assert.equal(manifest.scripts[script], undefined);
  }
});

test('publint finds nothing', async () => {
  assert.match(await run(tool('publint'), ['run', project.tarball, '--strict']), /All good!/);
});

test('are-the-types-wrong finds nothing', async () => {
  assert.match(await run(tool('attw'), [project.tarball, '--no-color']), /No problems found/);
});

test('TypeScript reads its types, imported and required', async () => {
  const use = `
const body: { userName: string; sessionKey: string } = await_(ingam.seal({ userName: '김토스' }));
const session: ingam.ResultSession = await_(ingam.ResultSession.create({ engine: 'wasm' }));
const code: string = new ingam.IngamError({ code: 'x', message: 'x', messageKo: 'x' }).code;
const problems: ingam.Problem[] = await_(ingam.validateRequest('toss.docs.request', body));
declare function await_<T>(promise: Promise<T>): T;
export { body, code, problems, session };`;
  const files = [
    project.write('imported.mts', `import * as ingam from 'ingam';${use}`),
    project.write('required.cts', `import ingam = require('ingam');${use}`),
    project.write(
      'wasm.mts',
      "import compiled from 'ingam/ingam.wasm';\nexport const m: WebAssembly.Module = compiled;",
    ),
  ];
  const strict = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2024,dom',
  ];
  await run(rootTool('tsc'), [...strict, '--ignoreConfig', ...files], { cwd: project.folder });
  const bundled = ['--module', 'esnext', '--moduleResolution', 'bundler'];
  await run(rootTool('tsc'), [...strict, ...bundled, '--ignoreConfig', files[0]], { cwd: project.folder });
});
