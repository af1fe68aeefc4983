// The code blocks of both READMEs run: against a sandbox and a gateway that are started here. The one thing changed
// in a block is where the two listen: ports 8799 and 8787 in the READMEs, free ones here. What needs neither, the
// command `ingam` and its reports, is run in evidence.test.mjs.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startSandbox } from '../../sandbox/src/index.js';
import { startGateway } from '../../scripts/gateway-runtime.mjs';
import { ROOT } from '../../scripts/steps.mjs';
import { blocks, commands, inlineCode, read, rows, TARBALL, withoutComments } from './support/markdown.mjs';
import { INGAM, makeFolder, runModule, runShell } from './support/programs.mjs';

const READMES = ['README.md', 'README.ko.md'];
const GATEWAY = 'http://127.0.0.1:8787';
const SANDBOX = 'http://127.0.0.1:8799';
/** Of transactions that nobody has requested. */
const UNKNOWN_ID = { toss: '67ac897f-3a0e-466d-a6f7-c7e4272fd5a9', kakao: '020090913390400001' };

/** What a module writes, by something that is in it and in no other. @type {[string, RegExp][]} */
const MODULES = [
  [
    'documentDigests(',
    /^\[\] \[[\s\S]*sha256: '[0-9a-f]{64}'[\s\S]*\]\nINGAM_PHONE_INVALID \/userPhone 휴대폰/,
  ],
  [
    'verifySignedData(',
    /^(?:[12] TOTAL_PASSED 김수빈 2022-04-25T16:16:13Z\n){2}1\nTOTAL_FAILED HASH_FAILURE\ncontent 요청한 .*\n$/,
  ],
  ['ResultSession.create(', /^COMPLETED [가-힣]{2,5} 2\n$/],
  ["validateRequest('kakao.direct-debit.request'", /^\[\] 1 \d{4}\n$/],
  ['signLinkHub(', /^kakaotalk:\/\/kakaopay\/cert\/sign 200 true\n$/],
  ['sandbox.close()', /^http:\/\/127\.0\.0\.1:\d+ test_/],
];

/** @type {Awaited<ReturnType<typeof startSandbox>>} */
let sandbox;
/** @type {import('../../scripts/gateway-runtime.mjs').Gateway} */
let gateway;
before(async () => {
  sandbox = await startSandbox({ log: () => {} });
  gateway = await startGateway({ sandboxUrl: sandbox.url });
});
after(async () => {
  await gateway?.dispose();
  await sandbox?.close();
});

/** @param {string} text */
function here(text) {
  const moved = text.replaceAll(GATEWAY, gateway.url).replaceAll(SANDBOX, sandbox.url);
  const addresses = [...moved.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(([address]) => address);
  for (const address of addresses) assert.ok([gateway.url, sandbox.url].includes(address), address);
  return moved;
}

/**
 * The id of a provider's newest transaction in the sandbox.
 * @param {'toss' | 'kakao'} provider
 * @returns {Promise<string>}
 */
async function newestId(provider) {
  const { transactions } = await (await fetch(`${sandbox.url}/_sandbox/transactions`)).json();
  const ids = transactions.map((/** @type {{ id: string }} */ { id }) => id);
  return ids.filter((/** @type {string} */ id) => id.includes('-') === (provider === 'toss')).at(-1);
}

/** @param {string} readme */
const shell = (readme) => blocks(readme).filter(({ language }) => language === 'sh');

/** Blocks that are one program: the bundle, and those of evidence.test.mjs. @param {{ text: string }} block */
const isRunWhole = ({ text }) => /ingam (verify|ei13) |evidence\.zip|toss-ca1\.pem/.test(text);

/**
 * The commands of a README that `curl` runs, each by itself.
 * @param {string} readme
 */
const curls = (readme) =>
  shell(readme)
    .filter((block) => !isRunWhole(block))
    .flatMap(commands)
    .filter((command) => command.startsWith('curl '));

/**
 * What a value is made of: names in their order, kinds of values, the first of a list.
 * @param {any} value
 * @returns {unknown}
 */
function shape(value) {
  if (Array.isArray(value)) return [shape(value[0])];
  if (value === null || typeof value !== 'object') return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member)]));
}

