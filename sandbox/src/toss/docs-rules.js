import { decodeBase64 } from '../bytes.js';
import { isCalendarDate } from '../dates.js';
import { must } from './envelope.js';
import { openField } from './session.js';
import { isEncodedHash } from './signer.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {{ [name: string]: unknown }} Body */
/**
 * @typedef {object} Document
 * @property {string} docTitle
 * @property {string} doc the plaintext
 * @property {'TEXT' | 'HTML' | 'PDF'} docType
 * @property {boolean} docEncrypted
 * @property {'PKCS7' | 'PKCS7_NO_CONTENT_WITH_ATTR'} signatureType
 * @property {number} order
 */

const DEFAULT_EXPIRE_SECONDS = 1800;
const MAX_EXPIRE_SECONDS = 1800;
const MAX_SERVICE_NAME = 50;
/** @type {Record<string, string[]>} */
const SEALED_MEMBERS = { USER_PERSONAL: ['userName', 'userPhone', 'userBirthday'], USER_CI: ['userCi'] };

/** @param {unknown} value @returns {value is Body} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** @param {unknown} value @returns {value is string} */
const isFilled = (value) => typeof value === 'string' && value !== '';
/** JSON null counts as absent. @param {unknown} value */
const isAbsent = (value) => value === undefined || value === null;

/**
 * One of a fixed set of words.
 * @param {Body} body
 * @param {string} name
 * @param {string[]} words
 * @param {string} [where]
 * @returns {any} the word
 */
function word(body, name, words, where = '') {
  const value = body[name];
  must(words.includes(/** @type {any} */ (value)), `${where}${name} must be ${words.join(' or ')}`);
  return value;
}

/**
 * The members of a docs request that can be judged without opening anything.
 * @param {unknown} body
 */
export function checkRequestShape(body) {
  must(isObject(body), 'the body must be a JSON object');
  const requestType = /** @type {string} */ (word(body, 'requestType', Object.keys(SEALED_MEMBERS)));
  const triggerType = /** @type {string} */ (word(body, 'triggerType', ['PUSH', 'APP_SCHEME']));
  const { serviceName, sessionKey, docList, expireSeconds } = body;
  must(isFilled(serviceName), 'serviceName must be a string that is not empty');
  must(
    [...serviceName].length <= MAX_SERVICE_NAME,
    `serviceName must not exceed ${MAX_SERVICE_NAME} characters`,
  );
  must(isFilled(sessionKey), 'sessionKey must be a string that is not empty');
  for (const name of SEALED_MEMBERS[requestType])
    must(isFilled(body[name]), `${name} is required with ${requestType}`);
  must(Array.isArray(docList) && docList.length > 0, 'docList must be an array that is not empty');
  return { body, requestType, triggerType, sessionKey, docList, expireSeconds: checkExpiry(expireSeconds) };
}

/** @param {unknown} seconds */
function checkExpiry(seconds) {
  if (isAbsent(seconds)) return DEFAULT_EXPIRE_SECONDS;
  const inRange = typeof seconds === 'number' && seconds >= 1 && seconds <= MAX_EXPIRE_SECONDS;
  must(
    inRange && Number.isInteger(seconds),
    `expireSeconds must be a whole number from 1 to ${MAX_EXPIRE_SECONDS}`,
  );
  return seconds;
}

/**
 * Opens and judges whatever the request says about the person. Members that the request type does not ask for must be sealed
 * all the same: personal data never travels in the clear.
 * @param {Body} body
 * @param {Session} session
 * @returns {{ userName?: string }}
 */
export function checkPerson(body, session) {
  const open = (/** @type {string} */ name) =>
    isAbsent(body[name]) ? undefined : openField(session, body[name], name);
  const [userName, userPhone, userBirthday, userCi] = ['userName', 'userPhone', 'userBirthday', 'userCi'].map(
    open,
  );
  must(userName !== '', 'userName must not be empty');
  must(userPhone === undefined || /^[0-9]+$/.test(userPhone), 'userPhone must hold digits only');
  must(
    userBirthday === undefined || isCalendarDate(userBirthday),
    'userBirthday must be a real date as YYYYMMDD',
  );
  must(
    userCi === undefined || decodeBase64(userCi)?.length === 64,
    'userCi must be a CI: 88 characters, base64 of 64 bytes',
  );
  return { userName };
}

/**
 * @param {unknown[]} docList
 * @param {Session} session
 * @returns {Document[]}
 */
export function checkDocuments(docList, session) {
  const documents = docList.map((entry, index) => checkDocument(entry, `docList[${index}].`, session));
  const orders = new Set(documents.map(({ order }) => order));
  const consecutive =
    orders.size === documents.length && documents.every(({ order }) => order <= documents.length);
  must(consecutive, 'the order of the documents must number them 1, 2, 3 and so on, each once');
  return documents;
}

/**
 * @param {unknown} entry
 * @param {string} where
 * @param {Session} session
 * @returns {Document}
 */
function checkDocument(entry, where, session) {
  must(isObject(entry), `${where.slice(0, -1)} must be an object`);
  const { docTitle, doc, order } = entry;
  must(isFilled(docTitle), `${where}docTitle must be a string that is not empty`);
  must(isFilled(doc), `${where}doc must be a string that is not empty`);
  must(Number.isInteger(order) && Number(order) >= 1, `${where}order must be a whole number from 1`);
  const docType = word(entry, 'docType', ['TEXT', 'HTML', 'PDF'], where);
  const signatureType = isAbsent(entry.signatureType)
    ? 'PKCS7'
    : word(entry, 'signatureType', ['PKCS7', 'PKCS7_NO_CONTENT_WITH_ATTR'], where);
  const detached = signatureType === 'PKCS7_NO_CONTENT_WITH_ATTR';
  must(detached || docType !== 'PDF', `${where}signatureType must be PKCS7_NO_CONTENT_WITH_ATTR for a PDF`);
  const docEncrypted = checkEncrypted(entry.docEncrypted, where);
  const text = docEncrypted ? openField(session, doc, `${where}doc`) : doc;
  must(text !== '', `${where}doc must not be empty`);
  must(
    !detached || isEncodedHash(text),
    `${where}doc must be base64 of a SHA-256 hash with ${signatureType}`,
  );
  return { docTitle, doc: text, docType, docEncrypted, signatureType, order: Number(order) };
}

/**
 * The guide's table calls it a String, its samples send a Boolean: both are taken.
 * @param {unknown} value
 * @param {string} where
 */
function checkEncrypted(value, where) {
  if (isAbsent(value)) return false;
  must(
    [true, false, 'true', 'false'].includes(/** @type {any} */ (value)),
    `${where}docEncrypted must be true or false`,
  );
  return String(value) === 'true';
}

/**
 * The body of the status and result calls.
 * @param {unknown} body
 */
export function checkTransactionId(body) {
  must(isObject(body), 'the body must be a JSON object');
  must(isFilled(body.txId), 'txId must be a string that is not empty');
  return { txId: body.txId, sessionKey: body.sessionKey };
}

/**
 * @param {unknown} sessionKey
 * @returns {string}
 */
export function checkResultSessionKey(sessionKey) {
  must(isFilled(sessionKey), 'sessionKey is required: without it the personal data could not be sealed');
  return sessionKey;
}
