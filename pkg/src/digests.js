import { guarded } from './errors.js';
import { isRecord } from './json.js';
import { load } from './module.js';
import { text } from './seal.js';

/** @type {typeof import("../index.js").documentDigests} */
export const documentDigests = (docList) =>
  guarded(async () => {
    const wasm = await load();
    const docs = Array.isArray(docList)
      ? docList.map((entry) => (isRecord(entry) ? { order: entry.order, doc: text(entry.doc) } : {}))
      : null;
    return wasm.documentDigests(docs);
  });
