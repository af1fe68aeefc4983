#!/usr/bin/env node
// The command line of ingam: one command, one exit status, text in Korean or English. Exit status 1
// is TOTAL_FAILED and nothing else, while Node ends with 1 whatever it could not go on with.
import { writeSync } from 'node:fs';

/** EXIT.internal of failed.mjs, which may be what cannot be loaded. */
const INTERNAL = 70;

// Of a program that ends with nothing decided.
process.exitCode = INTERNAL;
process.on('uncaughtException', end);
process.on('unhandledRejection', end);
// `ingam … | head` ends when the reader has enough.
process.stdout.on('error', (error) => {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPIPE') end(error);
});
// A complaint that cannot be made: the status is there without it.
process.stderr.on('error', () => {});

try {
  const { run } = await import('./commands.mjs');
  const { text, complaint, exit } = await run(process.argv.slice(2), process.env);
  process.exitCode = exit;
  process.stdout.write(text);
  process.stderr.write(complaint);
} catch (reason) {
  end(reason);
}

/**
 * Ends the program, which is at fault, or cannot write what it has to say.
 * @param {unknown} reason
 */
function end(reason) {
  try {
    const line = String(reason).replaceAll(/[\p{C}\p{Z}]+/gu, ' ');
    writeSync(2, `ingam: 내부 오류 / internal error: ${line}\n`);
  } catch {
    // Nobody reads it.
  }
  process.exit(INTERNAL);
}
