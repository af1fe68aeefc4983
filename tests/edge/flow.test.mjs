// A signature from the token to the result, and what passes through the gateway on the way, in both directions.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';

import { send } from './support/http.mjs';
import { ciRequest, DOCUMENTS, personalRequest } from './support/requests.mjs';
import {
  assertPassedOn,
  assertRead,
  DEV,
  REQUEST,
  RESULT,
  STATUS,
  startRig,
  TOKEN,
  until,
} from './support/rig.mjs';
import { verifiedContent } from './support/signed-data.mjs';

/** What a provider's own servers might add; none of it is the caller's business. */
const PROVIDER_HEADERS = {
  'set-cookie': 'node=7; HttpOnly',
  server: 'provider',
  'x-provider-node': '7',
  'cache-control': 'public, max-age=600',
  'ingam-read': '9',
  'retry-after': '120',
};

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig({ providerHeaders: PROVIDER_HEADERS });
});
after(() => rig?.dispose());

const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex');

/** @param {string} path */
const lastAt = (path) => {
  const exchange = rig.tap.on(path).at(-1);
  assert.ok(exchange?.answer, `nothing has passed on ${path}`);
  return { ...exchange, answer: exchange.answer };
};

/** @param {Record<string, string>} [fields] */
const token = (fields) =>
  send(rig.url(TOKEN), {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'ca',
      client_id: 'dev',
      client_secret: DEV,
      ...fields,
    }).toString(),
  });

test('a result before the signature is CE3102, as it came, and costs no read', async () => {
  const { txId } = await rig.requested();
  const answer = await rig.dev.result(txId, rig.session());
  assertPassedOn(answer, 400, 'CE3102');
  assert.equal(answer.headers['ingam-read'], undefined);
  assert.deepEqual(answer.bytes, lastAt(RESULT).answer.bytes);
  await rig.sign(txId);
  assertRead(await rig.dev.result(txId, rig.session()), 1);
});

test('a result of a request that has expired is CE3103, as it came', async () => {
  const { txId } = await rig.requested();
  await rig.control('expire', { id: txId });
  assertPassedOn(await rig.dev.result(txId, rig.session()), 400, 'CE3103');
  assert.equal((await rig.dev.status(txId)).json.success.status, 'EXPIRED');
});

test('what the provider refuses is passed on as it came', async () => {
  const own = rig.session();
  const broken = personalRequest(own, { userPhone: own.seal('no digits') });
  const refused = await rig.dev.post(REQUEST, broken);
  assertPassedOn(refused, 400, 'CE0003');
  assert.deepEqual(refused.bytes, lastAt(REQUEST).answer.bytes);
});

test('a native token has the form of the provider’s token and opens the docs routes', async () => {
  const granted = await token();
  assert.equal(granted.status, 200, granted.text);
  assert.equal(granted.headers['content-type'], 'application/json');
  assert.equal(granted.headers['cache-control'], 'no-store');
  const { access_token, ...rest } = granted.json;
  assert.match(access_token, /^ig1\.[\w-]+\.[\w-]+$/);
  assert.deepEqual(rest, { scope: 'ca', token_type: 'Bearer', expires_in: 3600 });
  const answer = await rig.as(access_token).post(REQUEST, personalRequest(rig.session()));
  assert.equal(answer.status, 200, answer.text);
});

test('a caller’s headers, query and credential do not go up; the body does, byte for byte', async () => {
  const body = JSON.stringify(
    personalRequest(rig.session(), { unknownMember: { kept: ['as', 'it', 'is'] } }),
    null,
    3,
  );
  const own = {
    'x-canary': 'canary-header',
    cookie: 'canary-cookie=1',
    'user-agent': 'canary-agent',
    'x-forwarded-for': '203.0.113.7',
    'idempotency-key': 'canary-key',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  };
  const answer = await rig.dev.post(`${REQUEST}?canary-query=1`, body, { headers: own });
  assert.equal(answer.status, 200, answer.text);
  const sent = lastAt(REQUEST);
  assert.equal(sent.path, REQUEST);
  assert.equal(sent.body.toString('utf8'), body);
  const went = JSON.stringify(sent.headers);
  assert.doesNotMatch(went, /canary|203\.0\.113\.7|4bf92f35/);
  assert.ok(!went.includes(DEV));
  assert.equal(sent.headers['content-type'], 'application/json');
  assert.equal(sent.headers.authorization, `Bearer ${(await rig.stats()).lastTokens.toss}`);
});

