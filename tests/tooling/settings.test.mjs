// wrangler hands nothing down to an environment, and the local runtime reads no wrangler.toml: what
// has to be the same in several places is compared here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { unstable_readConfig } from 'wrangler';

import { CALLERS, STORE_KEYS } from '../../scripts/development.mjs';
import { DURABLE_OBJECTS, KV_NAMESPACES } from '../../scripts/gateway-runtime.mjs';
import { ROOT } from '../../scripts/steps.mjs';

/** @param {string} [env] */
const wranglerConfig = (env) =>
  unstable_readConfig({ config: `${ROOT}wrangler.toml`, env }, { hideWarnings: true });
const top = wranglerConfig();

for (const environment of ['staging', 'production']) {
  test(`wrangler.toml: ${environment} is complete`, () => {
    const config = wranglerConfig(environment);
    assert.deepEqual(config.vars, { ...top.vars, ENVIRONMENT: environment });
    assert.deepEqual(config.kv_namespaces, top.kv_namespaces);
    assert.deepEqual(config.durable_objects, top.durable_objects);
    assert.deepEqual(config.migrations, top.migrations);
  });
}

test('wrangler.toml: every object is SQLite-backed, and nothing else is', () => {
  const classes = top.migrations.flatMap(({ new_sqlite_classes }) => new_sqlite_classes ?? []);
  assert.deepEqual(classes.sort(), Object.values(DURABLE_OBJECTS).sort());
});

test('the local runtime binds what wrangler.toml binds', () => {
  const objects = top.durable_objects.bindings.map(({ name, class_name }) => [name, class_name]);
  assert.deepEqual(Object.fromEntries(objects), DURABLE_OBJECTS);
  assert.deepEqual(
    top.kv_namespaces.map(({ binding }) => binding),
    KV_NAMESPACES,
  );
});

test('deployed without an environment, the gateway is no development gateway', () => {
  assert.equal(top.vars.ENVIRONMENT, 'production');
});

test('.dev.vars.example says what the local runtime uses', () => {
  const text = readFileSync(`${ROOT}.dev.vars.example`, 'utf8');
  const value = (/** @type {string} */ name) =>
    JSON.parse(new RegExp(`^${name}='(.*)'$`, 'm').exec(text)?.[1] ?? 'null');
  assert.deepEqual(value('CALLERS'), CALLERS);
  assert.deepEqual(value('STORE_KEYS'), STORE_KEYS);
});
