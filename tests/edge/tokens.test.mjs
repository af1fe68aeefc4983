// The provider's access token: fetched once for everybody, kept sealed, replaced when the provider says so.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { personalRequest } from './support/requests.mjs';
import { assertRefused, REQUEST, STATUS, startRig, TOKEN, until } from './support/rig.mjs';
import { tracesIn } from './support/traces.mjs';

const API = '/api';
const CALLERS_AT_ONCE = 20;

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig();
});
after(() => rig?.dispose());

/**
 * A gateway and a provider that remember nothing.
 * @param {Record<string, string>} [overrides]
 */
async function cold(overrides) {
  await rig.control('reset');
  await rig.gateway.restart(overrides);
}

const request = (on = rig) => on.dev.post(REQUEST, personalRequest(on.session()));
const issued = async (on = rig) => (await on.stats()).tokenIssues.toss;
const inKv = async (on = rig) => (await on.gateway.tokens()).get('toss', 'arrayBuffer');

test('a credential that the provider refuses is the gateway’s fault, and is not repeated to the caller', async () => {
  const wrong = 'CANARY-wrong-client-secret';
  await cold({ TOSS_CLIENT_SECRET: wrong });
  const { value, calls } = await rig.counting(() => request());
  assertRefused(value, 502, 'IG5023', 'INGAM_PROVIDER_REFUSED_CREDENTIAL');
  assert.deepEqual(tracesIn(value.bytes, { secret: wrong, id: rig.sandbox.keys.tossClientId }), []);
  assert.deepEqual(calls, { [TOKEN]: 1 }, 'one question, and no docs call without a token');
  assert.equal(await inKv(), null);
});

test('a token host that answers with something else is the provider’s fault', async () => {
  await cold();
  await rig.fault(TOKEN, 'garbage');
  const { value, calls } = await rig.counting(() => request());
  assertRefused(value, 502, 'IG5022', 'INGAM_PROVIDER_ANSWER_INVALID');
  assert.deepEqual(calls, { [TOKEN]: 1 });
});

for (const [what, body] of [
  ['no token', { token_type: 'Bearer', expires_in: 3599 }],
  ['an empty token', { access_token: '', token_type: 'Bearer', expires_in: 3599 }],
  ['a token that is no header text', { access_token: 'a\r\nx: y', token_type: 'Bearer', expires_in: 3599 }],
  ['another kind of token', { access_token: 'a', token_type: 'mac', expires_in: 3599 }],
  ['no lifetime', { access_token: 'a', token_type: 'Bearer' }],
  ['a lifetime of nothing', { access_token: 'a', token_type: 'Bearer', expires_in: 0 }],
]) {
  test(`a token answer with ${what} is not taken`, async () => {
    await cold();
    rig.tap.substitute(TOKEN, { body: JSON.stringify(body) });
    assertRefused(await request(), 502, 'IG5022', 'INGAM_PROVIDER_ANSWER_INVALID');
    assert.equal(await inKv(), null);
    assert.equal((await request()).status, 200, 'the next call asks again');
  });
}

test('a token host that is silent three times is given up, and asked anew by the next call', async () => {
  await cold();
  await rig.fault(TOKEN, 'drop', 3);
  const { value, calls } = await rig.counting(() => request());
  assertRefused(value, 504, 'IG5040', 'INGAM_PROVIDER_SILENT');
  assert.deepEqual(calls, { [TOKEN]: 3 });
  assert.equal((await request()).status, 200);
});

for (const kind of ['drop', 'html502']) {
  test(`a token call that fails once (${kind}) is repeated`, async () => {
    await cold();
    await rig.fault(TOKEN, kind);
    const { value, calls } = await rig.counting(() => request());
    assert.equal(value.status, 200, value.text);
    assert.deepEqual(calls, { [TOKEN]: 2, [REQUEST]: 1 });
  });
}

test('a token call without an answer for 5 seconds is repeated', async () => {
  await cold();
  const hold = rig.tap.hold(TOKEN);
  const begun = performance.now();
  const { value, calls } = await rig.counting(() => request());
  const tookMs = performance.now() - begun;
  hold.release();
  assert.equal(value.status, 200, value.text);
  assert.deepEqual(calls, { [TOKEN]: 2, [REQUEST]: 1 });
  assert.ok(tookMs > 4_500 && tookMs < 10_000, `${tookMs} ms`);
});

test('twenty cold callers at once cost one token', async () => {
  await cold();
  const hold = rig.tap.hold(TOKEN);
  const asking = Array.from({ length: CALLERS_AT_ONCE }, () => request());
  await hold.arrived;
  hold.release();
  for (const answer of await Promise.all(asking)) assert.equal(answer.status, 200, answer.text);
  const { tokenIssues, calls } = await rig.stats();
  assert.equal(tokenIssues.toss, 1);
  assert.deepEqual(calls, { [`POST ${TOKEN}`]: 1, [`POST ${REQUEST}`]: CALLERS_AT_ONCE });
});

test('callers that leave do not take the token call with them', async () => {
  await cold();
  const hold = rig.tap.hold(TOKEN);
  const leaving = new AbortController();
  const body = personalRequest(rig.session());
  const gone = assert.rejects(rig.dev.post(REQUEST, body, { signal: leaving.signal }), {
    name: 'AbortError',
  });
  await hold.arrived;
  leaving.abort();
  await gone;
  const next = request();
  hold.release();
  assert.equal((await next).status, 200);
  assert.equal(await issued(), 1);
});

