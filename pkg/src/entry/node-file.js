import { readFile } from 'node:fs/promises';

/** The module from the file system. */
export const read = async () =>
  WebAssembly.compile(await readFile(new URL('../../wasm/ingam_bg.wasm', import.meta.url)));

/** The one of evidence. */
export const readEvidence = async () =>
  WebAssembly.compile(await readFile(new URL('../../wasm/evidence_bg.wasm', import.meta.url)));
