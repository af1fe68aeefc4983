// The provider's side and a second client, with node:crypto alone.
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHmac,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  randomUUID,
} from 'node:crypto';

export const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
export const ENGINES = ['auto', 'wasm'];
export const ALGORITHMS = ['AES_GCM', 'AES_CBC', 'AES_CBC_128'];

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
  const [tag, id, data, mac, ...rest] = field.split('$');
  if (tag !== session.tag || id !== session.id || rest.length > 0) throw new Error('another session');
  const sealed = Buffer.from(data, 'base64');
  if (session.algorithm === 'AES_CBC') {
    const decipher = createDecipheriv(`aes-${session.key.length * 8}-cbc`, session.key, session.iv);
    const text = decipher.update(sealed, undefined, 'utf8') + decipher.final('utf8');
    if (mac !== hmac(session, text)) throw new Error('another HMAC');
    return text;
  }
  if (mac !== undefined) throw new Error('AES_GCM has no HMAC');
  const decipher = createDecipheriv('aes-256-gcm', session.key, session.iv).setAAD(session.key);
  decipher.setAuthTag(sealed.subarray(-16));
  return decipher.update(sealed.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8');
}

/** Seals a field of a result. */
export function sealField(session, text) {
  const { tag, id, key, iv, algorithm } = session;
  if (algorithm === 'AES_CBC') {
    const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${tag}$${id}$${sealed.toString('base64')}$${hmac(session, text)}`;
  }
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(key);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${tag}$${id}$${sealed.toString('base64')}`;
}

/** What stands beside AES_CBC: its key is the base64 text of the session's. */
export function hmac({ key }, text) {
  return createHmac('sha256', key.toString('base64')).update(text).digest('hex');
}

/** A session as the SDK for Java writes it down. */
export function parseSerialized(text) {
  const [tag, id, algorithm, key, iv] = text.split('$');
  return { tag, id, algorithm, key: Buffer.from(key, 'base64'), iv: Buffer.from(iv, 'base64') };
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
