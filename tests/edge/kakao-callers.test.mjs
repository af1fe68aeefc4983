// Who may use KakaoCert by way of the gateway, and what everybody else is told.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { CALLERS } from '../../scripts/development.mjs';
import { hangUpAfter, send } from './support/http.mjs';
import {
  assertLinkHubRefused,
  assertStranger,
  assertUnknownReceipt,
  assertVerified,
  CODE,
  CODE2,
  DEV_PARTNER,
  DEV2_PARTNER,
  ESIGN,
  kakaoCaller,
  requestBody,
} from './support/kakao.mjs';
import {
  dateOf,
  inSeconds,
  serviceHeaders,
  TOKEN_PATH,
  tokenBody,
  tokenHeaders,
} from './support/linkhub.mjs';
import { makeNativeToken } from './support/native-token.mjs';
import { startRig } from './support/rig.mjs';

const newSecret = () => randomBytes(32).toString('base64');
/** A caller of two client codes with two secrets, one that may use Toss only, and one without a client code. */
const BOTH = {
  id: 'both',
  secrets: [newSecret(), newSecret()],
  providers: ['kakao'],
  clientCodes: [CODE, CODE2],
};
const TOSS_ONLY = { id: 'toss-only', secrets: [newSecret()], providers: ['toss'], clientCodes: [CODE] };
const CODELESS = { id: 'codeless', secrets: [newSecret()], providers: ['kakao'], clientCodes: [] };

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof kakaoCaller>} */
let dev;
/** @type {ReturnType<typeof kakaoCaller>} */
let dev2;
before(async () => {
  rig = await startRig({ overrides: { CALLERS: JSON.stringify([...CALLERS, BOTH, TOSS_ONLY, CODELESS]) } });
  dev = kakaoCaller(rig);
  dev2 = kakaoCaller(rig, DEV2_PARTNER, CODE2);
});
after(() => rig?.dispose());

/** LinkHub hears nothing of it. @param {() => Promise<unknown>} action */
async function assertNoCall(action) {
  const { calls } = await rig.counting(action);
  assert.deepEqual(calls, {});
}

/** @param {Record<string, string>} headers @param {string} [body] */
const token = (headers, body = tokenBody(CODE)) => send(rig.url(TOKEN_PATH), { headers, body });

/** The answer without what is of one request only. @param {import('./support/http.mjs').Answer} answer */
function comparable({ status, headers, text }) {
  const { date: _, 'ingam-request-id': __, ...rest } = headers;
  return { status, headers: rest, text };
}

/** @param {import('./support/http.mjs').Answer[]} answers */
function assertNotToldApart(answers) {
  for (const answer of answers) {
    assertStranger(answer);
    assert.deepEqual(comparable(answer), comparable(answers[0]));
  }
}

// The session token.

test('a token request by anybody else than the owner of a secret: one answer, and no call', async () => {
  const body = tokenBody(CODE);
  const good = () => tokenHeaders(DEV_PARTNER, body);
  const stale = dateOf(-301);
  const authorization = (/** @type {(text: string) => string} */ change) => ({
    ...good(),
    authorization: change(good().authorization),
  });
  await assertNoCall(async () => {
    const answers = [];
    for (const headers of [
      tokenHeaders({ ...DEV_PARTNER, secretKey: newSecret() }, body),
      tokenHeaders({ ...DEV_PARTNER, secretKey: DEV2_PARTNER.secretKey }, body),
      tokenHeaders({ ...DEV_PARTNER, linkId: 'nobody' }, body),
      tokenHeaders({ ...DEV_PARTNER, linkId: 'DEV' }, body),
      tokenHeaders({ ...DEV_PARTNER, secretKey: newSecret() }, body, { date: stale }),
      tokenHeaders(DEV_PARTNER, `${body} `),
      { ...good(), 'x-lh-date': dateOf(1) },
      { ...good(), 'x-lh-date': 'yesterday' },
      { ...good(), 'x-lh-version': '1.0' },
      { ...good(), 'x-lh-forwarded': '203.0.113.9' },
      tokenHeaders(DEV_PARTNER, body, { forwarded: '' }),
      authorization((text) => text.replace('LINKHUB', 'Bearer')),
      authorization((text) => text.replace(' dev ', '  dev ')),
      authorization((text) => `${text}=`),
      authorization((text) => text.slice(0, -1)),
      authorization(() => `Bearer ${DEV_PARTNER.secretKey}`),
      authorization(() => ''),
      { 'content-type': 'application/json' },
    ].map((headers, index) => (index === 10 ? { ...headers, 'x-lh-forwarded': '*' } : headers)))
      answers.push(await token(headers, body));
    assertNotToldApart(answers);
  });
});

