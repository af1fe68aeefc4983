// Deno: its module graph has the module from 2.6 on; before, it is read as in Node.
import { readEvidence } from '../entry/node-file.js';
import { loader, verifier } from '../evidence.js';

const compiled = () => import('./deno-source.js').then((source) => source.compiled, readEvidence);
export const verifySignedData = /* @__PURE__ */ verifier(/* @__PURE__ */ loader(compiled));
