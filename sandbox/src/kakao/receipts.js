import { randomInt, randomUUID } from 'node:crypto';
import { koreanClock } from '../dates.js';

/** @typedef {'SignToken' | 'SignDirectDebit' | 'SignIdentity'} Service */
/**
 * @typedef {object} Completion what the person's signature leaves behind
 * @property {number} at
 * @property {string} signedData base64url
 * @property {number} serial of the signer's certificate
 * @property {string | null} appSignature what KakaoTalk hands to the app of an App-to-App request
 */
/**
 * @typedef {object} Receipt one request for a signature
 * @property {string} id
 * @property {Service} service
 * @property {string} clientCode
 * @property {Record<string, any>} request every member of the service's table
 * @property {string | null} txId for App-to-App
 * @property {number} requestedAt
 * @property {number} expiresAt
 * @property {number} [viewedAt]
 * @property {Completion} [completion]
 * @property {number} [verifiedAt]
 */

/** The states of LinkHub's answers: 0 미확인, 1 서명완료, 2 만료. */
export const STATE = { OPEN: 0, SIGNED: 1, EXPIRED: 2 };

const SEQUENCE_END = 100_000;

/**
 * Every request in the sandbox. Ids have the form of the published ones: 0, then yyMMddHHmmss in Korean time, then five digits.
 * @param {import('../clock.js').Clock} clock
 */
export function createReceipts(clock) {
  /** @type {Map<string, Receipt>} */
  const all = new Map();
  // A reset moves the clock back; counting on keeps ids from coming twice.
  let sequence = randomInt(SEQUENCE_END);

  function nextId() {
    sequence = (sequence + 1) % SEQUENCE_END;
    const second = koreanClock(clock.now()).replace(/\D/g, '').slice(2);
    return `0${second}${String(sequence).padStart(5, '0')}`;
  }

  return {
    /** @param {Pick<Receipt, 'service' | 'clientCode' | 'request'>} parts */
    create({ service, clientCode, request }) {
      const requestedAt = clock.now();
      /** @type {Receipt} */
      const receipt = {
        id: nextId(),
        service,
        clientCode,
        request,
        txId: request.isAppUseYN ? randomUUID() : null,
        requestedAt,
        expiresAt: requestedAt + request.Expires_in * 1000,
      };
      all.set(receipt.id, receipt);
      return receipt;
    },
    /** @param {string} id */
    find: (id) => all.get(id),
    all: () => [...all.values()],
    /** @param {Receipt} receipt */
    stateOf({ completion, expiresAt }) {
      if (completion) return STATE.SIGNED;
      return clock.now() >= expiresAt ? STATE.EXPIRED : STATE.OPEN;
    },
    reset() {
      all.clear();
    },
  };
}
