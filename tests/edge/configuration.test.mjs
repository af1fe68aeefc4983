// What the gateway needs to be told, and how it says what is missing or wrong: by name, never by value.

import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import { CALLERS, STORE_KEYS } from '../../scripts/development.mjs';
import { send } from './support/http.mjs';
import { assertRefused, DEV, REQUEST, RESULT, STATUS, startRig, TOKEN } from './support/rig.mjs';

/** @typedef {import('./support/http.mjs').Answer} Answer */
/** @typedef {Record<string, string | undefined>} Settings */

/** Something no answer may contain, with characters that every form keeps. */
const CANARY = 'CANARY-0451-value';
const SECRET = randomBytes(32).toString('base64');
const CALLER = { id: 'shop', secrets: [SECRET], providers: ['toss'], clientCodes: [], origins: [] };

/** Settings with which a deployment is whole; no call is ever made with them. */
const PRODUCTION = {
  ENVIRONMENT: 'production',
  TOSS_AUTH_URL: 'https://oauth2.invalid',
  TOSS_API_URL: 'https://api.invalid',
  LINKHUB_AUTH_URL: 'https://auth.invalid',
  KAKAOCERT_API_URL: 'https://kakaocert.invalid',
  TOSS_CLIENT_ID: 'live_client',
  CALLERS: JSON.stringify([CALLER]),
  STORE_KEYS: JSON.stringify([{ id: 'k1', key: randomBytes(32).toString('base64') }]),
};

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig();
});
after(() => rig?.dispose());

const readiness = (credential = SECRET) =>
  send(rig.url('/readyz'), { headers: { authorization: `Bearer ${credential}` } });

/** @param {Answer} answer */
const named = (answer) => answer.json.problems.map((/** @type {any} */ { setting }) => setting);

/**
 * /readyz names these settings, and no others.
 * @param {string[]} settings
 * @param {string} [credential]
 */
async function assertNotReady(settings, credential) {
  const answer = await readiness(credential);
  assert.equal(answer.status, 503, answer.text);
  assert.equal(answer.headers['ingam-error'], 'INGAM_SETTING_INVALID');
  assert.equal(answer.json.status, 'not ready');
  assert.deepEqual(named(answer).sort(), [...settings].sort());
  for (const { code, message, messageKo } of answer.json.problems) {
    assert.equal(code, 'INGAM_SETTING_INVALID');
    assert.match(messageKo, /[가-힣]/);
    assert.ok(settings.some((name) => message.includes(name)));
  }
  assert.ok(!answer.text.includes(CANARY));
}

const docs = () =>
  Promise.all([REQUEST, STATUS, RESULT].map((path) => rig.as(DEV).post(path, { txId: randomUUID() })));
const form = () =>
  send(rig.url(TOKEN), {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `grant_type=client_credentials&scope=ca&client_id=dev&client_secret=${encodeURIComponent(DEV)}`,
  });
const show = () => rig.as(DEV).show(randomUUID());

/** @param {Answer} answer @param {string} setting */
function assertNames(answer, setting) {
  assert.deepEqual(
    [answer.status, answer.headers['ingam-error']],
    [503, 'INGAM_SETTING_INVALID'],
    answer.text,
  );
  assert.ok(answer.text.includes(setting), answer.text);
  assert.ok(!answer.text.includes(CANARY), answer.text);
}

/**
 * @param {string} setting
 * @param {(string | undefined)[]} values
 * @param {boolean} needed by callers of every route, not by the docs routes alone
 */
async function assertNeeded(setting, values, needed) {
  for (const value of values) {
    await rig.gateway.restart({ [setting]: value });
    await assertNotReady([setting], DEV);
    for (const answer of await docs()) {
      assertNames(answer, setting);
      assertRefused(answer, 503, 'IG5030', 'INGAM_SETTING_INVALID');
    }
    const others = [await form(), await show()];
    if (needed) for (const answer of others) assertNames(answer, setting);
    else
      assert.deepEqual(
        others.map(({ status }) => status),
        [200, 404],
        'what does not need it is served',
      );
    assert.equal((await send(rig.url('/healthz'))).status, 200);
  }
}

