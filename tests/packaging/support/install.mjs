/** The runtimes and tools of this folder's lock file, installed when a test first asks for them. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(FOLDER, 'node_modules');
const STAMP = join(MODULES, '.ingam-lock');
/** Held by the test file that installs; the others run at the same time. */
const LOCK = join(FOLDER, 'node_modules.lock');
const LOCK_STALE_MS = 300_000;

const start = promisify(execFile);

/**
 * Runs a program and gives what it wrote; an error shows that, too.
 * @param {string} program
 * @param {string[]} parameters
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 * @returns {Promise<string>}
 */
export async function run(program, parameters, { cwd, env } = {}) {
  try {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 26, timeout: 120_000 };
    const { stdout, stderr } = await start(program, parameters, options);
    return stdout + stderr;
  } catch (error) {
    throw new Error(`${program} ${parameters.join(' ')}: ${error.message}\n${error.stdout}\n${error.stderr}`);
  }
}

/**
 * Installs what the lock file says, unless it is there.
 * @returns {Promise<void>}
 */
export async function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(FOLDER, 'package-lock.json')))
    .digest('hex');
  const installed = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock;
  while (!installed()) {
    if (!taken()) {
      await pass(200);
      continue;
    }
    try {
      await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: FOLDER });
      writeFileSync(STAMP, lock);
    } finally {
      rmSync(LOCK, { recursive: true });
    }
  }
}

/** Whether this process may install. */
function taken() {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    const since = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > LOCK_STALE_MS) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}

/** @param {string} name a command of an installed package */
export const tool = (name) => join(MODULES, '.bin', name);

/** @param {string} name a command of the root's packages */
export const rootTool = (name) => join(ROOT, 'node_modules', '.bin', name);

/** Bun's program: its command is made by an install script, and none is run. */
export function bun() {
  const [platform] = readdirSync(join(MODULES, '@oven')).sort();
  return join(MODULES, '@oven', platform, 'bin', 'bun');
}

/**
 * A Node of another version; undefined on a platform that the lock file has none for.
 * @param {'node-20-first' | 'node-22'} name
 */
export function otherNode(name) {
  const program = join(MODULES, name, 'bin', 'node');
  return existsSync(program) ? program : undefined;
}
