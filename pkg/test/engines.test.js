// The platforms' engines, each tried here: Node has both.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { toBase64 } from '../src/engine/base64.js';
import { nodeEngine } from '../src/engine/node.js';
import { webCryptoEngine } from '../src/engine/webcrypto.js';
import { openField, publicKey, sealField, unwrap } from './toss.js';

const key = { handle: undefined, spki: publicKey.export({ type: 'spki', format: 'der' }) };
const session = {
  tag: 'v1',
  id: 'x',
  key: Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => 255 - index)),
  iv: Buffer.from(Uint8Array.from({ length: 12 }, (_, index) => 240 + index)),
};
const material = () =>
  Buffer.from(`AES_GCM$${session.key.toString('base64')}$${session.iv.toString('base64')}`);

for (const [name, engine] of Object.entries({ 'node:crypto': nodeEngine, WebCrypto: webCryptoEngine })) {
  test(`${name} wraps what the provider unwraps`, async () => {
    for (let time = 0; time < 2; time += 1) {
      const wrapped = Buffer.from(await engine.wrap(key, material()));
      const { algorithm, ...unwrapped } = unwrap(`v1$x$${wrapped.toString('base64')}`);
      assert.equal(algorithm, 'AES_GCM');
      assert.deepEqual(unwrapped, session);
    }
  });

  test(`${name} seals texts of every length, byte by byte as the format has it`, async () => {
    for (const length of [1, 2, 3, 4, 5, 15, 16, 17, 1000, 100_000]) {
      for (const text of ['a'.repeat(length), '가😀'.repeat(length)]) {
        const field = `v1$x$${await engine.seal(material(), text)}`;
        assert.equal(field, sealField(session, text));
        assert.equal(openField(session, field), text);
      }
    }
  });
}

test('several texts at once do not mix', async () => {
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(3000));
  const fields = await Promise.all(texts.map((text) => webCryptoEngine.seal(material(), text)));
  for (const [index, field] of fields.entries())
    assert.equal(openField(session, `v1$x$${field}`), texts[index]);
});

test('base64 is the same with and without the platform', () => {
  for (let length = 0; length < 100; length += 1) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    const expected = Buffer.from(bytes).toString('base64');
    assert.equal(toBase64(bytes), expected);
    assert.equal(toBase64(Object.assign(bytes, { toBase64: undefined })), expected);
  }
});
