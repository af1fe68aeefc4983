import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENT_CODE, OTHER_CLIENT_CODE, SERVICES } from './support/linkhub.js';
import { start } from './support/start.js';

/** 09:00:00 on 1 March 2026 in Korea. */
const NOW = Date.parse('2026-03-01T00:00:00Z');
const DATE = '2026-03-01T00:00:00Z';
const STOPPED = { clock: () => NOW };
const LONG = { kakao: { expiresIn: 86_400 } };

const code = ({ status, body }) => [status, body.code];

test('a verification is refused before the signature', async (t) => {
  const { linkHub, client } = await start(t);
  for (const service of SERVICES) {
    const id = await linkHub.requested(service);
    assert.deepEqual(code(await linkHub.verify(service, id)), [400, -31_010_012]);
    await client.control('progress', { id });
    assert.deepEqual(code(await linkHub.verify(service, id)), [400, -31_010_012]);
    await client.control('sign', { id });
    assert.equal((await linkHub.verify(service, id)).status, 200);
  }
});

test('a verification succeeds once', async (t) => {
  const { linkHub, client } = await start(t);
  for (const service of SERVICES) {
    const id = await linkHub.requested(service);
    await client.control('sign', { id });
    const { status, body } = await linkHub.verify(service, id);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ['receiptId', 'signedData']);
    assert.equal(body.receiptId, id);
    for (let again = 0; again < 2; again++)
      assert.deepEqual(code(await linkHub.verify(service, id)), [400, -31_010_014]);
    assert.equal((await client.stats()).reads[id], 1);
    assert.equal((await linkHub.status(service, id)).body.state, 1);
  }
});

test('HEAD and POST verify nothing', async (t) => {
  const { linkHub, client } = await start(t);
  const id = await linkHub.requested('SignToken');
  await client.control('sign', { id });
  const headers = { authorization: await linkHub.bearer() };
  const head = await linkHub.send('HEAD', `/SignToken/Verify/${id}`, { headers });
  const post = await linkHub.send('POST', `/SignToken/Verify/${id}`, { headers });
  assert.deepEqual([head.status, head.bytes.length, post.status], [405, 0, 405]);
  assert.equal((await linkHub.verify('SignToken', id)).status, 200);
});

test('what belongs to another client code or service looks like what is not there', async (t) => {
  const { linkHub, client } = await start(t);
  const id = await linkHub.requested('SignToken', { isAppUseYN: true });
  const { signature } = (await client.control('sign', { id })).body;
  const other = { clientCode: OTHER_CLIENT_CODE };
  const missing = await linkHub.status('SignToken', '020010100000000001');
  assert.deepEqual(code(missing), [400, -31_010_011]);
  for (const answer of [
    await linkHub.status('SignToken', id, other),
    await linkHub.verify('SignToken', id, signature, other),
    await linkHub.verify('SignToken', id, undefined, other),
    await linkHub.status('SignDirectDebit', id),
    await linkHub.verify('SignIdentity', id, signature),
    await linkHub.verify('SignToken', '020010100000000001'),
  ]) {
    assert.deepEqual([answer.status, answer.body], [missing.status, missing.body]);
  }
  assert.deepEqual((await client.stats()).reads, {});
  assert.equal((await linkHub.verify('SignToken', id, signature)).status, 200);
});

const SENT = {
  CallCenterNum: '1600-1234',
  CallCenterName: '고객센터',
  Expires_in: 600,
  ReceiverBirthDay: '19900531',
  ReceiverHP: '01000000000',
  ReceiverName: '최요청',
  SubClientID: '020040000009',
  TMSTitle: '제목',
  TMSMessage: '부가내용',
  isAllowSimpleRegistYN: true,
  isVerifyNameYN: true,
  PayLoad: '메모',
};
const OWN = {
  SignToken: { Token: '원문' },
  SignDirectDebit: { BankAccountName: '최요청', BankAccountNum: '1', BankCode: '004', ClientUserID: '1' },
  SignIdentity: { Token: '원문' },
};

