// What is sent to KakaoCert's routes, and what comes back from every path below them: strict JSON in, LinkHub's JSON out.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { send, sendInPieces } from './support/http.mjs';
import {
  assertLinkHubRefused,
  assertStranger,
  assertUnknownReceipt,
  assertVerified,
  CODE,
  DEV_PARTNER,
  ESIGN,
  kakaoCaller,
  requestBody,
  SERVICES,
  sendRaw,
} from './support/kakao.mjs';
import { serviceHeaders, TOKEN_PATH, tokenBody, tokenHeaders } from './support/linkhub.mjs';
import { startRig } from './support/rig.mjs';

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof kakaoCaller>} */
let dev;
before(async () => {
  rig = await startRig();
  dev = kakaoCaller(rig);
});
after(() => rig?.dispose());

/** LinkHub hears nothing of it. @param {() => Promise<unknown>} action */
async function assertNoCall(action) {
  const { calls } = await rig.counting(action);
  assert.deepEqual(calls, {});
}

/** @param {Record<string, string>} headers @param {string} [body] */
const token = (headers, body = tokenBody(CODE)) => send(rig.url(TOKEN_PATH), { headers, body });

// What is sent.

test('what is not strict JSON is refused', async () => {
  const sound = JSON.stringify(requestBody(ESIGN));
  const deep = `{"a":${'['.repeat(16)}${']'.repeat(16)}}`;
  await assertNoCall(async () => {
    for (const body of [
      sound.slice(0, -1),
      `${sound}}`,
      sound.replace('{', '{"Token":"다른 원문",'),
      sound.replace('{', '{"x":{"a":1,"a":2},'),
      sound.replace('{', '{"\\u0054oken":"다른 원문",'),
      `\ufeff${sound}`,
      `[${sound}]`,
      'null',
      '',
      deep,
      Buffer.concat([Buffer.from(sound.slice(0, -1)), Buffer.from(',"x":"\xff"}', 'latin1')]),
    ]) {
      assertLinkHubRefused(await dev.post(`${ESIGN}/Request`, body), 400, 4001, 'INGAM_JSON_INVALID');
    }
  });
});

test('a request that breaks a rule is told which, by its place', async () => {
  await assertNoCall(async () => {
    const answer = await dev.request(ESIGN, { ReceiverHP: '010-1234-5678', Expires_in: 1001 });
    assertLinkHubRefused(answer, 400, 4000, 'INGAM_REQUEST_INVALID');
    const { problems } = answer.json.ingam;
    assert.deepEqual(problems.map((/** @type {any} */ { path }) => path).sort(), [
      '/Expires_in',
      '/ReceiverHP',
    ]);
    assert.ok(problems.some((/** @type {any} */ { path }) => answer.json.message.endsWith(`[${path}]`)));
    assert.ok(!answer.text.includes('010-1234') && !answer.text.includes('1001'));
  });
});

test('a warning is a header, and the call is made', async () => {
  const { value, calls } = await rig.counting(() => dev.request(ESIGN, { isAllowSimpleRegistYN: true }));
  assert.equal(value.status, 200, value.text);
  assert.match(value.headers['ingam-warnings'], /path="\/isAllowSimpleRegistYN"/);
  assert.equal(calls[`${ESIGN}/Request`], 1);
});

test('a body of 64 KiB is read and not a byte more, announced or not', async () => {
  const limit = 64 << 10;
  const sound = JSON.stringify(requestBody(ESIGN));
  const sized = (/** @type {number} */ bytes) =>
    Buffer.from(sound.padEnd(bytes - (Buffer.byteLength(sound) - sound.length)));
  assert.equal(sized(limit).length, limit);
  assert.equal((await dev.post(`${ESIGN}/Request`, sized(limit))).status, 200);
  await assertNoCall(async () => {
    for (const body of [sized(limit + 1), Buffer.alloc(10 << 20, 0x20)]) {
      for (const [path, headers] of /** @type {[string, Record<string, string>][]} */ ([
        [
          `${ESIGN}/Request`,
          { authorization: `Bearer ${await dev.sessionToken()}`, ...serviceHeaders(DEV_PARTNER, body) },
        ],
        [TOKEN_PATH, tokenHeaders(DEV_PARTNER, body)],
      ])) {
        const announced = await send(rig.url(path), { headers, body });
        const pieces = Array.from({ length: Math.ceil(body.length / 65_536) }, (_, index) =>
          body.subarray(index * 65_536, (index + 1) * 65_536),
        );
        const unannounced = await sendInPieces(rig.url(path), { headers }, pieces);
        for (const answer of [announced, unannounced])
          assertLinkHubRefused(answer, 413, 4013, 'INGAM_BODY_TOO_LARGE');
      }
    }
  });
});

test('other content types are refused, and parameters and case do not matter', async () => {
  await assertNoCall(async () => {
    for (const type of ['text/plain', 'application/jsonx', 'application/x-www-form-urlencoded', ''])
      assertLinkHubRefused(
        await dev.request(ESIGN, {}, { headers: { 'content-type': type } }),
        415,
        4015,
        'INGAM_CONTENT_TYPE',
      );
  });
  for (const type of ['Application/json', 'application/json; charset=utf8', 'APPLICATION/JSON;charset=utf-8'])
    assert.equal((await dev.request(ESIGN, {}, { headers: { 'content-type': type } })).status, 200, type);
});

