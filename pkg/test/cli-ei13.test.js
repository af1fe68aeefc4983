import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { after, beforeEach, describe, test } from 'node:test';

import { ingam, makeFolder } from './command.js';

const result = JSON.parse(
  readFileSync(new URL('../../tests/vectors/toss-docs-result.json', import.meta.url), 'utf8'),
);
const PROOFS = result.success.signedDocList.map(({ signedDoc }) => Buffer.from(signedDoc, 'base64'));

const folder = makeFolder();
after(() => folder.remove());
const [one, two] = PROOFS.map((proof, index) => folder.write(`proof-${index + 1}.der`, proof));

/** Where a test writes. @type {string} */
let out;
let made = 0;
beforeEach(() => {
  made += 1;
  out = `${folder.path}/out-${made}`;
  mkdirSync(out);
});

const CONSENT = {
  institution: '9912345678',
  date: '20261121',
  payer: 'P-0001',
  bank: '004',
  account: '12345678901234',
  kind: '3',
  extension: 'der',
  evidence: one,
};

/** @param {Record<string, string | undefined>} changed */
const words = (changed = {}) =>
  Object.entries({ ...CONSENT, ...changed }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );

const pack = (changed, more = [], options = undefined) =>
  ingam(['ei13', 'pack', ...words(changed), `--out=${out}`, ...more], options);
const ofList = { payer: undefined, bank: undefined, account: undefined, kind: undefined };
const packList = (list, more = []) =>
  pack({ ...ofList, extension: undefined, evidence: undefined, list }, more);

const explain = async (file) => {
  const { code, out, err } = await ingam(['ei13', 'explain', file, '--json']);
  return { code, err, ...JSON.parse(out) };
};
const values = ({ fields }) => Object.fromEntries(fields.map(({ name, value }) => [name, value]));

describe('pack refuses', () => {
  for (const name of Object.keys(CONSENT)) {
    test(`a missing --${name}`, async () => {
      const { code, err } = await pack({ [name]: undefined });
      assert.deepEqual([code, err], [64, `ingam: --${name} is needed.\n`]);
      const korean = await pack({ [name]: undefined }, ['--lang=ko']);
      assert.deepEqual([korean.code, korean.err], [64, `ingam: --${name}이(가) 필요합니다.\n`]);
    });
  }

  for (const [name, value, said] of [
    ['institution', '', /--institution: institution code/],
    ['institution', '9'.repeat(21), /--institution: /],
    ['institution', '기관', /--institution: /],
    ['date', '20261131', /--date: date of application/],
    ['date', '2026-11-21', /--date: /],
    ['payer', 'a b', /--payer: payer number/],
    ['payer', '1'.repeat(31), /--payer: /],
    ['bank', '04', /--bank: bank code/],
    ['bank', '0o4', /--bank: /],
    ['account', '123-456', /--account: account number/],
    ['account', '1'.repeat(21), /--account: /],
    ['applied', '20261301', /--applied: date of application/],
    ['kind', '0', /--kind: kind/],
    ['kind', '7', /--kind: /],
    ['kind', '33', /--kind: /],
    ['extension', 'toolong', /--extension: extension/],
    ['extension', '.der', /--extension: /],
  ]) {
    test(`--${name}=${value}`, async () => {
      const { code, err, out: written } = await pack({ [name]: value });
      assert.deepEqual([code, written, readdirSync(out)], [64, '', []]);
      assert.match(err, said);
    });
  }

  test('a proof that is empty, too long, missing, or named der and is none', async () => {
    const empty = folder.write('empty.pdf', '');
    const long = folder.write('long.pdf', new Uint8Array(10_000_000));
    const text = folder.write('text.der', PROOFS[0].toString('base64'));
    for (const [changed, status, said] of [
      [{ evidence: empty, extension: 'pdf' }, 64, /--evidence: proof/],
      [{ evidence: long, extension: 'pdf' }, 64, /--evidence: proof/],
      [{ evidence: `${folder.path}/missing` }, 66, /cannot read/],
      [{ evidence: text }, 65, /this is no DER/],
      [{ evidence: text, extension: 'DER' }, 65, /this is no DER/],
    ]) {
      const { code, err } = await pack(changed);
      assert.equal(code, status);
      assert.match(err, said);
    }
    assert.deepEqual(readdirSync(out), []);
  });

  test('an unknown option, a file beside the options, another language', async () => {
    for (const more of [['--payerr=1'], ['file'], ['--lang=fr']]) {
      assert.equal((await pack({}, more)).code, 64);
    }
  });

  test('a folder that is not there, and a file that is, unless --force', async () => {
    assert.equal((await ingam(['ei13', 'pack', ...words(), `--out=${out}/none`])).code, 73);
    assert.equal((await pack()).code, 0);
    const before = readFileSync(`${out}/EI131121`);
    const again = await pack({ evidence: two });
    assert.equal(again.code, 73);
    assert.match(again.err, /EI131121 exists already \(--force overwrites it\)/);
    assert.deepEqual(readFileSync(`${out}/EI131121`), before);
    assert.equal((await pack({ evidence: two }, ['--force'])).code, 0);
    assert.notDeepEqual(readFileSync(`${out}/EI131121`), before);
  });
});

