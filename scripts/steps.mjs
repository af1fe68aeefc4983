/** What every command here is made of: steps with a heading and a time, and programs that they run. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the repository; programs run there. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Does one piece of work under a heading, and says how long it took.
 * @template T
 * @param {string} title
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  console.log(`\n== ${title}`);
  const begun = performance.now();
  try {
    return await work();
  } finally {
    console.log(`-- ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
}

/**
 * Runs a program with its output on this terminal.
 * @param {string} program
 * @param {string[]} [parameters]
 * @returns {Promise<void>} rejects when it does not succeed
 */
export async function run(program, parameters = []) {
  console.log(`$ ${[program, ...parameters].join(' ')}`);
  const { code } = await start(program, parameters, ['ignore', 'inherit', 'inherit']);
  if (code !== 0) throw new Error(`${program} ${parameters[0] ?? ''} failed (${code})`);
}

/**
 * Runs a program with its output on this terminal, and also hands back what it wrote to standard output.
 * @param {string} program
 * @param {string[]} parameters
 * @returns {Promise<{ code: number | string, output: string }>} the exit code, or what it was ended by
 */
export async function runAndRead(program, parameters) {
  console.log(`$ ${[program, ...parameters].join(' ')}`);
  return start(program, parameters, ['ignore', 'pipe', 'inherit'], (text) => process.stdout.write(text));
}

/**
 * Runs a program in silence.
 * @param {string} program
 * @param {string[]} parameters
 * @returns {Promise<string | undefined>} its standard output; undefined when it is missing or does not succeed
 */
export async function read(program, parameters) {
  try {
    const { code, output } = await start(program, parameters, ['ignore', 'pipe', 'ignore']);
    return code === 0 ? output : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} program
 * @param {string[]} parameters
 * @param {import('node:child_process').StdioOptions} stdio
 * @param {(text: string) => void} [onText]
 * @returns {Promise<{ code: number | string, output: string }>}
 */
function start(program, parameters, stdio, onText) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd: ROOT, stdio });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      onText?.(text);
    });
    child.on('error', (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 1, output }));
  });
}

/**
 * Runs a command's main function; what it throws becomes one line and a failing exit code.
 * @param {string} name
 * @param {() => Promise<void>} main
 */
export async function command(name, main) {
  try {
    await main();
  } catch (error) {
    console.error(`\n${name}: ${error.message}`);
    process.exitCode = 1;
  }
}

/**
 * Waits until this process is asked to end, so that it can end in order. Call it after everything has
 * started: miniflare brings listeners of its own, which would end the process at once.
 * @returns {Promise<void>}
 */
export function askedToStop() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.removeAllListeners(signal);
      process.once(signal, () => resolve());
    }
  });
}
