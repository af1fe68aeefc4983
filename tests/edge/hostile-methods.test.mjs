// Methods that HTTP knows and the gateway does not: none of them may pass for a GET, least of all where a GET is spent.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertLinkHubRefused, assertVerified, ESIGN, kakaoCaller, sendRaw } from './support/kakao.mjs';
import { DEV, RESULT, startRig } from './support/rig.mjs';

const METHODS = ['PROPFIND', 'QUERY', 'PURGE', 'LOCK', 'SEARCH'];
const ERROR = 'INGAM_METHOD_NOT_ALLOWED';

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof kakaoCaller>} */
let dev;
before(async () => {
  rig = await startRig();
  dev = kakaoCaller(rig);
});
after(() => rig?.dispose());

for (const method of METHODS) {
  test(`${method} on a verification is refused in LinkHub’s envelope, and spends nothing`, async () => {
    const receipt = await dev.signed();
    const authorization = `Bearer ${await dev.sessionToken()}`;
    const { value, calls } = await rig.counting(() =>
      sendRaw(rig, `${ESIGN}/Verify/${receipt}`, { method, headers: { authorization } }),
    );
    assertLinkHubRefused(value, 405, 4005, ERROR);
    assert.equal(value.headers.allow, 'GET');
    assert.deepEqual(calls, {});
    assertVerified(await dev.verify(receipt), receipt);
  });

  test(`${method} on the gateway’s own routes is refused as a problem, and tells nothing`, async () => {
    const { txId } = await rig.requested();
    const authorization = `Bearer ${DEV}`;
    for (const path of ['/healthz', '/openapi.json', `/v1/transactions/toss/${txId}`]) {
      const answer = await sendRaw(rig, path, { method, headers: { authorization } });
      assert.deepEqual(
        [answer.status, answer.headers['ingam-error'], answer.headers['content-type']],
        [405, ERROR, 'application/problem+json'],
        `${path} ${answer.text}`,
      );
    }
    assert.equal((await rig.dev.show(txId)).json.state, 'requested');
  });

  test(`${method} on a result of Toss’s is refused in Toss’s envelope`, async () => {
    const { value, calls } = await rig.counting(() =>
      sendRaw(rig, RESULT, { method, headers: { authorization: `Bearer ${DEV}` } }),
    );
    assert.deepEqual(
      [value.status, value.headers['ingam-error'], value.json.resultType],
      [405, ERROR, 'FAIL'],
      value.text,
    );
    assert.deepEqual(calls, {});
  });
}
