// What the READMEs say of evidence: the command's lines run and print what is shown; tables have what the code has.

import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { ROOT } from '../../scripts/steps.mjs';
import { blocks, commands, inlineCode, prose, read, rows } from './support/markdown.mjs';
import { INGAM, makeFolder, runShell } from './support/programs.mjs';

const READMES = ['README.md', 'README.ko.md'];

/** What each command ends with and prints, by something that is in it and in no other. @type {[string, number, RegExp][]} */
const COMMANDS = [
  ['tests/vectors/toss-docs-result.json', 0, /TOTAL_PASSED/],
  ['--content 1=terms.txt --content 2=privacy.txt', 0, /TOTAL_PASSED/],
  ['--anchor kakao-ca.pem --crl kakao-ca.crl', 0, /"indication": "TOTAL_PASSED"/],
  ['ei13 pack', 0, /EI131121/],
  ['ei13 explain', 0, /AE1112/],
];

/** The files that the commands name. @type {ReturnType<typeof makeFolder>} */
let folder;
/** @type {X509Certificate} */
let authority;
before(() => {
  folder = makeFolder();
  symlinkSync(join(ROOT, 'tests'), join(folder.path, 'tests'));

  const result = read('tests/vectors/toss-docs-result.json');
  const [terms, privacy] = JSON.parse(result).success.docList;
  folder.write('result.json', result);
  folder.write('terms.txt', terms.doc);
  folder.write('privacy.txt', privacy.doc);

  const { anchors, cases } = JSON.parse(read('tests/evidence/claims.json'));
  const sound = cases.find((/** @type {{ id: string }} */ { id }) => id === 'list-that-lasts');
  authority = new X509Certificate(Buffer.from(anchors[sound.anchor], 'base64'));
  folder.write('020090913390400001.der', Buffer.from(sound.message, 'base64'));
  folder.write('token.txt', sound.document);
  folder.write('kakao-ca.pem', authority.toString());
  folder.write('kakao-ca.crl', Buffer.from(sound.crls[0], 'base64'));
  folder.write('toss-ca1.pem', authority.toString());
});
after(() => folder?.remove());

/** @param {string} text */
const literally = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What is shown, `…` standing for the rest of a line, or alone in one for lines. @param {string} shown */
const asShown = (shown) =>
  new RegExp(
    `^${shown
      .split('\n')
      .map((line) => (line === '…' ? '(?:.*\\n)*?.*' : line.split('…').map(literally).join('.*')))
      .join('\n')}$`,
  );

