/** @typedef {import('./http.js').Answer} Answer */
/** @typedef {import('./http.js').Route} Route */

/** @param {string} name of a provider */
const pathOf = (name) => `/crl/${name}.crl`;

/** @param {number} status @param {string} words @returns {Answer} */
const plain = (status, words) => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body: Buffer.from(`${words}\n`),
});

/**
 * Where certificates name their revocation list, as the option says; undefined where it says nothing.
 * @param {string} name of a provider
 * @param {unknown} option
 * @param {string} origin of the sandbox
 */
export function crlUrlFrom(name, option, origin) {
  if (option === undefined) return undefined;
  if (option === 'own') return origin + pathOf(name);
  if (typeof option === 'string' && /^http:\/\/[!-~]+$/.test(option) && URL.canParse(option)) return option;
  throw new TypeError(`options.${name}.crlUrl must be an http: URL or own`);
}

/**
 * An authority's revocation list, as it is published over HTTP (RFC 2585): for everybody, no token.
 * @param {string} name of a provider
 * @param {ReturnType<typeof import('./pki/authority.js').createAuthority>} authority
 * @param {import('./clock.js').Clock} clock
 * @returns {Route}
 */
export const crlRoute = (name, authority, clock) => ({
  method: 'GET',
  path: pathOf(name),
  handle: () => ({
    status: 200,
    headers: { 'content-type': 'application/pkix-crl' },
    body: authority.revocationList(clock.now()),
  }),
  unauthorized: () => plain(401, 'Unauthorized'),
  failure: () => plain(200, 'Internal Server Error'),
  tooMany: () => plain(429, 'Too Many Requests'),
});
