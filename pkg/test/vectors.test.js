// The project's vectors, through the package.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { Session } from 'ingam';

import { malformed, written } from '../../tests/vectors/make-malformed-sealed-fields.mjs';
import { ENGINES, hmac, openField, parseSerialized, pem, sealField, unwrap } from './toss.js';

const file = (name) => readFileSync(new URL(`../../tests/vectors/${name}`, import.meta.url), 'utf8');
const vectors = (name) => JSON.parse(file(name));

const restore = (serialized, engine = 'auto') => Session.restore(serialized, { publicKey: pem, engine });

test('the malformed fields are what their generator writes', () => {
  assert.equal(file('malformed-sealed-fields.json'), written(malformed()));
});

for (const engine of ENGINES) {
  test(`no malformed field is decrypted (${engine})`, async () => {
    const { sessions, rows, sound } = vectors('malformed-sealed-fields.json');
    assert.equal(rows.length, 1266);
    const restored = Object.fromEntries(
      await Promise.all(
        Object.entries(sessions).map(async ([name, text]) => [name, await restore(text, engine)]),
      ),
    );
    for (const { session, name, text } of rows) {
      await assert.rejects(
        restored[session].decrypt(text),
        (error) => {
          assert.deepEqual(
            [error.name, error.code, 'path' in error],
            ['IngamError', 'INGAM_OPEN_FAILED', false],
          );
          return true;
        },
        `${session}: ${name}`,
      );
    }
    // The sessions are those the texts were damaged from, and still open.
    assert.equal(sound.length, 6);
    for (const { session, plain, text } of sound) assert.equal(await restored[session].decrypt(text), plain);
  });

  test(`every field of Toss's SDK for Java is encrypted and decrypted (${engine})`, async () => {
    const { rows } = vectors('toss-sdk.json');
    assert.equal(rows.length, 84);
    for (const { serialized, plain, encrypted } of rows) {
      const independent = parseSerialized(serialized);
      assert.equal(sealField(independent, plain), encrypted);
      assert.equal(openField(independent, encrypted), plain);
      const [seals, opens] = [await restore(serialized, engine), await restore(serialized, engine)];
      assert.equal(await seals.encrypt('name', plain), encrypted);
      assert.equal(await opens.decrypt(encrypted), plain);
      assert.equal(opens.exposeSerialized(), serialized);
      assert.equal(opens.id, independent.id);
      assert.deepEqual(unwrap(opens.sessionKey), independent);
    }
  });
}

test('every field that Toss publishes is encrypted and decrypted', async () => {
  const { rows } = vectors('toss-aes-gcm.json');
  assert.equal(rows.length, 50);
  for (const { sessionId, secretKey, iv, plain, encrypted } of rows) {
    const serialized = `v1$${sessionId}$AES_GCM$${secretKey}$${iv}`;
    assert.equal(await (await restore(serialized)).decrypt(encrypted), plain);
    assert.equal(await (await restore(serialized)).encrypt('name', plain), encrypted);
  }
});

// Of Wycheproof's AES-GCM set, nothing can be asked here: no case has the key as its associated data
// (tests/primitives asks it). Of AES-CBC-PKCS5, every text with a key of 128 or 256 bits can; a plaintext
// that is no UTF-8 is no text, and is refused like the rest. The HMAC is always the one of the right
// plaintext.
test('Wycheproof: AES-CBC with PKCS #7', async () => {
  const { rows } = vectors('wycheproof-aes-cbc.json');
  const counted = { 'no key': 0, invalid: 0, 'no text': 0, valid: 0 };
  for (const { tcId, key, iv, msg, ct, result } of rows) {
    const hex = (text) => Buffer.from(text, 'hex');
    const id = '00112233-4455-4677-8899-aabbccddeeff';
    const serialized = `v1$${id}$AES_CBC$${hex(key).toString('base64')}$${hex(iv).toString('base64')}`;
    const field = `v1$${id}$${hex(ct).toString('base64')}$${hmac({ key: hex(key) }, hex(msg))}`;
    if (hex(key).length === 24) {
      await assert.rejects(restore(serialized), { code: 'INGAM_SESSION_KEY_INVALID' }, `${tcId}`);
      counted['no key'] += 1;
      continue;
    }
    const text = hex(msg).toString('utf8');
    const isText = Buffer.from(text, 'utf8').equals(hex(msg));
    const session = await restore(serialized);
    if (result === 'invalid' || !isText) {
      await assert.rejects(session.decrypt(field), { code: 'INGAM_OPEN_FAILED' }, `${tcId}`);
      counted[result === 'invalid' ? 'invalid' : 'no text'] += 1;
    } else {
      assert.equal(await session.decrypt(field), text, `${tcId}`);
      assert.equal(await (await restore(serialized)).encrypt('name', text), field, `${tcId}`);
      counted.valid += 1;
    }
  }
  assert.deepEqual(counted, { 'no key': 72, invalid: 96, 'no text': 43, valid: 5 });
});
