/** The published clients, at the versions of this folder's lock files, installed when a test first asks for them. */

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(FOLDER, 'node_modules');
const ENVIRONMENT = join(FOLDER, '.venv');
const LOCK_STALE_MS = 300_000;

/** The Python that the client is installed for. */
export const PYTHON = join(ENVIRONMENT, 'bin', 'python');

const start = promisify(execFile);

/**
 * @param {string} program
 * @param {string[]} parameters
 */
async function run(program, parameters) {
  try {
    await start(program, parameters, { cwd: FOLDER, timeout: 120_000 });
  } catch (error) {
    throw new Error(`${program} ${parameters.join(' ')}: ${error.message}\n${error.stdout}\n${error.stderr}`);
  }
}

/** @returns {Promise<void>} */
export const installNodeClient = () =>
  install(MODULES, 'package-lock.json', () =>
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']),
  );

/** @returns {Promise<void>} */
export const installPythonClient = () =>
  install(ENVIRONMENT, 'requirements.txt', async () => {
    await run('python3', ['-m', 'venv', '--clear', ENVIRONMENT]);
    const how = ['--quiet', '--no-input', '--no-deps', '--require-hashes'];
    await run(PYTHON, ['-m', 'pip', 'install', ...how, '--requirement', 'requirements.txt']);
  });

/** What Python lacks here; undefined if nothing. */
export function missingPython() {
  try {
    // A Debian without python3-venv has the module, but not what it needs.
    execFileSync('python3', ['-c', 'import venv, ensurepip'], { stdio: 'pipe' });
  } catch {
    return 'python3 with venv and pip is not installed';
  }
}

/**
 * Installs what a lock file says, unless it is there. Test files run at the same time: one installs, the others wait.
 * @param {string} place
 * @param {string} lockFile
 * @param {() => Promise<void>} work
 */
async function install(place, lockFile, work) {
  const stamp = join(place, '.ingam-lock');
  const held = `${place}.lock`;
  const wanted = createHash('sha256')
    .update(readFileSync(join(FOLDER, lockFile)))
    .digest('hex');
  const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  while (!installed()) {
    if (!taken(held)) {
      await pass(100);
      continue;
    }
    try {
      if (!installed()) await work();
      writeFileSync(stamp, wanted);
    } finally {
      rmSync(held, { recursive: true });
    }
  }
}

/**
 * Whether this process may install.
 * @param {string} held
 */
function taken(held) {
  try {
    mkdirSync(held);
    return true;
  } catch {
    const since = statSync(held, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > LOCK_STALE_MS) rmSync(held, { recursive: true, force: true });
    return false;
  }
}
