/**
 * The rules of the docs API as a table: how a sound body is broken, and what the gateway then says about it.
 * Each rule stands once; where a limit has two edges, both.
 */

import { randomUUID } from 'node:crypto';

import { CI, ciRequest, DOCUMENTS, personalRequest } from './requests.mjs';

/** @typedef {import('./session.mjs').Session} Session */
/** @typedef {Record<string, any>} Body */
/**
 * @typedef {object} Case
 * @property {'request' | 'status' | 'result'} route
 * @property {string} name
 * @property {string} path RFC 6901
 * @property {string} code
 * @property {(own: Session, foreign: Session) => Body} body
 */

/**
 * A sound request with these members put over its own; what is undefined is left out.
 * @typedef {(own: Session, foreign: Session) => Body} Members
 */
/** @param {Members} members @returns {Case['body']} */
const personal = (members) => (own, foreign) => personalRequest(own, members(own, foreign));
/** @param {Members} members @returns {Case['body']} */
const byCi = (members) => (own, foreign) => ciRequest(own, members(own, foreign));
/** The same for its second document. @param {Members} members */
const inDoc = (members) =>
  personal((own, foreign) => {
    const [first, second] = DOCUMENTS;
    return { docList: [first, { ...second, ...members(own, foreign) }] };
  });

/**
 * @param {string} path
 * @param {string} code
 * @param {string} name
 * @param {Case['body']} body
 * @returns {Case}
 */
const request = (path, code, name, body) => ({ route: 'request', path, code, name, body });

/** @param {string} member @param {unknown} value */
const set = (member, value) => personal(() => ({ [member]: value }));
/** @param {string} member */
const without = (member) => set(member, undefined);
/** @param {string} member @param {unknown} value */
const setInDoc = (member, value) => inDoc(() => ({ [member]: value }));
/** @param {string} member */
const withoutInDoc = (member) => setInDoc(member, undefined);

const REQUIRED = 'INGAM_FIELD_REQUIRED';
const VALUE = 'INGAM_FIELD_VALUE';
const RANGE = 'INGAM_FIELD_RANGE';
const LENGTH = 'INGAM_FIELD_LENGTH';
const NOT_SEALED = 'INGAM_FIELD_NOT_SEALED';
const OTHER_SESSION = 'INGAM_FIELD_OTHER_SESSION';
const SESSION_KEY = 'INGAM_SESSION_KEY_INVALID';

const SEALED_MEMBERS = ['userName', 'userPhone', 'userBirthday'].flatMap((member) => [
  request(`/${member}`, REQUIRED, `${member} missing`, without(member)),
  request(`/${member}`, NOT_SEALED, `${member} in the clear`, set(member, '19900531')),
  request(
    `/${member}`,
    OTHER_SESSION,
    `${member} under another session`,
    personal((_, foreign) => ({ [member]: foreign.seal('19900531') })),
  ),
]);