test('a clock that is off is said so to the owner of the secret alone', async () => {
  await assertNoCall(async () => {
    for (const seconds of [-310, 310, -86_400]) {
      for (const form of [(/** @type {string} */ date) => date, inSeconds]) {
        const date = form(dateOf(seconds));
        const body = tokenBody(CODE);
        const answer = await token(tokenHeaders(DEV_PARTNER, body, { date }), body);
        assertLinkHubRefused(answer, 401, 4011, 'INGAM_CLOCK_SKEWED');
        const posted = await dev.request(ESIGN, {}, { date });
        assertLinkHubRefused(posted, 401, 4011, 'INGAM_CLOCK_SKEWED');
      }
    }
  });
  for (const seconds of [-290, 290]) {
    assert.equal((await dev.askForToken(undefined, { date: dateOf(seconds) })).status, 200);
    assert.equal((await dev.request(ESIGN, {}, { date: dateOf(seconds) })).status, 200);
  }
});

test('a token is for a client code of the caller’s own', async () => {
  await assertNoCall(async () => {
    for (const other of [CODE2, '', '020040000003', `${CODE} `, Number(CODE2)]) {
      const answer = await dev.askForToken(tokenBody(other));
      assertLinkHubRefused(answer, 403, 4035, 'INGAM_CLIENT_CODE_NOT_ALLOWED');
      assert.ok(!answer.text.includes('020040000'), 'and which there are is not told');
    }
    const partner = { linkId: TOSS_ONLY.id, secretKey: TOSS_ONLY.secrets[0] };
    const refused = await kakaoCaller(rig, partner).askForToken();
    assertLinkHubRefused(refused, 403, 4003, 'INGAM_PROVIDER_NOT_ALLOWED');
  });
  // The SDK for Node.js sends a number where its user gives it one, and a number has no leading zeros.
  const granted = await dev.askForToken(tokenBody(Number(CODE)));
  assert.deepEqual([granted.status, granted.json.usercode], [200, CODE]);
});

test('a token request that is no JSON, or none for a token', async () => {
  await assertNoCall(async () => {
    for (const body of [
      '',
      '{',
      '[]',
      'null',
      '{"access_id":"a","access_id":"b"}',
      '{"scope":[]}',
      '\ufeff{}',
    ]) {
      const answer = await dev.askForToken(body);
      assertLinkHubRefused(answer, 400, 4001, 'INGAM_JSON_INVALID');
    }
  });
  const { 'content-type': _, ...untyped } = tokenHeaders(DEV_PARTNER, tokenBody(CODE));
  assert.equal((await token(untyped)).status, 200, 'its type is not looked at');
});

test('each secret of a caller opens, in either form of the date', async () => {
  for (const secretKey of BOTH.secrets) {
    const both = kakaoCaller(rig, { linkId: BOTH.id, secretKey }, CODE);
    for (const date of [dateOf(), inSeconds(dateOf())])
      assert.equal((await both.askForToken(undefined, { date })).status, 200);
  }
});

// A service.