// Paths.

test('receipt ids of another form: a code and a sentence, and no call', async () => {
  const authorization = `Bearer ${await dev.sessionToken()}`;
  await assertNoCall(async () => {
    for (const call of ['Status', 'Verify']) {
      for (const id of [
        '%2f',
        'a%2Fb',
        '%0d%0a',
        '1%0d%0aX-Evil:%201',
        '1%00',
        '%2e%2e%2f1',
        '0200%20',
        '%EA%B0%80',
        'a-b',
        '1'.repeat(21),
        '1;x',
        '1,2',
        '%31',
        '*',
        '1?x',
        '?1',
      ]) {
        const answer = await sendRaw(rig, `${ESIGN}/${call}/${id}`, { headers: { authorization } });
        assertUnknownReceipt(answer);
      }
      for (const [id, status] of /** @type {[string, number][]} */ ([
        ['', 404],
        ['..', 404],
        ['.', 404],
        ['%2e%2e', 404],
        ['../Status', 404],
        ['../Request', 405],
        ['/', 404],
        ['//1', 404],
        ['1/', call === 'Verify' ? 400 : 404],
      ])) {
        const answer = await sendRaw(rig, `${ESIGN}/${call}/${id}`, { headers: { authorization } });
        assert.equal(answer.status, status, `${call}/${id} ${answer.text}`);
        assert.ok(answer.json.code < -99_100_000 && answer.json.message, answer.text);
      }
    }
    assert.equal((await sendRaw(rig, `${ESIGN}/Status/a/b`, { headers: { authorization } })).status, 404);
  });
});

test('every answer below LinkHub’s paths is LinkHub’s JSON, whatever is asked and by whom', async () => {
  const authorization = `Bearer ${await dev.sessionToken()}`;
  const paths = [
    '/KAKAOCERT',
    '/KAKAOCERT/',
    '/KAKAOCERT/token',
    '/KAKAOCERT/Token/',
    '/KAKAOCERT/Point',
    TOKEN_PATH,
    ...SERVICES.flatMap((service) => [
      service,
      `${service}/`,
      `${service}/request`,
      `${service}/Request`,
      `${service}/Request/1`,
      `${service}/Status`,
      `${service}/Status/1`,
      `${service}/Status/1/2`,
      `${service}/Verify`,
      `${service}/Verify/1`,
      `${service}/Result/1`,
    ]),
  ];
  await assertNoCall(async () => {
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        for (const headers of /** @type {Record<string, string>[]} */ ([{}, { authorization }])) {
          const answer = await sendRaw(rig, path, { method, headers: { ...headers, 'content-length': '0' } });
          assert.ok([400, 401, 404, 405, 415].includes(answer.status), `${method} ${path} ${answer.status}`);
          assert.equal(answer.headers['content-type'], 'application/json', `${method} ${path}`);
          assert.ok(Number.isInteger(answer.json.code) && answer.json.code < 0);
          assert.match(answer.json.message, /[가-힣]/);
          assert.match(answer.headers['ingam-error'], /^INGAM_/);
          if (answer.status === 405) assert.ok(answer.headers.allow);
        }
      }
    }
    const time = await sendRaw(rig, '/Time', { method: 'POST', headers: { 'content-length': '0' } });
    assertLinkHubRefused(time, 405, 4005, 'INGAM_METHOD_NOT_ALLOWED');
  });
});

test('HEAD on a verification is refused, and spends nothing', async () => {
  const receipt = await dev.signed();
  const authorization = `Bearer ${await dev.sessionToken()}`;
  await assertNoCall(async () => {
    for (const method of ['HEAD', 'POST', 'OPTIONS', 'DELETE']) {
      const answer = await sendRaw(rig, `${ESIGN}/Verify/${receipt}`, { method, headers: { authorization } });
      assert.deepEqual(
        [answer.status, answer.headers['ingam-error'], answer.headers.allow],
        [405, 'INGAM_METHOD_NOT_ALLOWED', 'GET'],
      );
    }
  });
  assertVerified(await dev.verify(receipt), receipt);
});

test('the token route is never compressed, granted or refused, whatever a client takes', async () => {
  const body = tokenBody(CODE);
  for (const encoding of ['gzip', 'gzip, deflate', 'br', 'gzip;q=1.0, *;q=0.5']) {
    const granted = await token({ ...tokenHeaders(DEV_PARTNER, body), 'accept-encoding': encoding }, body);
    assert.equal(granted.status, 200);
    assert.ok(granted.json.session_token, 'plain JSON');
    const refused = await token({ 'content-type': 'application/json', 'accept-encoding': encoding }, body);
    assertStranger(refused);
    for (const answer of [granted, refused]) {
      assert.ok(!/gzip|br|deflate/.test(answer.headers['content-encoding'] ?? ''));
      assert.match(answer.headers['cache-control'], /no-transform/);
    }
  }
});

test('nobody who does not ask gets anything compressed', async () => {
  const receipt = await dev.signed();
  for (const answer of [
    await dev.askForToken(),
    await dev.request(),
    await dev.status(receipt),
    await dev.verify(receipt),
    await dev.status('1'),
    await dev.get('/Time'),
  ])
    assert.ok(!/gzip|br|deflate/.test(answer.headers['content-encoding'] ?? ''));
});
