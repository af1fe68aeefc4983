import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { sha256 } from '../bytes.js';
import { json } from '../http.js';
import { LINK_ID } from './credentials.js';
import { parseObject } from './json.js';
import { must, Refusal } from './refusals.js';
import { tokenText } from './signature.js';

/** @typedef {import('../http.js').Answer} Answer */
/** @typedef {import('../http.js').Call} Call */
/**
 * @typedef {object} Grant what a session token stands for
 * @property {string} clientCode
 * @property {string[]} scope
 * @property {string} address the only address it may come from, or `*`
 * @property {number} expiresAt
 */

/** LinkHub's name for the service, and the path under which its tokens are issued. */
export const SERVICE_ID = 'KAKAOCERT';
export const TOKEN_PATH = `/${SERVICE_ID}/Token`;

/** Seconds. LinkHub publishes no lifetime. */
export const DEFAULT_EXPIRES_IN = 1800;

/** Everything the SDKs ask for. Which number stands for which service is unknown, so that every service needs them all. */
const SCOPES = ['member', '310', '320', '330'];
const SCHEME = 'LINKHUB ';
const BEARER = 'Bearer ';
/** A number on the wire has lost the leading zeros of its code. */
const CLIENT_CODE_LENGTH = 12;

/**
 * LinkHub's session tokens: `POST /KAKAOCERT/Token`, and the check of the tokens it has given out.
 * @param {object} parts
 * @param {import('../clock.js').Clock} parts.clock
 * @param {import('../stats.js').Stats} parts.stats
 * @param {ReturnType<typeof import('./signature.js').createSignatureCheck>} parts.signatures
 * @param {readonly string[]} parts.clientCodes
 * @param {number} parts.expiresIn seconds
 */
export function createTokens({ clock, stats, signatures, clientCodes, expiresIn }) {
  /** @type {Map<string, Grant>} by the token's hash */
  const grants = new Map();
  let lifetime = expiresIn;

  /** @param {Call} call */
  function authenticate({ headers, body, path }) {
    const { authorization } = headers;
    if (!authorization?.startsWith(SCHEME))
      throw new Refusal('header', `Authorization must start with "${SCHEME}"`);
    const date = signatures.date(headers);
    const forwarded = String(headers['x-lh-forwarded'] ?? '');
    if (forwarded && forwarded !== '*' && !isIP(forwarded))
      throw new Refusal('header', 'x-lh-forwarded must be * or an IP address');
    const text = tokenText({ body, date, forwarded, path });
    const credentials = authorization.slice(SCHEME.length);
    signatures.check({ credentials, where: 'Authorization', text, date });
    return forwarded;
  }

  /** @param {unknown} accessId */
  function readClientCode(accessId) {
    const isNumber = typeof accessId === 'number' && Number.isSafeInteger(accessId) && accessId >= 0;
    must(isNumber || typeof accessId === 'string', 'access_id must be the client code, as text or a number');
    const code = isNumber ? String(accessId).padStart(CLIENT_CODE_LENGTH, '0') : accessId;
    const known = clientCodes.find((candidate) => candidate === code);
    if (!known) throw new Refusal('clientCode', 'access_id is no client code of the sandbox');
    return known;
  }

  /** @param {unknown} scope @returns {string[]} */
  function readScope(scope) {
    const known = Array.isArray(scope) && scope.length > 0 && scope.every((item) => SCOPES.includes(item));
    must(known, `scope must be an array of ${SCOPES.join(', ')}`);
    return scope;
  }

  return {
    /**
     * Answers `POST /KAKAOCERT/Token`.
     * @param {Call} call
     * @returns {Answer}
     */
    issue(call) {
      const forwarded = authenticate(call);
      const body = parseObject(call);
      const scope = readScope(body.scope);
      const clientCode = readClientCode(body.access_id);
      const address = forwarded || call.address;
      const token = randomBytes(48).toString('base64');
      const expiresAt = clock.now() + lifetime * 1000;
      grants.set(sha256(token).toString('hex'), { clientCode, scope, address, expiresAt });
      stats.countToken('linkhub', token);
      return json(200, {
        session_token: token,
        serviceID: SERVICE_ID,
        linkID: LINK_ID,
        usercode: clientCode,
        ipaddress: address,
        expiration: new Date(expiresAt).toISOString(),
        scope,
      });
    },

    /**
     * Refuses a service call without a token of ours that lives, may come from this address and has every scope. Tokens are
     * looked up by hash, so the time a look-up takes says nothing about a token.
     * @param {Call} call
     * @returns {Grant}
     */
    check({ headers: { authorization }, address }) {
      if (!authorization) throw new Refusal('token', 'the Authorization header is missing');
      if (!authorization.startsWith(BEARER))
        throw new Refusal('token', `the Authorization header does not start with "${BEARER}"`);
      const grant = grants.get(sha256(authorization.slice(BEARER.length)).toString('hex'));
      if (!grant) throw new Refusal('token', 'the sandbox has not issued this token');
      if (clock.now() >= grant.expiresAt) throw new Refusal('expired', 'the token has expired');
      if (grant.address !== '*' && grant.address !== address)
        throw new Refusal(
          'address',
          `the token is bound to ${grant.address}, the call comes from ${address}`,
        );
      const missing = SCOPES.find((scope) => !grant.scope.includes(scope));
      if (missing) throw new Refusal('scope', `the token lacks the scope ${missing}`);
      return grant;
    },

    /** @param {number} seconds the lifetime of tokens issued from now on */
    setLifetime(seconds) {
      lifetime = seconds;
    },

    reset() {
      grants.clear();
      lifetime = expiresIn;
    },
  };
}
