import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import * as ingam from 'ingam';

const require = createRequire(import.meta.url);
const names = Object.keys(ingam).sort();

test('a require() that loads later has every name', () => {
  const later = require('../src/entry/node-later.cjs');
  assert.deepEqual(Object.keys(later).sort(), names);
});

test('the types declare every name, and no other that is a value', () => {
  const types = readFileSync(new URL('../index.d.ts', import.meta.url), 'utf8');
  const declared = [...types.matchAll(/^export (?:function|class|const) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(declared.sort(), names);
});

test('what is loaded later does the same', async () => {
  const later = require('../src/entry/node-later.cjs');
  const options = {
    linkId: 'TESTER',
    secretKey: 'AAEC',
    target: 'service',
    body: 'x',
    date: '2026-01-02T03:04:05Z',
  };
  assert.deepEqual(await later.signLinkHub(options), await ingam.signLinkHub(options));
  assert.equal(await later.kakaoTalkLink({ txId: 't' }), await ingam.kakaoTalkLink({ txId: 't' }));
  const url = 'myapp://auth?sig=x';
  assert.deepEqual(await later.readKakaoTalkCallback(url), await ingam.readKakaoTalkCallback(url));
});
