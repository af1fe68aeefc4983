// Files that a command reads and writes.
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';

import { EXIT, Failed } from './failed.mjs';

/** More than any answer, list or proof has. */
const BYTES_MAX = 1 << 27;

/**
 * The octets of a file; of standard input where its name is `-`.
 * @param {string} name
 * @returns {Promise<Uint8Array>}
 */
export async function octetsOf(name) {
  const chunks = [];
  let length = 0;
  try {
    for await (const chunk of name === '-' ? process.stdin : createReadStream(name)) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > BYTES_MAX) break;
    }
  } catch (error) {
    throw unreadable(name, error.code ?? 'EIO');
  }
  if (length > BYTES_MAX) throw unreadable(name, 'EFBIG');
  return new Uint8Array(Buffer.concat(chunks));
}

/**
 * @param {string} name
 * @param {string} code
 */
function unreadable(name, code) {
  return new Failed(EXIT.unreadable, {
    ko: `파일을 읽을 수 없습니다: ${name} (${code})`,
    en: `cannot read ${name} (${code})`,
  });
}

/**
 * A text file as UTF-8, whatever its editor or shell put in front: a byte order mark goes, and
 * UTF-16, which Windows PowerShell redirects to, is converted. Other octets stay as they are.
 * @param {Uint8Array} octets
 * @returns {Uint8Array}
 */
export function withoutMark(octets) {
  const [first, second, third] = octets;
  if (first === 0xef && second === 0xbb && third === 0xbf) return octets.subarray(3);
  if (first === 0xff && second === 0xfe) {
    return new TextEncoder().encode(new TextDecoder('utf-16le').decode(octets.subarray(2)));
  }
  return octets;
}

/**
 * Writes a file that only its owner may read; not over another one, unless that is wanted.
 * @param {string} path
 * @param {Uint8Array} octets
 * @param {boolean} isForced
 */
export async function write(path, octets, isForced) {
  try {
    await writeFile(path, octets, { flag: isForced ? 'w' : 'wx', mode: 0o600 });
  } catch (error) {
    throw new Failed(
      EXIT.uncreatable,
      error.code === 'EEXIST'
        ? {
            ko: `파일이 이미 있습니다: ${path} (덮어쓰려면 --force)`,
            en: `${path} exists already (--force overwrites it)`,
          }
        : {
            ko: `파일을 쓸 수 없습니다: ${path} (${error.code})`,
            en: `cannot write ${path} (${error.code})`,
          },
    );
  }
}