test('pack writes what explain reads, for its owner alone', async () => {
  const { code, out: said } = await pack({ applied: '20261120' });
  assert.deepEqual([code, said], [0, `${out}/EI131121: 1 consent, 5120 bytes\n`]);
  assert.equal(statSync(`${out}/EI131121`).mode & 0o777, 0o600);
  const octets = readFileSync(`${out}/EI131121`);
  assert.equal(octets.length % 1024, 0);
  // Place by place, by the published layout.
  const at = (from, length) => octets.toString('latin1', from, from + length);
  assert.equal(at(0, 50), `AE111211000000020261121${'9912345678'.padEnd(20)}0000001`);
  assert.equal(at(1024, 25), 'AE1112220000001'.padEnd(25));
  assert.equal(
    at(1049, 94),
    `${'9912345678'.padEnd(20)}${'P-0001'.padEnd(30)}004${'12345678901234'.padEnd(20)}202611203${'der'.padEnd(5)}0002495`,
  );
  assert.deepEqual(octets.subarray(1143, 1143 + 2495), PROOFS[0]);
  assert.equal(at(4096, 52), `AE1112339999999${'9912345678'.padEnd(20)}00000010000000003`);

  const { code: status, records } = await explain(`${out}/EI131121`);
  assert.equal(status, 0);
  assert.deepEqual(
    records.map(({ kind }) => kind),
    ['header', 'consent', 'trailer'],
  );
  const { 'payer number': payer, 'bank code': bank, 'account number': account } = values(records[1]);
  assert.deepEqual([payer, bank, account], [CONSENT.payer, CONSENT.bank, CONSENT.account]);
  assert.equal(values(records[1])['date of application'], '20261120');
  let end = 0;
  for (const { fields } of records) {
    for (const { offset, length, ...field } of fields) {
      assert.equal(offset, end);
      end += length;
      assert.deepEqual(Object.keys(field), ['name', 'nameKo', 'value', 'meaning', 'meaningKo']);
    }
  }
  assert.equal(end, octets.length);
});

describe('a list', () => {
  const LIST = [
    {
      payerNumber: 'P-0001',
      bankCode: '004',
      accountNumber: '0012345',
      kind: '3',
      extension: 'der',
      file: one,
    },
    {
      payerNumber: 'P-0002',
      bankCode: '088',
      accountNumber: '99',
      kind: '2',
      extension: 'der',
      file: 'proof-2.der',
    },
  ].map((entry, index) => (index === 1 ? { ...entry, appliedOn: '20261120' } : entry));
  const ENGLISH = 'payerNumber,bankCode,accountNumber,appliedOn,kind,extension,file';
  const ROWS = `P-0001,004,0012345,,3,der,proof-1.der\r\nP-0002,"088",99,20261120,2,der,"proof-2.der"\r\n`;
  const KOREAN = '납부자번호,은행코드,계좌번호,신청일,동의자료구분,확장자,파일';
  // KOREAN in Windows-949, as a Korean spreadsheet saves it.
  const CP949 = Buffer.from(
    'b3b3bacec0dab9f8c8a32cc0bac7e0c4dab5e52cb0e8c1c2b9f8c8a32cbdc5c3bbc0cf2cb5bfc0c7c0dab7e1b1b8bad02cc8aec0e5c0da2cc6c4c0cf',
    'hex',
  );

  for (const [form, list] of Object.entries({
    JSON: JSON.stringify(LIST),
    CSV: `${ENGLISH}\r\n${ROWS}`,
    'CSV without a last line end': `${ENGLISH}\n${ROWS.trimEnd()}`,
    'CSV with a byte order mark, in Korean': `\ufeff${KOREAN}\r\n${ROWS}\r\n`,
    'CSV in Windows-949': Buffer.concat([CP949, Buffer.from(`\r\n${ROWS}`)]),
  })) {
    test(`in ${form}`, async () => {
      const { code, err, out: said } = await packList(folder.write('list', list));
      assert.equal(err, '');
      assert.equal(code, 0);
      assert.match(said, /EI131121: 2 consents, 8192 bytes/);
      const { records } = await explain(`${out}/EI131121`);
      const [, first, second] = records.map(values);
      assert.deepEqual(
        [first, second].map((record) => [record['payer number'], record['date of application']]),
        [
          ['P-0001', '20261121'],
          ['P-0002', '20261120'],
        ],
      );
      assert.equal(first['account number'], '0012345');
      const octets = readFileSync(`${out}/EI131121`);
      assert.ok(PROOFS.every((proof) => octets.includes(proof)));
    });
  }

  test('that is wrong: status 65, and the entry', async () => {
    const entry = LIST[0];
    for (const [list, said] of [
      ['', /there is no consent/],
      ['[]', /there is no consent/],
      ['[', /it is no JSON/],
      [`${ENGLISH}\n`, /there is no consent/],
      ['[1]', /\(1\): payerNumber is missing/],
      ['[null]', /\(1\): payerNumber is missing/],
      [JSON.stringify([entry, { ...entry, kind: 3 }]), /\(2\): kind has to be a string/],
      [JSON.stringify([{ ...entry, extra: '1' }]), /\(1\): there is no extra/],
      [JSON.stringify([{ ...entry, kind: undefined }]), /\(1\): kind is missing/],
      [JSON.stringify([entry, { ...entry, bankCode: '4' }]), /\(2\): bank code: 3 digits/],
      [JSON.stringify([{ ...entry, appliedOn: 'x' }]), /\(1\): date of application/],
      [`${ENGLISH}\nP-0001,004\n`, /\(1\): it has not as many columns/],
      [`${ENGLISH}\nP"1,004,1,,3,der,x\n`, /its quotes are wrong/],
      [`${ENGLISH},payer\nP-1,004,1,,3,der,x,y\n`, /there is no payer/],
      ['payerNumber\nP-1\n', /bankCode is missing/],
    ]) {
      const { code, err } = await packList(folder.write('wrong-list', list));
      assert.match(err, said, list);
      assert.equal(code, 65, list);
    }
    assert.deepEqual(readdirSync(out), []);
  });

  test('does not go with the options of one consent, and may name what is not there', async () => {
    const list = folder.write('list.json', JSON.stringify(LIST));
    const { code, err } = await pack({ ...ofList, list });
    assert.equal(code, 64);
    assert.match(err, /--extension does not go with --list/);
    const missing = folder.write('missing.json', JSON.stringify([{ ...LIST[0], file: 'none.der' }]));
    assert.equal((await packList(missing)).code, 66);
    assert.equal((await packList(`${folder.path}/none.csv`)).code, 66);
  });
});

