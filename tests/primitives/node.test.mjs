// The primitives in Node.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { knownAnswers } from './known-answers.mjs';
import { KNOWN, load, vectors } from './support/files.mjs';

test('Node: every known answer', async () => {
  assert.deepEqual(await knownAnswers(await load(), vectors), KNOWN);
});
