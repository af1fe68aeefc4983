import assert from 'node:assert/strict';
import { test } from 'node:test';

import { IngamError, kakaoTalkLink, readKakaoTalkCallback } from 'ingam';

const refusedAt = (path) => (error) => {
  assert.ok(error instanceof IngamError, String(error));
  assert.deepEqual([error.code, error.path], ['INGAM_OPTION_INVALID', path]);
  assert.ok(!JSON.stringify(error).includes('canary'));
  return true;
};

test('a part of a link that is no text is refused', async () => {
  for (const [options, path] of [
    [undefined, ''],
    [null, ''],
    ['canary', ''],
    [{}, '/txId'],
    [{ txId: '' }, '/txId'],
    [{ txId: 1 }, '/txId'],
    [{ txId: 't', success: '' }, '/success'],
    [{ txId: 't', success: { canary: 1 } }, '/success'],
    [{ txId: 't', fail: '' }, '/fail'],
    [{ txId: 't', success: 'a:b', fail: false }, '/fail'],
  ]) {
    await assert.rejects(kakaoTalkLink(options), refusedAt(path));
  }
});

test('a link is read by URL as it was meant', async () => {
  const success = 'myapp://auth?flag=success&x=1#가';
  const fail = 'myapp://auth?flag=fail';
  const link = await kakaoTalkLink({ txId: 'a b&c', success, fail });
  assert.ok(link.startsWith('kakaotalk://kakaopay/cert/sign?tx_id=a%20b%26c&success=myapp%3A%2F%2Fauth'));
  const { searchParams } = new URL(link);
  assert.deepEqual(
    [...searchParams],
    [
      ['tx_id', 'a b&c'],
      ['success', success],
      ['fail', fail],
    ],
  );
  assert.equal(await kakaoTalkLink({ txId: 't', success: null }), 'kakaotalk://kakaopay/cert/sign?tx_id=t');
});

test('what is no callback is refused', async () => {
  for (const url of [
    undefined,
    null,
    1,
    {},
    '',
    'myapp://auth',
    'myapp://auth?flag=success',
    'myapp://auth?sig=',
    'myapp://auth?sig=canary&sig=canary',
    'myapp://auth?sig=canary&signature=other',
    'myapp://auth?sig=canary%20x',
    'myapp://auth?code=canary',
  ]) {
    await assert.rejects(readKakaoTalkCallback(url), refusedAt('/url'), String(url));
  }
});

test('a callback has a signature or a failure', async () => {
  assert.deepEqual(await readKakaoTalkCallback('myapp://auth?flag=success&tx_id=t&sig=a%2Fb%2Bc%3D%3D'), {
    txId: 't',
    signature: 'a/b+c==',
  });
  assert.deepEqual(await readKakaoTalkCallback('myapp://auth?signature=a/b+c=='), { signature: 'a/b+c==' });
  assert.deepEqual(await readKakaoTalkCallback('myapp://auth?code=1001&tx_id=t'), {
    txId: 't',
    failure: {
      code: 1001,
      cancelled: true,
      message: 'The signer has cancelled.',
      messageKo: '사용자가 인증을 취소했습니다.',
    },
  });
  for (const [code, cancelled] of [
    [1000, false],
    [4006, false],
    [5000, true],
    [777, false],
  ]) {
    const { failure } = await readKakaoTalkCallback(`myapp://auth?code=${code}`);
    assert.deepEqual([failure.code, failure.cancelled], [code, cancelled]);
    assert.match(failure.messageKo, /[가-힣]/);
  }
});

test('a signature and a link take each other in', async () => {
  for (const signature of ['MEUCIQ/+==', 'a b'.replace(' ', '%20'), '?#&=%', "!'()*~"]) {
    const url = `myapp://auth?signature=${encodeURIComponent(signature)}`;
    assert.equal((await readKakaoTalkCallback(url)).signature, signature);
  }
});