const PLACEHOLDERS = ['', ' ', '<value>', 'changeme'];

for (const setting of ['TOSS_CLIENT_ID', 'TOSS_CLIENT_SECRET']) {
  test(`${setting}: missing or a placeholder, the docs routes say so`, () =>
    assertNeeded(setting, [undefined, ...PLACEHOLDERS], false));
}

for (const setting of ['TOSS_AUTH_URL', 'TOSS_API_URL']) {
  test(`${setting}: a placeholder or no origin, the docs routes say so`, () =>
    assertNeeded(
      setting,
      [
        '<url>',
        '',
        CANARY,
        `ftp://${CANARY}`,
        `https://${CANARY}/path`,
        `https://${CANARY}?query`,
        `https://user:${CANARY}@host`,
        `https://${CANARY}#fragment`,
        'https://',
      ],
      false,
    ));
}

test('CALLERS: missing, a placeholder or not a list of callers, every route says so', () =>
  assertNeeded(
    'CALLERS',
    [
      undefined,
      '<callers>',
      CANARY,
      '{}',
      `[{"id":"${CANARY}"}]`,
      JSON.stringify([{ ...CALLER, id: `${CANARY} with blanks` }]),
      JSON.stringify([{ ...CALLER, secrets: [CANARY] }]),
      JSON.stringify([{ ...CALLER, secrets: [randomBytes(31).toString('base64')] }]),
      JSON.stringify([{ ...CALLER, providers: [CANARY] }]),
      JSON.stringify([{ ...CALLER, [CANARY]: 1 }]),
      JSON.stringify([CALLER, CALLER]),
      JSON.stringify([CALLER, { ...CALLER, id: 'other' }]),
      `[{"id":"a","id":"${CANARY}","secrets":[]}]`,
    ],
    true,
  ));

test('STORE_KEYS: missing, a placeholder or not a list of keys, every route says so', () =>
  assertNeeded(
    'STORE_KEYS',
    [
      undefined,
      '<keys>',
      '[]',
      CANARY,
      JSON.stringify([{ id: 'k', key: CANARY }]),
      JSON.stringify([{ id: `${CANARY} with blanks`, key: STORE_KEYS[0].key }]),
      JSON.stringify([{ id: 'k', key: randomBytes(16).toString('base64') }]),
      JSON.stringify([...STORE_KEYS, ...STORE_KEYS]),
      JSON.stringify([{ ...STORE_KEYS[0], [CANARY]: 1 }]),
    ],
    true,
  ));

for (const setting of ['MAX_BODY_BYTES', 'EVIDENCE_RETENTION_DAYS']) {
  test(`${setting}: not a number in its range, every route says so`, () =>
    assertNeeded(setting, [CANARY, '', '<number>', '0', '-1', '1.5', '1e9', '99999999999999999999'], true));
}

test('everything that is missing or wrong is named at once', async () => {
  await rig.gateway.restart({
    ENVIRONMENT: CANARY,
    CALLERS: undefined,
    STORE_KEYS: '',
    TOSS_CLIENT_ID: '<id>',
    TOSS_CLIENT_SECRET: undefined,
    TOSS_API_URL: CANARY,
    LINKHUB_LINK_ID: undefined,
    LINKHUB_SECRET_KEY: '<key>',
    MAX_BODY_BYTES: 'much',
    CLOCK_SKEW_SECONDS: 'long',
  });
  const answer = await readiness();
  assert.equal(answer.status, 503);
  // The URLs: http:// is refused where the environment is not known to be development.
  assert.deepEqual(named(answer).sort(), [
    'CALLERS',
    'CLOCK_SKEW_SECONDS',
    'ENVIRONMENT',
    'KAKAOCERT_API_URL',
    'LINKHUB_AUTH_URL',
    'LINKHUB_LINK_ID',
    'LINKHUB_SECRET_KEY',
    'MAX_BODY_BYTES',
    'STORE_KEYS',
    'TOSS_API_URL',
    'TOSS_AUTH_URL',
    'TOSS_CLIENT_ID',
    'TOSS_CLIENT_SECRET',
  ]);
  assert.ok(!answer.text.includes(CANARY));
});

