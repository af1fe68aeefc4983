import assert from 'node:assert/strict';
import { test } from 'node:test';

import reporter, { countLine, judge, tallyOfCargo } from '../../scripts/tally.mjs';

const NOTHING = { passed: 0, failed: 0, skipped: 0 };

test('result lines of cargo are added up', () => {
  const output = [
    'test a::b ... ok',
    'test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s',
    'test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
  ].join('\n');
  assert.deepEqual(tallyOfCargo(output), { passed: 15, failed: 2, skipped: 1 });
});

test('a run that fails without a failed test is a failure', () => {
  assert.equal(judge({ ...NOTHING, passed: 5 }, 101).failed, 1);
  assert.equal(judge({ ...NOTHING, passed: 5, failed: 2 }, 101).failed, 2);
});

test('a run without tests is a failure', () => {
  assert.equal(judge(NOTHING, 0).failed, 1);
  assert.equal(judge({ ...NOTHING, skipped: 1 }, 0).failed, 0);
});

test('tests are counted, suites and empty files are not', async () => {
  const file = '/repository/tests/a.test.mjs';
  const events = [
    { type: 'test:start', data: { name: 'passes', nesting: 0, file } },
    { type: 'test:pass', data: { name: 'passes', nesting: 0, file } },
    { type: 'test:pass', data: { name: 'suite', nesting: 0, file, details: { type: 'suite' } } },
    { type: 'test:pass', data: { name: 'skipped', nesting: 1, file, skip: true } },
    { type: 'test:fail', data: { name: 'fails', nesting: 1, file } },
    { type: 'test:fail', data: { name: 'to be done', nesting: 1, file, todo: '' } },
    { type: 'test:pass', data: { name: 'tests/a.test.mjs', nesting: 0, file } },
  ];
  const written = (await reporter(stream(events)).next()).value;
  assert.deepEqual(JSON.parse(written ?? ''), { passed: 1, failed: 1, skipped: 2 });
});

test('the last line', () => {
  assert.equal(
    countLine([
      { passed: 2, failed: 0 },
      { passed: 3, failed: 1 },
    ]),
    '5 passed, 1 failed',
  );
});

/** @template T @param {T[]} items */
async function* stream(items) {
  yield* items;
}
