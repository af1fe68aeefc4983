/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds since the epoch, as the whole sandbox sees them
 * @property {() => number} source the same without the advances: the time of callers who know nothing of them
 * @property {(seconds: number) => void} advance
 * @property {() => void} reset back to the underlying time
 */

/**
 * The one clock of a sandbox: expiry of tokens, transactions and results all follow it.
 * @param {() => number} [source] the time to start from, real time by default
 * @returns {Clock}
 */
export function createClock(source = Date.now) {
  let offset = 0;
  return {
    now: () => source() + offset,
    source,
    advance(seconds) {
      offset += seconds * 1000;
    },
    reset() {
      offset = 0;
    },
  };
}
