// Pages, web workers and everything unnamed: the module is fetched from the package's files.
import { fetched } from '../entry/web-fetch.js';
import { loader, verifier } from '../evidence.js';

const load = /* @__PURE__ */ loader(() => fetched(new URL('../../wasm/evidence_bg.wasm', import.meta.url)));
export const verifySignedData = /* @__PURE__ */ verifier(load);
