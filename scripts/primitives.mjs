/** The primitives by themselves as WebAssembly, for tests/primitives. Nothing of it is shipped. */

import { fileURLToPath } from 'node:url';

import { command, run } from './steps.mjs';

/**
 * Compiles them as what is shipped is compiled, to build/primitives; quick when nothing has changed.
 * @returns {Promise<void>}
 */
export async function buildPrimitives() {
  const target = ['--release', '--target=wasm32-unknown-unknown'];
  await run('cargo', ['build', '--quiet', ...target, '--package=ingam-primitives']);
  await run('cargo', ['run', '--quiet', '--package=xtask', '--', 'bindgen', 'primitives']);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await command('primitives', buildPrimitives);
