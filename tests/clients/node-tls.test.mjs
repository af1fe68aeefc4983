// LinkHub's client for Node.js over TLS: the way that works, that it checks the certificate, and what it does when it is
// pointed at the gateway in a way that does not work.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { CONFINE, startNodeClient } from './support/client.mjs';
import { FOLDER, installNodeClient } from './support/install.mjs';
import { CLIENT_CODE, startRig } from './support/rig.mjs';
import { SERVICES, signOnce, success } from './support/signature.mjs';
import { makeAuthority, startTermination } from './support/tls.mjs';

const NAME = 'gateway.example';

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof makeAuthority>} */
let authority;
/** @type {Awaited<ReturnType<typeof startTermination>>} */
let termination;
before(async () => {
  authority = makeAuthority(NAME);
  [rig] = await Promise.all([startRig(), installNodeClient()]);
  termination = await startTermination(authority, rig.accounts.dev.url);
});
after(async () => {
  await termination?.close();
  await rig?.dispose();
  authority?.remove();
});

/** @param {Partial<import('./support/client.mjs').Tls>} [tls] */
const clientOverTls = (tls) =>
  startNodeClient(rig.accounts.dev, {
    tls: {
      name: NAME,
      ports: { [`${NAME}:443`]: termination.port, 'other.example:443': termination.port },
      certificates: authority.caCertificate,
      ...tls,
    },
  });

test('AuthURL with https and the service’s ServiceURL property as a name lead to the gateway on port 443', async (context) => {
  const client = clientOverTls();
  context.after(() => client.end());
  const { verify, verified } = await signOnce(client, rig, SERVICES.esign, [true]);
  assert.deepEqual(success(await verify()), verified);
  assert.ok(termination.served() > 0);
});

test('a certificate of an unknown CA is refused', async (context) => {
  const stranger = makeAuthority(NAME);
  const client = clientOverTls({ certificates: stranger.caCertificate });
  context.after(async () => {
    await client.end();
    stranger.remove();
  });
  const before = rig.linesOf('/KAKAOCERT/Token').length;
  const { error } = await client.call('getESignState', CLIENT_CODE, '026010100000000000');
  assert.equal(error?.code, '-99999999');
  assert.match(error.message, /UNABLE_TO_VERIFY_LEAF_SIGNATURE/);
  assert.equal(rig.linesOf('/KAKAOCERT/Token').length, before);
});

test('a certificate of another name is refused, for the token and, without a word to the program, for the service', async (context) => {
  const asAuth = clientOverTls({ name: 'other.example', serviceName: NAME });
  const asService = clientOverTls({ serviceName: 'other.example' });
  context.after(() => Promise.all([asAuth.end(), asService.end()]));
  const before = rig.linesOf('/SignToken/Status/{receiptID}').length;
  const call = { name: 'getESignState', parameters: [CLIENT_CODE, '026010100000000000'] };

  const { error } = await asAuth.call(call.name, ...call.parameters);
  assert.match(error?.message ?? '', /ERR_TLS_CERT_ALTNAME_INVALID/);
  const { outcomes } = await asService.callAll([call], 1_000);
  assert.deepEqual(outcomes, [{ silent: true }]);
  assert.match(asService.written(), /ERR_TLS_CERT_ALTNAME_INVALID/);
  assert.equal(rig.linesOf('/SignToken/Status/{receiptID}').length, before);
});

/** Pointed in ways that look right. Each leads elsewhere, most to LinkHub's own hosts; from here, nothing leaves the machine. */
const ASTRAY = [
  {
    why: 'a ServiceURL with https',
    options: { ServiceURL: `https://${NAME}` },
    reaches: 'kakaocert-api.linkhub.co.kr:443',
  },
  { why: 'no ServiceURL', options: {}, reaches: 'kakaocert-api.linkhub.co.kr:443' },
  {
    why: 'no AuthURL',
    options: { AuthURL: undefined, ServiceURL: `https://${NAME}` },
    reaches: 'auth.linkhub.co.kr:443',
  },
  { why: 'an https port', options: { AuthURL: `https://${NAME}:8443` }, reaches: `${NAME}:8443:443` },
];

for (const { why, options, reaches } of ASTRAY) {
  test(`with ${why} in its configuration the client turns to ${reaches}`, async () => {
    const { linkId, secretKey } = rig.accounts.dev;
    const configuration = { LinkID: linkId, SecretKey: secretKey, AuthURL: `https://${NAME}`, ...options };
    const script = `
      const kakaocert = require('kakaocert');
      const defaultErrorHandler = (error) => console.error(error.message);
      kakaocert.config({ ...${JSON.stringify(configuration)}, defaultErrorHandler });
      kakaocert.KakaocertService().getESignState('${CLIENT_CODE}', '026010100000000000', () => {}, defaultErrorHandler);`;
    const { stderr } = await promisify(execFile)(process.execPath, ['--require', CONFINE, '--eval', script], {
      cwd: FOLDER,
      timeout: 20_000,
      env: {
        PATH: process.env.PATH,
        CLIENT_HOSTS: JSON.stringify({ [`${NAME}:443`]: termination.port }),
        NODE_EXTRA_CA_CERTS: authority.caCertificate,
      },
    });
    const [, place] = /not from a test: ([\w.:-]+)/.exec(stderr) ?? [];
    assert.equal(place, reaches, stderr);
  });
}
