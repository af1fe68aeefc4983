// The provider's side and a second client, with node:crypto alone.
import {
  constants,
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  randomUUID,
} from 'node:crypto';

export const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
export const ENGINES = ['auto', 'wasm'];

const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };

/** What the provider learns from a sessionKey. */
export function unwrap(sessionKey) {
  const [tag, id, wrapped, ...rest] = sessionKey.split('$');
  if (rest.length > 0) throw new Error('a sessionKey has three parts');
  const material = privateDecrypt({ key: privateKey, ...OAEP }, Buffer.from(wrapped, 'base64'));
  const [algorithm, key, iv] = material.toString('ascii').split('$');
  return { tag, id, algorithm, key: Buffer.from(key, 'base64'), iv: Buffer.from(iv, 'base64') };
}

/** Opens a field of a request. */
export function openField(session, field) {
  const [tag, id, data] = field.split('$');
  if (tag !== session.tag || id !== session.id) throw new Error('another session');
  const sealed = Buffer.from(data, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', session.key, session.iv).setAAD(session.key);
  decipher.setAuthTag(sealed.subarray(-16));
  return decipher.update(sealed.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8');
}

/** Seals a field of a result. */
export function sealField({ tag, id, key, iv }, text) {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(key);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${tag}$${id}$${sealed.toString('base64')}`;
}

/** The hand-written client that the package is measured beside. */
export function sealByHand(request, names, key) {
  const session = { tag: 'v1', id: randomUUID(), key: randomBytes(32), iv: randomBytes(12) };
  const material = `AES_GCM$${session.key.toString('base64')}$${session.iv.toString('base64')}`;
  const wrapped = publicEncrypt({ key, ...OAEP }, Buffer.from(material));
  const sealed = { ...request, sessionKey: `v1$${session.id}$${wrapped.toString('base64')}` };
  for (const name of names) sealed[name] = sealField(session, request[name]);
  return sealed;
}