test('no credential, a malformed, wrong, expired or forged one: one answer before the body is read', async () => {
  const now = Math.floor(Date.now() / 1000);
  const { id: caller, secrets } = CALLERS[0];
  const native = { caller, secret: secrets[0], provider: 'kakao', clientCode: CODE };
  const good = await dev.sessionToken();
  const bearers = [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    good,
    `Basic ${Buffer.from(`dev:${secrets[0]}`).toString('base64')}`,
    `Bearer ${newSecret()}`,
    `Bearer ${good.slice(0, -1)}`,
    `Bearer ${good}x`,
    `Bearer ${makeNativeToken({ ...native, expiresAt: now - 1 })}`,
    `Bearer ${makeNativeToken({ ...native, storeKey: newSecret() })}`,
    `Bearer ${makeNativeToken({ ...native, secret: newSecret() })}`,
    `Bearer ${makeNativeToken({ ...native, provider: 'toss' })}`,
    `Bearer ${makeNativeToken({ ...native, clientCode: CODE2 })}`,
    `Bearer ${makeNativeToken({ ...native, caller: 'nobody' })}`,
    `Bearer ${rig.sandbox.keys.linkSecret}`,
  ];
  await assertNoCall(async () => {
    const answers = [];
    for (const authorization of bearers) {
      const headers = { ...(authorization === undefined ? {} : { authorization }) };
      for (const path of ['Status/1', 'Verify/1', 'Verify/1/a/b'])
        answers.push(await send(rig.url(`${ESIGN}/${path}`), { headers }));
      const body = '{"not":"read"';
      answers.push(
        await send(rig.url(`${ESIGN}/Request`), {
          headers: { ...serviceHeaders(DEV_PARTNER, body), ...headers },
          body,
        }),
      );
    }
    assertNotToldApart(answers);
  });
  assert.equal(
    (
      await send(rig.url(`${ESIGN}/Status/1`), {
        headers: { authorization: `Bearer ${makeNativeToken(native)}` },
      })
    ).status,
    404,
    'the forger’s tool makes good ones too',
  );
});

test('a request without a right signature: one answer, and no call', async () => {
  const body = JSON.stringify(requestBody(ESIGN));
  const good = () => serviceHeaders(DEV_PARTNER, body)['x-kc-auth'];
  await assertNoCall(async () => {
    const answers = [];
    for (const headers of [
      { 'x-kc-auth': undefined },
      { 'x-kc-auth': '' },
      { 'x-kc-auth': good().split(' ')[1] },
      { 'x-kc-auth': `LINKHUB ${good()}` },
      { 'x-kc-auth': `nobody ${good().split(' ')[1]}` },
      { 'x-kc-auth': `${good()}x` },
      serviceHeaders({ ...DEV_PARTNER, secretKey: newSecret() }, body),
      // Somebody else's signature, right as it is, under this caller's token.
      serviceHeaders(DEV2_PARTNER, body),
      serviceHeaders({ ...DEV_PARTNER, secretKey: DEV2_PARTNER.secretKey }, body),
      serviceHeaders(DEV_PARTNER, `${body} `),
      { 'x-lh-date': dateOf(2) },
      { 'x-lh-date': undefined },
      { 'x-lh-version': undefined },
      { 'x-lh-version': '2.1' },
      // The signature of a token request is another.
      { 'x-kc-auth': tokenHeaders(DEV_PARTNER, body).authorization.replace('LINKHUB ', '') },
    ])
      answers.push(await dev.post(`${ESIGN}/Request`, body, { headers }));
    assertNotToldApart(answers);
  });
});

test('a body that was changed or cut on its way does not fit its signature', async () => {
  const body = JSON.stringify(requestBody(ESIGN));
  await assertNoCall(async () => {
    for (const arrived of [
      body.slice(0, -1),
      body.slice(0, 40),
      '',
      body.replace('홍길동', '홍길순'),
      `${body}\n`,
    ]) {
      assertStranger(
        await dev.post(`${ESIGN}/Request`, arrived, { headers: serviceHeaders(DEV_PARTNER, body) }),
      );
    }
    await hangUpAfter(
      rig.url(`${ESIGN}/Request`),
      {
        headers: {
          authorization: `Bearer ${await dev.sessionToken()}`,
          ...serviceHeaders(DEV_PARTNER, body),
          'content-length': String(Buffer.byteLength(body)),
        },
      },
      body.slice(0, 40),
    );
    assertUnknownReceipt(await dev.status('1')); // it still answers
  });
});

