import { CLIENT_CODES } from './credentials.js';
import { FALSY_MEMBERS } from './json.js';
import { APP_SIGNATURES } from './signer.js';
import { PENDING_DATES } from './state.js';
import { DEFAULT_EXPIRES_IN } from './token.js';

/** @typedef {import('../../index.d.ts').KakaoOptions} KakaoOptions */

const DEFAULT_SKEW_SECONDS = 300;

/**
 * The options with their defaults; throws a TypeError on one that makes no sense.
 * @param {KakaoOptions} options
 */
export function readOptions(options) {
  const {
    expiresIn = DEFAULT_EXPIRES_IN,
    clientCodes = CLIENT_CODES,
    clockSkewSeconds = DEFAULT_SKEW_SECONDS,
    verifyWindowSeconds = 0,
    falsyMembers = 'keep',
    pendingDates = 'null',
    appSignature = 'base64url',
    indefiniteLength = false,
    crlUrl,
    ...unknown
  } = options;
  const [stray] = Object.keys(unknown);
  if (stray !== undefined) throw new TypeError(`options.kakao: there is no option ${stray}`);
  oneOf('falsyMembers', falsyMembers, FALSY_MEMBERS);
  oneOf('pendingDates', pendingDates, Object.keys(PENDING_DATES));
  oneOf('appSignature', appSignature, Object.keys(APP_SIGNATURES));
  seconds('expiresIn', expiresIn, 1);
  seconds('clockSkewSeconds', clockSkewSeconds, 0);
  seconds('verifyWindowSeconds', verifyWindowSeconds, 0);
  if (typeof indefiniteLength !== 'boolean')
    throw new TypeError('options.kakao.indefiniteLength must be true or false');
  if (!Array.isArray(clientCodes) || !clientCodes.every((code) => /^[0-9]{12}$/.test(code)))
    throw new TypeError('options.kakao.clientCodes must be texts of 12 digits');
  return {
    expiresIn,
    clientCodes,
    clockSkewSeconds,
    verifyWindowSeconds,
    falsyMembers,
    pendingDates,
    appSignature,
    indefiniteLength,
    crlUrl,
  };
}

/** @param {string} name @param {string} value @param {readonly string[]} words */
function oneOf(name, value, words) {
  if (!words.includes(value)) throw new TypeError(`options.kakao.${name} must be ${words.join(' or ')}`);
}

/** @param {string} name @param {number} value @param {number} least */
function seconds(name, value, least) {
  if (!Number.isInteger(value) || value < least)
    throw new TypeError(`options.kakao.${name} must be a whole number from ${least}`);
}
