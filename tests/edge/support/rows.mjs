/** What is in an object's database: read by another Worker with the same class, from the storage that a gateway left. */

import assert from 'node:assert/strict';
import { join } from 'node:path';

import { Log, LogLevel, Miniflare } from 'miniflare';

/** Its storage is found by the Worker's name and the class's, so both are the gateway's. */
const READER = `
import { DurableObject } from 'cloudflare:workers';
export class Transaction extends DurableObject {
  fetch() {
    const rows = (query) => this.ctx.storage.sql.exec(query).toArray();
    const tables = rows("SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => name);
    const names = (table, column) =>
      tables.includes(table) ? rows('SELECT ' + column + ' AS name FROM ' + table).map(({ name }) => name) : [];
    return Response.json({
      record: names('record', 'name'),
      answer: names('answer', 'attempt'),
      due: names('due', 'what'),
    });
  }
  alarm() {}
}
export default {
  fetch: (request, { TRANSACTION }) =>
    TRANSACTION.get(TRANSACTION.idFromName(new URL(request.url).pathname.slice(1))).fetch(request),
};
`;

/**
 * The rows of a transaction's tables, by what is in plain in them. The gateway must have ended.
 * @param {string} folder the gateway's storage
 * @param {string} transaction `{provider}:{id}`
 * @returns {Promise<{ record: string[], answer: number[], due: string[] }>}
 */
export async function rowsOf(folder, transaction) {
  const miniflare = new Miniflare({
    name: 'ingam-gateway',
    cf: false,
    log: new Log(LogLevel.NONE),
    modules: true,
    script: READER,
    compatibilityDate: '2026-01-01',
    durableObjects: { TRANSACTION: { className: 'Transaction', useSQLite: true } },
    durableObjectsPersist: join(folder, 'durable-objects'),
  });
  try {
    const answer = await miniflare.dispatchFetch(`http://reader/${transaction}`);
    assert.equal(answer.status, 200);
    return /** @type {any} */ (await answer.json());
  } finally {
    await miniflare.dispose();
  }
}
