// The commands, by their names, and what a run of one of them says.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { explainEi13, packEi13 } from './ei13.mjs';
import { EXIT, Failed } from './failed.mjs';
import { HELP } from './help.mjs';
import { languageOf } from './language.mjs';
import { visible } from './terminal.mjs';
import { verify } from './verify.mjs';

/** @typedef {import('./language.mjs').Language} Language */

/** @type {Record<string, (words: string[], language: Language) => Promise<{ text: string, exit: number }>>} */
const COMMANDS = {
  verify: (words, language) => verify(words, language),
  'ei13 pack': (words, language) => packEi13(words, language),
  'ei13 explain': (words, language) => explainEi13(words, language),
};

/**
 * Runs a command line: `text` is for standard output, `complaint` for standard error. Rejects
 * where the program itself is at fault.
 * @param {string[]} words
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<{ text: string, complaint: string, exit: number }>}
 */
export async function run(words, environment) {
  const language = languageOf(words, environment);
  try {
    return { complaint: '', ...(await ran(words, language)) };
  } catch (reason) {
    if (reason instanceof Failed) return refused(reason.sentence[language], reason.exit);
    if (!isUsage(reason)) throw reason;
    return refused(language === 'ko' ? `명령줄 오류: ${reason.message}` : reason.message, EXIT.usage);
  }
}

/**
 * @param {string} sentence
 * @param {number} exit
 */
const refused = (sentence, exit) => ({ text: '', complaint: `ingam: ${visible(sentence)}\n`, exit });

/**
 * @param {string[]} words
 * @param {Language} language
 */
async function ran(words, language) {
  const length = words[0] === 'ei13' ? 2 : 1;
  const name = words.slice(0, length).join(' ');
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) {
    const parameters = words.slice(length);
    if (asksForHelp(parameters)) return { text: HELP[language][name], exit: EXIT.ok };
    return command(parameters, language);
  }
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
      lang: { type: 'string' },
    },
  });
  if (values.version) return { text: `${version()}\n`, exit: EXIT.ok };
  if (positionals.length > 0 && !(positionals[0] === 'ei13' && values.help)) {
    throw new Failed(EXIT.usage, {
      ko: `알 수 없는 명령입니다: ${positionals.join(' ')}. ingam --help를 보세요.`,
      en: `there is no such command: ${positionals.join(' ')}. See ingam --help.`,
    });
  }
  return { text: HELP[language].ingam, exit: values.help ? EXIT.ok : EXIT.usage };
}

/** @param {string[]} parameters */
function asksForHelp(parameters) {
  const end = parameters.indexOf('--');
  return parameters
    .slice(0, end === -1 ? undefined : end)
    .some((parameter) => parameter === '--help' || parameter === '-h');
}

function version() {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

/** @param {any} reason */
function isUsage(reason) {
  return String(reason?.code).startsWith('ERR_PARSE_ARGS_');
}
