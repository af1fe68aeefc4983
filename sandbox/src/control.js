import { FAULT_KINDS } from './faults.js';
import { json } from './http.js';

/** @typedef {import('./http.js').Answer} Answer */
/** @typedef {{ provider: string, id: string, state: string, reads: number }} Listed */
/** @typedef {Record<string, unknown> | undefined | void} Aftermath what a move hands to the person's phone, if anything */
/**
 * @typedef {object} Provider what a simulated provider offers to the control surface
 * @property {string} name
 * @property {Record<string, unknown>} keys
 * @property {() => Listed[]} list
 * @property {(id: string) => void} progress
 * @property {(id: string) => Aftermath} sign
 * @property {(id: string) => void} expire
 * @property {(id: string) => number | undefined} signerOf serial number of the certificate that a transaction was signed with
 * @property {(serial: number) => boolean} hasIssued
 * @property {(serial: number, at: number) => void} revoke
 * @property {(seconds: number) => void} setTokenLifetime
 * @property {() => void} reset
 */

const PREFIX = '/_sandbox/';
const MAX_DELAY_MS = 600_000;
const DEFAULT_DELAY_MS = 1000;
const MAX_ADVANCE_SECONDS = 100 * 365 * 86_400;
const MAX_TOKEN_SECONDS = 10 * 365 * 86_400;

/** A control call that cannot be carried out; the message goes to the caller. */
class ControlError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {unknown} holds
 * @param {string} message
 * @returns {asserts holds}
 */
function must(holds, message) {
  if (!holds) throw new ControlError(400, message);
}

/** @param {unknown} value @param {number} from @param {number} to @returns {value is number} */
const isWhole = (value, from, to) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to;

/**
 * The control surface under `/_sandbox/`: what the person with the phone, time and the network do in reality.
 * @param {object} parts
 * @param {Provider[]} parts.providers
 * @param {Record<string, unknown>} parts.keys
 * @param {import('./clock.js').Clock} parts.clock
 * @param {ReturnType<typeof import('./faults.js').createFaults>} parts.faults
 * @param {import('./stats.js').Stats} parts.stats
 * @param {(line: string) => void} parts.log
 * @returns {(call: import('./http.js').Call) => Answer}
 */
