// What KakaoCert needs to be told, by name and never by value, and that Toss does not mind its absence.

import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import { CALLERS } from '../../scripts/development.mjs';
import { send } from './support/http.mjs';
import {
  assertLinkHubRefused,
  assertUnknownReceipt,
  ESIGN,
  kakaoCaller,
  SERVICES,
} from './support/kakao.mjs';
import { dateOf, TOKEN_PATH } from './support/linkhub.mjs';
import { DEV, startRig } from './support/rig.mjs';

const CANARY = 'CANARY-0451-value';
const PLACEHOLDERS = ['', ' ', '<value>', 'changeme'];

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof kakaoCaller>} */
let caller;
before(async () => {
  rig = await startRig();
  caller = kakaoCaller(rig);
  await caller.sessionToken();
});
after(() => rig?.dispose());

const readiness = () => send(rig.url('/readyz'), { headers: { authorization: `Bearer ${DEV}` } });

/** @param {import('./support/http.mjs').Answer} answer @param {string} setting */
function assertNames(answer, setting) {
  assertLinkHubRefused(answer, 503, 5030, 'INGAM_SETTING_INVALID');
  assert.ok(answer.text.includes(setting), answer.text);
  assert.ok(!answer.text.includes(CANARY), answer.text);
}

/** Every service's three calls. */
const services = () =>
  Promise.all(
    SERVICES.flatMap((service) => [
      caller.request(service),
      caller.status('1', service),
      caller.verify('1', service),
    ]),
  );

for (const [setting, values] of /** @type {[string, (string | undefined)[]][]} */ ([
  ['LINKHUB_LINK_ID', [undefined, ...PLACEHOLDERS, `${CANARY} ${CANARY}`]],
  ['LINKHUB_SECRET_KEY', [undefined, ...PLACEHOLDERS, `${CANARY}!`]],
  ['LINKHUB_AUTH_URL', ['', '<url>', CANARY, `ftp://${CANARY}`, `https://${CANARY}/path`]],
  ['KAKAOCERT_API_URL', ['', '<url>', CANARY, `https://u:${CANARY}@host`, `https://${CANARY}?q`]],
])) {
  test(`${setting}: missing, a placeholder or wrong, KakaoCert’s routes say so and no others`, async () => {
    for (const value of values) {
      await rig.gateway.restart({ [setting]: value });
      const { value: answers, calls } = await rig.counting(services);
      for (const answer of answers) assertNames(answer, setting);
      assert.deepEqual(calls, {});
      const ready = await readiness();
      assert.deepEqual(
        [ready.status, ready.json.problems.map((/** @type {any} */ { setting: name }) => name)],
        [503, [setting]],
      );
      assert.ok(!ready.text.includes(CANARY));
      // A token opens the gateway, not LinkHub: it needs none of these. Nor does Toss.
      assert.equal((await caller.askForToken()).status, 200);
      assert.equal((await rig.dev.status(randomUUID())).status, 400);
      assert.equal((await send(rig.url('/healthz'))).status, 200);
      assert.equal((await caller.get('/Time')).status, 200);
    }
    await rig.requested();
  });
}

test('a stranger is not told what is missing', async () => {
  await rig.gateway.restart({ LINKHUB_SECRET_KEY: undefined });
  const answer = await caller.get(`${ESIGN}/Status/1`, { authorization: `Bearer ${CANARY}` });
  assertLinkHubRefused(answer, 401, 4010, 'INGAM_CALLER_UNKNOWN');
  assert.ok(!answer.text.includes('LINKHUB'));
});

for (const [setting, values] of /** @type {[string, string[]][]} */ ([
  ['CLOCK_SKEW_SECONDS', ['', '0', '-1', '3601', '1.5', CANARY]],
  ['KAKAO_VERIFY_WINDOW_SECONDS', ['', '-1', '86401', '1.5', CANARY]],
])) {
  test(`${setting}: not a number in its range, every route says so`, async () => {
    for (const value of values) {
      await rig.gateway.restart({ [setting]: value });
      for (const answer of [...(await services()), await caller.askForToken()]) assertNames(answer, setting);
      const toss = await rig.dev.status(randomUUID());
      assert.deepEqual([toss.status, toss.headers['ingam-error']], [503, 'INGAM_SETTING_INVALID']);
      assert.equal((await readiness()).status, 503);
    }
  });
}

