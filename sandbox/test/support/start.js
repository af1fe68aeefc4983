import { startSandbox } from '../../src/index.js';
import { makeClient } from './client.js';
import { makeLinkHub } from './linkhub.js';

/** A sandbox for one test, closed with it; `lines` collects its log. */
export async function start(t, settings = {}) {
  const lines = [];
  const sandbox = await startSandbox({ log: (line) => lines.push(line), ...settings });
  t.after(() => sandbox.close());
  const clients = { client: makeClient(sandbox), linkHub: makeLinkHub(sandbox) };
  return { sandbox, keys: sandbox.keys, lines, ...clients };
}
