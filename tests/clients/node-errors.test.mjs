// What a program that uses LinkHub's client for Node.js learns when the gateway refuses: always an error with a code and a
// Korean sentence. An answer that is no JSON would end its process.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startNodeClient } from './support/client.mjs';
import { installNodeClient } from './support/install.mjs';
import { CLIENT_CODE, OTHER_CLIENT_CODE, startRig } from './support/rig.mjs';
import { assertRefused, SERVICES, signOnce, success } from './support/signature.mjs';

/** The gateway's own codes. */
const CALLER_UNKNOWN = -99104010;
const CLOCK_SKEWED = -99104011;
const CLIENT_CODE_NOT_ALLOWED = -99104035;
const REQUEST_INVALID = -99104000;
const REQUEST_UNCERTAIN = -99104095;
const TRANSACTION_UNKNOWN = -99104040;
const VERIFY_UNCERTAIN = -99105043;
/** What they all begin with, and no code of LinkHub's that is known. */
const GATEWAY_CODES = /^-9910/;
/** What the sandbox says, in KakaoCert's place. */
const TOO_MANY = -31010429;
const FAILED = -31010009;

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {import('./support/client.mjs').Client} */
let client;
before(async () => {
  [rig] = await Promise.all([startRig(), installNodeClient()]);
  client = startNodeClient(rig.accounts.dev);
});
after(async () => {
  await client?.end();
  await rig?.dispose();
});

const { esign } = SERVICES;
const request = (/** @type {Record<string, unknown>} */ members = {}) => ({ ...esign.members, ...members });

/**
 * Refused with this code, or where none is given with any of the gateway's own.
 * @param {import('./support/client.mjs').Outcome} outcome
 * @param {number} [code]
 */
function assertReadable(outcome, code) {
  assertRefused(outcome, code ?? Number(outcome.error?.code));
  if (code === undefined) assert.match(String(outcome.error?.code), GATEWAY_CODES);
}

/**
 * The outcome of a first call, and that the provider has not heard of it.
 * @param {import('node:test').TestContext} context
 * @param {Partial<import('./support/client.mjs').Account>} account
 * @param {import('./support/client.mjs').ClientOptions} [options]
 * @param {string} [clientCode]
 */
async function firstCall(context, account, options, clientCode = CLIENT_CODE) {
  const { calls: before } = await rig.stats();
  const other = startNodeClient({ ...rig.accounts.dev, ...account }, options);
  context.after(() => other.end());
  const outcome = await other.call('requestESign', clientCode, request());
  assert.deepEqual((await rig.stats()).calls, before);
  return outcome;
}

test('a wrong SecretKey and an unknown LinkID get no token, and are not told apart', async (context) => {
  const wrongKey = await firstCall(context, { secretKey: rig.accounts.dev2.secretKey });
  assertRefused(wrongKey, CALLER_UNKNOWN);
  assert.deepEqual(await firstCall(context, { linkId: 'nobody' }), wrongKey);
});

test('a clock that is ten minutes slow or fast is named as the reason', async (context) => {
  for (const clockShiftSeconds of [-600, 600])
    assertRefused(await firstCall(context, {}, { clockShiftSeconds }), CLOCK_SKEWED);
});

test('a clock that is four minutes slow or fast serves', async (context) => {
  for (const clockShiftSeconds of [-240, 240]) {
    const other = startNodeClient(rig.accounts.dev, { clockShiftSeconds });
    context.after(() => other.end());
    success(await other.call('requestESign', CLIENT_CODE, request()));
  }
});

test("another caller's client code gets no token", async (context) => {
  assertRefused(await firstCall(context, {}, {}, OTHER_CLIENT_CODE), CLIENT_CODE_NOT_ALLOWED);
});

test('a request that breaks the rules names what is wrong, and does not reach the provider', async () => {
  for (const service of Object.values(SERVICES)) {
    const { calls: before } = await rig.stats();
    const broken = { ...service.members, ReceiverHP: '010-1234-5678' };
    const outcome = await client.call(service.request, CLIENT_CODE, broken);
    assertRefused(outcome, REQUEST_INVALID);
    assert.match(outcome.error?.message ?? '', /ReceiverHP/);
    assert.doesNotMatch(JSON.stringify(outcome), /5678/);
    assert.deepEqual((await rig.stats()).calls, before);
  }
});

test("a receipt that is unknown, of another function or another caller's looks the same", async (context) => {
  const other = startNodeClient(rig.accounts.dev2);
  context.after(() => other.end());
  const { receiptId } = await signOnce(client, rig, esign);
  for (const kind of /** @type {const} */ (['state', 'verify'])) {
    const unknown = await client.call(esign[kind], CLIENT_CODE, '026010100000000000');
    assertRefused(unknown, TRANSACTION_UNKNOWN);
    assert.deepEqual(await client.call(SERVICES.cms[kind], CLIENT_CODE, receiptId), unknown);
    assert.deepEqual(await other.call(esign[kind], OTHER_CLIENT_CODE, receiptId), unknown);
  }
});

test('a receipt id that cannot be one is refused in the same form', async () => {
  for (const id of ['a/b', 'a/b/c', 'x'.repeat(21), '%', '%00', '?', '#', '..', "';--"]) {
    for (const name of [esign.state, esign.verify]) {
      assertReadable(await client.call(name, CLIENT_CODE, id));
    }
  }
});

/** What goes wrong at the provider, and what it becomes; where nothing is said, any code of the gateway's own. */
const FAULTS = [
  { kind: 'tooMany', request: TOO_MANY, state: TOO_MANY, verify: TOO_MANY },
  { kind: 'drop', request: REQUEST_UNCERTAIN, verify: VERIFY_UNCERTAIN },
  { kind: 'html502', verify: VERIFY_UNCERTAIN },
  { kind: 'garbage', verify: VERIFY_UNCERTAIN },
  // LinkHub's own failure, under a status that its clients take for success.
  { kind: 'fail200', request: FAILED, state: FAILED, verify: FAILED },
];
/** More often than the gateway asks again by itself. */
const EVERY_TIME = 9;

for (const { kind, ...codes } of FAULTS) {
  for (const call of /** @type {const} */ (['state', 'verify'])) {
    test(`${kind} at the provider is an error that ${esign[call]} can read`, async (context) => {
      const { receiptId } = success(await client.call(esign.request, CLIENT_CODE, request()));
      await rig.sign(receiptId);
      for (const path of ['Status', 'Verify'])
        await rig.fault(`/SignToken/${path}/${receiptId}`, kind, EVERY_TIME);
      const own = startNodeClient(rig.accounts.dev);
      context.after(() => own.end());
      assertReadable(await own.call(esign[call], CLIENT_CODE, receiptId), codes[call]);
    });
  }

  test(`${kind} at the provider is an error that ${esign.request} can read`, async (context) => {
    await rig.fault('/SignToken/Request', kind);
    const own = startNodeClient(rig.accounts.dev);
    context.after(() => own.end());
    assertReadable(await own.call(esign.request, CLIENT_CODE, request()), codes.request);
  });
}
