// The gateway's own session tokens at LinkHub: one for each client code, fetched once for everybody, kept sealed, replaced
// when LinkHub says so, and asked for under a signature of the moment.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';

import { CALLERS } from '../../scripts/development.mjs';
import {
  assertLinkHubRefused,
  assertVerified,
  CODE,
  CODE2,
  DEV2_PARTNER,
  ESIGN,
  kakaoCaller,
} from './support/kakao.mjs';
import { serviceSignature, TOKEN_PATH, tokenBody, tokenSignature } from './support/linkhub.mjs';
import { startRig } from './support/rig.mjs';
import { tracesIn } from './support/traces.mjs';

const CALLERS_AT_ONCE = 20;
const REQUEST = `${ESIGN}/Request`;
const ANOTHER_SECOND_MS = 1_100;
const MOMENT_MS = 30_000;
const BOTH = {
  id: 'both',
  secrets: [randomBytes(32).toString('base64')],
  providers: ['kakao'],
  clientCodes: [CODE, CODE2],
};

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof kakaoCaller>} */
let caller;
before(async () => {
  rig = await startRig({ overrides: { CALLERS: JSON.stringify([...CALLERS, BOTH]) } });
  caller = kakaoCaller(rig);
  await caller.sessionToken();
});
after(() => rig?.dispose());

/** A gateway and a provider that remember nothing. @param {Record<string, string>} [overrides] */
async function cold(overrides) {
  await rig.control('reset');
  await rig.gateway.restart(overrides);
}

const issued = async () => (await rig.stats()).tokenIssues.linkhub;
/** @param {string} code */
const inKv = async (code) => (await rig.gateway.tokens()).get(`linkhub:${code}`, 'arrayBuffer');
/** The gateway's latest calls of a path. @param {string} path @param {number} count */
const latest = (path, count) => rig.tap.on(path).slice(-count);

test('a credential that LinkHub refuses is the gateway’s fault, and is not repeated to the caller', async () => {
  const secret = Buffer.from('CANARY-wrong-linkhub-secret-key!').toString('base64');
  await cold({ LINKHUB_SECRET_KEY: secret, LINKHUB_LINK_ID: 'CANARY-LINK-ID' });
  const { value, calls } = await rig.counting(() => caller.request());
  assertLinkHubRefused(value, 502, 5023, 'INGAM_PROVIDER_REFUSED_CREDENTIAL');
  assert.deepEqual(tracesIn(value.bytes, { secret, id: 'CANARY-LINK-ID' }), []);
  assert.deepEqual(calls, { [TOKEN_PATH]: 1 }, 'one question, and no service call without a token');
  assert.equal(await inKv(CODE), null);
});

test('a token host that answers with something else is the provider’s fault', async () => {
  await cold();
  const expiration = new Date(Date.now() + 600_000).toISOString();
  for (const body of [
    '',
    '<html>',
    '{}',
    JSON.stringify({ expiration }),
    JSON.stringify({ session_token: '', expiration }),
    JSON.stringify({ session_token: 'a b', expiration }),
    JSON.stringify({ session_token: 'a\r\nx: y', expiration }),
    JSON.stringify({ session_token: 'a' }),
    JSON.stringify({ session_token: 'a', expiration: 'soon' }),
    JSON.stringify({ session_token: 'a', expiration: new Date(Date.now() - 1000).toISOString() }),
  ]) {
    rig.tap.substitute(TOKEN_PATH, { body });
    assertLinkHubRefused(await caller.request(), 502, 5022, 'INGAM_PROVIDER_ANSWER_INVALID');
    assert.equal(await inKv(CODE), null);
  }
  assert.equal((await caller.request()).status, 200, 'the next call asks again');
});

test('a token host that is silent three times is given up', async () => {
  await cold();
  await rig.fault(TOKEN_PATH, 'drop', 3);
  const { value, calls } = await rig.counting(() => caller.request());
  assertLinkHubRefused(value, 504, 5040, 'INGAM_PROVIDER_SILENT');
  assert.deepEqual(calls, { [TOKEN_PATH]: 3 });
  assert.equal((await caller.request()).status, 200);
});

