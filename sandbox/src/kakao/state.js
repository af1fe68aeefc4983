import { koreanClock } from '../dates.js';

/** @typedef {import('./receipts.js').Receipt} Receipt */

/** What a date is before it has happened. LinkHub does not say. */
export const PENDING_DATES = { null: null, empty: '' };

/**
 * The answer of a status call, member by member as LinkHub spells them. Its dates are taken to be Korean time.
 * @param {Receipt} receipt
 * @param {number} state
 * @param {keyof typeof PENDING_DATES} pendingDates
 */
export function stateObject({ id, clientCode, request, txId, ...times }, state, pendingDates) {
  const { requestedAt, expiresAt, viewedAt, completion, verifiedAt } = times;
  /** @param {number | undefined} time */
  const date = (time) =>
    time === undefined ? PENDING_DATES[pendingDates] : koreanClock(time).replace(/\D/g, '');
  const subClient = request.SubClientID;
  return {
    receiptID: id,
    clientCode,
    clientName: `시험 이용기관 ${clientCode}`,
    subClientName: subClient && `시험 별칭 ${subClient}`,
    subClientCode: subClient,
    state,
    expires_in: request.Expires_in,
    callCenterNum: request.CallCenterNum,
    callCenterName: request.CallCenterName,
    tmstitle: request.TMSTitle,
    tmsmessage: request.TMSMessage,
    allowSimpleRegistYN: request.isAllowSimpleRegistYN,
    verifyNameYN: request.isVerifyNameYN,
    requestDT: date(requestedAt),
    expireDT: date(expiresAt),
    regDT: date(requestedAt),
    viewDT: date(viewedAt),
    completeDT: date(completion?.at),
    verifyDT: date(verifiedAt),
    payload: request.PayLoad,
    ...('isAppUseYN' in request ? { appUseYN: request.isAppUseYN, tx_id: txId } : {}),
  };
}
