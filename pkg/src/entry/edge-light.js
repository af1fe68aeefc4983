// Vercel's and Next.js's edge runtime: as for Workers, and `?module` asks for it.
// @ts-expect-error: TypeScript does not know what becomes of it.
import compiled from '../../wasm/ingam_bg.wasm?module';

import { webCryptoEngine } from '../engine/webcrypto.js';
import { provide } from '../module.js';

provide({ module: async () => compiled, engine: webCryptoEngine });

export { verifySignedData } from '../evidence/edge-light.js';
export * from '../index.js';
