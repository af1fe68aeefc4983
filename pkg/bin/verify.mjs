// `ingam verify`: reads a signed message, or a provider's whole answer, and reports.
import { parseArgs } from 'node:util';

import { load } from '../src/evidence/node.js';
import { criteriaOf } from '../src/evidence.js';
import { EXIT, misused } from './failed.mjs';
import { octetsOf, withoutMark } from './files.mjs';
import { reportOf } from './report.mjs';
import { jsonOf } from './terminal.mjs';

/** @typedef {import('./language.mjs').Language} Language */
/** @typedef {import('../src/evidence.js').Evidence} Evidence */
/** @typedef {import('../src/evidence.js').Criteria} Criteria */

/** @type {Record<string, number>} */
const EXITS = { TOTAL_PASSED: EXIT.ok, TOTAL_FAILED: EXIT.failed, INDETERMINATE: EXIT.indeterminate };

/**
 * @typedef {object} Values
 * @property {string[]} content
 * @property {string} [original]
 * @property {string[]} anchor
 * @property {string[]} intermediate
 * @property {string[]} crl
 * @property {string} [profile]
 * @property {string} [at]
 * @property {string} [now]
 * @property {boolean} no-revocation
 * @property {string} [lang]
 * @property {boolean} json
 */

/** @type {import('node:util').ParseArgsConfig['options']} */
const OPTIONS = {
  content: { type: 'string', multiple: true, default: [] },
  original: { type: 'string' },
  anchor: { type: 'string', multiple: true, default: [] },
  intermediate: { type: 'string', multiple: true, default: [] },
  crl: { type: 'string', multiple: true, default: [] },
  profile: { type: 'string' },
  at: { type: 'string' },
  now: { type: 'string' },
  'no-revocation': { type: 'boolean', default: false },
  lang: { type: 'string' },
  json: { type: 'boolean', default: false },
};

/** Of a second one of these the first would be dropped, and with it what was to be checked. */
const ONCE = ['original', 'profile', 'at', 'now'];

