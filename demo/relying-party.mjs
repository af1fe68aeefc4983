/**
 * A relying party's back end, as short as it gets: seal a request, send it to the gateway, fetch
 * the result and open it. What the demonstration prints and the demo site shows goes through here.
 */

import { ResultSession, seal } from 'ingam';

/**
 * Whoever watches the calls: told of each as it goes out and as its answer comes back.
 * @typedef {object} Watch
 * @property {(call: string, body: unknown) => void} sent
 * @property {(status: number, headers: Record<string, string>, body: unknown) => void} received the answer,
 *   with its `ingam-…` headers
 */

/** @type {Watch} */
const NOBODY = { sent: () => {}, received: () => {} };

/** A failure that the gateway or Toss reported: its code, and what to do. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {Record<string, string>} headers
   * @param {any} body
   */
  constructor(status, headers, body) {
    const error = body?.error;
    super(error ? `${error.errorCode}: ${error.reason}` : `HTTP ${status}`);
    this.name = 'Refused';
    this.code = headers['ingam-error'] ?? error?.errorCode;
    this.status = status;
  }
}

/**
 * The calls of one relying party.
 * @param {object} options
 * @param {string} options.gateway origin of the gateway
 * @param {string} options.clientId the caller's id at the gateway
 * @param {string} options.clientSecret the caller's secret; it belongs on a server, never in a page
 * @param {string} [options.publicKey] the key to seal to; Toss's own unless a sandbox stands in for Toss
 * @param {Watch} [options.watch]
 */
export function relyingParty({ gateway, clientId, clientSecret, publicKey, watch = NOBODY }) {
  /** @type {{ value: string, until: number } | undefined} */
  let token;

  /** A token of the gateway's, in the shape of Toss's token call. */
  async function accessToken() {
    if (token && Date.now() < token.until) return token.value;
    const form = {
      grant_type: 'client_credentials',
      scope: 'ca',
      client_id: clientId,
      client_secret: clientSecret,
    };
    watch.sent(`POST ${gateway}/token`, { ...form, client_secret: '…' });
    const answer = await fetch(`${gateway}/token`, { method: 'POST', body: new URLSearchParams(form) });
    const received = await answer.json();
    const shown = { ...received, access_token: received.access_token && 'ig1.…' };
    watch.received(answer.status, ingamHeaders(answer), shown);
    if (!answer.ok) throw new Error(`no token: ${received.error_description}`);
    token = { value: received.access_token, until: Date.now() + received.expires_in * 800 };
    return token.value;
  }

  /**
   * @param {string} path
   * @param {object} body
   * @returns {Promise<any>} the `success` of the answer
   */
  async function call(path, body) {
    const authorization = `Bearer ${await accessToken()}`;
    watch.sent(`POST ${gateway}${path}`, body);
    const answer = await fetch(gateway + path, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const received = parsed(await answer.text());
    watch.received(answer.status, ingamHeaders(answer), received);
    if (received?.resultType !== 'SUCCESS') throw new Refused(answer.status, ingamHeaders(answer), received);
    return received.success;
  }

  return {
    /** Asks the person to sign these documents; a push goes to the Toss app. */
    async request(person, serviceName, docList) {
      const request = { requestType: 'USER_PERSONAL', triggerType: 'PUSH', ...person, serviceName, docList };
      return call('/api/v2/sign/docs/request', await seal(request, { publicKey }));
    },

    /** How far the signer is. It informs; only a result says that the signature is there. */
    status: (txId) => call('/api/v2/sign/docs/status', { txId }),

    /** A session for one result. Keep it until the result is there: no other opens it. */
    resultSession: () => ResultSession.create({ publicKey }),

    /** The signed documents and the signer, opened. Asking again with the same session is free. */
    async result(txId, session) {
      const success = await call('/api/v2/sign/docs/result', { txId, sessionKey: session.sessionKey });
      return session.open(success);
    },

    /** What the gateway knows of the transaction. */
    async transaction(txId) {
      const headers = { authorization: `Bearer ${clientSecret}` };
      return (await fetch(`${gateway}/v1/transactions/toss/${txId}`, { headers })).json();
    },

    /** Everything an expert needs to check the signatures again: a ZIP archive of plain files. */
    async evidence(txId) {
      const headers = { authorization: `Bearer ${clientSecret}` };
      const answer = await fetch(`${gateway}/v1/transactions/toss/${txId}/evidence`, { headers });
      if (!answer.ok) throw new Refused(answer.status, ingamHeaders(answer), parsed(await answer.text()));
      return Buffer.from(await answer.arrayBuffer());
    },
  };
}

function ingamHeaders(answer) {
  return Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('ingam-')));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
