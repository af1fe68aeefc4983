import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { certify, DOCUMENT, name, rsaKey, signedData } from '../../tests/evidence/pki.mjs';
import { certifyAuthority } from './authority.js';
import { ingam, makeFolder } from './command.js';

const RESULT = fileURLToPath(new URL('../../tests/vectors/toss-docs-result.json', import.meta.url));

const folder = makeFolder();
after(() => folder.remove());

const verify = (parameters, options) => ingam(['verify', ...parameters], options);

describe('the report for people', () => {
  const shown = (options, ...parameters) => verify([RESULT, '--no-revocation', ...parameters], options);
  const korean = /결과 {4}TOTAL_PASSED {2}서명이 유효합니다\./;
  const english = /result {4}TOTAL_PASSED {2}The signature is valid\./;

  for (const [locale, due] of [
    [{ LANG: 'ko_KR.UTF-8' }, korean],
    [{ LC_ALL: 'ko', LANG: 'en_US.UTF-8' }, korean],
    [{ LC_ALL: '', LC_MESSAGES: 'ko_KR', LANG: 'C' }, korean],
    [{ LC_ALL: 'en_US.UTF-8', LANG: 'ko_KR.UTF-8' }, english],
    [{ LANG: 'C.UTF-8' }, english],
    [{ LANG: 'ja_JP.UTF-8' }, english],
  ]) {
    test(`is in the language of ${JSON.stringify(locale)}`, async () => {
      assert.match((await shown({ locale })).out, due);
    });
  }

  test('is in the language that is asked for', async () => {
    const locale = { LANG: 'en_US.UTF-8' };
    assert.match((await shown({ locale }, '--lang', 'ko')).out, korean);
    assert.match((await shown({ locale }, '--lang=ko')).out, korean);
    assert.match((await shown({ locale: { LANG: 'ko_KR' } }, '--lang', 'en')).out, english);
  });

  test('stands in columns, Hangul taking two', async () => {
    const columns = (text) =>
      [...text].reduce((sum, character) => sum + (/[가-힣]/.test(character) ? 2 : 1), 0);
    for (const language of ['ko', 'en']) {
      const { out } = await shown({}, '--lang', language);
      const checks = out.match(/^ {2}\S.* {2}[a-z]+(?:-[a-z]+)* {2,}\S.*$/gm);
      assert.equal(checks.length, 42);
      const starts = checks
        .slice(0, 20)
        .map((line) => columns(/^ {2}.*? {2,}(?=[a-z]+(?:-[a-z]+)* {2,})/.exec(line)[0]));
      assert.equal(new Set(starts).size, 1, `${starts}`);
    }
  });

  test('shows no control or escape sequence of a certificate, a document or a file name', async () => {
    const hostile = '\u001b]0;x\u0007\u001b[31m홍\n길\r동\u202e\u200b\u009b2J';
    const authority = certifyAuthority('ingam Test CA', undefined);
    const subject = name({ UID: `1\u001b[2J`, CN: hostile });
    const signer = certify({ pair: rsaKey(2048), subject, issuer: authority, extensions: [] });
    const file = folder.write(
      'name\u001b[31m.der',
      signedData(signer, { content: Buffer.from(`${DOCUMENT}${hostile}`) }),
    );
    for (const language of ['ko', 'en']) {
      const { out, code } = await verify([file, '--lang', language]);
      assert.equal(code, 1);
      assert.doesNotMatch(out.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
      assert.match(out, /\\u\{1b\}\[31m홍\\u\{a\}길\\u\{d\}동\\u\{202e\}\\u\{200b\}\\u\{9b\}2J/);
      assert.match(out, /name\\u\{1b\}\[31m\.der/);
    }
    const { err } = await verify([`${folder.path}/\u001b[31m`]);
    assert.doesNotMatch(err.trimEnd(), /\p{Cc}/u);
    const { out } = await verify([file, '--json']);
    assert.doesNotMatch(out.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
    assert.equal(JSON.parse(out).documents[0].signer.commonName, hostile);
  });

  test('shortens what is long', async () => {
    const authority = certifyAuthority('ingam Test CA', undefined);
    const signer = certify({
      pair: rsaKey(2048),
      subject: name({ CN: '가'.repeat(900) }),
      issuer: authority,
      extensions: [],
    });
    const file = folder.write('long.der', signedData(signer, { content: Buffer.from('나'.repeat(900)) }));
    const { out } = await verify([file]);
    assert.match(out, /(?<!가)가{200}…/);
    assert.match(out, /“나{200}…”/);
  });
});
