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
 */
/**
 * @typedef {object} Route one simulated endpoint
 * @property {string} method
 * @property {string} path
 * @property {(call: Call) => Answer} handle
 * @property {() => Answer} unauthorized what the endpoint says to bad credentials
 * @property {() => Answer} failure what the endpoint says when it fails for no particular reason
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
