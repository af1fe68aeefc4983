// What the gateway sees of KakaoCert and must not keep or tell: no personal value, text to be signed, signature, token or
// secret turns up in its log, in its storage or in what it says about an error. What it keeps of them is sealed.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { CALLERS, STORE_KEYS } from '../../scripts/development.mjs';
import { hangUpAfter, send } from './support/http.mjs';
import {
  assertVerified,
  CODE,
  DEV_PARTNER,
  DIRECT_DEBIT,
  ESIGN,
  IDENTITY,
  kakaoCaller,
  requestBody,
} from './support/kakao.mjs';
import { serviceHeaders, TOKEN_PATH, tokenBody, tokenHeaders } from './support/linkhub.mjs';
import { startRig } from './support/rig.mjs';
import { tracesIn, tracesInFolder } from './support/traces.mjs';

/** What a caller sends. */
const SENT = {
  name: '카나리아김',
  'account holder': '카나리아이순신',
  phone: '01099998888',
  birthday: '19770716',
  'account number': '371-02-canary-85',
  'payer id': 'canary-payer-0001',
  'text to be signed': '카나리아 원문입니다 canary-token-text',
  title: '카나리아 서명 제목',
  message: '카나리아 안내 문구',
  payload: 'canary-payload-value',
  'unknown member': 'canary-unknown-member',
  'wrong App-to-App signature': 'canary-app/sig+nature==',
  'wrong receipt': 'canaryreceipt000001',
  header: 'canary-header-value',
  cookie: 'canary-cookie-value',
  query: 'canary-query-value',
  key: 'canary-idempotency-key',
  'wrong credential': 'canary-wrong-credential',
  'wrong value': 'canary-wrong-value',
  'link id of nobody': 'canary-link-id',
};
const SECRETS = {
  'secret of the caller': CALLERS[0].secrets[0],
  'secret of the other caller': CALLERS[1].secrets[0],
  'store key': STORE_KEYS[0].key,
  'secret key at LinkHub': Buffer.from('canary-secret-key-of-the-gateway').toString('base64'),
};

/** Everything that must not be found; what the gateway is given on the way is added. @type {Record<string, string>} */
const canaries = { ...SENT, ...SECRETS };
/** What went to callers besides results. @type {string[]} */
const told = [];

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig({ persist: true, kakao: { appSignature: 'base64' } });
  await sendEverything();
});
after(() => rig?.dispose());

/** @template {{ headers: Record<string, any>, text: string }} T @param {T} answer @returns {T} */
function tell(answer) {
  told.push(`${JSON.stringify(answer.headers)}\n${answer.text}`);
  return answer;
}

const MEMBERS = {
  ReceiverName: SENT.name,
  ReceiverHP: SENT.phone,
  ReceiverBirthDay: SENT.birthday,
  TMSTitle: SENT.title,
  TMSMessage: SENT.message,
  PayLoad: SENT.payload,
  member: SENT['unknown member'],
};
const TEXT = { Token: SENT['text to be signed'] };
const ACCOUNT = {
  BankAccountName: SENT['account holder'],
  BankAccountNum: SENT['account number'],
  ClientUserID: SENT['payer id'],
};
const HEADERS = {
  'x-canary': SENT.header,
  cookie: `session=${SENT.cookie}`,
  'user-agent': SENT.header,
  traceparent: `00-${SENT.header}-00f067aa0ba902b7-01`,
  'x-forwarded-for': SENT.header,
};
const QUERY = `?q=${SENT.query}`;

