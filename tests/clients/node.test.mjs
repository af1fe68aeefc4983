// The client that LinkHub publishes for Node.js, with the real provider's stand-in and with the gateway.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';

import { startTap } from '../edge/support/tap.mjs';
import { startNodeClient } from './support/client.mjs';
import { installNodeClient } from './support/install.mjs';
import { CLIENT_CODE, startRig } from './support/rig.mjs';
import { assertRefused, SERVICES, signEverything, success, VERIFIED } from './support/signature.mjs';

/** The forms of KakaoTalk's signature, of which LinkHub says nothing: the client puts either into the path as it is. */
const SIGNATURE_FORMS = /** @type {const} */ (['base64url', 'base64']);

/** @type {Record<typeof SIGNATURE_FORMS[number], import('./support/rig.mjs').Rig>} */
let rigs;
before(async () => {
  const [, base64url, base64] = await Promise.all([
    installNodeClient(),
    ...SIGNATURE_FORMS.map((appSignature) => startRig({ appSignature })),
  ]);
  rigs = { base64url, base64 };
});
after(() => Promise.all(Object.values(rigs ?? {}).map((rig) => rig.dispose())));

/**
 * @param {import('node:test').TestContext} context
 * @param {import('./support/client.mjs').Account} account
 * @param {import('./support/client.mjs').ClientOptions} [options]
 */
function clientOf(context, account, options) {
  const client = startNodeClient(account, options);
  context.after(() => client.end());
  return client;
}

const CASES = [
  { form: SIGNATURE_FORMS[0], ipRestrict: true },
  { form: SIGNATURE_FORMS[1], ipRestrict: false },
];

for (const { form, ipRestrict } of CASES) {
  const how = `IPRestrictOnOff ${ipRestrict}, App-to-App signatures in ${form}`;

  test(`every function reaches the sandbox, which verifies once: ${how}`, async (context) => {
    const rig = rigs[form];
    const client = clientOf(context, rig.accounts.sandbox, { ipRestrict });
    await signEverything(client, rig, async ({ verify }) => assertRefused(await verify(), VERIFIED));
  });

  test(`every function reaches the gateway, which gives the signature again: ${how}`, async (context) => {
    const rig = rigs[form];
    const before = await rig.stats();
    const tap = await startTap(rig.accounts.dev.url);
    context.after(() => tap.close());
    const client = clientOf(context, { ...rig.accounts.dev, url: tap.url }, { ipRestrict });
    await signEverything(client, rig, async ({ verify, verified }) =>
      assert.deepEqual(success(await verify()), verified),
    );
    const tokens = tap.on('/KAKAOCERT/Token').map(({ headers }) => headers['x-lh-forwarded']);
    assert.deepEqual(tokens, [ipRestrict ? undefined : '*']);
    const { tokenIssues } = await rig.stats();
    assert.equal(tokenIssues.linkhub - before.tokenIssues.linkhub, 1);
  });
}

test('a client that is not pointed at this machine is not made', async () => {
  for (const url of ['https://127.0.0.1:1', 'http://127.0.0.1', 'http://127.0.0.2:1', 'http://localhost:1']) {
    const client = startNodeClient({ ...rigs.base64.accounts.dev, url });
    await assert.rejects(client.call('getESignState', CLIENT_CODE, '0'), /would reach the real KakaoCert/);
  }
});

test('the same request twice is two requests, as the client signs each anew', async (context) => {
  const client = clientOf(context, rigs.base64url.accounts.dev);
  const ask = async () => {
    await pass(2); // the client signs the millisecond
    return success(await client.call('requestESign', CLIENT_CODE, { ...SERVICES.esign.members })).receiptId;
  };
  assert.notEqual(await ask(), await ask());
});

test('twenty first calls at once cost the provider one token', async (context) => {
  const rig = await startRig();
  context.after(() => rig.dispose());
  const client = clientOf(context, rig.accounts.dev);
  const calls = Array.from({ length: 20 }, (_, n) => ({
    name: 'requestESign',
    parameters: [CLIENT_CODE, { ...SERVICES.esign.members, Token: `서명할 원문 ${n}` }],
  }));
  const { outcomes, strays } = await client.callAll(calls);
  assert.deepEqual(strays, []);
  assert.equal(new Set(outcomes.map((outcome) => success(outcome).receiptId)).size, 20);

  const asked = () => rig.linesOf('/KAKAOCERT/Token').length;
  // The first call asks once, every further one twice: what the client is known for, and what the gateway takes off the provider.
  for (let time = 0; asked() < 39 && time < 100; time += 1) await pass(20);
  assert.equal(asked(), 39);
  const { calls: provider, tokenIssues } = await rig.stats();
  assert.equal(tokenIssues.linkhub, 1);
  assert.equal(provider['POST /KAKAOCERT/Token'], 1);
});
