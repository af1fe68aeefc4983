import assert from 'node:assert/strict';
import { closeSync, cpSync, mkdirSync, openSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { EXIT } from '../bin/failed.mjs';
import { ingam, makeFolder } from './command.js';

const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const RESULT = path('../../tests/vectors/toss-docs-result.json');

/** Takes no octet: ENOSPC. */
const full = openSync('/dev/full', 'w');
const folder = makeFolder();
after(() => {
  closeSync(full);
  folder.remove();
});
const text = folder.write('text.txt', 'not a message');

/** One line, and nothing of a stack. */
const LINE = /^ingam: 내부 오류 \/ internal error: [^\n]+\n$/;

/** What each ends with where its output is taken. @type {[string[], number][]} */
const RUNS = [
  [['verify', text], EXIT.failed],
  [['verify', text, '--json'], EXIT.failed],
  [['verify', RESULT], EXIT.indeterminate],
  [['verify', RESULT, '--no-revocation'], EXIT.ok],
  [['verify', '--help'], EXIT.ok],
  [['--version'], EXIT.ok],
  [[], EXIT.usage],
];

for (const [parameters, status] of RUNS) {
  const shown = parameters.map((word) => word.replace(/.*\//, '')).join(' ') || 'no command';

  test(`${shown}: output that cannot be written is an internal error`, async () => {
    const { code, err } = await ingam(parameters, { stdout: full });
    assert.equal(code, EXIT.internal);
    assert.match(err, LINE);
    assert.match(err, /ENOSPC/);
    assert.equal((await ingam(parameters, { stdout: full, stderr: full })).code, EXIT.internal);
  });

  test(`${shown}: a reader that has enough changes nothing`, async () => {
    const { code, err } = await ingam(parameters, { stdout: 'closed' });
    assert.deepEqual([code, err], [status, '']);
    assert.equal((await ingam(parameters)).code, status);
  });
}

test('a complaint that cannot be written leaves the status', async () => {
  assert.equal((await ingam(['verfiy'], { stderr: full })).code, EXIT.usage);
  assert.equal((await ingam(['verify', `${folder.path}/none`], { stderr: full })).code, EXIT.unreadable);
});

test('a file of the program that is missing or broken is an internal error', async () => {
  for (const [name, break_] of Object.entries({
    'no-commands': () => {},
    'no-package': (to) => cpSync(path('../bin'), to, { recursive: true }),
    broken: (to) => {
      cpSync(path('../bin'), to, { recursive: true });
      folder.write('broken/bin/failed.mjs', 'export const EXIT = {');
    },
  })) {
    const to = `${folder.path}/${name}/bin`;
    mkdirSync(to, { recursive: true });
    break_(to);
    cpSync(path('../bin/ingam.mjs'), `${to}/ingam.mjs`);
    const { code, out, err } = await ingam(['verify', text], { program: `${to}/ingam.mjs` });
    assert.deepEqual([code, out], [EXIT.internal, ''], name);
    assert.match(err, LINE);
  }
});

describe('whatever a command does not catch is an internal error', () => {
  const thrown = "new Error('first\\nsecond\\u001b[31m')";
  const done = "{ text: '', complaint: '', exit: 1 }";
  /** @type {Record<string, [body: string, status: number, said: RegExp]>} */
  const bodies = {
    'that returns': [`return ${done};`, EXIT.failed, /^$/],
    'that throws': [`throw ${thrown};`, EXIT.internal, LINE],
    'that throws what is no text': ['throw Object.create(null);', EXIT.internal, /^$/],
    'that throws undefined': ['throw undefined;', EXIT.internal, LINE],
    'with an exception later': [
      `setTimeout(() => { throw ${thrown}; }, 9); return ${done};`,
      EXIT.internal,
      LINE,
    ],
    'with a rejection': [`Promise.reject(${thrown}); return ${done};`, EXIT.internal, LINE],
    'with a rejection of nothing': [`Promise.reject(); return ${done};`, EXIT.internal, LINE],
    'with an error of a stream': [
      `process.stdout.emit('error', ${thrown}); return ${done};`,
      EXIT.internal,
      LINE,
    ],
    'that never ends': ['return new Promise(() => {});', EXIT.internal, /^/],
  };
  for (const [name, [body, status, said]] of Object.entries(bodies)) {
    test(`a command ${name}`, async () => {
      const to = `${folder.path}/${name.replaceAll(' ', '-')}`;
      mkdirSync(to);
      cpSync(path('../bin/ingam.mjs'), `${to}/ingam.mjs`);
      folder.write(`${name.replaceAll(' ', '-')}/commands.mjs`, `export async function run() { ${body} }`);
      const { code, err } = await ingam([], { program: `${to}/ingam.mjs` });
      assert.equal(code, status, err);
      assert.match(err, said);
      assert.doesNotMatch(err.trimEnd(), /\p{Cc}/u);
    });
  }
});