/** Sends each canary through each door, and notes what comes back as canaries too. */
async function sendEverything() {
  const dev = kakaoCaller(rig);
  const token = await dev.sessionToken();
  Object.assign(canaries, { 'session token of the caller': token, 'MAC of it': token.split('.')[2] });

  // Three signatures that succeed, and one out of an app.
  for (const [service, own] of /** @type {[string, Record<string, unknown>][]} */ ([
    [ESIGN, TEXT],
    [DIRECT_DEBIT, ACCOUNT],
    [IDENTITY, TEXT],
    [ESIGN, { ...TEXT, isAppUseYN: true }],
    [DIRECT_DEBIT, { ...ACCOUNT, isAppUseYN: true }],
  ])) {
    const body = JSON.stringify(requestBody(service, { ...MEMBERS, ...own }));
    // With these, whoever guesses what is in the body could tell.
    const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex');
    canaries[`digest of a body of ${service}, ${body.length}`] = sha256(body);
    canaries[`digest of a request of ${service}, ${body.length}`] = sha256(
      `${service}/Request\n${CODE}\n${body}`,
    );
    const requested = await dev.post(`${service}/Request${QUERY}`, body, {
      headers: { ...HEADERS, 'idempotency-key': `${SENT.key}-${service}-${body.length}` },
    });
    assert.equal(requested.status, 200, requested.text);
    const receipt = requested.json.receiptId;
    const { signature } = await rig.sign(receipt);
    assert.equal((await dev.get(`${service}/Status/${receipt}${QUERY}`, HEADERS)).status, 200);
    let path = `${service}/Verify/${receipt}`;
    if (signature) {
      canaries[`App-to-App signature of ${service}`] = signature;
      tell(await dev.get(`${path}/${SENT['wrong App-to-App signature']}`, HEADERS));
      path += `/${encodeURIComponent(signature)}`;
    }
    const verified = await dev.get(path + QUERY, HEADERS);
    assertVerified(verified, receipt);
    const { signedData } = verified.json;
    canaries[`signed data of ${receipt}`] = signedData.slice(0, 400);
    canaries[`end of the signed data of ${receipt}`] = signedData.slice(-200);
    tell(await dev.show(receipt));
    assertVerified(await dev.get(path), receipt, { replayed: true });
  }
  for (const up of rig.tap.exchanges.filter(({ headers }) => headers['x-kc-auth']).slice(0, 2))
    canaries[`signature of the gateway’s, ${up.headers['x-kc-auth'].slice(-6)}`] =
      up.headers['x-kc-auth'].split(' ')[1];
  canaries['session token of the gateway'] = (await rig.stats()).lastTokens.linkhub;

  // Errors of every kind, each with a canary in what was wrong.
  const wrong = SENT['wrong value'];
  for (const service of [ESIGN, DIRECT_DEBIT, IDENTITY]) {
    const sound = requestBody(service, { ...MEMBERS, ...TEXT, ...ACCOUNT });
    for (const member of Object.keys(sound))
      tell(
        await dev.post(
          `${service}/Request`,
          { ...sound, [member]: [wrong, SENT.phone] },
          { headers: HEADERS },
        ),
      );
    for (const text of [`{"${wrong}":1,"${wrong}":1}`, `{"Token":"${wrong}"`, wrong, `["${wrong}"]`])
      tell(await dev.post(`${service}/Request`, text, { headers: HEADERS }));
    for (const call of ['Status', 'Verify']) {
      tell(await dev.get(`${service}/${call}/${SENT['wrong receipt']}${QUERY}`, HEADERS));
      tell(await dev.get(`${service}/${call}/${wrong}/${wrong}`, HEADERS));
    }
    tell(await dev.get(`${service}/${wrong}`));
  }
  const stranger = { authorization: `Bearer ${SENT['wrong credential']}` };
  tell(await dev.get(`${ESIGN}/Status/1`, stranger));
  tell(await dev.request(ESIGN, MEMBERS, { headers: stranger }));
  tell(
    await dev.request(ESIGN, MEMBERS, { headers: { 'x-kc-auth': `${SENT['link id of nobody']} ${wrong}` } }),
  );
  tell(await dev.request(ESIGN, MEMBERS, { headers: { origin: `https://${SENT.header}` } }));
  tell(await dev.request(ESIGN, MEMBERS, { headers: { 'ingam-client-code': wrong } }));
  tell(await dev.verify('1', ESIGN, { 'ingam-retry': wrong }));
  tell(await dev.askForToken(tokenBody(wrong)));
  tell(await dev.askForToken(`{"access_id":"${wrong}","access_id":"${wrong}"}`));
  const body = tokenBody(CODE);
  for (const partner of [
    { ...DEV_PARTNER, secretKey: randomBytes(32).toString('base64') },
    { ...DEV_PARTNER, linkId: SENT['link id of nobody'] },
  ])
    tell(await send(rig.url(TOKEN_PATH), { headers: { ...tokenHeaders(partner, body), ...HEADERS }, body }));
  const cut = JSON.stringify(requestBody(ESIGN, MEMBERS));
  await hangUpAfter(
    rig.url(`${ESIGN}/Request`),
    {
      headers: {
        authorization: `Bearer ${token}`,
        ...serviceHeaders(DEV_PARTNER, cut),
        'content-length': String(Buffer.byteLength(cut)),
      },
    },
    cut.slice(0, 60),
  );

  // A provider that fails, with values in its answers, and one whose answers are lost.
  const failing = await dev.signed(ESIGN, { ...MEMBERS, ...TEXT });
  rig.tap.substitute(`${ESIGN}/Verify/${failing}`, {
    body: `<html>${wrong}</html>`,
    headers: { 'content-type': 'text/html' },
  });
  tell(await dev.verify(failing));
  tell(await dev.verify(failing));
  rig.tap.substitute(`${ESIGN}/Status/${failing}`, { status: 500, body: `{"${wrong}` }, 3);
  tell(await dev.status(failing));
  rig.tap.substitute(`${ESIGN}/Request`, { body: `{"receiptId":"${wrong}` });
  tell(await dev.request(ESIGN, { ...MEMBERS, ...TEXT }));
  await rig.fault(`${ESIGN}/Request`, 'drop');
  tell(await dev.request(ESIGN, { ...MEMBERS, Token: SENT.payload }));

  // A credential of its own that the provider refuses.
  await rig.control('reset');
  await rig.gateway.restart({ LINKHUB_SECRET_KEY: SECRETS['secret key at LinkHub'] });
  const refused = tell(await dev.request(ESIGN, MEMBERS));
  assert.equal(refused.headers['ingam-error'], 'INGAM_PROVIDER_REFUSED_CREDENTIAL');
}

