// node:crypto behind the engine port.
import { constants, createCipheriv, createPublicKey, publicEncrypt } from 'node:crypto';

/** @import { Engine, Key } from "../engine.js" */

/** @type {WeakMap<Key, import("node:crypto").KeyObject>} */
const keyObjects = new WeakMap();

/** @param {Key} key */
function keyObject(key) {
  let object = keyObjects.get(key);
  if (!object) {
    object = createPublicKey({ key: Buffer.from(key.spki), format: 'der', type: 'spki' });
    keyObjects.set(key, object);
  }
  return object;
}

/** @type {Engine} */
export const nodeEngine = {
  // Measured: up to here the module is as fast, and the key does not leave it for AES.
  longText: 256,

  wrap(key, material) {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return publicEncrypt({ key: keyObject(key), padding, oaepHash: 'sha1' }, material);
  },

  seal(material, text) {
    const [, key, iv] = new TextDecoder()
      .decode(material)
      .split('$')
      .map((part) => Buffer.from(part, 'base64'));
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    // Not a chain: setAAD gives nothing in Bun before 1.3.
    cipher.setAAD(key);
    const sealed = cipher.update(text, 'utf8');
    // Base64 in two parts, so that a long document is not copied to put its tag behind it.
    const whole = sealed.length - (sealed.length % 3);
    const end = Buffer.concat([sealed.subarray(whole), cipher.final(), cipher.getAuthTag()]);
    key.fill(0);
    return sealed.toString('base64', 0, whole) + end.toString('base64');
  },
};
