/** Holds the sources to the table of imports. `node scripts/imports.mjs` lists what breaks it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

import { BINDINGS, CORE, PACKAGES, PRIVATE } from './import-table.mjs';
import { command, ROOT, read } from './steps.mjs';

/**
 * Checks one file of the core.
 * @param {string} path from the root, such as src/provider/toss/seal.rs
 * @param {string} text
 * @param {string[]} crates names of all crates that the core depends on
 * @returns {string[]} what breaks the table, in sentences
 */
export function checkRust(path, text, crates) {
  const module = path
    .replace(/^src\//, '')
    .replace(/\.rs$/, '')
    .split('/');
  const part = partOf(module);
  const row = CORE.find(({ parts }) => parts.includes(part));
  if (row === undefined) return [`${path}: scripts/import-table.mjs has no row for ${part}`];

  const code = withoutTests(withoutText(text));
  const foreign = [...new Set(modulesIn(code, module))].filter((name) => !mayImport(row, part, name));
  const unlisted = crates.filter((name) => !row.crates.includes(name) && usesCrate(code, name));
  return [
    ...foreign.map((name) => `${path}: ${part} may not import ${name}`),
    ...unlisted.map((name) => `${path}: ${part} may not use the crate ${name}`),
  ];
}

/**
 * Checks one JavaScript file of a package.
 * @param {string} path from the root
 * @param {string} text
 * @param {typeof PACKAGES[number]} rule
 * @param {string[]} dependencies what the package's manifest declares
 * @returns {string[]}
 */
export function checkJavaScript(path, text, rule, dependencies) {
  const specifiers = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g);
  const problems = [];
  for (const [, , specifier] of specifiers) {
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(path), specifier);
      if (!target.startsWith(`${rule.folder}/`))
        problems.push(`${path}: ${specifier} is outside of ${rule.folder}`);
    } else if (specifier.startsWith('node:')) {
      if (!rule.node.test(path)) problems.push(`${path}: ${specifier} is not for this file`);
    } else if (!dependencies.includes(packageOf(specifier)) || packageOf(specifier) === 'ingam') {
      problems.push(`${path}: ${specifier} may not be imported`);
    }
  }
  return problems;
}

/**
 * Checks everything.
 * @returns {Promise<string[]>}
 */
export async function checkImports() {
  const packages = await cargoPackages();
  const core = packages.get('ingam') ?? [];
  const problems = [];
  for (const path of files('src', '.rs')) {
    if (path === 'src/lib.rs' || path.startsWith('src/wasm/') || path.endsWith('/tests.rs')) continue;
    problems.push(...checkRust(path, readFileSync(join(ROOT, path), 'utf8'), core.map(identifier)));
  }
  const map = withoutText(readFileSync(join(ROOT, 'src', 'lib.rs'), 'utf8'));
  for (const name of PRIVATE) {
    if (new RegExp(`\\bpub\\s+mod\\s+${name}\\b`).test(map))
      problems.push(`src/lib.rs: ${name} must not be public`);
  }
  for (const [name, allowed] of Object.entries(BINDINGS)) {
    for (const dependency of packages.get(name) ?? []) {
      if (!allowed.includes(dependency)) problems.push(`${name} may not depend on ${dependency}`);
    }
  }
  for (const rule of PACKAGES) problems.push(...checkPackage(rule));
  return problems;
}

/** @param {typeof PACKAGES[number]} rule */
function checkPackage(rule) {
  const manifest = JSON.parse(readFileSync(join(ROOT, rule.folder, 'package.json'), 'utf8'));
  const shipped = ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.keys(manifest[kind] ?? {}),
  );
  const problems =
    rule.dependencies || shipped.length === 0
      ? []
      : [`${rule.folder} must have no dependencies: ${shipped.join(', ')}`];
  const declared = [...shipped, ...Object.keys(manifest.devDependencies ?? {})];
  for (const path of rule.sources.flatMap((folder) => files(folder, 'js'))) {
    problems.push(...checkJavaScript(path, readFileSync(join(ROOT, path), 'utf8'), rule, declared));
  }
  return problems;
}

