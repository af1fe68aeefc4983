// The packed tarball in Bun.
import { after, before, test } from 'node:test';

import { bun, install, run } from './support/install.mjs';
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

test('Bun imports it', () =>
  provider.hear(() => run(bun(), [project.importing(), provider.url], { cwd: project.folder })));

test('Bun requires it', () =>
  provider.hear(() => run(bun(), [project.requiring(), provider.url], { cwd: project.folder })));
