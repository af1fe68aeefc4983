import { randomBytes } from 'node:crypto';
import { sha256 } from '../bytes.js';
import { makeSignedData } from '../pki/cms.js';
import { readKey } from '../pki/keys.js';

/** @typedef {import('./receipts.js').Receipt} Receipt */

/**
 * The forms of the signature that KakaoTalk hands to an app. LinkHub does not say which it is. The SDKs put it into a path as
 * it is, so one form fits into a path and the other holds a `/`, a `+` and a `=` every time.
 * @type {Record<'base64url' | 'base64', () => string>}
 */
export const APP_SIGNATURES = {
  base64url: () => randomBytes(64).toString('base64url'),
  base64() {
    for (;;) {
      const text = randomBytes(64).toString('base64');
      if (text.includes('/') && text.includes('+')) return text;
    }
  },
};

/**
 * What the person signs: the Token, or for a direct debit a text of the provider's making. LinkHub does not tell its form; this
 * one is the sandbox's own.
 * @param {Receipt} receipt
 */
export function signedText({ clientCode, request }) {
  if ('Token' in request) return String(request.Token);
  const lines = [
    ['이용기관코드', clientCode],
    ['참가기관코드', request.BankCode],
    ['계좌번호', request.BankAccountNum],
    ['예금주명', request.BankAccountName],
    ['납부자번호', request.ClientUserID],
  ];
  const given = lines.filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}`);
  return ['자동이체 출금동의', ...given].join('\n');
}

/**
 * Signs as the receiver of a request, with a certificate in the receiver's name.
 * @param {object} parts
 * @param {ReturnType<typeof import('../pki/authority.js').createAuthority>} parts.authority
 * @param {boolean} parts.indefiniteLength
 */
export function createSigner({ authority, indefiniteLength }) {
  const key = readKey('kakao-signer');
  /**
   * @param {Receipt} receipt
   * @param {number} signingTime
   * @returns {{ signedData: string, serial: number }} the SignedData, base64url without padding, and whose certificate it is
   */
  return (receipt, signingTime) => {
    const content = Buffer.from(signedText(receipt), 'utf8');
    const signer = authority.issueSigner({ name: receipt.request.ReceiverName }, key, signingTime);
    const parts = { content, digest: sha256(content), signingTime, signer, indefiniteLength };
    return { signedData: makeSignedData(parts).toString('base64url'), serial: signer.serial };
  };
}
