/** The tests that are compiled to WebAssembly and run in Node and in a browser (wasm-bindgen-test). */

import { join } from 'node:path';

import { ROOT, read, run, runAndRead } from './steps.mjs';
import { judge, tallyOfCargo } from './tally.mjs';

/** @typedef {import('./tally.mjs').Tally & { note?: string }} Result */

const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');

/** @returns {Promise<Result>} */
export const inNode = () => test('node');

/**
 * Without a WebDriver for Chromium the tests are named as skipped; where `CI` is `true` that is a failure.
 * @returns {Promise<Result>}
 */
export async function inBrowser() {
  const driver = process.env.CHROMEDRIVER ?? (await read('which', ['chromedriver']))?.trim();
  if (driver) return test('browser', { CHROMEDRIVER: driver });
  const note = 'chromedriver is not installed';
  return process.env.CI === 'true'
    ? { passed: 0, failed: 1, skipped: 0, note }
    : { passed: 0, failed: 0, skipped: 1, note };
}

/**
 * @param {string} name of the test binary of ingam-wasm
 * @param {Record<string, string>} [environment]
 */
async function test(name, environment = {}) {
  await run('cargo', ['build', '--quiet', '--package=wasm-test-runner']);
  Object.assign(process.env, environment, {
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: join(TARGET, 'debug', 'wasm-test-runner'),
  });
  const { code, output } = await runAndRead('cargo', [
    'test',
    '--target=wasm32-unknown-unknown',
    '--package=ingam-wasm',
    `--test=${name}`,
  ]);
  return judge(tallyOfCargo(output), code);
}
