import { engineOf, keyOf } from './engine.js';
import { guarded } from './errors.js';
import { encode, replace, stringify } from './json.js';
import { load } from './module.js';
import { sessionKeyOf } from './session-key.js';

/** @import { SessionOptions } from "../index.js" */
/** @import { ResultSession as Inner } from "../wasm/ingam.js" */
/** @import { Bindings } from "./errors.js" */

/** Only this file can make a session: its key must be wrapped before it is used. */
const fromCreate = Symbol('ResultSession.create');

export class ResultSession {
  #inner;
  #wasm;
  #sessionKey;

  /**
   * @param {symbol} maker
   * @param {Bindings} wasm
   * @param {Inner} inner
   * @param {string} sessionKey
   */
  constructor(maker, wasm, inner, sessionKey) {
    if (maker !== fromCreate) throw new TypeError('use ResultSession.create()');
    this.#wasm = wasm;
    this.#inner = inner;
    this.#sessionKey = sessionKey;
  }

  /**
   * @param {SessionOptions} [options]
   * @returns {Promise<ResultSession>}
   */
  static create(options) {
    return guarded(async () => {
      const wasm = await load();
      const engine = engineOf(wasm, options ?? {});
      const key = keyOf(wasm, options ?? {});
      const inner = wasm.ResultSession.make(options ?? {});
      return new ResultSession(fromCreate, wasm, inner, await sessionKeyOf(inner, engine, key));
    });
  }

  get sessionKey() {
    return this.#sessionKey;
  }

  /**
   * @template {object} T
   * @param {T} result
   * @returns {Promise<T>}
   */
  open(result) {
    return guarded(() => {
      const text = stringify(this.#wasm, result);
      const replacements = this.#inner.open(encode(text));
      const opened = JSON.parse(text);
      replace(opened, replacements);
      return opened;
    });
  }
}
