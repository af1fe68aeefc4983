import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REQUESTS, SERVICES } from './support/linkhub.js';
import { start } from './support/start.js';

const ALL = SERVICES;
const TEXTS = ['SignToken', 'SignIdentity'];
const APPS = ['SignToken', 'SignDirectDebit'];
const DEBIT = ['SignDirectDebit'];

/** Member, the most characters it may have, the services that have it. */
const LIMITS = [
  ['CallCenterNum', 20, ALL],
  ['ReceiverName', 20, ALL],
  ['TMSTitle', 40, ALL],
  ['TMSMessage', 500, ALL],
  ['SubClientID', 12, ALL],
  ['PayLoad', 200, ALL],
  ['Token', 500, ['SignToken']],
  ['BankAccountName', 20, DEBIT],
  ['BankAccountNum', 31, DEBIT],
  ['BankCode', 10, DEBIT],
  ['ClientUserID', 40, DEBIT],
];

const REQUIRED = [
  ...['CallCenterNum', 'Expires_in', 'ReceiverBirthDay', 'ReceiverHP', 'ReceiverName', 'TMSTitle'].map(
    (name) => [name, ALL],
  ),
  ['Token', TEXTS],
  ...['BankAccountNum', 'BankCode', 'ClientUserID'].map((name) => [name, DEBIT]),
];

const OPTIONAL = [
  ...['CallCenterName', 'TMSMessage', 'SubClientID', 'PayLoad'].map((name) => [name, ALL]),
  ['BankAccountName', DEBIT],
];

/** Member, values that are refused, words of the log, the services that have it. */
const WRONG_VALUES = [
  ['Expires_in', [0, -1, 1001, 1.5, '300', true, [300]], 'Expires_in', ALL],
  [
    'ReceiverHP',
    ['010000000', '010000000000', '010-0000-0000', '٠١٠٠٠٠٠٠٠٠٠', 1000000000],
    'ReceiverHP',
    ALL,
  ],
  ['ReceiverBirthDay', ['900531', '19900431', '20230229', '1990-05-31', 19900531], 'ReceiverBirthDay', ALL],
  ['ReceiverName', [7, false, ['최'], {}, '\ud800'], 'ReceiverName must be text', ALL],
  ['TMSMessage', [7, false, {}], 'TMSMessage must be text', ALL],
  ['Token', [7, false, '\udfff'], 'Token must be text', TEXTS],
  ['BankCode', [4], 'BankCode must be text', DEBIT],
  ['isAllowSimpleRegistYN', ['true', 'N', 1, 0], 'isAllowSimpleRegistYN must be true or false', ALL],
  ['isVerifyNameYN', ['Y'], 'isVerifyNameYN must be true or false', ALL],
  ['isAppUseYN', ['false'], 'isAppUseYN must be true or false', APPS],
];

const WRONG_BODIES = [
  ['a body that is not JSON', '{', {}, 'not JSON'],
  ['an empty body', '', {}, 'not JSON'],
  ['an array', '[]', {}, 'JSON object'],
  ['null', 'null', {}, 'JSON object'],
  ['a byte order mark', '\ufeff{}', {}, 'not JSON'],
  ['no content type', '{}', { 'content-type': undefined }, 'content-type'],
  ['a form', '{}', { 'content-type': 'application/x-www-form-urlencoded' }, 'content-type'],
];

const shorten = (value) => JSON.stringify(value).slice(0, 40);

async function makeAsk(t) {
  const { linkHub, lines, client } = await start(t);
  const refused = async (service, members, words) => {
    const { status, body } = await linkHub.request(service, members);
    assert.deepEqual([status, body.code], [400, -31_010_009], `${service} ${shorten(members)}`);
    assert.deepEqual(Object.keys(body), ['code', 'message']);
    assert.ok(lines.at(-1).includes(words), lines.at(-1));
  };
  const accepted = async (service, members) => {
    const { status, body } = await linkHub.request(service, members);
    assert.equal(status, 200, `${service} ${shorten(members)}: ${lines.at(-1)}`);
    return (await linkHub.status(service, body.receiptId)).body;
  };
  const created = async () => (await client.get('/_sandbox/transactions')).body.transactions.length;
  return { linkHub, lines, refused, accepted, created };
}

test('a body is refused for', async (t) => {
  const { linkHub, lines, created } = await makeAsk(t);
  for (const [name, body, headers, words] of WRONG_BODIES) {
    await t.test(name, async () => {
      for (const service of SERVICES) {
        const answer = await linkHub.post(`/${service}/Request`, body, { headers });
        assert.deepEqual([answer.status, answer.body.code], [400, -31_010_009]);
        assert.ok(lines.at(-1).includes(words), lines.at(-1));
      }
    });
  }
  await t.test('bytes that are not UTF-8', async () => {
    const answer = await linkHub.post('/SignToken/Request', Buffer.from([0x7b, 0xff, 0x7d]));
    assert.deepEqual([answer.status, answer.body.code], [400, -31_010_009]);
    assert.ok(lines.at(-1).includes('not UTF-8'));
  });
  assert.equal(await created(), 0);
});