test('CALLERS and STORE_KEYS are needed by every call, the token’s too', async () => {
  for (const setting of ['CALLERS', 'STORE_KEYS']) {
    await rig.gateway.restart({ [setting]: undefined });
    for (const answer of [...(await services()), await caller.askForToken()]) assertNames(answer, setting);
  }
});

test('what Toss needs is not needed by KakaoCert', async () => {
  await rig.gateway.restart({
    TOSS_CLIENT_ID: undefined,
    TOSS_CLIENT_SECRET: undefined,
    TOSS_API_URL: CANARY,
  });
  assert.equal((await caller.request()).status, 200);
  assertUnknownReceipt(await caller.status('1'));
});

test('without a caller that may use it KakaoCert needs no settings', async () => {
  const bare = { LINKHUB_LINK_ID: undefined, LINKHUB_SECRET_KEY: undefined };
  const tossOnly = CALLERS.map((one) => ({ ...one, providers: one.id === 'dev' ? ['toss'] : [] }));
  await rig.gateway.restart({ ...bare, CALLERS: JSON.stringify(tossOnly) });
  assert.deepEqual((await readiness()).json, { status: 'ready' });
  await rig.gateway.restart(bare);
  const { problems } = (await readiness()).json;
  assert.deepEqual(problems.map((/** @type {any} */ { setting }) => setting).sort(), Object.keys(bare));
});

test('in production KakaoCert is reached by https alone', async () => {
  const secret = randomBytes(32).toString('base64');
  const production = {
    ENVIRONMENT: 'production',
    TOSS_CLIENT_ID: undefined,
    TOSS_CLIENT_SECRET: undefined,
    TOSS_AUTH_URL: undefined,
    TOSS_API_URL: undefined,
    CALLERS: JSON.stringify([
      { id: 'shop', secrets: [secret], providers: ['kakao'], clientCodes: [], origins: [] },
    ]),
    STORE_KEYS: JSON.stringify([{ id: 'k1', key: randomBytes(32).toString('base64') }]),
  };
  const ready = () => send(rig.url('/readyz'), { headers: { authorization: `Bearer ${secret}` } });
  await rig.gateway.restart(production);
  const named = (await ready()).json.problems.map((/** @type {any} */ { setting }) => setting);
  assert.deepEqual(named.sort(), ['KAKAOCERT_API_URL', 'LINKHUB_AUTH_URL']);
  await rig.gateway.restart({ ...production, LINKHUB_AUTH_URL: undefined, KAKAOCERT_API_URL: undefined });
  assert.deepEqual((await ready()).json, { status: 'ready' }, 'LinkHub’s own hosts are the default');
});

test('CLOCK_SKEW_SECONDS is obeyed', async () => {
  await rig.gateway.restart({ CLOCK_SKEW_SECONDS: '10' });
  for (const seconds of [-15, 15]) {
    const token = await caller.askForToken(undefined, { date: dateOf(seconds) });
    assertLinkHubRefused(token, 401, 4011, 'INGAM_CLOCK_SKEWED');
    assertLinkHubRefused(
      await caller.request(ESIGN, {}, { date: dateOf(seconds) }),
      401,
      4011,
      'INGAM_CLOCK_SKEWED',
    );
  }
  for (const seconds of [-5, 5]) {
    assert.equal((await caller.askForToken(undefined, { date: dateOf(seconds) })).status, 200);
    assert.equal((await caller.request(ESIGN, {}, { date: dateOf(seconds) })).status, 200);
  }
  assert.equal(rig.tap.on(TOKEN_PATH).length > 0, true);
});

test('MAX_BODY_BYTES is obeyed where it is the smaller', async () => {
  await rig.gateway.restart({ MAX_BODY_BYTES: '100' });
  assertLinkHubRefused(await caller.request(), 413, 4013, 'INGAM_BODY_TOO_LARGE');
});