test('a signature is accepted for one request: another path, service or client code is refused', async () => {
  const both = (/** @type {string} */ code) =>
    kakaoCaller(rig, { linkId: BOTH.id, secretKey: BOTH.secrets[0] }, code);
  const [first, second] = [both(CODE), both(CODE2)];
  const date = dateOf();
  const body = requestBody(ESIGN);
  assert.equal((await first.post(`${ESIGN}/Request`, body, { date })).status, 200);
  await assertNoCall(async () => {
    const replayed = [
      await first.post('/SignIdentity/Request', body, { date }),
      await second.post(`${ESIGN}/Request`, body, { date }),
    ];
    for (const answer of replayed) assertLinkHubRefused(answer, 401, 4012, 'INGAM_SIGNATURE_REPLAYED');
  });
  assert.equal((await second.post(`${ESIGN}/Request`, body, { date: dateOf(1) })).status, 200);
});

test('a client code is the token’s, the header’s or the only one; never two that differ', async () => {
  const secret = `Bearer ${BOTH.secrets[1]}`;
  const partner = { linkId: BOTH.id, secretKey: BOTH.secrets[1] };
  const both = kakaoCaller(rig, partner, CODE);
  const codeless = { authorization: `Bearer ${CODELESS.secrets[0]}` };
  await assertNoCall(async () => {
    for (const answer of [
      await send(rig.url(`${ESIGN}/Status/1`), { headers: { authorization: secret } }),
      await both.get(`${ESIGN}/Status/1`, { authorization: secret, 'ingam-client-code': '020040000003' }),
      await both.get(`${ESIGN}/Status/1`, { authorization: secret, 'ingam-client-code': '' }),
      await both.get(`${ESIGN}/Status/1`, { 'ingam-client-code': CODE2 }),
      await dev.get(`${ESIGN}/Status/1`, { 'ingam-client-code': CODE2 }),
      await send(rig.url(`${ESIGN}/Status/1`), { headers: codeless }),
      await send(rig.url(`${ESIGN}/Status/1`), { headers: { ...codeless, 'ingam-client-code': CODE } }),
    ])
      assertLinkHubRefused(answer, 403, 4035, 'INGAM_CLIENT_CODE_NOT_ALLOWED');
  });
  const headers = { authorization: secret, 'ingam-client-code': CODE2 };
  const answer = await both.post(`${ESIGN}/Request`, requestBody(ESIGN), { headers });
  assert.equal(answer.status, 200, answer.text);
  const { receiptId } = answer.json;
  assertUnknownReceipt(await both.status(receiptId));
  assert.equal((await both.get(`${ESIGN}/Status/${receiptId}`, headers)).json.clientCode, CODE2);
});

test('a secret opens a service by itself; a signature beside it has to be right all the same', async () => {
  const authorization = `Bearer ${DEV_PARTNER.secretKey}`;
  const body = JSON.stringify(requestBody(ESIGN));
  const headers = { authorization, 'content-type': 'application/json' };
  await assertNoCall(async () => {
    for (const wrong of [
      { ...headers, ...serviceHeaders({ ...DEV_PARTNER, secretKey: newSecret() }, body) },
      { ...headers, ...serviceHeaders(DEV2_PARTNER, body) },
      { ...headers, 'x-kc-auth': 'dev' },
    ])
      assertStranger(await send(rig.url(`${ESIGN}/Request`), { headers: wrong, body }));
    const stale = serviceHeaders(DEV_PARTNER, body, { date: dateOf(-400) });
    assertLinkHubRefused(
      await send(rig.url(`${ESIGN}/Request`), { headers: { ...headers, ...stale }, body }),
      401,
      4011,
      'INGAM_CLOCK_SKEWED',
    );
    const tossOnly = { authorization: `Bearer ${TOSS_ONLY.secrets[0]}` };
    assertLinkHubRefused(
      await send(rig.url(`${ESIGN}/Status/1`), { headers: tossOnly }),
      403,
      4003,
      'INGAM_PROVIDER_NOT_ALLOWED',
    );
  });
  for (const extra of [{}, serviceHeaders(DEV_PARTNER, body)]) {
    const answer = await send(rig.url(`${ESIGN}/Request`), { headers: { ...headers, ...extra }, body });
    assert.equal(answer.status, 200, answer.text);
  }
});

