import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPublicKey,
  privateDecrypt,
} from 'node:crypto';
import { decodeBase64, decodeUtf8, sameSecret } from '../bytes.js';
import { readKey } from '../pki/keys.js';
import { must, Refusal } from './envelope.js';

/**
 * @typedef {object} Session the AES session that a caller sent in `sessionKey`
 * @property {string} tag `v1`, or `v1_` and an SDK's version; echoed as received
 * @property {string} id echoed as received
 * @property {'AES_GCM' | 'AES_CBC'} algorithm
 * @property {string} secretText the key in base64, itself the HMAC key of AES_CBC
 * @property {Buffer} secret
 * @property {Buffer} iv
 */

const privateKey = readKey('session');

/** The key that callers seal their session keys to: base64 of its SubjectPublicKeyInfo, as Toss hands its own out. */
export const PUBLIC_KEY = createPublicKey(privateKey)
  .export({ type: 'spki', format: 'der' })
  .toString('base64');

const TAG = /^v1(_[0-9A-Za-z.-]+)?$/;
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const GCM_TAG_BYTES = 16;
/** Octets of key and IV: the Java SDK makes AES_GCM-256 (96-bit IV), AES_CBC-256 and AES_CBC-128. */
const SIZES = { AES_GCM: { keys: [32], iv: 12 }, AES_CBC: { keys: [16, 32], iv: 16 } };

/**
 * Opens `{tag}${id}${base64 of RSA-OAEP(SHA-1, MGF1-SHA-1) of "ALG$key$iv"}`.
 * @param {string} text
 * @returns {Session}
 */
export function openSession(text) {
  const parts = text.split('$');
  must(parts.length === 3, 'sessionKey must have the three parts tag$id$key');
  const [tag, id, sealed] = parts;
  must(TAG.test(tag), 'the tag of sessionKey must be v1 or v1_ and an SDK version');
  must(UUID_V4.test(id), 'the id of sessionKey must be a lower-case UUID of version 4');
  const bytes = decodeBase64(sealed);
  must(bytes, 'the key part of sessionKey must be base64 with padding, in one line');
  const [algorithm, secretText, ivText, ...rest] = decryptWithRsa(bytes).split('$');
  must(
    (algorithm === 'AES_GCM' || algorithm === 'AES_CBC') && secretText && ivText && rest.length === 0,
    'the content of sessionKey must be AES_GCM$key$iv or AES_CBC$key$iv',
  );
  const [secret, iv] = [decodeBase64(secretText), decodeBase64(ivText)];
  const sizes = SIZES[algorithm];
  must(
    secret && sizes.keys.includes(secret.length),
    `an ${algorithm} key must be base64 of ${sizes.keys.join(' or ')} bytes`,
  );
  must(iv && iv.length === sizes.iv, `an ${algorithm} IV must be base64 of ${sizes.iv} bytes`);
  return { tag, id, algorithm, secretText, secret, iv };
}

/** @param {Buffer} bytes */
function decryptWithRsa(bytes) {
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return privateDecrypt({ key: privateKey, padding, oaepHash: 'sha1' }, bytes).toString('utf8');
  } catch {
    throw new Refusal(
      'CE0003',
      "sessionKey does not open with the sandbox's key under RSA-OAEP (SHA-1, MGF1-SHA-1)",
    );
  }
}

/**
 * Opens a sealed field of a session.
 * @param {Session} session
 * @param {unknown} field
 * @param {string} name where the field stands, for the log
 * @returns {string}
 */
export function openField(session, field, name) {
  must(typeof field === 'string', `${name} must be a sealed string`);
  const expected = session.algorithm === 'AES_GCM' ? 3 : 4;
  const parts = field.split('$');
  must(
    parts.length === expected,
    `${name} must be sealed: ${expected} parts between dollar signs under ${session.algorithm}`,
  );
  const [tag, id, encrypted, mac] = parts;
  must(tag === session.tag, `the tag of ${name} is not that of sessionKey`);
  must(id === session.id, `the id of ${name} is not that of sessionKey`);
  const bytes = decodeBase64(encrypted);
  must(bytes, `the ciphertext of ${name} must be base64 with padding, in one line`);
  const plain = session.algorithm === 'AES_GCM' ? decryptGcm(session, bytes) : decryptCbc(session, bytes);
  must(plain, `${name} does not open under the session's ${session.algorithm} key`);
  if (session.algorithm === 'AES_CBC') checkMac(session, plain, mac, name);
  const text = decodeUtf8(plain);
  must(text !== null, `the plaintext of ${name} is not UTF-8`);
  return text;
}

/** @param {Session} session */
const cbcName = ({ secret }) => `aes-${secret.length * 8}-cbc`;

/**
 * @param {Session} session
 * @param {Buffer} bytes ciphertext and 16-byte tag
 */
function decryptGcm({ secret, iv }, bytes) {
  if (bytes.length < GCM_TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', secret, iv, { authTagLength: GCM_TAG_BYTES });
  decipher.setAAD(secret).setAuthTag(bytes.subarray(-GCM_TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -GCM_TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

/**
 * @param {Session} session
 * @param {Buffer} bytes
 */
function decryptCbc(session, bytes) {
  const decipher = createDecipheriv(cbcName(session), session.secret, session.iv);
  try {
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  } catch {
    return null;
  }
}

/**
 * The Java SDK's MAC: lower-case hex HMAC-SHA256 over the plaintext, keyed with the ASCII of the base64 text of the key.
 * @param {Session} session
 * @param {Buffer} plain
 */
const javaMac = ({ secretText }, plain) => createHmac('sha256', secretText).update(plain).digest('hex');

/**
 * @param {Session} session
 * @param {Buffer} plain
 * @param {string} mac
 * @param {string} name
 */
function checkMac(session, plain, mac, name) {
  if (sameSecret(mac, javaMac(session, plain))) return;
  const dotNetMac = createHmac('sha256', session.secret).update(plain).digest('hex').toUpperCase();
  const hint = sameSecret(mac, dotNetMac)
    ? "; it is in the form of Toss's .NET Framework example (raw key, upper-case hex), not of the Java SDK"
    : '';
  throw new Refusal('CE0003', `the HMAC of ${name} is wrong${hint}`);
}

/**
 * Seals a value for the caller, under the caller's own key and IV as the protocol demands.
 * @param {Session} session
 * @param {string} text
 */
export function sealField(session, text) {
  const { tag, id, algorithm, secret, iv } = session;
  const plain = Buffer.from(text, 'utf8');
  if (algorithm === 'AES_CBC') {
    const cipher = createCipheriv(cbcName(session), secret, iv);
    const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
    return `${tag}$${id}$${encrypted.toString('base64')}$${javaMac(session, plain)}`;
  }
  const cipher = createCipheriv('aes-256-gcm', secret, iv, { authTagLength: GCM_TAG_BYTES }).setAAD(secret);
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return `${tag}$${id}$${encrypted.toString('base64')}`;
}