/** The option that an error of the core is about, by its path. @type {[RegExp, string][]} */
const PLACES = [
  [/^\/trustAnchors\//, 'anchor'],
  [/^\/intermediates\//, 'intermediate'],
  [/^\/profile/, 'profile'],
  [/^\/original/, 'original'],
];

/**
 * @param {string[]} words
 * @param {Language} language
 */
export async function verify(words, language) {
  const parsed = parseArgs({ args: words, allowPositionals: true, options: OPTIONS, tokens: true });
  checkRepeated(parsed.tokens);
  const values = /** @type {Values} */ (/** @type {unknown} */ (parsed.values));
  const file = only(parsed.positionals);
  checkLanguage(values.lang);
  const inputs = [
    file,
    ...values.content,
    values.original,
    ...values.anchor,
    ...values.crl,
    ...values.intermediate,
  ];
  if (inputs.filter((name) => name !== undefined && /^(?:\d{1,9}=)?-$/.test(name)).length > 1) {
    throw misused({
      ko: '표준 입력(-)은 한 번만 쓸 수 있습니다.',
      en: 'standard input (-) can be read once.',
    });
  }
  const input = withoutMark(await octetsOf(file));
  const wasm = await load();
  const answer = isJson(input) ? wasm.KeptAnswer.read(input) : undefined;
  const criteria = await criteriaFor(wasm, values, answer);
  const report = answer ? JSON.parse(answer.verify(criteria)) : ofOne(criteria, input);
  const shown = { provider: answer?.provider() ?? null, ...report };
  const exit = EXITS[report.indication] ?? EXIT.internal;
  if (values.json) return { text: jsonOf(shown), exit };
  return { text: reportOf(shown, { file, language, notes: notesOn(input, shown, values) }), exit };
}

/** @param {ReadonlyArray<{ kind: string, name?: string }>} tokens */
function checkRepeated(tokens) {
  const names = tokens.flatMap(({ kind, name }) => (kind === 'option' && name !== undefined ? [name] : []));
  const repeated = ONCE.find((option) => names.indexOf(option) !== names.lastIndexOf(option));
  if (repeated !== undefined) {
    throw misused({
      ko: `--${repeated}은(는) 한 번만 쓸 수 있습니다.`,
      en: `--${repeated} can be given once.`,
    });
  }
}

/**
 * What the report does not say by itself.
 * @param {Uint8Array} input
 * @param {any} report
 * @param {Values} values
 * @returns {import('./report.mjs').Note[]}
 */
function notesOn(input, { provider, documents }, { content, anchor }) {
  if (provider === null) return isJson(input) ? ['no-answer'] : [];
  if (provider === 'kakao') return anchor.length === 0 ? ['kakao'] : [];
  const outcomes = documents.flatMap(({ checks }) => checks.filter(({ name }) => name === 'content'));
  const isCompared = outcomes.some(({ outcome }) => outcome === 'PASSED' || outcome === 'FAILED');
  return content.length === 0 && isCompared ? ['echoed'] : [];
}

/**
 * @param {Evidence} wasm
 * @param {Values} values
 * @param {import('../wasm/evidence.js').KeptAnswer | undefined} answer
 */
async function criteriaFor(wasm, values, answer) {
  const all = (/** @type {string[]} */ names) =>
    Promise.all(names.map(async (name) => withoutMark(await octetsOf(name))));
  const certificates = await all(values.anchor);
  /** @type {Record<string, unknown>} */
  const options = {
    crls: await all(values.crl),
    intermediates: await all(values.intermediate),
    checkRevocation: !values['no-revocation'],
    ...(values.profile !== undefined && { profile: values.profile }),
  };
  if (certificates.length > 0) {
    options.trustAnchors = certificates.map((certificate) => ({ certificate }));
  } else if (answer?.provider() === 'kakao') {
    // Toss CA1 has not issued it, and Toss's profile is not its own.
    options.trustAnchors = [];
  }
  if (answer) await compareDocuments(answer, values);
  else Object.assign(options, await document(values));
  try {
    const criteria = criteriaOf(wasm, options);
    if (values.at !== undefined) criteria.at(values.at);
    if (values.now !== undefined) criteria.now(values.now);
    return criteria;
  } catch (error) {
    throw ofOption(error, values);
  }
}

/**
 * What the core says of an option, said of the word on the command line.
 * @param {any} error
 * @param {Values} values
 */
function ofOption(error, values) {
  const path = String(error?.path);
  if (path === '/at' || path === '/now') {
    const option = `--${path.slice(1)}`;
    return misused({
      ko: `${option}: 2022-04-26T01:16:13+09:00 형식으로 씁니다(시간대 포함).`,
      en: `${option} is of the form 2022-04-26T01:16:13+09:00, offset included.`,
    });
  }
  const [, option] = PLACES.find(([place]) => place.test(path)) ?? [];
  if (option === undefined) return error;
  const [, number] = /^\/\w+\/(\d+)/.exec(path) ?? [];
  const given = /** @type {Record<string, any>} */ (values)[option];
  const word = number === undefined ? given : given[number];
  return misused({
    ko: `--${option} ${word}: 쓸 수 없는 값입니다. ingam verify --help를 보세요.`,
    en: `--${option} ${word}: this value cannot be used. See ingam verify --help.`,
  });
}

/** @param {Values} values */
async function document({ content, original }) {
  if (content.length > 1) {
    throw misused({
      ko: '서명 데이터가 하나이면 --content도 하나입니다.',
      en: 'one signed message is compared with one --content.',
    });
  }
  const options = {};
  if (content.length > 0) Object.assign(options, { content: await octetsOf(content[0]) });
  if (original !== undefined) Object.assign(options, { original: await octetsOf(original) });
  return options;
}

/**
 * `--content FILE` where there is one document, `--content ORDER=FILE` otherwise.
 * @param {import('../wasm/evidence.js').KeptAnswer} answer
 * @param {Values} values
 */
async function compareDocuments(answer, { content, original }) {
  if (original !== undefined) {
    throw misused({
      ko: '--original은 서명 데이터 하나를 검증할 때만 씁니다.',
      en: '--original goes with one signed message, not with a whole answer.',
    });
  }
  const orders = answer.orders();
  const given = content.map((/** @type {string} */ word) => {
    const [, order, name] = /^(\d{1,9})=(.+)$/s.exec(word) ?? [];
    return order === undefined
      ? { order: orders[0], name: word, isAlone: true }
      : { order: Number(order), name };
  });
  if (given.some(({ isAlone }) => isAlone) && orders.length !== 1) {
    throw misused({
      ko: '문서가 여럿이면 --content 순번=파일 형식으로 적으세요.',
      en: 'with several documents, write --content ORDER=FILE.',
    });
  }
  const wanted = given.map(({ order }) => order);
  const repeated = wanted.find((order, index) => wanted.indexOf(order) !== index);
  if (repeated !== undefined) {
    throw misused({
      ko: `순번이 ${repeated}인 문서에 --content가 둘 이상입니다.`,
      en: `the document of order ${repeated} is compared with one --content.`,
    });
  }
  for (const { order, name } of given) {
    if (!orders.includes(order)) {
      throw misused({
        ko: `순번이 ${order}인 문서가 없습니다.`,
        en: `there is no document of order ${order}.`,
      });
    }
    answer.document(order, await octetsOf(name));
  }
}

/**
 * The report of one message in the form of a set's.
 * @param {Criteria} criteria
 * @param {Uint8Array} input
 */
function ofOne(criteria, input) {
  const [json, content] = criteria.verify(input);
  const report = JSON.parse(json);
  const { indication, subIndication } = report;
  const encoded = content === null ? null : Buffer.from(content).toString('base64');
  return { indication, subIndication, documents: [{ order: null, ...report, content: encoded }], checks: [] };
}

/** @param {Uint8Array} input */
const isJson = (input) => input.find((octet) => !' \t\r\n'.includes(String.fromCharCode(octet))) === 0x7b;

/** @param {string[]} positionals */
export function only(positionals) {
  if (positionals.length !== 1) {
    throw misused({
      ko: '파일을 하나 지정하세요(표준 입력은 -).',
      en: 'name one file (- for standard input).',
    });
  }
  return positionals[0];
}

/** @param {string | undefined} language */
export function checkLanguage(language) {
  if (language !== undefined && language !== 'ko' && language !== 'en') {
    throw misused({ ko: '--lang은 ko 또는 en입니다.', en: '--lang is ko or en.' });
  }
}
