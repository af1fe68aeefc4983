/** Running what a document says, the way its reader would: a module, or a line of shell, at the root. */

import { spawn } from 'node:child_process';

import { ROOT } from '../../../scripts/steps.mjs';

const LONGEST_MS = 60_000;

/**
 * @param {string} program
 * @param {string[]} parameters
 * @param {string} [input]
 * @returns {Promise<{ code: number | null, output: string, errors: string }>}
 */
function run(program, parameters, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: ROOT,
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
    child.stdin.end(input);
  });
}

/** A module, from its text; packages are found as from the root. @param {string} text */
export const runModule = (text) => run(process.execPath, ['--input-type=module', '-'], text);

/** A line of shell. @param {string} line */
export const runShell = (line) => run('sh', ['-c', line]);
