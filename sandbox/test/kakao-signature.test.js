import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { serviceText, sign, tokenText } from '../src/kakao/signature.js';
import { serviceLines, tokenLines } from './support/linkhub.js';
import { start } from './support/start.js';

/** The published SDKs' answers for these bodies, under a SecretKey of the bytes 00 to 1f and this date. */
const SECRET_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const DATE = '2026-01-02T03:04:05.000Z';

test('signatures equal those of the published SDKs', () => {
  const forAnyAddress = tokenText({
    body: Buffer.from('{"access_id":"020040000001","scope":["member","310","320","330"]}'),
    date: DATE,
    forwarded: '*',
    path: '/KAKAOCERT/Token',
  });
  assert.equal(
    forAnyAddress,
    'POST\nbjV3lbLKhiyFkwrvq2m4wAgkfQPQnoHjtIHPLhIby5w=\n2026-01-02T03:04:05.000Z\n*\n2.0\n/KAKAOCERT/Token',
  );
  assert.equal(sign(SECRET_KEY, forAnyAddress), 'IzXWX6kBs+ITF7uzvWVSkh5IqW1VxsHDHq9vLKY06A8=');

  const bound = tokenText({
    body: Buffer.from('{"scope":["partner","401","402","403","404","405"]}'),
    date: DATE,
    path: '/BAROCERT/Token',
  });
  assert.equal(
    bound,
    'POST\nBHdeFISF+lG9J6smQ8uNOXwd+dg3yCrLtmLhVfNB+pU=\n2026-01-02T03:04:05.000Z\n2.0\n/BAROCERT/Token',
  );
  assert.equal(sign(SECRET_KEY, bound), 'wkpbpWsHg1daXul4tzJXmCc4gg7MyOPQyIl/VAbZxDg=');

  const service = serviceText({ body: Buffer.from('{"Token":"x"}'), date: DATE });
  assert.equal(
    service,
    'POST\nj7r+OPtmFQ0NGJ1VrXKNap1KWHJZBwQzFID97L+AJpA=\n2026-01-02T03:04:05.000Z\n2.0\n',
  );
  assert.equal(sign(SECRET_KEY, service), 'YMkERsUsOP/GT+YK5fZ8ju3e3C5rcJsmGsnyou0AGe0=');
});

const rawKey = (secret, text) => createHmac('sha256', secret).update(text).digest('base64');
const OFF_DATES = [
  '2026-01-02 03:04:05Z',
  '2026-01-02T03:04:05',
  '2026-01-02T03:04:05.0Z',
  '2026-13-02T03:04:05Z',
];

/** What is wrong with a call to either host: options for the client, the code's last digits, words of the log. */
const SIGNATURE_REFUSALS = [
  ['no x-lh-date', { headers: { 'x-lh-date': undefined } }, 1, 'x-lh-date is missing'],
  ...OFF_DATES.map((date) => [`the date ${date}`, { date }, 1, 'x-lh-date must be UTC']),
  ['no x-lh-version', { headers: { 'x-lh-version': undefined } }, 1, 'x-lh-version must be 2.0'],
  ['another version', { headers: { 'x-lh-version': '1.0' } }, 1, 'x-lh-version must be 2.0'],
  ['an unknown LinkID', { linkId: 'TESTER' }, 2, 'unknown LinkID'],
  ['another SecretKey', { secret: Buffer.alloc(32).toString('base64') }, 3, 'is not the signature'],
];

/** Signature mistakes of either host; each text differs from the right one in a detail. */
const TOKEN_TEXTS = [
  ['a line feed at the end', (...call) => `${tokenLines(...call)}\n`],
  ['no path', (body, date) => tokenLines(body, date).replace('\n/KAKAOCERT/Token', '')],
  ['a forwarded address that is not sent', (body, date) => tokenLines(body, date, '*')],
  ['an empty line for no address', (body, date) => tokenLines(body, date).replace('\n2.0', '\n\n2.0')],
  ['another body', (body, date) => tokenLines(`${body} `, date)],
  ['another date', (body) => tokenLines(body, DATE)],
];
const SERVICE_TEXTS = [
  ['no line feed at the end', (...call) => serviceLines(...call).trimEnd()],
  ['a path', (...call) => `${serviceLines(...call)}/SignToken/Request`],
  ['another body', (body, date) => serviceLines(`${body} `, date)],
  ['another date', (body) => serviceLines(body, DATE)],
];

const refused = (answer, status, code) => {
  assert.deepEqual([answer.status, answer.body.code], [status, code]);
  assert.deepEqual(Object.keys(answer.body), ['code', 'message']);
  assert.equal(answer.headers['content-type'], 'application/json');
};

