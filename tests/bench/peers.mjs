/** The same client, written by hand over other libraries: what ingam is measured beside. */

import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  publicEncrypt,
  randomBytes,
  randomUUID,
} from 'node:crypto';

import { gcm } from '@noble/ciphers/aes.js';
import { sha1 } from '@noble/hashes/legacy.js';
import forge from 'node-forge';

/**
 * @typedef {object} Peer
 * @property {string} name
 * @property {(key: Buffer, iv: Buffer, text: string) => Buffer} encrypt AES-256-GCM, the key being the AAD too
 * @property {(key: Buffer, iv: Buffer, sealed: Buffer) => string} decrypt
 * @property {(pem: string) => (material: Buffer) => Buffer} wrap RSAES-OAEP with SHA-1
 */

/** @type {Peer} */
const byNode = {
  name: 'node:crypto, by hand',
  encrypt(key, iv, text) {
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(key);
    return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  },
  decrypt(key, iv, sealed) {
    const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(key);
    decipher.setAuthTag(sealed.subarray(-16));
    return decipher.update(sealed.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8');
  },
  wrap(pem) {
    const options = {
      key: createPublicKey(pem),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha1',
    };
    return (material) => publicEncrypt(options, material);
  },
};

/** @type {Peer} */
const byNoble = {
  name: 'BigInt RSA, @noble',
  encrypt: (key, iv, text) => Buffer.from(gcm(key, iv, key).encrypt(Buffer.from(text))),
  decrypt: (key, iv, sealed) => Buffer.from(gcm(key, iv, key).decrypt(sealed)).toString(),
  wrap(pem) {
    const { n } = createPublicKey(pem).export({ format: 'jwk' });
    const modulus = Buffer.from(n ?? '', 'base64url');
    return (material) => rsa(oaep(material, modulus.length), modulus);
  },
};

/** RFC 8017 §7.1.1, with SHA-1 and the empty label. */
function oaep(message, length) {
  const block = Buffer.alloc(length);
  const [seed, data] = [block.subarray(1, 21), block.subarray(21)];
  randomBytes(20).copy(seed);
  data.set(sha1(new Uint8Array()));
  data[data.length - message.length - 1] = 1;
  data.set(message, data.length - message.length);
  mask(data, seed);
  mask(seed, data);
  return block;
}

/** RFC 8017 §B.2.1: `target ^= MGF1-SHA-1(seed)`. */
function mask(target, seed) {
  for (let counter = 0, at = 0; at < target.length; counter += 1) {
    const stream = sha1(Buffer.concat([seed, Buffer.from([0, 0, 0, counter])]));
    for (let index = 0; index < stream.length && at < target.length; index += 1, at += 1)
      target[at] ^= stream[index];
  }
}

/** `message ^ 65537 mod modulus` */
function rsa(message, modulus) {
  const n = BigInt(`0x${modulus.toString('hex')}`);
  const base = BigInt(`0x${message.toString('hex')}`);
  let power = base;
  for (let square = 0; square < 16; square += 1) power = (power * power) % n;
  const result = ((power * base) % n).toString(16).padStart(modulus.length * 2, '0');
  return Buffer.from(result, 'hex');
}

const binary = (/** @type {Buffer} */ bytes) => bytes.toString('binary');

/** @type {Peer} */
const byForge = {
  name: 'node-forge',
  encrypt(key, iv, text) {
    const cipher = forge.cipher.createCipher('AES-GCM', binary(key));
    cipher.start({ iv: binary(iv), additionalData: binary(key) });
    cipher.update(forge.util.createBuffer(text, 'utf8'));
    cipher.finish();
    return Buffer.from(cipher.output.getBytes() + cipher.mode.tag.getBytes(), 'binary');
  },
  decrypt(key, iv, sealed) {
    const decipher = forge.cipher.createDecipher('AES-GCM', binary(key));
    const tag = forge.util.createBuffer(binary(sealed.subarray(-16)));
    decipher.start({ iv: binary(iv), additionalData: binary(key), tag });
    decipher.update(forge.util.createBuffer(binary(sealed.subarray(0, -16))));
    if (!decipher.finish()) throw new Error('it does not open');
    return forge.util.decodeUtf8(decipher.output.getBytes());
  },
  wrap(pem) {
    const key = forge.pki.publicKeyFromPem(pem);
    const options = { md: forge.md.sha1.create(), mgf1: { md: forge.md.sha1.create() } };
    return (material) => Buffer.from(key.encrypt(binary(material), 'RSA-OAEP', options), 'binary');
  },
};

export const PEERS = [byNode, byNoble, byForge];

/** A session as every peer makes one. */
export function makeSession() {
  const session = { tag: 'v1', id: randomUUID(), key: randomBytes(32), iv: randomBytes(12) };
  const material = `AES_GCM$${session.key.toString('base64')}$${session.iv.toString('base64')}`;
  return { ...session, material: Buffer.from(material) };
}

/**
 * Seals the three fields of a request, and its documents.
 * @param {Peer} peer
 * @param {(material: Buffer) => Buffer} wrap
 * @param {any} request
 */
export function sealBy(peer, wrap, request) {
  const { tag, id, key, iv, material } = makeSession();
  const seal = (/** @type {string} */ text) =>
    `${tag}$${id}$${peer.encrypt(key, iv, text).toString('base64')}`;
  return {
    ...request,
    userName: seal(request.userName),
    userPhone: seal(request.userPhone),
    userBirthday: seal(request.userBirthday),
    docList: request.docList?.map((entry) => ({ ...entry, doc: seal(entry.doc) })),
    sessionKey: `${tag}$${id}$${wrap(material).toString('base64')}`,
  };
}

/**
 * Opens the personal data of a result.
 * @param {Peer} peer
 * @param {{ key: Buffer, iv: Buffer }} session
 * @param {{ personalData: Record<string, string> }} result
 */
export function openBy(peer, { key, iv }, { personalData, ...rest }) {
  const open = (/** @type {[string, string]} */ [name, field]) => [
    name,
    peer.decrypt(key, iv, Buffer.from(field.split('$')[2], 'base64')),
  ];
  return { ...rest, personalData: Object.fromEntries(Object.entries(personalData).map(open)) };
}
