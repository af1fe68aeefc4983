import { json } from '../http.js';

/** @typedef {import('../http.js').Answer} Answer */

/**
 * The error codes that the sandbox uses. The texts are Toss's own, except that of CE3103, which nobody publishes; so is its
 * use here, for a request that expired and for a result older than 60 minutes. The statuses follow what clients report.
 * @type {Record<string, { status: number, reason: string }>}
 */
const CODES = {
  CE0003: { status: 400, reason: '잘못된 요청입니다.' },
  CE1000: { status: 401, reason: '토큰이 유효하지 않습니다.' },
  CE3100: { status: 400, reason: '존재하지 않는 요청입니다' },
  CE3101: { status: 400, reason: '최종 결과는 2회만 조회할 수 있습니다.' },
  CE3102: { status: 400, reason: '요청이 아직 완료되지 않았습니다.' },
  CE3103: { status: 400, reason: '유효시간이 만료된 요청입니다.' },
};

/** A call that the provider refuses: the caller gets the code, the sandbox's log also gets the reason. */
export class Refusal extends Error {
  /**
   * @param {string} code a key of the table above
   * @param {string} why one sentence for the log, without personal values and keys
   */
  constructor(code, why) {
    super(why);
    this.code = code;
  }
}

/**
 * Refuses with CE0003 unless a rule holds.
 * @param {unknown} holds
 * @param {string} why
 * @returns {asserts holds}
 */
export function must(holds, why) {
  if (!holds) throw new Refusal('CE0003', why);
}

/** @param {Record<string, unknown>} success */
export const successEnvelope = (success) => json(200, { resultType: 'SUCCESS', success });

/**
 * @param {string} code
 * @param {string} [why]
 * @returns {Answer}
 */
export function failureEnvelope(code, why) {
  const { status, reason } = CODES[code];
  const envelope = {
    resultType: 'FAIL',
    error: { errorType: 0, errorCode: code, reason, data: {}, title: null },
    success: null,
  };
  /** @type {Record<string, string>} */
  const headers = status === 401 ? { 'www-authenticate': 'Bearer' } : {};
  return { ...json(status, envelope, headers), note: why ? `${code}: ${why}` : code };
}
