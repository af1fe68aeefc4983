// Who may call what, and what everybody else is told.

import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import { CALLERS } from '../../scripts/development.mjs';
import { send } from './support/http.mjs';
import { makeNativeToken } from './support/native-token.mjs';
import { personalRequest } from './support/requests.mjs';
import { assertRefused, DEV, DEV2, REQUEST, RESULT, STATUS, startRig, TOKEN } from './support/rig.mjs';

const OTHER = randomBytes(32).toString('base64');
const NOBODYS = randomBytes(32).toString('base64');
const DOCS = [REQUEST, STATUS, RESULT];
const FORM = 'application/x-www-form-urlencoded';

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  const other = { id: 'other', secrets: [OTHER], providers: ['toss'], clientCodes: [], origins: [] };
  rig = await startRig({ overrides: { CALLERS: JSON.stringify([...CALLERS, other]) } });
});
after(() => rig?.dispose());

const JSON_TYPE = { 'content-type': 'application/json' };
const status = (
  /** @type {Record<string, string>} */ headers,
  body = JSON.stringify({ txId: randomUUID() }),
) => send(rig.url(STATUS), { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body });

/** @param {Record<string, string | undefined>} [fields] put over those of a sound call; undefined leaves one out */
const token = (fields = {}) => {
  const form = {
    grant_type: 'client_credentials',
    scope: 'ca',
    client_id: 'dev',
    client_secret: DEV,
    ...fields,
  };
  const given = Object.entries(form).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return tokenCall(new URLSearchParams(given).toString());
};

/** @param {string} body @param {Record<string, string>} [headers] */
const tokenCall = (body, headers) =>
  send(rig.url(TOKEN), { method: 'POST', headers: { 'content-type': FORM, ...headers }, body });

/**
 * Refused as RFC 6749 section 5.2 has it.
 * @param {import('./support/http.mjs').Answer} answer
 * @param {string} error
 * @param {string} code
 */
function assertTokenRefused(answer, error, code) {
  const { headers, json } = answer;
  assert.deepEqual([json.error, headers['ingam-error']], [error, code], answer.text);
  assert.deepEqual(Object.keys(json).sort(), ['error', 'error_description']);
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers['cache-control'], 'no-store');
}

/** The last characters of a token changed, so that it still decodes. @param {string} text */
const forged = (text) => text.slice(0, -3) + (text.endsWith('AAA') ? 'BBB' : 'AAA');

const seconds = () => Math.floor(Date.now() / 1000);

/** @type {[string, () => Record<string, string>][]} */
const STRANGERS = [
  ['no credential', () => ({})],
  ['an empty credential', () => ({ authorization: '' })],
  ['a scheme alone', () => ({ authorization: 'Bearer' })],
  ['a scheme and a blank', () => ({ authorization: 'Bearer ' })],
  ['a secret without a scheme', () => ({ authorization: DEV })],
  ['another scheme', () => ({ authorization: `Basic ${Buffer.from(`dev:${DEV}`).toString('base64')}` })],
  ['a comma behind the secret', () => ({ authorization: `Bearer ${DEV},` })],
  ['a secret cut short', () => ({ authorization: `Bearer ${DEV.slice(0, -1)}` })],
  ['a secret and more', () => ({ authorization: `Bearer ${DEV}=` })],
  ['a secret in another case', () => ({ authorization: `Bearer ${DEV.toUpperCase()}` })],
  ['nobody’s secret', () => ({ authorization: `Bearer ${NOBODYS}` })],
  ['a secret in another header', () => ({ 'x-api-key': DEV, cookie: `authorization=${DEV}` })],
  ['a native token that is over', () => native({ expiresAt: seconds() - 1 })],
  [
    'a native token with another MAC',
    () => ({ authorization: `Bearer ${forged(makeNativeToken(DEV_CLAIMS))}` }),
  ],
  ['a native token under another store key', () => native({ storeKey: NOBODYS })],
  ['a native token bound to another secret', () => native({ secret: NOBODYS })],
  ['a native token of nobody', () => native({ caller: 'nobody' })],
  ['a native token of another caller', () => native({ caller: 'other' })],
  ['a native token for another provider', () => native({ provider: 'kakao' })],
  [
    'a native token without a MAC',
    () => ({ authorization: `Bearer ${makeNativeToken(DEV_CLAIMS).replace(/\.[^.]+$/, '')}` }),
  ],
  ['a native token of nothing', () => ({ authorization: 'Bearer ig1..' })],
];
const DEV_CLAIMS = { caller: 'dev', secret: DEV };
/** @param {object} claims */
const native = (claims) => ({ authorization: `Bearer ${makeNativeToken({ ...DEV_CLAIMS, ...claims })}` });