/** The direct dependencies of each package of the workspace, those of tests left out. */
async function cargoPackages() {
  const metadata = await read('cargo', ['metadata', '--no-deps', '--format-version=1']);
  if (metadata === undefined) throw new Error('cargo metadata failed');
  /** @type {{ packages: { name: string, dependencies: { name: string, kind: string | null }[] }[] }} */
  const { packages } = JSON.parse(metadata);
  return new Map(
    packages.map(({ name, dependencies }) => [
      name,
      dependencies.filter(({ kind }) => kind !== 'dev').map((dependency) => dependency.name),
    ]),
  );
}

/**
 * @param {string} folder
 * @param {string} ending
 */
function files(folder, ending) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => posix.join(folder, path));
}

/** @param {string[]} module */
function partOf([first, second]) {
  const inner = `${first}/${second}`;
  return CORE.some(({ parts }) => parts.includes(inner)) ? inner : first;
}

/**
 * @param {typeof CORE[number]} row
 * @param {string} part
 * @param {string} name
 */
function mayImport(row, part, name) {
  if (name === part || row.parts.includes(name)) return true;
  if (row.modules.includes(`!${name}`)) return false;
  return row.modules.includes('*') || row.modules.includes(name);
}

/**
 * The parts of the core that a file's code names, by `crate::` or `super::`.
 * @param {string} code
 * @param {string[]} module the path of the file's own module
 * @returns {string[]}
 */
function modulesIn(code, module) {
  const names = [];
  for (const match of code.matchAll(/(?<![\w:])(crate|(?:super::)*super)::/g)) {
    const above = match[1] === 'crate' ? [] : module.slice(0, -match[1].split('::').length);
    for (const path of pathsAt(code, match.index + match[0].length)) {
      const [first, second] = [...above, ...path];
      // A name in capitals at the root is one that it takes from `error`.
      if (first !== undefined) names.push(/^[A-Z]/.test(first) ? 'error' : partOf([first, second ?? '']));
    }
  }
  return names;
}

/**
 * The first two segments of the path that begins at a place, or of each path in the braces there.
 * @param {string} code
 * @param {number} begin
 * @returns {string[][]}
 */
function pathsAt(code, begin) {
  if (code[begin] !== '{')
    return [/^(\w+)(?:::(\w+))?/.exec(code.slice(begin))?.slice(1).filter(Boolean) ?? []];
  const paths = [];
  for (let at = begin, depth = 0; at < code.length; at += 1) {
    if (code[at] === '{') depth += 1;
    if (code[at] === '}') depth -= 1;
    if (depth === 0) break;
    if (depth === 1 && /[{,]/.test(code[at])) {
      const path = /^[{,]\s*(\w+)(?:::(\w+))?/.exec(code.slice(at))?.slice(1).filter(Boolean);
      if (path) paths.push(path);
    }
  }
  return paths;
}

/**
 * A module of the core may have a crate's name: `use crate::cipher::aes_gcm` takes it for the file.
 * @param {string} code
 * @param {string} name
 */
function usesCrate(code, name) {
  if (new RegExp(`\\buse\\s+(?:crate|super|self)::[^;]*\\b${name}\\b`).test(code)) return false;
  return new RegExp(`(?<![\\w:])${name}::|\\buse\\s+${name}\\b`).test(code);
}

/**
 * Rust without comments and without what stands in string literals.
 * @param {string} text
 */
function withoutText(text) {
  return text
    .replace(/r(#+)"[\s\S]*?"\1/g, '""')
    .replace(/b?'(?:\\.|[^\\'\n])'/g, "' '")
    .replace(/"(?:\\[\s\S]|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (match) =>
      match.startsWith('"') ? '""' : '',
    );
}

/**
 * Tests stand last in a file.
 * @param {string} code
 */
function withoutTests(code) {
  return code.replace(/#\[cfg\(test\)\]\s*mod tests \{[\s\S]*$/, '');
}

/** @param {string} name */
function identifier(name) {
  return name.replaceAll('-', '_');
}

/** @param {string} specifier */
function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await command('imports', async () => {
    const problems = await checkImports();
    for (const problem of problems) console.log(problem);
    if (problems.length > 0) throw new Error(`${problems.length} imports break the table`);
  });
}
