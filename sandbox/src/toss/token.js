import { randomUUID, sign } from 'node:crypto';
import { sameSecret, sha256 } from '../bytes.js';
import { contentType, json } from '../http.js';
import { readKey } from '../pki/keys.js';
import { Refusal } from './envelope.js';

/** @typedef {import('../http.js').Answer} Answer */

// Constants, so that a configuration written once keeps working. Toss's public test credentials start with `test_` too.
export const CLIENT_ID = 'test_ingam_sandbox_client';
export const CLIENT_SECRET = 'test_ingam_sandbox_secret';

/** Seconds, as measured on the real token host; Toss's guide shows a year. */
export const DEFAULT_EXPIRES_IN = 3599;

const FORM = 'application/x-www-form-urlencoded';

/** @param {unknown} value */
const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * An error of RFC 6749 5.2.
 * @param {number} status
 * @param {string} error
 * @param {string} description
 * @returns {Answer}
 */
function oauthError(status, error, description) {
  const headers = { 'cache-control': 'no-store', pragma: 'no-cache' };
  return {
    ...json(status, { error, error_description: description }, headers),
    note: `${error}: ${description}`,
  };
}

export const invalidClient = () =>
  oauthError(
    401,
    'invalid_client',
    'client_id and client_secret must be form fields with the values of /_sandbox/keys',
  );

/**
 * The client credentials grant of `POST /token`, and the check of the tokens it has given out.
 * @param {object} parts
 * @param {import('../clock.js').Clock} parts.clock
 * @param {import('../stats.js').Stats} parts.stats
 * @param {number} [parts.expiresIn] seconds
 */
export function createTokens({ clock, stats, expiresIn = DEFAULT_EXPIRES_IN }) {
  const key = readKey('token');
  /** @type {Map<string, number>} the time of expiry by the token's hash */
  const issued = new Map();
  let lifetime = expiresIn;

  /** A token in Toss's form: RS256, `kid` "cert", the client as subject and audience. */
  function makeJwt() {
    const iat = Math.floor(clock.now() / 1000);
    const claims = {
      sub: CLIENT_ID,
      aud: CLIENT_ID,
      nbf: iat,
      scope: ['ca'],
      iss: 'https://cert.toss.im',
      exp: iat + lifetime,
      iat,
      jti: randomUUID(),
    };
    const input = `${base64url({ kid: 'cert', alg: 'RS256' })}.${base64url(claims)}`;
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  }

  return {
    /**
     * Answers `POST /token`. The client comes before the scope, because misspelt field names are known to end in
     * `invalid_client`.
     * @param {import('../http.js').Call} call
     * @returns {Answer}
     */
    issue({ headers, body }) {
      if (contentType(headers).type !== FORM)
        return oauthError(400, 'invalid_request', `content-type must be ${FORM}`);
      const form = new URLSearchParams(body.toString('utf8'));
      for (const name of new Set(form.keys())) {
        if (form.getAll(name).length > 1)
          return oauthError(400, 'invalid_request', 'a form field is given more than once');
      }
      const grantType = form.get('grant_type');
      if (!grantType) return oauthError(400, 'invalid_request', 'grant_type is missing');
      if (grantType !== 'client_credentials') {
        return oauthError(400, 'unsupported_grant_type', 'grant_type must be client_credentials');
      }
      const knownId = sameSecret(form.get('client_id') ?? '', CLIENT_ID);
      const knownSecret = sameSecret(form.get('client_secret') ?? '', CLIENT_SECRET);
      if (!knownId || !knownSecret) return invalidClient();
      const scope = form.get('scope');
      if (!scope) return oauthError(400, 'invalid_request', 'scope is missing');
      if (scope !== 'ca') return oauthError(400, 'invalid_scope', 'scope must be ca');

      const token = makeJwt();
      issued.set(sha256(token).toString('hex'), clock.now() + lifetime * 1000);
      stats.countToken('toss', token);
      return json(
        200,
        { access_token: token, scope: 'ca', token_type: 'Bearer', expires_in: lifetime },
        { 'cache-control': 'no-store', pragma: 'no-cache' },
      );
    },

    /**
     * Refuses a service call without a token of ours that still lives. Tokens are looked up by hash, so the time a look-up
     * takes says nothing about a token.
     * @param {string | undefined} authorization
     */
    check(authorization) {
      const refuse = (/** @type {string} */ why) => new Refusal('CE1000', why);
      if (!authorization) throw refuse('the Authorization header is missing');
      if (!authorization.startsWith('Bearer '))
        throw refuse('the Authorization header does not start with "Bearer "');
      const expiry = issued.get(sha256(authorization.slice('Bearer '.length)).toString('hex'));
      if (expiry === undefined) throw refuse('the sandbox has not issued this token');
      if (clock.now() >= expiry) throw refuse('the token has expired');
    },

    /** @param {number} seconds the lifetime of tokens issued from now on */
    setLifetime(seconds) {
      lifetime = seconds;
    },

    reset() {
      issued.clear();
      lifetime = expiresIn;
    },
  };
}
