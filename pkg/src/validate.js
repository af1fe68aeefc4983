import { guarded } from './errors.js';
import { encode, stringify } from './json.js';
import { load } from './module.js';

/** @type {typeof import("../index.js").validateRequest} */
export const validateRequest = (kind, body) =>
  guarded(async () => {
    const wasm = await load();
    return wasm.validateRequest(String(kind), encode(stringify(wasm, body)));
  });
