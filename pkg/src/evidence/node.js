// Node and Bun: the module from the file system.
import { readEvidence } from '../entry/node-file.js';
import { loader, verifier } from '../evidence.js';

export const load = /* @__PURE__ */ loader(readEvidence);
export const verifySignedData = /* @__PURE__ */ verifier(load);
