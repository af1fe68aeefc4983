import { engineOf, keyOf } from './engine.js';
import { guarded } from './errors.js';
import { isRecord, replace } from './json.js';
import { load } from './module.js';

/** @import { Sealing } from "../wasm/ingam.js" */
/** @import { Engine, Key } from "./engine.js" */

/** As much of a long text as the core needs to see that it is not sealed yet. */
const BEGINNING = 128;

/** @type {typeof import("../index.js").seal} */
export const seal = (request, options) =>
  guarded(async () => {
    const wasm = await load();
    const engine = engineOf(wasm, options ?? {});
    const key = keyOf(wasm, options ?? {});
    const sealed = copy(request);
    const { fields, elsewhere } = view(sealed, longTextOf(engine, options ?? {}));
    const sealing = wasm.Sealing.begin(fields, elsewhere, options ?? {});
    replace(sealed, engine ? await finish(engine, sealing, sealed, key) : sealing.finishWith(key.handle));
    return sealed;
  });

/**
 * The request with everything that may be replaced copied, and the rest as it is.
 * Members are read once, so that what is looked at is what is returned.
 * @param {any} request
 */
function copy(request) {
  if (!isRecord(request)) return request;
  const sealed = { ...request };
  if (Array.isArray(sealed.docList)) {
    sealed.docList = sealed.docList.map((entry) => (isRecord(entry) ? { ...entry } : entry));
  }
  return sealed;
}

/**
 * Above how many UTF-16 units a document is the platform's to seal. It knows AES-GCM only.
 * @param {Engine | undefined} engine
 * @param {{ algorithm?: unknown }} options
 */
function longTextOf(engine, { algorithm = 'AES_GCM' }) {
  return engine && algorithm === 'AES_GCM' ? engine.longText : Number.POSITIVE_INFINITY;
}

/**
 * What the core has to see of a request, and the indexes of documents it sees the
 * beginning of.
 * @param {any} request
 * @param {number} longText
 */
function view(request, longText) {
  if (!isRecord(request)) return { fields: null, elsewhere: new Uint32Array() };
  const { userName, userPhone, userBirthday, userCi, sessionKey, docList } = request;
  /** @type {number[]} */
  const elsewhere = [];
  const entries = Array.isArray(docList)
    ? docList.map((entry, index) => {
        if (!isRecord(entry)) return entry;
        const doc = text(entry.doc);
        const long = typeof doc === 'string' && doc.length > longText;
        if (long) elsewhere.push(index);
        return { docEncrypted: entry.docEncrypted, doc: long ? doc.slice(0, BEGINNING) : doc };
      })
    : docList;
  return {
    fields: {
      userName: text(userName),
      userPhone: text(userPhone),
      userBirthday: text(userBirthday),
      userCi: text(userCi),
      sessionKey,
      docList: entries,
    },
    elsewhere: Uint32Array.from(elsewhere),
  };
}

/**
 * `value`, unless it is a string with a lone surrogate: that is no Unicode text and has
 * no UTF-8 form, and is shown to the core as what it is, not text.
 * @param {unknown} value
 */
export const text = (value) => (typeof value === 'string' && !value.isWellFormed() ? false : value);

/**
 * Lets the platform wrap the key and seal the long documents.
 * @param {Engine} engine
 * @param {Sealing} sealing
 * @param {any} request
 * @param {Key} key
 * @returns {Promise<[string, string][]>}
 */
async function finish(engine, sealing, request, key) {
  const material = sealing.exposeMaterial();
  try {
    const prefix = sealing.prefix();
    const [wrapped, ...replacements] = await Promise.all([
      engine.wrap(key, material),
      ...sealing.elsewhere().map(async (pointer) => {
        const index = Number(pointer.split('/')[2]);
        return [pointer, prefix + (await engine.seal(material, request.docList[index].doc))];
      }),
    ]);
    return [...replacements, ...sealing.finish(wrapped)];
  } finally {
    material.fill(0);
  }
}
