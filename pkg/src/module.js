// The WebAssembly module: which environment it comes from, loaded once, when first needed.
import * as glue from '../wasm/ingam.js';
import { instantiated, once } from './instance.js';

/** @import { Engine } from "./engine.js" */

/**
 * What an entry hands in.
 * @typedef {object} Environment
 * @property {() => Promise<WebAssembly.Module>} module  the compiled module
 * @property {Engine} [engine]  the platform's crypto, where it is worth using
 */

/** @type {Environment | undefined} */
let environment;

/**
 * Names the environment. Each entry does it once, before anything else runs.
 * @param {Environment} given
 */
export function provide(given) {
  environment = given;
}

/** @returns {Engine | undefined} the platform's crypto */
export const platformEngine = () => environment?.engine;

/** The bindings, ready to be called. A failed load is tried again by the next call. */
export const load = once(async () => {
  if (!environment) throw new Error('ingam: import the package by its name, not a file of it');
  return instantiated(glue, await environment.module());
});
