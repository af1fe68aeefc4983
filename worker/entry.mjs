// The Worker's entry: hands every event to the Rust code and outlives its panics.
//
// A panic ends the WebAssembly instance, and with it every call under way: their futures live in
// its memory and never finish. The glue marks such an instance as terminated and lets nothing in
// any more. Here it is replaced, the calls that were waiting for it fail, and each Durable Object
// gets a new Rust object when it is called next. What an object has to remember is in its storage.

import * as glue from './gateway.js';
import module from './gateway_bg.wasm';

/** Exports of the living instance. */
let instance;
/** How many instances there have been; a Rust object belongs to the one it was made in. */
let generation = 0;
/** How to fail the calls under way in the living instance. */
const underWay = new Set();

/**
 * The platform cancels a request that waits for nothing of its own, as one does whose instance
 * has died under another request. A timer is something to wait for until that news arrives.
 */
const LONGEST_CALL_MS = 600_000;

adopt();
// A panic in a future leaves through a microtask, where no caller can catch it.
addEventListener('error', replaceTerminated);
addEventListener('unhandledrejection', replaceTerminated);

/** Takes the instance that the glue now works with. */
function adopt() {
  instance = glue.initSync({ module });
  generation += 1;
  // The `worker` crate would have the next call into the glue replace the instance. A promise of
  // the dead instance may be that call, and would then use its old addresses in the new memory.
  state()[instance.__abort_handler.value / 4] = 0;
}

/** The instance's memory, in the words that the glue keeps its state in. */
function state() {
  return new Int32Array(instance.memory.buffer);
}

/** Replaces the instance if it has panicked, and fails what it was doing. */
function replaceTerminated() {
  if (state()[instance.__instance_terminated.value / 4] === 0) return;
  console.error(
    JSON.stringify({ level: 'error', event: 'instance_replaced', generation, failed: underWay.size }),
  );
  glue.__wbg_reset_state();
  adopt();
  for (const fail of underWay) fail(new Error('the instance that ran this call has panicked'));
  underWay.clear();
}

/**
 * Makes a call into the living instance, and fails when the instance dies before it is done.
 * @template T
 * @param {() => Promise<T>} call
 * @returns {Promise<T>}
 */
async function run(call) {
  replaceTerminated();
  let fail;
  const death = new Promise((_, reject) => {
    fail = reject;
  });
  underWay.add(fail);
  const held = setTimeout(() => {}, LONGEST_CALL_MS);
  try {
    return await Promise.race([call(), death]);
  } finally {
    clearTimeout(held);
    underWay.delete(fail);
    replaceTerminated();
  }
}

/**
 * A Durable Object class around a Rust one. The Rust object is made on the first call in each
 * instance. One of an earlier instance is dropped as it is: its memory is gone.
 */
function durable(Inner) {
  return class {
    #context;
    #environment;
    #inner;
    #generation = 0;

    constructor(context, environment) {
      this.#context = context;
      this.#environment = environment;
    }

    fetch(request) {
      return run(() => this.#living().fetch(request));
    }

    /** A failed alarm is repeated by the platform. */
    alarm() {
      return run(() => this.#living().alarm());
    }

    #living() {
      if (this.#generation !== generation) {
        this.#inner = new Inner(this.#context, this.#environment);
        this.#generation = generation;
      }
      return this.#inner;
    }
  };
}

/**
 * The row INGAM_INTERNAL of the table of errors, in the manners of the path: the envelope that a
 * client of Toss's or LinkHub's can read, problem+json elsewhere.
 */
function internalError(path) {
  const error = {
    code: 'INGAM_INTERNAL',
    fault: 'us',
    message: 'The gateway failed. Call again.',
    messageKo: '게이트웨이 내부 오류입니다. 다시 호출해 보세요.',
    retryable: true,
  };
  const toss = path.startsWith('/api/');
  const linkHub = /^\/(KAKAOCERT|SignToken|SignDirectDebit|SignIdentity|Time$)/.test(path);
  const own = { type: 'about:blank', title: 'Internal Server Error', status: 500, detail: error.message };
  let body = { ...own, ...error };
  if (toss)
    body = {
      resultType: 'FAIL',
      error: { errorType: 0, errorCode: 'IG5000', reason: error.messageKo, data: error, title: null },
      success: null,
    };
  if (linkHub) body = { code: -99105000, message: error.messageKo, ingam: error };
  return new Response(JSON.stringify(body), {
    status: 500,
    headers: {
      'content-type': toss || linkHub ? 'application/json' : 'application/problem+json',
      'cache-control': linkHub ? 'no-store, no-transform' : 'no-store',
      'ingam-error': error.code,
    },
  });
}

export const TokenFlight = durable(glue.TokenFlight);
export const Transaction = durable(glue.Transaction);
export const CallerGate = durable(glue.CallerGate);

export default {
  async fetch(request, environment, context) {
    const answer = run(() => glue.fetch(request, environment, context));
    // Without it a caller that hangs up ends the call where it is: between the provider's yes and the note of it.
    context.waitUntil(answer.catch(() => {}));
    try {
      return await answer;
    } catch {
      // The reason has been logged where it arose, and is not for the caller.
      return internalError(new URL(request.url).pathname);
    }
  },
};
