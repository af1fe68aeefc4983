import { createServer } from 'node:http';
import { createClock } from './clock.js';
import { createControl } from './control.js';
import { createFaults } from './faults.js';
import { createKakao } from './kakao/index.js';
import { createListener } from './router.js';
import { createStats } from './stats.js';
import { createToss } from './toss/index.js';

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
/** LinkHub's Node.js client loses a call without a word when its idle connection is closed under it. */
const KEEP_ALIVE_MS = 120_000;
/** How long `close()` waits for answers under way before it cuts their connections. */
const CLOSING_GRACE_MS = 1000;

/**
 * Starts a sandbox: simulated providers and their control surface on one loopback port.
 * @param {import('../index.d.ts').SandboxOptions} [settings]
 * @returns {Promise<import('../index.d.ts').Sandbox>}
 */
export async function startSandbox(settings = {}) {
  const { port = 0, host = '127.0.0.1', clock: source, options = {} } = settings;
  const log = settings.log ?? ((/** @type {string} */ line) => void process.stderr.write(`${line}\n`));
  if (!LOOPBACK.includes(host))
    throw new TypeError(`host must be one of ${LOOPBACK.join(', ')}: the sandbox's keys are public`);

  const clock = createClock(source);
  const stats = createStats();
  const faults = createFaults();
  const closing = new AbortController();

  /** @param {string} origin where the sandbox is, which certificates may name */
  function play(origin) {
    const toss = createToss({ clock, stats, origin, options: options.toss });
    const kakao = createKakao({ clock, stats, origin, options: options.kakao });
    const keys = /** @type {any} */ ({ ...toss.keys, ...kakao.keys });
    const control = createControl({ providers: [toss, kakao], keys: { ...keys }, clock, faults, stats, log });
    const routes = [...toss.routes, ...kakao.routes];
    const { surfaces } = kakao;
    server.on(
      'request',
      createListener({ routes, surfaces, control, faults, stats, log, closing: closing.signal }),
    );
    return keys;
  }

  const server = createServer();
  server.on('clientError', answerUnreadable);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const bound = await listen(server, port, host);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  let keys;
  try {
    keys = play(url);
  } catch (error) {
    await close(server, closing);
    throw error;
  }

  /** @type {Promise<void> | undefined} */
  let closed;
  return {
    url,
    host,
    port: bound,
    keys,
    close: () => (closed ??= close(server, closing)),
  };
}

/**
 * Answers what is no HTTP request, or has headers or a path that are too long, in JSON: LinkHub's
 * clients end on anything else.
 * @param {NodeJS.ErrnoException} error
 * @param {import('node:stream').Duplex} socket
 */
function answerUnreadable(error, socket) {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, why] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'the path and the headers are longer than the sandbox reads']
      : ['400 Bad Request', 'this is no HTTP request'];
  const body = JSON.stringify({ error: why });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @param {string} host
 * @returns {Promise<number>} the port that was bound
 */
function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
    });
  });
}

/**
 * @param {import('node:http').Server} server
 * @param {AbortController} closing
 * @returns {Promise<void>}
 */
async function close(server, closing) {
  const done = new Promise((resolve) => server.close(resolve));
  closing.abort();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSING_GRACE_MS);
  await done;
  clearTimeout(timer);
}
