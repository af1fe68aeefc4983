/** `npm run gateway`: the built Worker in workerd, with a sandbox for the providers. */

import { parseArgs } from 'node:util';

import { askedToStop, command } from './steps.mjs';

const HELP = `Runs the built gateway in workerd, with development settings.

usage: npm run gateway -- --port N --sandbox http://127.0.0.1:M [--persist DIR]

  --port N        the port to listen on, at 127.0.0.1; 0 takes a free one
  --sandbox URL   a running sandbox (npm run sandbox), which stands for the providers
  --persist DIR   keep tokens and transactions in DIR; without it they are lost at the end
  --help          this text

Build it first: npm run build. What the Worker logs goes to standard error.`;

await command('gateway', main);

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      sandbox: { type: 'string' },
      persist: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(HELP);
  const { port, sandbox, persist } = values;
  if (port === undefined || sandbox === undefined)
    throw new Error(`--port and --sandbox are needed\n\n${HELP}`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new Error(`--port ${port} is no port`);
  if (!URL.canParse(sandbox)) throw new Error(`--sandbox ${sandbox} is no URL`);

  const gateway = await (await runtime()).startGateway({
    port: Number(port),
    sandboxUrl: sandbox,
    persist,
    onLog: ({ message }) => console.error(message),
  });
  console.log(`ingam gateway listening on ${gateway.url}`);
  await askedToStop();
  await gateway.dispose();
}

/** The module that needs installed packages, loaded late so that their absence can be explained. */
async function runtime() {
  try {
    return await import('./gateway-runtime.mjs');
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error('the packages are not installed yet; run: npm run build');
  }
}