test('strangers are refused alike on every docs route, before their body is looked at', async () => {
  const { calls } = await rig.counting(async () => {
    const bodies = new Set();
    for (const [what, headers] of STRANGERS) {
      for (const path of DOCS) {
        const answer = await send(rig.url(path), {
          method: 'POST',
          headers: { ...JSON_TYPE, ...headers() },
          body: '{"broken',
        });
        assertRefused(answer, 401, 'CE1000', 'INGAM_CALLER_UNKNOWN');
        assert.equal(answer.headers['www-authenticate'], 'Bearer', what);
        bodies.add(answer.text);
      }
    }
    assert.equal(bodies.size, 1, 'nobody learns what was wrong');
  });
  assert.deepEqual(calls, {});
});

test('strangers are refused alike on the gateway’s own routes', async () => {
  const bodies = new Set();
  for (const [what, headers] of STRANGERS) {
    const answer = await send(rig.url(`/v1/transactions/toss/${randomUUID()}`), { headers: headers() });
    assert.equal(answer.status, 401, what);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.equal(answer.headers['ingam-error'], 'INGAM_CALLER_UNKNOWN');
    bodies.add(answer.text);
  }
  assert.equal(bodies.size, 1);
  assert.equal(JSON.parse([...bodies][0]).status, 401);
});

test('a native token does not open the gateway’s own routes', async () => {
  const { txId } = await rig.requested();
  const answer = await rig.as(makeNativeToken(DEV_CLAIMS)).show(txId);
  assert.equal(answer.status, 401, answer.text);
});

test('a secret in the query is no credential', async () => {
  for (const name of ['access_token', 'authorization', 'client_secret', 'secret', 'token']) {
    const query = `?${name}=${encodeURIComponent(DEV)}`;
    const docs = await send(rig.url(STATUS + query), { method: 'POST', headers: JSON_TYPE, body: '{}' });
    assertRefused(docs, 401, 'CE1000', 'INGAM_CALLER_UNKNOWN');
    assert.equal((await send(rig.url(`/v1/transactions/toss/${randomUUID()}${query}`))).status, 401);
  }
  const fields = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'ca',
    client_id: 'dev',
    client_secret: DEV,
  });
  const granted = await send(rig.url(`${TOKEN}?${fields}`), {
    headers: { 'content-type': FORM },
    body: 'a=b',
  });
  assertTokenRefused(granted, 'invalid_request', 'INGAM_REQUEST_INVALID');
});

test('a secret in a page is refused, and so is a token', async () => {
  const origin = 'https://shop.example';
  for (const credential of [DEV, OTHER, makeNativeToken(DEV_CLAIMS)]) {
    const authorization = `Bearer ${credential}`;
    assertRefused(await status({ authorization, origin }), 403, 'IG4031', 'INGAM_ORIGIN_REFUSED');
  }
  const own = await rig.dev.get(`/v1/transactions/toss/${randomUUID()}`, { origin });
  assert.deepEqual([own.status, own.headers['ingam-error']], [403, 'INGAM_ORIGIN_REFUSED']);
  assertRefused(await status({ origin }), 401, 'CE1000', 'INGAM_CALLER_UNKNOWN');
});

test('no answer lets a page of another origin read it', async () => {
  const origin = 'https://shop.example';
  const answers = [
    await status({ origin, authorization: `Bearer ${DEV}` }),
    await send(rig.url(REQUEST), {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    }),
    await send(rig.url('/healthz'), { headers: { origin } }),
  ];
  for (const { headers } of answers) {
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('access-control-')),
      [],
    );
  }
});