test('the token request is LinkHub’s byte for byte, asks for any address, and is signed rightly', async () => {
  await cold();
  assert.equal((await caller.request()).status, 200);
  const [up] = latest(TOKEN_PATH, 1);
  const { linkId, linkSecret } = rig.sandbox.keys;
  const body = tokenBody(CODE);
  assert.equal(up.body.toString(), body);
  assert.equal(up.headers['x-lh-forwarded'], '*');
  assert.equal(up.headers['x-lh-version'], '2.0');
  const date = up.headers['x-lh-date'];
  const signature = tokenSignature(linkSecret, { body, date, forwarded: '*' });
  assert.equal(up.headers.authorization, `LINKHUB ${linkId} ${signature}`);
  assert.ok(Math.abs(Date.parse(date) - Date.now()) < MOMENT_MS);
});

test('a token call without an answer is repeated under another signature', async () => {
  await cold();
  const hold = rig.tap.hold(TOKEN_PATH);
  const { value, calls } = await rig.counting(() => caller.request());
  hold.release();
  assert.equal(value.status, 200, value.text);
  assert.deepEqual(calls, { [TOKEN_PATH]: 2, [REQUEST]: 1 });
  const [first, second] = latest(TOKEN_PATH, 2);
  assert.ok(Date.parse(second.headers['x-lh-date']) > Date.parse(first.headers['x-lh-date']));
  assert.notEqual(second.headers.authorization, first.headers.authorization);
  assert.deepEqual(second.body, first.body);
});

test('a request after a refused token has a signature of its own moment, and the same bytes', async () => {
  await cold();
  assert.equal((await caller.request()).status, 200);
  await rig.fault(REQUEST, 'unauthorized');
  const hold = rig.tap.hold(TOKEN_PATH);
  const asking = caller.request();
  await hold.arrived;
  await pass(ANOTHER_SECOND_MS);
  hold.release();
  assert.equal((await asking).status, 200);
  const [first, second] = latest(REQUEST, 2);
  assert.deepEqual(second.body, first.body);
  for (const { headers, body } of [first, second]) {
    const date = headers['x-lh-date'];
    const signature = serviceSignature(rig.sandbox.keys.linkSecret, { body, date });
    assert.equal(headers['x-kc-auth'], `${rig.sandbox.keys.linkId} ${signature}`);
  }
  assert.notEqual(second.headers['x-kc-auth'], first.headers['x-kc-auth']);
  assert.notEqual(second.headers.authorization, first.headers.authorization);
});

test(`${CALLERS_AT_ONCE} cold callers at once cost one token`, async () => {
  await cold();
  const hold = rig.tap.hold(TOKEN_PATH);
  const asking = Array.from({ length: CALLERS_AT_ONCE }, (_, index) =>
    caller.request(ESIGN, { Token: `원문 ${index}` }),
  );
  await hold.arrived;
  hold.release();
  for (const answer of await Promise.all(asking)) assert.equal(answer.status, 200, answer.text);
  const { tokenIssues, calls } = await rig.stats();
  assert.equal(tokenIssues.linkhub, 1);
  assert.deepEqual(calls, { [`POST ${TOKEN_PATH}`]: 1, [`POST ${REQUEST}`]: CALLERS_AT_ONCE });
});

test('two client codes have two tokens, and each call goes up under its own', async () => {
  await cold();
  const partner = { linkId: BOTH.id, secretKey: BOTH.secrets[0] };
  const [first, second] = [CODE, CODE2].map((code) => kakaoCaller(rig, partner, code));
  assert.equal((await first.request()).status, 200);
  const ofFirst = (await rig.stats()).lastTokens.linkhub;
  assert.equal((await second.request()).status, 200);
  const ofSecond = (await rig.stats()).lastTokens.linkhub;
  assert.notEqual(ofFirst, ofSecond);
  assert.equal(await issued(), 2);
  const receipts = [await first.requested(), await second.requested()];
  assert.equal((await first.status(receipts[0])).json.clientCode, CODE);
  assert.equal((await second.status(receipts[1])).json.clientCode, CODE2);
  assert.deepEqual(
    rig.tap
      .on(REQUEST)
      .slice(-2)
      .map(({ headers }) => headers.authorization),
    [`Bearer ${ofFirst}`, `Bearer ${ofSecond}`],
  );
  // Another caller of a client code uses the token that there is.
  assert.equal((await kakaoCaller(rig, DEV2_PARTNER, CODE2).request()).status, 200);
  assert.equal(await issued(), 2);
  const { keys } = await (await rig.gateway.tokens()).list();
  assert.deepEqual(keys.map((/** @type {any} */ { name }) => name).sort(), [
    `linkhub:${CODE}`,
    `linkhub:${CODE2}`,
  ]);
});