test('a token call is refused with', async (t) => {
  const { linkHub, keys, lines, client } = await start(t);
  const header = (authorization) => ({ headers: { authorization } });
  const rows = [
    ...SIGNATURE_REFUSALS,
    ...TOKEN_TEXTS.map(([name, sign]) => [name, { sign }, 3, 'is not the signature of "POST\\n']),
    ['no Authorization', header(undefined), 1, 'must start with "LINKHUB "'],
    ['the scheme of another service', header(`BAROCERT ${keys.linkId} x`), 1, 'must start with "LINKHUB "'],
    ['no signature', header(`LINKHUB ${keys.linkId}`), 1, 'one space between them'],
    ['two spaces', header(`LINKHUB ${keys.linkId}  x`), 1, 'one space between them'],
    ['a forwarded address that is none', { forwarded: 'localhost' }, 1, 'must be * or an IP address'],
  ];
  for (const [name, options, number, words] of rows) {
    await t.test(name, async () => {
      refused(await linkHub.requestToken(options), 401, -(11_010_000 + number));
      assert.ok(lines.at(-1).includes(words), lines.at(-1));
    });
  }
  await t.test('the SecretKey used without decoding it', async () => {
    const date = new Date().toISOString();
    const body = '{"scope":["member"]}';
    const signature = rawKey(keys.linkSecret, tokenLines(body, date));
    const headers = { authorization: `LINKHUB ${keys.linkId} ${signature}` };
    refused(await linkHub.requestToken({ body, date, headers }), 401, -11_010_003);
  });
  assert.equal((await client.stats()).tokenIssues.linkhub, 0);
  assert.ok(!lines.join().includes(keys.linkSecret));
});

test('a service call is refused with', async (t) => {
  const { linkHub, keys, lines, client } = await start(t);
  const header = (auth) => ({ headers: { 'x-kc-auth': auth } });
  const rows = [
    ...SIGNATURE_REFUSALS,
    ...SERVICE_TEXTS.map(([name, sign]) => [name, { sign }, 3, 'is not the signature of "POST\\n']),
    ['no x-kc-auth', header(undefined), 1, 'x-kc-auth must name'],
    ['a signature alone', header('x'), 1, 'x-kc-auth must name'],
    ['a scheme before the LinkID', header(`LINKHUB ${keys.linkId} x`), 1, 'x-kc-auth must name'],
  ];
  for (const [name, options, number, words] of rows) {
    await t.test(name, async () => {
      refused(await linkHub.request('SignToken', {}, options), 401, -(31_010_000 + number));
      assert.ok(lines.at(-1).includes(words), lines.at(-1));
    });
  }
  assert.deepEqual((await client.get('/_sandbox/transactions')).body, { transactions: [] });
});

test('the log of a wrong signature tells the text to sign, line feeds made visible', async (t) => {
  const { linkHub, lines } = await start(t);
  const forwarded = '203.0.113.7';
  await linkHub.requestToken({ date: DATE, forwarded, sign: () => 'x' });
  assert.ok(
    lines
      .at(-1)
      .endsWith(
        'Authorization is not the signature of "POST\\nbjV3lbLKhiyFkwrvq2m4wAgkfQPQnoHjtIHPLhIby5w=\\n' +
          '2026-01-02T03:04:05.000Z\\n203.0.113.7\\n2.0\\n/KAKAOCERT/Token"',
      ),
    lines.at(-1),
  );
  await linkHub.post('/SignToken/Request', '{"Token":"x"}', { date: DATE, sign: () => 'x' });
  assert.ok(
    lines
      .at(-1)
      .endsWith(
        'x-kc-auth is not the signature of "POST\\nj7r+OPtmFQ0NGJ1VrXKNap1KWHJZBwQzFID97L+AJpA=\\n' +
          '2026-01-02T03:04:05.000Z\\n2.0\\n"',
      ),
    lines.at(-1),
  );
});

const NOW = Date.parse('2026-03-01T00:00:00Z');
const isoAt = (seconds) => new Date(NOW + seconds * 1000).toISOString();

test('a date may be five minutes off, or what the option says', async (t) => {
  for (const [clockSkewSeconds, limit] of [
    [undefined, 300],
    [10, 10],
    [0, 0],
  ]) {
    const { linkHub, lines } = await start(t, { clock: () => NOW, options: { kakao: { clockSkewSeconds } } });
    await linkHub.authorize(undefined, { date: isoAt(0) });
    for (const seconds of [limit, -limit]) {
      assert.equal((await linkHub.requestToken({ date: isoAt(seconds) })).status, 200);
      assert.equal((await linkHub.request('SignToken', {}, { date: isoAt(seconds) })).status, 200);
    }
    for (const seconds of [limit + 1, -limit - 1]) {
      refused(await linkHub.requestToken({ date: isoAt(seconds) }), 401, -11_010_004);
      assert.ok(lines.at(-1).includes(`off by more than ${limit} seconds`));
      refused(await linkHub.request('SignToken', {}, { date: isoAt(seconds) }), 401, -31_010_004);
    }
  }
});

test('a date may be written without milliseconds', async (t) => {
  const { linkHub } = await start(t, { clock: () => NOW });
  const date = '2026-03-01T00:00:00Z';
  await linkHub.authorize(undefined, { date });
  assert.equal((await linkHub.request('SignToken', {}, { date })).status, 200);
});

test('after an advance of the clock, the time of /Time and that of callers who know nothing both count', async (t) => {
  const { linkHub, client } = await start(t);
  await client.control('clock', { advanceSeconds: 86_400 });
  const time = await linkHub.send('GET', '/Time');
  assert.equal((await linkHub.requestToken({ date: time.bytes.toString() })).status, 200);
  assert.equal((await linkHub.requestToken()).status, 200);
  const between = new Date(Date.now() + 43_200_000).toISOString();
  refused(await linkHub.requestToken({ date: between }), 401, -11_010_004);
});
