#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startSandbox } from './index.js';

const DEFAULT_PORT = 8789;
/** What `--live` lets a relying party have applied for. */
const LIVE_ITEMS = /** @type {const} */ (['ci', 'name', 'birthday']);

const HELP = `Usage: ingam-sandbox [--port N] [--live] [--quiet]

Simulates Toss Cert on http://127.0.0.1 for tests. The control surface is under /_sandbox/.

  --port N   the port, 0 for any free one (default ${DEFAULT_PORT})
  --live     results carry ${LIVE_ITEMS.join(', ')} only, the other items are null
  --quiet    no log of calls on stderr
  --help     this text
`;

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`ingam-sandbox: ${message}\n`);
  process.exit(1);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        live: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
  }
}

const { port = '', live, quiet, help } = readArguments();
if (help) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) fail('--port must be a number from 0 to 65535');

const sandbox = await startSandbox({
  port: Number(port),
  ...(quiet ? { log: () => {} } : {}),
  options: { toss: live ? { personalData: [...LIVE_ITEMS] } : {} },
}).catch((error) => fail(error.code === 'EADDRINUSE' ? `port ${port} is in use` : error.message));

process.stdout.write(`ingam-sandbox listening on ${sandbox.url}\n`);

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => sandbox.close().then(() => process.exit(0)));
}
