import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * One of the worthless development keys in `fixtures/`; its public half comes from `createPublicKey`.
 * @param {string} name
 */
export const readKey = (name) =>
  createPrivateKey(readFileSync(new URL(`../../fixtures/${name}.key.pem`, import.meta.url)));
