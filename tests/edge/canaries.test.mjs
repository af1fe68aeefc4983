// What the gateway sees and must not keep or tell: no personal value, document, secret or token turns up in its log, in
// its storage or in what it says about an error, in any of the forms that programs write texts in.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { CALLERS, STORE_KEYS } from '../../scripts/development.mjs';
import { hangUpAfter, send } from './support/http.mjs';
import { DOCUMENTS, personalRequest } from './support/requests.mjs';
import { assertRead, DEV, REQUEST, RESULT, STATUS, startRig, TOKEN } from './support/rig.mjs';
import { formsOf, SHORTEST_BYTES, tracesIn, tracesInFolder } from './support/traces.mjs';

/** What a caller sends. */
const SENT = {
  name: '카나리아김',
  phone: '01099998888',
  birthday: '19770716',
  title: '카나리아 약관 제목',
  document: '카나리아 약관 본문입니다 canary-document',
  'sealed document': '카나리아 비밀 본문입니다 canary-sealed',
  service: '카나리아서비스',
  'unknown member': 'canary-unknown-member',
  header: 'canary-header-value',
  cookie: 'canary-cookie-value',
  agent: 'canary-agent/1.0',
  query: 'canary-query-value',
  'wrong credential': 'canary-wrong-credential',
  'wrong value': 'canary-wrong-value',
  'path of nothing': 'canary-path-value',
};
const SECRETS = {
  'secret of the caller': DEV,
  'secret of the other caller': CALLERS[1].secrets[0],
  'store key': STORE_KEYS[0].key,
  'client secret': 'canary-client-secret-of-the-provider',
};

/** Everything that must not be found; what the gateway is given on the way is added. @type {Record<string, string>} */
const canaries = { ...SENT, ...SECRETS };
/** What went to callers besides results: refusals, and what a transaction looks like. @type {string[]} */
const told = [];

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig({ persist: true });
  await sendEverything();
});
after(() => rig?.dispose());

/** @param {import('./support/http.mjs').Answer} answer */
function tell(answer) {
  told.push(`${JSON.stringify(answer.headers)}\n${answer.text}`);
  return answer;
}