/** @type {Case[]} */
export const ERRORS = [
  request('/requestType', REQUIRED, 'requestType missing', without('requestType')),
  request('/requestType', VALUE, 'another requestType', set('requestType', 'USER_NONE')),
  request('/triggerType', REQUIRED, 'triggerType missing', without('triggerType')),
  request('/triggerType', VALUE, 'another triggerType', set('triggerType', 'push')),
  ...SEALED_MEMBERS,
  request(
    '/userCi',
    REQUIRED,
    'userCi missing',
    byCi(() => ({ userCi: undefined })),
  ),
  request(
    '/userCi',
    NOT_SEALED,
    'userCi in the clear',
    byCi(() => ({ userCi: CI })),
  ),
  request(
    '/userCi',
    OTHER_SESSION,
    'userCi under another session',
    byCi((_, foreign) => ({ userCi: foreign.seal(CI) })),
  ),
  request('/sessionKey', REQUIRED, 'sessionKey missing', without('sessionKey')),
  request('/sessionKey', SESSION_KEY, 'a sessionKey of one part', set('sessionKey', 'v1')),
  request('/serviceName', REQUIRED, 'serviceName missing', without('serviceName')),
  request('/serviceName', LENGTH, 'an empty serviceName', set('serviceName', '')),
  request('/serviceName', LENGTH, 'a serviceName of 51 characters', set('serviceName', '가'.repeat(51))),
  request('/expireSeconds', RANGE, 'no seconds', set('expireSeconds', 0)),
  request('/expireSeconds', RANGE, 'a second too many', set('expireSeconds', 1801)),
  request('/docList', REQUIRED, 'docList missing', without('docList')),
  request('/docList', LENGTH, 'no document', set('docList', [])),
  request(
    '/docList/1',
    'INGAM_FIELD_TYPE',
    'a document that is a text',
    set('docList', [DOCUMENTS[0], '본문']),
  ),
  request('/docList/1/docTitle', REQUIRED, 'docTitle missing', withoutInDoc('docTitle')),
  request('/docList/1/doc', REQUIRED, 'doc missing', withoutInDoc('doc')),
  request('/docList/1/doc', NOT_SEALED, 'a doc to be sealed in the clear', setInDoc('docEncrypted', true)),
  request(
    '/docList/1/doc',
    OTHER_SESSION,
    'a doc under another session',
    inDoc((_, foreign) => ({ docEncrypted: true, doc: foreign.seal('본문') })),
  ),
  request('/docList/1/docType', VALUE, 'another docType', setInDoc('docType', 'WORD')),
  request('/docList/1/docEncrypted', VALUE, 'an unclear docEncrypted', setInDoc('docEncrypted', 'yes')),
  request('/docList/1/signatureType', VALUE, 'another signatureType', setInDoc('signatureType', 'PKCS1')),
  request('/docList/1/order', REQUIRED, 'order missing', withoutInDoc('order')),
  request('/docList/1/order', RANGE, 'order from 0', setInDoc('order', 0)),
  request('/docList/1/order', 'INGAM_ORDER_TWICE', 'an order twice', setInDoc('order', 1)),
  { route: 'status', path: '/txId', code: REQUIRED, name: 'txId missing', body: () => ({}) },
  {
    route: 'status',
    path: '/txId',
    code: VALUE,
    name: 'txId of another form',
    body: () => ({ txId: '1234' }),
  },
  {
    route: 'result',
    path: '/txId',
    code: REQUIRED,
    name: 'txId missing',
    body: ({ sessionKey }) => ({ sessionKey }),
  },
  {
    route: 'result',
    path: '/txId',
    code: VALUE,
    name: 'txId of another form',
    body: ({ sessionKey }) => ({ sessionKey, txId: `${randomUUID()}0` }),
  },
  {
    route: 'result',
    path: '/sessionKey',
    code: 'INGAM_SESSION_REQUIRED',
    name: 'sessionKey missing',
    body: () => ({ txId: randomUUID() }),
  },
  {
    route: 'result',
    path: '/sessionKey',
    code: SESSION_KEY,
    name: 'a sessionKey with a line break',
    body: ({ sessionKey }) => ({ txId: randomUUID(), sessionKey: `${sessionKey}\n` }),
  },
];

/** What is only advised against: the provider is asked, and has its own word. @type {Case[]} */
export const WARNINGS = [
  request('/docList/1/doc', 'INGAM_DOCUMENT_LONG', 'a long document', setInDoc('doc', '가'.repeat(2001))),
  request(
    '/docList/1/doc',
    'INGAM_DOCUMENT_NOT_BASE64',
    'a PDF that is no hash',
    inDoc(() => ({
      docType: 'PDF',
      doc: '본문',
      signatureType: 'PKCS7_NO_CONTENT_WITH_ATTR',
    })),
  ),
  request(
    '/docList/1/signatureType',
    'INGAM_PDF_WITH_CONTENT',
    'a PDF signed with its content',
    inDoc(() => ({ docType: 'PDF', doc: Buffer.alloc(32).toString('base64') })),
  ),
  request(
    '/docList/1/docEncrypted',
    'INGAM_DOCUMENT_EXPOSES_SESSION',
    'a sealed document whose text comes back',
    inDoc((own) => ({ docEncrypted: true, doc: own.seal('본문') })),
  ),
  request('/docList', 'INGAM_ORDER_GAP', 'orders with a gap', setInDoc('order', 3)),
];