test('of the provider’s headers only content-type and retry-after come down', async () => {
  const { txId } = await rig.signed();
  const answers = [
    await rig.dev.status(txId),
    await rig.dev.result(txId, rig.session()),
    await rig.dev.post(REQUEST, personalRequest(rig.session())),
  ];
  for (const { headers } of answers) {
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers['retry-after'], '120');
    const { date: _, connection: __, ...rest } = headers;
    const names = Object.keys(rest).filter((name) => !['content-length', 'transfer-encoding'].includes(name));
    const expected = ['content-type', 'ingam-request-id', 'retry-after'];
    const ofRead = ['ingam-read', 'ingam-evidence'];
    assert.deepEqual(names.filter((name) => !ofRead.includes(name)).sort(), expected);
  }
  assert.equal(answers[1].headers['ingam-read'], '1');
  assert.equal(answers[1].headers['ingam-evidence'], 'TOTAL_PASSED');
});

test('a redirect of the provider’s is not followed', async () => {
  const { txId } = await rig.requested();
  const { calls } = await rig.counting(() => {
    rig.tap.substitute(STATUS, { status: 307, headers: { location: rig.tap.url + RESULT }, body: '' });
    return rig.dev.status(txId);
  });
  assert.deepEqual(calls, {}, 'neither the one nor the other was called');
});

for (const { name, trigger, make, identified } of [
  { name: 'somebody known by name, by push', trigger: 'PUSH', make: personalRequest, identified: true },
  {
    name: 'somebody known by name, by app link',
    trigger: 'APP_SCHEME',
    make: personalRequest,
    identified: true,
  },
  { name: 'somebody known by CI, by push', trigger: 'PUSH', make: ciRequest, identified: false },
  { name: 'somebody known by CI, by app link', trigger: 'APP_SCHEME', make: ciRequest, identified: false },
]) {
  test(`${name}: request, status, signature, result`, async () => {
    const caller = rig.as((await token()).json.access_token);

    const requested = await caller.post(REQUEST, make(rig.session(), { triggerType: trigger }));
    assert.equal(requested.status, 200, requested.text);
    assert.deepEqual(requested.bytes, lastAt(REQUEST).answer.bytes);
    const { txId, appScheme, androidAppUri, iosAppUri } = requested.json.success;
    const uris = [appScheme, androidAppUri, iosAppUri];
    if (trigger === 'PUSH') assert.deepEqual(uris, [null, null, null]);
    else for (const uri of uris) assert.ok(uri.includes(txId));

    const status = await caller.status(txId);
    assert.equal(status.json.success.status, 'REQUESTED');
    assert.deepEqual(status.bytes, lastAt(STATUS).answer.bytes);

    await rig.sign(txId);
    assert.equal((await caller.status(txId)).json.success.status, 'COMPLETED');

    const session = rig.session();
    const result = await caller.result(txId, session);
    assertRead(result, 1);
    assert.deepEqual(result.bytes, lastAt(RESULT).answer.bytes);

    const { personalData, signedDocList, docList } = result.json.success;
    assert.deepEqual(
      docList,
      DOCUMENTS.map(({ doc, docEncrypted, docTitle, docType, order, signatureType }) => ({
        docType,
        docTitle,
        doc,
        docEncrypted,
        signatureType,
        order,
      })),
    );
    assert.equal(session.open(personalData.birthday).length, 8);
    assert.match(session.open(personalData.name), /^[가-힣]+$/);
    assert.match(session.open(personalData.gender), /^(FE)?MALE$/);
    if (identified) assert.equal(session.open(personalData.ci).length, 88);
    else assert.deepEqual([personalData.ci, personalData.di], [null, null]);
    assert.throws(() => rig.session().open(personalData.name), 'another session opens nothing');

    assert.equal(signedDocList.length, DOCUMENTS.length);
    for (const [index, { signedDoc, order }] of signedDocList.entries()) {
      assert.equal(order, index + 1);
      assert.equal(verifiedContent(signedDoc, rig.sandbox.keys), DOCUMENTS[index].doc);
    }
  });
}

