import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { startSandbox } from '../src/index.js';
import { REQUESTS } from './support/linkhub.js';
import { start } from './support/start.js';

const isRefusal = ({ headers, body }) => {
  assert.equal(headers['content-type'], 'application/json');
  assert.deepEqual(Object.keys(body), ['code', 'message']);
  assert.match(String(body.code), /^-\d{8}$/);
  assert.equal(typeof body.code, 'number');
  assert.equal(typeof body.message, 'string');
};

const UNKNOWN = [
  ['GET', '/KAKAOCERT', -11_010_404],
  ['GET', '/KAKAOCERT/Point', -11_010_404],
  ['POST', '/Time/x', -11_010_404],
  ['GET', '/SignToken', -31_010_404],
  ['GET', '/SignToken/', -31_010_404],
  ['GET', '/SignToken/Status', -31_010_404],
  ['GET', '/SignToken/Status/', -31_010_404],
  ['GET', '/SignToken/Status/1/2', -31_010_404],
  ['GET', '/SignToken/Verify/', -31_010_404],
  ['GET', '/SignToken/Verify//x', -31_010_404],
  ['GET', '/SignToken/Verify/1/', -31_010_404],
  ['POST', '/SignDirectDebit/request', -31_010_404],
  ['DELETE', '/SignIdentity/Anything', -31_010_404],
];

test('unknown paths and methods are refused in the words of LinkHub', async (t) => {
  const { linkHub, client } = await start(t);
  for (const [method, path, code] of UNKNOWN) {
    const answer = await linkHub.send(method, path);
    isRefusal(answer);
    assert.deepEqual([answer.status, answer.body.code], [404, code], path);
  }
  for (const [method, path, allow, code] of [
    ['POST', '/Time', 'GET', -11_010_405],
    ['GET', '/KAKAOCERT/Token', 'POST', -11_010_405],
    ['GET', '/SignToken/Request', 'POST', -31_010_405],
    ['POST', '/SignIdentity/Status/1', 'GET', -31_010_405],
    ['PUT', '/SignDirectDebit/Verify/1/a/b', 'GET', -31_010_405],
  ]) {
    const answer = await linkHub.send(method, path);
    isRefusal(answer);
    assert.deepEqual([answer.status, answer.headers.allow, answer.body.code], [405, allow, code], path);
  }
  assert.equal(typeof (await client.get('/SignTokens')).body.error, 'string', 'a path of nobody');
});

test('a body of more than 8 MiB gets 413, one below does not', async (t) => {
  const { linkHub } = await start(t);
  const tooLong = 'x'.repeat(8 * 1024 * 1024 + 1);
  for (const answer of [
    await linkHub.requestToken({ body: tooLong }),
    await linkHub.post('/SignToken/Request', tooLong),
  ]) {
    isRefusal(answer);
    assert.equal(answer.status, 413);
  }
  assert.equal((await linkHub.post('/SignToken/Request', tooLong.slice(1))).status, 400);
  const members = { ...REQUESTS.SignIdentity, Token: '가'.repeat(1024 * 1024) };
  assert.equal((await linkHub.post('/SignIdentity/Request', members)).status, 200);
});

test('a failure of the sandbox is JSON too', async (t) => {
  let broken = false;
  const clock = () => {
    if (broken) throw new Error('no time');
    return Date.now();
  };
  const { linkHub, lines } = await start(t, { clock });
  await linkHub.authorize();
  broken = true;
  for (const [path, code] of [
    ['/Time', -11_010_500],
    ['/SignToken/Status/1', -31_010_500],
  ]) {
    const answer = await linkHub.get(path);
    isRefusal(answer);
    assert.deepEqual([answer.status, answer.body.code], [500, code]);
    assert.ok(lines.at(-1).includes('no time'));
  }
});

