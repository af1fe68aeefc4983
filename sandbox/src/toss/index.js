import { decodeUtf8 } from '../bytes.js';
import { crlRoute, crlUrlFrom } from '../crl.js';
import { contentType, json } from '../http.js';
import { createAuthority } from '../pki/authority.js';
import { toPem } from '../pki/certificate.js';
import { TOSS_AUTHORITY } from './authority-profile.js';
import { createCertificateValidation } from './certificates.js';
import { createDocs } from './docs.js';
import { failureEnvelope, must, Refusal, successEnvelope } from './envelope.js';
import { createPeople, PERSONAL_ITEMS } from './people.js';
import { PUBLIC_KEY } from './session.js';
import { createSessionRegister } from './session-register.js';
import { DETACHED_DIGESTS, signDocuments } from './signer.js';
import { CLIENT_ID, CLIENT_SECRET, createTokens, invalidClient } from './token.js';
import { createTransactions } from './transactions.js';

/** @typedef {import('../http.js').Route} Route */
/** @typedef {import('../../index.d.ts').TossOptions} TossOptions */

const NAME = 'toss';

const tooMany = () => json(429, { message: 'Too Many Requests' });

/**
 * Simulates Toss Cert: its token host and its service host, on one set of paths.
 * @param {object} parts
 * @param {import('../clock.js').Clock} parts.clock
 * @param {import('../stats.js').Stats} parts.stats
 * @param {string} parts.origin of the sandbox
 * @param {TossOptions} [parts.options]
 * @returns {import('../control.js').Provider & { routes: Route[] }}
 */
export function createToss({ clock, stats, origin, options = {} }) {
  const { expiresIn, personalData = PERSONAL_ITEMS, detachedDigest = 'doc', allowResend = true } = options;
  const ca = crlUrlFrom('toss', options.crlUrl, origin) ?? TOSS_AUTHORITY.crls.ca;
  checkOptions(personalData, detachedDigest);
  const authority = createAuthority(clock.now(), {
    ...TOSS_AUTHORITY,
    crls: { ...TOSS_AUTHORITY.crls, ca },
  });
  const tokens = createTokens({ clock, stats, expiresIn });
  const people = createPeople(authority);
  const sessions = createSessionRegister({ allowResend });
  const transactions = createTransactions(clock);
  const docs = createDocs({ transactions, sessions, stats, personalData });

  /**
   * A service endpoint: token first, then the JSON body, then the call itself.
   * @param {string} path
   * @param {(body: unknown) => Record<string, unknown>} answer
   * @returns {Route}
   */
  const service = (path, answer) => ({
    method: 'POST',
    path,
    handle({ headers, body }) {
      try {
        tokens.check(headers.authorization);
        return successEnvelope(answer(parseJson(headers, body)));
      } catch (error) {
        if (error instanceof Refusal) return failureEnvelope(error.code, error.message);
        throw error;
      }
    },
    unauthorized: () => failureEnvelope('CE1000'),
    failure: () => failureEnvelope('CE0003'),
    tooMany,
  });

  return {
    name: NAME,
    routes: [
      {
        method: 'POST',
        path: '/token',
        handle: tokens.issue,
        unauthorized: invalidClient,
        failure: () => failureEnvelope('CE0003'),
        tooMany,
      },
      service('/api/v2/sign/docs/request', docs.request),
      service('/api/v2/sign/docs/status', docs.status),
      service('/api/v2/sign/docs/result', docs.result),
      service('/api/v1/certificate/validate', createCertificateValidation({ authority, clock })),
      crlRoute(NAME, authority, clock),
    ],
    keys: {
      publicKey: PUBLIC_KEY,
      tossClientId: CLIENT_ID,
      tossClientSecret: CLIENT_SECRET,
      caCertificate: toPem(authority.caCertificate),
      rootCertificate: toPem(authority.rootCertificate),
    },
    list: () =>
      transactions.all().map((transaction) => ({
        provider: NAME,
        id: transaction.id,
        state: transactions.stateOf(transaction),
        reads: transaction.reads,
      })),
    progress(id) {
      const transaction = transactions.find(id);
      if (transaction) transaction.opened = true;
    },
    sign(id) {
      const transaction = transactions.find(id);
      if (!transaction) return;
      const person = people.next(transaction.userName);
      const { documents } = transaction;
      const at = clock.now();
      const signedDocuments = signDocuments({
        documents,
        signer: person.identity,
        signingTime: at,
        detachedDigest,
      });
      transaction.completion = { at, person, signedDocuments };
    },
    expire(id) {
      const transaction = transactions.find(id);
      if (transaction) transaction.expiresAt = clock.now();
    },
    signerOf: (id) => transactions.find(id)?.completion?.person.identity.serial,
    hasIssued: authority.hasIssued,
    revoke: authority.revoke,
    setTokenLifetime: tokens.setLifetime,
    reset() {
      authority.reset();
      tokens.reset();
      people.reset();
      sessions.reset();
      transactions.reset();
    },
  };
}

/**
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @param {Buffer} body
 * @returns {unknown}
 */
function parseJson(headers, body) {
  const { type, charset = 'utf-8' } = contentType(headers);
  must(
    type === 'application/json' && /^utf-?8$/.test(charset),
    'content-type must be application/json in UTF-8',
  );
  const text = decodeUtf8(body);
  must(text !== null, 'the body is not UTF-8');
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('CE0003', 'the body is not JSON');
  }
}

/**
 * @param {readonly string[]} personalData
 * @param {string} detachedDigest
 */
function checkOptions(personalData, detachedDigest) {
  const unknown = personalData.find((item) => !PERSONAL_ITEMS.some((known) => known === item));
  if (unknown !== undefined) throw new TypeError(`options.toss.personalData: there is no item ${unknown}`);
  if (!Object.hasOwn(DETACHED_DIGESTS, detachedDigest)) {
    throw new TypeError(`options.toss.detachedDigest must be ${Object.keys(DETACHED_DIGESTS).join(', ')}`);
  }
}
