/** The command line in a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../bin/ingam.mjs', import.meta.url));

/**
 * @typedef {object} Options
 * @property {string | Uint8Array} [input]
 * @property {Record<string, string>} [locale]
 * @property {string} [cwd]
 * @property {string} [program] another one than this package's
 * @property {number | 'closed'} [stdout] a file in place of the pipe, or a pipe that nobody reads
 * @property {number} [stderr] a file in place of the pipe
 */

/**
 * @param {string[]} parameters
 * @param {Options} [options]
 * @returns {Promise<{ code: number | null, out: string, err: string }>}
 */
export function ingam(
  parameters,
  { input, locale = { LANG: 'en_US.UTF-8' }, cwd, program = PROGRAM, stdout, stderr } = {},
) {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [program, ...parameters], {
    cwd,
    env: { PATH, ...locale },
    stdio: ['pipe', typeof stdout === 'number' ? stdout : 'pipe', stderr ?? 'pipe'],
  });
  const text = { out: '', err: '' };
  if (stdout === 'closed') child.stdout.destroy();
  child.stdout?.setEncoding('utf8').on('data', (piece) => {
    text.out += piece;
  });
  child.stderr?.setEncoding('utf8').on('data', (piece) => {
    text.err += piece;
  });
  // A program that does not read it has ended already.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...text }));
  });
}

/** A folder for the files of a test. */
export function makeFolder() {
  const path = mkdtempSync(join(tmpdir(), 'ingam-cli-'));
  return {
    path,
    /** Writes a file and gives its path. */
    write: (/** @type {string} */ name, /** @type {string | Uint8Array} */ octets) => {
      writeFileSync(join(path, name), octets);
      return join(path, name);
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}
