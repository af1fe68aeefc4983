// Writes malformed-sealed-fields.json: texts that are no field of their session, or are a damaged
// one, and beside them the sound text of each session. Made with node:crypto, without ingam:
//
//     node tests/vectors/make-malformed-sealed-fields.mjs > tests/vectors/malformed-sealed-fields.json

import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const ID = '00112233-4455-4677-8899-aabbccddeeff';
const OTHER_ID = 'ffeeddcc-bbaa-4988-8766-554433221100';
/** Nine octets: with a tag of sixteen, the base64 ends in "==" and has four spare bits. */
const PLAIN = '김토스';
/** Seventeen octets: two blocks. */
const LONG_PLAIN = 'seventeen octets!';
const NOT_UTF8 = Buffer.from('fffefdfc', 'hex');

/** @param {string} purpose @param {number} length */
const bytes = (purpose, length) =>
  createHash('sha256').update(`ingam malformed ${purpose}`).digest().subarray(0, length);

const GCM = { name: 'gcm', algorithm: 'AES_GCM', key: bytes('gcm key', 32), iv: bytes('gcm iv', 12) };
const CBC = { name: 'cbc', algorithm: 'AES_CBC', key: bytes('cbc key', 32), iv: bytes('cbc iv', 16) };
const CBC_128 = {
  name: 'cbc128',
  algorithm: 'AES_CBC',
  key: bytes('cbc128 key', 16),
  iv: bytes('128 iv', 16),
};
const SESSIONS = [GCM, CBC, CBC_128];

/** @typedef {typeof GCM} Session */

/**
 * @param {Session} session
 * @param {string | Buffer} plain
 * @param {{ key?: Buffer, iv?: Buffer, aad?: Buffer }} [changes]
 */
function gcm({ key, iv }, plain, changes = {}) {
  const used = changes.key ?? key;
  const cipher = createCipheriv(`aes-${used.length * 8}-gcm`, used, changes.iv ?? iv);
  cipher.setAAD(changes.aad ?? used);
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { ciphertext, tag: cipher.getAuthTag(), data: Buffer.concat([ciphertext, cipher.getAuthTag()]) };
}

/**
 * @param {Session} session
 * @param {string | Buffer} plain
 * @param {{ key?: Buffer, iv?: Buffer, padding?: boolean }} [changes]
 */
