// The one error class. Its texts come from the core's table.

/** @typedef {typeof import("../wasm/ingam.js")} Bindings */

/**
 * What the bindings throw.
 * @typedef {{ code: string, message: string, messageKo: string, path?: string }} Failure
 */

export class IngamError extends Error {
  /** @param {Failure} failure */
  constructor({ code, message, messageKo, path }) {
    super(message);
    this.code = code;
    this.messageKo = messageKo;
    if (path !== undefined) this.path = path;
  }

  /** Error's own members are not enumerable: this is what a log should have. */
  toJSON() {
    const { name, code, message, messageKo, path } = this;
    return { name, code, message, messageKo, path };
  }
}

// On the prototype, as Error has it: it then stands at the head of the stack as well.
Object.defineProperty(IngamError.prototype, 'name', {
  value: 'IngamError',
  configurable: true,
  writable: true,
});

/**
 * The error of the table named `code`, for what only JavaScript can see.
 * @param {Pick<Bindings, 'failure'>} wasm  whichever module's
 * @param {string} code
 * @param {string} [path]
 */
export function failure(wasm, code, path) {
  return new IngamError(wasm.failure(code, path));
}

/**
 * What `work` gives; what the bindings throw in it becomes an {@link IngamError}, and
 * anything else stays what it is.
 * @template T
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function guarded(work) {
  try {
    return await work();
  } catch (reason) {
    throw isFailure(reason) ? new IngamError(reason) : reason;
  }
}

/**
 * @param {unknown} reason
 * @returns {reason is Failure}
 */
function isFailure(reason) {
  return typeof reason === 'object' && reason !== null && !(reason instanceof Error) && 'messageKo' in reason;
}
