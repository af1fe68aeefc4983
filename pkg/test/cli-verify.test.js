import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { indefinite } from '../../tests/evidence/der.mjs';
import { certify, name, rsaKey, signedData } from '../../tests/evidence/pki.mjs';
import { certifyAuthority } from './authority.js';
import { ingam, makeFolder } from './command.js';

const tests = (path) => fileURLToPath(new URL(`../../tests/${path}`, import.meta.url));
const json = (path) => JSON.parse(readFileSync(tests(path), 'utf8'));

const RESULT = tests('vectors/toss-docs-result.json');
const answer = json('vectors/toss-docs-result.json');
const [{ signedDoc }] = answer.success.signedDocList;
const [{ doc }] = answer.success.docList;
const { anchors, cases } = json('evidence/cases.json');
const made = (id) => cases.find((one) => one.id === id);

const folder = makeFolder();
after(() => folder.remove());

const pem = (label, base64) =>
  `-----BEGIN ${label}-----\n${base64.replaceAll(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
const der = Buffer.from(signedDoc, 'base64');
const files = {
  der: folder.write('one.der', der),
  document: folder.write('one.txt', doc),
  other: folder.write('other.txt', `${doc}\n`),
  text: folder.write('text.txt', 'not a message'),
  sound: folder.write('sound.der', Buffer.from(made('sound').message, 'base64')),
  soundDocument: folder.write('sound.txt', made('sound').document),
  ca: folder.write('ca.pem', pem('CERTIFICATE', anchors.ca)),
  root: folder.write('root.der', Buffer.from(anchors.root, 'base64')),
};

/** KakaoCert's answer, of one document. */
const KAKAO = JSON.stringify({
  receiptId: '020090913390400001',
  signedData: Buffer.from(made('sound').message, 'base64').toString('base64url'),
});

/** @param {object} changed members of `success` */
const changed = (changed) => JSON.stringify({ ...answer, success: { ...answer.success, ...changed } });

async function verify(parameters, options) {
  return ingam(['verify', ...parameters], options);
}

async function report(parameters, options) {
  const { code, out, err } = await verify([...parameters, '--json'], options);
  assert.equal(err, '');
  return { code, ...JSON.parse(out) };
}

/** The statement, and the exit status, which has to be its. */
function statement({ code, indication, subIndication }) {
  assert.equal(code, { TOTAL_PASSED: 0, TOTAL_FAILED: 1, INDETERMINATE: 2 }[indication]);
  return subIndication ?? indication;
}

const outcome = ({ checks }, of) => checks.find((check) => check.name === of)?.outcome;

test('what is wrong with the command line: status 64, and nothing on standard output', async () => {
  for (const [parameters, said, input = ''] of [
    [[], /name one file/],
    [[files.der, files.der], /name one file/],
    [[files.der, '--contnet', 'x'], /--contnet/],
    [[files.der, '--lang', 'fr'], /--lang is ko or en/],
    [[files.der, '--at', '2022-04-26'], /--at is of the form/],
    [[files.der, '--at', '2022-04-26T01:16:13'], /--at is of the form/],
    [[files.der, '--at', '2022-02-30T01:16:13Z'], /--at is of the form/],
    [[files.der, '--profile', 'kakao'], /--profile kakao/],
    [[files.der, '--anchor', files.text], /--anchor .*text\.txt: this value cannot be used/],
    [[files.der, '--anchor', files.ca, '--anchor', files.text], /--anchor .*text\.txt/],
    [[files.der, '--intermediate', files.text], /--intermediate .*text\.txt/],
    [[files.der, '--original', files.text], /--original .*text\.txt/],
    [[files.der, '--content', files.document, '--content', files.document], /one --content/],
    [['-', '--content', '-'], /standard input/],
    [['-', '--content', '1=-'], /standard input/],
    [[files.der, '--anchor', '-', '--crl', '-'], /standard input/],
    [[RESULT, '--content', files.document], /--content ORDER=FILE/],
    [[RESULT, '--content', files.document, '--content', files.document], /--content ORDER=FILE/],
    [[RESULT, '--content', `3=${files.document}`], /no document of order 3/],
    [[RESULT, '--content', `1=${files.document}`, '--content', `1=${files.other}`], /order 1 is compared/],
    [[RESULT, '--content', `1=${files.document}`, '--content', `01=${files.other}`], /order 1 is compared/],
    [[RESULT, '--content', `1=${files.document}`, '--content', `1=${files.document}`], /order 1 is compared/],
    [['-', '--content', files.document, '--content', files.other], /order 1 is compared/, KAKAO],
    [['-', '--content', files.document, '--content', `1=${files.other}`], /order 1 is compared/, KAKAO],
    [[files.der, '--content', files.document, '--original', '1', '--original', '2'], /--original can be/],
    [[files.der, '--at', '2022-04-26T01:16:13Z', '--at=2022-04-26T01:16:13Z'], /--at can be given once/],
    [[files.der, '--profile', 'toss', '--profile', 'none'], /--profile can be given once/],
    [[RESULT, '--original', files.document], /not with a whole answer/],
    [[files.der, '--json=yes'], /--json/],
  ]) {
    const { code, out, err } = await verify(parameters, { input });
    assert.deepEqual([code, out], [64, ''], `${parameters}: ${err}`);
    assert.match(err, said);
    const korean = await verify(
      [...parameters.filter((word) => word !== '--lang' && word !== 'fr'), '--lang=ko'],
      { input },
    );
    if (!parameters.includes('fr')) assert.match(korean.err, /[가-힣]/);
  }
});

test('a file that cannot be read: status 66', async () => {
  for (const parameters of [
    [`${folder.path}/missing`],
    [folder.path],
    [files.der, '--content', `${folder.path}/missing`],
    [files.der, '--anchor', `${folder.path}/missing`],
    [files.der, '--crl', `${folder.path}/missing`],
    [files.der, '--intermediate', `${folder.path}/missing`],
    [RESULT, '--content', `1=${folder.path}/missing`],
    ['/dev/zero'],
  ]) {
    const { code, out, err } = await verify(parameters);
    assert.deepEqual([code, out], [66, ''], `${parameters}`);
    assert.match(err, /^ingam: cannot read .* \((ENOENT|EISDIR|EFBIG)\)\n$/);
  }
});

test('what is no message: TOTAL_FAILED / FORMAT_FAILURE', async () => {
  for (const input of [
    '',
    'not a message',
    '{}',
    '{"resultType":"FAIL","error":{}}',
    '{',
    '[]',
    der.subarray(9),
  ]) {
    const one = await report(['-'], { input });
    assert.equal(statement(one), 'FORMAT_FAILURE');
    assert.equal(one.provider, null);
  }
  const { out } = await verify(['-'], { input: '{"success":null}' });
  assert.match(out, /It is JSON, but neither a result of Toss/);
});

describe('the statement is the exit status', () => {
  const expected = [
    [['--content', files.other, '--no-revocation'], 'HASH_FAILURE'],
    [['--content', files.document], 'TRY_LATER'],
    [['--no-revocation', '--at', '2025-04-25T00:00:00+09:00'], 'OUT_OF_BOUNDS_NO_POE'],
    [['--no-revocation', '--anchor', files.ca], 'NO_CERTIFICATE_CHAIN_FOUND'],
    [['--content', files.document, '--no-revocation'], 'TOTAL_PASSED'],
    [['--no-revocation'], 'TOTAL_PASSED'],
  ];
  for (const [parameters, due] of expected) {
    test(`${due}: ${parameters.map((word) => word.replace(folder.path, '')).join(' ')}`, async () => {
      assert.equal(statement(await report([files.der, ...parameters])), due);
    });
  }
});

describe('every form of a message', () => {
  const lines = signedDoc.replaceAll(/.{64}/g, '$&\r\n');
  for (const [form, input] of Object.entries({
    DER: der,
    BER: indefinite(der),
    PEM: pem('PKCS7', signedDoc),
    'PEM of CMS': pem('CMS', signedDoc),
    base64: signedDoc,
    'base64 in lines': lines,
    base64url: der.toString('base64url'),
    'base64 with a byte order mark': `\ufeff${signedDoc}\r\n`,
    'base64 in UTF-16': Buffer.from(`\ufeff${signedDoc}\r\n`, 'utf16le'),
  })) {
    test(form, async () => {
      const one = await report(['-', '--no-revocation', '--content', files.document], { input });
      assert.equal(statement(one), 'TOTAL_PASSED');
      assert.equal(Buffer.from(one.documents[0].content, 'base64').toString(), doc);
    });
  }
});

test('the document, too, may come from standard input', async () => {
  const parameters = ['--no-revocation', '--content'];
  assert.equal(statement(await report([files.der, ...parameters, '-'], { input: doc })), 'TOTAL_PASSED');
  assert.equal(
    statement(await report([RESULT, ...parameters, '1=-'], { input: `${doc}\n` })),
    'HASH_FAILURE',
  );
});

test('anchors, lists, intermediates and the profile are obeyed', async () => {
  const sound = ['--content', files.soundDocument];
  const verified = (parameters) => report([files.sound, ...sound, ...parameters]);
  assert.equal(statement(await verified(['--no-revocation'])), 'NO_CERTIFICATE_CHAIN_FOUND');
  const one = await verified(['--no-revocation', '--anchor', files.root, '--anchor', files.ca]);
  assert.equal(statement(one), 'TOTAL_PASSED');
  assert.equal(outcome(one.documents[0], 'profile'), 'NOT_CHECKED');
  const held = await verified(['--no-revocation', '--anchor', files.ca, '--profile', 'toss']);
  assert.equal(outcome(held.documents[0], 'profile'), 'PASSED');

  const list = made('list-sound');
  const revoked = made('revoked-before-signing');
  const base = [folder.write('list.der', Buffer.from(list.message, 'base64')), '--anchor', files.ca];
  const crl = folder.write('list.crl', Buffer.from(list.crls[0], 'base64'));
  assert.equal(statement(await report(base)), 'TRY_LATER');
  assert.equal(statement(await report([...base, '--crl', files.text])), 'TRY_LATER');
  // A list that has run out says nothing about now.
  assert.equal(statement(await report([...base, '--crl', crl])), 'TRY_LATER');
  const then = ['--now', list.now];
  assert.equal(
    statement(await report([...base, ...then, '--crl', files.text, '--crl', crl])),
    'TOTAL_PASSED',
  );
  const pemList = folder.write('list.pem', pem('X509 CRL', revoked.crls[0]));
  const message = folder.write('revoked.der', Buffer.from(revoked.message, 'base64'));
  assert.equal(statement(await report([message, '--anchor', files.ca, '--crl', pemList])), 'REVOKED');
});

test('an intermediate that is not in the message', async () => {
  const root = certifyAuthority('ingam Test Root', undefined);
  const middle = certifyAuthority('ingam Test CA', root);
  const signer = certify({
    pair: rsaKey(2048),
    subject: name({ CN: '홍길동' }),
    issuer: middle,
    extensions: [],
  });
  const message = folder.write('middle.der', signedData(signer));
  const anchor = ['--anchor', folder.write('own-root.der', root.certificate), '--no-revocation'];
  assert.equal(statement(await report([message, ...anchor])), 'NO_CERTIFICATE_CHAIN_FOUND');
  const intermediate = folder.write(
    'own-middle.pem',
    pem('CERTIFICATE', middle.certificate.toString('base64')),
  );
  assert.equal(statement(await report([message, ...anchor, '--intermediate', intermediate])), 'TOTAL_PASSED');
});

test('a signed hash with its file', async () => {
  const { message, document, original } = made('detached-original');
  const parameters = [
    folder.write('hash.der', Buffer.from(message, 'base64')),
    ...['--anchor', files.ca, '--no-revocation', '--content', folder.write('hash.txt', document)],
  ];
  const file = folder.write('hash.pdf', original);
  assert.equal(statement(await report([...parameters, '--original', file])), 'TOTAL_PASSED');
  assert.equal(statement(await report([...parameters, '--original', files.text])), 'HASH_FAILURE');
  const { out } = await verify(parameters);
  assert.match(out, /not in the message \(detached\)/);
});

describe('a whole answer', () => {
  const verified = (input, ...parameters) => report(['-', '--no-revocation', ...parameters], { input });

  test('a document that is missing, twice, too many, of no order, by somebody else, of another text', async () => {
    const { docList, signedDocList } = answer.success;
    const [first, second] = signedDocList;
    const other = { ...second, signedDoc: made('sound').message };
    for (const [members, due] of [
      [{ signedDocList: [first] }, 'SIG_CONSTRAINTS_FAILURE'],
      [{ signedDocList: [] }, 'SIG_CONSTRAINTS_FAILURE'],
      [{ signedDocList: [], docList: [] }, 'SIG_CONSTRAINTS_FAILURE'],
      [{ signedDocList: [first, first] }, 'SIG_CONSTRAINTS_FAILURE'],
      [{ docList: [docList[0]] }, 'SIG_CONSTRAINTS_FAILURE'],
      [{ docList: docList.map(({ order, ...doc }) => doc) }, 'SIG_CONSTRAINTS_FAILURE'],
      [{ signedDocList: signedDocList.map(({ order, ...doc }) => doc) }, 'SIG_CONSTRAINTS_FAILURE'],
      [{ signedDocList: [first, other] }, 'HASH_FAILURE'],
      [{ signedDocList: [first, { ...second, signedDoc: '' }] }, 'FORMAT_FAILURE'],
      [
        {
          signedDocList: [
            { ...first, order: 2 },
            { ...second, order: 1 },
          ],
        },
        'HASH_FAILURE',
      ],
      [{ docList: [{ ...docList[0], doc: `${doc} ` }, docList[1]] }, 'HASH_FAILURE'],
    ]) {
      const set = await verified(changed(members));
      assert.equal(statement(set), due, JSON.stringify(members).slice(0, 100));
      assert.equal(set.provider, 'toss');
    }
  });

  test('is read whole, as its success, with orders as text, without docList, with a byte order mark', async () => {
    const text = (/** @type {any[]} */ list) => list.map((one) => ({ ...one, order: `${one.order}` }));
    const { docList, signedDocList, ...rest } = answer.success;
    for (const input of [
      JSON.stringify(answer),
      `\ufeff\n ${JSON.stringify(answer, null, 2)}`,
      Buffer.from(`\ufeff${JSON.stringify(answer)}`, 'utf16le'),
      JSON.stringify(answer.success),
      changed({ docList: text(docList), signedDocList: text(signedDocList) }),
      JSON.stringify({ ...rest, signedDocList }),
      JSON.stringify({ signedDocList, docList: null }),
    ]) {
      const set = await verified(input);
      assert.equal(statement(set), 'TOTAL_PASSED');
      assert.deepEqual(
        set.documents.map(({ order, indication }) => [order, indication]),
        [
          [1, 'TOTAL_PASSED'],
          [2, 'TOTAL_PASSED'],
        ],
      );
      assert.deepEqual(
        set.checks.map((check) => [check.name, check.outcome]),
        [
          ['set-orders', 'PASSED'],
          ['set-signer', 'PASSED'],
        ],
      );
    }
  });

  test('a sealed text is not compared, and a file is, by its order', async () => {
    const sealed = 'v1$b88f8717-8e76-4276-bed0-f769a8baf7be$UH5Kqd3dPV1daxw0i23eMWjeXcXC';
    const { docList } = answer.success;
    const input = changed({ docList: docList.map((one) => ({ ...one, doc: sealed, docEncrypted: true })) });
    const contents = (set) => set.documents.map((one) => outcome(one, 'content'));
    assert.deepEqual(contents(await verified(input)), ['NOT_COMPARED', 'NOT_COMPARED']);
    const given = await verified(input, '--content', `1=${files.document}`);
    assert.deepEqual(contents(given), ['PASSED', 'NOT_COMPARED']);
    const swapped = await verified(input, '--content', `2=${files.document}`);
    assert.equal(statement(swapped), 'HASH_FAILURE');
    assert.doesNotMatch((await verify(['-'], { input })).out, /^\*/m);
    assert.match((await verify([RESULT])).out, /^\* Documents are compared with the docList of this file/m);
    // What was requested counts for more than what the answer repeats.
    const own = await verified(JSON.stringify(answer), '--content', `1=${files.other}`);
    assert.equal(statement(own), 'HASH_FAILURE');
  });

  test("KakaoCert's verification is judged without Toss's anchor and profile", async () => {
    const { message, document } = made('sound');
    const signedData = Buffer.from(message, 'base64').toString('base64url');
    const input = JSON.stringify({ receiptId: '020090913390400001', signedData });
    const token = folder.write('token.txt', document);
    assert.equal(statement(await verified(input)), 'NO_CERTIFICATE_CHAIN_FOUND');
    const set = await verified(input, '--anchor', files.ca, '--content', token);
    assert.equal(statement(set), 'TOTAL_PASSED');
    assert.equal(set.provider, 'kakao');
    assert.equal(outcome(set.documents[0], 'content'), 'PASSED');
    assert.equal(
      statement(await verified(input, '--anchor', files.ca, '--content', files.other)),
      'HASH_FAILURE',
    );
    const { out } = await verify(['-'], { input });
    assert.match(out, /no built-in trust anchor for KakaoCert/);
  });
});

test('--json has these members', async () => {
  const set = await report([RESULT, '--no-revocation']);
  assert.deepEqual(Object.keys(set), [
    'code',
    'provider',
    'indication',
    'subIndication',
    'documents',
    'checks',
  ]);
  const one = await report([files.der, '--no-revocation']);
  assert.deepEqual(Object.keys(one), Object.keys(set));
  assert.deepEqual([one.provider, one.checks, one.documents[0].order], [null, [], null]);
  for (const { documents } of [set, one]) {
    for (const document of documents) {
      assert.deepEqual(Object.keys(document), [
        'order',
        'indication',
        'subIndication',
        'signer',
        'signingTime',
        'content',
        'checks',
      ]);
      assert.deepEqual(Object.keys(document.signer), ['commonName', 'uid', 'serialNumber', 'certificate']);
      assert.equal(document.checks.length, 20);
      for (const check of document.checks) {
        assert.deepEqual(Object.keys(check), ['name', 'outcome', 'message', 'messageKo']);
      }
    }
  }
});
