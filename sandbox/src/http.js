import { gzipSync } from 'node:zlib';

/**
 * @typedef {object} Answer an HTTP response as a value
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {Buffer} body
 * @property {string} [note] why, for the sandbox's log; never holds a personal value or a key
 */
/**
 * @typedef {object} Call an HTTP request as a value
 * @property {string} method
 * @property {string} path
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {Buffer} body
 * @property {string} address the caller's IP address
 */
/**
 * @typedef {object} Route one simulated endpoint
 * @property {string} method
 * @property {string} path the whole path, or its beginning where there is `rest`
 * @property {RegExp} [rest] what has to follow `path`
 * @property {(path: string) => string} [logged] the path as the log may show it
 * @property {(call: Call) => Answer} handle
 * @property {() => Answer} unauthorized what the endpoint says to bad credentials
 * @property {() => Answer} failure what the endpoint says when it fails for no particular reason
 * @property {() => Answer} tooMany what the endpoint says to callers that call too often
 */
/**
 * @typedef {object} Surface a family of paths with one way to refuse, where it has no endpoint too
 * @property {(path: string) => boolean} owns
 * @property {(status: number, why: string, headers?: Record<string, string>) => Answer} problem
 */

/** The largest body that is kept. A longer one is read to its end and refused. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * @param {number} status
 * @param {unknown} value
 * @param {Record<string, string>} [headers]
 * @returns {Answer}
 */
export function json(status, value, headers = {}) {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/**
 * Whether a caller asks for gzip by name and not at quality 0.
 * @param {import('node:http').IncomingHttpHeaders} headers
 */
export function asksForGzip(headers) {
  const codings = String(headers['accept-encoding'] ?? '')
    .toLowerCase()
    .split(',');
  return codings.some((coding) => {
    const [name, ...parameters] = coding.split(';').map((text) => text.trim());
    return name === 'gzip' && !parameters.some((text) => /^q=0(\.0*)?$/.test(text));
  });
}

/**
 * The answer under `Content-Encoding: gzip`; one that is compressed already stays as it is.
 * @param {Answer} answer
 * @returns {Answer}
 */
export function gzipped(answer) {
  if (answer.headers['content-encoding']) return answer;
  const headers = { ...answer.headers, 'content-encoding': 'gzip' };
  return { ...answer, headers, body: gzipSync(answer.body) };
}

/**
 * Reads a request's body. A body over the limit is drained without being kept: closing the connection under a client that
 * still writes would hide the 413 behind a connection reset.
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Buffer | null>} null if the body is over the limit; rejects if the client goes away before its end
 */
export async function readBody(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {Answer} answer
 */
export function send(response, { status, headers, body }) {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/**
 * The media type of a request, lower-cased, and its charset if one is named.
 * @param {import('node:http').IncomingHttpHeaders} headers
 */
export function contentType(headers) {
  const [type, ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  return { type: type.trim(), charset: charset?.slice('charset='.length).replace(/^"(.*)"$/, '$1') };
}
