/** A published client in a process of its own, driven by lines of JSON. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { PYTHON } from './install.mjs';

const SUPPORT = fileURLToPath(new URL('.', import.meta.url));
/** Confines a process of Node.js to this machine. */
export const CONFINE = join(SUPPORT, 'confine.cjs');
const CLOCK = join(SUPPORT, 'clock.cjs');

const ANSWERED_WITHIN_MS = 10_000;
/** A process that says nothing for this much longer is ended. */
const ENDED_WITHIN_MS = 20_000;

/**
 * @typedef {object} Account whom a client calls, and as whom
 * @property {string} url
 * @property {string} linkId
 * @property {string} secretKey
 */
/**
 * @typedef {object} Tls
 * @property {string} name of the server, in place of the account's URL
 * @property {string} [serviceName] of the API's server, if it is another
 * @property {Record<string, number>} ports what those names stand for: `{"gateway.example:443": 40123}`
 * @property {string} certificates the file of CAs that the client trusts besides its own
 */
/**
 * @typedef {object} ClientOptions
 * @property {boolean} [ipRestrict] the option IPRestrictOnOff; the client's default if left out
 * @property {number} [clockShiftSeconds] how wrong its clock is
 * @property {Tls} [tls]
 */
/**
 * @typedef {object} Outcome of one call; one of these
 * @property {any} [success] what the client hands over
 * @property {{ code: number | string, message: string, [member: string]: unknown }} [error] in the error callback, or as KakaocertException
 * @property {string} [thrown] out of the call, where nobody expects it
 * @property {true} [silent] neither callback was called in time
 */
/** @typedef {{ name: string, parameters: unknown[] }} Call */
/** @typedef {ReturnType<typeof drive>} Client */

/**
 * The client of npm. It takes `http://HOST:PORT`, or over TLS a name on port 443.
 * @param {Account} account
 * @param {ClientOptions} [options]
 */
export function startNodeClient({ url, linkId, secretKey }, { ipRestrict, clockShiftSeconds, tls } = {}) {
  const preload = [CONFINE, ...(clockShiftSeconds === undefined ? [] : [CLOCK])];
  const options = preload.flatMap((file) => ['--require', file]);
  const environment = {
    ...(clockShiftSeconds !== undefined && { CLIENT_CLOCK_SHIFT_SECONDS: String(clockShiftSeconds) }),
    ...(tls && { CLIENT_HOSTS: JSON.stringify(tls.ports), NODE_EXTRA_CA_CERTS: tls.certificates }),
  };
  const place = tls
    ? { configuration: { AuthURL: `https://${tls.name}` }, serviceHost: tls.serviceName ?? tls.name }
    : { configuration: { AuthURL: url, ServiceURL: url } };
  return drive(process.execPath, [...options, join(SUPPORT, 'node-driver.cjs')], environment, {
    ...place,
    configuration: {
      ...place.configuration,
      LinkID: linkId,
      SecretKey: secretKey,
      ...(ipRestrict !== undefined && { IPRestrictOnOff: ipRestrict }),
    },
  });
}

/**
 * The client of PyPI. Its auth host has a setter; its service host is a constant of the module, which the driver replaces.
 * @param {Account} account
 * @param {ClientOptions & { localTime?: boolean }} [options]
 */
export function startPythonClient({ url, linkId, secretKey }, { tls, ...options } = {}) {
  const environment = tls && { CLIENT_HOSTS: JSON.stringify(tls.ports), SSL_CERT_FILE: tls.certificates };
  return drive(PYTHON, [join(SUPPORT, 'python_driver.py')], environment, {
    authUrl: tls ? `https://${tls.name}` : url,
    serviceHost: tls ? (tls.serviceName ?? tls.name) : new URL(url).host,
    linkId,
    secretKey,
    ...options,
  });
}

/**
 * @param {string} program
 * @param {string[]} parameters
 * @param {Record<string, string> | undefined} environment besides PATH, and nothing else: no proxy, no options for Node.js
 * @param {object} madeWith
 */
function drive(program, parameters, environment, madeWith) {
  const child = spawn(program, parameters, {
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', ...environment },
  });
  let written = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    written += text;
  });
  child.stdin.on('error', () => {}); // its end says more
  const ended = new Promise((resolve) => child.on('close', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  /** @param {object} message */
  const say = (message) => child.stdin.write(`${JSON.stringify(message)}\n`);
  say(madeWith);

  /**
   * Calls all at once.
   * @param {Call[]} calls
   * @param {number} [withinMs]
   * @returns {Promise<{ outcomes: Outcome[], strays: unknown[] }>}
   */
  async function callAll(calls, withinMs = ANSWERED_WITHIN_MS) {
    say({ calls, withinMs });
    const hangs = setTimeout(() => child.kill(), withinMs + ENDED_WITHIN_MS);
    const { value, done } = await lines.next();
    clearTimeout(hangs);
    if (!done) return JSON.parse(value);
    await ended;
    return assert.fail(`the client's process ended:\n${written}`);
  }

  return {
    callAll,
    /**
     * @param {string} name
     * @param {...unknown} given without the callbacks
     * @returns {Promise<Outcome>}
     */
    async call(name, ...given) {
      const { outcomes, strays } = await callAll([{ name, parameters: given }]);
      assert.deepEqual(strays, []);
      return outcomes[0];
    },
    /** What its process has written to stderr. */
    written: () => written,
    /** @returns {Promise<void>} */
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