test('required members must be there and not be empty', async (t) => {
  const { refused, created } = await makeAsk(t);
  for (const [name, services] of REQUIRED) {
    for (const service of services) {
      for (const nothing of [undefined, null, ''])
        await refused(service, { [name]: nothing }, `${name} is required`);
    }
  }
  assert.equal(await created(), 0);
});

test('values of another type or form are refused', async (t) => {
  const { refused, created, lines } = await makeAsk(t);
  for (const [name, values, words, services] of WRONG_VALUES) {
    for (const service of services) {
      for (const value of values) await refused(service, { [name]: value }, words);
    }
  }
  assert.equal(await created(), 0);
  assert.ok(!lines.join().includes('19900431'), 'the log holds no value');
});

test('a text may have so many characters, whatever their bytes', async (t) => {
  const { refused, accepted } = await makeAsk(t);
  for (const [name, most, services] of LIMITS) {
    for (const service of services) {
      for (const character of ['a', '가', '𠀀']) {
        await refused(service, { [name]: character.repeat(most + 1) }, `${name} must not exceed ${most}`);
        await accepted(service, { [name]: character.repeat(most) });
      }
      await accepted(service, { [name]: 'a' });
    }
  }
  await accepted('SignIdentity', { Token: '가'.repeat(5000) });
  for (const service of SERVICES) await accepted(service, { CallCenterName: '가'.repeat(1000) });
});

test('limits of numbers and dates are inside', async (t) => {
  const { accepted } = await makeAsk(t);
  for (const service of SERVICES) {
    assert.equal((await accepted(service, { Expires_in: 1 })).expires_in, 1);
    assert.equal((await accepted(service, { Expires_in: 1000 })).expires_in, 1000);
    await accepted(service, { ReceiverHP: '0100000000' });
    await accepted(service, { ReceiverHP: '01000000000' });
    await accepted(service, { ReceiverBirthDay: '20240229' });
  }
});

test('absent, null and empty optional members are the same', async (t) => {
  const { accepted } = await makeAsk(t);
  for (const [name, services] of OPTIONAL) {
    for (const service of services) {
      for (const nothing of [undefined, null, '']) await accepted(service, { [name]: nothing });
    }
  }
  const state = await accepted('SignToken', { SubClientID: '', TMSMessage: null });
  assert.deepEqual([state.subClientCode, state.tmsmessage, state.payload], [null, null, null]);
});

test('a missing boolean is false', async (t) => {
  const { accepted } = await makeAsk(t);
  for (const service of SERVICES) {
    for (const nothing of [undefined, null, false]) {
      const members = { isAllowSimpleRegistYN: nothing, isVerifyNameYN: nothing, isAppUseYN: nothing };
      const { allowSimpleRegistYN, verifyNameYN, appUseYN } = await accepted(service, members);
      assert.deepEqual([allowSimpleRegistYN, verifyNameYN], [false, false]);
      assert.equal(appUseYN, service === 'SignIdentity' ? undefined : false);
    }
    const { allowSimpleRegistYN, verifyNameYN } = await accepted(service, {
      isAllowSimpleRegistYN: true,
      isVerifyNameYN: true,
    });
    assert.deepEqual([allowSimpleRegistYN, verifyNameYN], [true, true]);
  }
});

test('unknown members are passed over, those of other services too', async (t) => {
  const { linkHub, accepted } = await makeAsk(t);
  const state = await accepted('SignIdentity', { isAppUseYN: 'whatever', BankCode: 4, extra: {} });
  assert.ok(!('appUseYN' in state) && !('tx_id' in state));
  await accepted('SignDirectDebit', { Token: 'x'.repeat(501) });
  const { body } = await linkHub.request('SignIdentity', { isAppUseYN: true });
  assert.deepEqual(Object.keys(body), ['receiptId']);
});

test('content types and JSON of every published client are taken', async (t) => {
  const { linkHub } = await makeAsk(t);
  const types = [
    'application/json;charset=utf-8',
    'application/json; charset=utf8',
    'Application/json',
    'application/json; charset="UTF-8"',
  ];
  for (const type of types) {
    const answer = await linkHub.request('SignToken', {}, { headers: { 'content-type': type } });
    assert.equal(answer.status, 200, type);
  }
  // The Python SDK writes ASCII, with blanks after separators.
  const ascii = JSON.stringify(REQUESTS.SignToken)
    .replaceAll('":', '": ')
    .replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const { receiptId } = (await linkHub.post('/SignToken/Request', ascii)).body;
  assert.equal((await linkHub.status('SignToken', receiptId)).body.tmstitle, REQUESTS.SignToken.TMSTitle);
});
