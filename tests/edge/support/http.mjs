/** HTTP as the tests speak it: node:http, a connection for each call, nothing decoded, nothing added. */

import { Agent, request as open } from 'node:http';
import { buffer } from 'node:stream/consumers';

/**
 * @typedef {object} Call
 * @property {string} [method] POST where there is a body, GET otherwise
 * @property {Record<string, string>} [headers]
 * @property {string | Uint8Array} [body]
 * @property {AbortSignal} [signal]
 */
/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {Buffer} bytes
 * @property {string} text
 * @property {any} json the body, read as JSON when asked for
 */

// A connection that outlives its gateway would fail the first call after a restart.
const agent = new Agent({ keepAlive: false });

/**
 * @param {string} url
 * @param {Call} [call]
 * @returns {Promise<Answer>}
 */
export function send(url, call = {}) {
  return exchange(url, call, (outgoing) => outgoing.end(call.body));
}

/**
 * Sends the body in pieces, without announcing its length.
 * @param {string} url
 * @param {Call} call
 * @param {Iterable<string | Uint8Array>} pieces
 * @returns {Promise<Answer>}
 */
export function sendInPieces(url, call, pieces) {
  return exchange(url, { method: 'POST', ...call }, async (outgoing) => {
    for (const piece of pieces) {
      // A server that has seen enough may be gone before the last piece.
      if (outgoing.destroyed) return;
      if (!outgoing.write(piece)) await new Promise((resolve) => outgoing.once('drain', resolve));
    }
    outgoing.end();
  });
}

/**
 * Announces a body, sends a part of it and hangs up.
 * @param {string} url
 * @param {Call & { headers: Record<string, string> }} call
 * @param {string | Uint8Array} part
 */
export async function hangUpAfter(url, call, part) {
  const outgoing = open(url, { method: 'POST', headers: call.headers, agent });
  outgoing.on('error', () => {}); // the hang-up itself
  await new Promise((resolve) => outgoing.write(part, resolve));
  outgoing.destroy();
}

/**
 * @param {string} url
 * @param {Call} call
 * @param {(outgoing: import('node:http').ClientRequest) => unknown} write
 * @returns {Promise<Answer>}
 */
function exchange(url, { method, headers = {}, body, signal }, write) {
  return new Promise((resolve, reject) => {
    const outgoing = open(url, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers,
      agent,
      signal,
    });
    let answered = false;
    outgoing.on('response', (incoming) => {
      answered = true;
      buffer(incoming).then((bytes) => resolve(answerOf(incoming, bytes)), reject);
    });
    // An early refusal ends a long upload: what counts is the answer, not the broken pipe behind it.
    outgoing.on('error', (error) => answered || reject(error));
    write(outgoing);
  });
}

/**
 * @param {import('node:http').IncomingMessage} incoming
 * @param {Buffer} bytes
 * @returns {Answer}
 */
function answerOf(incoming, bytes) {
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    status: incoming.statusCode ?? 0,
    headers,
    bytes,
    get text() {
      return bytes.toString('utf8');
    },
    get json() {
      return JSON.parse(bytes.toString('utf8'));
    },
  };
}
