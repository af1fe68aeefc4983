import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './support/start.js';

const APP = { isAppUseYN: true };
const SERVICES = ['SignToken', 'SignDirectDebit'];
const code = ({ status, body }) => [status, body.code];
const WRONG_SIGNATURE = [400, -31_010_016];

test('an App-to-App request has a transaction id, a talk message has none', async (t) => {
  const { linkHub } = await start(t);
  for (const service of SERVICES) {
    const { body } = await linkHub.request(service, { ...APP, TMSMessage: '부가내용', SubClientID: '9' });
    assert.deepEqual(Object.keys(body), ['receiptId', 'tx_id']);
    const state = (await linkHub.status(service, body.receiptId)).body;
    assert.deepEqual([state.appUseYN, state.tx_id], [true, body.tx_id]);
    assert.deepEqual([state.tmsmessage, state.subClientCode], ['부가내용', '9']);
    const talk = await linkHub.request(service, { isAppUseYN: false });
    assert.deepEqual(Object.keys(talk.body), ['receiptId']);
  }
});

test('an App-to-App verification needs the very signature, and a wrong one costs nothing', async (t) => {
  const { linkHub, client, lines } = await start(t);
  for (const service of SERVICES) {
    const id = await linkHub.requested(service, APP);
    const other = await linkHub.requested(service, APP);
    assert.deepEqual(code(await linkHub.verify(service, id, 'x')), [400, -31_010_012]);
    const { signature, ...moved } = (await client.control('sign', { id })).body;
    const foreign = (await client.control('sign', { id: other })).body.signature;
    assert.match(signature, /^[A-Za-z0-9_-]{86}$/);
    assert.deepEqual(moved, {
      id,
      state: 'COMPLETED',
      callbacks: {
        ios: `relyingparty://kakaopay_auth?sig=${signature}`,
        android: `relyingparty://kakaopay_auth?signature=${signature}`,
      },
    });
    for (const wrong of [undefined, 'x', `${signature}x`, signature.slice(1), foreign, `${signature}/`])
      assert.deepEqual(code(await linkHub.verify(service, id, wrong)), WRONG_SIGNATURE);
    assert.equal((await linkHub.status(service, id)).body.verifyDT, null);
    assert.equal((await linkHub.verify(service, id, signature)).status, 200);
    assert.deepEqual(code(await linkHub.verify(service, id, signature)), [400, -31_010_014]);
    assert.ok(!lines.join().includes(signature), 'the log holds no signature');
    assert.ok(lines.some((line) => line.startsWith(`GET /${service}/Verify/${id}/(signature) 200`)));
  }
});

test('the signature stays out of the log of a wrong method, too', async (t) => {
  const { linkHub, lines } = await start(t);
  const answer = await linkHub.send('POST', '/SignToken/Verify/1/abc/def');
  assert.equal(answer.status, 405);
  assert.ok(lines.at(-1).includes('/SignToken/Verify/1/(signature) takes GET'));
  assert.ok(!lines.at(-1).includes('abc'));
});

test('a talk message has no signature', async (t) => {
  const { linkHub, client } = await start(t);
  for (const service of [...SERVICES, 'SignIdentity']) {
    const id = await linkHub.requested(service);
    const signed = await client.control('sign', { id });
    assert.deepEqual(signed.body, { id, state: 'COMPLETED' });
    assert.deepEqual(code(await linkHub.verify(service, id, 'x')), WRONG_SIGNATURE);
    assert.equal((await linkHub.verify(service, id)).status, 200);
  }
});

test('a base64 signature arrives as the SDKs send it, and percent-encoded once', async (t) => {
  const { linkHub, client } = await start(t, { options: { kakao: { appSignature: 'base64' } } });
  const signed = async () => {
    const id = await linkHub.requested('SignToken', APP);
    return { id, ...(await client.control('sign', { id })).body };
  };
  for (let round = 0; round < 5; round++) {
    const { id, signature, callbacks } = await signed();
    assert.match(signature, /^[A-Za-z0-9+/]{86}==$/);
    for (const trouble of ['/', '+', '=']) assert.ok(signature.includes(trouble));
    assert.equal(new URL(callbacks.ios).searchParams.get('sig'), signature);
    assert.equal(new URL(callbacks.android).searchParams.get('signature'), signature);

    const once = encodeURIComponent(signature);
    const wrong = [
      encodeURIComponent(once),
      signature.replaceAll('+', '%20'),
      signature.replace('==', ''),
      signature.replaceAll('/', '%'),
      '%ff',
    ];
    for (const text of wrong) assert.equal((await linkHub.verify('SignToken', id, text)).status, 400);
    const form = round % 2 ? once : signature;
    assert.equal((await linkHub.verify('SignToken', id, form)).status, 200);
  }
});