describe('explain', () => {
  test('names the octet at which a file is wrong', async () => {
    await pack();
    const octets = readFileSync(`${out}/EI131121`);
    for (const [at, text, place, said] of [
      [0, 'X', 0, /not the value that it must have/],
      [15, '20261399', 15, /at octet 15/],
      [1049, '8', 1049, /at octet 1049/],
      [1130, '9', 1130, /at octet 1130/],
      [4095, 'x', 3638, /at octet 3638/],
      [4131, '0000002', 4148, /does not count/],
    ]) {
      const wrong = Buffer.from(octets);
      wrong.write(text, at, 'latin1');
      const file = folder.write('wrong', wrong);
      const { code, err, out: shown } = await ingam(['ei13', 'explain', file]);
      assert.deepEqual([code, shown], [65, ''], `${at}`);
      assert.match(err, said);
      const { refused, code: status } = await explain(file);
      assert.deepEqual([status, refused.offset], [65, place]);
      assert.match(
        (await ingam(['ei13', 'explain', file, '--lang=ko'])).err,
        new RegExp(`오프셋 ${place}바이트: .*[가-힣]`),
      );
    }
    for (const wrong of [
      '',
      'x',
      octets.subarray(0, 1024),
      octets.subarray(1),
      Buffer.concat([octets, octets]),
    ]) {
      assert.equal((await ingam(['ei13', 'explain', folder.write('wrong', wrong)])).code, 65);
    }
  });

  test('shows every field, in both languages, and reads standard input', async () => {
    await pack();
    const input = readFileSync(`${out}/EI131121`);
    for (const language of ['ko', 'en']) {
      const { code, out: shown } = await ingam(['ei13', 'explain', '-', `--lang=${language}`], { input });
      assert.equal(code, 0);
      assert.match(shown, /납부자번호 \/ payer number +P-0001/);
      assert.match(shown, /1130 +1 +동의자료 ?구분 \/ .* 3 \(일반인증 \/ general certificate\)/);
      assert.equal(shown.match(/^ +\d+ +\d+ {2}\S.* \/ /gm)?.length, 28);
    }
  });

  test('shows no escape sequence of a file', async () => {
    const file = folder.write('\u001b[31m', 'x');
    const { err } = await ingam(['ei13', 'explain', file]);
    assert.doesNotMatch(err.trimEnd(), /\p{Cc}/u);
  });

  test('needs one file that can be read', async () => {
    assert.equal((await ingam(['ei13', 'explain'])).code, 64);
    assert.equal((await ingam(['ei13', 'explain', one, two])).code, 64);
    assert.equal((await ingam(['ei13', 'explain', `${folder.path}/missing`])).code, 66);
  });
});
