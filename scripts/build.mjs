/** `npm run build`: sets up, compiles the gateway and the npm package's modules, generates their glue. */

import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { setup } from './setup.mjs';
import { command, ROOT, run, step } from './steps.mjs';

const PRODUCTS = ['build/gateway/gateway_bg.wasm', 'pkg/wasm/ingam_bg.wasm', 'pkg/wasm/evidence_bg.wasm'];

/**
 * Builds everything that is shipped; quick when nothing has changed.
 * @returns {Promise<void>}
 */
export async function build() {
  await setup();
  await step('compile Rust to WebAssembly', () =>
    run('cargo', [
      'build',
      '--release',
      '--target=wasm32-unknown-unknown',
      '--package=ingam-worker',
      '--package=ingam-wasm',
      '--package=ingam-wasm-evidence',
    ]),
  );
  await step('generate the glue', async () => {
    await run('cargo', ['build', '--package=xtask']);
    await run('cargo', ['run', '--quiet', '--package=xtask', '--', 'bindgen', 'gateway']);
    await run('cargo', ['run', '--quiet', '--package=xtask', '--', 'bindgen', 'npm']);
    copyFileSync(join(ROOT, 'worker', 'entry.mjs'), join(ROOT, 'build', 'gateway', 'entry.mjs'));
    for (const product of PRODUCTS) console.log(sizeOf(product));
  });
}

/** @param {string} path */
function sizeOf(path) {
  const bytes = readFileSync(join(ROOT, path));
  const kilobytes = (/** @type {number} */ size) => `${(size / 1000).toFixed(0)} kB`;
  const compressed = [gzipSync(bytes), brotliCompressSync(bytes)].map(({ length }) => kilobytes(length));
  return `${path}: ${kilobytes(bytes.length)}, gzip ${compressed[0]}, brotli ${compressed[1]}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await command('build', build);
