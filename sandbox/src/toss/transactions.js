import { randomUUID } from 'node:crypto';

/** @typedef {'REQUESTED' | 'IN_PROGRESS' | 'COMPLETED' | 'EXPIRED'} State */
/**
 * @typedef {object} Completion what the person's signature leaves behind
 * @property {number} at
 * @property {import('./people.js').Signer} person
 * @property {{ signedDoc: string, signatureType: string, order: number }[]} signedDocuments
 */
/**
 * @typedef {object} Transaction
 * @property {string} id
 * @property {string} requestType
 * @property {import('./docs-rules.js').Document[]} documents
 * @property {string} [userName] whom the request is about
 * @property {number} requestedAt
 * @property {number} expiresAt
 * @property {boolean} opened whether the person has the request on the screen
 * @property {Completion} [completion]
 * @property {number} reads results answered successfully
 */

/** Results a caller may read, and for how long after the person signed. */
export const MAX_READS = 2;
export const RESULT_WINDOW_SECONDS = 3600;

/**
 * Every document signature in the sandbox: REQUESTED -> IN_PROGRESS -> COMPLETED, or EXPIRED when time runs out first.
 * @param {import('../clock.js').Clock} clock
 */
export function createTransactions(clock) {
  /** @type {Map<string, Transaction>} */
  const all = new Map();
  return {
    /** @param {Pick<Transaction, 'requestType' | 'documents' | 'userName'> & { expireSeconds: number }} request */
    create({ expireSeconds, ...request }) {
      const requestedAt = clock.now();
      const expiresAt = requestedAt + expireSeconds * 1000;
      /** @type {Transaction} */
      const transaction = { ...request, id: randomUUID(), requestedAt, expiresAt, opened: false, reads: 0 };
      all.set(transaction.id, transaction);
      return transaction;
    },
    /** @param {string} id */
    find: (id) => all.get(id),
    all: () => [...all.values()],
    /**
     * @param {Transaction} transaction
     * @returns {State}
     */
    stateOf({ completion, expiresAt, opened }) {
      if (completion) return 'COMPLETED';
      if (clock.now() >= expiresAt) return 'EXPIRED';
      return opened ? 'IN_PROGRESS' : 'REQUESTED';
    },
    /** @param {Completion} completion */
    isResultTooOld: ({ at }) => clock.now() > at + RESULT_WINDOW_SECONDS * 1000,
    reset() {
      all.clear();
    },
  };
}
