/** A gateway of its own for a test file, with a sandbox behind it and a wire-tap between the two. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';

import { startSandbox } from '../../../sandbox/src/index.js';
import { CALLERS } from '../../../scripts/development.mjs';
import { startGateway } from '../../../scripts/gateway-runtime.mjs';
import { send } from './http.mjs';
import { personalRequest } from './requests.mjs';
import { makeSession } from './session.mjs';
import { startTap } from './tap.mjs';

/** @typedef {import('./http.mjs').Answer} Answer */
/** @typedef {import('./session.mjs').Session} Session */
/** @typedef {Awaited<ReturnType<typeof startRig>>} Rig */

export const REQUEST = '/api/v2/sign/docs/request';
export const STATUS = '/api/v2/sign/docs/status';
export const RESULT = '/api/v2/sign/docs/result';
export const TOKEN = '/token';

/** The development callers' secrets. */
export const [DEV, DEV2] = CALLERS.map(({ secrets }) => secrets[0]);

const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * @typedef {object} RigOptions
 * @property {Record<string, string | undefined>} [overrides] settings of the gateway
 * @property {boolean} [persist] whether its storage outlives a restart
 * @property {Record<string, string>} [providerHeaders] what every answer of the provider carries besides its own
 * @property {import('../../../sandbox/index.d.ts').TossOptions} [toss] how the sandbox plays Toss Cert
 * @property {import('../../../sandbox/index.d.ts').KakaoOptions} [kakao] how the sandbox plays KakaoCert
 * @property {string} [build] folder of the built Worker, if it is another
 * @property {number} [rateLimiter] requests in a minute that the platform's own rate limiter takes
 */

