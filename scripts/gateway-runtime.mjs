/** The built Worker in workerd, as `npm run gateway`, `npm start` and the tests of the edge run it. */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Log, LogLevel, Miniflare } from 'miniflare';

import { CALLERS, STORE_KEYS } from './development.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where `npm run build` puts the Worker. */
export const BUILD = join(ROOT, 'build', 'gateway');

/** The namespaces and classes that wrangler.toml binds. */
export const KV_NAMESPACES = ['TOKENS'];
export const DURABLE_OBJECTS = {
  TOKEN_FLIGHT: 'TokenFlight',
  TRANSACTION: 'Transaction',
  CALLER_GATE: 'CallerGate',
};

const READY_WITHIN_MS = 10_000;

/** @typedef {Record<string, string | undefined>} Settings what the Worker finds in its environment, by name */

/**
 * @typedef {object} GatewayOptions
 * @property {string} sandboxUrl origin of the sandbox that stands for both providers
 * @property {number} [port] 0, the default, takes a free one
 * @property {string} [persist] folder for storage that outlives the process; without it storage is lost at the end
 * @property {Settings} [overrides] settings to replace, or with `undefined` to leave out
 * @property {string} [build] folder of the built Worker, if it is another
 * @property {number} [rateLimiter] requests in a minute that the binding RATE_LIMITER takes; without it there is none
 * @property {(line: { level: string, message: string }) => void} [onLog] gets each line that the Worker logs
 */

/**
 * @typedef {object} Gateway
 * @property {string} url origin, without a slash at the end
 * @property {() => Promise<any>} tokens the KV namespace, to look into and to change
 * @property {(overrides?: Settings) => Promise<void>} restart ends the process and starts it on the
 *   same port, with the given settings on top; only storage under `persist` is still there
 * @property {() => Promise<void>} dispose ends the process
 */

/**
 * Starts the Worker and waits until it answers.
 * @param {GatewayOptions} options
 * @returns {Promise<Gateway>}
 */
export async function startGateway(options) {
  const settings = await developmentSettings(options.sandboxUrl);
  const start = (/** @type {number} */ port, /** @type {Settings} */ overrides = {}) =>
    run(options, port, { ...settings, ...options.overrides, ...overrides });

  let { miniflare, url } = await start(options.port ?? 0);
  /** @type {Promise<void> | undefined} */
  let ended;
  return {
    url,
    tokens: () => miniflare.getKVNamespace('TOKENS'),
    restart: async (overrides) => {
      await miniflare.dispose();
      ({ miniflare } = await start(Number(new URL(url).port), overrides));
    },
    // A second call of miniflare's own would wait for ever.
    dispose: () => (ended ??= miniflare.dispose()),
  };
}

/**
 * The settings under which the Worker takes a sandbox for both providers.
 * @param {string} sandboxUrl
 * @returns {Promise<Settings>}
 */
export async function developmentSettings(sandboxUrl) {
  const origin = new URL(sandboxUrl).origin;
  const answer = await fetch(`${origin}/_sandbox/keys`).catch((cause) => {
    throw new Error(`no sandbox answers at ${origin}; start one with: npm run sandbox -- --port N`, {
      cause,
    });
  });
  if (!answer.ok)
    throw new Error(`${origin}/_sandbox/keys answered ${answer.status}: is that ingam's sandbox?`);
  const keys = await answer.json();
  return {
    ENVIRONMENT: 'development',
    TOSS_AUTH_URL: origin,
    TOSS_API_URL: origin,
    TOSS_CLIENT_ID: keys.tossClientId,
    TOSS_CLIENT_SECRET: keys.tossClientSecret,
    TOSS_PUBLIC_KEY: keys.publicKey,
    LINKHUB_AUTH_URL: origin,
    KAKAOCERT_API_URL: origin,
    LINKHUB_LINK_ID: keys.linkId,
    LINKHUB_SECRET_KEY: keys.linkSecret,
    TOSS_TRUST_ANCHORS: keys.caCertificate,
    KAKAO_TRUST_ANCHORS: keys.kakaoCaCertificate,
    CALLERS: JSON.stringify(CALLERS),
    STORE_KEYS: JSON.stringify(STORE_KEYS),
  };
}

/**
 * @param {GatewayOptions} options
 * @param {number} port
 * @param {Settings} settings
 */
async function run({ persist, onLog, rateLimiter, build = BUILD }, port, settings) {
  const entry = join(build, 'entry.mjs');
  if (!existsSync(entry)) throw new Error(`${entry} is missing; build it with: npm run build`);
  const miniflare = new Miniflare({
    name: 'ingam-gateway',
    host: '127.0.0.1',
    port,
    cf: false,
    log: new Log(LogLevel.NONE),
    structuredWorkerdLogs: true,
    handleStructuredLogs: (/** @type {{ level: string, message: string }} */ line) => {
      onLog?.(line); // miniflare refuses a handler that returns something
    },
    modules: true,
    // workerd takes no path that leaves the folder of its configuration: both must be absolute.
    modulesRoot: build,
    scriptPath: entry,
    modulesRules: [
      { type: 'ESModule', include: ['**/*.mjs', '**/*.js'] },
      { type: 'CompiledWasm', include: ['**/*.wasm'] },
    ],
    compatibilityDate: compatibilityDate(),
    bindings: present(settings),
    kvNamespaces: KV_NAMESPACES,
    durableObjects: Object.fromEntries(
      Object.entries(DURABLE_OBJECTS).map(([binding, className]) => [
        binding,
        { className, useSQLite: true },
      ]),
    ),
    ...(rateLimiter && { ratelimits: { RATE_LIMITER: { simple: { limit: rateLimiter, period: 60 } } } }),
    ...(persist && {
      kvPersist: join(resolve(persist), 'kv'),
      durableObjectsPersist: join(resolve(persist), 'durable-objects'),
    }),
  });
  try {
    const url = (await miniflare.ready).origin;
    const health = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(READY_WITHIN_MS) });
    if (!health.ok)
      throw new Error(`the gateway answered /healthz with ${health.status}: ${await health.text()}`);
    return { miniflare, url };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

/** The date in wrangler.toml, so that the Worker runs here under the rules it is deployed with. */
export function compatibilityDate() {
  const [, date] =
    /^compatibility_date = "([^"]+)"$/m.exec(readFileSync(join(ROOT, 'wrangler.toml'), 'utf8')) ?? [];
  if (date === undefined) throw new Error('wrangler.toml has no compatibility_date');
  return date;
}

/**
 * The settings that have a value.
 * @param {Settings} settings
 * @returns {Record<string, string>}
 */
function present(settings) {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
