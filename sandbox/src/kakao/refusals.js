import { json } from '../http.js';

/** @typedef {import('../http.js').Answer} Answer */

/**
 * Why LinkHub refuses a call. Nobody publishes its table of codes: numbers, texts and statuses are the sandbox's own.
 * @type {Record<string, { number: number, status: number, message: string }>}
 */
const KINDS = {
  header: { number: 1, status: 401, message: '인증 헤더가 없거나 형식이 올바르지 않습니다.' },
  linkId: { number: 2, status: 401, message: '등록되지 않은 링크아이디입니다.' },
  signature: { number: 3, status: 401, message: '서명이 일치하지 않습니다.' },
  date: { number: 4, status: 401, message: '요청 일시가 허용 범위를 벗어났습니다.' },
  token: { number: 5, status: 401, message: '세션토큰이 유효하지 않습니다.' },
  expired: { number: 6, status: 401, message: '세션토큰이 만료되었습니다.' },
  address: { number: 7, status: 401, message: '세션토큰을 발급받은 IP가 아닙니다.' },
  scope: { number: 8, status: 401, message: '세션토큰에 이용 권한이 없습니다.' },
  request: { number: 9, status: 400, message: '잘못된 요청입니다.' },
  clientCode: { number: 10, status: 400, message: '등록되지 않은 이용기관코드입니다.' },
  receipt: { number: 11, status: 400, message: '존재하지 않는 접수아이디입니다.' },
  unsigned: { number: 12, status: 400, message: '서명이 완료되지 않은 요청입니다.' },
  overdue: { number: 13, status: 400, message: '만료된 요청입니다.' },
  verified: { number: 14, status: 400, message: '이미 검증된 요청입니다.' },
  window: { number: 15, status: 400, message: '검증 가능 시간이 지난 요청입니다.' },
  appSignature: { number: 16, status: 400, message: '서명값이 올바르지 않습니다.' },
};

/** @type {Record<number, string>} */
const PROBLEMS = {
  404: '존재하지 않는 경로입니다.',
  405: '허용되지 않는 메서드입니다.',
  413: '요청 본문이 너무 깁니다.',
  429: '요청이 너무 많습니다.',
  500: '처리 중 오류가 발생했습니다.',
};

/** A call that LinkHub refuses: the caller gets the kind's code and text, the sandbox's log also gets the reason. */
export class Refusal extends Error {
  /**
   * @param {keyof typeof KINDS & string} kind
   * @param {string} why one sentence for the log, without personal values and keys
   */
  constructor(kind, why) {
    super(why);
    this.kind = kind;
  }
}

/**
 * Refuses a request as a wrong one unless a rule holds.
 * @param {unknown} holds
 * @param {string} why
 * @returns {asserts holds}
 */
export function must(holds, why) {
  if (!holds) throw new Refusal('request', why);
}

/**
 * One of LinkHub's two hosts and its way to refuse: `{"code","message"}`, the code a negative number of eight digits.
 * @param {number} base what the host's codes start from
 * @param {string} scheme what its Authorization header starts with
 */
function createHost(base, scheme) {
  /**
   * @param {{ number: number, status: number, message: string }} refusal
   * @param {string} [why]
   * @param {Record<string, string>} [headers]
   * @returns {Answer}
   */
  function answer({ number, status, message }, why, headers = {}) {
    const code = -(base + number);
    /** @type {Record<string, string>} */
    const challenge = status === 401 ? { 'www-authenticate': scheme } : {};
    const note = why ? `${code}: ${why}` : String(code);
    return { ...json(status, { code, message }, { ...challenge, ...headers }), note };
  }
  return {
    /** @param {string} kind @param {string} [why] */
    refuse: (kind, why) => answer(KINDS[kind], why),
    /**
     * What is wrong with a call before anybody looks into it; the code ends in the status.
     * @param {number} status
     * @param {string} [why]
     * @param {Record<string, string>} [headers]
     */
    problem: (status, why, headers) =>
      answer({ number: status, status, message: PROBLEMS[status] }, why, headers),
  };
}

/** @typedef {ReturnType<typeof createHost>} Host */

export const AUTH_HOST = createHost(11_010_000, 'LINKHUB');
export const SERVICE_HOST = createHost(31_010_000, 'Bearer');
