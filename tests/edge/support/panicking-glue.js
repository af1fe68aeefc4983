// Stands in for the generated glue of a built gateway, which is beside it as generated-glue.js: the
// same WebAssembly, and calls into it that end as a panic in a future does. Rust has no such routes.
import * as generated from './generated-glue.js';

export * from './generated-glue.js';

/**
 * Marks the instance as the generated glue does when a trap leaves it. The trap itself leaves through
 * a microtask, and the promise of the future never settles.
 */
async function panic() {
  const { memory, __instance_terminated } = generated.initSync();
  new Int32Array(memory.buffer)[__instance_terminated.value / 4] = 1;
  queueMicrotask(() => {
    throw new WebAssembly.RuntimeError('unreachable');
  });
  return new Promise(() => {});
}

/** @param {number} milliseconds */
const pass = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What ends in /panic, /wait, /object/panic, /object/wait, /object/alarm and /object are of this file. */
export async function fetch(request, env, ctx) {
  const { pathname } = new URL(request.url);
  if (/(^|\/docs|\/SignToken)\/panic$/.test(pathname)) return panic();
  if (pathname === '/wait') return pass(300).then(() => new Response('done'));
  if (!pathname.startsWith('/object')) return generated.fetch(request, env, ctx);
  return env.TRANSACTION.get(env.TRANSACTION.idFromName('one')).fetch(request);
}

/** Counts calls and alarms in storage, calls in itself too, and tells which instance its Rust object is of. */
export class Transaction {
  #calls = 0;
  #inner;
  #sql;
  #storage;

  constructor(context, environment) {
    this.#inner = new generated.Transaction(context, environment);
    this.#storage = context.storage;
    this.#sql = context.storage.sql;
    this.#sql.exec('CREATE TABLE IF NOT EXISTS count (name TEXT PRIMARY KEY, n INTEGER)');
  }

  async fetch(request) {
    const { pathname } = new URL(request.url);
    this.#calls += 1;
    this.#count('calls');
    if (pathname === '/object/panic') return panic();
    if (pathname === '/object/wait') await pass(300);
    if (pathname === '/object/alarm') await this.#storage.setAlarm(Date.now());
    return Response.json({ calls: this.#calls, ...this.#counts(), instance: this.#inner.__wbg_inst });
  }

  async alarm() {
    this.#count('alarms');
    return this.#counts().stored_alarms === 1 ? panic() : undefined;
  }

  #count(name) {
    this.#sql.exec('INSERT INTO count VALUES (?, 1) ON CONFLICT DO UPDATE SET n = n + 1', name);
  }

  #counts() {
    const rows = this.#sql.exec('SELECT name, n FROM count').toArray();
    return Object.fromEntries(rows.map(({ name, n }) => [`stored_${name}`, n]));
  }
}
