import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PACKAGES } from '../../scripts/import-table.mjs';
import { checkJavaScript, checkRust } from '../../scripts/imports.mjs';

const CRATES = ['aes_gcm', 'base64', 'serde'];
const [PKG, SANDBOX] = PACKAGES;

/** @type {[string, string, string, string[]][]} */
const RUST = [
  ['what a row names is free', 'src/session.rs', 'use crate::{cipher::hmac, error::{Code, Error}};', []],
  ['a row may import itself', 'src/token.rs', 'use crate::transaction::Provider;', []],
  ['core to gateway', 'src/provider/toss.rs', 'use crate::gateway::route;', ['gateway']],
  ['up, with crate::', 'src/token.rs', 'fn f() { crate::provider::toss::g() }', ['provider/toss']],
  ['up, with super::', 'src/token.rs', 'use super::provider;', ['provider']],
  ['up, inside braces', 'src/token.rs', 'use crate::{error::Code, cipher::{aes, rsa}};', ['cipher']],
  [
    'one provider to the other',
    'src/provider/kakao/sign.rs',
    'use super::super::toss::wire;',
    ['provider/toss'],
  ],
  ['a crate of another row', 'src/token.rs', 'use aes_gcm::Aes256Gcm;', ['aes_gcm']],
  ['a crate by its path', 'src/entropy.rs', 'type T = serde::de::IgnoredAny;', ['serde']],
  [
    'a module with a crate’s name',
    'src/store.rs',
    'use crate::cipher::aes_gcm;\nfn f() { aes_gcm::seal() }',
    [],
  ],
  [
    'comments and strings do not count',
    'src/token.rs',
    '// crate::cipher\nconst A: &str = "crate::provider";',
    [],
  ],
  ['tests do not count', 'src/token.rs', '#[cfg(test)]\nmod tests {\n use crate::provider::toss;\n}', []],
];

for (const [name, path, text, expected] of RUST) {
  test(`Rust: ${name}`, () => {
    const problems = checkRust(path, text, CRATES);
    assert.deepEqual(
      problems.map((problem) => problem.split(' ').at(-1)),
      expected,
    );
  });
}

test('Rust: a module without a row is told', () => {
  assert.match(checkRust('src/novelty.rs', '', CRATES).join(), /no row for novelty/);
});

/** @type {[string, string, typeof PKG, string[], string, number][]} */
const JAVASCRIPT = [
  ['own files', 'pkg/src/index.js', PKG, [], "import { seal } from './seal.js';", 0],
  ['its module', 'pkg/src/entry/web.js', PKG, [], "import init from '../../wasm/ingam.js';", 0],
  ['node: in an entry for Node', 'pkg/src/entry/node.js', PKG, [], "import 'node:fs';", 0],
  ['node: elsewhere', 'pkg/src/seal.js', PKG, [], "import 'node:crypto';", 1],
  ['a dependency', 'sandbox/src/a.js', SANDBOX, ['pkijs'], 'export * from "pkijs/build";', 0],
  ['an undeclared dependency', 'sandbox/src/a.js', SANDBOX, [], "await import('pkijs')", 1],
  ['ingam in the sandbox', 'sandbox/test/a.js', SANDBOX, ['ingam'], "import { seal } from 'ingam';", 1],
  ['ingam in the sandbox, by path', 'sandbox/src/a.js', SANDBOX, [], "import '../../pkg/src/index.js';", 1],
];

for (const [name, path, rule, dependencies, text, count] of JAVASCRIPT) {
  test(`JavaScript: ${name}`, () => {
    assert.equal(checkJavaScript(path, text, rule, dependencies).length, count);
  });
}
