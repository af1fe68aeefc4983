// A caller's requests in a minute: by the gateway's own count, or by the platform's rate limiter.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { send } from './support/http.mjs';
import { assertLinkHubRefused, CODE2, DEV2_PARTNER, kakaoCaller } from './support/kakao.mjs';
import { assertRefused, DEV, DEV2, startRig } from './support/rig.mjs';

const LIMIT = 12;
const UNKNOWN = '67ac897f-3a0e-466d-a6f7-c7e4272fd5a9';

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {import('./support/rig.mjs').Rig} */
let limited;
before(async () => {
  rig = await startRig({ persist: true, overrides: { RATE_LIMIT: String(LIMIT) } });
  limited = await startRig({ rateLimiter: LIMIT, overrides: { RATE_LIMIT: '1' } });
});
after(async () => {
  await rig?.dispose();
  await limited?.dispose();
});

/** @param {import('./support/rig.mjs').Rig} of @param {string} secret */
const show = (of, secret) =>
  send(of.url(`/v1/transactions/toss/${UNKNOWN}`), { headers: { authorization: `Bearer ${secret}` } });

/**
 * Calls until it is told that it calls too much, or three times the limit.
 * @param {() => Promise<import('./support/http.mjs').Answer>} call
 */
async function callsTaken(call) {
  for (let taken = 0; taken < 3 * LIMIT; taken += 1) {
    const answer = await call();
    if (answer.status === 429) return { taken, answer };
  }
  return assert.fail('it was never too much');
}

/** Early in a minute, so that a count is of one minute. */
async function early() {
  while (new Date().getUTCSeconds() > 45) await new Promise((resolve) => setTimeout(resolve, 500));
}

test('the call past the limit is refused in the manners of its route, and the provider is not asked', async () => {
  await early();
  const { taken, answer } = await callsTaken(() => show(rig, DEV));
  assert.equal(taken, LIMIT);
  assert.equal(answer.headers['ingam-error'], 'INGAM_RATE_LIMITED');
  const wait = Number(answer.headers['retry-after']);
  assert.ok(wait >= 1 && wait <= 120, answer.headers['retry-after']);
  assert.deepEqual([answer.json.title, answer.json.retryable], ['Too Many Requests', true]);

  const { value, calls } = await rig.counting(() => rig.dev.status(UNKNOWN));
  assertRefused(value, 429, 'IG4290', 'INGAM_RATE_LIMITED');
  assert.ok(Number(value.headers['retry-after']) >= 1);
  assert.deepEqual(calls, {});
  // Whoever is not known is told so, whoever else is limited; and what needs no caller still answers.
  assert.equal((await send(rig.url('/v1/transactions'))).status, 401);
  assert.equal((await send(rig.url('/healthz'))).status, 200);
});

test('a caller is not slowed by another, and its own limit holds at LinkHub’s routes', async () => {
  await early();
  const kakao = kakaoCaller(rig, DEV2_PARTNER, CODE2);
  await kakao.sessionToken();
  const { taken, answer } = await callsTaken(() => kakao.status('1'));
  assert.equal(taken, LIMIT);
  assertLinkHubRefused(answer, 429, 4290, 'INGAM_RATE_LIMITED');
  // A token costs the provider nothing.
  assert.equal((await kakao.askForToken()).status, 200);
});

test('the count outlives the process, but for less than a tenth of the limit', async () => {
  await early();
  await rig.gateway.restart();
  const { taken } = await callsTaken(() => show(rig, DEV));
  // The minute may have turned since: what was before it counts in part.
  assert.ok(taken < LIMIT, `${taken} more`);
});

test('where the platform has a rate limiter, that one counts', async () => {
  const { taken, answer } = await callsTaken(() => show(limited, DEV));
  assert.equal(taken, LIMIT);
  assert.deepEqual(
    [answer.status, answer.headers['ingam-error'], answer.headers['retry-after']],
    [429, 'INGAM_RATE_LIMITED', '60'],
  );
  assert.equal((await show(limited, DEV2)).status, 404);
});
