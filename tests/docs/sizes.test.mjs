// The sizes that the READMEs give of the package's modules are those of the build, within 3 %.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';

import { ROOT } from '../../scripts/steps.mjs';
import { prose } from './support/markdown.mjs';

const TOLERANCE = 0.03;
/** In the order in which the READMEs name them. */
const MODULES = ['evidence', 'ingam'];

/** Of each module its size and that with brotli, in kB. @type {number[]} */
let sizes;
before(() => {
  sizes = MODULES.flatMap((name) => {
    const bytes = readFileSync(join(ROOT, `pkg/wasm/${name}_bg.wasm`));
    return [bytes, brotliCompressSync(bytes)].map(({ length }) => length / 1000);
  });
});

for (const [readme, beginning] of [
  ['README.md', 'Verification is a WebAssembly module of its own'],
  ['README.ko.md', '검증은 별도의 WebAssembly 모듈'],
]) {
  test(`${readme}: the sizes of both modules, plain and with brotli`, () => {
    const paragraph = prose(readme)
      .split('\n\n')
      .find((text) => text.startsWith(beginning));
    const said = [...(paragraph ?? '').matchAll(/(\d+) ?kB/g)].map(([, figure]) => Number(figure));
    assert.equal(said.length, sizes.length, paragraph);
    for (const [index, size] of sizes.entries()) {
      assert.ok(Math.abs(said[index] - size) <= TOLERANCE * size, `${said[index]} kB is ${size} kB`);
    }
  });
}
