/** `npm run bench`: what sealing and opening cost beside other ways to do them. It judges nothing. */

import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

import { command, ROOT, read } from '../../scripts/steps.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

await command('bench', async () => {
  if (!existsSync(`${ROOT}pkg/wasm/ingam_bg.wasm`)) throw new Error('there is no module yet: npm run build');
  if (!existsSync(`${FOLDER}node_modules`)) {
    console.log('installs the peers');
    const installed = await read('npm', ['ci', '--prefix', FOLDER, '--ignore-scripts', '--no-audit']);
    if (installed === undefined) throw new Error('npm could not install the peers of tests/bench');
  }
  const [processor] = cpus();
  console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}, ${processor?.model}`);
  console.log('medians of one run, in turns; x: times what node:crypto takes by hand');
  const { compareSealing, compareOpening, publicKey } = await import('./sealing.mjs');
  await compareSealing();
  await compareOpening();
  const { printColdStart, printSizes } = await import('./shipping.mjs');
  printColdStart(publicKey);
  printSizes();
});