test('a document that came sealed is signed in plaintext and shown without a digest', async () => {
  const own = rig.session();
  const [first, second] = structuredClone(DOCUMENTS);
  const text = '비밀 약관';
  const docList = [first, { ...second, doc: own.seal(text), docEncrypted: 'true' }];
  const { txId } = (await rig.dev.post(REQUEST, personalRequest(own, { docList }))).json.success;
  await rig.sign(txId);
  const { success } = (await rig.dev.result(txId, rig.session())).json;
  assert.equal(verifiedContent(success.signedDocList[1].signedDoc, rig.sandbox.keys), text);
  const { documents } = (await rig.dev.show(txId)).json;
  assert.deepEqual(documents[1], { order: 2, sha256: null, signatureType: 'PKCS7' });
});

test('a transaction is shown in exactly this form, before and after its result', async () => {
  const documents = DOCUMENTS.map(({ doc, order, signatureType }) => ({
    order,
    sha256: sha256(doc),
    signatureType,
  }));
  const begun = Math.floor(Date.now() / 1000) * 1000;
  const { txId } = await rig.requested({ expireSeconds: 600 });
  const before = await rig.dev.show(txId);
  assert.equal(before.status, 200, before.text);
  assert.equal(before.headers['content-type'], 'application/json');
  assert.equal(before.headers['cache-control'], 'no-store');
  const { requestedAt, expiresAt } = before.json;
  assert.deepEqual(before.json, {
    provider: 'toss',
    id: txId,
    state: 'requested',
    reads: { answered: 0, attempts: 0 },
    requestedAt,
    documents,
    expiresAt,
  });
  const at = Date.parse(requestedAt);
  assert.ok(begun <= at && at <= Date.now(), requestedAt);
  // As long as it can be signed, 65 minutes for the result, and a year.
  assert.equal(Date.parse(expiresAt) - at, (600 + 65 * 60 + 365 * 86_400) * 1000);

  await rig.sign(txId);
  assert.equal((await rig.dev.status(txId)).json.success.status, 'COMPLETED');
  assert.equal((await rig.dev.show(txId)).json.state, 'requested', 'a status completes nothing');

  const result = await rig.dev.result(txId, rig.session());
  const shown = await until(
    async () => (await rig.dev.show(txId)).json,
    ({ state }) => state === 'completed',
  );
  assert.deepEqual(shown, {
    provider: 'toss',
    id: txId,
    state: 'completed',
    reads: { answered: 1, attempts: 1 },
    requestedAt,
    completedAt: shown.completedAt,
    evidence: { indication: 'TOTAL_PASSED', subIndication: null },
    documents,
    expiresAt: shown.expiresAt,
  });
  assert.equal(Date.parse(shown.completedAt), Date.parse(result.json.success.completedDt));
  const kept = Date.parse(shown.expiresAt) - 365 * 86_400_000;
  assert.ok(begun <= kept && kept <= Date.now(), 'a year from the first read');
});

test('a transaction is found by its id in either case', async () => {
  const { txId } = await rig.requested();
  const [lower, upper] = [await rig.dev.show(txId), await rig.dev.show(txId.toUpperCase())];
  assert.equal(upper.status, 200, upper.text);
  assert.deepEqual(upper.json, lower.json);
});
