// `ingam ei13 pack` and `ingam ei13 explain`: the file in which consents to direct debit go to
// the clearing institute.
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { load } from '../src/evidence/node.js';
import { EXIT, Failed, misused } from './failed.mjs';
import { octetsOf, withoutMark, write } from './files.mjs';
import { readList } from './list.mjs';
import { jsonOf, table, visible } from './terminal.mjs';
import { checkLanguage, only } from './verify.mjs';

/** @typedef {import('./language.mjs').Language} Language */
/** @typedef {import('./list.mjs').Entry} Entry */
/** @typedef {Entry & { place: string }} Placed where an entry is from, for what is wrong in it */

/** The option of each member of an entry. @type {Record<keyof Entry, string>} */
const SINGLE = {
  payerNumber: 'payer',
  bankCode: 'bank',
  accountNumber: 'account',
  appliedOn: 'applied',
  kind: 'kind',
  extension: 'extension',
  file: 'evidence',
};

/** @type {import('node:util').ParseArgsConfig['options']} */
const PACK = {
  institution: { type: 'string' },
  date: { type: 'string' },
  payer: { type: 'string' },
  bank: { type: 'string' },
  account: { type: 'string' },
  applied: { type: 'string' },
  kind: { type: 'string' },
  extension: { type: 'string' },
  evidence: { type: 'string' },
  list: { type: 'string' },
  out: { type: 'string', default: '.' },
  force: { type: 'boolean', default: false },
  lang: { type: 'string' },
};

/**
 * @param {string[]} words
 * @param {Language} language
 */
export async function packEi13(words, language) {
  const parsed = parseArgs({ args: words, options: PACK });
  const values = /** @type {any} */ (parsed.values);
  checkLanguage(values.lang);
  const institution = needed(values, 'institution');
  const date = needed(values, 'date');
  const entries = values.list === undefined ? [single(values)] : await listed(values);
  const wasm = await load();
  const [name, octets] = packed(wasm, institution, date, await withProofs(entries, date));
  const path = join(values.out, name);
  await write(path, octets, values.force);
  const said = {
    ko: `${path}: 동의자료 ${entries.length}건, ${octets.length}바이트`,
    en: `${path}: ${entries.length} consent${entries.length === 1 ? '' : 's'}, ${octets.length} bytes`,
  };
  return { text: `${visible(said[language])}\n`, exit: EXIT.ok };
}

/**
 * @param {any} values
 * @param {string} option
 * @returns {string}
 */
function needed(values, option) {
  if (values[option] === undefined) {
    throw misused({ ko: `--${option}이(가) 필요합니다.`, en: `--${option} is needed.` });
  }
  return values[option];
}

/**
 * @param {any} values
 * @returns {Placed}
 */
function single(values) {
  const member = (/** @type {keyof Entry} */ name) => needed(values, SINGLE[name]);
  return {
    payerNumber: member('payerNumber'),
    bankCode: member('bankCode'),
    accountNumber: member('accountNumber'),
    appliedOn: values.applied,
    kind: member('kind'),
    extension: member('extension'),
    file: member('file'),
    place: '',
  };
}

/**
 * Proofs are named from the list's folder.
 * @param {any} values
 * @returns {Promise<Placed[]>}
 */
async function listed(values) {
  const extra = Object.values(SINGLE).find((option) => values[option] !== undefined);
  if (extra !== undefined) {
    throw misused({
      ko: `--list와 --${extra}은(는) 함께 쓸 수 없습니다.`,
      en: `--${extra} does not go with --list.`,
    });
  }
  const folder = values.list === '-' ? '.' : dirname(values.list);
  const entries = readList(values.list, withoutMark(await octetsOf(values.list)));
  return entries.map((entry, index) => ({
    ...entry,
    file: resolve(folder, entry.file),
    place: `${values.list} (${index + 1})`,
  }));
}

/**
 * @param {Placed[]} entries
 * @param {string} date
 */
async function withProofs(entries, date) {
  const rows = [];
  for (const entry of entries) {
    const proof = await octetsOf(entry.file);
    // DER begins with a SEQUENCE; base64 and PEM, in which a provider sends it, do not.
    if (entry.extension.toLowerCase() === 'der' && proof[0] !== 0x30) {
      throw new Failed(EXIT.data, {
        ko: `${entry.file}: 확장자가 der이지만 DER 파일이 아닙니다. base64나 PEM이면 이진 파일로 바꾸세요.`,
        en: `${entry.file}: the extension is der, but this is no DER. Decode base64 or PEM first.`,
      });
    }
    rows.push({ ...entry, appliedOn: entry.appliedOn ?? date, proof });
  }
  return rows;
}

