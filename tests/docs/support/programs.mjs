/** Running what a document says, the way its reader would: a module, or a line of shell, at the root. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT } from '../../../scripts/steps.mjs';

const LONGEST_MS = 60_000;

const { bin } = JSON.parse(readFileSync(join(ROOT, 'pkg/package.json'), 'utf8'));
/** What `npx --no-install ingam` starts where the package is installed; tests/packaging starts it that way. */
export const INGAM = `"${process.execPath}" "${join(ROOT, 'pkg', bin.ingam)}"`;

/**
 * @param {string} program
 * @param {string[]} parameters
 * @param {{ input?: string, cwd?: string }} [options]
 * @returns {Promise<{ code: number | null, output: string, errors: string }>}
 */
function run(program, parameters, { input = '', cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd,
      timeout: LONGEST_MS,
      env: { ...process.env, NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false' },
    });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.stderr.on('data', (text) => {
      errors += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output, errors }));
    // A program may end without reading what it is given.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** A module, from its text; packages are found as from the root. @param {string} text */
export const runModule = (text) => run(process.execPath, ['--input-type=module', '-'], { input: text });

/**
 * Lines of shell, the first that fails being the last; `npx --no-install ingam` is the command of this checkout.
 * @param {string} lines
 * @param {string} [cwd]
 */
export const runShell = (lines, cwd) =>
  run('sh', ['-ec', lines.replaceAll(/^npx --no-install ingam\b/gm, INGAM)], { cwd });

/** An empty folder for the files of a test. */
export function makeFolder() {
  const path = mkdtempSync(join(tmpdir(), 'ingam-docs-'));
  return {
    path,
    write: (/** @type {string} */ name, /** @type {string | Uint8Array} */ contents) =>
      writeFileSync(join(path, name), contents),
    remove: () => rmSync(path, { recursive: true }),
  };
}
