/** `npm run bench`: what sealing, opening and verifying cost beside other ways to do them. It judges nothing. */

import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { command, ROOT, read } from '../../scripts/steps.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

const HELP = `Measures sealing, opening and verifying beside other ways to do them, and what ingam costs before its first call.

usage: npm run bench [-- options]

  --quick   few rounds of everything: shows that it runs, not how fast
  --help    this text

It needs what npm run build makes, and installs its peers when it first runs.`;

/**
 * @typedef {object} Effort
 * @property {number} rounds
 * @property {number} longRounds with documents of a megabyte
 * @property {number} coldStarts
 */

/** @type {Effort} */
const FULL = { rounds: 200, longRounds: 30, coldStarts: 9 };
/** @type {Effort} */
const QUICK = { rounds: 3, longRounds: 1, coldStarts: 1 };

await command('bench', async () => {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return console.log(HELP);
  const effort = values.quick ? QUICK : FULL;
  if (!existsSync(`${ROOT}pkg/wasm/evidence_bg.wasm`))
    throw new Error('there is no module yet: npm run build');
  if (!isInstalled()) {
    console.log('installs the peers');
    const installed = await read('npm', ['ci', '--prefix', FOLDER, '--ignore-scripts', '--no-audit']);
    if (installed === undefined) throw new Error('npm could not install the peers of tests/bench');
  }
  const [processor] = cpus();
  console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}, ${processor?.model}`);
  console.log('medians of one run, in turns; x: times what node:crypto takes by hand');
  if (values.quick) console.log('--quick: too few rounds to tell anything from the times');
  const { compareSealing, compareOpening, publicKey } = await import('./sealing.mjs');
  await compareSealing(effort);
  await compareOpening(effort);
  const { compareVerifying } = await import('./verifying.mjs');
  await compareVerifying(effort);
  const { printColdStart, printSizes } = await import('./shipping.mjs');
  printColdStart(publicKey, effort);
  printSizes();
});

/** npm writes its own lock file last; with another one the peers are others. */
function isInstalled() {
  const packages = (/** @type {string} */ path) =>
    Object.keys(JSON.parse(readFileSync(path, 'utf8')).packages);
  const installed = `${FOLDER}node_modules/.package-lock.json`;
  if (!existsSync(installed)) return false;
  const present = new Set(packages(installed));
  return packages(`${FOLDER}package-lock.json`).every((name) => name === '' || present.has(name));
}
