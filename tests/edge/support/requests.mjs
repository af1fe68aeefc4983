/** Bodies of the docs API, as the guide's examples have them. */

/** @typedef {import('./session.mjs').Session} Session */

export const PERSON = { userName: '최요청', userPhone: '01000000000', userBirthday: '19900531' };
/** 88 characters, as a CI is. */
export const CI = Buffer.alloc(64, 7).toString('base64');

export const DOCUMENTS = [
  {
    docTitle: '첫째 약관',
    doc: '첫째 약관의 본문입니다.\r\n줄 바꿈과 끝의 공백 ',
    docType: 'TEXT',
    docEncrypted: false,
    signatureType: 'PKCS7',
    order: 1,
  },
  {
    docTitle: '둘째 약관',
    doc: '<p>둘째 약관</p>',
    docType: 'HTML',
    docEncrypted: false,
    signatureType: 'PKCS7',
    order: 2,
  },
];

/**
 * A request to somebody known by name, phone and birthday.
 * @param {Session} session
 * @param {Record<string, unknown>} [members] put over those of the example
 * @returns {Record<string, any>}
 */
export function personalRequest(session, members = {}) {
  return {
    requestType: 'USER_PERSONAL',
    triggerType: 'PUSH',
    userName: session.seal(PERSON.userName),
    userPhone: session.seal(PERSON.userPhone),
    userBirthday: session.seal(PERSON.userBirthday),
    sessionKey: session.sessionKey,
    serviceName: '시험 서비스',
    docList: structuredClone(DOCUMENTS),
    ...members,
  };
}

/**
 * A request to somebody known by CI.
 * @param {Session} session
 * @param {Record<string, unknown>} [members]
 * @returns {Record<string, any>}
 */
export function ciRequest(session, members = {}) {
  return {
    requestType: 'USER_CI',
    triggerType: 'APP_SCHEME',
    userCi: session.seal(CI),
    sessionKey: session.sessionKey,
    serviceName: '시험 서비스',
    docList: structuredClone(DOCUMENTS),
    ...members,
  };
}