test('a token the provider no longer takes is replaced once, and the call succeeds', async () => {
  await cold();
  const { txId } = await rig.requested();
  await rig.fault(API, 'unauthorized');
  const { value, calls } = await rig.counting(() => rig.dev.status(txId));
  assert.equal(value.status, 200, value.text);
  assert.deepEqual(calls, { [TOKEN]: 1, [STATUS]: 2 });
  const [refused, taken] = rig.tap.on(STATUS).slice(-2);
  assert.notEqual(refused.headers.authorization, taken.headers.authorization);
  const after = await rig.counting(() => rig.dev.status(txId));
  assert.deepEqual(after.calls, { [STATUS]: 1 }, 'the new one is kept');
});

test('twenty callers with a token that is refused cost one more', async () => {
  await cold();
  const { txId } = await rig.requested();
  // Every call with the old token is refused, as after a revocation.
  await rig.fault(API, 'unauthorized', CALLERS_AT_ONCE);
  const hold = rig.tap.hold(TOKEN);
  const asking = Array.from({ length: CALLERS_AT_ONCE }, () => rig.dev.status(txId));
  await hold.arrived;
  // All of them have been refused before the new token comes.
  await until(
    () => rig.stats(),
    ({ calls }) => calls[`POST ${STATUS}`] === CALLERS_AT_ONCE,
  );
  hold.release();
  for (const answer of await Promise.all(asking)) assert.equal(answer.status, 200, answer.text);
  assert.equal(await issued(), 2);
});

test('a provider that refuses every token is asked twice for each call, with one new token', async () => {
  await cold();
  const { txId } = await rig.requested();
  await rig.fault(API, 'unauthorized', 1_000);
  for (const path of [STATUS, REQUEST]) {
    const body = path === STATUS ? { txId } : personalRequest(rig.session());
    const { value, calls } = await rig.counting(() => rig.dev.post(path, body));
    assertRefused(value, 502, 'IG5023', 'INGAM_PROVIDER_REFUSED_CREDENTIAL');
    assert.deepEqual(calls, { [TOKEN]: 1, [path]: 2 });
  }
});

test('a token that lives less than a minute is not written to KV', async () => {
  await cold();
  await rig.control('token', { expiresIn: 59 });
  assert.equal((await request()).status, 200);
  assert.equal(await inKv(), null);
  assert.deepEqual((await (await rig.gateway.tokens()).list()).keys, []);
});

test('a token that lives less than a minute serves more than one call', async () => {
  await cold();
  await rig.control('token', { expiresIn: 59 });
  const { txId } = await rig.requested();
  const { calls } = await rig.counting(() => rig.dev.status(txId));
  assert.deepEqual(calls, { [STATUS]: 1 });
  await rig.control('token', { expiresIn: 3599 });
});

test('a token in its last minute is replaced before it is used: the provider’s word counts, not a year', async () => {
  await cold();
  await rig.control('token', { expiresIn: 61 });
  const { txId } = await rig.requested();
  const first = rig.tap.on(REQUEST).at(-1)?.headers.authorization;
  await rig.control('token', { expiresIn: 3599 });
  await setTimeout(1_100);
  assert.equal((await rig.dev.status(txId)).status, 200);
  const second = rig.tap.on(STATUS).at(-1)?.headers.authorization;
  assert.notEqual(first, second);
  const { calls } = await rig.counting(() => rig.dev.status(txId));
  assert.deepEqual(calls, { [STATUS]: 1 });
});

test('in KV the token is sealed, for as long as it lives and no longer', async () => {
  await cold();
  const answer = await request();
  assert.equal(answer.status, 200, answer.text);
  assert.equal((await rig.lineOf(answer)).token, 'object');
  const tokens = await rig.gateway.tokens();
  const { keys } = await tokens.list();
  assert.deepEqual(
    keys.map(({ name, metadata }) => [name, metadata]),
    [['toss', undefined]],
  );
  const lives = (keys[0].expiration ?? 0) - Date.now() / 1000;
  assert.ok(lives > 3_500 && lives <= 3_600, `${lives} s`);
  const entry = Buffer.from(/** @type {ArrayBuffer} */ (await inKv()));
  const { tossClientId, tossClientSecret } = rig.sandbox.keys;
  const token = (await rig.stats()).lastTokens.toss;
  const [, claims, signature] = token.split('.');
  const texts = { token, claims, signature, secret: tossClientSecret, id: tossClientId };
  assert.deepEqual(tracesIn(entry, texts), []);
});

test('the next process takes the token from KV, and without KV from its object', async () => {
  const lasting = await startRig({ persist: true });
  const source = async () => {
    const answer = await request(lasting);
    assert.equal(answer.status, 200, answer.text);
    return (await lasting.lineOf(answer)).token;
  };
  try {
    assert.equal(await source(), 'object');
    await lasting.gateway.restart();
    assert.deepEqual([await source(), await source()], ['kv', 'memory']);

    await (await lasting.gateway.tokens()).delete('toss');
    await lasting.gateway.restart();
    assert.deepEqual([await source(), await source()], ['object', 'memory']);

    await (await lasting.gateway.tokens()).put('toss', 'no record of the gateway’s');
    await lasting.gateway.restart();
    assert.equal(await source(), 'object', 'what is in KV is only a cache');
    assert.equal(await issued(lasting), 1, 'one token for four processes');

    await lasting.gateway.restart({ TOSS_CLIENT_SECRET: 'another-secret' });
    assertRefused(await request(lasting), 502, 'IG5023', 'INGAM_PROVIDER_REFUSED_CREDENTIAL');
  } finally {
    await lasting.dispose();
  }
});
