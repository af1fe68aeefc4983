/**
 * `npm start`: builds what is missing, starts the sandbox and the gateway, runs the two-document
 * signature of Toss's guide through them once, step by step, and stays up with a demo site.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { build } from './build.mjs';
import { CALLERS } from './development.mjs';
import { askedToStop, command } from './steps.mjs';

const HELP = `Builds ingam, starts the sandbox, the gateway and a demo site, and signs two documents once.

usage: npm start [-- options]

  --gateway-port N   default 8787
  --site-port N      default 8788
  --persist DIR      keep the gateway's storage in DIR; without it storage is temporary
  --once             run the signature once and stop
  --help             this text`;

await command('start', main);

async function main() {
  const { values } = parseArgs({
    options: {
      'gateway-port': { type: 'string', default: '8787' },
      'site-port': { type: 'string', default: '8788' },
      persist: { type: 'string' },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  await build();

  // These need what the build has made.
  const { startSandbox } = await import('ingam-sandbox');
  const { startGateway } = await import('./gateway-runtime.mjs');
  const { demonstrate } = await import('../demo/demonstration.mjs');
  const { relyingParty } = await import('../demo/relying-party.mjs');
  const { startSite } = await import('../demo/site.mjs');

  const storage = values.persist ?? (await mkdtemp(join(tmpdir(), 'ingam-')));
  const closing = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
    if (values.persist === undefined) await rm(storage, { recursive: true, force: true });
  };
  try {
    const sandbox = await startSandbox({ log: () => {} });
    closing.push(() => sandbox.close());
    const gateway = await startGateway({
      port: port(values['gateway-port']),
      sandboxUrl: sandbox.url,
      persist: storage,
      onLog: ({ message }) => console.log(`   gateway log  ${message}`),
    });
    closing.push(() => gateway.dispose());
    await demonstrate({ sandbox, gateway, caller: CALLERS[0], storage });
    if (values.once) return;

    const [{ id: clientId, secrets }] = CALLERS;
    const party = relyingParty({
      gateway: gateway.url,
      clientId,
      clientSecret: secrets[0],
      publicKey: sandbox.keys.publicKey,
    });
    const site = await startSite({ port: port(values['site-port']), party, signInApp: signer(sandbox.url) });
    closing.push(() => site.close());
    console.log(`
ingam gateway listening on ${gateway.url}
ingam-sandbox listening on ${sandbox.url}
demo site, in a browser:   ${site.url}

Stop with Ctrl-C.`);
    await askedToStop();
  } finally {
    await close();
  }
}

/** What a signer does in the Toss app. */
function signer(sandboxUrl) {
  return async (id) => {
    const answer = await fetch(`${sandboxUrl}/_sandbox/sign`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id }),
    });
    if (!answer.ok) throw new Error(`the sandbox does not sign: ${await answer.text()}`);
  };
}

function port(text) {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new Error(`${text} is no port`);
  return Number(text);
}
