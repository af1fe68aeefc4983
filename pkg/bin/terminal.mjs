// Text for a terminal: what others wrote made harmless, columns as wide as they look.

/** Two columns each: East Asian Wide and Fullwidth (UAX 11), the blocks that occur in Korean text. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** No column: marks, and the vowels and final consonants that join the letter before. */
const JOINED = /[\p{M}\u1160-\u11ff\ud7b0-\ud7fb]/u;

/**
 * What a terminal could obey, and what shows nothing or turns the line around: controls,
 * format characters, separators of lines, halves of pairs, and what is not assigned.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/**
 * The text with everything hidden written out as `\u{…}`; line ends too.
 * @param {string} text
 */
export const visible = (text) =>
  text.replace(HIDDEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

/**
 * A value as JSON, with everything hidden escaped as JSON does it.
 * @param {unknown} value
 */
export const jsonOf = (value) => {
  const unit = (/** @type {string} */ one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const escaped = (/** @type {string} */ hidden) =>
    hidden === '\n' ? hidden : hidden.split('').map(unit).join('');
  return `${JSON.stringify(value, null, 2).replace(HIDDEN, escaped)}\n`;
};

/**
 * @param {string} text
 * @param {number} characters
 */
export function shortened(text, characters) {
  const all = [...text];
  return all.length <= characters ? text : `${all.slice(0, characters).join('')}…`;
}

/** @param {string} text */
export function width(text) {
  let columns = 0;
  for (const character of text) columns += JOINED.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/**
 * @param {string} text
 * @param {number} columns
 */
export const padded = (text, columns) => text + ' '.repeat(Math.max(0, columns - width(text)));

/**
 * Rows with every column but the last as wide as its widest cell.
 * @param {string[][]} rows
 * @param {string} [indent]
 */
export function table(rows, indent = '') {
  const widths = rows.reduce(
    (found, row) => row.map((cell, index) => Math.max(found[index] ?? 0, width(cell))),
    /** @type {number[]} */ ([]),
  );
  return rows.map((row) => {
    const cells = row.map((cell, index) => (index === row.length - 1 ? cell : padded(cell, widths[index])));
    return (indent + cells.join('  ')).trimEnd();
  });
}