test('what Node itself refuses is answered in JSON', async (t) => {
  const { sandbox } = await start(t);
  const raw = (/** @type {string} */ text) =>
    new Promise((resolve, reject) => {
      const socket = connect(sandbox.port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (data) => {
        answer += data;
      });
      socket.on('end', () => resolve(answer));
      socket.on('error', reject);
    });
  for (const [text, status] of [
    ['this is no request\r\n\r\n', 400],
    [`GET /SignToken/Verify/1/${'a'.repeat(17_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
  ]) {
    const [head, body] = (await raw(text)).split('\r\n\r\n');
    assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
    assert.equal(typeof JSON.parse(body).error, 'string');
  }
});

test('service answers are compressed for those who ask, and no others', async (t) => {
  const { linkHub, client } = await start(t);
  const id = await linkHub.requested('SignToken');
  const status = (encoding) => linkHub.status('SignToken', id, { headers: { 'accept-encoding': encoding } });
  for (const asks of ['gzip', 'GZIP', 'deflate, gzip', 'gzip,deflate', 'br;q=1, gzip;q=0.5']) {
    const answer = await status(asks);
    assert.deepEqual([answer.status, answer.headers['content-encoding']], [200, 'gzip'], asks);
    assert.equal(JSON.parse(gunzipSync(answer.bytes).toString()).receiptID, id);
  }
  for (const not of [undefined, '', 'deflate', 'identity', 'gzip;q=0', 'gzip; q=0.000', '*', 'xgzip']) {
    const answer = await status(not);
    assert.equal(answer.headers['content-encoding'], undefined, not);
    assert.equal(answer.body.receiptID, id);
  }
  const headers = { 'accept-encoding': 'gzip' };
  const refusal = await linkHub.status('SignToken', '1', { headers });
  assert.deepEqual([refusal.status, refusal.headers['content-encoding']], [400, 'gzip']);
  assert.equal(JSON.parse(gunzipSync(refusal.bytes).toString()).code, -31_010_011);
  assert.equal((await linkHub.request('SignToken', {}, { headers })).headers['content-encoding'], 'gzip');
  await client.control('sign', { id });
  assert.equal(
    (await linkHub.get(`/SignToken/Verify/${id}`, { headers })).headers['content-encoding'],
    'gzip',
  );

  for (const answer of [
    await linkHub.requestToken({ headers }),
    await linkHub.requestToken({ headers, secret: '' }),
    await linkHub.send('GET', '/Time', { headers }),
  ]) {
    assert.equal(answer.headers['content-encoding'], undefined);
    assert.notEqual(answer.bytes[0], 0x1f);
  }
});

test('falsy members of service answers are kept or dropped', async (t) => {
  const state = async (falsyMembers) => {
    const { linkHub } = await start(t, { options: { kakao: { falsyMembers } } });
    return (await linkHub.status('SignToken', await linkHub.requested('SignToken'))).body;
  };
  const kept = await state('keep');
  const dropped = await state('drop');
  const falsy = Object.keys(kept).filter((name) => !kept[name]);
  assert.deepEqual(falsy, [
    ...['subClientName', 'subClientCode', 'state', 'callCenterName', 'tmsmessage', 'allowSimpleRegistYN'],
    ...['verifyNameYN', 'viewDT', 'completeDT', 'verifyDT', 'payload', 'appUseYN', 'tx_id'],
  ]);
  assert.deepEqual(
    Object.keys(dropped),
    Object.keys(kept).filter((name) => !falsy.includes(name)),
  );
});

test('dates that have not happened are null or empty', async (t) => {
  for (const [pendingDates, nothing] of [
    ['null', null],
    ['empty', ''],
  ]) {
    const { linkHub } = await start(t, { options: { kakao: { pendingDates } } });
    const { body } = await linkHub.status('SignToken', await linkHub.requested('SignToken'));
    assert.deepEqual([body.viewDT, body.completeDT, body.verifyDT], [nothing, nothing, nothing]);
    assert.equal(body.subClientCode, null);
  }
});

test('options that make no sense are named', async () => {
  const wrong = {
    expiresIn: 0,
    clientCodes: ['20040000001'],
    clockSkewSeconds: -1,
    verifyWindowSeconds: 0.5,
    falsyMembers: 'some',
    pendingDates: 'zero',
    appSignature: 'hex',
    indefiniteLength: 'no',
  };
  for (const [name, value] of Object.entries(wrong)) {
    const message = new RegExp(`options.kakao.${name} must be`);
    await assert.rejects(startSandbox({ options: { kakao: { [name]: value } } }), message);
  }
  await assert.rejects(
    startSandbox({ options: { kakao: { falsymembers: 'drop' } } }),
    /no option falsymembers/,
  );
  await assert.rejects(
    startSandbox({ options: { kakao: { clientCodes: '020040000001' } } }),
    /clientCodes must be/,
  );
});
