/** The sandbox and a gateway in front of it, for a published client to call either. */

import assert from 'node:assert/strict';

import { startSandbox } from '../../../sandbox/src/index.js';
import { CALLERS } from '../../../scripts/development.mjs';
import { startGateway } from '../../../scripts/gateway-runtime.mjs';

/** @typedef {Awaited<ReturnType<typeof startRig>>} Rig */

export const [CLIENT_CODE, OTHER_CLIENT_CODE] = CALLERS.map(({ clientCodes }) => clientCodes[0]);

/** @param {import('../../../sandbox/index.d.ts').KakaoOptions} [kakao] */
export async function startRig(kakao) {
  const sandbox = await startSandbox({ log: () => {}, options: { kakao } });
  /** @type {any[]} */
  const lines = [];
  const gateway = await startGateway({
    sandboxUrl: sandbox.url,
    onLog: ({ message }) => lines.push(JSON.parse(message)),
  });
  const [dev, dev2] = CALLERS.map(({ id, secrets: [secretKey] }) => ({
    url: gateway.url,
    linkId: id,
    secretKey,
  }));

  /**
   * @param {string} action
   * @param {Record<string, unknown>} body
   */
  async function control(action, body) {
    const answer = await fetch(`${sandbox.url}/_sandbox/${action}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, await answer.clone().text());
    return answer.json();
  }

  return {
    accounts: {
      /** KakaoCert itself. */
      sandbox: { url: sandbox.url, linkId: sandbox.keys.linkId, secretKey: sandbox.keys.linkSecret },
      /** The gateway, as its two development callers. */
      dev,
      dev2,
    },
    /**
     * Has the person sign; what KakaoTalk then hands to an app.
     * @param {string} id
     * @returns {Promise<string | undefined>}
     */
    sign: async (id) => (await control('sign', { id })).signature,
    /**
     * @param {string} endpoint
     * @param {string} kind
     * @param {number} [times]
     */
    fault: (endpoint, kind, times = 1) => control('faults', { endpoint, kind, times }),
    stats: async () => (await fetch(`${sandbox.url}/_sandbox/stats`)).json(),
    /**
     * The lines that the gateway has written about a route. Each takes its own way here, so it may come after the answer.
     * @param {string} route
     */
    linesOf: (route) => lines.filter((line) => line.route === route),
    async dispose() {
      await gateway.dispose();
      await sandbox.close();
    },
  };
}
