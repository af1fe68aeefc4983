// Node: the module from the file system, RSA and long AES from node:crypto.
import { readFile } from 'node:fs/promises';

import { nodeEngine } from '../engine/node.js';
import { provide } from '../module.js';

provide({
  module: async () =>
    WebAssembly.compile(await readFile(new URL('../../wasm/ingam_bg.wasm', import.meta.url))),
  engine: nodeEngine,
});

export * from '../index.js';
