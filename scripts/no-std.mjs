/** The proof that the core needs no standard library. */

import { run } from './steps.mjs';

/** There is no `std` for the first target; on the second there is no system under it. */
export const NO_STD_TARGETS = ['thumbv7em-none-eabi', 'wasm32-unknown-unknown'];

/**
 * Builds the core alone for a target, with the features it has by default.
 * @param {string} target
 * @returns {Promise<void>} rejects when it does not build
 */
export async function buildWithoutStd(target) {
  await run('cargo', ['build', '--quiet', '--package=ingam', '--lib', `--target=${target}`]);
}
