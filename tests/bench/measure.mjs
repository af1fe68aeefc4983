/** Contenders measured in turns, so that a noisy moment meets all of them. */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {() => unknown} run
 */

/** The part of the rounds that warms up and is not counted. */
const WARM_UP = 0.2;

/**
 * @param {Contender[]} contenders
 * @param {number} rounds
 * @returns {Promise<{ name: string, microseconds: number }[]>} the median of each
 */
export async function measure(contenders, rounds) {
  const times = contenders.map(() => /** @type {number[]} */ ([]));
  const warm = Math.ceil(rounds * WARM_UP);
  for (let round = -warm; round < rounds; round += 1) {
    for (const [index, { run }] of contenders.entries()) {
      const begun = performance.now();
      await run();
      if (round >= 0) times[index].push(performance.now() - begun);
    }
  }
  return contenders.map(({ name }, index) => ({ name, microseconds: median(times[index]) * 1000 }));
}

/** @param {number[]} values */
export function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

/**
 * @param {string} title
 * @param {[name: string, ...cells: string[]][]} rows
 */
export function printTable(title, rows) {
  console.log(`\n${title}`);
  for (const [name, ...cells] of rows)
    console.log(`  ${name.padEnd(30)}${cells.map((cell) => cell.padStart(12)).join('')}`);
}

/**
 * Prints medians and their ratio to the first contender's.
 * @param {string} title
 * @param {{ name: string, microseconds: number }[]} results
 */
export function printRatios(title, results) {
  printTable(
    title,
    results.map(({ name, microseconds }) => [
      name,
      `${microseconds.toFixed(0)} us`,
      `x ${(microseconds / results[0].microseconds).toFixed(2)}`,
    ]),
  );
}
