import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openField, openSession, PUBLIC_KEY, sealField } from '../src/toss/session.js';
import { DOCUMENTS, makeSession, open, seal } from './support/client.js';
import { start } from './support/start.js';

const rows = readFileSync(new URL('fixtures/toss-aes-gcm.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','));

test("the sandbox opens and seals what Toss's published vectors say", () => {
  assert.equal(rows.length, 10);
  for (const [id, secret, iv, plain, encrypted] of rows) {
    const { sessionKey } = makeSession(PUBLIC_KEY, { id, part: `AES_GCM$${secret}$${iv}` });
    const session = openSession(sessionKey);
    assert.equal(openField(session, encrypted, 'vector'), plain);
    assert.equal(sealField(session, plain), encrypted);
    const last = Buffer.from(encrypted.split('$')[2], 'base64');
    last[last.length - 1] ^= 1;
    const changed = `v1$${id}$${last.toString('base64')}`;
    assert.throws(() => openField(session, changed, 'vector'), { code: 'CE0003' });
  }
});

const SESSIONS = [
  ['AES_GCM', {}],
  ['AES_GCM under the tag of an SDK', { tag: 'v1_0.0.14' }],
  ['AES_CBC with 256 bits', { algorithm: 'AES_CBC' }],
  ['AES_CBC with 128 bits', { algorithm: 'AES_CBC', secret: () => randomBytes(16) }],
];

test('a request and its result work under every kind of session', async (t) => {
  const { client, keys } = await start(t);
  for (const [name, { secret, ...options }] of SESSIONS) {
    await t.test(name, async () => {
      const make = () => makeSession(keys.publicKey, { ...options, ...(secret ? { secret: secret() } : {}) });
      const change = (body, session) => {
        body.docList[0].docEncrypted = 'true';
        body.docList[0].doc = seal(session, DOCUMENTS[0].doc);
        body.docList[1].docEncrypted = 'false';
      };
      const txId = await client.signed({ session: make(), change });
      const session = make();
      const { success } = (await client.result(txId, session)).body;
      assert.deepEqual(
        success.docList.map(({ docEncrypted }) => docEncrypted),
        [true, false],
      );
      assert.equal(open(session, success.docList[0].doc), DOCUMENTS[0].doc);
      assert.equal(success.docList[1].doc, DOCUMENTS[1].doc);
      assert.ok(success.personalData.name.startsWith(`${session.tag}$${session.id}$`));
      assert.match(open(session, success.personalData.birthday), /^\d{8}$/);
    });
  }
});
