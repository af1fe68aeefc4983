// What the documents say about names: files, settings, codes, headers, tables, members. Each is where the code has it.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, test } from 'node:test';

import { unstable_readConfig } from 'wrangler';

import { ROOT } from '../../scripts/steps.mjs';
import { anchors, files, inlineCode, links, prose, read, rows, TARBALL } from './support/markdown.mjs';

const READMES = ['README.md', 'README.ko.md'];
const DOCUMENTS = files('.md');
const RUST = [...files('.rs', 'src'), ...files('.rs', 'worker')].map(read).join('\n');

/** The table of errors: status and code on Toss's routes, and on LinkHub's, by the public name. */
const ERRORS = new Map(
  [...read('src/error.rs').matchAll(/= "(INGAM_\w+)", (\d+), \((\d+), "(\w+)"\), (-\d+),/g)].map(
    ([, code, status, tossStatus, toss, linkhub]) => [
      code,
      [`${tossStatus} \`${toss}\``, `${status} \`${linkhub}\``],
    ],
  ),
);
/** In the place of a code on a route where the error does not occur. */
const NEVER = '–';
/** The codes of problems within a request: of the validation tables. */
const PROBLEMS = new Set(
  files('rules.rs', 'src').flatMap((path) =>
    [...read(path).matchAll(/"(INGAM_\w+)"/g)].map(([, code]) => code),
  ),
);

for (const document of DOCUMENTS) {
  test(`${document}: links lead somewhere`, () => {
    for (const link of links(document)) {
      const [path, anchor] = link.split('#');
      const target = path === '' ? document : normalize(join(dirname(document), path));
      assert.ok(existsSync(join(ROOT, target)), link);
      if (anchor !== undefined) assert.ok(anchors(target).includes(decodeURIComponent(anchor)), link);
    }
  });

  test(`${document}: every code is one`, () => {
    for (const [code] of read(document).matchAll(/INGAM_[A-Z_]*[A-Z]/g)) {
      assert.ok(ERRORS.has(code) || PROBLEMS.has(code), code);
    }
  });
}

test('what is packed is named as npm names it: by the package’s version', () => {
  const folders = new Map([
    ['ingam', 'pkg'],
    ['ingam-sandbox', 'sandbox'],
  ]);
  for (const document of [...READMES, 'pkg/README.md', 'sandbox/README.md']) {
    const named = read(document).match(/[\w/.-]+\.tgz/g) ?? [];
    assert.ok(named.length > 1, document);
    for (const path of named) {
      const [, name, version] = TARBALL.exec(path) ?? assert.fail(path);
      const folder = folders.get(name);
      assert.equal(version, JSON.parse(read(`${folder}/package.json`)).version, `${document}: ${path}`);
    }
  }
});

