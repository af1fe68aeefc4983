/** Reading Markdown as far as the tests of the documents need it: blocks, tables, links, code in lines. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../../../scripts/steps.mjs';

/** @typedef {{ language: string, text: string, line: number }} Block */

/** Folders that hold what was installed, built or recorded. */
const SKIPPED = new Set(['node_modules', 'target', 'build', '.git', '.wrangler', 'wasm']);

/** The file that `npm pack` writes: the package's name and its version. */
export const TARBALL = /\b(ingam(?:-sandbox)?)-(\d+\.\d+\.\d+[\w.-]*)\.tgz$/;

/** @param {string} path inside the repository */
export const read = (path) => readFileSync(join(ROOT, path), 'utf8');

/**
 * The files below a folder whose names end so.
 * @param {string} ending
 * @param {string} [folder]
 * @returns {string[]}
 */
export function files(ending, folder = '') {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) return SKIPPED.has(entry.name) && folder !== 'src' ? [] : files(ending, path);
      return entry.name.endsWith(ending) ? [path] : [];
    })
    .sort();
}

/**
 * The fenced blocks of a document.
 * @param {string} path
 * @returns {Block[]}
 */
export function blocks(path) {
  const text = read(path);
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(({ 1: language, 2: content, index }) => ({
    language,
    text: content,
    line: text.slice(0, index).split('\n').length + 1,
  }));
}

/** The text of a document without its fenced blocks. @param {string} path */
export const prose = (path) => read(path).replaceAll(/^```.*?^```$/gms, '');

/** What stands between backticks in its lines. @param {string} path */
export const inlineCode = (path) => [...prose(path).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);

/**
 * The rows of all tables, each as its cells; headings and rules apart.
 * @param {string} path
 * @returns {string[][]}
 */
export function rows(path) {
  return prose(path)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[-| ]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/**
 * The targets of the links that lead to files of the repository, or to places in the same one.
 * @param {string} path
 */
export function links(path) {
  const text = prose(path).replaceAll(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to).filter((to) => !/^[a-z]+:/.test(to));
}

/**
 * The names by which the headings of a document can be linked to, as GitHub makes them.
 * @param {string} path
 */
export function anchors(path) {
  return [...prose(path).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/**
 * A block without its comments and empty lines.
 * @param {Block} block
 */
export function withoutComments({ language, text }) {
  const comment = language === 'js' ? /(^|\s)\/\/ .*$/ : /(^|\s)# .*$/;
  return text
    .split('\n')
    .map((line) => line.replace(comment, '').trimEnd())
    .filter((line) => line !== '');
}

/**
 * The commands of a shell block, one each, without comments.
 * @param {Block} block
 */
export function commands(block) {
  return withoutComments(block).join('\n').replaceAll('\\\n', '').split('\n');
}
