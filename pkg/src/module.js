// The WebAssembly module: which environment it comes from, loaded once, when first needed.
import * as glue from '../wasm/ingam.js';

/** @import { Engine } from "./engine.js" */

/**
 * What an entry hands in.
 * @typedef {object} Environment
 * @property {() => Promise<WebAssembly.Module>} module  the compiled module
 * @property {Engine} [engine]  the platform's crypto, where it is worth using
 */

/** @type {Environment | undefined} */
let environment;

/** @type {Promise<typeof glue> | undefined} */
let loaded;

/**
 * Names the environment. Each entry does it once, before anything else runs.
 * @param {Environment} given
 */
export function provide(given) {
  environment = given;
}

/** @returns {Engine | undefined} the platform's crypto */
export const platformEngine = () => environment?.engine;

/**
 * The bindings, ready to be called. A failed load is tried again by the next call.
 * @returns {Promise<typeof glue>}
 */
export function load() {
  loaded ??= instantiate().catch((reason) => {
    loaded = undefined;
    throw reason;
  });
  return loaded;
}

async function instantiate() {
  if (!environment) throw new Error('ingam: import the package by its name, not a file of it');
  const module = await environment.module();
  try {
    // At once: waiting for the platform to do it takes many times as long.
    glue.initSync({ module });
  } catch {
    // A page's thread of an old browser may not, and a module of another realm is not seen as one.
    await glue.default({ module_or_path: module });
  }
  return glue;
}
