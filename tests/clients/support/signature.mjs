/** A signature from its request to its verification, as a relying party makes it with LinkHub's functions. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { CLIENT_CODE } from './rig.mjs';

/** @typedef {import('./client.mjs').Client} Client */
/** @typedef {import('./client.mjs').Outcome} Outcome */
/** @typedef {import('./rig.mjs').Rig} Rig */

const COMMON = {
  CallCenterNum: '1600-0000',
  Expires_in: 300,
  ReceiverBirthDay: '19900108',
  ReceiverHP: '01012345678',
  ReceiverName: '홍길동',
  TMSTitle: '전자서명 요청',
  isAllowSimpleRegistYN: false,
  isVerifyNameYN: true,
};

/**
 * @typedef {object} Service
 * @property {string} request the functions' names
 * @property {string} state
 * @property {string} verify
 * @property {Record<string, unknown>} members of a request
 * @property {string} signed what of them is in the signed text
 * @property {boolean} appToApp
 */

const TOKEN = '서명할 원문: 100% "동의"합니다\n둘째 줄';
const ACCOUNT = '371-02-6***85';

/** @type {Record<'esign' | 'cms' | 'identity', Service>} */
export const SERVICES = {
  esign: {
    request: 'requestESign',
    state: 'getESignState',
    verify: 'verifyESign',
    members: { ...COMMON, Token: TOKEN },
    signed: TOKEN,
    appToApp: true,
  },
  cms: {
    request: 'requestCMS',
    state: 'getCMSState',
    verify: 'verifyCMS',
    members: {
      ...COMMON,
      BankAccountName: '홍길동',
      BankAccountNum: ACCOUNT,
      BankCode: '004',
      ClientUserID: '납부자-1',
    },
    signed: ACCOUNT,
    appToApp: true,
  },
  identity: {
    request: 'requestVerifyAuth',
    state: 'getVerifyAuthState',
    verify: 'verifyAuth',
    members: { ...COMMON, Token: TOKEN },
    signed: TOKEN,
    appToApp: false,
  },
};

/** What the sandbox, in KakaoCert's place, says of a receipt. */
const UNSIGNED = -31010012;
const SIGNATURE_WRONG = -31010016;
export const VERIFIED = -31010014;

/**
 * What a call hands over.
 * @param {Outcome} outcome
 */
export function success(outcome) {
  assert.ok(outcome.success, JSON.stringify(outcome));
  return outcome.success;
}

/**
 * Refused with this code and a Korean sentence, in the callback or exception that is meant for it.
 * @param {Outcome} outcome
 * @param {number} code
 */
export function assertRefused({ error, ...rest }, code) {
  assert.ok(error, `no error, but ${JSON.stringify(rest)}`);
  assert.equal(error.code, code, error.message);
  assert.match(String(error.code), /^-[0-9]{8}$/);
  assert.match(error.message, /[가-힣]/);
}

/**
 * Requests, looks, has the person sign, looks and verifies; a verification too early and, App-to-App, one without
 * KakaoTalk's signature are refused on the way and use nothing up.
 * @param {Client} client
 * @param {Rig} rig
 * @param {Service} service
 * @param {unknown[]} [app] `[true]` for App-to-App, `[false]` for the request's longer form without
 * @returns {Promise<{ receiptId: string, verify: () => Promise<Outcome>, verified: { receiptId: string, signedData: string } }>}
 */
export async function signOnce(client, rig, service, app = []) {
  const appToApp = app[0] === true;
  // The same request in the same second has the same signature where a client signs whole seconds.
  const members = { ...service.members, PayLoad: randomUUID() };
  const requested = success(await client.call(service.request, CLIENT_CODE, members, ...app));
  const { receiptId, tx_id: txId } = requested;
  assert.match(receiptId, /^[0-9]{18}$/);
  assert.equal(typeof txId, appToApp ? 'string' : 'undefined');

  const state = async () => success(await client.call(service.state, CLIENT_CODE, receiptId));
  const waiting = await state();
  assert.equal(waiting.receiptID, receiptId);
  assert.equal(waiting.clientCode, CLIENT_CODE);
  assert.equal(waiting.tmstitle, COMMON.TMSTitle);
  assert.equal(waiting.payload, members.PayLoad);
  assert.equal(waiting.verifyNameYN, true);
  assert.equal(waiting.allowSimpleRegistYN, false);
  assert.equal(waiting.appUseYN, service.appToApp ? appToApp : undefined);
  assert.equal(waiting.state, 0);

  const verify = (/** @type {unknown[]} */ ...signature) =>
    client.call(service.verify, CLIENT_CODE, receiptId, ...signature);
  assertRefused(await verify(), UNSIGNED);
  const signature = await rig.sign(receiptId);
  assert.equal(typeof signature, appToApp ? 'string' : 'undefined');
  const signed = await state();
  assert.equal(signed.state, 1);
  assert.match(signed.completeDT, /^[0-9]{14}$/);

  const given = signature === undefined ? [] : [signature];
  if (signature !== undefined) {
    assertRefused(await verify(), SIGNATURE_WRONG);
    assertRefused(await verify(`${signature.slice(0, -3)}AAA`), SIGNATURE_WRONG);
  }
  const verified = success(await verify(...given));
  assert.equal(verified.receiptId, receiptId);
  const der = Buffer.from(verified.signedData, 'base64url');
  assert.ok(der.includes(Buffer.from(service.signed, 'utf8')), 'the signature is not of what was asked for');
  return { receiptId, verify: () => verify(...given), verified };
}

/**
 * All ten functions: three services, with and without App-to-App where there is one.
 * @param {Client} client
 * @param {Rig} rig
 * @param {(signed: Awaited<ReturnType<typeof signOnce>>) => Promise<void>} verifiedAgain
 */
export async function signEverything(client, rig, verifiedAgain) {
  for (const service of Object.values(SERVICES)) {
    const forms = service.appToApp ? [[], [false], [true]] : [[]];
    for (const app of forms) {
      const signed = await signOnce(client, rig, service, app);
      await verifiedAgain(signed);
      assert.equal((await rig.stats()).reads[signed.receiptId], 1);
    }
  }
}
