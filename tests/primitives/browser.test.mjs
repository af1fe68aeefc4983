// The primitives in a page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

import { browser, openPage } from '../packaging/support/chromium.mjs';
import { FILES, KNOWN, vectors } from './support/files.mjs';

const REPORT_WITHIN_MS = 60_000;

const PAGE = `<!doctype html><meta charset="utf-8"><script type="module">
const report = { agent: navigator.userAgent };
try {
  const primitives = await import('./primitives.js');
  await primitives.default({ module_or_path: './primitives_bg.wasm' });
  const { knownAnswers } = await import('./known-answers.mjs');
  report.answers = await knownAnswers(primitives, await (await fetch('./vectors.json')).json());
} catch (error) {
  report.error = String(error);
}
await fetch('./report', { method: 'POST', body: JSON.stringify(report) });
</script>`;

const TYPES = { js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };

/**
 * Serves the page, and waits for its report.
 * @param {import('node:test').TestContext} context
 * @returns {Promise<any>}
 */
async function reportOfPage(context) {
  /** @type {Map<string, [type: string, body: string | Buffer]>} */
  const answers = new Map([
    ['/', ['text/html', PAGE]],
    ['/vectors.json', ['application/json', JSON.stringify(vectors)]],
  ]);
  for (const [name, file] of Object.entries(FILES))
    answers.set(`/${name}`, [TYPES[name.split('.')[1]], readFileSync(file)]);

  /** @type {(report: any) => void} */
  let heard = () => {};
  const report = new Promise((resolve, reject) => {
    heard = resolve;
    setTimeout(() => reject(new Error('no report came')), REPORT_WITHIN_MS).unref();
  });
  const server = createServer(async (incoming, outgoing) => {
    if (incoming.url === '/report') {
      heard(JSON.parse(await text(incoming)));
      outgoing.end();
      return;
    }
    const [type, body] = answers.get(incoming.url ?? '') ?? [];
    if (type === undefined) outgoing.writeHead(404).end();
    else outgoing.setHeader('content-type', type).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  context.after(openPage(`http://127.0.0.1:${port}/`));
  return report;
}

if (browser) {
  test('Chromium: every known answer', async (context) => {
    const { agent, answers, error } = await reportOfPage(context);
    assert.equal(error, undefined);
    assert.match(agent, /Chrome/);
    assert.deepEqual(answers, KNOWN);
  });
} else {
  // Nobody has to have a browser, except where CI=true.
  test('Chromium: not tried, there is none here', { skip: process.env.CI !== 'true' }, () =>
    assert.fail('apt-get install chromium, for one'),
  );
}