/** @param {RigOptions} [options] */
export async function startRig({
  overrides,
  persist = false,
  providerHeaders,
  toss,
  kakao,
  build,
  rateLimiter,
} = {}) {
  const sandbox = await startSandbox({ log: () => {}, options: { toss, kakao } });
  const tap = await startTap(sandbox.url, providerHeaders);
  const folder = persist ? mkdtempSync(join(tmpdir(), 'ingam-edge-')) : undefined;
  /** @type {string[]} */
  const logs = [];
  const gateway = await startGateway({
    sandboxUrl: tap.url,
    persist: folder,
    // The calls that a test counts are those it makes; evidence.test.mjs asks for revocation.
    // Nor are they to be too many: rate.test.mjs is about that.
    overrides: { REVOCATION: 'off', RATE_LIMIT: '0', ...overrides },
    build,
    rateLimiter,
    onLog: ({ message }) => logs.push(message),
  });

  /** @type {Promise<void> | undefined} */
  let ended;
  const endGateway = () => (ended ??= gateway.dispose());

  const url = (/** @type {string} */ path) => gateway.url + path;
  const session = () => makeSession(sandbox.keys.publicKey);

  /**
   * @param {string} action
   * @param {Record<string, unknown>} [body]
   */
  async function control(action, body = {}) {
    const answer = await send(`${sandbox.url}/_sandbox/${action}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  }

  const stats = async () => (await send(`${sandbox.url}/_sandbox/stats`)).json;

  /**
   * The gateway as somebody with this secret or native token sees it.
   * @param {string} credential
   */
  function as(credential) {
    const authorization = `Bearer ${credential}`;
    /**
     * @param {string} path
     * @param {unknown} body sent as it is if it is text or bytes, as JSON otherwise
     * @param {{ headers?: Record<string, string>, signal?: AbortSignal }} [options]
     */
    const post = (path, body, { headers, signal } = {}) =>
      send(url(path), {
        method: 'POST',
        headers: { ...JSON_TYPE, authorization, ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
        signal,
      });
    return {
      post,
      /** @param {string} path @param {Record<string, string>} [headers] */
      get: (path, headers) => send(url(path), { headers: { authorization, ...headers } }),
      /** @param {string} txId */
      status: (txId) => post(STATUS, { txId }),
      /** @param {string} txId @param {Session} own @param {{ signal?: AbortSignal }} [options] */
      result: (txId, own, options) => post(RESULT, { txId, sessionKey: own.sessionKey }, options),
      /** @param {string} txId */
      show: (txId) => send(url(`/v1/transactions/toss/${txId}`), { headers: { authorization } }),
    };
  }
  const dev = as(DEV);

  /**
   * A request that the provider has taken.
   * @param {Record<string, unknown>} [members] of its body
   */
  async function requested(members) {
    const own = session();
    const answer = await dev.post(REQUEST, personalRequest(own, members));
    assert.equal(answer.status, 200, answer.text);
    return { txId: /** @type {string} */ (answer.json.success.txId), session: own };
  }

  /** @param {string} txId */
  const sign = (txId) => control('sign', { id: txId });

  return {
    sandbox,
    tap,
    gateway,
    folder,
    logs,
    url,
    session,
    control,
    stats,
    as,
    dev,
    requested,
    sign,
    /**
     * A request that somebody has signed.
     * @param {Record<string, unknown>} [members]
     */
    async signed(members) {
      const made = await requested(members);
      await sign(made.txId);
      return made;
    },
    /**
     * Has the next calls of an endpoint go wrong.
     * @param {string} endpoint
     * @param {string} kind
     * @param {number} [times]
     */
    fault: (endpoint, kind, times = 1) => control('faults', { endpoint, kind, times }),
    /**
     * What an action costs at the provider: calls by path.
     * @template T
     * @param {() => Promise<T>} action
     */
    async counting(action) {
      const before = (await stats()).calls;
      const value = await action();
      const after = (await stats()).calls;
      const calls = Object.fromEntries(
        Object.entries(after)
          .map(([name, count]) => [name.replace('POST ', ''), Number(count) - (before[name] ?? 0)])
          .filter(([, count]) => count !== 0),
      );
      return { value, calls: /** @type {Record<string, number>} */ (calls) };
    },
    /**
     * The line that the gateway wrote about a request. It takes its own way here, so it may come after the answer.
     * @param {Answer} answer
     */
    async lineOf({ headers }) {
      const id = headers['ingam-request-id'];
      const find = async () => logs.find((line) => line.includes(`"requestId":"${id}"`));
      return JSON.parse((await until(find, (line) => line !== undefined)) ?? '');
    },
    endGateway,
    async dispose() {
      await endGateway();
      await tap.close();
      await sandbox.close();
      if (folder) rmSync(folder, { recursive: true });
    },
  };
}

/**
 * Asks again until the answer is as wanted: for what happens in the background, of which nobody is told.
 * @template T
 * @param {() => Promise<T>} ask
 * @param {(value: T) => boolean} wanted
 * @param {number} [withinMs]
 * @returns {Promise<T>}
 */
export async function until(ask, wanted, withinMs = 5_000) {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (wanted(value)) return value;
    if (Date.now() > end) assert.fail(`still not so after ${withinMs} ms: ${JSON.stringify(value)}`);
    await pass(20);
  }
}

/**
 * Refused in Toss's envelope, under these names.
 * @param {Answer} answer
 * @param {number} status
 * @param {string} errorCode
 * @param {string} code
 */
export function assertRefused(answer, status, errorCode, code) {
  const { headers } = answer;
  assert.deepEqual(
    { status: answer.status, error: headers['ingam-error'], type: headers['content-type'] },
    { status, error: code, type: 'application/json' },
    answer.text,
  );
  const { resultType, error, success } = answer.json;
  assert.deepEqual([resultType, success, error.errorCode, error.data.code], ['FAIL', null, errorCode, code]);
  assert.match(error.reason, /[가-힣]/);
  assert.ok(error.data.message && error.data.messageKo);
}

/**
 * Passed on from the provider: its own error, not one of the gateway's.
 * @param {Answer} answer
 * @param {number} status
 * @param {string} errorCode
 */
export function assertPassedOn(answer, status, errorCode) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers['ingam-error'], undefined);
  assert.equal(answer.json.error.errorCode, errorCode);
}

/**
 * The result, as the provider's nth.
 * @param {Answer} answer
 * @param {number} read
 * @param {{ replayed?: boolean }} [how]
 */
export function assertRead(answer, read, { replayed = false } = {}) {
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['ingam-read'], String(read));
  assert.equal(answer.headers['ingam-replayed'], replayed ? 'true' : undefined);
  assert.equal(answer.json.resultType, 'SUCCESS');
}