function cbc({ key, iv }, plain, changes = {}) {
  const used = changes.key ?? key;
  const cipher = createCipheriv(`aes-${used.length * 8}-cbc`, used, changes.iv ?? iv);
  cipher.setAutoPadding(changes.padding ?? true);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

/** The HMAC of the SDK for Java: keyed with the base64 text of the key. */
const hmac = ({ key }, plain, hash = 'sha256') =>
  createHmac(hash, key.toString('base64')).update(plain).digest('hex');

const base64 = (data) => Buffer.from(data).toString('base64');

/** @param {Session} session */
export const serialized = ({ algorithm, key, iv }) =>
  ['v1', ID, algorithm, base64(key), base64(iv)].join('$');

/** The parts of a sound field. @param {Session} session */
function soundParts(session, plain = PLAIN) {
  return session === GCM
    ? ['v1', ID, base64(gcm(session, plain).data)]
    : ['v1', ID, base64(cbc(session, plain)), hmac(session, plain)];
}

/** @typedef {[name: string, text: string]} Case */

/** @param {Buffer} data @param {(text: string) => string} around @returns {Case[]} */
function otherBase64(data, around) {
  const text = base64(data);
  const body = text.replace(/=+$/, '');
  const half = text.length >> 1;
  /** @type {Case[]} */
  const cases = [
    ['without padding', body],
    ['one sign of padding', `${body}=`],
    ['three signs of padding', `${body}===`],
    ['four signs of padding', `${body}====`],
    ['padding first', `==${body}`],
    ['data after padding', `${text}AAAA`],
    ['twice', text + text],
    ['as base64 of base64', base64(text)],
    ['in hexadecimal', data.toString('hex')],
    ['in upper case', text.toUpperCase()],
    ['in lower case', text.toLowerCase()],
    ['percent-encoded', encodeURIComponent(text)],
    ['percent-encoded throughout', text.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`)],
    ['reversed', [...text].reverse().join('')],
    ['with a comma', `${text.slice(0, half)},${text.slice(half)}`],
    ['with a star', `*${text.slice(1)}`],
    ['with a full-width letter', `\uff21${text.slice(1)}`],
    ['in the url-safe alphabet', `-_${text.slice(2)}`],
    ['in quotes', `"${text}"`],
    ['as a data URL', `data:;base64,${text}`],
  ];
  for (const [name, white] of Object.entries({
    space: ' ',
    tab: '\t',
    LF: '\n',
    CR: '\r',
    CRLF: '\r\n',
    NUL: '\0',
    NBSP: '\u00a0',
    BOM: '\ufeff',
    'zero-width space': '\u200b',
    'ideographic space': '\u3000',
  })) {
    cases.push([`${name} before`, white + text], [`${name} after`, text + white]);
    cases.push([`${name} inside`, text.slice(0, half) + white + text.slice(half)]);
  }
  // RFC 4648 section 3.5: of the characters that differ in spare bits alone, one is canonical.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const last = alphabet.indexOf(body[body.length - 1]);
  const spare = text.length - body.length === 2 ? 16 : 4;
  for (let bits = 1; bits < spare; bits += 1)
    cases.push([`spare bits ${bits}`, body.slice(0, -1) + alphabet[last | bits] + text.slice(body.length)]);
  return cases.map(([name, part]) => [`data ${name}`, around(part)]);
}

/** @param {string[]} parts @returns {Case[]} */
function otherParts(parts) {
  /** @type {Case[]} */
  const cases = [
    ['nothing', ''],
    ...['$', '$$', '$$$', '$$$$', 'null', 'undefined', '{}', PLAIN].map((text) => [`only ${text}`, text]),
    ...['', '.', '|', ':', ' ', '$$', '\\$', '%24', '\uff04', '&', '\0'].map((text) => [
      `parts joined by ${JSON.stringify(text)}`,
      parts.join(text),
    ]),
    ['a separator before', `$${parts.join('$')}`],
    ['a separator after', `${parts.join('$')}$`],
    ['the text twice', parts.join('$') + parts.join('$')],
    ['the text twice, separated', [...parts, ...parts].join('$')],
  ];
  const names = ['tag', 'id', 'data', 'hmac'];
  for (const [index, part] of parts.entries()) {
    cases.push([`${names[index]} missing`, parts.toSpliced(index, 1).join('$')]);
    cases.push([`${names[index]} empty`, parts.with(index, '').join('$')]);
    cases.push([`only ${names[index]}`, part]);
    cases.push([`nothing after ${names[index]}`, parts.slice(0, index).join('$')]);
    for (let at = 0; at <= parts.length; at += 1)
      cases.push([`${names[index]} again at ${at}`, parts.toSpliced(at, 0, part).join('$')]);
  }
  for (const order of permutations(parts.map((_, index) => index)))
    cases.push([`in the order ${order.map((index) => names[index])}`, order.map((i) => parts[i]).join('$')]);
  for (const white of [' ', '\t', '\n', '\r\n', '\ufeff', '\0']) {
    cases.push([`${JSON.stringify(white)} before`, white + parts.join('$')]);
    cases.push([`${JSON.stringify(white)} after`, parts.join('$') + white]);
    cases.push([`${JSON.stringify(white)} around separators`, parts.join(`${white}$${white}`)]);
  }
  for (const tag of [
    'V1',
    'v',
    'v0',
    'v2',
    'v3',
    'v11',
    'v01',
    'v1.0',
    'v1.',
    'v1-',
    'v1_',
    'v1 ',
    ' v1',
    '1',
    'vv1',
    'v1v1',
    'v2_0.0.14',
    'V1_0.0.14',
    'v1-0.0.14',
    'v1_0.0.14 ',
    'v1_0_0',
    'v1_é',
    `v1_${'0'.repeat(33)}`,
    'ｖ1',
    'AES_GCM',
  ])
    cases.push([`tag ${JSON.stringify(tag)}`, parts.with(0, tag).join('$')]);
  for (const id of [
    OTHER_ID,
    ID.toUpperCase(),
    ID.replaceAll('-', ''),
    `{${ID}}`,
    `urn:uuid:${ID}`,
    ID.slice(1),
    ID.slice(0, -1),
    `${ID}0`,
    `0${ID}`,
    ID.replaceAll('-', '_'),
    ID.replace('-', ''),
    ID.replace('f', 'g'),
    ID.replace('0', '1'),
    `${ID.slice(0, -1)}e`,
    '00000000-0000-0000-0000-000000000000',
    `${ID} `,
    ` ${ID}`,
    ID.replace('a', 'A'),
    '*',
    '1',
  ])
    cases.push([`id ${JSON.stringify(id)}`, parts.with(1, id).join('$')]);
  return cases;
}

/** @param {number[]} values @returns {number[][]} */
function permutations(values) {
  if (values.length < 2) return [values];
  return values.flatMap((first) => permutations(values.filter((v) => v !== first)).map((r) => [first, ...r]));
}

/** @returns {Case[]} */
function gcmCases() {
  const around = (data) => `v1$${ID}$${data}`;
  const { ciphertext, tag, data } = gcm(GCM, PLAIN);
  /** @type {Case[]} */
  const cases = otherBase64(data, around);
  for (let length = 0; length < 16; length += 1) {
    cases.push([`tag of ${length} octets`, around(base64(data.subarray(0, 9 + length)))]);
    cases.push([`no ciphertext, tag of ${length} octets`, around(base64(tag.subarray(0, length)))]);
    cases.push([
      `tag without its first ${length + 1} octets`,
      around(base64(Buffer.concat([ciphertext, tag.subarray(length + 1)]))),
    ]);
    cases.push([
      `${length + 1} octets more`,
      around(base64(Buffer.concat([data, Buffer.alloc(length + 1)]))),
    ]);
  }
  for (let at = 0; at < data.length; at += 1) {
    const flipped = Buffer.from(data);
    flipped[at] ^= 1 << (at % 8);
    cases.push([`a bit flipped in octet ${at}`, around(base64(flipped))]);
  }
  const more = (name, octets) => cases.push([name, around(base64(octets))]);
  more('tag of zeros', Buffer.concat([ciphertext, Buffer.alloc(16)]));
  more('tag of ones', Buffer.concat([ciphertext, Buffer.alloc(16, 0xff)]));
  more('tag reversed', Buffer.concat([ciphertext, Buffer.from(tag).reverse()]));
  more('tag before the ciphertext', Buffer.concat([tag, ciphertext]));
  more('tag twice', Buffer.concat([data, tag]));
  more('no ciphertext, whole tag', tag);
  more('the plaintext', Buffer.from(PLAIN));
  more('another tag', Buffer.concat([ciphertext, gcm(GCM, LONG_PLAIN).tag]));
  more('the IV before', Buffer.concat([GCM.iv, data]));
  more('another key', gcm(GCM, PLAIN, { key: CBC.key }).data);
  more('a key of 128 bits', gcm(GCM, PLAIN, { key: GCM.key.subarray(0, 16) }).data);
  more('another IV', gcm(GCM, PLAIN, { iv: bytes('other iv', 12) }).data);
  more('an IV of 16 octets', gcm(GCM, PLAIN, { iv: Buffer.concat([GCM.iv, Buffer.alloc(4)]) }).data);
  more('no associated data', gcm(GCM, PLAIN, { aad: Buffer.alloc(0) }).data);
  more('the base64 key as associated data', gcm(GCM, PLAIN, { aad: Buffer.from(base64(GCM.key)) }).data);
  more('the id as associated data', gcm(GCM, PLAIN, { aad: Buffer.from(ID) }).data);
  more('no UTF-8', gcm(GCM, NOT_UTF8).data);
  more('a surrogate in UTF-8', gcm(GCM, Buffer.from('eda080', 'hex')).data);
  more('UTF-8 cut short', gcm(GCM, Buffer.from(PLAIN).subarray(0, 8)).data);
  more('AES-CBC under this key', cbc(GCM, PLAIN, { iv: CBC.iv }));
  cases.push(['an HMAC beside AES-GCM', `${around(base64(data))}$${hmac(GCM, PLAIN)}`]);
  cases.push(['zeros for an HMAC', `${around(base64(data))}$${'0'.repeat(64)}`]);
  cases.push([
    'AES-CBC with its HMAC',
    `${around(base64(cbc(GCM, PLAIN, { iv: CBC.iv })))}$${hmac(GCM, PLAIN)}`,
  ]);
  // The url-safe alphabet where it differs: the first text of a series that has both signs.
  for (let n = 0, found = 0; found < 5; n += 1) {
    const text = base64(gcm(GCM, `${PLAIN}${n}`).data);
    if (!text.includes('+') || !text.includes('/')) continue;
    found += 1;
    cases.push([`url-safe ${n}`, around(text.replaceAll('+', '-').replaceAll('/', '_'))]);
    cases.push([`url-safe without padding ${n}`, around(Buffer.from(text, 'base64').toString('base64url'))]);
    cases.push([`half url-safe ${n}`, around(text.replaceAll('+', '-'))]);
  }
  return cases;
}

/** @param {Session} session @returns {Case[]} */
function cbcCases(session) {
  const around = (data, mac = hmac(session, PLAIN)) => `v1$${ID}$${data}$${mac}`;
  const data = cbc(session, PLAIN);
  const long = cbc(session, LONG_PLAIN);
  const mac = hmac(session, PLAIN);
  /** @type {Case[]} */
  const cases = otherBase64(data, around);
  const withMac = (name, other) => cases.push([`HMAC ${name}`, around(base64(data), other)]);
  const keyed = (key, plain, form = 'hex', hash = 'sha256') =>
    createHmac(hash, key)
      .update(plain)
      .digest(/** @type {'hex'} */ (form));
  withMac('in upper case', mac.toUpperCase());
  withMac(
    'with one capital',
    mac.replace(/[a-f]/, (c) => c.toUpperCase()),
  );
  withMac('of the raw key', keyed(session.key, PLAIN));
  withMac('of the raw key in upper case', keyed(session.key, PLAIN).toUpperCase());
  withMac('of the hexadecimal key', keyed(session.key.toString('hex'), PLAIN));
  withMac('of the url-safe key', keyed(session.key.toString('base64url'), PLAIN));
  withMac('of the IV', keyed(base64(session.iv), PLAIN));
  withMac('without a key', keyed('', PLAIN));
  withMac('in base64', keyed(base64(session.key), PLAIN, 'base64'));
  withMac('in base64url', keyed(base64(session.key), PLAIN, 'base64url'));
  withMac('with SHA-1', hmac(session, PLAIN, 'sha1'));
  withMac('with SHA-384', hmac(session, PLAIN, 'sha384'));
  withMac('with SHA-512', hmac(session, PLAIN, 'sha512'));
  withMac('with SHA-512/256', hmac(session, PLAIN, 'sha512-256'));
  withMac('replaced by a digest', createHash('sha256').update(PLAIN).digest('hex'));
  withMac('of another plaintext', hmac(session, LONG_PLAIN));
  withMac('of nothing', hmac(session, ''));
  withMac('of the ciphertext', hmac(session, data));
  withMac('of IV and ciphertext', hmac(session, Buffer.concat([session.iv, data])));
  withMac('of the base64 ciphertext', hmac(session, base64(data)));
  withMac('of the padded plaintext', hmac(session, Buffer.concat([Buffer.from(PLAIN), Buffer.alloc(7, 7)])));
  withMac('of the plaintext in UTF-16', hmac(session, Buffer.from(PLAIN, 'utf16le')));
  withMac('of zeros', '0'.repeat(64));
  withMac('with 0x', `0x${mac}`);
  withMac('with colons', mac.replace(/(..)(?!$)/g, '$1:'));
  withMac('with a digit more', `${mac}0`);
  withMac('with a digit before', `0${mac}`);
  withMac('twice', mac + mac);
  withMac('reversed', [...mac].reverse().join(''));
  withMac('with a letter that is no digit', `g${mac.slice(1)}`);
  withMac('with a full-width digit', `\uff10${mac.slice(1)}`);
  for (const white of [' ', '\t', '\n', '\r\n', '\0', '\u00a0']) {
    withMac(`after ${JSON.stringify(white)}`, white + mac);
    withMac(`before ${JSON.stringify(white)}`, mac + white);
  }
  for (let length = 0; length < 64; length += 1) withMac(`of ${length} digits`, mac.slice(0, length));
  for (let at = 0; at < 64; at += 1) {
    const other = (Number.parseInt(mac[at], 16) ^ (1 << (at % 4))).toString(16);
    withMac(`with digit ${at} flipped`, mac.slice(0, at) + other + mac.slice(at + 1));
  }

  const more = (name, octets, plain = PLAIN) =>
    cases.push([name, around(base64(octets), hmac(session, plain))]);
  for (let length = 0; length < 16; length += 1) {
    more(`${length} octets of a block`, data.subarray(0, length));
    more(`a block and ${length + 1} octets`, Buffer.concat([data, Buffer.alloc(length + 1)]));
  }
  for (let at = 0; at < long.length; at += 1) {
    const flipped = Buffer.from(long);
    flipped[at] ^= 1 << (at % 8);
    more(`a bit flipped in octet ${at} of two blocks`, flipped, LONG_PLAIN);
  }
  const padded = Buffer.concat([Buffer.from(PLAIN), Buffer.alloc(7, 7)]);
  for (let length = 1; length < 16; length += 1)
    more(
      `${length} octets behind the block, as padding`,
      Buffer.concat([data, Buffer.alloc(length, length)]),
      padded,
    );
  more('the first block missing', long.subarray(16), LONG_PLAIN);
  more('the last block missing', long.subarray(0, 16), LONG_PLAIN);
  more('blocks swapped', Buffer.concat([long.subarray(16), long.subarray(0, 16)]), LONG_PLAIN);
  more('a block twice', Buffer.concat([long, long.subarray(16)]), LONG_PLAIN);
  more('the IV before', Buffer.concat([session.iv, data]));
  more('the plaintext', Buffer.from(PLAIN));
  more('another IV', cbc(session, PLAIN, { iv: bytes('other iv', 16) }));
  more('an IV of zeros', cbc(session, PLAIN, { iv: Buffer.alloc(16) }));
  more('another key', cbc(session, PLAIN, { key: bytes('other key', session.key.length) }));
  more('a key of 192 bits', cbc(session, PLAIN, { key: bytes('key of 192 bits', 24) }));
  more('a key of the other size', cbc(session, PLAIN, { key: (session === CBC ? CBC_128 : CBC).key }));
  const paddings = {
    none: Buffer.alloc(0),
    zeros: Buffer.alloc(7),
    'ISO/IEC 7816-4': Buffer.from('80000000000000', 'hex'),
    'ANSI X.923': Buffer.from('00000000000007', 'hex'),
    'ISO 10126': Buffer.from('1a2b3c4d5e6f07', 'hex'),
    'one octet wrong': Buffer.from('07070707070607', 'hex'),
    'first octet wrong': Buffer.from('06070707070707', 'hex'),
    'one too long': Buffer.alloc(7, 8),
    '17 in one block': Buffer.alloc(7, 17),
    255: Buffer.alloc(7, 255),
    'a block too many': Buffer.alloc(23, 23),
    '16 after a partial block': Buffer.alloc(7, 16),
  };
  for (const [name, padding] of Object.entries(paddings)) {
    const other = Buffer.concat([Buffer.from(name === 'none' ? 'sixteen octets!!' : PLAIN), padding]);
    const octets = cbc(session, other, { padding: false });
    more(`padding: ${name}`, octets, name === 'none' ? 'sixteen octets!!' : PLAIN);
    cases.push([`padding: ${name}, HMAC with it`, around(base64(octets), hmac(session, other))]);
  }
  for (const [name, plain] of Object.entries({
    'no UTF-8': NOT_UTF8,
    'a surrogate in UTF-8': Buffer.from('eda080', 'hex'),
    'UTF-8 cut short': Buffer.from(PLAIN).subarray(0, 8),
    'an overlong form in UTF-8': Buffer.from('c0af', 'hex'),
  }))
    cases.push([name, around(base64(cbc(session, plain)), hmac(session, plain))]);
  const counter = session.iv.subarray(0, 12);
  const asGcm = gcm(session, PLAIN, { iv: counter }).data;
  cases.push(['AES-GCM without an HMAC', `v1$${ID}$${base64(asGcm)}`]);
  more('AES-GCM with an HMAC', asGcm);
  cases.push(['an empty plaintext without its block', around('', hmac(session, ''))]);
  return cases;
}

/** The whole file, as a value. */
export function malformed() {
  const rows = SESSIONS.flatMap((session) => {
    const parts = soundParts(session);
    const own = session === GCM ? gcmCases() : cbcCases(session);
    const seen = new Set(soundOf(session).map(({ text }) => text));
    return [...otherParts(parts), ...own]
      .filter(([, text]) => !seen.has(text) && seen.add(text))
      .map(([name, text]) => ({ session: session.name, name, text }));
  });
  return {
    provenance: 'Written by tests/vectors/make-malformed-sealed-fields.mjs with node:crypto.',
    sessions: Object.fromEntries(SESSIONS.map((session) => [session.name, serialized(session)])),
    sound: SESSIONS.flatMap(soundOf),
    rows,
  };
}

/** @param {Session} session */
function soundOf(session) {
  return [PLAIN, LONG_PLAIN].map((plain) => ({
    session: session.name,
    plain,
    text: soundParts(session, plain).join('$'),
  }));
}

/** One line for each row, so that a change shows. */
export function written(value) {
  const { sound, rows, ...head } = value;
  const lines = (list) => list.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  const text = JSON.stringify(head, null, 2).replace(/\n\}$/, '');
  return `${text},\n  "sound": [\n${lines(sound)}\n  ],\n  "rows": [\n${lines(rows)}\n  ]\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(written(malformed()));
