/**
 * The built Worker in workerd itself, without miniflare's own worker in front: that one hides from the
 * Worker that a caller has gone.
 */

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import workerd from 'workerd';

import {
  BUILD,
  compatibilityDate,
  DURABLE_OBJECTS,
  developmentSettings,
} from '../../../scripts/gateway-runtime.mjs';

/** The path of the program; the package is CommonJS. */
const PROGRAM = /** @type {any} */ (workerd).default ?? workerd;
const READY_WITHIN_MS = 15_000;

/**
 * @param {string} providerUrl origin of what stands for both providers
 * @param {number} port
 * @param {Record<string, string>} [overrides]
 */
export async function startWorkerd(providerUrl, port, overrides) {
  const folder = mkdtempSync(join(tmpdir(), 'ingam-workerd-'));
  const storage = join(folder, 'storage');
  mkdirSync(storage);
  cpSync(BUILD, join(folder, 'build'), { recursive: true });
  const settings = { ...(await developmentSettings(providerUrl)), ...overrides };
  writeFileSync(join(folder, 'config.capnp'), configuration(join(folder, 'build'), storage, port, settings));
  const child = spawn(PROGRAM, ['serve', 'config.capnp', '--experimental'], { cwd: folder, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await fetch(`${url}/healthz`).catch(() => undefined))?.ok) {
    if (Date.now() > deadline) throw new Error('workerd does not answer');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    async dispose() {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * @param {string} build
 * @param {string} storage
 * @param {number} port
 * @param {Record<string, string | undefined>} settings
 */
function configuration(build, storage, port, settings) {
  const text = (/** @type {string} */ value) => JSON.stringify(value);
  const files = readdirSync(build, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(m?js|wasm)$/.test(name),
  );
  // The first module is the Worker.
  const modules = files.sort((one, other) => Number(other === 'entry.mjs') - Number(one === 'entry.mjs'));
  const module = (/** @type {string} */ name) =>
    `(name = ${text(name)}, ${name.endsWith('.wasm') ? 'wasm' : 'esModule'} = embed ${text(`build/${name}`)})`;
  const classes = Object.entries(DURABLE_OBJECTS);
  const namespace = ([, name]) => `(className = ${text(name)}, uniqueKey = ${text(name)}, enableSql = true)`;
  const binding = ([name, className]) =>
    `(name = ${text(name)}, durableObjectNamespace = ${text(className)})`;
  const variables = Object.entries(settings).filter(([, value]) => value !== undefined);
  const variable = ([name, value]) => `(name = ${text(name)}, text = ${text(value)})`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .gateway),
    (name = "disk", disk = (path = ${text(storage)}, writable = true)),
    (name = "internet", network = (allow = ["local", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const gateway :Workerd.Worker = (
  modules = [${modules.map(module).join(', ')}],
  compatibilityDate = ${text(compatibilityDate())},
  globalOutbound = "internet",
  durableObjectNamespaces = [${classes.map(namespace).join(', ')}],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [${[...classes.map(binding), ...variables.map(variable)].join(', ')}],
);
`;
}
