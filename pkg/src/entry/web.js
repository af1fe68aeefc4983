// Pages, web workers and everything unnamed: the module is fetched from the package's files.
import { webCryptoEngine } from '../engine/webcrypto.js';
import { provide } from '../module.js';
import { fetched } from './web-fetch.js';

provide({
  module: () => fetched(new URL('../../wasm/ingam_bg.wasm', import.meta.url)),
  engine: webCryptoEngine,
});

export { verifySignedData } from '../evidence/web.js';
export * from '../index.js';