export function createControl({ providers, keys, clock, faults, stats, log }) {
  const transactions = () => providers.flatMap((provider) => provider.list());

  /**
   * Moves a transaction that is still open; the provider then tells its new state.
   * @param {Record<string, unknown>} body
   * @param {'progress' | 'sign' | 'expire'} move
   */
  function moveOpen({ id }, move) {
    must(typeof id === 'string', 'id must be a string: {"id": "<txId or receiptId>"}');
    const look = () => transactions().find((transaction) => transaction.id === id);
    const before = look();
    if (!before)
      throw new ControlError(
        404,
        'there is no transaction with this id; GET /_sandbox/transactions lists them',
      );
    const open = before.state === 'REQUESTED' || before.state === 'IN_PROGRESS';
    if (!open) throw new ControlError(409, `the transaction is ${before.state} already`);
    const provider = providers.find(({ name }) => name === before.provider);
    const aftermath = provider?.[move](id);
    const state = look()?.state;
    log(`control: transaction ${id} is ${state}`);
    return { id, state, ...aftermath };
  }

  /**
   * Whose signer's certificate a call is about.
   * @param {Record<string, unknown>} body
   * @returns {{ owner: Provider, serial: number }}
   */
  function certificateOf({ id, serialNumber, provider }) {
    must(
      (id === undefined) !== (serialNumber === undefined),
      'name the certificate by either id or serialNumber: {"id": "<txId or receiptId>"}',
    );
    must(
      provider === undefined || (id === undefined && providers.some(({ name }) => name === provider)),
      `provider belongs to serialNumber, and must be one of ${providers.map(({ name }) => name).join(', ')}`,
    );
    if (id !== undefined) {
      must(typeof id === 'string', 'id must be a string');
      const owner = providers.find((one) => one.list().some((transaction) => transaction.id === id));
      if (!owner) throw new ControlError(404, 'there is no transaction with this id');
      const serial = owner.signerOf(id);
      if (serial === undefined) throw new ControlError(409, 'nobody has signed the transaction');
      return { owner, serial };
    }
    must(/^[0-9]{1,15}$/.test(String(serialNumber)), 'serialNumber must be decimal digits');
    const serial = Number(serialNumber);
    const owners = providers.filter(
      (one) => (provider === undefined || one.name === provider) && one.hasIssued(serial),
    );
    if (owners.length === 0) throw new ControlError(404, 'no authority has issued this serial number');
    must(owners.length === 1, 'both authorities have issued this serial number: name the provider too');
    return { owner: owners[0], serial };
  }

  /** @type {Record<string, (body: Record<string, unknown>) => unknown>} */
  const actions = {
    'POST progress': (body) => moveOpen(body, 'progress'),
    'POST sign': (body) => moveOpen(body, 'sign'),
    'POST expire': (body) => moveOpen(body, 'expire'),
    'POST revoke'({ at, ...body }) {
      const { owner, serial } = certificateOf(body);
      const time = at === undefined ? clock.now() : typeof at === 'string' ? Date.parse(at) : Number.NaN;
      must(time <= clock.now(), 'at must be a time such as "2026-03-01T00:00:00Z", not in the future');
      owner.revoke(serial, time);
      log(`control: certificate ${serial} of ${owner.name} is revoked`);
      return {
        provider: owner.name,
        serialNumber: String(serial),
        revokedAt: new Date(time).toISOString(),
      };
    },
    'POST clock'({ advanceSeconds }) {
      must(
        isWhole(advanceSeconds, 0, MAX_ADVANCE_SECONDS),
        'advanceSeconds must be a whole number that is not negative',
      );
      clock.advance(advanceSeconds);
      return { now: new Date(clock.now()).toISOString() };
    },
    'POST token'({ expiresIn }) {
      must(isWhole(expiresIn, 1, MAX_TOKEN_SECONDS), 'expiresIn must be a whole number of seconds from 1');
      for (const provider of providers) provider.setTokenLifetime(expiresIn);
      return { expiresIn };
    },
    'POST faults'({ endpoint, kind, times, ms }) {
      const usable = typeof endpoint === 'string' && endpoint.startsWith('/') && !endpoint.startsWith('/_');
      must(usable, 'endpoint must be a path prefix of a provider, such as "/token"');
      must(
        FAULT_KINDS.some((known) => known === kind),
        `kind must be one of ${FAULT_KINDS.join(', ')}`,
      );
      must(isWhole(times, 1, Number.MAX_SAFE_INTEGER), 'times must be a whole number from 1');
      must(ms === undefined || kind === 'delay', 'ms belongs to the kind delay only');
      must(
        ms === undefined || isWhole(ms, 0, MAX_DELAY_MS),
        `ms must be a whole number from 0 to ${MAX_DELAY_MS}`,
      );
      const fault = {
        endpoint,
        kind: String(kind),
        times,
        ...(kind === 'delay' ? { ms: ms ?? DEFAULT_DELAY_MS } : {}),
      };
      faults.add(fault);
      return fault;
    },
    'POST reset'() {
      for (const provider of providers) provider.reset();
      for (const part of [clock, faults, stats]) part.reset();
      return {};
    },
    'GET stats': () => stats.snapshot(),
    'GET keys': () => keys,
    'GET transactions': () => ({ transactions: transactions() }),
  };

  return ({ method, path, body }) => {
    try {
      const name = path.slice(PREFIX.length);
      const action = actions[`${method} ${name}`];
      if (action) return json(200, action(method === 'POST' ? parse(body) : {}));
      const methods = ['GET', 'POST'].filter((other) => Object.hasOwn(actions, `${other} ${name}`));
      if (methods.length) return json(405, { error: `${path} takes ${methods[0]}` }, { allow: methods[0] });
      const paths = Object.keys(actions).map((key) => key.replace(' ', ` ${PREFIX}`));
      throw new ControlError(404, `there is no such control call; there are ${paths.join(', ')}`);
    } catch (error) {
      if (error instanceof ControlError) return json(error.status, { error: error.message });
      throw error;
    }
  };
}

/**
 * The content type is not looked at, so that a bare `curl -d` works. An empty body is an empty object.
 * @param {Buffer} body
 * @returns {Record<string, unknown>}
 */
function parse(body) {
  if (body.length === 0) return {};
  let value;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new ControlError(400, 'the body is not JSON');
  }
  must(
    typeof value === 'object' && value !== null && !Array.isArray(value),
    'the body must be a JSON object',
  );
  return value;
}
