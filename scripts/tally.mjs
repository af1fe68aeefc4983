/** Counting of tests, from what the test runners themselves report. */

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * Adds up the result lines of `cargo test`, one for each binary and crate of documentation tests.
 * @param {string} output
 * @returns {Tally}
 */
export function tallyOfCargo(output) {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  const lines = output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/gm);
  for (const [, passed, failed, ignored] of lines) {
    tally.passed += Number(passed);
    tally.failed += Number(failed);
    tally.skipped += Number(ignored);
  }
  return tally;
}

/**
 * Makes a suite's result out of what was counted and how the runner ended: a run that failed
 * without a failed test (it did not compile, it crashed) and one without any test are failures.
 * @param {Tally} tally
 * @param {number | string} exitCode
 * @returns {Tally & { note?: string }}
 */
export function judge(tally, exitCode) {
  if (exitCode !== 0 && tally.failed === 0)
    return { ...tally, failed: 1, note: `the run failed (${exitCode})` };
  if (tally.passed + tally.failed + tally.skipped === 0) return { ...tally, failed: 1, note: 'no test ran' };
  return tally;
}

/**
 * The last line of `npm test`, `npm run check` and .ci/run.
 * @param {{ passed: number, failed: number }[]} results
 * @returns {string}
 */
export function countLine(results) {
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}

/**
 * A reporter for `node --test`: writes the tally as JSON when all is done. A suite (`describe`)
 * is no test; a file in which no test was declared is reported by the runner as a passed one.
 * @param {AsyncIterable<{ type: string, data: any }>} events
 * @returns {AsyncGenerator<string, void>}
 */
export default async function* reporter(events) {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    if (data.skip !== undefined || data.todo !== undefined) tally.skipped += 1;
    else if (type === 'test:fail') tally.failed += 1;
    else if (!isEmptyFile(data)) tally.passed += 1;
  }
  yield JSON.stringify(tally);
}

/** @param {{ nesting: number, name: string, file?: string }} test */
function isEmptyFile({ nesting, name, file }) {
  return nesting === 0 && file !== undefined && file.endsWith(name) && /\.test\.m?js$/.test(name);
}
