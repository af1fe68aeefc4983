// The report on KakaoCert's signatures, and whether the signer of a consent to be debited has the names that were asked.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertFails, assertVerified } from './support/bundle.mjs';
import { assertEvidence, flipped, outcome, PASSED } from './support/evidence.mjs';
import {
  assertVerified as assertRead,
  DIRECT_DEBIT,
  ESIGN,
  IDENTITY,
  kakaoCaller,
} from './support/kakao.mjs';
import { startRig } from './support/rig.mjs';

/** @type {import('./support/rig.mjs').Rig} */
let rig;
/** @type {ReturnType<typeof kakaoCaller>} */
let caller;
before(async () => {
  rig = await startRig();
  caller = kakaoCaller(rig);
});
after(() => rig?.dispose());

/**
 * Requests, signs and verifies.
 * @param {string} service
 * @param {{ members?: Record<string, unknown>, change?: (body: any) => void, at?: import('./support/rig.mjs').Rig }} [how]
 */
async function verify(service, { members, change, at = rig } = {}) {
  const own = at === rig ? caller : kakaoCaller(at);
  const receipt = await own.signed(service, members);
  if (change) {
    at.tap.alter(`${service}/Verify/${receipt}`, (bytes) => {
      const body = JSON.parse(bytes.toString('utf8'));
      change(body);
      return JSON.stringify(body);
    });
  }
  const answer = await own.verify(receipt, service);
  assert.equal(answer.status, 200, answer.text);
  return { receipt, answer, id: `kakao/${receipt}`, again: () => own.verify(receipt, service) };
}

const flip = (/** @type {number} */ place) => (/** @type {any} */ body) => {
  const bytes = Buffer.from(body.signedData, 'base64url').toString('base64');
  body.signedData = Buffer.from(flipped(bytes, place), 'base64').toString('base64url');
};

for (const [what, change, header] of /** @type {[string, (body: any) => void, string][]} */ ([
  ['a turned first byte', flip(0), 'TOTAL_FAILED/FORMAT_FAILURE'],
  ['a turned last byte', flip(-1), 'TOTAL_FAILED/SIG_CRYPTO_FAILURE'],
  [
    'no base64',
    (body) => {
      body.signedData = '***';
    },
    'TOTAL_FAILED/FORMAT_FAILURE',
  ],
])) {
  test(`${what}: ${header}, and the bytes as they came`, async () => {
    const { answer, id, again } = await verify(ESIGN, { change });
    const { files } = await assertEvidence(rig, id, answer, header);
    assert.ok(files['response.json'].equals(answer.bytes));
    assertFails(files, /FAILED: (document-1:|there is no document)/);
    const replayed = await again();
    assert.ok(replayed.bytes.equals(answer.bytes));
    assert.deepEqual(
      [replayed.headers['ingam-replayed'], replayed.headers['ingam-evidence']],
      ['true', header],
    );
  });
}

test('the signature of another text is found out', async () => {
  const other = await verify(ESIGN, { members: { Token: '다른 원문' } });
  const { answer, id } = await verify(ESIGN, {
    change: (body) => {
      body.signedData = other.answer.json.signedData;
    },
  });
  const { report, files } = await assertEvidence(rig, id, answer, 'TOTAL_FAILED/HASH_FAILURE');
  assert.equal(outcome(report, 'content', 0), 'FAILED');
  assertFails(files, /document-1: another content than was requested/);
});

test('without an anchor nothing passes, and the signature is verified all the same', async () => {
  for (const KAKAO_TRUST_ANCHORS of ['none', undefined]) {
    const other = await startRig({ overrides: { KAKAO_TRUST_ANCHORS } });
    try {
      const { answer, id } = await verify(ESIGN, { at: other });
      const header = 'INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND';
      const { report, files } = await assertEvidence(other, id, answer, header);
      assert.deepEqual(
        ['signature', 'content', 'path', 'revocation'].map((name) => outcome(report, name, 0)),
        ['PASSED', 'PASSED', 'INDETERMINATE', 'NOT_CHECKED'],
      );
      assertFails(files, /document-1: no anchor issued the certificate/);
    } finally {
      await other.dispose();
    }
  }
});

for (const service of [ESIGN, IDENTITY]) {
  test(`${service}: the content is compared by the digest of what was requested`, async () => {
    const { answer, id } = await verify(service);
    const { report, files } = await assertEvidence(rig, id, answer, PASSED);
    assert.equal(outcome(report, 'content', 0), 'PASSED');
    assert.ok(!report.checks.some((/** @type {any} */ { name }) => name === 'same-person'));
    assert.doesNotMatch(assertVerified(files), /not compared/);
  });
}

test('a consent: the text is the provider’s, the names are compared, and inform', async () => {
  /** @type {[Record<string, unknown>, string][]} */
  const cases = [
    [{}, 'PASSED'],
    [{ BankAccountName: ' 홍 길동 ' }, 'PASSED'],
    [{ BankAccountName: undefined }, 'PASSED'],
    [{ BankAccountName: '홍길순' }, 'FAILED'],
    [{ BankAccountName: '(주)인감' }, 'FAILED'],
  ];
  for (const [members, expected] of cases) {
    const { answer, id } = await verify(DIRECT_DEBIT, { members });
    const { report, files } = await assertEvidence(rig, id, answer, PASSED);
    assert.equal(outcome(report, 'same-person'), expected, JSON.stringify(members));
    assert.equal(outcome(report, 'content', 0), 'NOT_COMPARED');
    assert.match(assertVerified(files), /document-1: not compared/);
    const manifest = files['manifest.json'].toString();
    assert.ok(!manifest.includes('홍길'), 'no name is in the manifest');
  }
});

test('signed data in BER of indefinite length passes like DER', async () => {
  const other = await startRig({ kakao: { indefiniteLength: true } });
  try {
    const { answer, id } = await verify(ESIGN, { at: other });
    const { report, files } = await assertEvidence(other, id, answer, PASSED);
    assert.equal(files['document-1.der'][1], 0x80, 'it is of indefinite length');
    assert.equal(outcome(report, 'content', 0), 'PASSED');
    assertVerified(files);
  } finally {
    await other.dispose();
  }
});

test('with validate-api the lists of Kakao’s certificates are asked for, as with crl', async () => {
  const LIST = 'GET /crl/kakao.crl';
  const other = await startRig({ kakao: { crlUrl: 'own' } });
  try {
    for (const REVOCATION of ['validate-api', 'crl']) {
      await other.gateway.restart({ REVOCATION });
      const refused = await other.counting(() => verify(ESIGN, { at: other }));
      assert.equal(refused.calls[LIST], undefined);
      await assertEvidence(other, refused.value.id, refused.value.answer, 'INDETERMINATE/TRY_LATER');

      await other.gateway.restart({ REVOCATION, CRL_HOSTS: new URL(other.sandbox.url).host });
      const allowed = await other.counting(() => verify(DIRECT_DEBIT, { at: other }));
      assert.equal(allowed.calls[LIST], 1);
      assertRead(allowed.value.answer, allowed.value.receipt);
      const { files } = await assertEvidence(other, allowed.value.id, allowed.value.answer, PASSED);
      assert.ok(files['crl-1.crl'].length > 500);
      assertVerified(files);
    }
    const own = kakaoCaller(other);
    const receipt = await own.signed();
    await other.control('revoke', { id: receipt, at: '2026-01-01T00:00:00Z' });
    assert.equal((await own.verify(receipt)).headers['ingam-evidence'], 'TOTAL_FAILED/REVOKED');
  } finally {
    await other.dispose();
  }
});