test('outside of development, too, a caller is told everything that is missing or wrong', async () => {
  await rig.gateway.restart({ ...PRODUCTION, TOSS_CLIENT_ID: '', TOSS_CLIENT_SECRET: undefined });
  await assertNotReady(['TOSS_CLIENT_ID', 'TOSS_CLIENT_SECRET']);
  for (const [setting, value] of [
    ['ENVIRONMENT', CANARY],
    ['MAX_BODY_BYTES', CANARY],
  ]) {
    await rig.gateway.restart({ ...PRODUCTION, [setting]: value, TOSS_CLIENT_SECRET: undefined });
    await assertNotReady([setting, 'TOSS_CLIENT_SECRET']);
  }
});

test('an environment of another name is taken for production', async () => {
  for (const name of ['dev', 'Development', 'prod', CANARY]) {
    await rig.gateway.restart({ ENVIRONMENT: name });
    const settings = named(await readiness());
    for (const setting of ['CALLERS', 'STORE_KEYS', 'TOSS_CLIENT_ID']) assert.ok(settings.includes(setting));
  }
});

for (const environment of ['production', 'staging', undefined]) {
  test(`in ${environment ?? 'an environment that is not named'} nothing of development is taken`, async () => {
    const whole = { ...PRODUCTION, ENVIRONMENT: environment };
    const published = CALLERS.map((caller) => JSON.stringify([CALLER, caller]));
    const mixed = JSON.stringify([{ id: 'k1', key: randomBytes(32).toString('base64') }, ...STORE_KEYS]);
    for (const [setting, value] of [
      ...published.map((callers) => ['CALLERS', callers]),
      ['CALLERS_2', JSON.stringify([CALLERS[0]])],
      ['STORE_KEYS', JSON.stringify(STORE_KEYS)],
      ['STORE_KEYS', mixed],
      ['TOSS_AUTH_URL', rig.tap.url],
      ['TOSS_API_URL', rig.tap.url],
    ]) {
      await rig.gateway.restart({ ...whole, [setting]: value });
      await assertNotReady([setting]);
    }
  });
}

test('a published key written in another way is not taken either', async () => {
  // \u0061 is an a: the text differs, the key does not.
  const disguised = JSON.stringify(STORE_KEYS).replace('"aW', '"\\u0061W');
  await rig.gateway.restart({ ...PRODUCTION, STORE_KEYS: disguised });
  await assertNotReady(['STORE_KEYS']);
});

test('test ids are taken in staging, never in production', async () => {
  const whole = { ...PRODUCTION, TOSS_CLIENT_ID: 'test_client' };
  for (const ENVIRONMENT of ['production', undefined]) {
    await rig.gateway.restart({ ...whole, ENVIRONMENT });
    await assertNotReady(['TOSS_CLIENT_ID']);
  }
  await rig.gateway.restart({ ...whole, ENVIRONMENT: 'staging' });
  assert.equal((await readiness()).status, 200);
});

test('outside of development a stranger learns nothing from /readyz', async () => {
  for (const broken of [{}, { TOSS_CLIENT_SECRET: undefined }]) {
    await rig.gateway.restart({ ...PRODUCTION, ...broken });
    for (const answer of [await send(rig.url('/readyz')), await readiness(DEV)]) {
      assert.deepEqual([answer.status, answer.headers['ingam-error']], [401, 'INGAM_CALLER_UNKNOWN']);
      assert.ok(!answer.text.includes('TOSS'));
    }
  }
});

test('an empty list of callers lets nobody in', async () => {
  await rig.gateway.restart({ CALLERS: '[]' });
  const answers = [...(await docs()), await form(), await show()];
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array(5).fill(401),
  );
});

