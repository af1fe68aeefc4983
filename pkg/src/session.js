import { engineOf, keyOf } from './engine.js';
import { failure, guarded } from './errors.js';
import { load } from './module.js';
import { text } from './seal.js';
import { sessionKeyOf } from './session-key.js';

/** @import { SessionOptions } from "../index.js" */
/** @import { Session as Inner } from "../wasm/ingam.js" */
/** @import { Bindings } from "./errors.js" */

/** Only this file can make a session: its key must be wrapped before it is used. */
const fromHere = Symbol('Session.create');

export class Session {
  #wasm;
  /** @type {Inner | undefined} gone with disposal */
  #inner;
  #id;
  #sessionKey;

  /**
   * @param {symbol} maker
   * @param {Bindings} wasm
   * @param {Inner} inner
   * @param {string} sessionKey
   */
  constructor(maker, wasm, inner, sessionKey) {
    if (maker !== fromHere) throw new TypeError('use Session.create() or Session.restore()');
    this.#wasm = wasm;
    this.#inner = inner;
    this.#id = inner.id();
    this.#sessionKey = sessionKey;
  }

  /**
   * @param {SessionOptions} [options]
   * @returns {Promise<Session>}
   */
  static create(options) {
    return begin(options, (wasm) => wasm.Session.make(options ?? {}));
  }

  /**
   * @param {string} serialized
   * @param {SessionOptions} [options]
   * @returns {Promise<Session>}
   */
  static restore(serialized, options) {
    return begin(options, (wasm) => wasm.Session.restore(string(serialized)));
  }

  get id() {
    return this.#id;
  }

  get sessionKey() {
    return this.#sessionKey;
  }

  /**
   * @param {string} name
   * @param {string} plaintext
   * @returns {Promise<string>}
   */
  encrypt(name, plaintext) {
    return guarded(() => {
      const inner = this.#alive();
      if (typeof name !== 'string') throw failure(this.#wasm, 'INGAM_OPTION_INVALID', '/name');
      const value = text(plaintext);
      if (typeof value !== 'string') throw failure(this.#wasm, 'INGAM_FIELD_NOT_TEXT');
      return inner.encrypt(name, value);
    });
  }

  /**
   * @param {string} field
   * @returns {Promise<string>}
   */
  decrypt(field) {
    return guarded(() => this.#alive().decrypt(string(field)));
  }

  exposeSerialized() {
    return this.#alive().exposeSerialized();
  }

  // An engine that has no such symbol has no `using` either.
  [Symbol.dispose ?? Symbol('dispose')]() {
    this.#inner?.free();
    this.#inner = undefined;
  }

  #alive() {
    if (!this.#inner) throw failure(this.#wasm, 'INGAM_SESSION_SPENT');
    return this.#inner;
  }
}

/**
 * @param {SessionOptions | undefined} options
 * @param {(wasm: Bindings) => Inner} make
 * @returns {Promise<Session>}
 */
function begin(options, make) {
  return guarded(async () => {
    const wasm = await load();
    const engine = engineOf(wasm, options ?? {});
    const key = keyOf(wasm, options ?? {});
    const inner = make(wasm);
    return new Session(fromHere, wasm, inner, await sessionKeyOf(inner, engine, key));
  });
}

/**
 * What is no string is no session and no field, as the empty one is.
 * @param {unknown} value
 */
const string = (value) => (typeof value === 'string' ? value : '');
