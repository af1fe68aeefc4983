// A list of consents: CSV (RFC 4180) with a header, or a JSON array.
import { EXIT, Failed } from './failed.mjs';

/**
 * @typedef {object} Entry
 * @property {string} payerNumber
 * @property {string} bankCode
 * @property {string} accountNumber
 * @property {string} [appliedOn] by default that of the file
 * @property {string} kind
 * @property {string} extension
 * @property {string} file the proof
 */

/** The members, and what heads their column in Korean. @type {Record<keyof Entry, string>} */
export const COLUMNS = {
  payerNumber: '납부자번호',
  bankCode: '은행코드',
  accountNumber: '계좌번호',
  appliedOn: '신청일',
  kind: '동의자료구분',
  extension: '확장자',
  file: '파일',
};

const NAMES = /** @type {(keyof Entry)[]} */ (Object.keys(COLUMNS));

/**
 * @param {string} name
 * @param {Uint8Array} octets
 * @returns {Entry[]}
 */
export function readList(name, octets) {
  const text = decoded(octets);
  const rows = text.trimStart().startsWith('[') ? fromJson(name, text) : fromCsv(name, text);
  return rows.map((row, index) => entry(`${name} (${index + 1})`, row));
}

/** Spreadsheets in Korea save CSV in Windows-949. @param {Uint8Array} octets */
function decoded(octets) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return new TextDecoder('euc-kr').decode(octets);
  }
}

/**
 * @param {string} name
 * @param {string} text
 * @returns {Map<string, unknown>[]}
 */
function fromJson(name, text) {
  let list;
  try {
    list = JSON.parse(text);
  } catch {
    throw wrong(name, 'JSON이 아닙니다', 'it is no JSON');
  }
  return list.map((/** @type {unknown} */ one) => new Map(Object.entries(one ?? {})));
}

/**
 * @param {string} name
 * @param {string} text
 * @returns {Map<string, unknown>[]}
 */
function fromCsv(name, text) {
  const [header, ...rows] = cells(name, text).filter((row) => row.length > 1 || row[0] !== '');
  const columns = (header ?? []).map((cell) => {
    const known = NAMES.find((member) => member === cell.trim() || COLUMNS[member] === cell.trim());
    return known ?? cell.trim();
  });
  return rows.map((row, index) => {
    if (row.length !== columns.length) {
      throw wrong(
        `${name} (${index + 1})`,
        '열의 수가 머리글과 다릅니다',
        'it has not as many columns as the header',
      );
    }
    return new Map(columns.map((column, at) => [column, row[at].trim()]));
  });
}

/** A cell of CSV, quoted or not, and what ends it. */
const CELL = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|\r|$)/y;

/**
 * @param {string} name
 * @param {string} text
 */
function cells(name, text) {
  /** @type {string[][]} */
  const rows = [[]];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length) {
    const [, cell, end] = CELL.exec(text) ?? wrongCsv(name, rows.length);
    rows[rows.length - 1].push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end !== ',' && CELL.lastIndex < text.length) rows.push([]);
    else if (end === ',' && CELL.lastIndex === text.length) rows[rows.length - 1].push('');
  }
  return rows;
}

/**
 * @param {string} name
 * @param {number} line
 * @returns {never}
 */
function wrongCsv(name, line) {
  throw wrong(`${name}:${line}`, '따옴표가 잘못되었습니다', 'its quotes are wrong');
}

/**
 * @param {string} place
 * @param {Map<string, unknown>} row
 * @returns {Entry}
 */
function entry(place, row) {
  const unknown = [...row.keys()].find((key) => !NAMES.includes(/** @type {keyof Entry} */ (key)));
  if (unknown !== undefined) throw wrong(place, `모르는 항목입니다: ${unknown}`, `there is no ${unknown}`);
  const members = NAMES.map((member) => {
    const value = row.get(member);
    if (value === undefined || value === '' || value === null) {
      if (member === 'appliedOn') return [member, undefined];
      throw wrong(place, `${COLUMNS[member]}(${member})이(가) 없습니다`, `${member} is missing`);
    }
    // A number has lost the zeros that it began with.
    if (typeof value !== 'string') {
      throw wrong(
        place,
        `${COLUMNS[member]}(${member})은(는) 문자열이어야 합니다`,
        `${member} has to be a string`,
      );
    }
    return [member, value];
  });
  return Object.fromEntries(members);
}

/**
 * @param {string} place
 * @param {string} ko
 * @param {string} en
 */
const wrong = (place, ko, en) => new Failed(EXIT.data, { ko: `${place}: ${ko}`, en: `${place}: ${en}` });
