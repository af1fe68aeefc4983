// `npm run bench -- --quick`: the benchmark to its end. What it measures is nobody's business here.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, test } from 'node:test';
import { promisify } from 'node:util';

import { ROOT } from '../../scripts/steps.mjs';

const start = promisify(execFile);

/** What it prints; an error shows what it complains about. @param {string[]} parameters */
async function bench(...parameters) {
  const options = { cwd: ROOT, timeout: 120_000 };
  return (await start('npm', ['run', '--silent', 'bench', '--', ...parameters], options)).stdout;
}

const SEALING = [
  'node:crypto, by hand',
  'ingam, auto',
  'ingam, as in pages and Workers',
  'ingam, wasm',
  'BigInt RSA, @noble',
  'node-forge',
];

const COMPARED = {
  'seal a request of 3 fields': SEALING,
  'the same with a document of 1 MB': SEALING,
  'open a result of 4 fields': ['node:crypto, by hand', 'ingam', 'BigInt RSA, @noble', 'node-forge'],
  'verify a signed document': ['node:crypto, asn1js, by hand', 'ingam', 'pkijs'],
};

/** @type {Record<string, [name: string, form: RegExp][]>} */
const SHIPPED = {
  'a cold process: import, first call': [
    'node:crypto, RSA alone',
    'ingam, import',
    'ingam, require()',
    'node-forge, RSA alone',
  ].map((name) => [name, /^\d+\.\d ms +\d+\.\d ms$/]),
  'sizes: raw, gzip, brotli': [
    ['ingam.wasm', /^\d+\.\d kB +\d+\.\d kB +\d+\.\d kB$/],
    ['evidence.wasm, on demand', /^\d+\.\d kB +\d+\.\d kB +\d+\.\d kB$/],
    ['their JavaScript, unminified', /^\d+\.\d kB +\d+\.\d kB +\d+\.\d kB$/],
    ['the tarball', /^\d+\.\d kB$/],
  ],
};

/** The rows of every table, by its title. @type {Map<string, [name: string, cells: string][]>} */
let tables;

before(async () => {
  const [, ...sections] = (await bench('--quick')).trimEnd().split('\n\n');
  tables = new Map(
    sections.map((section) => {
      const [title, ...lines] = section.split('\n');
      // A name takes 30 columns, after the two it is moved in by.
      return [title, lines.map((line) => [line.slice(2, 32).trimEnd(), line.slice(32).trim()])];
    }),
  );
});

test('it prints these tables, and no others', () => {
  assert.deepEqual([...tables.keys()], [...Object.keys(COMPARED), ...Object.keys(SHIPPED)]);
});

for (const [title, names] of Object.entries(COMPARED)) {
  test(`${title}: every row, and its ratio to the first`, () => {
    const rows = tables.get(title) ?? [];
    assert.deepEqual(
      rows.map(([name]) => name),
      names,
    );
    const measured = rows.map(([, cells]) => {
      const [, microseconds, ratio] = /^(\d+) us +x (\d+\.\d\d)$/.exec(cells) ?? assert.fail(cells);
      return { microseconds: Number(microseconds), ratio: Number(ratio) };
    });
    const [first] = measured;
    assert.equal(first.ratio, 1);
    for (const { microseconds, ratio } of measured) {
      // Both times are printed rounded.
      assert.ok(ratio + 0.005 >= (microseconds - 0.5) / (first.microseconds + 0.5), `${microseconds}`);
      assert.ok(ratio - 0.005 <= (microseconds + 0.5) / (first.microseconds - 0.5), `${microseconds}`);
    }
  });
}

for (const [title, expected] of Object.entries(SHIPPED)) {
  test(`${title}: every row`, () => {
    const rows = tables.get(title) ?? [];
    assert.deepEqual(
      rows.map(([name]) => name),
      expected.map(([name]) => name),
    );
    for (const [index, [name, form]] of expected.entries()) assert.match(rows[index][1], form, name);
  });
}

test('it explains itself, and refuses an option that it has not', async () => {
  const help = await bench('--help');
  for (const option of ['--quick', '--help']) assert.ok(help.includes(option), option);
  await assert.rejects(bench('--quik'), /Unknown option '--quik'/);
});
