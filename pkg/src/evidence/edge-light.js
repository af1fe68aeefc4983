// Vercel's and Next.js's edge runtime: as for Workers, and `?module` asks for it.
// @ts-expect-error: TypeScript does not know what becomes of it.
import compiled from '../../wasm/evidence_bg.wasm?module';

import { loader, verifier } from '../evidence.js';

export const verifySignedData = /* @__PURE__ */ verifier(/* @__PURE__ */ loader(async () => compiled));