for (const readme of READMES) {
  describe(readme, () => {
    const own = blocks(readme)
      .filter(({ language }) => language === 'sh')
      .flatMap(commands)
      .filter((command) => /^npx --no-install ingam (verify|ei13) /.test(command));

    test('it has these commands', () => {
      assert.equal(own.length, COMMANDS.length);
    });

    for (const command of own) {
      test(command, async () => {
        const [[, status, printed], ...more] = COMMANDS.filter(([mark]) => command.includes(mark));
        assert.deepEqual(more, []);
        const { code, output, errors } = await runShell(
          command.includes('ei13 pack') ? `${command} --force` : command,
          folder.path,
        );
        assert.deepEqual([code, errors], [status, '']);
        assert.match(output, printed);
      });
    }

    test('the report is the one that is printed', async () => {
      const [{ text }, ...more] = blocks(readme).filter(({ language }) => language === 'text');
      assert.equal(more.length, 0);
      const [command] = own;
      const { output } = await runShell(command, folder.path);
      assert.match(output, asShown(text));
      assert.doesNotMatch(output.replace('8018372', '8018373'), asShown(text));
      const { code, output: without } = await runShell(command.replace(' --no-revocation', ''), folder.path);
      assert.deepEqual([code, /INDETERMINATE \/ TRY_LATER/.test(without)], [2, true]);
      assert.ok(prose(readme).includes('`INDETERMINATE / TRY_LATER`'));
    });

    test('the report shows every check of one message and of a set', () => {
      const [{ text }] = blocks(readme).filter(({ language }) => language === 'text');
      const [, table] = /check_names! \{(.*?)\n\}/s.exec(read('src/signed_data/report.rs')) ?? [];
      const names = [...(table ?? '').matchAll(/= "([a-z-]+)"/g)].map(([, name]) => name);
      assert.ok(names.length > 20);
      for (const name of names) {
        assert.ok(
          name === 'same-person' ? inlineCode(readme).includes(name) : text.includes(`  ${name}  `),
          name,
        );
      }
    });

    test('the table of indications is that of src/signed_data/report.rs, the worst first', () => {
      const found = rows(readme).filter(([cell]) => /^`(TOTAL_\w+|INDETERMINATE)`$/.test(cell));
      const known = [...read('src/signed_data/report.rs').matchAll(/= "([A-Z_]+)", (\w+);/g)].map(
        ([, sub, indication]) => [
          `\`${indication === 'TotalFailed' ? 'TOTAL_FAILED' : 'INDETERMINATE'}\``,
          `\`${sub}\``,
        ],
      );
      assert.ok(known.length > 10);
      assert.deepEqual(
        found.map(([indication, sub]) => [indication, sub]),
        [['`TOTAL_PASSED`', ''], ...known],
      );
      for (const [, , meaning, todo] of found) assert.ok(meaning.length > 5 && todo.length > 5);
    });

    test('the table of options has those of verifySignedData and of the command', async () => {
      const table = rows(readme).filter(([, second]) => /^`(--|FILE)/.test(second ?? ''));
      const [, members = ''] = /interface VerifyOptions \{(.*?)\n\}/s.exec(read('pkg/index.d.ts')) ?? [];
      const options = [...members.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name);
      const named = table.flatMap(([first]) => first.match(/(?<=`)\w+/g) ?? []);
      assert.deepEqual(named.sort(), options.sort());
      const { output: help } = await runShell(`${INGAM} verify --help --lang en`);
      const all = new Set(help.match(/--[a-z-]+/g));
      assert.deepEqual(new Set(table.flatMap(([, second]) => second.match(/--[a-z-]+/g) ?? [])), all);
    });

    test('the table of ei13 pack has its options', async () => {
      const table = rows(readme).filter(([first]) => /^`--/.test(first));
      const named = new Set(table.flat().flatMap((cell) => cell.match(/--[a-z-]+/g) ?? []));
      const { output: help } = await runShell(`${INGAM} ei13 pack --help --lang en`);
      const known = new Set(help.match(/--[a-z-]+/g));
      assert.deepEqual(named.add('--lang'), known.add('--help'));
    });

    test('exit statuses are those of the program', () => {
      const code = read('pkg/bin/failed.mjs');
      const statuses = [...code.matchAll(/^ {2}\w+: (\d+),$/gm)].map(([, status]) => status);
      assert.ok(statuses.length > 6);
      const text = prose(readme);
      for (const status of statuses)
        assert.match(text, new RegExp(`(?<![\\d.])${status}(?![\\d.]*\\d)`), status);
    });

    test('the digest of a key is printed as shown', async () => {
      const [{ text }] = blocks(readme).filter(({ text }) => text.includes('toss-ca1.pem'));
      const [fetched, ...others] = text.trimEnd().split('\n');
      assert.equal(fetched, 'curl -so toss-ca1.pem http://ca.cert.toss.im/toss-ca1.pem');
      assert.ok(read('src/signed_data/anchor.rs').includes(fetched.split(' ').at(-1) ?? ''));
      const { code, output } = await runShell(others.join('\n'), folder.path);
      const [ofCertificate, builtIn] = output.split('\n').map((line) => line.split(' ')[0]);
      const spki = authority.publicKey.export({ type: 'spki', format: 'der' });
      assert.deepEqual([code, ofCertificate], [0, createHash('sha256').update(spki).digest('hex')]);
      assert.ok(inlineCode(readme).includes(builtIn), builtIn);
      assert.ok(read('src/signed_data/anchor.rs').includes(`"${builtIn}"`), 'the test beside the key');
    });
  });
}

test('pkg/README.md: its commands run', async () => {
  const own = blocks('pkg/README.md')
    .filter(({ language }) => language === 'sh')
    .flatMap(commands);
  const { anchors, cases } = JSON.parse(read('tests/evidence/claims.json'));
  const sound = cases.find((/** @type {{ id: string }} */ { id }) => id === 'list-that-lasts');
  folder.write('signed.der', Buffer.from(sound.message, 'base64'));
  folder.write('doc.txt', sound.document);
  folder.write('ca.pem', Buffer.from(anchors[sound.anchor], 'base64'));
  folder.write('list.crl', Buffer.from(sound.crls[0], 'base64'));
  const [pack = ''] = blocks('README.md')
    .flatMap(commands)
    .filter((command) => command.startsWith('npx --no-install ingam ei13 pack'));
  assert.equal((await runShell(`${pack} --force`, folder.path)).code, 0);
  const codes = [];
  for (const command of own) codes.push((await runShell(command, folder.path)).code);
  assert.deepEqual([own[0], codes], ['npx --no-install ingam verify result.json', [2, 0, 0, 0]]);
});

test('what is left out of a report is whole lines or the rest of one', () => {
  assert.match('a\nb\nc\n', asShown('a\n…\nc\n'));
  assert.match('a long line\n', asShown('a long …\n'));
  assert.doesNotMatch('a\nb\nc\n', asShown('a\nc\n'));
  assert.doesNotMatch('a\nb\nc\n', asShown('a\n…\nd\n'));
  assert.doesNotMatch('a long line\nb\n', asShown('a long …\n'));
});
