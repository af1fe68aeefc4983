/** A project that has installed the packed tarball, as a user of the package has it. */

import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT, run } from './install.mjs';

/**
 * @typedef {object} Project
 * @property {string} folder outside of the repository, so that nothing else of it can be found
 * @property {string} tarball
 * @property {(name: string, text: string) => string} write gives the path
 * @property {() => string} importing writes a program that does the exercise, its argument being the provider
 * @property {() => string} requiring the same with require()
 * @property {() => void} close removes it
 */

/** @returns {Promise<Project>} */
export async function makeProject() {
  const folder = mkdtempSync(join(tmpdir(), 'ingam-packaging-'));
  const write = (/** @type {string} */ name, /** @type {string} */ text) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: join(ROOT, 'pkg') });
  const [name] = readdirSync(folder);
  write('package.json', JSON.stringify({ private: true, dependencies: { ingam: `file:${name}` } }));
  const quietly = ['--offline', '--no-audit', '--no-fund', '--no-package-lock'];
  await run('npm', ['install', ...quietly], { cwd: folder });
  for (const shared of ['exercise.mjs', 'vectors.mjs'])
    copyFileSync(new URL(shared, import.meta.url), join(folder, shared));
  return {
    folder,
    tarball: join(folder, name),
    write,
    importing: () =>
      write(
        'import.mjs',
        `import * as ingam from 'ingam';
import { exercise } from './exercise.mjs';
await exercise(ingam, process.argv[2]);`,
      ),
    requiring: () =>
      write(
        'require.cjs',
        `const ingam = require('ingam');
import('./exercise.mjs').then(({ exercise }) => exercise(ingam, process.argv[2]));`,
      ),
    close: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
