import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';

import { IngamError, signLinkHub } from 'ingam';

/** The bytes 0 to 31. */
const secretKey = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const date = '2026-01-02T03:04:05.000Z';
const sound = { linkId: 'TESTER', secretKey, target: 'service', body: '{"Token":"x"}', date };

const refusedAt = (path) => (error) => {
  assert.ok(error instanceof IngamError, String(error));
  assert.deepEqual([error.code, error.path], ['INGAM_OPTION_INVALID', path]);
  return true;
};

test('an option that is missing or not of its form is refused, and not repeated', async () => {
  const cases = [
    [{ linkId: undefined }, '/linkId'],
    [{ linkId: '' }, '/linkId'],
    [{ linkId: 'canary id' }, '/linkId'],
    [{ linkId: 'canary\r\nx: y' }, '/linkId'],
    [{ linkId: 'canary\ud800' }, '/linkId'],
    [{ linkId: 'x'.repeat(65) }, '/linkId'],
    [{ linkId: 1 }, '/linkId'],
    [{ secretKey: undefined }, '/secretKey'],
    [{ secretKey: '' }, '/secretKey'],
    [{ secretKey: 'canary!' }, '/secretKey'],
    [{ secretKey: Buffer.alloc(32) }, '/secretKey'],
    [{ target: undefined }, '/target'],
    [{ target: 'canary' }, '/target'],
    [{ target: 'Token' }, '/target'],
    [{ body: undefined }, '/body'],
    [{ body: null }, '/body'],
    [{ body: { canary: 1 } }, '/body'],
    [{ body: new ArrayBuffer(1) }, '/body'],
    [{ forwardedIp: '*' }, '/forwardedIp'],
    [{ target: 'token', forwardedIp: '' }, '/forwardedIp'],
    [{ target: 'token', forwardedIp: 'canary\n' }, '/forwardedIp'],
    [{ target: 'token', forwardedIp: 1 }, '/forwardedIp'],
    [{ date: 'canary' }, '/date'],
    [{ date: '2026-01-02T03:04:05+09:00' }, '/date'],
    [{ date: new Date('canary') }, '/date'],
    [{ date: new Date(8.64e15) }, '/date'],
    [{ date: 0 }, '/date'],
    [{ date: null }, '/date'],
  ];
  for (const [change, path] of cases) {
    await assert.rejects(signLinkHub({ ...sound, ...change }), (error) => {
      assert.ok(!JSON.stringify(error).includes('canary'), path);
      return refusedAt(path)(error);
    });
  }
  for (const none of [undefined, null, 'canary', []])
    await assert.rejects(signLinkHub(none), refusedAt(''), String(none));
});

// What npm linkhub 1.8.2 and kakaocert 2.51.0 make with this clock, LinkID and SecretKey.
test("the headers are those of LinkHub's own SDK", async () => {
  const body = '{"access_id":"020040000001","scope":["member","310","320","330"]}';
  assert.deepEqual(await signLinkHub({ ...sound, target: 'token', body, forwardedIp: '*' }), {
    headers: {
      'x-lh-date': date,
      'x-lh-version': '2.0',
      'x-lh-forwarded': '*',
      authorization: 'LINKHUB TESTER IzXWX6kBs+ITF7uzvWVSkh5IqW1VxsHDHq9vLKY06A8=',
      'content-type': 'Application/json',
    },
  });
  assert.deepEqual(await signLinkHub(sound), {
    headers: {
      'x-lh-date': date,
      'x-lh-version': '2.0',
      'x-kc-auth': 'TESTER YMkERsUsOP/GT+YK5fZ8ju3e3C5rcJsmGsnyou0AGe0=',
      'content-type': 'application/json;charset=utf-8',
    },
  });
});

/** The same, written down a second time. */
function signature({ target, body, forwardedIp, date }) {
  const digest = createHash('sha256').update(body).digest('base64');
  const lines = ['POST', digest, date];
  if (forwardedIp) lines.push(forwardedIp);
  lines.push('2.0', target === 'token' ? '/KAKAOCERT/Token' : '');
  return createHmac('sha256', Buffer.from(secretKey, 'base64')).update(lines.join('\n')).digest('base64');
}

test('text and bytes, dates and their text, and every spelling of the key sign alike', async () => {
  const text = '{"ReceiverName":"홍길동 😀"}';
  const padded = Buffer.concat([Buffer.from('before'), Buffer.from(text), Buffer.from('after')]);
  const view = padded.subarray(6, padded.length - 5);
  const alike = [
    { body: text },
    { body: Buffer.from(text) },
    { body: new Uint8Array(view.buffer, view.byteOffset, view.length) },
    { body: text, date: new Date(date) },
    { body: text, secretKey: secretKey.replace('=', '') },
    { body: text, secretKey: ` ${secretKey}\n` },
    { body: text, forwardedIp: undefined },
    { body: text, forwardedIp: null },
  ];
  const expected = `TESTER ${signature({ target: 'service', body: text, date })}`;
  for (const change of alike) {
    const { headers } = await signLinkHub({ ...sound, ...change });
    assert.deepEqual([headers['x-kc-auth'], headers['x-lh-date']], [expected, date]);
  }
  for (const target of ['token', 'service']) {
    for (const body of ['', 'x', text, `${text}\n`]) {
      for (const written of [date, '2026-01-02T03:04:05Z', '2026-01-02T03:04:05.678Z']) {
        const { headers } = await signLinkHub({ ...sound, target, body, date: written });
        const made = (headers.authorization ?? headers['x-kc-auth']).split(' ').at(-1);
        assert.equal(made, signature({ target, body, date: written }));
        assert.equal(headers['x-lh-date'], written);
      }
    }
  }
});

test('without a date it is now', async () => {
  const before = Date.now();
  const { headers } = await signLinkHub({ ...sound, date: undefined });
  const signed = Date.parse(headers['x-lh-date']);
  assert.ok(before <= signed && signed <= Date.now(), headers['x-lh-date']);
  assert.match(headers['x-lh-date'], /\.\d{3}Z$/);
  // fetch takes them as they are.
  assert.equal(new Headers(headers).get('x-kc-auth'), headers['x-kc-auth']);
});
