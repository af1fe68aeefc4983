/** Chromium without a window. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser's command, if there is one. */
export const browser = NAMES.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);

/**
 * Opens a page.
 * @param {string} url
 * @returns {() => Promise<void>} closes it
 */
export function openPage(url) {
  const profile = mkdtempSync(join(tmpdir(), 'ingam-chromium-'));
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--remote-debugging-port=0',
    '--host-resolver-rules=MAP insecure.test 127.0.0.1',
    `--user-data-dir=${profile}`,
  ];
  const child = spawn(browser ?? '', [...flags, url], { stdio: 'ignore', detached: true });
  const closed = new Promise((resolve) => child.on('close', resolve));
  return async () => {
    // The browser is a group of processes.
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
    await closed;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
}
