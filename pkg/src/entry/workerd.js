// Cloudflare Workers: the module is part of the Worker, compiled when it is deployed.
// @ts-expect-error: TypeScript does not know what becomes of it.
import compiled from '../../wasm/ingam_bg.wasm';

import { webCryptoEngine } from '../engine/webcrypto.js';
import { provide } from '../module.js';

provide({ module: async () => compiled, engine: webCryptoEngine });

export { verifySignedData } from '../evidence/workerd.js';
export * from '../index.js';
