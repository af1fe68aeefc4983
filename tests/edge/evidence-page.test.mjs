// The page of a bundle: documents and names are shown as text, whatever they say.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { browser, openPage } from '../packaging/support/chromium.mjs';
import { assertVerified } from './support/bundle.mjs';
import { assertEvidence, PASSED } from './support/evidence.mjs';
import { DIRECT_DEBIT, kakaoCaller } from './support/kakao.mjs';
import { DOCUMENTS } from './support/requests.mjs';
import { startRig } from './support/rig.mjs';

const HOSTILE =
  '<script>fetch("/ran")</script>"\'><img src=x onerror="fetch(`/ran`)">]]>--><b>&lt;\u202e\u2066\u061c끝';

/** @type {import('./support/rig.mjs').Rig} */
let rig;
before(async () => {
  rig = await startRig();
});
after(() => rig?.dispose());

/** A signature over hostile text, for the page. */
async function hostile() {
  const docList = [{ ...DOCUMENTS[0], doc: HOSTILE, docType: 'HTML', docTitle: HOSTILE.slice(0, 40) }];
  const { txId } = await rig.signed({ docList });
  const answer = await rig.dev.result(txId, rig.session());
  return assertEvidence(rig, `toss/${txId}`, answer, PASSED);
}

/** The page of a consent signed by somebody of a hostile name. */
async function hostileName() {
  const caller = kakaoCaller(rig);
  const name = '<img src=/ran>\u202e"';
  const receipt = await caller.signed(DIRECT_DEBIT, { ReceiverName: name });
  const answer = await caller.verify(receipt, DIRECT_DEBIT);
  const { files } = await assertEvidence(rig, `kakao/${receipt}`, answer, PASSED);
  return { files };
}

test('the page shows documents and names as text, whatever they say', async () => {
  const { files } = await hostile();
  const page = files['report.html'].toString();
  assert.ok(!/<script|<img|<b>|onerror="|\]\]>-->|[\u202a-\u202e\u2066-\u2069\u061c]/.test(page));
  assert.ok(page.includes('&lt;script&gt;fetch(&quot;/ran&quot;)&lt;/script&gt;'));
  assert.ok(
    page.includes('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src'),
  );
  assert.ok(!/(src|href|action|url\()\s*=?\s*["']?(https?:)?\/\//.test(page), 'nothing is loaded');
  assertVerified(files);

  const { files: named } = await hostileName();
  const other = named['report.html'].toString();
  assert.ok(!/<img|\u202e/.test(other));
  assert.ok(other.includes('&lt;img src=/ran&gt;\ufffd&quot;'));
});

test('a browser shows the page and runs nothing in it', {
  skip: !browser && process.env.CI !== 'true' && 'there is no Chromium here',
}, async () => {
  assert.ok(browser, 'apt-get install chromium, for one');
  const { files } = await hostile();
  const { files: named } = await hostileName();
  for (const page of [files['report.html'], named['report.html']]) {
    /** @type {string[]} */
    const seen = [];
    let loaded = () => {};
    const shown = new Promise((resolve) => {
      loaded = () => resolve(undefined);
    });
    // Without the policy of the page: what escaped text cannot do, it cannot do by itself.
    const open = page.toString().replace(/<meta http-equiv[^>]*>/, '');
    assert.notEqual(open, page.toString());
    const server = createServer((incoming, outgoing) => {
      const { url = '' } = incoming;
      seen.push(url);
      outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      // The page is loaded when what stands behind it asks for more.
      if (url === '/') outgoing.end(`${open}<img src="/loaded">`);
      else outgoing.end();
      if (url === '/loaded') setTimeout(loaded, 500);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const close = openPage(`http://127.0.0.1:${port}/`);
    try {
      await shown;
      assert.deepEqual(
        seen.filter((url) => url !== '/favicon.ico'),
        ['/', '/loaded'],
      );
    } finally {
      await close();
      server.closeAllConnections();
      server.close();
    }
  }
});