test('the READMEs have the same headings, of the same levels', () => {
  const [english, korean] = READMES.map((readme) => prose(readme).match(/^#+(?= )/gm));
  assert.ok(english && english.length > 30);
  assert.deepEqual(korean, english);
});

test('the READMEs lead to each other, in their first lines', () => {
  const [english, korean] = READMES.map((readme) => read(readme).split('\n').slice(0, 4).join('\n'));
  assert.ok(english.includes('](README.ko.md)') && korean.includes('](README.md)'));
});

for (const document of [...READMES, 'SECURITY.md', 'storage-schema.md']) {
  test(`${document}: files that it names are there`, () => {
    const named = inlineCode(document).filter((code) =>
      /^(src|worker|pkg|sandbox|scripts|demo|tests|xtask)\/[\w./*-]*$/.test(code),
    );
    assert.ok(named.length > 0);
    for (const path of named) {
      const [folder, beginning] = path.endsWith('*') ? split(path.slice(0, -1)) : [path, ''];
      assert.ok(existsSync(join(ROOT, folder)), path);
      if (beginning)
        assert.ok(
          readdirSync(join(ROOT, folder)).some((name) => name.startsWith(beginning)),
          path,
        );
    }
  });
}

/** @param {string} path @returns {[string, string]} */
function split(path) {
  const at = path.lastIndexOf('/');
  return [path.slice(0, at), path.slice(at + 1)];
}

describe('settings', () => {
  const code = ['src/gateway/settings.rs', ...files('.rs', 'src/gateway/settings')].map(read).join('\n');
  const literals = [...code.matchAll(/"([A-Z][A-Z0-9_]{3,})"/g)];
  const known = sorted(literals.map(([, name]) => name));
  const top = unstable_readConfig({ config: `${ROOT}wrangler.toml` }, { hideWarnings: true });
  const vars = /** @type {Record<string, string>} */ (top.vars);
  const [, listed = ''] = /^# Secrets, by name.*\n((?:# {3}.*\n)+)/m.exec(read('wrangler.toml')) ?? [];
  const secrets = namesIn(listed.replaceAll(' to ', ' … '));

  for (const readme of READMES) {
    const table = rows(readme).filter(([name]) =>
      /^(`(?!INGAM_|TOTAL_|INDETERMINATE)[A-Z][A-Z0-9_]+`[ ,…]*)+$/.test(name),
    );

    test(`${readme}: its table has those of the code`, () => {
      assert.deepEqual(sorted(table.flatMap(([name]) => namesIn(name))), known);
    });

    test(`${readme}: kinds and defaults are those of wrangler.toml`, () => {
      for (const [cell, kind] of table) {
        for (const name of namesIn(cell)) {
          assert.equal(/^(secret|시크릿)/.test(kind), secrets.includes(name), `${name}: ${kind}`);
        }
        const [name] = namesIn(cell);
        const [, value] = /, `?(\d+|production|off)`?$/.exec(kind) ?? [];
        if (value !== undefined) assert.equal(vars[name], value);
      }
      assert.ok(table.some(([, kind]) => /\d$/.test(kind)));
    });
  }

  test('wrangler.toml has them: with a value or in its comments', () => {
    // A line with a sign of equality is configuration that is turned off.
    const comments = read('wrangler.toml').match(/^# {3}(?!.* = ).*$/gm) ?? [];
    const named = namesIn(comments.join('\n').replaceAll(' to ', ' … '));
    assert.deepEqual(sorted([...named, ...Object.keys(vars)]), known);
  });

  test('the defaults of the code are those of wrangler.toml', () => {
    for (const [name, value] of Object.entries(vars)) {
      const [, base, shift = '0'] =
        new RegExp(`const ${name}: \\w+ = (\\d+)(?: << (\\d+))?;`).exec(code) ?? [];
      const [, inPlace] = new RegExp(`\\("${name}", (\\d+),`).exec(code) ?? [];
      if (base !== undefined) assert.equal(String(Number(base) * 2 ** Number(shift)), value);
      else if (inPlace !== undefined) assert.equal(inPlace, value);
      // Of the one that is JSON every member has a default of its own.
      else if (value.startsWith('{'))
        assert.deepEqual(new Set(Object.values(JSON.parse(value))), new Set(['off']));
      else assert.ok(name === 'ENVIRONMENT' || code.includes(`"${value}"`), name);
    }
  });
});

/** The names of settings in a text; `A_2 … A_9` stands for those between as well. @param {string} text */
function namesIn(text) {
  const names = text.match(/\b(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|CALLERS|ENVIRONMENT|REVOCATION)\b/g) ?? [];
  const ranges = text.replaceAll('`', '').matchAll(/\b([A-Z]+_)(\d) … \1(\d)\b/g);
  const between = [...ranges].flatMap(([, stem, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => stem + (Number(from) + index)),
  );
  return [...names, ...between];
}

/** @param {Iterable<string>} names */
function sorted(names) {
  return [...new Set(names)].sort();
}

for (const readme of READMES) {
  test(`${readme}: a code's status and code at Toss and LinkHub are those of src/error.rs`, () => {
    const table = rows(readme).filter(([code]) => /^`INGAM_\w+`$/.test(code));
    assert.ok(table.length > 10);
    for (const [code, ...wire] of table) {
      const known = ERRORS.get(code.replaceAll('`', '')) ?? [];
      const said = wire.slice(0, 2).map((cell, at) => (cell === NEVER ? known[at] : cell));
      assert.deepEqual(said, known, code);
      assert.ok(
        wire.slice(0, 2).some((cell) => cell !== NEVER),
        code,
      );
    }
    const never = table.filter((row) => row.slice(1, 3).includes(NEVER)).map(([code]) => code);
    assert.ok(never.includes('`INGAM_SESSION_REQUIRED`') && never.includes('`INGAM_VERIFY_UNCERTAIN`'));
  });

  test(`${readme}: every header of the gateway's is in its code`, () => {
    const packages = new Set(['ingam-sandbox']);
    const headers = inlineCode(readme)
      .flatMap((code) => code.match(/^ingam-[a-z-]+/) ?? [])
      .filter((name) => !packages.has(name));
    assert.ok(headers.length > 5);
    for (const header of headers) assert.ok(RUST.includes(`"${header}"`), header);
  });
}

const camel = (/** @type {string} */ name) => name.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase());
const kebab = (/** @type {string} */ name) => name.replaceAll(/(?<=.)([A-Z])/g, '-$1').toLowerCase();

/**
 * The fields of a struct or the variants of an enum, as serde names them, in the order of its text.
 * @param {string} path
 * @param {string} name
 */
function fields(path, name) {
  const declaration = `((?:#\\[.*\\]\n)*)(?:pub )?(?:struct|enum) ${name}(?:<[^>]*>)? \\{\n(.*?)\n\\}`;
  const [, attributes = '', body = ''] = new RegExp(declaration, 's').exec(read(path)) ?? [];
  const found = [...body.matchAll(/^ {4}(?:pub )?(\w+)(?=[:,(])/gm)].map(([, field]) => field);
  assert.ok(found.length > 0, `${path} has no ${name}`);
  const [, form] = /rename_all = "([\w-]+)"/.exec(attributes.split('\n').slice(-3).join('\n')) ?? [];
  const renaming = { camelCase: camel, 'kebab-case': kebab, lowercase: kebab }[form ?? ''];
  return renaming ? found.map(renaming) : found;
}

test('SECURITY.md: the log has these members, and no others', () => {
  const section = read('SECURITY.md').split('\n## The log\n')[1].split('\n## ')[0];
  const table = section.split('\n').filter((line) => line.startsWith('| `'));
  const named = table.flatMap((line) => [...line.split('|')[1].matchAll(/`(\w+)`/g)].map(([, name]) => name));
  assert.deepEqual(sorted(named), sorted(fields('src/gateway/log.rs', 'Line')));
});

test('SECURITY.md: the exception for the dependency is in deny.toml, with a reason', () => {
  const [advisory] = /RUSTSEC-\d+-\d+/.exec(read('SECURITY.md')) ?? [''];
  assert.match(read('deny.toml'), new RegExp(`id = "${advisory}", reason = "[^"]+"`));
});

test('SECURITY.md: the figures on evidence are those that the tests assert', () => {
  const security = prose('SECURITY.md').replaceAll(/\s+/g, ' ');
  const figures = (/** @type {string} */ path, /** @type {RegExp} */ form) => {
    const [, ...found] = form.exec(read(path)) ?? [];
    assert.ok(found.length > 0, `${path} asserts something else`);
    return found.map((digits) => Number(digits.replaceAll('_', '')));
  };
  const named = (/** @type {number} */ figure) => figure.toLocaleString('en-US');
  const folder = 'tests/signed_data';
  const [made, sound] = ['cases', 'claims']
    .map((name) =>
      figures(`${folder}/cases.rs`, new RegExp(`counted\\("${name}\\.json"\\), \\((\\d+), (\\d+)\\)`)),
    )
    .reduce(([all, passing], [more, passingToo]) => [all + more, passing + passingToo]);
  const [all, failing] = figures(`${folder}/pkits.rs`, /failing\.len\(\)\), \((\d+), (\d+)\)/);
  const [passing, refused] = figures(`${folder}/pkits.rs`, /\(in_scope, refused\), \((\d+), (\d+)\)/);
  const [octets] = figures(`${folder}/published.rs`, /assert_eq!\(changed, (\d+) \* 8\)/);
  const [messages] = figures(`${folder}/mutations.rs`, /damage_messages\(([\d_]+)\);\n {4}assert/);
  const [lists] = figures(`${folder}/mutations.rs`, /damage_lists\(([\d_]+)\);/);
  const [cavp] = figures('src/cipher/rsa_pkcs1.rs', /\(cases\.len\(\), passed\), \((\d+), \d+\)/);
  const [elements] = figures('src/signed_data/ber.rs', /MAX_ELEMENTS: usize = ([\d_]+);/);
  const [levels] = figures('src/signed_data/ber.rs', /MAX_DEPTH: usize = (\d+);/);
  assert.equal(all, failing + passing + refused);
  for (const said of [
    `${made} made messages`,
    `the ${sound} that are right pass`,
    `${all} signed messages`,
    `of ${failing} that must fail none passes; of ${passing + refused} that must pass ${passing} pass and ${refused} are refused`,
    `${named(octets * 8)} bits`,
    `${named(messages)} messages and ${named(lists)} lists`,
    `${cavp} cases`,
    `${levels} levels, ${named(elements)} values`,
  ]) {
    assert.ok(security.includes(said), said);
  }
});

describe('storage-schema.md', () => {
  const flat = (/** @type {string} */ text) =>
    text.replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');
  const tables = (/** @type {string} */ text) =>
    sorted(
      [...flat(text).matchAll(/CREATE TABLE IF NOT EXISTS .*?\)(?: WITHOUT ROWID)?(?=;|"| ```)/g)].map(
        ([table]) => table,
      ),
    );

  test('its tables are those of the objects', () => {
    const worker = tables(files('.rs', 'worker/src').map(read).join('\n'));
    assert.ok(worker.length > 3, 'every table is found');
    assert.deepEqual(tables(read('storage-schema.md')), worker);
  });

  test('it names every class and namespace of wrangler.toml', () => {
    const toml = read('wrangler.toml');
    const names = [...toml.matchAll(/^(?:class_name|binding) = "(\w+)"$/gm)].map(([, name]) => name);
    for (const name of names) assert.ok(prose('storage-schema.md').includes(`\`${name}\``), name);
  });

  for (const [path, name] of [
    ['src/transaction.rs', 'State'],
    ['src/transaction.rs', 'Registration'],
    ['src/transaction.rs', 'Read'],
    ['src/transaction.rs', 'Attempt'],
    ['src/token.rs', 'Record'],
    ['src/transaction.rs', 'Phase'],
    ['src/transaction/id.rs', 'Provider'],
    ['src/transaction/particulars.rs', 'Particulars'],
    ['src/transaction/particulars.rs', 'Persons'],
    ['src/transaction/particulars.rs', 'Purpose'],
    ['src/transaction/particulars.rs', 'Channel'],
    ['src/gateway/idempotency.rs', 'Record'],
    ['src/gateway/idempotency.rs', 'Phase'],
    ['src/gateway/idempotency.rs', 'Sameness'],
    ['src/gateway/opening.rs', 'OwnSession'],
  ]) {
    test(`it names every member of ${name}, ${path}`, () => {
      for (const field of fields(path, name)) {
        assert.match(prose('storage-schema.md'), new RegExp(`[\`"]${field}[\`"]`), field);
      }
    });
  }

  test('the form of a record is that of src/store.rs', () => {
    const code = read('src/store.rs').replaceAll(/^\/\/! /gm, '');
    for (const line of ['record     = ', 'record key = ']) {
      const [formula] = new RegExp(`^${line}.*$`, 'm').exec(code) ?? [];
      assert.ok(formula && read('storage-schema.md').includes(formula), line);
    }
  });
});
