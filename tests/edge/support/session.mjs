/**
 * Toss's sessions, written from its public guide with node:crypto alone: the tests share no code with what they test.
 *
 *     sessionKey = tag$id$base64(RSA-OAEP-SHA1("AES_GCM$" base64(key) "$" base64(iv)))
 *     field      = tag$id$base64(AES-256-GCM(key, iv, aad = key, text) tag[16])
 */

import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  publicEncrypt,
  randomBytes,
  randomUUID,
} from 'node:crypto';

const TAG_BYTES = 16;

/**
 * @typedef {object} Session
 * @property {string} id
 * @property {string} sessionKey
 * @property {(text: string) => string} seal
 * @property {(field: string) => string} open throws for a field of another session, and for a changed one
 */

/**
 * @param {string} publicKey base64 of a SubjectPublicKeyInfo
 * @param {{ tag?: string }} [options]
 * @returns {Session}
 */
export function makeSession(publicKey, { tag = 'v1' } = {}) {
  const [key, iv, id] = [randomBytes(32), randomBytes(12), randomUUID()];
  const wrapped = publicEncrypt(
    {
      key: createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha1',
    },
    Buffer.from(['AES_GCM', key.toString('base64'), iv.toString('base64')].join('$')),
  );
  const prefix = `${tag}$${id}$`;
  return {
    id,
    sessionKey: prefix + wrapped.toString('base64'),
    seal(text) {
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(key);
      const sealed = [cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return prefix + Buffer.concat(sealed).toString('base64');
    },
    open(field) {
      if (!field.startsWith(prefix)) throw new Error('the field is of another session');
      const sealed = Buffer.from(field.slice(prefix.length), 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(key);
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString(
        'utf8',
      );
    },
  };
}
