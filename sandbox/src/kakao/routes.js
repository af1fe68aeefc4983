import { asksForGzip, gzipped } from '../http.js';
import { parseObject } from './json.js';
import { AUTH_HOST, Refusal, SERVICE_HOST } from './refusals.js';
import { SERVICES } from './services.js';
import { serviceText } from './signature.js';
import { TOKEN_PATH } from './token.js';

/** @typedef {import('../http.js').Answer} Answer */
/** @typedef {import('../http.js').Call} Call */
/** @typedef {import('../http.js').Route} Route */
/** @typedef {import('../http.js').Surface} Surface */

const TIME_PATH = '/Time';
const ID = /^[^/]+$/;
/** The SDKs put an App-to-App signature behind the id as it is, slashes included. */
const ID_AND_SIGNATURE = /^([^/]+)(?:\/(.+))?$/;

/**
 * Whether a path is a segment or lies below it.
 * @param {string} path
 * @param {string} first a path of one segment
 */
const isUnder = (path, first) => path === first || path.startsWith(`${first}/`);

/** @type {Surface[]} LinkHub's two hosts, which are one origin here */
export const SURFACES = [
  {
    owns: (path) => isUnder(path, TIME_PATH) || isUnder(path, '/KAKAOCERT'),
    problem: AUTH_HOST.problem,
  },
  {
    owns: (path) => SERVICES.some((service) => isUnder(path, `/${service}`)),
    problem: SERVICE_HOST.problem,
  },
];

/**
 * @param {import('./refusals.js').Host} host
 * @param {() => Answer} act
 */
function guarded(host, act) {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) return host.refuse(error.kind, error.message);
    throw error;
  }
}

/**
 * How a host refuses when a fault wants it to.
 * @param {import('./refusals.js').Host} host
 */
const refusals = (host) => ({
  unauthorized: () => host.refuse('token'),
  failure: () => host.refuse('request'),
  tooMany: () => host.problem(429),
});

/**
 * A segment of a path, percent-decoded once.
 * @param {string} text
 */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal('request', 'the path is not percent-encoded UTF-8');
  }
}

/**
 * The time as the auth host tells it: UTC in whole seconds, plain text.
 * @param {number} milliseconds
 * @returns {Answer}
 */
const timeAnswer = (milliseconds) => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: Buffer.from(`${new Date(milliseconds).toISOString().slice(0, 19)}Z`),
});

/**
 * The endpoints of LinkHub's auth host and of the KakaoCert API.
 * @param {object} parts
 * @param {import('../clock.js').Clock} parts.clock
 * @param {ReturnType<typeof import('./token.js').createTokens>} parts.tokens
 * @param {ReturnType<typeof import('./signature.js').createSignatureCheck>} parts.signatures
 * @param {ReturnType<typeof import('./services.js').createServices>} parts.services
 * @returns {Route[]}
 */
export function createRoutes({ clock, tokens, signatures, services }) {
  /**
   * A service endpoint: the token first. Its answers, refusals too, are compressed for callers who ask.
   * @param {Pick<Route, 'method' | 'path' | 'rest' | 'logged'>} place
   * @param {(call: Call, clientCode: string, rest: string) => Answer} act
   * @returns {Route}
   */
  const service = (place, act) => ({
    ...place,
    handle(call) {
      const rest = call.path.slice(place.path.length);
      const answer = guarded(SERVICE_HOST, () => act(call, tokens.check(call).clientCode, rest));
      return asksForGzip(call.headers) ? gzipped(answer) : answer;
    },
    ...refusals(SERVICE_HOST),
  });

  /** @param {Call} call */
  function authenticatePost({ headers, body }) {
    const date = signatures.date(headers);
    const credentials = String(headers['x-kc-auth'] ?? '');
    signatures.check({ credentials, where: 'x-kc-auth', text: serviceText({ body, date }), date });
  }

  return [
    {
      method: 'GET',
      path: TIME_PATH,
      handle: () => timeAnswer(clock.now()),
      ...refusals(AUTH_HOST),
    },
    {
      method: 'POST',
      path: TOKEN_PATH,
      handle: (call) => guarded(AUTH_HOST, () => tokens.issue(call)),
      ...refusals(AUTH_HOST),
      unauthorized: () => AUTH_HOST.refuse('signature'),
    },
    ...SERVICES.flatMap((name) => [
      service({ method: 'POST', path: `/${name}/Request` }, (call, clientCode) => {
        authenticatePost(call);
        return services.request(name, clientCode, parseObject(call));
      }),
      service({ method: 'GET', path: `/${name}/Status/`, rest: ID }, (_call, clientCode, id) =>
        services.status(name, clientCode, decode(id)),
      ),
      service(
        {
          method: 'GET',
          path: `/${name}/Verify/`,
          rest: ID_AND_SIGNATURE,
          logged: (path) => path.replace(/^(\/\w+\/Verify\/[^/]+\/).+$/, '$1(signature)'),
        },
        (_call, clientCode, rest) => {
          const [, id, signature] = ID_AND_SIGNATURE.exec(rest) ?? [];
          return services.verify(name, clientCode, decode(id), signature && decode(signature));
        },
      ),
    ]),
  ];
}
