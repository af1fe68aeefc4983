// The command line of the packed tarball, as a user of the package starts it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { install, otherNode, run } from './support/install.mjs';
import { makeProject } from './support/project.mjs';

const RESULT = fileURLToPath(new URL('../vectors/toss-docs-result.json', import.meta.url));

/** @type {import('./support/project.mjs').Project} */
let project;

before(async () => {
  await install();
  project = await makeProject();
});

after(() => project?.close());

const inProject = () => ({ cwd: project.folder, env: { LC_ALL: 'ko_KR.UTF-8' } });

test('npx ingam verify', async () => {
  const shown = await run('npx', ['--no-install', 'ingam', 'verify', RESULT, '--no-revocation'], inProject());
  assert.match(shown, /TOTAL_PASSED {2}서명이 유효합니다/);
});

test('npx ingam verify: the exit status says what it found', async () => {
  const parameters = ['--no-install', 'ingam', 'verify', RESULT, '--json'];
  const { code, stdout } = await new Promise((resolve) => {
    const { cwd } = inProject();
    execFile('npx', parameters, { cwd, timeout: 60_000 }, (error, stdout) =>
      resolve({ code: error?.code, stdout }),
    );
  });
  assert.equal(code, 2);
  const { indication, subIndication, documents } = JSON.parse(stdout);
  assert.deepEqual([indication, subIndication, documents.length], ['INDETERMINATE', 'TRY_LATER', 2]);
});

for (const name of /** @type {const} */ (['node-20-first', 'node-22'])) {
  test(`its command in ${name}`, async (context) => {
    const node = otherNode(name);
    if (!node) return context.skip('the lock file has none for this platform');
    const program = 'node_modules/ingam/bin/ingam.mjs';
    const shown = await run(
      node,
      [program, 'verify', RESULT, '--no-revocation', '--lang', 'en'],
      inProject(),
    );
    assert.match(shown, /TOTAL_PASSED {2}The signature is valid/);
    assert.match(await run(node, [program, 'ei13', 'pack', '--help'], inProject()), /--institution/);
  });
}