test('a status has every member of the tables, and fills its dates as things happen', async (t) => {
  const { linkHub, client } = await start(t, { ...STOPPED, options: LONG });
  await linkHub.authorize(undefined, { date: DATE });
  for (const service of SERVICES) {
    await client.control('reset');
    await linkHub.authorize(undefined, { date: DATE });
    const request = await linkHub.post(`/${service}/Request`, { ...SENT, ...OWN[service] }, { date: DATE });
    const { receiptId: id } = request.body;
    assert.match(id, /^0260301090000\d{5}$/);
    const expected = {
      receiptID: id,
      clientCode: CLIENT_CODE,
      clientName: '시험 이용기관 020040000001',
      subClientName: '시험 별칭 020040000009',
      subClientCode: '020040000009',
      state: 0,
      expires_in: 600,
      callCenterNum: '1600-1234',
      callCenterName: '고객센터',
      tmstitle: '제목',
      tmsmessage: '부가내용',
      allowSimpleRegistYN: true,
      verifyNameYN: true,
      requestDT: '20260301090000',
      expireDT: '20260301091000',
      regDT: '20260301090000',
      viewDT: null,
      completeDT: null,
      verifyDT: null,
      payload: '메모',
      ...(service === 'SignIdentity' ? {} : { appUseYN: false, tx_id: null }),
    };
    const check = async (change) => {
      Object.assign(expected, change);
      assert.deepEqual((await linkHub.status(service, id)).body, expected);
    };
    const advance = (advanceSeconds) => client.control('clock', { advanceSeconds });

    await check({});
    await advance(60);
    assert.equal((await client.control('progress', { id })).body.state, 'IN_PROGRESS');
    await check({ viewDT: '20260301090100' });
    await advance(60);
    await client.control('progress', { id });
    await check({});
    assert.deepEqual((await client.control('sign', { id })).body, { id, state: 'COMPLETED' });
    await check({ state: 1, completeDT: '20260301090200' });
    await advance(86_000);
    assert.equal((await linkHub.verify(service, id)).status, 200);
    await check({ verifyDT: '20260302085520' });
    const again = await linkHub.verify(service, id);
    assert.equal(again.status, 400);
    await check({});
  }
});

test('a person who signs has seen the request', async (t) => {
  const { linkHub, client } = await start(t, { ...STOPPED });
  await linkHub.authorize(undefined, { date: DATE });
  const id = await linkHub.requested('SignToken', {}, { date: DATE });
  await client.control('clock', { advanceSeconds: 7 });
  await client.control('sign', { id });
  const { viewDT, completeDT } = (await linkHub.status('SignToken', id)).body;
  assert.deepEqual([viewDT, completeDT], ['20260301090007', '20260301090007']);
});

test('a request expires after Expires_in, and nobody signs it then', async (t) => {
  const { linkHub, client } = await start(t, { ...STOPPED, options: LONG });
  await linkHub.authorize(undefined, { date: DATE });
  for (const service of SERVICES) {
    const id = await linkHub.requested(service, { Expires_in: 30 }, { date: DATE });
    const state = async () => (await linkHub.status(service, id)).body.state;
    await client.control('clock', { advanceSeconds: 29 });
    assert.equal(await state(), 0);
    await client.control('clock', { advanceSeconds: 1 });
    assert.equal(await state(), 2);
    assert.equal((await client.control('sign', { id })).status, 409);
    assert.deepEqual(code(await linkHub.verify(service, id)), [400, -31_010_013]);
  }
});

test('a request can be made to expire; a signed one no more', async (t) => {
  const { linkHub, client } = await start(t);
  const [first, second] = [await linkHub.requested('SignToken'), await linkHub.requested('SignToken')];
  assert.deepEqual((await client.control('expire', { id: first })).body, { id: first, state: 'EXPIRED' });
  assert.equal((await linkHub.status('SignToken', first)).body.state, 2);
  await client.control('sign', { id: second });
  assert.equal((await client.control('expire', { id: second })).status, 409);
  const { transactions } = (await client.get('/_sandbox/transactions')).body;
  assert.deepEqual(transactions, [
    { provider: 'kakao', id: first, state: 'EXPIRED', reads: 0 },
    { provider: 'kakao', id: second, state: 'COMPLETED', reads: 0 },
  ]);
});

test('a signature can be verified without end, or within the window of the option', async (t) => {
  for (const [verifyWindowSeconds, answers] of [
    [0, { after: 86_400, status: 200 }],
    [1800, { after: 1800, status: 200 }],
    [1800, { after: 1801, status: 400 }],
  ]) {
    const settings = { ...STOPPED, options: { kakao: { expiresIn: 1e6, verifyWindowSeconds } } };
    const { linkHub, client } = await start(t, settings);
    await linkHub.authorize(undefined, { date: DATE });
    const id = await linkHub.requested('SignToken', {}, { date: DATE });
    await client.control('sign', { id });
    await client.control('clock', { advanceSeconds: answers.after });
    const answer = await linkHub.verify('SignToken', id);
    assert.equal(answer.status, answers.status);
    if (answer.status === 400) assert.equal(answer.body.code, -31_010_015);
  }
});

test('the same request again, signature and all, is another one', async (t) => {
  const { linkHub } = await start(t, STOPPED);
  await linkHub.authorize(undefined, { date: DATE });
  const ids = new Set();
  for (let call = 0; call < 3; call++) ids.add(await linkHub.requested('SignToken', {}, { date: DATE }));
  assert.equal(ids.size, 3);
});

test('ids are not used again after a reset', async (t) => {
  const { linkHub, client } = await start(t, STOPPED);
  const ids = new Set();
  for (let round = 0; round < 3; round++) {
    await linkHub.authorize(undefined, { date: DATE });
    ids.add(await linkHub.requested('SignToken', {}, { date: DATE }));
    await client.control('reset');
    assert.deepEqual((await client.get('/_sandbox/transactions')).body, { transactions: [] });
  }
  assert.equal(ids.size, 3);
});