test('the search finds the canaries where they belong: on the way up', () => {
  const sent = Buffer.concat(
    rig.tap.exchanges.flatMap(({ path, headers, body }) => [
      Buffer.from(`${path}${JSON.stringify(headers)}`),
      body,
    ]),
  );
  const names = [
    'name',
    'account holder',
    'phone',
    'birthday',
    'account number',
    'payer id',
    'text to be signed',
  ];
  for (const name of [...names, 'payload', 'unknown member', 'session token of the gateway'])
    assert.notDeepEqual(tracesIn(sent, { [name]: canaries[name] }), [], name);
  const signature = `App-to-App signature of ${ESIGN}`;
  assert.notDeepEqual(tracesIn(sent, { [signature]: canaries[signature] }), []);
  assert.ok(Object.keys(canaries).length > 35);
});

test('nothing that is told about an error or a transaction contains one', () => {
  assert.ok(told.length > 60, `${told.length}`);
  assert.deepEqual(
    told.flatMap((text) => tracesIn(text, canaries)),
    [],
  );
});

test('the log contains none', () => {
  assert.ok(rig.logs.length > 60, `${rig.logs.length} lines`);
  assert.deepEqual(tracesIn(rig.logs.join('\n'), canaries), []);
});

test('a line of the log names a route without receipt and signature, and no receipt is in any', () => {
  const lines = rig.logs.map((line) => JSON.parse(line));
  const routes = new Set(lines.map(({ route }) => route));
  const templates = [ESIGN, DIRECT_DEBIT, IDENTITY].flatMap((service) => [
    `${service}/Request`,
    `${service}/Status/{receiptID}`,
    `${service}/Verify/{receiptID}`,
    `${service}/Verify/{receiptID}/{signature}`,
  ]);
  const others = [TOKEN_PATH, '/healthz', '/v1/transactions/{provider}/{id}', 'unknown'];
  assert.deepEqual(
    [...routes].filter((route) => ![...templates, ...others].includes(route)),
    [],
  );
  assert.ok(routes.has(`${DIRECT_DEBIT}/Verify/{receiptID}/{signature}`));
  const listed = [
    'caller',
    'code',
    'durationMs',
    'event',
    'provider',
    'replayed',
    'requestId',
    'route',
    'status',
    'token',
    'traceId',
  ];
  const members = new Set(lines.flatMap((line) => Object.keys(line)));
  assert.deepEqual(
    [...members].filter((name) => !listed.includes(name)),
    [],
  );
  assert.ok(!rig.logs.join('\n').includes(`"${CODE}`), 'nor the client code');
});

test('KV contains none, and its keys name a client code and no person', async () => {
  const tokens = await rig.gateway.tokens();
  const { keys } = await tokens.list();
  assert.deepEqual(
    keys.map((/** @type {any} */ { name }) => name),
    [`linkhub:${CODE}`],
  );
  for (const { name, metadata } of keys) {
    const value = Buffer.from(/** @type {ArrayBuffer} */ (await tokens.get(name, 'arrayBuffer')));
    assert.deepEqual(tracesIn(value, canaries), []);
    assert.deepEqual(tracesIn(name + JSON.stringify(metadata ?? null), canaries), []);
  }
});

test('the files of storage contain none, while the gateway runs and after it has ended', async () => {
  const folder = rig.folder ?? '';
  assert.deepEqual(tracesInFolder(folder, canaries), []);
  await rig.endGateway();
  assert.deepEqual(tracesInFolder(folder, canaries), []);
});
