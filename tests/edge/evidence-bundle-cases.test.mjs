// The bundle's script on the messages of tests/evidence/cases.json: its word is the core's, but for what is named here.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';

import { digest } from '../evidence/pki.mjs';
import { assembled, certificatesIn, verified } from './support/bundle.mjs';

/** What the script does not ask: revocation, what a certificate may be used for, what one provider promises. */
const NOT_ASKED = [
  'REVOKED',
  'REVOKED_NO_POE',
  'TRY_LATER',
  'CHAIN_CONSTRAINTS_FAILURE',
  'SIG_CONSTRAINTS_FAILURE',
];
/** Of that kind, under another name: the core fails them, and the script does not ask. */
const MORE_NOT_ASKED = new Set([
  'certificate-twice',
  'extension-twice',
  'key-3072-for-toss',
  'authority-2048-for-toss',
  'expired-at-the-time-asked-for',
  'anchor-expired',
  'anchor-of-another-name',
  'detached-another-original',
]);
/** Sound ones that the script cannot follow, and why it says so. @type {Record<string, RegExp>} */
const BEYOND = {
  'sound-indefinite-lengths': /it is BER; convert it to DER first/,
  intermediate: /no anchor issued the certificate/,
  'path-length-allowed': /no anchor issued the certificate/,
  'list-for-every-certificate': /no anchor issued the certificate/,
};

const { anchors, cases } = JSON.parse(
  readFileSync(new URL('../evidence/cases.json', import.meta.url), 'utf8'),
);
const bytes = (/** @type {string} */ value) => Buffer.from(value, 'base64');
const [signer] = certificatesIn(bytes(cases.find((/** @type {any} */ { id }) => id === 'sound').message));

const counts = { passed: 0, failed: 0 };
after(() => assert.ok(counts.passed > 15 && counts.failed > 70, JSON.stringify(counts)));

for (const { id, expected, anchor, document, message } of cases) {
  if (NOT_ASKED.includes(expected) || MORE_NOT_ASKED.has(id) || anchor === null) continue;
  test(`${id}: ${expected}`, () => {
    const isHash = id.startsWith('detached-');
    const files = assembled({
      anchor: bytes(anchors[anchor]),
      documents: [
        {
          message: bytes(message),
          requested: document && digest(document),
          text: isHash && document ? Buffer.from(document) : undefined,
          certificate:
            id === 'sound-indefinite-lengths' ? signer : (certificatesIn(bytes(message))[0] ?? signer),
        },
      ],
    });
    const { status, stdout, stderr } = verified(files);
    if (expected === 'TOTAL_PASSED' && !BEYOND[id]) {
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /\nOK\n$/);
      counts.passed += 1;
    } else {
      assert.notEqual(status, 0, stdout);
      assert.match(stderr, BEYOND[id] ?? /^FAILED: document-1: /m);
      counts.failed += 1;
    }
  });
}
