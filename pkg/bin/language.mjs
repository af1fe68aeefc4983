// Which language the command speaks: --lang, then the environment's locale, then English.

/** @typedef {'ko' | 'en'} Language */

/**
 * Found before the options are read, so that what is wrong with them is said in it too.
 * @param {string[]} words
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Language}
 */
export function languageOf(words, environment) {
  const end = words.indexOf('--');
  const options = end === -1 ? words : words.slice(0, end);
  const at = options.findLastIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const asked = options[at] === '--lang' ? options[at + 1] : options[at]?.slice('--lang='.length);
  if (asked === 'ko' || asked === 'en') return asked;
  // POSIX: the first of these that is set and not empty.
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG;
  return (locale || Intl.DateTimeFormat().resolvedOptions().locale).startsWith('ko') ? 'ko' : 'en';
}
