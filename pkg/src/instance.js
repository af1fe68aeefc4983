/**
 * What wasm-bindgen generates for a module.
 * @typedef {object} Glue
 * @property {(options: { module: WebAssembly.Module }) => unknown} initSync
 * @property {(options: { module_or_path: WebAssembly.Module }) => Promise<unknown>} default
 */

/**
 * The bindings with an instance of their module behind them.
 * @template {Glue} T
 * @param {T} glue
 * @param {WebAssembly.Module} module
 * @returns {Promise<T>}
 */
export async function instantiated(glue, module) {
  try {
    // At once: waiting for the platform to do it takes many times as long.
    glue.initSync({ module });
  } catch {
    // A page's thread of an old browser may not, and a module of another realm is not seen as one.
    await glue.default({ module_or_path: module });
  }
  return glue;
}

/**
 * What `work` gives, worked for once. A failure is tried again by the next call.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {() => Promise<T>}
 */
export function once(work) {
  /** @type {Promise<T> | undefined} */
  let begun;
  return () => {
    begun ??= work().catch((reason) => {
      begun = undefined;
      throw reason;
    });
    return begun;
  };
}
