/** A gateway whose clock can be put forward: the built Worker, with another `Date` in front of it. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BUILD } from '../../../scripts/gateway-runtime.mjs';

/** @param {number} seconds */
const shiftedDate = (seconds) => `
const Own = globalThis.Date;
globalThis.Date = class Date extends Own {
  constructor(...parts) {
    super(...(parts.length ? parts : [Own.now() + ${seconds * 1000}]));
  }
  static now() {
    return Own.now() + ${seconds * 1000};
  }
};
`;

/** Copies the built Worker. What is set takes effect when its gateway is restarted. */
export function buildWithClock() {
  const build = mkdtempSync(join(tmpdir(), 'ingam-clock-'));
  cpSync(BUILD, build, { recursive: true });
  const entry = join(build, 'entry.mjs');
  writeFileSync(entry, `import './date.mjs';\n${readFileSync(entry, 'utf8')}`);
  const putForward = (/** @type {number} */ seconds) =>
    writeFileSync(join(build, 'date.mjs'), shiftedDate(seconds));
  putForward(0);
  return { build, putForward, remove: () => rmSync(build, { recursive: true }) };
}
