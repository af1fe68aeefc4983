/** KakaoCert by way of the gateway: request bodies, and a caller with a client of LinkHub's in its hands. */

import assert from 'node:assert/strict';
import { request as open } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { CALLERS } from '../../../scripts/development.mjs';
import { send } from './http.mjs';
import { serviceHeaders, TOKEN_PATH, tokenBody, tokenHeaders } from './linkhub.mjs';

/** @typedef {import('./http.mjs').Answer} Answer */
/** @typedef {import('./rig.mjs').Rig} Rig */
/** @typedef {import('./linkhub.mjs').Partner} Partner */

/** The client codes of the development callers, both known to the sandbox. */
export const [CODE, CODE2] = CALLERS.map(({ clientCodes }) => clientCodes[0]);
/** The development callers as partners of LinkHub's. @type {Partner[]} */
export const [DEV_PARTNER, DEV2_PARTNER] = CALLERS.map(({ id, secrets }) => ({
  linkId: id,
  secretKey: secrets[0],
}));

export const ESIGN = '/SignToken';
export const DIRECT_DEBIT = '/SignDirectDebit';
export const IDENTITY = '/SignIdentity';
export const SERVICES = [ESIGN, DIRECT_DEBIT, IDENTITY];

const COMMON = {
  CallCenterNum: '1600-0000',
  Expires_in: 300,
  ReceiverBirthDay: '19900108',
  ReceiverHP: '01012345678',
  ReceiverName: '홍길동',
  TMSTitle: '제목',
  isVerifyNameYN: true,
};
const OWN = {
  [ESIGN]: { Token: '전자서명할 원문 0123' },
  [DIRECT_DEBIT]: {
    BankAccountName: '홍길동',
    BankAccountNum: '371-02-6***85',
    BankCode: '004',
    ClientUserID: 'payer-0001',
  },
  [IDENTITY]: { Token: '본인인증 원문 4567' },
};

/**
 * A sound request.
 * @param {string} service
 * @param {Record<string, unknown>} [members] put over its own
 */
export const requestBody = (service, members = {}) => ({ ...COMMON, ...OWN[service], ...members });

/**
 * A caller of a rig's gateway.
 * @param {Rig} rig
 * @param {Partner} [partner]
 * @param {string} [clientCode]
 */
export function kakaoCaller(rig, partner = DEV_PARTNER, clientCode = CODE) {
  /** @type {string | undefined} */
  let token;

  /** Asks for a session token. @param {string} [body] @param {{ date?: string, forwarded?: string }} [options] */
  const askForToken = (body = tokenBody(clientCode), options) =>
    send(rig.url(TOKEN_PATH), { headers: tokenHeaders(partner, body, options), body });

  /** The caller's session token, asked for once. */
  async function sessionToken() {
    if (token === undefined) {
      const answer = await askForToken();
      assert.equal(answer.status, 200, answer.text);
      token = /** @type {string} */ (answer.json.session_token);
    }
    return token;
  }

  /**
   * Sends a signed request.
   * @param {string} path
   * @param {unknown} body sent as it is if it is text or bytes, as JSON otherwise
   * @param {{ headers?: Record<string, string | undefined>, date?: string }} [options] a header that is undefined is left out
   */
  async function post(path, body, { headers = {}, date } = {}) {
    const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const all = {
      authorization: `Bearer ${await sessionToken()}`,
      ...serviceHeaders(partner, bytes, { date }),
      ...headers,
    };
    const sent = Object.entries(all).filter(([, value]) => value !== undefined);
    return send(rig.url(path), { headers: Object.fromEntries(sent), body: bytes });
  }

  /** @param {string} path @param {Record<string, string>} [headers] @param {AbortSignal} [signal] */
  const get = async (path, headers, signal) =>
    send(rig.url(path), { headers: { authorization: `Bearer ${await sessionToken()}`, ...headers }, signal });

  /**
   * A request that the provider has taken.
   * @param {string} [service]
   * @param {Record<string, unknown>} [members]
   */
  async function requested(service = ESIGN, members) {
    const answer = await post(`${service}/Request`, requestBody(service, members));
    assert.equal(answer.status, 200, answer.text);
    return /** @type {string} */ (answer.json.receiptId);
  }

  return {
    partner,
    askForToken,
    sessionToken,
    /** Forgets the session token. */
    forget: () => {
      token = undefined;
    },
    post,
    get,
    /** @param {string} [service] @param {Record<string, unknown>} [members] @param {{ headers?: Record<string, string>, date?: string }} [options] */
    request: (service = ESIGN, members = {}, options = undefined) =>
      post(`${service}/Request`, requestBody(service, members), options),
    requested,
    /**
     * A request that somebody has signed.
     * @param {string} [service]
     * @param {Record<string, unknown>} [members]
     */
    async signed(service = ESIGN, members) {
      const receipt = await requested(service, members);
      await rig.sign(receipt);
      return receipt;
    },
    /** @param {string} receipt @param {string} [service] */
    status: (receipt, service = ESIGN) => get(`${service}/Status/${receipt}`),
    /** @param {string} receipt @param {string} [service] @param {Record<string, string>} [headers] */
    verify: (receipt, service = ESIGN, headers = undefined) => get(`${service}/Verify/${receipt}`, headers),
    /** Verifies although an answer may have been lost. @param {string} receipt @param {string} [service] */
    verifyAgain: (receipt, service = ESIGN) =>
      get(`${service}/Verify/${receipt}`, { 'ingam-retry': 'uncertain' }),
    /** @param {string} receipt */
    show: (receipt) => ownRoute(rig, partner, `/v1/transactions/kakao/${receipt}`),
    /** @param {string} receipt */
    signedDocument: (receipt) => ownRoute(rig, partner, `/v1/transactions/kakao/${receipt}/evidence/1.der`),
    /** @param {string} receipt */
    acknowledge: (receipt) =>
      ownRoute(rig, partner, `/v1/transactions/kakao/${receipt}/evidence/ack`, 'POST'),
    /** @param {string} receipt */
    remove: (receipt) => ownRoute(rig, partner, `/v1/transactions/kakao/${receipt}`, 'DELETE'),
  };
}

