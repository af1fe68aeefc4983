import { sameSecret } from '../bytes.js';
import { success } from './json.js';
import { MEMBERS, readMembers } from './members.js';
import { STATE } from './receipts.js';
import { Refusal } from './refusals.js';
import { stateObject } from './state.js';

/** @typedef {import('./receipts.js').Receipt} Receipt */
/** @typedef {import('./receipts.js').Service} Service */
/** @typedef {import('../http.js').Answer} Answer */

/** The services, which are the first segments of their paths. */
export const SERVICES = /** @type {Service[]} */ (Object.keys(MEMBERS));

/**
 * What the three services have in common: request, status and verification. Each function answers, or throws a Refusal.
 * @param {object} parts
 * @param {ReturnType<typeof import('./receipts.js').createReceipts>} parts.receipts
 * @param {import('../clock.js').Clock} parts.clock
 * @param {import('../stats.js').Stats} parts.stats
 * @param {'keep' | 'drop'} parts.falsyMembers
 * @param {keyof typeof import('./state.js').PENDING_DATES} parts.pendingDates
 * @param {number} parts.verifyWindowSeconds 0 for none
 */
export function createServices({ receipts, clock, stats, falsyMembers, pendingDates, verifyWindowSeconds }) {
  /**
   * A receipt of another service or client code looks like none.
   * @param {Service} service
   * @param {string} clientCode
   * @param {string} id
   */
  function known(service, clientCode, id) {
    const receipt = receipts.find(id);
    if (!receipt || receipt.service !== service || receipt.clientCode !== clientCode)
      throw new Refusal('receipt', 'there is no receipt with this id for this service and client code');
    return receipt;
  }

  /**
   * @param {Receipt} receipt
   * @returns {import('./receipts.js').Completion}
   */
  function verifiable(receipt) {
    const { completion, verifiedAt } = receipt;
    if (receipts.stateOf(receipt) === STATE.EXPIRED)
      throw new Refusal('overdue', 'it expired before the person signed');
    if (!completion) throw new Refusal('unsigned', 'the person has not signed yet');
    if (verifiedAt !== undefined) throw new Refusal('verified', 'it was verified before, which works once');
    if (verifyWindowSeconds && clock.now() > completion.at + verifyWindowSeconds * 1000)
      throw new Refusal('window', `the person signed more than ${verifyWindowSeconds} seconds ago`);
    return completion;
  }

  return {
    /** @param {Service} service @param {string} clientCode @param {Record<string, unknown>} body @returns {Answer} */
    request(service, clientCode, body) {
      const request = readMembers(MEMBERS[service], body);
      const { id, txId } = receipts.create({ service, clientCode, request });
      return success({ receiptId: id, ...(txId ? { tx_id: txId } : {}) }, falsyMembers);
    },

    /** @param {Service} service @param {string} clientCode @param {string} id @returns {Answer} */
    status(service, clientCode, id) {
      const receipt = known(service, clientCode, id);
      return success(stateObject(receipt, receipts.stateOf(receipt), pendingDates), falsyMembers);
    },

    /**
     * @param {Service} service
     * @param {string} clientCode
     * @param {string} id
     * @param {string} [appSignature]
     * @returns {Answer}
     */
    verify(service, clientCode, id, appSignature) {
      const receipt = known(service, clientCode, id);
      const completion = verifiable(receipt);
      const expected = completion.appSignature ?? undefined;
      if (expected !== undefined && appSignature === undefined)
        throw new Refusal('appSignature', 'an App-to-App request needs the signature from KakaoTalk');
      if (expected === undefined && appSignature !== undefined)
        throw new Refusal('appSignature', 'only an App-to-App request has a signature from KakaoTalk');
      if (expected !== undefined && !sameSecret(expected, appSignature ?? ''))
        throw new Refusal('appSignature', 'this is not the signature that KakaoTalk gave to the app');
      receipt.verifiedAt = clock.now();
      stats.countRead(id);
      return success({ receiptId: id, signedData: completion.signedData }, falsyMembers);
    },
  };
}
