import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { ingam } from './command.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

test('it knows its version', async () => {
  const { code, out } = await ingam(['--version']);
  assert.deepEqual([code, out], [0, `${version}\n`]);
});

const COMMANDS = {
  '': ['verify', 'ei13 pack', 'ei13 explain', '--lang', '--version'],
  verify: [
    '--content',
    '--original',
    '--anchor',
    '--profile',
    '--intermediate',
    '--crl',
    '--at',
    '--no-revocation',
    '--json',
    '--lang',
  ],
  'ei13 pack': [
    '--institution',
    '--date',
    '--payer',
    '--bank',
    '--account',
    '--applied',
    '--kind',
    '--extension',
    '--evidence',
    '--list',
    '--out',
    '--force',
    '--lang',
  ],
  'ei13 explain': ['--json', '--lang'],
};

for (const [command, options] of Object.entries(COMMANDS)) {
  test(`${command || 'ingam'} --help names its options, in both languages`, async () => {
    for (const [language, script] of [
      ['ko', /사용법: ingam/],
      ['en', /usage: ingam/],
    ]) {
      for (const help of ['--help', '-h']) {
        const { code, out, err } = await ingam([
          ...command.split(' ').filter(Boolean),
          help,
          '--lang',
          language,
        ]);
        assert.deepEqual([code, err], [0, '']);
        assert.match(out, script);
        for (const option of options) assert.ok(out.includes(option), option);
        for (const line of out.split('\n')) assert.ok(line.length <= 100, line);
      }
    }
  });
}

test('without a command it shows its help, and that is status 64', async () => {
  for (const words of [[], ['--lang', 'ko']]) {
    const { code, out } = await ingam(words);
    assert.equal(code, 64);
    assert.match(out, /ei13 pack/);
  }
});

test('ei13 --help is help', async () => {
  const { code, out } = await ingam(['ei13', '--help']);
  assert.equal(code, 0);
  assert.match(out, /ei13 explain/);
});

test('what it does not know is named: status 64', async () => {
  for (const words of [
    ['verfiy'],
    ['ei13'],
    ['ei13', 'unpack'],
    ['--verison'],
    ['constructor'],
    ['verify', '--halp'],
  ]) {
    const { code, out, err } = await ingam(words);
    assert.deepEqual([code, out], [64, '']);
    assert.match(err, /^ingam: .*(?:verfiy|ei13|--verison|constructor|--halp)/);
    assert.match((await ingam(words, { locale: { LANG: 'ko_KR.UTF-8' } })).err, /[가-힣]/);
  }
});
