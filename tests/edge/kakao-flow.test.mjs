// KakaoCert by way of the gateway, from the session token to the signature.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';

import {
  assertLinkHubRefused,
  assertPassedOnRefusal,
  assertUnknownReceipt,
  assertVerified,
  CODE,
  DIRECT_DEBIT,
  ESIGN,
  IDENTITY,
  kakaoCaller,
  requestBody,
  SANDBOX,
  SERVICES,
} from './support/kakao.mjs';
import { dateOf, inSeconds, serviceSignature, tokenBody } from './support/linkhub.mjs';
import { startRig } from './support/rig.mjs';
import { verifiedContent } from './support/signed-data.mjs';

/** The longest time between a date on the wire and the clock here, in milliseconds. */
const MOMENT_MS = 30_000;

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof kakaoCaller>} */
let caller;
before(async () => {
  rig = await startRig({
    kakao: { appSignature: 'base64' },
    providerHeaders: { 'x-provider': 'secret', 'set-cookie': 'a=b', 'retry-after': '7' },
  });
  caller = kakaoCaller(rig);
});
after(() => rig?.dispose());

/** The roots of the sandbox's KakaoCert. */
const anchors = () => ({
  caCertificate: rig.sandbox.keys.kakaoCaCertificate,
  rootCertificate: rig.sandbox.keys.kakaoRootCertificate,
});

/** @param {string} signedData base64url */
const content = (signedData) =>
  verifiedContent(Buffer.from(signedData, 'base64url').toString('base64'), anchors());

test('before the signer is done a verification is LinkHub’s refusal, passed on, and spends nothing', async () => {
  const receipt = await caller.requested();
  assertPassedOnRefusal(await caller.verify(receipt), SANDBOX.unsigned);
  assertPassedOnRefusal(await caller.verify(receipt), SANDBOX.unsigned);
  await rig.sign(receipt);
  assertVerified(await caller.verify(receipt), receipt);
  assert.equal((await rig.stats()).reads[receipt], 1);
});

test('an expired request is LinkHub’s refusal, passed on', async () => {
  const receipt = await caller.requested();
  await rig.control('expire', { id: receipt });
  assertPassedOnRefusal(await caller.verify(receipt), -31_010_013);
});

for (const service of SERVICES) {
  test(`${service}: request, status, signature, verification`, async () => {
    const body = requestBody(service);
    const { value: requested, calls } = await rig.counting(() => caller.post(`${service}/Request`, body));
    assert.equal(requested.status, 200, requested.text);
    assert.deepEqual(Object.keys(requested.json), ['receiptId']);
    assert.equal(calls[`${service}/Request`], 1);
    const receipt = requested.json.receiptId;

    const early = await caller.status(receipt, service);
    assert.deepEqual([early.status, early.json.receiptID, early.json.state], [200, receipt, 0]);
    await rig.sign(receipt);
    assert.equal((await caller.status(receipt, service)).json.state, 1);
    assert.equal((await caller.show(receipt)).json.state, 'requested', 'a status completes nothing');

    const verified = await caller.verify(receipt, service);
    assertVerified(verified, receipt);
    const signed = content(verified.json.signedData);
    if (service === DIRECT_DEBIT) assert.ok(signed.length > 0);
    else assert.equal(signed, body.Token);
    assert.deepEqual(
      (await caller.signedDocument(receipt)).bytes,
      Buffer.from(verified.json.signedData, 'base64url'),
    );
  });
}

test('a receipt is of its service: asked for at another it looks like none', async () => {
  for (const service of SERVICES) {
    const receipt = await caller.signed(service);
    const { calls } = await rig.counting(async () => {
      for (const other of SERVICES.filter((one) => one !== service)) {
        assertUnknownReceipt(await caller.status(receipt, other));
        assertUnknownReceipt(await caller.verify(receipt, other));
      }
    });
    assert.deepEqual(calls, {});
    assertVerified(await caller.verify(receipt, service), receipt);
  }
});

// App to App.

/** A request of an app's, signed: the receipt and what KakaoTalk gives to the app. @param {string} service */
async function signedInApp(service) {
  const answer = await caller.request(service, { isAppUseYN: true });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(typeof answer.json.tx_id, 'string');
  const { signature } = await rig.sign(answer.json.receiptId);
  return { receipt: answer.json.receiptId, signature };
}

test('a signature a/b+c==, raw or percent-encoded, goes up as one segment, decoded once', async () => {
  const { receipt } = await signedInApp(ESIGN);
  const upstream = `${ESIGN}/Verify/${receipt}/a%2Fb%2Bc%3D%3D`;
  for (const written of ['a/b+c==', 'a%2Fb%2Bc%3D%3D', 'a%2fb+c=%3d', '%61/b%2Bc==']) {
    const { value, calls } = await rig.counting(() => caller.verify(`${receipt}/${written}`));
    assertPassedOnRefusal(value, SANDBOX.app);
    assert.deepEqual(calls, { [`GET ${upstream}`]: 1 }, written);
  }
  const twice = await rig.counting(() => caller.verify(`${receipt}/a%252Fb`));
  assert.deepEqual(twice.calls, { [`GET ${ESIGN}/Verify/${receipt}/a%252Fb`]: 1 }, 'once and not twice');
});

