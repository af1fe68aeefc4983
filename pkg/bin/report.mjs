// The report for people.
import { createHash } from 'node:crypto';

import { shortened, table, visible } from './terminal.mjs';

/** @typedef {import('./language.mjs').Language} Language */

/** So much of a document is shown. */
const CONTENT_CHARACTERS = 200;
/** X.520 allows names of 64; nothing keeps a certificate from more. */
const NAME_CHARACTERS = 200;

const WORDS = {
  ko: {
    file: '파일',
    provider: '서비스',
    result: '결과',
    document: '문서',
    signer: '서명자',
    uid: 'UID',
    serialNumber: '일련번호',
    signingTime: '서명 시각',
    content: '서명된 내용',
    bytes: '바이트',
    detached: '메시지에 없음(분리 서명)',
    none: '없음',
    claimed: '서명자 측 기록',
    set: '문서 묶음',
    TOTAL_PASSED: '서명이 유효합니다.',
    TOTAL_FAILED: '서명이 유효하지 않습니다.',
    INDETERMINATE: '유효 여부를 판정할 수 없습니다.',
    PASSED: '통과',
    FAILED: '실패',
    UNDECIDED: '판단 불가',
    NOT_CHECKED: '확인 안 함',
    NOT_COMPARED: '대조 안 함',
    CLAIMED: '주장',
    'no-answer': 'JSON이지만 토스 결과도 카카오 검증 응답도 아닙니다.',
    echoed: '문서는 이 파일의 docList와 대조했습니다. 요청했던 원문과 대조하려면 --content를 쓰세요.',
    kakao: '카카오에는 내장된 신뢰 앵커가 없습니다. --anchor로 인증기관(CA) 인증서를 주세요.',
  },
  en: {
    file: 'file',
    provider: 'provider',
    result: 'result',
    document: 'document',
    signer: 'signer',
    uid: 'UID',
    serialNumber: 'serial number',
    signingTime: 'signing time',
    content: 'signed content',
    bytes: ' bytes',
    detached: 'not in the message (detached)',
    none: 'none',
    claimed: "written by the signer's side",
    set: 'the set',
    TOTAL_PASSED: 'The signature is valid.',
    TOTAL_FAILED: 'The signature is not valid.',
    INDETERMINATE: 'It can be called neither valid nor invalid.',
    PASSED: 'passed',
    FAILED: 'failed',
    UNDECIDED: 'undecided',
    NOT_CHECKED: 'not checked',
    NOT_COMPARED: 'not compared',
    CLAIMED: 'claimed',
    'no-answer': 'It is JSON, but neither a result of Toss nor a verification of KakaoCert.',
    echoed:
      'Documents are compared with the docList of this file; --content compares with what was requested.',
    kakao: 'There is no built-in trust anchor for KakaoCert: name its authority with --anchor.',
  },
};

/** @typedef {'no-answer' | 'echoed' | 'kakao'} Note */

/**
 * @param {any} report
 * @param {{ file: string, language: Language, notes: Note[] }} context
 */
export function reportOf(report, { file, language, notes }) {
  /** @type {Record<string, string>} */
  const words = WORDS[language];
  const statement = ({ indication, subIndication }) =>
    `${indication}${subIndication ? ` / ${subIndication}` : ''}  ${words[indication]}`;
  const head = [
    [words.file, visible(file)],
    ...(report.provider ? [[words.provider, report.provider]] : []),
    [words.result, statement(report)],
  ];
  const lines = [...table(head), ...notes.map((note) => `* ${words[note]}`)];
  for (const one of report.documents) {
    if (report.provider) lines.push('', `[${words.document} ${one.order ?? '?'}]  ${statement(one)}`);
    else lines.push('');
    lines.push(...table(facts(one, words)), '', ...checks(one.checks, words, language));
  }
  if (report.checks.length > 0) lines.push('', `[${words.set}]`, ...checks(report.checks, words, language));
  return `${lines.join('\n')}\n`;
}

/**
 * @param {any} report
 * @param {Record<string, string>} words
 */
function facts({ signer, signingTime, content }, words) {
  const name = (/** @type {string | null} */ text) =>
    text === null ? words.none : visible(shortened(text, NAME_CHARACTERS));
  const rows = [];
  if (signer) {
    rows.push([words.signer, name(signer.commonName)], [words.uid, name(signer.uid)]);
    rows.push([words.serialNumber, shortened(signer.serialNumber, NAME_CHARACTERS)]);
  } else {
    rows.push([words.signer, words.none]);
  }
  if (signingTime) rows.push([words.signingTime, `${signingTime} (${words.claimed})`]);
  if (content === null) return [...rows, [words.content, signer ? words.detached : words.none]];
  const octets = Buffer.from(content, 'base64');
  const digest = createHash('sha256').update(octets).digest('hex');
  rows.push([words.content, `${octets.length}${words.bytes}, SHA-256 ${digest}`]);
  const text = textOf(octets);
  if (text) rows.push(['', `“${visible(shortened(text, CONTENT_CHARACTERS))}”`]);
  return rows;
}

/** @param {Buffer} octets */
function textOf(octets) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}

/**
 * @param {any[]} all
 * @param {Record<string, string>} words
 * @param {Language} language
 */
function checks(all, words, language) {
  return table(
    all.map(({ name, outcome, message, messageKo }) => [
      words[outcome === 'INDETERMINATE' ? 'UNDECIDED' : outcome],
      name,
      language === 'ko' ? messageKo : message,
    ]),
    '  ',
  );
}