/**
 * One of the gateway's own routes, which take the caller's secret.
 * @param {Rig} rig
 * @param {Partner} partner
 * @param {string} path
 * @param {string} [method]
 */
const ownRoute = (rig, { secretKey }, path, method = 'GET') =>
  send(rig.url(path), { method, headers: { authorization: `Bearer ${secretKey}` } });

/**
 * A call whose path is sent as it is written: a URL would be put in order first.
 * @param {Rig} rig
 * @param {string} path
 * @param {{ method?: string, headers?: Record<string, string> }} [call]
 * @returns {Promise<{ status: number, headers: Record<string, any>, text: string, json: any }>}
 */
export function sendRaw(rig, path, { method = 'GET', headers = {} } = {}) {
  const { hostname, port } = new URL(rig.url('/'));
  return new Promise((resolve, reject) => {
    const outgoing = open({ hostname, port, path, method, headers, agent: false }, async (incoming) => {
      const text = (await buffer(incoming)).toString('utf8');
      resolve({
        status: incoming.statusCode ?? 0,
        headers: incoming.headers,
        text,
        get json() {
          return JSON.parse(text);
        },
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/**
 * Refused in LinkHub's envelope, under these names.
 * @param {Pick<Answer, 'status' | 'text' | 'json'> & { headers: Record<string, any> }} answer
 * @param {number} status
 * @param {number} number LinkHub's code is -9910 and these four digits
 * @param {string} code
 */
export function assertLinkHubRefused(answer, status, number, code) {
  const { headers } = answer;
  assert.deepEqual(
    { status: answer.status, error: headers['ingam-error'], type: headers['content-type'] },
    { status, error: code, type: 'application/json' },
    answer.text,
  );
  assert.deepEqual(Object.keys(answer.json).sort(), ['code', 'ingam', 'message'], answer.text);
  assert.equal(answer.json.code, -99_100_000 - number);
  assert.match(answer.json.message, /[가-힣]/);
  assert.equal(answer.json.ingam.code, code);
  assert.ok(answer.json.ingam.message && answer.json.ingam.messageKo);
}

/** As for a receipt that does not exist. @param {Parameters<typeof assertLinkHubRefused>[0]} answer */
export const assertUnknownReceipt = (answer) =>
  assertLinkHubRefused(answer, 404, 4040, 'INGAM_TRANSACTION_UNKNOWN');

/** As for somebody who is not known. @param {Parameters<typeof assertLinkHubRefused>[0]} answer */
export const assertStranger = (answer) => assertLinkHubRefused(answer, 401, 4010, 'INGAM_CALLER_UNKNOWN');

/**
 * LinkHub's own refusal, passed on: its code, and nothing of the gateway's.
 * @param {Answer} answer
 * @param {number} code
 * @param {number} [status]
 */
export function assertPassedOnRefusal(answer, code, status = 400) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers['ingam-error'], undefined);
  assert.equal(answer.json.code, code);
  assert.equal(typeof answer.json.message, 'string');
}

/**
 * The verification, as the one there is.
 * @param {Answer} answer
 * @param {string} receipt
 * @param {{ replayed?: boolean }} [how]
 */
export function assertVerified(answer, receipt, { replayed = false } = {}) {
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['ingam-read'], '1');
  assert.equal(answer.headers['ingam-replayed'], replayed ? 'true' : undefined);
  assert.equal(answer.headers['ingam-error'], undefined);
  assert.equal(answer.json.receiptId, receipt);
  assert.ok(answer.json.signedData.length > 1000, 'a signature is there');
}

/** The sandbox's refusals of the service host, by what is wrong. */
export const SANDBOX = {
  receipt: -31_010_011,
  unsigned: -31_010_012,
  verified: -31_010_014,
  app: -31_010_016,
};