test('in KV a token is sealed, and for as long as it lives', async () => {
  await cold();
  assert.equal((await caller.request()).status, 200);
  const token = (await rig.stats()).lastTokens.linkhub;
  const sealed = Buffer.from(/** @type {ArrayBuffer} */ (await inKv(CODE)));
  assert.deepEqual(tracesIn(sealed, { token }), []);
  const { keys } = await (await rig.gateway.tokens()).list();
  const { expiration } = keys.find((/** @type {any} */ { name }) => name === `linkhub:${CODE}`);
  const seconds = expiration - Date.now() / 1000;
  assert.ok(seconds > 60 && seconds <= 1800, `${seconds}`);
});

test('a token that lives less than a minute is not put into KV, and is used while it lives', async () => {
  await cold();
  await rig.control('token', { expiresIn: 59 });
  assert.equal((await caller.request()).status, 200);
  assert.equal(await inKv(CODE), null);
});

test('a token in another client code’s place is not one', async () => {
  await cold();
  assert.equal((await caller.request()).status, 200);
  const kv = await rig.gateway.tokens();
  await kv.put(`linkhub:${CODE2}`, await inKv(CODE));
  const second = kakaoCaller(rig, DEV2_PARTNER, CODE2);
  const receipt = await second.requested();
  assert.equal((await second.status(receipt)).json.clientCode, CODE2);
  assert.equal(await issued(), 2);
});

test('a token LinkHub no longer takes is replaced once, for each kind of call', async () => {
  await cold();
  const receipt = await caller.signed();
  for (const [path, call] of /** @type {[string, () => Promise<import('./support/http.mjs').Answer>][]} */ ([
    [REQUEST, () => caller.request()],
    [`${ESIGN}/Status/${receipt}`, () => caller.status(receipt)],
    [`${ESIGN}/Verify/${receipt}`, () => caller.verify(receipt)],
  ])) {
    await rig.fault(path, 'unauthorized');
    const before = await issued();
    const { value, calls } = await rig.counting(call);
    assert.equal(value.status, 200, value.text);
    const name = path === REQUEST ? path : `GET ${path}`;
    assert.deepEqual(calls, { [TOKEN_PATH]: 1, [name]: 2 });
    assert.equal(await issued(), before + 1);
  }
  assertVerified(await caller.verify(receipt), receipt, { replayed: true });
});

test('callers at once under a token that was taken back cost one new token', async () => {
  await cold();
  assert.equal((await caller.request()).status, 200);
  await rig.fault(REQUEST, 'unauthorized', CALLERS_AT_ONCE);
  const { value, calls } = await rig.counting(() =>
    Promise.all(
      Array.from({ length: CALLERS_AT_ONCE }, (_, index) =>
        caller.request(ESIGN, { Token: `원문 ${index}` }),
      ),
    ),
  );
  for (const answer of value) assert.ok([200, 502].includes(answer.status), answer.text);
  assert.ok(calls[TOKEN_PATH] <= 2, `${calls[TOKEN_PATH]} token calls`);
});

test('a provider that refuses every token is asked twice', async () => {
  await cold();
  assert.equal((await caller.request()).status, 200);
  await rig.fault(REQUEST, 'unauthorized', 2);
  const { value, calls } = await rig.counting(() => caller.request());
  assertLinkHubRefused(value, 502, 5023, 'INGAM_PROVIDER_REFUSED_CREDENTIAL');
  assert.deepEqual(calls, { [TOKEN_PATH]: 1, [REQUEST]: 2 });
});

test('the log says where a token came from, and a Toss token is not LinkHub’s', async () => {
  await cold();
  const sources = [];
  for (let time = 0; time < 2; time += 1) sources.push((await rig.lineOf(await caller.request())).token);
  assert.deepEqual(sources, ['object', 'memory']);
  assert.equal((await rig.stats()).tokenIssues.toss, 0);
  await rig.requested();
  const { tokenIssues, lastTokens } = await rig.stats();
  assert.deepEqual([tokenIssues.toss, tokenIssues.linkhub], [1, 1]);
  assert.notEqual(lastTokens.toss, lastTokens.linkhub);
});