/** Sends each canary through each door, and notes what comes back as canaries too. */
async function sendEverything() {
  const headers = {
    'x-canary': SENT.header,
    cookie: `session=${SENT.cookie}`,
    'user-agent': SENT.agent,
    traceparent: `00-${SENT.header}-00f067aa0ba902b7-01`,
    'idempotency-key': SENT.header,
    'x-forwarded-for': SENT.header,
  };
  const query = `?q=${SENT.query}`;

  // A signature that succeeds.
  const own = rig.session();
  const [first, second] = structuredClone(DOCUMENTS);
  const body = personalRequest(own, {
    userName: own.seal(SENT.name),
    userPhone: own.seal(SENT.phone),
    userBirthday: own.seal(SENT.birthday),
    serviceName: SENT.service,
    docList: [
      { ...first, docTitle: SENT.title, doc: SENT.document },
      { ...second, doc: own.seal(SENT['sealed document']), docEncrypted: true },
    ],
    member: SENT['unknown member'],
  });
  const requested = await rig.dev.post(REQUEST + query, body, { headers });
  assert.equal(requested.status, 200, requested.text);
  const { txId } = requested.json.success;
  await rig.sign(txId);
  tell(await rig.dev.post(STATUS + query, { txId }, { headers }));
  const session = rig.session();
  const result = await rig.dev.post(RESULT + query, { txId, sessionKey: session.sessionKey }, { headers });
  assertRead(result, 1);
  assertRead(await rig.dev.result(txId, rig.session()), 2);
  tell(await rig.dev.get(`/v1/transactions/toss/${txId}${query}`, headers));

  // The session keys, the sealed values, the person who signed, the signatures, the tokens.
  const { personalData, signedDocList } = result.json.success;
  const wrapped = (/** @type {string} */ text) => text.split('$')[2];
  Object.assign(canaries, {
    'session of the request': own.id,
    'session of the result': session.id,
    'key of the request': wrapped(own.sessionKey),
    'key of the result': wrapped(session.sessionKey),
    'sealed name': wrapped(body.userName),
    signature: signedDocList[0].signedDoc.slice(0, 400),
    'end of the signature': signedDocList[0].signedDoc.slice(-200),
    'token of the provider': (await rig.stats()).lastTokens.toss,
  });
  for (const item of ['ci', 'name', 'birthday', 'nationality', 'di']) {
    canaries[`sealed ${item} of the signer`] = wrapped(personalData[item]);
    const value = session.open(personalData[item]);
    if (Buffer.byteLength(value) >= SHORTEST_BYTES) canaries[`${item} of the signer`] = value;
  }

  // A result that the gateway opens: what it tells then, it tells nobody else.
  const opened = (await rig.signed()).txId;
  const plain = await rig.dev.post(RESULT, { txId: opened }, { headers: { 'ingam-open': 'gateway' } });
  assert.equal(plain.headers['ingam-open'], 'gateway', plain.text);
  for (const [item, value] of Object.entries(plain.json.success.personalData)) {
    if (typeof value === 'string' && Buffer.byteLength(value) >= SHORTEST_BYTES)
      canaries[`opened ${item}`] = value;
  }
  tell(
    await rig.dev.post(
      RESULT,
      { txId: opened, sessionKey: SENT['wrong value'] },
      { headers: { 'ingam-open': 'gateway' } },
    ),
  );
  tell(await rig.dev.show(opened));

  // Errors of every kind, each with a canary in what was wrong.
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const tokenCall = (/** @type {Record<string, string>} */ fields) =>
    send(rig.url(TOKEN), { headers: form, body: new URLSearchParams(fields).toString() });
  const client = { grant_type: 'client_credentials', scope: 'ca', client_id: 'dev', client_secret: DEV };
  const granted = await tokenCall(client);
  canaries['native token'] = granted.json.access_token;
  canaries['MAC of the native token'] = granted.json.access_token.split('.')[2];
  for (const name of Object.keys(client)) tell(await tokenCall({ ...client, [name]: SENT['wrong value'] }));
  const wrong = SENT['wrong value'];
  for (const member of Object.keys(body)) {
    tell(await rig.dev.post(REQUEST, { ...body, [member]: wrong }, { headers }));
  }
  for (const path of [STATUS, RESULT]) {
    for (const text of [
      `{"${wrong}":1,"${wrong}":1}`,
      `{"txId":"${wrong}"`,
      wrong,
      { txId: wrong },
      { txId, sessionKey: wrong },
    ]) {
      tell(await rig.dev.post(path + query, text, { headers }));
    }
  }
  tell(await rig.dev.post(STATUS, { txId }, { headers: { 'content-type': SENT.header } }));
  tell(await rig.dev.get(`/${SENT['path of nothing']}`));
  tell(await rig.dev.get(`/api/${SENT['path of nothing']}`));
  tell(await rig.dev.get(`/v1/transactions/toss/${SENT['path of nothing']}`));
  tell(await rig.as(SENT['wrong credential']).status(txId));
  tell(await rig.as(SENT['wrong credential']).show(txId));
  tell(await rig.as(DEV).post(STATUS, { txId }, { headers: { origin: `https://${SENT.header}` } }));
  await hangUpAfter(
    rig.url(REQUEST),
    {
      headers: {
        authorization: `Bearer ${DEV}`,
        'content-type': 'application/json',
        'content-length': '100000',
      },
    },
    JSON.stringify(body),
  );

  // A provider that fails, with values in its answers.
  const failing = (await rig.signed()).txId;
  rig.tap.substitute(RESULT, { body: `<html>${wrong}</html>`, headers: { 'content-type': 'text/html' } }, 2);
  tell(await rig.dev.result(failing, rig.session()));
  rig.tap.substitute(STATUS, { status: 500, body: `{"${wrong}` }, 3);
  await rig.dev.status(failing);

  // A credential of its own that the provider refuses.
  await rig.control('reset');
  await rig.gateway.restart({ TOSS_CLIENT_SECRET: SECRETS['client secret'] });
  const refused = tell(await rig.dev.post(REQUEST, personalRequest(rig.session())));
  assert.equal(refused.headers['ingam-error'], 'INGAM_PROVIDER_REFUSED_CREDENTIAL');
}

