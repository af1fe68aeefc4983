// Node and Bun: the module from the file system, RSA and long AES from node:crypto.
import { nodeEngine } from '../engine/node.js';
import { provide } from '../module.js';
import { read } from './node-file.js';

provide({ module: read, engine: nodeEngine });

export { verifySignedData } from '../evidence/node.js';
export * from '../index.js';
