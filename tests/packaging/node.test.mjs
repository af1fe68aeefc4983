// The packed tarball in Node: this one, the first that the package promises to run in, and 22.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { install, otherNode, run } from './support/install.mjs';
import { makeProject } from './support/project.mjs';
import { startProvider } from './support/provider.mjs';

/** @type {import('./support/project.mjs').Project} */
let project;
/** @type {import('./support/provider.mjs').Provider} */
let provider;

before(async () => {
  await install();
  [project, provider] = await Promise.all([makeProject(), startProvider()]);
  project.write('names.cjs', "console.log(Object.keys(require('ingam')).sort().join());\n");
  project.write(
    'names.mjs',
    "import * as ingam from 'ingam';\nconsole.log(Object.keys(ingam).sort().join());\n",
  );
  project.write(
    'same.cjs',
    "const required = require('ingam');\nimport('ingam').then((imported) => console.log(required.IngamError === imported.IngamError));\n",
  );
});

after(() => {
  project?.close();
  provider?.close();
});

/** @type {[string, () => string | undefined, { flags?: string[], oneModule?: boolean }][]} */
const NODES = [
  [
    `Node ${process.versions.node}`,
    () => process.execPath,
    { oneModule: 'require_module' in process.features },
  ],
  [
    `Node ${process.versions.node}, in which require() takes no ES module,`,
    () => process.execPath,
    { flags: ['--no-experimental-require-module'] },
  ],
  ['Node 20.3', () => otherNode('node-20-first'), {}],
  ['Node 22', () => otherNode('node-22'), { oneModule: true }],
];

for (const [name, find, { flags = [], oneModule }] of NODES) {
  const node = (/** @type {string[]} */ ...parameters) => {
    const program = find();
    return program && run(program, [...flags, ...parameters], { cwd: project.folder });
  };
  /** @param {import('node:test').TestContext} context */
  const absent = (context) => {
    if (!find()) context.skip('the lock file has none for this platform');
    return !find();
  };

  test(`${name} imports it`, async (context) => {
    if (absent(context)) return;
    await provider.hear(() => node(project.importing(), provider.url));
  });

  test(`${name} requires it`, async (context) => {
    if (absent(context)) return;
    await provider.hear(() => node(project.requiring(), provider.url));
  });

  test(`${name} finds the same names, and prints no warning`, async (context) => {
    if (absent(context)) return;
    assert.equal(await node('names.cjs'), await node('names.mjs'));
  });

  if (oneModule)
    test(`${name} gives import and require() one module`, async (context) => {
      if (absent(context)) return;
      assert.equal(await node('same.cjs'), 'true\n');
    });
}