test('a caller without the right to a provider is told so, whatever it asks', async () => {
  const { calls } = await rig.counting(async () => {
    const dev2 = rig.as(DEV2);
    for (const [path, body] of /** @type {const} */ ([
      [REQUEST, personalRequest(rig.session())],
      [STATUS, { txId: randomUUID() }],
      [RESULT, '{'],
    ])) {
      assertRefused(await dev2.post(path, body), 403, 'IG4003', 'INGAM_PROVIDER_NOT_ALLOWED');
    }
  });
  assert.deepEqual(calls, {});
});

test('another caller’s transaction looks exactly like one that does not exist', async () => {
  const { txId } = await rig.signed();
  const other = rig.as(OTHER);
  const missing = randomUUID();
  const session = rig.session();
  const { calls } = await rig.counting(async () => {
    for (const ask of /** @type {((id: string) => Promise<import('./support/http.mjs').Answer>)[]} */ ([
      (id) => other.status(id),
      (id) => other.result(id, session),
      (id) => other.show(id),
    ])) {
      const [foreign, absent] = [await ask(txId), await ask(missing)];
      assert.equal(foreign.headers['ingam-error'], 'INGAM_TRANSACTION_UNKNOWN');
      assert.deepEqual(seenOf(foreign), seenOf(absent));
    }
    assertRefused(await other.result(txId, session), 400, 'CE3100', 'INGAM_TRANSACTION_UNKNOWN');
    assert.equal((await other.show(txId)).status, 404);
  });
  assert.deepEqual(calls, {});
  const { reads, state } = (await rig.dev.show(txId)).json;
  assert.deepEqual([reads, state], [{ answered: 0, attempts: 0 }, 'requested']);
});

/** Everything a caller sees of an answer but what differs between any two. @param {import('./support/http.mjs').Answer} answer */
function seenOf({ status, headers, text }) {
  const { date: _, 'ingam-request-id': __, ...rest } = headers;
  return { status, headers: rest, text };
}

test('only the one method of a route is taken', async () => {
  const { txId } = await rig.requested();
  const routes = /** @type {[string, string][]} */ ([
    ...[...DOCS, TOKEN].map((path) => [path, 'POST']),
    ...['/healthz', '/readyz', '/openapi.json'].map((path) => [path, 'GET']),
    [`/v1/transactions/toss/${txId}`, 'GET, DELETE'],
    [`/v1/transactions/toss/${txId}/evidence/ack`, 'POST'],
    [`/v1/transactions/toss/${txId}/evidence/1.der`, 'GET'],
  ]);
  const { calls } = await rig.counting(async () => {
    for (const [path, allowed] of routes) {
      for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'].filter(
        (m) => !allowed.split(', ').includes(m),
      )) {
        const answer = await send(rig.url(path), { method, headers: { authorization: `Bearer ${DEV}` } });
        const { allow, 'ingam-error': code } = answer.headers;
        assert.deepEqual(
          [answer.status, allow, code],
          [405, allowed, 'INGAM_METHOD_NOT_ALLOWED'],
          `${method} ${path}`,
        );
      }
    }
  });
  assert.deepEqual(calls, {});
});

test('what is no route is not found, with or without a credential', async () => {
  const paths = [
    '/',
    '/nope',
    '/api',
    '/api/v2/sign/docs',
    '/api/v2/sign/docs/',
    `${REQUEST}/`,
    '/API/v2/sign/docs/request',
    '/api/v2/sign/docs/%72equest',
    '//token',
    '/token/',
    '/v1/transactions/toss',
    `/v1/transactions/toss/${randomUUID()}/x`,
  ];
  for (const path of paths) {
    for (const headers of [undefined, { authorization: `Bearer ${DEV}` }]) {
      const answer = await send(rig.url(path), { method: 'POST', headers, body: '' });
      assert.deepEqual([answer.status, answer.headers['ingam-error']], [404, 'INGAM_ROUTE_UNKNOWN'], path);
      const own = !path.startsWith('/api/');
      assert.equal(
        answer.headers['content-type'],
        own ? 'application/problem+json' : 'application/json',
        path,
      );
      if (own) assert.equal(answer.json.status, 404);
      else assert.equal(answer.json.error.errorCode, 'IG4004');
    }
  }
  for (const id of ['toss/x', `naver/${randomUUID()}`, `toss/${randomUUID()}0`]) {
    const answer = await rig.dev.get(`/v1/transactions/${id}`);
    assert.deepEqual([answer.status, answer.headers['ingam-error']], [404, 'INGAM_TRANSACTION_UNKNOWN'], id);
  }
});

