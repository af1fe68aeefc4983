import { startSandbox } from '../../src/index.js';
import { makeClient } from './client.js';

/** A sandbox for one test, closed with it; `lines` collects its log. */
export async function start(t, settings = {}) {
  const lines = [];
  const sandbox = await startSandbox({ log: (line) => lines.push(line), ...settings });
  t.after(() => sandbox.close());
  return { sandbox, keys: sandbox.keys, lines, client: makeClient(sandbox) };
}