test('a credential in a page is refused, however right it is', async () => {
  const origin = 'https://shop.example';
  const body = tokenBody(CODE);
  await assertNoCall(async () => {
    for (const answer of [
      await token({ ...tokenHeaders(DEV_PARTNER, body), origin }, body),
      await dev.get(`${ESIGN}/Status/1`, { origin }),
      await dev.get(`${ESIGN}/Verify/1`, { origin }),
      await dev.get(`${ESIGN}/Status/1`, { origin, authorization: `Bearer ${DEV_PARTNER.secretKey}` }),
      await dev.post(`${ESIGN}/Request`, requestBody(ESIGN), { headers: { origin } }),
    ]) {
      assertLinkHubRefused(answer, 403, 4031, 'INGAM_ORIGIN_REFUSED');
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
    assertStranger(await dev.get(`${ESIGN}/Status/1`, { origin, authorization: `Bearer ${newSecret()}` }));
  });
});

test('another caller’s receipt, and one of another client code, look like none', async () => {
  const receipt = await dev.signed();
  const partner = { linkId: BOTH.id, secretKey: BOTH.secrets[0] };
  const both = kakaoCaller(rig, partner, CODE);
  const otherCode = kakaoCaller(rig, partner, CODE2);
  const own = await both.signed();
  await assertNoCall(async () => {
    const missing = await dev2.status('0123456789');
    assertUnknownReceipt(missing);
    for (const answer of [
      await dev2.status(receipt),
      await dev2.verify(receipt),
      await dev2.verifyAgain(receipt),
      // Of the same client code, yet another caller's.
      await both.status(receipt),
      await both.verify(receipt),
      await both.verify(`${receipt}/signature`),
      await otherCode.status(own),
      await otherCode.verify(own),
    ])
      assert.deepEqual(comparable(answer), comparable(missing));
    for (const answer of [
      await dev2.show(receipt),
      await dev2.signedDocument(receipt),
      await dev2.acknowledge(receipt),
      await dev2.remove(receipt),
    ])
      assert.deepEqual([answer.status, answer.json.code], [404, 'INGAM_TRANSACTION_UNKNOWN']);
  });
  assertVerified(await dev.verify(receipt), receipt);
  assertVerified(await both.verify(own), own);
});

test('a native token of LinkHub’s shape does not open Toss’s routes or the gateway’s own', async () => {
  const bearer = await dev.sessionToken();
  await assertNoCall(async () => {
    const toss = await rig.as(bearer).status('67ac897f-3a0e-466d-a6f7-c7e4272fd5a9');
    assert.deepEqual([toss.status, toss.headers['ingam-error']], [401, 'INGAM_CALLER_UNKNOWN']);
    const own = await rig.as(bearer).get('/v1/transactions/kakao/1');
    assert.deepEqual([own.status, own.headers['ingam-error']], [401, 'INGAM_CALLER_UNKNOWN']);
  });
});

test('taking a secret out of CALLERS ends its tokens and signatures', async () => {
  const partner = { linkId: BOTH.id, secretKey: BOTH.secrets[0] };
  const both = kakaoCaller(rig, partner, CODE);
  await both.sessionToken();
  const rest = { ...BOTH, secrets: [BOTH.secrets[1]] };
  await rig.gateway.restart({ CALLERS: JSON.stringify([...CALLERS, rest]) });
  assertStranger(await both.status('1'));
  assertStranger(await both.askForToken());
  assert.equal(
    (await kakaoCaller(rig, { ...partner, secretKey: BOTH.secrets[1] }, CODE).askForToken()).status,
    200,
  );
});
