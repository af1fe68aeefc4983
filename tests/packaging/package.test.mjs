// The tarball itself: what is in it, and what the checkers of packages and TypeScript say of it.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { install, rootTool, run, tool } from './support/install.mjs';
import { makeProject } from './support/project.mjs';

/** The modules are the most of it. More than this is worth a thought, and a new number here. */
const TARBALL_LIMIT_BYTES = 500_000;
/** The module that every page loads which seals, and the one that it loads to verify. */
const MODULE_LIMITS_BYTES = { 'wasm/ingam_bg.wasm': 520_000, 'wasm/evidence_bg.wasm': 420_000 };

/** @type {import('./support/project.mjs').Project} */
let project;

before(async () => {
  await install();
  project = await makeProject();
});

after(() => project?.close());

const installed = (/** @type {string} */ path) => join(project.folder, 'node_modules', 'ingam', path);

test('it holds sources, declarations, licences and two modules, and nothing else', async () => {
  const listed = (await run('tar', ['tzf', project.tarball])).trim().split('\n');
  const rest = listed
    .map((path) => path.replace('package/', ''))
    .filter((path) => !/^(src\/[\w/-]+\.c?js|bin\/[\w-]+\.mjs)$/.test(path))
    .sort();
  assert.deepEqual(rest, [
    'LICENSE-APACHE',
    'LICENSE-MIT',
    'README.md',
    'evidence.wasm.d.cts',
    'evidence.wasm.d.ts',
    'form.d.cts',
    'form.d.ts',
    'index.d.cts',
    'index.d.ts',
    'ingam.wasm.d.cts',
    'ingam.wasm.d.ts',
    'package.json',
    'wasm/evidence.js',
    'wasm/evidence_bg.wasm',
    'wasm/ingam.js',
    'wasm/ingam_bg.wasm',
  ]);
  assert.ok(statSync(project.tarball).size < TARBALL_LIMIT_BYTES);
  for (const [path, limit] of Object.entries(MODULE_LIMITS_BYTES))
    assert.ok(statSync(installed(path)).size < limit, path);
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
const anchor: ingam.TrustAnchor = { name: 'CN=x', publicKey: 'x' };
const options: ingam.VerifyOptions = { content: 'x', trustAnchors: [anchor], at: new Date(), crls: ['x'] };
const report: ingam.ValidationReport = await_(ingam.verifySignedData(new Uint8Array(), options));
const signer: string | null | undefined = report.signer?.commonName;
declare function await_<T>(promise: Promise<T>): T;
export { body, code, problems, session, signer };`;
  const files = [
    project.write('imported.mts', `import * as ingam from 'ingam';${use}`),
    project.write('required.cts', `import ingam = require('ingam');${use}`),
    project.write(
      'form.mts',
      `import { protectForm, type SealedFields } from 'ingam/form';
export const release: () => void = protectForm(document.forms[0], {
  language: 'ko',
  send: (fields: SealedFields) => fields.sessionKey,
});
document.forms[0].addEventListener('ingam-error', ({ detail }) => detail.message);`,
    ),
    project.write(
      'wasm.mts',
      `import compiled from 'ingam/ingam.wasm';
import evidence from 'ingam/evidence.wasm';
export const modules: WebAssembly.Module[] = [compiled, evidence];`,
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