// What is taken, from here on.

test('callers may stand in nine settings', async () => {
  const shops = Array.from({ length: 9 }, (_, index) => ({
    ...CALLER,
    id: `shop${index + 1}`,
    secrets: [randomBytes(32).toString('base64')],
  }));
  const settings = shops.map((shop, index) => [
    index ? `CALLERS_${index + 1}` : 'CALLERS',
    JSON.stringify([shop]),
  ]);
  await rig.gateway.restart(Object.fromEntries(settings));
  for (const { secrets } of shops) assert.equal((await rig.as(secrets[0]).status(randomUUID())).status, 400);
  await rig.gateway.restart({ ...Object.fromEntries(settings), CALLERS_5: settings[0][1] });
  assert.equal((await readiness()).status, 503, 'an id may not come twice');
});

test('a provider that no caller may use needs no settings', async () => {
  const caller = { ...CALLER, providers: [] };
  await rig.gateway.restart({
    ...PRODUCTION,
    CALLERS: JSON.stringify([caller]),
    TOSS_CLIENT_ID: undefined,
    TOSS_CLIENT_SECRET: undefined,
  });
  const answer = await readiness();
  assert.equal(answer.status, 200, answer.text);
});

test('a setting that wrangler.toml gives as a number or a table is what it says', async () => {
  // Miniflare binds what is no text as JSON, as wrangler does.
  const settings = /** @type {any} */ ({
    EVIDENCE_RETENTION_DAYS: 7,
    MAX_BODY_BYTES: 'much',
    REQUIRE_EVIDENCE: { toss: 'sometimes', kakao: 'off' },
    RATE_LIMIT: true,
  });
  await rig.gateway.restart(settings);
  const { json } = await rig.dev.get('/readyz');
  const named = json.problems.map((/** @type {{ setting: string }} */ { setting }) => setting);
  assert.deepEqual(named.sort(), ['MAX_BODY_BYTES', 'RATE_LIMIT', 'REQUIRE_EVIDENCE']);
  await rig.gateway.restart({
    ...settings,
    MAX_BODY_BYTES: 1 << 20,
    RATE_LIMIT: 0,
    REQUIRE_EVIDENCE: { toss: 'off', kakao: 'off' },
  });
  assert.equal((await rig.dev.get('/readyz')).status, 200);
  const { txId } = await rig.requested();
  const { requestedAt, expiresAt } = (await rig.dev.show(txId)).json;
  assert.ok(Date.parse(expiresAt) - Date.parse(requestedAt) < 8 * 86_400_000, 'seven days');
});

test('MAX_BODY_BYTES is obeyed', async () => {
  await rig.gateway.restart({ MAX_BODY_BYTES: '60' });
  const body = JSON.stringify({ txId: randomUUID() });
  const long = body.padEnd(61);
  assertRefused(await rig.dev.post(STATUS, long), 413, 'IG4013', 'INGAM_BODY_TOO_LARGE');
  assertRefused(await rig.dev.post(STATUS, body.padEnd(60)), 400, 'CE3100', 'INGAM_TRANSACTION_UNKNOWN');
});

test('EVIDENCE_RETENTION_DAYS is obeyed', async () => {
  await rig.gateway.restart({ EVIDENCE_RETENTION_DAYS: '7' });
  const { txId } = await rig.signed();
  await rig.dev.result(txId, rig.session());
  const { expiresAt } = (await rig.dev.show(txId)).json;
  const days = (Date.parse(expiresAt) - Date.now()) / 86_400_000;
  assert.ok(days > 6.9 && days <= 7, expiresAt);
});

test('a deployment that is whole is ready', async () => {
  await rig.gateway.restart();
  assert.deepEqual(
    (await send(rig.url('/readyz'))).json,
    { status: 'ready' },
    'in development for everybody',
  );
  await rig.gateway.restart(PRODUCTION);
  const answer = await readiness();
  assert.deepEqual([answer.status, answer.json], [200, { status: 'ready' }]);
});
