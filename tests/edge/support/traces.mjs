/** Finds a text again wherever it went, in the forms that programs write texts in. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is shorter could be found by accident. */
export const SHORTEST_BYTES = 8;

/**
 * Every form that is looked for, by name.
 * @param {string} text
 * @returns {[string, Buffer][]}
 */
export function formsOf(text) {
  const utf8 = Buffer.from(text, 'utf8');
  if (utf8.length < SHORTEST_BYTES) throw new Error(`too short to be looked for: ${text}`);
  const escaped = (/** @type {boolean} */ upper) =>
    text.replace(/[^ -~]/g, (unit) => {
      const digits = unit.charCodeAt(0).toString(16).padStart(4, '0');
      return `\\u${upper ? digits.toUpperCase() : digits}`;
    });
  const texts = /** @type {[string, string][]} */ ([
    ['JSON', JSON.stringify(text).slice(1, -1)],
    ['JSON in ASCII', escaped(false)],
    ['JSON in ASCII, upper case', escaped(true)],
    ['percent encoding', encodeURIComponent(text)],
    ['hexadecimal', utf8.toString('hex')],
    ['hexadecimal, upper case', utf8.toString('hex').toUpperCase()],
    ...[0, 1, 2].flatMap((offset) => [
      [`base64 from byte ${offset}`, insideBase64(utf8, offset, 'base64')],
      [`base64url from byte ${offset}`, insideBase64(utf8, offset, 'base64url')],
    ]),
  ]);
  return [
    ['UTF-8', utf8],
    ['UTF-16LE', Buffer.from(text, 'utf16le')],
    ['UTF-16BE', Buffer.from(text, 'utf16le').swap16()],
    ...texts.map(([name, form]) => /** @type {[string, Buffer]} */ ([name, Buffer.from(form, 'utf8')])),
  ];
}

/**
 * The characters that stand for these bytes alone when they are in the midst of something encoded.
 * @param {Buffer} bytes
 * @param {number} offset of the bytes, modulo 3
 * @param {'base64' | 'base64url'} alphabet
 */
function insideBase64(bytes, offset, alphabet) {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString(alphabet);
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

/**
 * What is found of the texts, each by its own name and its form.
 * @param {Uint8Array | string} where
 * @param {Record<string, string>} texts
 * @returns {string[]}
 */
export function tracesIn(where, texts) {
  const bytes = Buffer.from(where);
  return Object.entries(texts).flatMap(([name, text]) =>
    formsOf(text)
      .filter(([, form]) => bytes.includes(form))
      .map(([form]) => `${name} as ${form}`),
  );
}

/**
 * What is found in the files of a folder and below, and in their names.
 * @param {string} folder
 * @param {Record<string, string>} texts
 * @returns {string[]}
 */
export function tracesInFolder(folder, texts) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const content = entry.isFile() ? tracesIn(readFileSync(path), texts) : [];
    return [...content, ...tracesIn(entry.name, texts)].map((trace) => `${trace} in ${entry.name}`);
  });
}
