import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of files for the openssl command, removed after the test. */
export function makeWorkshop(t) {
  const folder = mkdtempSync(join(tmpdir(), 'ingam-sandbox-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = (name) => join(folder, name);
  return {
    write: (name, data) => writeFileSync(path(name), data),
    read: (name) => readFileSync(path(name)),
    run: (...args) =>
      execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
  };
}
