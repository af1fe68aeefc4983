/** `npm run check`: format, lints, types, imports, lock files, and that wrangler takes the configuration. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from './build.mjs';
import { checkImports } from './imports.mjs';
import { buildWithoutStd, NO_STD_TARGETS } from './no-std.mjs';
import { command, ROOT, read, run, step } from './steps.mjs';
import { countLine } from './tally.mjs';

/** Warnings are errors. */
const DENY = ['--', '--deny=warnings'];

/** What a check returns that could not be made. It counts neither as passed nor as failed. */
const NOT_CHECKED = 'not checked';

/** @type {Record<string, () => Promise<void | typeof NOT_CHECKED>>} */
const CHECKS = {
  'build, which the others need': build,
  'Rust format': () => run('cargo', ['fmt', '--all', '--check']),
  'Rust lints': () =>
    run('cargo', [
      'clippy',
      '--quiet',
      '--workspace',
      '--all-targets',
      '--features=ingam/dangerous',
      ...DENY,
    ]),
  'Rust lints of what becomes WebAssembly': () =>
    run('cargo', [
      'clippy',
      '--quiet',
      '--target=wasm32-unknown-unknown',
      '--package=ingam-worker',
      '--package=ingam-wasm',
      '--package=ingam-wasm-evidence',
      ...DENY,
    ]),
  'core without std': async () => {
    for (const target of NO_STD_TARGETS) await buildWithoutStd(target);
  },
  'JavaScript format and lints': () => tool('biome', ['check', '--error-on-warnings']),
  'JavaScript types': () => tool('tsc', ['--project', 'tsconfig.json']),
  'table of imports': async () => {
    const problems = await checkImports();
    if (problems.length > 0) throw new Error(problems.join('\n'));
  },
  'lock files': lockFiles,
  'licenses and sources of crates': crates,
  OpenAPI: () => {
    Object.assign(process.env, { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' });
    return tool('redocly', ['lint', '--format=stylish', 'src/gateway/openapi.json']);
  },
  'wrangler: no environment': () => deployDry(''),
  'wrangler: staging': () => deployDry('staging'),
  'wrangler: production': () => deployDry('production'),
};

await command('check', async () => {
  const results = [];
  for (const [title, work] of Object.entries(CHECKS)) {
    try {
      const outcome = (await step(title, work)) ?? 'passed';
      results.push({ title, outcome, passed: outcome === 'passed' ? 1 : 0, failed: 0 });
    } catch (error) {
      console.error(error.message);
      results.push({ title, outcome: 'FAILED', passed: 0, failed: 1 });
    }
  }

  console.log('\n== summary');
  for (const { title, outcome } of results) console.log(`${outcome.padEnd(13)}${title}`);
  console.log(countLine(results));
  if (results.some(({ failed }) => failed > 0)) process.exitCode = 1;
});

/**
 * @param {string} name
 * @param {string[]} parameters
 */
function tool(name, parameters) {
  return run(join('node_modules', '.bin', name), parameters);
}

/** The lock files are those of the manifests, and name no place to download from. */
async function lockFiles() {
  if ((await read('cargo', ['metadata', '--locked', '--format-version=1'])) === undefined) {
    throw new Error('Cargo.lock does not fit the manifests; any cargo command brings it up to date');
  }
  if ((await read('npm', ['ci', '--dry-run', '--ignore-scripts'])) === undefined) {
    throw new Error(
      'package-lock.json does not fit the manifests, or not on every platform; remove it and node_modules, and run: npm install',
    );
  }
  if (/"resolved": "https?:/.test(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))) {
    throw new Error(
      'package-lock.json holds download addresses; write it with npm 9 or newer, which obeys .npmrc',
    );
  }
}

/** cargo-deny is a program of its own, which not everybody has. Its advisories need the network: they are left out. */
async function crates() {
  if ((await read('cargo', ['deny', '--version'])) === undefined) {
    console.log('cargo-deny is not installed: cargo install cargo-deny');
    return NOT_CHECKED;
  }
  return run('cargo', ['deny', '--offline', 'check', 'bans', 'licenses', 'sources']);
}

/** @param {string} environment */
function deployDry(environment) {
  return tool('wrangler', ['deploy', '--dry-run', '--outdir=build/wrangler', `--env=${environment}`]);
}
