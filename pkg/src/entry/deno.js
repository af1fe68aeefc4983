// Deno: its module graph has the module from 2.6 on; before, it is read as in Node.
import { webCryptoEngine } from '../engine/webcrypto.js';
import { provide } from '../module.js';
import { read } from './node-file.js';

provide({
  module: () => import('./deno-source.js').then(({ compiled }) => compiled, read),
  engine: webCryptoEngine,
});

export { verifySignedData } from '../evidence/deno.js';
export * from '../index.js';
