// Cloudflare Workers: the module is part of a Worker that verifies, and of no other.
// @ts-expect-error: TypeScript does not know what becomes of it.
import compiled from '../../wasm/evidence_bg.wasm';

import { loader, verifier } from '../evidence.js';

export const verifySignedData = /* @__PURE__ */ verifier(/* @__PURE__ */ loader(async () => compiled));