for (const [form, write] of /** @type {[string, (text: string) => string][]} */ ([
  ['raw', (text) => text],
  ['percent-encoded', encodeURIComponent],
])) {
  for (const service of [ESIGN, DIRECT_DEBIT]) {
    test(`${service} App to App, its signature ${form}: verified with KakaoTalk’s signature alone`, async () => {
      const { receipt, signature } = await signedInApp(service);
      assert.match(signature, /\/.*\+|\+.*\//, 'it has the characters in question');
      assertPassedOnRefusal(await caller.verify(receipt, service), SANDBOX.app);
      const wrong = `${signature.slice(1)}${signature[0]}`;
      assertPassedOnRefusal(await caller.verify(`${receipt}/${write(wrong)}`, service), SANDBOX.app);
      const verified = await caller.verify(`${receipt}/${write(signature)}`, service);
      assertVerified(verified, receipt);
      const again = await caller.verify(`${receipt}/${encodeURIComponent(signature)}`, service);
      assertVerified(again, receipt, { replayed: true });
      assert.deepEqual(again.bytes, verified.bytes);
    });
  }
}

test('what is no signature is refused before LinkHub is asked', async () => {
  const { receipt } = await signedInApp(ESIGN);
  const identity = await caller.signed(IDENTITY);
  const { calls } = await rig.counting(async () => {
    for (const wrong of ['', '%', '%zz', '%20', 'a%20b', '%ff', '%ea%b0%80', '%0d%0ax', '%00']) {
      const answer = await caller.verify(`${receipt}/${wrong}`);
      assertLinkHubRefused(answer, 400, 4036, 'INGAM_APP_SIGNATURE_INVALID');
    }
    // An identification is never App to App: there is no such route.
    const none = await caller.verify(`${identity}/a`, IDENTITY);
    assertLinkHubRefused(none, 404, 4004, 'INGAM_ROUTE_UNKNOWN');
  });
  assert.deepEqual(calls, {});
});

// What goes up.

test('the body goes up byte for byte, under the gateway’s own signature and token', async () => {
  const { linkId, linkSecret } = rig.sandbox.keys;
  const bodies = [
    JSON.stringify(requestBody(ESIGN, { Token: '한글 원문\r\n\t둘째 줄  ' })),
    JSON.stringify(requestBody(ESIGN), null, 3).replaceAll('\n', '\r\n \t'),
    ` \r\n${JSON.stringify(requestBody(ESIGN))}\n\n`,
    // As the SDK for Python writes it.
    JSON.stringify(requestBody(ESIGN, { Token: '한글😀' })).replace(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
    JSON.stringify(requestBody(ESIGN, { TMSMessage: '', PayLoad: null, isAppUseYN: false, SubClientID: '' })),
    JSON.stringify(requestBody(ESIGN, { unknown: [0, false, null, ''], Expires_in: 300 })).replace(
      '300',
      '3.0e2',
    ),
  ];
  for (const body of bodies) {
    const count = rig.tap.on(`${ESIGN}/Request`).length;
    const answer = await caller.post(`${ESIGN}/Request`, body);
    assert.equal(answer.status, 200, `${body} ${answer.text}`);
    const [up, ...more] = rig.tap.on(`${ESIGN}/Request`).slice(count);
    assert.deepEqual(more, []);
    assert.deepEqual(up.body, Buffer.from(body));
    const date = up.headers['x-lh-date'];
    assert.equal(up.headers['x-kc-auth'], `${linkId} ${serviceSignature(linkSecret, { body, date })}`);
    assert.equal(up.headers['x-lh-version'], '2.0');
    assert.ok(Math.abs(Date.parse(date) - Date.now()) < MOMENT_MS);
    assert.equal(up.headers.authorization, `Bearer ${(await rig.stats()).lastTokens.linkhub}`);
  }
});

test('of a caller’s headers, query and credential nothing goes up', async () => {
  const canary = 'canary-of-the-caller';
  const own = ['x-canary', 'cookie', 'x-forwarded-for', 'user-agent', 'referer', 'traceparent', 'via'];
  const headers = Object.fromEntries(own.map((name) => [name, canary]));
  const before = rig.tap.exchanges.length;
  const answer = await caller.post(`${ESIGN}/Request?q=${canary}`, requestBody(ESIGN), {
    headers: { ...headers, 'idempotency-key': canary, 'x-lh-forwarded': canary },
  });
  assert.equal(answer.status, 200, answer.text);
  const receipt = answer.json.receiptId;
  await caller.get(`${ESIGN}/Status/${receipt}?q=${canary}`, headers);
  await rig.sign(receipt);
  assertVerified(await caller.get(`${ESIGN}/Verify/${receipt}?q=${canary}`, headers), receipt);
  const up = rig.tap.exchanges.slice(before);
  assert.equal(up.length, 3);
  const token = await caller.sessionToken();
  for (const { path, headers: sent, body } of up) {
    const text = `${path}\n${JSON.stringify(sent)}\n${body}`;
    assert.ok(!text.includes(canary) && !text.includes(token) && !text.includes('dev '), text);
  }
});

// What comes down.

test('LinkHub’s bytes, status and type come down, and of its headers retry-after', async () => {
  const receipt = await caller.signed();
  const path = `${ESIGN}/Status/${receipt}`;
  const odd = `{"receiptID":"${receipt}", "state" : 1,"새":"\\u00e9", "falsy":[0,"",null,false]}`;
  rig.tap.substitute(path, { headers: { 'content-type': 'application/json;charset=UTF-8' }, body: odd });
  const answer = await caller.status(receipt);
  assert.deepEqual([answer.status, answer.text], [200, odd]);
  assert.equal(answer.headers['content-type'], 'application/json;charset=UTF-8');
  assert.equal(answer.headers['retry-after'], '7');
  for (const name of ['x-provider', 'set-cookie', 'server', 'content-encoding'])
    assert.equal(answer.headers[name], undefined, name);
});

test('LinkHub’s refusals are passed on as they came', async () => {
  const refusal = '{"code":-31010099,"message":"거절"}';
  for (const [status, path] of /** @type {[number, string][]} */ ([
    [400, `${ESIGN}/Request`],
    [403, `${ESIGN}/Request`],
    [500, `${ESIGN}/Request`],
  ])) {
    rig.tap.substitute(path, { status, body: refusal });
    const answer = await caller.request();
    assertPassedOnRefusal(answer, -31_010_099, status);
    assert.equal(answer.text, refusal);
  }
});

test('an answer compressed by LinkHub is handed on in the clear', async () => {
  const receipt = await caller.signed();
  await rig.fault(`${ESIGN}/Verify/${receipt}`, 'gzip');
  const answer = await caller.verify(receipt);
  assertVerified(answer, receipt);
  assert.equal(answer.headers['content-encoding'], undefined);
});

test('a redirect of LinkHub’s is not followed', async () => {
  const receipt = await caller.signed();
  const path = `${ESIGN}/Status/${receipt}`;
  rig.tap.substitute(path, { status: 302, headers: { location: `${rig.tap.url}/Time` }, body: '' });
  const before = rig.tap.on('/Time').length;
  const answer = await caller.status(receipt);
  assert.notEqual(answer.status, 200);
  assert.equal(rig.tap.on('/Time').length, before);
});

test('GET /Time is the gateway’s own clock, in a form that can be signed with', async () => {
  const { value, calls } = await rig.counting(() => caller.get('/Time'));
  assert.equal(value.status, 200);
  assert.match(value.headers['content-type'], /^text\/plain/);
  assert.match(value.text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(Math.abs(Date.parse(value.text) - Date.now()) < MOMENT_MS);
  assert.deepEqual(calls, {});
  const granted = await caller.askForToken(undefined, { date: value.text });
  assert.equal(granted.status, 200, granted.text);
  assert.equal((await caller.request(ESIGN, {}, { date: inSeconds(dateOf()) })).status, 200);
});

test('a session token has LinkHub’s shape, in plain JSON', async () => {
  for (const forwarded of ['*', '', '203.0.113.9']) {
    const answer = await caller.askForToken(tokenBody(CODE), { forwarded });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(Object.keys(answer.json).sort(), [
      'expiration',
      'ipaddress',
      'linkID',
      'scope',
      'serviceID',
      'session_token',
      'usercode',
    ]);
    const { expiration, linkID, scope, serviceID, session_token, usercode } = answer.json;
    assert.match(expiration, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'the SDK for Python cuts it there');
    const seconds = (Date.parse(expiration) - Date.now()) / 1000;
    assert.ok(seconds > 890 && seconds <= 900, `${seconds}`);
    assert.deepEqual(
      [linkID, scope, serviceID, usercode],
      ['dev', ['member', '310', '320', '330'], 'KAKAOCERT', CODE],
    );
    assert.match(session_token, /^ig1\./);
    assert.equal(answer.headers['cache-control'], 'no-store, no-transform');
  }
});

test('a transaction is shown in exactly this form', async () => {
  const body = requestBody(ESIGN, { Token: '보여 줄 원문' });
  const receipt = (await caller.post(`${ESIGN}/Request`, body)).json.receiptId;
  const shown = (await caller.show(receipt)).json;
  const { requestedAt, expiresAt, ...rest } = shown;
  assert.deepEqual(rest, {
    provider: 'kakao',
    id: receipt,
    state: 'requested',
    reads: { answered: 0, attempts: 0 },
    documents: [
      { order: 1, sha256: createHash('sha256').update(body.Token).digest('hex'), signatureType: 'PKCS7' },
    ],
  });
  assert.ok(Date.parse(expiresAt) > Date.parse(requestedAt));
  await rig.sign(receipt);
  await caller.verify(receipt);
  const after = (await caller.show(receipt)).json;
  assert.deepEqual([after.state, after.reads], ['completed', { answered: 1, attempts: 1 }]);
  const consent = await caller.requested(DIRECT_DEBIT);
  assert.deepEqual((await caller.show(consent)).json.documents, [], 'the provider writes what is signed');
});
