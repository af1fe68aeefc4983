// The packed tarball in Deno.
import { after, before, test } from 'node:test';

import { install, run, tool } from './support/install.mjs';
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

/**
 * @param {string} program
 * @param {string[]} allowed
 */
function deno(program, ...allowed) {
  const env = { DENO_DIR: `${project.folder}/.deno`, DENO_NO_UPDATE_CHECK: '1' };
  return run(tool('deno'), ['run', '--no-prompt', ...allowed, program, provider.url], {
    cwd: project.folder,
    env,
  });
}

test('Deno imports it, and needs to allow nothing for it', () =>
  provider.hear(() => deno(project.importing(), '--allow-net=127.0.0.1')));

test('Deno requires it', () =>
  provider.hear(() => deno(project.requiring(), '--allow-net=127.0.0.1', '--allow-read')));
