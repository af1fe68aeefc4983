/**
 * A wire-tap between the gateway and the sandbox: keeps what passes, holds an answer back until it is let go, and
 * answers in the sandbox's place. Control calls (`/_sandbox/…`) pass unseen.
 */

import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { send } from './http.mjs';

/**
 * @typedef {object} Exchange what the gateway sent, and what it got
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {Buffer} body
 * @property {{ status: number, headers: Record<string, string>, bytes: Buffer }} [answer] none if it was cut
 */
/**
 * @typedef {object} Hold
 * @property {string} path
 * @property {Promise<unknown>} arrived the provider has acted, its answer waits here
 * @property {() => void} release
 */
/** @typedef {{ status: number, headers: Record<string, string>, bytes: Buffer }} Written */

/**
 * @param {string} target the sandbox
 * @param {Record<string, string>} [added] headers that every answer of the provider gets
 */
export async function startTap(target, added = {}) {
  /** @type {Exchange[]} */
  const exchanges = [];
  /** @type {(Hold & { reached: () => void, released: Promise<unknown> })[]} */
  const holds = [];
  /** @type {{ path: string, written: Written }[]} */
  const substitutes = [];
  /** @type {{ path: string, change: (bytes: Buffer) => string | Uint8Array }[]} */
  const alterations = [];

  const server = createServer(async (incoming, outgoing) => {
    try {
      const path = incoming.url ?? '';
      const method = incoming.method ?? '';
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      );
      const body = await buffer(incoming);
      const call = { method, headers, ...(method === 'GET' ? {} : { body }) };
      if (path.startsWith('/_sandbox/')) {
        write(outgoing, await send(target + path, call));
        return;
      }
      /** @type {Exchange} */
      const seen = { method, path, headers, body };
      exchanges.push(seen);
      const substitute = take(substitutes, path);
      const hold = take(holds, path);
      const alteration = take(alterations, path);
      const own = substitute?.written ?? (await send(target + path, call));
      const answer = alteration ? { ...own, bytes: Buffer.from(alteration.change(own.bytes)) } : own;
      hold?.reached();
      await hold?.released;
      seen.answer = { status: answer.status, headers: { ...answer.headers, ...added }, bytes: answer.bytes };
      write(outgoing, seen.answer);
    } catch {
      incoming.socket.destroy(); // as the sandbox has done
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

  return {
    url: `http://127.0.0.1:${port}`,
    exchanges,
    /**
     * The exchanges of a path, oldest first.
     * @param {string} path
     */
    on: (path) => exchanges.filter((exchange) => exchange.path === path),
    /**
     * Holds the answer to the next call of a path.
     * @param {string} path
     * @returns {Hold}
     */
    hold(path) {
      let reached = () => {};
      let release = () => {};
      const arrived = new Promise((resolve) => {
        reached = () => resolve(undefined);
      });
      const released = new Promise((resolve) => {
        release = () => resolve(undefined);
      });
      holds.push({ path, arrived, reached, released, release });
      return { path, arrived, release };
    },
    /**
     * Answers the next calls of a path; the provider never sees them.
     * @param {string} path
     * @param {{ status?: number, headers?: Record<string, string>, body: string | Uint8Array }} answer
     * @param {number} [times]
     */
    substitute(path, { status = 200, headers = { 'content-type': 'application/json' }, body }, times = 1) {
      const written = { status, headers, bytes: Buffer.from(body) };
      for (let time = 0; time < times; time += 1) substitutes.push({ path, written });
    },
    /** How many answers in the provider's place have not been asked for yet. @param {string} path */
    waiting: (path) => substitutes.filter((entry) => entry.path === path).length,
    /**
     * Changes the body of the answer to the next call of a path.
     * @param {string} path
     * @param {(bytes: Buffer) => string | Uint8Array} change
     */
    alter: (path, change) => void alterations.push({ path, change }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Takes the first entry of a path out of a queue.
 * @template {{ path: string }} T
 * @param {T[]} queue
 * @param {string} path
 * @returns {T | undefined}
 */
function take(queue, path) {
  const index = queue.findIndex((entry) => entry.path === path);
  return index < 0 ? undefined : queue.splice(index, 1)[0];
}

/**
 * @param {import('node:http').ServerResponse} outgoing
 * @param {Written} answer
 */
function write(outgoing, { status, headers, bytes }) {
  const { connection: _, 'transfer-encoding': __, 'keep-alive': ___, ...kept } = headers;
  outgoing.writeHead(status, { ...kept, 'content-length': bytes.length });
  outgoing.end(bytes);
}