/**
 * @param {import('../src/evidence.js').Evidence} wasm
 * @param {string} institution
 * @param {string} date
 * @param {(Placed & { proof: Uint8Array })[]} rows
 * @returns {[name: string, octets: Uint8Array]}
 */
function packed(wasm, institution, date, rows) {
  try {
    const file = new wasm.Ei13(institution, date);
    for (const { payerNumber, bankCode, accountNumber, appliedOn, kind, extension, proof } of rows) {
      file.consent(payerNumber, bankCode, accountNumber, `${appliedOn}`, kind, extension, proof);
    }
    const [name, octets] = file.pack();
    return [name, octets];
  } catch (error) {
    throw ofField(error, rows);
  }
}

/** What each field has to be. @type {Record<string, { ko: string, en: string }>} */
const FORMS = {
  institutionCode: {
    ko: '기관코드: 공백 없는 ASCII 1~20자',
    en: 'institution code: 1 to 20 visible ASCII characters',
  },
  payerNumber: {
    ko: '납부자번호: 공백 없는 ASCII 1~30자',
    en: 'payer number: 1 to 30 visible ASCII characters',
  },
  bankCode: { ko: '은행코드: 숫자 3자리', en: 'bank code: 3 digits' },
  accountNumber: {
    ko: '계좌번호: 하이픈 없는 숫자 1~20자리',
    en: 'account number: 1 to 20 digits, no hyphens',
  },
  appliedOn: {
    ko: '신청일: YYYYMMDD, 실제 날짜',
    en: 'date of application: YYYYMMDD, a day of the calendar',
  },
  kind: {
    ko: '동의자료구분: 1 서면, 2 공인인증, 3 일반인증, 4 녹취, 5 ARS, 6 기타',
    en: 'kind: 1 paper, 2 accredited certificate, 3 general certificate, 4 recording, 5 ARS, 6 other',
  },
  extension: { ko: '확장자: 영문자·숫자 1~5자', en: 'extension: 1 to 5 letters or digits' },
  data: { ko: '동의자료: 1~9,999,999바이트', en: 'proof: 1 to 9,999,999 bytes' },
  consents: { ko: '동의자료가 한 건도 없거나 너무 많습니다', en: 'there is no consent, or too many' },
};

/**
 * @param {any} error
 * @param {Placed[]} rows
 */
function ofField(error, rows) {
  const [, index, member] = /^\/(?:consents\/(\d+)\/)?(\w+)$/.exec(String(error?.path)) ?? [];
  const form = FORMS[member];
  if (form === undefined) return error;
  const place = index === undefined ? '' : rows[Number(index)].place;
  const option =
    member === 'institutionCode' ? 'institution' : (SINGLE[member === 'data' ? 'file' : member] ?? 'list');
  const at = place || `--${index === undefined && member === 'appliedOn' ? 'date' : option}`;
  return new Failed(place || option === 'list' ? EXIT.data : EXIT.usage, {
    ko: `${at}: ${form.ko}`,
    en: `${at}: ${form.en}`,
  });
}

/**
 * @param {string[]} words
 * @param {Language} language
 */
export async function explainEi13(words, language) {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, lang: { type: 'string' } },
  });
  checkLanguage(values.lang);
  const file = only(positionals);
  const octets = await octetsOf(file);
  const wasm = await load();
  const explained = JSON.parse(wasm.explainEi13(octets));
  if (values.json) {
    return { text: jsonOf(explained), exit: explained.refused ? EXIT.data : EXIT.ok };
  }
  if (explained.refused) {
    const { offset, message, messageKo } = explained.refused;
    throw new Failed(EXIT.data, {
      ko: `${file}, 오프셋 ${offset}바이트: ${messageKo}`,
      en: `${file}, at octet ${offset}: ${message}`,
    });
  }
  const size = { ko: `${octets.length}바이트`, en: `${octets.length} bytes` }[language];
  const lines = [`${visible(file)}  ${size}`];
  for (const { fields } of explained.records) lines.push('', ...table(fields.map(row)));
  return { text: `${lines.join('\n')}\n`, exit: EXIT.ok };
}

/** @param {any} field */
function row({ offset, length, name, nameKo, value, meaning, meaningKo }) {
  const means = meaning === null ? '' : ` (${meaningKo} / ${meaning})`;
  return [
    String(offset).padStart(8),
    String(length).padStart(7),
    `${nameKo} / ${name}`,
    visible(value) + means,
  ];
}
