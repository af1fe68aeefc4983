/** How personal data and long values are shown to whoever watches: by kind and size, not by content. */

const SEALED = /^(v1[^$]*)\$([0-9a-f]{8})[0-9a-f-]{28}\$(.*)$/;
const LONG_CHARACTERS = 48;

/**
 * A copy in which sealed values, keys and long texts are shortened.
 * @param {unknown} value
 * @returns {unknown}
 */
export function shortened(value) {
  if (typeof value === 'string') return shortenedText(value);
  if (Array.isArray(value)) return value.map(shortened);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortened(member)]));
}

function shortenedText(text) {
  const sealed = SEALED.exec(text);
  if (sealed) return `${sealed[1]}$${sealed[2]}…$(${Buffer.from(sealed[3], 'base64').length} bytes)`;
  if (text.length <= LONG_CHARACTERS) return text;
  return `${text.slice(0, 24)}… (${[...text].length} characters)`;
}

/** A personal value as logs may show it: its first character and its length. */
export function masked(text) {
  const characters = [...text];
  return characters.length <= 12
    ? characters[0] + '*'.repeat(characters.length - 1)
    : `${characters.slice(0, 4).join('')}… (${characters.length} characters)`;
}
