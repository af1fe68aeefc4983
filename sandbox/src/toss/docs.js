import { koreanClock } from '../dates.js';
import { appUris, NO_APP_URIS } from './app-uris.js';
import * as rules from './docs-rules.js';
import { Refusal } from './envelope.js';
import { PERSONAL_ITEMS } from './people.js';
import { openSession, sealField } from './session.js';
import { MAX_READS } from './transactions.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./transactions.js').Transaction} Transaction */

/**
 * ISO 8601 in whole seconds of Korean time, as Toss writes it.
 * @param {number} milliseconds
 */
const koreanTime = (milliseconds) => `${koreanClock(milliseconds)}+09:00`;

/**
 * The multi-document signature: request, status and result of `/api/v2/sign/docs`. Each function takes a parsed body and
 * returns the `success` member, or throws a Refusal.
 * @param {object} parts
 * @param {ReturnType<typeof import('./transactions.js').createTransactions>} parts.transactions
 * @param {ReturnType<typeof import('./session-register.js').createSessionRegister>} parts.sessions
 * @param {import('../stats.js').Stats} parts.stats
 * @param {readonly string[]} parts.personalData the items that the relying party has applied for
 */
export function createDocs({ transactions, sessions, stats, personalData }) {
  /** @param {string} txId */
  function known(txId) {
    const transaction = transactions.find(txId);
    if (!transaction) throw new Refusal('CE3100', 'there is no transaction with this txId');
    return transaction;
  }

  /**
   * The person's data as the result carries them. A relying party that identified the person by CI gets neither CI nor DI.
   * @param {Transaction} transaction
   * @param {import('./people.js').Person} person
   * @param {Session} session
   */
  function sealPerson({ requestType }, person, session) {
    const withheld = requestType === 'USER_CI' ? ['ci', 'di'] : [];
    const seal = (/** @type {typeof PERSONAL_ITEMS[number]} */ item) =>
      personalData.includes(item) && !withheld.includes(item) ? sealField(session, person[item]) : null;
    const [ci, name, birthday, gender, nationality, di] = PERSONAL_ITEMS.map(seal);
    return { ci, name, birthday, gender, nationality, ci2: null, di, ciUpdate: null };
  }

  return {
    /** @param {unknown} input */
    request(input) {
      const { body, requestType, triggerType, sessionKey, docList, expireSeconds } =
        rules.checkRequestShape(input);
      const session = openSession(sessionKey);
      sessions.claim(session, null);
      const { userName } = rules.checkPerson(body, session);
      const documents = rules.checkDocuments(docList, session);
      const { id, requestedAt } = transactions.create({ requestType, documents, userName, expireSeconds });
      const uris = triggerType === 'APP_SCHEME' ? appUris(id) : NO_APP_URIS;
      return { txId: id, ...uris, requestedDt: koreanTime(requestedAt) };
    },

    /** @param {unknown} input */
    status(input) {
      const transaction = known(rules.checkTransactionId(input).txId);
      const status = transactions.stateOf(transaction);
      return { txId: transaction.id, status, requestedDt: koreanTime(transaction.requestedAt) };
    },

    /** @param {unknown} input */
    result(input) {
      const { txId, ...rest } = rules.checkTransactionId(input);
      const sessionKey = rules.checkResultSessionKey(rest.sessionKey);
      const session = openSession(sessionKey);
      sessions.claim(session, `${txId} ${sessionKey}`);
      const transaction = known(txId);
      const { completion, documents, requestedAt } = transaction;
      if (transactions.stateOf(transaction) === 'EXPIRED')
        throw new Refusal('CE3103', 'it expired before the person signed');
      if (!completion) throw new Refusal('CE3102', 'the person has not signed yet');
      if (transactions.isResultTooOld(completion))
        throw new Refusal('CE3103', 'the person signed more than 60 minutes ago');
      if (transaction.reads >= MAX_READS) throw new Refusal('CE3101', 'the result was read twice before');

      const success = {
        txId,
        status: 'COMPLETED',
        docList: documents.map(({ docType, docTitle, doc, docEncrypted, signatureType, order }) => ({
          docType,
          docTitle,
          doc: docEncrypted ? sealField(session, doc) : doc,
          docEncrypted,
          signatureType,
          order,
        })),
        signedDocList: completion.signedDocuments,
        randomValue: null,
        userCiToken: null,
        completedDt: koreanTime(completion.at),
        requestedDt: koreanTime(requestedAt),
        personalData: sealPerson(transaction, completion.person, session),
      };
      transaction.reads += 1;
      stats.countRead(txId);
      return success;
    },
  };
}
