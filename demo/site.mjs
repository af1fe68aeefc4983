/**
 * The demo site of a relying party: one page, and the three calls its back end makes. The page never
 * sees a secret of the gateway's; it sends the person's details to its own server, which seals them.
 */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

import { DOCUMENTS } from './documents.mjs';
import { Refused } from './relying-party.mjs';

const FILES = {
  '/': { file: new URL('./page.html', import.meta.url), type: 'text/html; charset=utf-8' },
  '/page.js': { file: new URL('./page.js', import.meta.url), type: 'text/javascript; charset=utf-8' },
};
const BODY_BYTES_MAX = 16_384;
const SERVICE_NAME = '토스 서비스 이용약관';

/**
 * @param {object} options
 * @param {number} options.port
 * @param {ReturnType<typeof import('./relying-party.mjs').relyingParty>} options.party
 * @param {(txId: string) => Promise<void>} options.signInApp what the signer does in the Toss app
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startSite({ port, party, signInApp }) {
  /** The session of each result, kept until the result is there. */
  const sessions = new Map();

  const actions = {
    '/request': async ({ userName, userPhone, userBirthday }) =>
      party.request({ userName, userPhone, userBirthday }, SERVICE_NAME, DOCUMENTS),
    '/sign': async ({ txId }) => {
      await signInApp(String(txId));
      return {};
    },
    '/status': async ({ txId }) => party.status(txId),
    '/result': async ({ txId }) => {
      if (!sessions.has(txId)) sessions.set(txId, await party.resultSession());
      const result = await party.result(txId, sessions.get(txId));
      return { result, transaction: await party.transaction(txId) };
    },
  };

  const server = createServer(async (request, response) => {
    try {
      if (request.method === 'GET' && request.url === '/documents') return json(response, 200, DOCUMENTS);
      const page = request.method === 'GET' && FILES[request.url ?? ''];
      if (page) return reply(response, 200, await readFile(page.file), page.type);
      const action = request.method === 'POST' && actions[request.url ?? ''];
      if (!action) return json(response, 404, { message: '없는 주소입니다.' });
      json(response, 200, await action(await body(request)));
    } catch (error) {
      json(response, 400, { code: error.code, message: messageOf(error) });
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The sentence for the person in front of the page; ingam's errors bring a Korean one. */
function messageOf(error) {
  if (typeof error.messageKo === 'string') return error.messageKo;
  return error instanceof Refused ? error.message : '처리하지 못했습니다.';
}

async function body(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Error('body too large');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function json(response, status, value) {
  reply(response, status, JSON.stringify(value), 'application/json');
}

function reply(response, status, content, type) {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'",
  });
  response.end(content);
}
