/**
 * Writes cavp-sigver15.json: NIST's CAVP cases of RSASSA-PKCS1-v1_5 with SHA-256 and 2048 bits or more, from the package
 * cryptography_vectors:
 *   pip download --no-deps cryptography_vectors==50.0.2 && unzip -q cryptography_vectors-*.whl -d vectors
 *   node tests/evidence/make-cavp.mjs vectors/cryptography_vectors/asymmetric/RSA/FIPS_186-2/SigVer15_186-3.rsp
 */

import { readFileSync, writeFileSync } from 'node:fs';

const short = (/** @type {string} */ hex) => hex.replace(/^(00)+/, '');
/** @type {Record<string, string>[]} */
const cases = [];
let modulus = '';
/** @type {Record<string, string>} */
let current = {};
for (const line of readFileSync(process.argv[2], 'utf8').split(/\r?\n/)) {
  const [, name, value] = /^(\w+) = (.*)$/.exec(line) ?? [];
  if (name === 'n') modulus = short(value);
  else if (name) current[name] = value;
  if (name !== 'Result') continue;
  if (current.SHAAlg === 'SHA256' && modulus.length >= 512) {
    const [, result, reason = ''] = /^(\w)(?: \(\d - (.*?) ?\))?/.exec(value) ?? [];
    cases.push({
      result,
      reason,
      modulus,
      exponent: short(current.e),
      message: current.Msg,
      signature: current.S,
    });
  }
  current = {};
}
writeFileSync(
  new URL('cavp-sigver15.json', import.meta.url),
  `[\n${cases.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`,
);
console.log(`${cases.length} cases, ${cases.filter(({ result }) => result === 'P').length} of them sound`);
