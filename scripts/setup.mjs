/** Makes a fresh clone ready: checks Node and Rust, installs the packages and the Rust targets. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT, read, run, step } from './steps.mjs';

/** Holds the hash of the lock file that node_modules was installed from. */
const STAMP = join(ROOT, 'node_modules', '.ingam-lock');

/**
 * Sets up what is missing; quick when nothing is.
 * @returns {Promise<void>}
 */
export async function setup() {
  await step('set up: Node, Rust, packages', async () => {
    requireNode();
    await requireRust();
    await installPackages();
  });
}

function requireNode() {
  const needed = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).engines.node.replace('>=', '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [neededMajor, neededMinor] = needed.split('.').map(Number);
  if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
    throw new Error(`Node ${needed} or newer is needed; this is ${process.versions.node}`);
  }
  console.log(`node ${process.versions.node}`);
}

/** The toolchain and its targets are those of rust-toolchain.toml, which rustup installs by itself. */
async function requireRust() {
  const version = await read('cargo', ['--version']);
  if (version === undefined) {
    throw new Error(
      'cargo does not run; install Rust with rustup (https://rustup.rs) and open a new terminal',
    );
  }
  console.log(version.trim());
  const missing = [];
  for (const target of rustTargets()) {
    const libraries = await read('rustc', ['--print', 'target-libdir', '--target', target]);
    if (libraries === undefined || !existsSync(libraries.trim())) missing.push(target);
  }
  if (missing.length === 0) return;
  if ((await read('rustup', ['--version'])) === undefined) {
    throw new Error(`Rust lacks the targets ${missing.join(', ')}; rustup (https://rustup.rs) installs them`);
  }
  await run('rustup', ['target', 'add', ...missing]);
}

function rustTargets() {
  const text = readFileSync(join(ROOT, 'rust-toolchain.toml'), 'utf8');
  return [...(/^targets = \[(.*)\]$/m.exec(text)?.[1].matchAll(/"([^"]+)"/g) ?? [])].map(
    ([, target]) => target,
  );
}

/** No package needs its install script; none is run. */
async function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) {
    console.log('packages are those of package-lock.json');
    return;
  }
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  writeFileSync(STAMP, lock);
}
