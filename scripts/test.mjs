/** `npm test`: sets up, builds, runs every suite, and ends with what passed and what failed. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from './build.mjs';
import { buildWithoutStd, NO_STD_TARGETS } from './no-std.mjs';
import { buildPrimitives } from './primitives.mjs';
import { command, ROOT, runAndRead, step } from './steps.mjs';
import { countLine, judge, tallyOfCargo } from './tally.mjs';
import { inBrowser, inNode } from './wasm-tests.mjs';

/** @typedef {import('./tally.mjs').Tally & { note?: string }} Result */

/**
 * @typedef {object} Suite
 * @property {string} name for Node's tests, the folder they are in
 * @property {boolean} [needsBuild] whether it tests what the build makes
 * @property {() => Promise<void>} [prepare] makes what only its tests need
 * @property {() => Promise<Result>} [run]
 */

/** @type {Suite[]} */
const SUITES = [
  { name: 'cargo test', run: cargoTests },
  { name: 'core without std', run: coreWithoutStd },
  { name: 'bindings in Node', run: inNode },
  { name: 'bindings in Chromium', run: inBrowser },
  { name: 'tests/tooling' },
  { name: 'sandbox/test' },
  { name: 'tests/primitives', prepare: buildPrimitives },
  { name: 'pkg/test', needsBuild: true },
  { name: 'tests/edge', needsBuild: true },
  { name: 'tests/docs', needsBuild: true },
  { name: 'tests/clients', needsBuild: true },
  { name: 'tests/packaging', needsBuild: true },
];

await command('test', async () => {
  const built = await build().then(
    () => true,
    (error) => {
      console.error(error.message);
      return false;
    },
  );
  /** @type {(Result & { name: string })[]} */
  const results = built ? [] : [{ name: 'build', passed: 0, failed: 1, skipped: 0, note: 'it failed' }];
  for (const suite of SUITES) results.push({ name: suite.name, ...(await resultOf(suite, built)) });

  console.log('\n== summary');
  for (const result of results) console.log(summaryOf(result));
  console.log(countLine(results));
  if (results.some(({ failed }) => failed > 0)) process.exitCode = 1;
});

/**
 * @param {Suite} suite
 * @param {boolean} built
 * @returns {Promise<Result>}
 */
async function resultOf(suite, built) {
  if (suite.needsBuild && !built)
    return { passed: 0, failed: 1, skipped: 0, note: 'did not run: nothing was built' };
  try {
    return await step(suite.name, async () => {
      await suite.prepare?.();
      return suite.run ? suite.run() : nodeTests(suite);
    });
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, note: `did not run: ${error.message}` };
  }
}

/** With the feature that only adds API, for the known answers that need it: every test runs, each once. */
async function cargoTests() {
  const features = ['--features', 'ingam/dangerous'];
  const { code, output } = await runAndRead('cargo', ['test', '--workspace', ...features, '--no-fail-fast']);
  return judge(tallyOfCargo(output), code);
}

/** Each target counts as one test. */
async function coreWithoutStd() {
  const built = await Promise.allSettled(NO_STD_TARGETS.map(buildWithoutStd));
  const passed = built.filter(({ status }) => status === 'fulfilled').length;
  return { passed, failed: built.length - passed, skipped: 0 };
}

/**
 * @param {Suite} suite
 * @returns {Promise<Result>}
 */
async function nodeTests({ name }) {
  const files = testFiles(name);
  if (files.length === 0) return { passed: 0, failed: 1, skipped: 0, note: 'there are no tests in it' };
  const folder = mkdtempSync(join(tmpdir(), 'ingam-tests-'));
  const report = join(folder, 'tally.json');
  try {
    const { code } = await runAndRead(process.execPath, [
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./scripts/tally.mjs',
      `--test-reporter-destination=${report}`,
      ...files,
    ]);
    return judge(JSON.parse(readFileSync(report, 'utf8')), code);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} folder */
function testFiles(folder) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.test\.m?js$/.test(path) && !path.includes('node_modules'))
    .map((path) => join(folder, path))
    .sort();
}

/** @param {Result & { name: string }} result */
function summaryOf({ name, passed, failed, skipped, note }) {
  const parts = [`${passed} passed`];
  if (failed > 0) parts.push(`${failed} FAILED`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (note) parts.push(note);
  return `${name.padEnd(22)}${parts.join(', ')}`;
}