test('/token refuses a client that is unknown, alike for a wrong id and a wrong secret', async () => {
  const bodies = new Set();
  for (const fields of [
    { client_id: 'nobody' },
    { client_secret: NOBODYS },
    { client_secret: OTHER },
    { client_id: 'other' },
    { client_id: 'DEV' },
  ]) {
    const answer = await token(fields);
    assert.equal(answer.status, 401, answer.text);
    assertTokenRefused(answer, 'invalid_client', 'INGAM_CALLER_UNKNOWN');
    bodies.add(answer.text);
  }
  assert.equal(bodies.size, 1);
});

test('/token refuses a call that lacks a parameter, has one without a value, or one twice', async () => {
  for (const name of ['grant_type', 'scope', 'client_id', 'client_secret']) {
    for (const value of [undefined, '']) {
      const answer = await token({ [name]: value });
      assert.equal(answer.status, 400, answer.text);
      assertTokenRefused(answer, 'invalid_request', 'INGAM_REQUEST_INVALID');
      assert.ok(answer.json.error_description.includes(name));
    }
  }
  const sound = `grant_type=client_credentials&scope=ca&client_id=dev&client_secret=${encodeURIComponent(DEV)}`;
  for (const name of ['grant_type', 'scope', 'client_id', 'client_secret']) {
    const answer = await tokenCall(`${sound}&${name}=x`);
    assert.equal(answer.status, 400, answer.text);
    assertTokenRefused(answer, 'invalid_request', 'INGAM_REQUEST_INVALID');
  }
  assertTokenRefused(await tokenCall(''), 'invalid_request', 'INGAM_REQUEST_INVALID');
});

test('/token names another grant and another scope in the words of RFC 6749', async () => {
  const grant = await token({ grant_type: 'password' });
  assert.deepEqual([grant.status, grant.json.error], [400, 'unsupported_grant_type']);
  const scope = await token({ scope: 'admin' });
  assert.deepEqual([scope.status, scope.json.error], [400, 'invalid_scope']);
});

test('/token refuses another content type and a body that is too long', async () => {
  const json = JSON.stringify({
    grant_type: 'client_credentials',
    scope: 'ca',
    client_id: 'dev',
    client_secret: DEV,
  });
  assertTokenRefused(await tokenCall(json, JSON_TYPE), 'invalid_request', 'INGAM_CONTENT_TYPE');
  const long = `grant_type=client_credentials&scope=ca&client_id=dev&filler=${'x'.repeat(8192)}`;
  assertTokenRefused(await tokenCall(long), 'invalid_request', 'INGAM_BODY_TOO_LARGE');
});

test('/token refuses a caller without the right to the provider, and a page', async () => {
  const refused = await token({ client_id: 'dev2', client_secret: DEV2 });
  assertTokenRefused(refused, 'unauthorized_client', 'INGAM_PROVIDER_NOT_ALLOWED');
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'ca',
    client_id: 'dev',
    client_secret: DEV,
  });
  const page = await tokenCall(form.toString(), { origin: 'https://shop.example' });
  assertTokenRefused(page, 'unauthorized_client', 'INGAM_ORIGIN_REFUSED');
  assert.ok(!page.text.includes('ig1.'));
});

test('/token never calls the provider', async () => {
  const { value, calls } = await rig.counting(() => token());
  assert.equal(value.status, 200);
  assert.deepEqual(calls, {});
});

test('a secret and the native token made with it open the same transactions', async () => {
  const { txId } = await rig.requested();
  const { access_token } = (await token()).json;
  for (const credential of [DEV, access_token, makeNativeToken(DEV_CLAIMS)]) {
    assert.equal((await rig.as(credential).status(txId)).status, 200);
  }
  for (const authorization of [`bearer ${DEV}`, `BEARER  ${DEV} `]) {
    assert.equal((await status({ authorization }, JSON.stringify({ txId }))).status, 200, authorization);
  }
});

test('/healthz is open', async () => {
  const answer = await send(rig.url('/healthz'));
  assert.deepEqual([answer.status, answer.json], [200, { status: 'ok' }]);
});