// First of all: the search finds what is there.

test('the search finds a canary in every form, in a file and in its name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ingam-canary-'));
  try {
    for (const text of ['카나리아 1', 'canary-1']) {
      for (const [form, bytes] of formsOf(text)) {
        writeFileSync(join(folder, 'x.sqlite'), Buffer.concat([randomBytes(3000), bytes, randomBytes(3000)]));
        const found = tracesInFolder(folder, { text });
        assert.ok(found.includes(`text as ${form} in x.sqlite`), form);
      }
    }
    writeFileSync(join(folder, 'x.sqlite'), randomBytes(5000));
    assert.deepEqual(tracesInFolder(folder, { text: 'canary-1' }), []);
    writeFileSync(join(folder, 'canary-1.txt'), '');
    assert.deepEqual(tracesInFolder(folder, { text: 'canary-1' }).length > 0, true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the search finds a canary inside base64, wherever it begins', () => {
  for (const before of ['', 'a', 'ab', 'abc']) {
    for (const behind of ['', 'x', 'xy']) {
      const encoded = Buffer.from(`${before}카나리아${behind}`);
      for (const alphabet of /** @type {const} */ (['base64', 'base64url'])) {
        assert.notDeepEqual(tracesIn(encoded.toString(alphabet), { text: '카나리아' }), [], before + behind);
      }
    }
  }
});

test('the search finds the canaries where they belong: on the way up', () => {
  const sent = Buffer.concat(rig.tap.exchanges.map(({ body }) => body));
  for (const name of [
    'document',
    'title',
    'service',
    'unknown member',
    'key of the request',
    'client secret',
  ]) {
    assert.notDeepEqual(tracesIn(sent, { [name]: canaries[name] }), [], name);
  }
});

// And then: it finds none where they do not belong.

test('nothing that is told about an error or a transaction contains one', () => {
  assert.ok(told.length > 30);
  assert.deepEqual(
    told.flatMap((text) => tracesIn(text, canaries)),
    [],
  );
});

test('the log contains none', () => {
  assert.ok(rig.logs.length > 40, `${rig.logs.length} lines`);
  assert.deepEqual(tracesIn(rig.logs.join('\n'), canaries), []);
});

test('a line of the log has these members and no others', () => {
  const lines = rig.logs.map((line) => JSON.parse(line));
  const members = new Set(lines.flatMap((line) => Object.keys(line)));
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
  assert.deepEqual(
    [...members].filter((name) => !listed.includes(name)),
    [],
  );
  const routes = new Set(lines.map(({ route }) => route));
  const templates = [
    REQUEST,
    STATUS,
    RESULT,
    TOKEN,
    '/healthz',
    '/readyz',
    '/v1/transactions/{provider}/{id}',
    'unknown',
  ];
  assert.deepEqual(
    [...routes].filter((route) => !templates.includes(route)),
    [],
  );
});

test('a trace id is logged if it is one', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const answer = await rig.dev.get('/healthz', { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
  assert.equal((await rig.lineOf(answer)).traceId, traceId);
  for (const wrong of [
    `00-${traceId}`,
    `00-${SENT.header}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  ]) {
    const other = await rig.dev.get('/healthz', { traceparent: wrong });
    assert.equal((await rig.lineOf(other)).traceId, undefined, wrong);
  }
});

test('KV contains none', async () => {
  const tokens = await rig.gateway.tokens();
  const { keys } = await tokens.list();
  assert.ok(keys.length > 0);
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