for (const readme of READMES) {
  describe(readme, () => {
    const all = blocks(readme);

    test('has blocks of languages that are run here, and no others', () => {
      // The one in HTML runs in a browser: form.test.mjs of the packaging tests.
      assert.deepEqual([...new Set(all.map(({ language }) => language))].sort(), [
        'html',
        'js',
        'json',
        'sh',
        'text',
      ]);
      assert.equal(all.filter(({ language }) => language === 'js').length, MODULES.length);
    });

    for (const { language, text, line } of all.filter(({ language }) => language === 'js')) {
      test(`line ${line}: ${language}`, async () => {
        const [[, written], ...more] = MODULES.filter(([mark]) => text.includes(mark));
        assert.deepEqual(more, [], 'a mark is in one module');
        const { code, output, errors } = await runModule(here(text));
        assert.equal(code, 0, errors);
        assert.match(output, written);
      });
    }

    test('curl: a token', async () => {
      const [token] = curls(readme);
      const { code, output } = await runShell(here(token));
      assert.equal(code, 0);
      const { access_token: value, ...rest } = JSON.parse(output);
      assert.match(value, /^ig1\./);
      assert.deepEqual(rest, { scope: 'ca', token_type: 'Bearer', expires_in: 3600 });
    });

    test('curl: a status of Toss’s, refused as the README shows it; of a transaction there is, answered', async () => {
      const [, status] = curls(readme);
      const [, shown] = all.filter(({ language }) => language === 'json');
      const refused = await runShell(here(status));
      assert.deepEqual(JSON.parse(refused.output), JSON.parse(shown.text));
      const answered = await runShell(here(status).replace(UNKNOWN_ID.toss, await newestId('toss')));
      assert.equal(JSON.parse(answered.output).resultType, 'SUCCESS', answered.output);
    });

    test('curl: a request to KakaoCert; its status, and that of one there is not as the README shows it', async () => {
      const [, , , request, status] = curls(readme);
      const requested = await runShell(here(request));
      const { receiptId, ...rest } = JSON.parse(requested.output);
      assert.deepEqual([receiptId, rest], [await newestId('kakao'), {}]);
      const [, , shown] = all.filter(({ language }) => language === 'json');
      const refused = await runShell(here(status));
      assert.deepEqual(JSON.parse(refused.output), JSON.parse(shown.text));
      const answered = await runShell(here(status).replace(UNKNOWN_ID.kakao, receiptId));
      const { receiptID, state } = JSON.parse(answered.output);
      assert.deepEqual([receiptID, state], [receiptId, 0], answered.output);
    });

    test('curl: the transactions of which a read is uncertain, each in the form of the README', async () => {
      const [, , list] = curls(readme);
      const { output } = await runShell(here(list));
      assert.deepEqual(JSON.parse(output), { transactions: [] });
      const { output: open } = await runShell(here(list).replace('state=uncertain', 'state=requested'));
      const [one] = JSON.parse(open).transactions;
      assert.deepEqual([one.id, one.state], [await newestId('kakao'), 'requested'], open);
      const [{ text }] = all.filter(({ language }) => language === 'json');
      const members = Object.keys(JSON.parse(text));
      for (const member of Object.keys(one)) assert.ok(members.includes(member), member);
    });

    test('there is no sixth curl', () => assert.equal(curls(readme).length, 5));

    test('the signed data of the consent is the file that the README names', async () => {
      const [, status] = curls(readme);
      const authorization = /Bearer [^']+/.exec(status)?.[0] ?? '';
      const [path] = inlineCode(readme).filter((code) => code.endsWith('/evidence/1.der'));
      const consent = all.find(({ text }) => text.includes('console.log(problems, state, der.length)'));
      const { output } = await runModule(
        here(consent?.text ?? '').replace(
          '(problems, state, der.length)',
          "(receiptId, der.toString('hex'))",
        ),
      );
      const [receiptId, hex] = output.trim().split(' ');
      const url = gateway.url + path.replace(/^GET /, '').replace('{receiptId}', receiptId);
      const file = await fetch(url, { headers: { authorization } });
      assert.equal(Buffer.from(await file.arrayBuffer()).toString('hex'), hex);
    });

    test('the bundle of a transaction is fetched, unpacked and verified', async () => {
      const [block, ...more] = shell(readme).filter(({ text }) => text.includes('evidence.zip'));
      assert.equal(more.length, 0);
      const folder = makeFolder();
      try {
        const script = here(block.text).replace(UNKNOWN_ID.toss, await newestId('toss'));
        const { code, output, errors } = await runShell(script, folder.path);
        assert.deepEqual([code, errors, output.split('\n').slice(-2)], [0, '', ['OK', '']]);
        const path = join(folder.path, 'evidence/document-1.der');
        const damaged = readFileSync(path);
        damaged[damaged.length - 1] ^= 1;
        folder.write('evidence/document-1.der', damaged);
        assert.equal((await runShell('cd evidence && sh verify.sh', folder.path)).code, 1);
        const table = rows(readme).flatMap(([file]) => file.match(/(?<=`)[\w.-]+\.\w+|SHA256SUMS/g) ?? []);
        const { output: names } = await runShell('ls evidence', folder.path);
        for (const name of names.split('\n').filter((one) => one && !/^document-2/.test(one))) {
          assert.ok(table.includes(name), name);
        }
      } finally {
        folder.remove();
      }
    });

    test('JSON: a transaction has these members, in this form', async () => {
      const [{ text }] = all.filter(({ language }) => language === 'json');
      const shown = JSON.parse(text);
      const [, status] = curls(readme);
      const [authorization] = /Bearer [^']+/.exec(status) ?? [];
      const path = `/v1/transactions/${shown.provider}/${await newestId(shown.provider)}`;
      const answer = await fetch(gateway.url + path, { headers: { authorization: authorization ?? '' } });
      const real = await answer.json();
      assert.deepEqual(shape(real), shape(shown));
      assert.deepEqual([real.state, real.reads], [shown.state, shown.reads]);
      for (const name of ['requestedAt', 'completedAt', 'expiresAt']) {
        for (const time of [shown[name], real[name]]) assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      }
      assert.ok(read('README.md').includes(path.slice(0, path.lastIndexOf('/'))));
    });

    for (const command of new Set([
      ...shell(readme)
        .filter((block) => !isRunWhole(block))
        .flatMap(commands),
      ...inlineCode(readme).filter((code) => /^(npm|node|npx|openssl|node_modules\/\S+) /.test(code)),
    ])) {
      if (command.startsWith('curl ')) continue;
      test(command, () => checkCommand(command));
    }
  });
}

test('pkg/README.md: its blocks run, one after the other', async () => {
  const program = blocks('pkg/README.md').filter(({ language }) => language === 'js');
  assert.equal(program.length, 4);
  const { code, output, errors } = await runModule(program.map(({ text }) => text).join('\n'));
  assert.equal(code, 0, errors);
  for (const written of [
    /sha256: '[0-9a-f]{64}'/,
    /^TOTAL_FAILED \/ FORMAT_FAILURE: The data are not/m,
    /'x-kc-auth'.* kakaotalk:\/\/\S+ MEUC\+A undefined$/ms,
    /^INGAM_PHONE_INVALID \/userPhone /m,
  ]) {
    assert.match(output, written);
  }
});

test('the gateway of the READMEs is given the sandbox of the READMEs', () => {
  const [sandboxCommand, gatewayCommand] = blocks('README.md').flatMap((block) =>
    commands(block).filter((command) => /^npm run (sandbox|gateway) /.test(command)),
  );
  assert.ok(sandboxCommand.endsWith(`--port ${new URL(SANDBOX).port}`));
  assert.ok(gatewayCommand.endsWith(`--port ${new URL(GATEWAY).port} --sandbox ${SANDBOX}`));
});

test('both READMEs have the same blocks; only their comments and the language of a report differ', () => {
  const [english, korean] = READMES.map((readme) =>
    blocks(readme).map(({ language, text, line }) =>
      language === 'text'
        ? [language, text.split('\n').length]
        : [language, withoutComments({ language, text: text.replaceAll(/ --lang (ko|en)$/gm, ''), line })],
    ),
  );
  assert.deepEqual(korean, english);
});

/**
 * A command that is not run here: there is such a script or program, and it knows the options.
 * @param {string} command
 */
async function checkCommand(command) {
  const words = command.split(/\s+/);
  const options = words.filter((word) => word.startsWith('--') && word !== '--');
  if (words[0] === 'openssl') {
    const { output } = await runShell(command);
    return assert.equal(Buffer.from(output, 'base64').length, 32);
  }
  if (words[0] === 'npx') {
    assert.deepEqual(words.slice(1, 3), ['--no-install', 'ingam']);
    const verbs = words.slice(3).filter((word) => /^[a-z0-9]+$/.test(word));
    return assertKnown(`${INGAM} ${verbs.join(' ')} --help`, options.slice(1));
  }
  if (/^npm (pack|install) /.test(command)) {
    assert.equal(words.length, 3);
    // `npm pack` takes a folder of this repository, `npm install` the file that it writes.
    return words[1] === 'pack'
      ? assert.ok(existsSync(join(ROOT, words[2], 'package.json')), command)
      : assert.match(words[2], TARBALL);
  }
  if (words[0] === 'npm') {
    const script = words[1] === 'run' ? words[2] : words[1];
    const { scripts } = JSON.parse(read('package.json'));
    assert.ok(script in scripts, `package.json has no script ${script}`);
    assert.ok(existsSync(join(ROOT, scripts[script].split(' ')[1])), scripts[script]);
    return options.length === 0 ? undefined : assertKnown(`npm run --silent ${script} -- --help`, options);
  }
  assert.equal(words[0], 'node_modules/.bin/wrangler', `nobody checks ${words[0]}`);
  const verbs = words.slice(1).filter((word) => /^[a-z]+$/.test(word) && word !== 'production');
  if (options.includes('--env')) {
    assert.match(
      read('wrangler.toml'),
      new RegExp(`^\\[env\\.${words[words.indexOf('--env') + 1]}\\]$`, 'm'),
    );
  }
  for (const name of words.filter((word) => /^[A-Z_]+$/.test(word))) {
    assert.ok(read('wrangler.toml').includes(name), `wrangler.toml has no ${name}`);
  }
  return assertKnown(`${words[0]} ${verbs.join(' ')} --help`, options);
}

/**
 * @param {string} help
 * @param {string[]} options
 */
async function assertKnown(help, options) {
  const { code, output } = await runShell(help);
  assert.equal(code, 0, help);
  for (const option of options) assert.ok(output.includes(option), `${help} does not name ${option}`);
}

test('a shape tells a missing member and another kind of value', () => {
  assert.deepEqual(shape({ a: 1, b: [{ c: 'x' }] }), { a: 'number', b: [{ c: 'string' }] });
  assert.notDeepEqual(shape({ a: 1 }), shape({ a: '1' }));
  assert.notDeepEqual(shape({ a: 1 }), shape({ a: 1, b: 2 }));
});
