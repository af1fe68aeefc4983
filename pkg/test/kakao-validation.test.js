import assert from 'node:assert/strict';
import { test } from 'node:test';

import { validateRequest } from 'ingam';

const common = {
  CallCenterNum: '1600-8536',
  Expires_in: 300,
  ReceiverBirthDay: '19900101',
  ReceiverHP: '01012345678',
  ReceiverName: '홍길동',
  TMSTitle: '제목',
  isVerifyNameYN: true,
};
const SOUND = {
  'kakao.esign.request': { ...common, Token: '원문' },
  'kakao.direct-debit.request': {
    ...common,
    BankAccountNum: '371-02-6***85',
    BankCode: '004',
    ClientUserID: '1',
  },
  'kakao.identity.request': { ...common, Token: 'once' },
};

for (const [kind, sound] of Object.entries(SOUND)) {
  test(`${kind}: what is missing is told, and what is left out because it is false is not`, async () => {
    const missing = await validateRequest(kind, { isVerifyNameYN: false });
    const required = Object.keys(sound).filter((name) => name !== 'isVerifyNameYN');
    assert.deepEqual(missing.map(({ path }) => path).sort(), required.map((name) => `/${name}`).sort());
    for (const problem of missing) {
      assert.deepEqual(Object.keys(problem).sort(), ['code', 'message', 'messageKo', 'path', 'severity']);
      assert.deepEqual([problem.code, problem.severity], ['INGAM_FIELD_REQUIRED', 'error']);
      assert.match(problem.messageKo, /[가-힣]/);
    }
    assert.deepEqual(await validateRequest(kind, sound), []);
    // JSON leaves an undefined member out.
    const { isVerifyNameYN, ...less } = sound;
    assert.equal(isVerifyNameYN, true);
    assert.deepEqual(await validateRequest(kind, { ...less, PayLoad: undefined }), []);
  });

  test(`${kind}: limits stand at their edges, a warning is none of them`, async () => {
    const codes = async (change) =>
      (await validateRequest(kind, { ...sound, ...change })).map(({ path, code, severity }) => [
        path,
        code,
        severity,
      ]);
    assert.deepEqual(await codes({ TMSTitle: '😀'.repeat(40), Expires_in: 1000 }), []);
    assert.deepEqual(await codes({ TMSTitle: '😀'.repeat(41), Expires_in: 1001 }), [
      ['/Expires_in', 'INGAM_FIELD_RANGE', 'error'],
      ['/TMSTitle', 'INGAM_FIELD_LENGTH', 'error'],
    ]);
    assert.deepEqual(await codes({ isAllowSimpleRegistYN: true }), [
      ['/isAllowSimpleRegistYN', 'INGAM_CERTIFICATE_SIMPLE', 'warning'],
    ]);
  });
}
