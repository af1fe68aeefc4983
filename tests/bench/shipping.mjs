/** What the package costs before its first call: a cold process, and bytes. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { median, printTable } from './measure.mjs';

const PKG = fileURLToPath(new URL('../../pkg/', import.meta.url));

const REQUEST = "{ userName: '김토스', userPhone: '01012345678', userBirthday: '19930324' }";

/**
 * What a process does first: import, and a call with the RSA of one session key.
 * @param {string} pem
 * @returns {[name: string, importing: string, calling: string][]}
 */
function programs(pem) {
  const text = JSON.stringify;
  const forge = fileURLToPath(import.meta.resolve('node-forge'));
  const seal = `await imported.seal(${REQUEST}, { publicKey: ${text(pem)} })`;
  return [
    [
      'node:crypto, RSA alone',
      "await import('node:crypto')",
      `imported.publicEncrypt({ key: ${text(pem)}, oaepHash: 'sha1' }, Buffer.alloc(64))`,
    ],
    ['ingam, import', `await import(${text(`${PKG}src/entry/node.js`)})`, seal],
    [
      'ingam, require()',
      `(await import('node:module')).createRequire(${text(PKG)})('./src/entry/node.cjs')`,
      seal,
    ],
    [
      'node-forge, RSA alone',
      `(await import(${text(forge)})).default`,
      `imported.pki.publicKeyFromPem(${text(pem)}).encrypt('x', 'RSA-OAEP')`,
    ],
  ];
}

/**
 * @param {string} pem a public key
 * @param {import('./bench.mjs').Effort} effort
 */
export function printColdStart(pem, { coldStarts }) {
  const contenders = programs(pem).map(([name, importing, calling]) => ({
    name,
    start: () => coldStart(importing, calling),
    imported: /** @type {number[]} */ ([]),
    called: /** @type {number[]} */ ([]),
  }));
  for (let round = 0; round < coldStarts; round += 1) {
    for (const { start, imported, called } of contenders) {
      const times = start();
      imported.push(times.imported);
      called.push(times.called);
    }
  }
  const milliseconds = (/** @type {number[]} */ values) => `${median(values).toFixed(1)} ms`;
  printTable(
    'a cold process: import, first call',
    contenders.map(({ name, imported, called }) => [name, milliseconds(imported), milliseconds(called)]),
  );
}

/**
 * @param {string} importing
 * @param {string} calling
 * @returns {{ imported: number, called: number }}
 */
function coldStart(importing, calling) {
  const program = `
const begun = performance.now();
const imported = ${importing};
const between = performance.now();
${calling};
console.log(JSON.stringify({ imported: between - begun, called: performance.now() - between }));`;
  const parameters = ['--input-type=module', '--eval', program];
  return JSON.parse(execFileSync(process.execPath, parameters, { cwd: PKG, encoding: 'utf8' }));
}

export function printSizes() {
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  const sizes = (/** @type {Buffer} */ bytes) =>
    [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)].map(({ length }) => kilobytes(length));
  const sources = readdirSync(join(PKG, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => readFileSync(join(PKG, 'src', path)));
  const glue = ['ingam.js', 'evidence.js'].map((name) => readFileSync(join(PKG, 'wasm', name)));
  printTable('sizes: raw, gzip, brotli', [
    ['ingam.wasm', ...sizes(readFileSync(join(PKG, 'wasm', 'ingam_bg.wasm')))],
    ['evidence.wasm, on demand', ...sizes(readFileSync(join(PKG, 'wasm', 'evidence_bg.wasm')))],
    ['their JavaScript, unminified', ...sizes(Buffer.concat([...sources, ...glue]))],
    ['the tarball', '', kilobytes(sizeOfTarball())],
  ]);
}

function sizeOfTarball() {
  const folder = mkdtempSync(join(tmpdir(), 'ingam-bench-'));
  try {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: PKG, stdio: 'ignore' });
    return statSync(join(folder, readdirSync(folder)[0])).size;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
