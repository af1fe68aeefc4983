// The client that LinkHub publishes for Python, with the real provider's stand-in and with the gateway. It is the one that
// asks for the time (`GET /Time`) before every POST.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';

import { startPythonClient } from './support/client.mjs';
import { installPythonClient, missingPython } from './support/install.mjs';
import { CLIENT_CODE, OTHER_CLIENT_CODE, startRig } from './support/rig.mjs';
import {
  assertRefused,
  SERVICES,
  signEverything,
  signOnce,
  success,
  VERIFIED,
} from './support/signature.mjs';
import { makeAuthority, startTermination } from './support/tls.mjs';

const CALLER_UNKNOWN = -99104010;
const CLOCK_SKEWED = -99104011;
const CLIENT_CODE_NOT_ALLOWED = -99104035;
const REQUEST_INVALID = -99104000;
const TRANSACTION_UNKNOWN = -99104040;

const missing = missingPython();

/** Nobody has to have Python, except where CI=true. */
const withPython = missing ? () => {} : test;

if (missing) {
  test(`the client for Python is not tried: ${missing}`, { skip: process.env.CI !== 'true' }, () =>
    assert.fail('apt-get install python3-venv, for one'),
  );
}

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  if (!missing) [rig] = await Promise.all([startRig({ appSignature: 'base64' }), installPythonClient()]);
});
after(() => rig?.dispose());

/**
 * @param {import('node:test').TestContext} context
 * @param {import('./support/client.mjs').Account} account
 * @param {Parameters<typeof startPythonClient>[1]} [options]
 */
function clientOf(context, account, options) {
  const client = startPythonClient(account, options);
  context.after(() => client.end());
  return client;
}

const { esign } = SERVICES;
const receipt = '026010100000000000';

for (const ipRestrict of [true, false]) {
  withPython(
    `every function reaches the sandbox, which verifies once: IPRestrictOnOff ${ipRestrict}`,
    async (context) => {
      const client = clientOf(context, rig.accounts.sandbox, { ipRestrict });
      await signEverything(client, rig, async ({ verify }) => assertRefused(await verify(), VERIFIED));
    },
  );

  withPython(
    `every function reaches the gateway, which gives the signature again: IPRestrictOnOff ${ipRestrict}`,
    async (context) => {
      const timesBefore = rig.linesOf('/Time').length;
      const client = clientOf(context, rig.accounts.dev, { ipRestrict });
      await signEverything(client, rig, async ({ verify, verified }) =>
        assert.deepEqual(success(await verify()), verified),
      );
      assert.ok(rig.linesOf('/Time').length > timesBefore);
    },
  );
}

withPython('a refusal is a KakaocertException with the gateway’s code', async (context) => {
  const { dev, dev2 } = rig.accounts;
  const first = (/** @type {Partial<typeof dev>} */ account, clientCode = CLIENT_CODE) =>
    clientOf(context, { ...dev, ...account }).call(esign.state, clientCode, receipt);
  assertRefused(await first({ secretKey: dev2.secretKey }), CALLER_UNKNOWN);
  assertRefused(await first({ linkId: 'nobody' }), CALLER_UNKNOWN);
  assertRefused(await first({}, OTHER_CLIENT_CODE), CLIENT_CODE_NOT_ALLOWED);
  assertRefused(await first({}), TRANSACTION_UNKNOWN);
  for (const service of Object.values(SERVICES)) {
    const broken = { ...service.members, ReceiverHP: '010-1234-5678' };
    assertRefused(await clientOf(context, dev).call(service.request, CLIENT_CODE, broken), REQUEST_INVALID);
  }
});

withPython(
  'a clock that is wrong is named as the reason; with UseLocalTimeYN off, the gateway’s serves',
  async (context) => {
    const shifted = { clockShiftSeconds: -600 };
    const ask = (/** @type {Parameters<typeof startPythonClient>[1]} */ options) =>
      clientOf(context, rig.accounts.dev, options).call(esign.request, CLIENT_CODE, { ...esign.members });
    assertRefused(await ask(shifted), CLOCK_SKEWED);
    success(await ask({ ...shifted, localTime: false }));
  },
);

withPython(
  'the same request twice is one within a second, as the client signs whole seconds',
  async (context) => {
    const client = clientOf(context, rig.accounts.dev);
    const call = { name: esign.request, parameters: [CLIENT_CODE, { ...esign.members }] };
    const pair = async () => {
      const { outcomes } = await client.callAll([call, call]);
      return outcomes.map((outcome) => success(outcome).receiptId);
    };
    // A second ends between the two calls of a pair now and then, never in three pairs on end.
    const pairs = [await pair(), await pair(), await pair()];
    assert.ok(
      pairs.some(([one, other]) => one === other),
      JSON.stringify(pairs),
    );
    await pass(1_100);
    assert.ok(!pairs.flat().includes((await pair())[0]));
  },
);

withPython('it reaches the gateway over TLS on any port, and checks the certificate', async (context) => {
  const name = 'gateway.example';
  const [authority, stranger] = [makeAuthority(name), makeAuthority(name)];
  const termination = await startTermination(authority, rig.accounts.dev.url);
  context.after(async () => {
    await termination.close();
    authority.remove();
    stranger.remove();
  });
  for (const place of [name, `${name}:8443`]) {
    const ports = { [place.includes(':') ? place : `${place}:443`]: termination.port };
    const tls = { name: place, ports, certificates: authority.caCertificate };
    const client = clientOf(context, rig.accounts.dev, { tls });
    const { verify, verified } = await signOnce(client, rig, esign);
    assert.deepEqual(success(await verify()), verified);

    const wary = clientOf(context, rig.accounts.dev, {
      tls: { ...tls, certificates: stranger.caCertificate },
    });
    const { thrown } = await wary.call(esign.state, CLIENT_CODE, receipt);
    assert.match(thrown ?? '', /^SSLCertVerificationError/);
  }
});

withPython('a process of it reaches this machine only', async (context) => {
  const tls = { name: 'gateway.example', ports: {}, certificates: '/dev/null' };
  const { thrown } = await clientOf(context, rig.accounts.dev, { tls }).call(
    esign.state,
    CLIENT_CODE,
    receipt,
  );
  assert.equal(thrown, 'ConnectionRefusedError: not from a test: gateway.example');
});
