#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startSandbox } from './index.js';

const DEFAULT_PORT = 8789;
/** What `--live` lets a relying party have applied for. */
const LIVE_ITEMS = /** @type {const} */ (['ci', 'name', 'birthday']);

const HELP = `Usage: ingam-sandbox [--port N] [--live] [--options JSON] [--quiet]

Simulates Toss Cert and KakaoCert (LinkHub) on http://127.0.0.1 for tests. The control surface is under /_sandbox/;
GET /_sandbox/keys tells the credentials.

  --port N   the port, 0 for any free one (default ${DEFAULT_PORT})
  --live     Toss's results carry ${LIVE_ITEMS.join(', ')} only, the other items are null
  --options  settings of the providers, such as '{"kakao":{"falsyMembers":"drop"}}'
             toss:  expiresIn, personalData, detachedDigest, allowResend, crlUrl
             kakao: expiresIn, clientCodes, clockSkewSeconds, verifyWindowSeconds, falsyMembers, pendingDates,
                    appSignature, indefiniteLength, crlUrl
  --quiet    no log of calls on stderr
  --help     this text

What KakaoCert does not publish is the sandbox's own choice: error codes, the lifetime of tokens (1800 s), the tolerance for
wrong clocks (300 s), which scope is for which service (every call needs all), the text signed for a direct debit, the
certificates. README.md lists it all.
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
        options: { type: 'string', default: '{}' },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
  }
}

/**
 * @param {string} text
 * @returns {import('../index.d.ts').SandboxOptions['options']}
 */
function readOptions(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {}
  return fail('--options must be a JSON object');
}

const { port = '', live, options = '', quiet, help } = readArguments();
if (help) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) fail('--port must be a number from 0 to 65535');

const providers = readOptions(options);

const sandbox = await startSandbox({
  port: Number(port),
  ...(quiet ? { log: () => {} } : {}),
  options: {
    ...providers,
    toss: { ...(live ? { personalData: LIVE_ITEMS } : {}), ...providers?.toss },
  },
}).catch((error) => fail(error.code === 'EADDRINUSE' ? `port ${port} is in use` : error.message));

process.stdout.write(`ingam-sandbox listening on ${sandbox.url}\n`);

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => sandbox.close().then(() => process.exit(0)));
}
