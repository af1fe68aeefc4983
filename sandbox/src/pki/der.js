// The part of DER (X.690) that certificates and CMS need, encoding only.

/** Small, so that even a short text comes in more than one segment. */
const SEGMENT_BYTES = 16;

/**
 * @param {number} tag
 * @param {...Uint8Array} contents
 */
function tlv(tag, ...contents) {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOctets(content.length), content]);
}

/** @param {number} length */
function lengthOctets(length) {
  if (length < 0x80) return Buffer.from([length]);
  const octets = unsigned(length);
  return Buffer.from([0x80 | octets.length, ...octets]);
}

/** @param {number} value */
function unsigned(value) {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}

/** @param {...Uint8Array} items */
export const sequence = (...items) => tlv(0x30, ...items);

/**
 * SET OF: DER wants the members in ascending order of their encodings.
 * @param {...Buffer} items
 */
export const setOf = (...items) => tlv(0x31, ...items.toSorted(Buffer.compare));

/** @param {number} value a non-negative integer */
export function integer(value) {
  const octets = unsigned(value);
  return octets[0] & 0x80 ? tlv(0x02, Buffer.from([0]), octets) : tlv(0x02, octets);
}

/** @param {string} dotted */
export function oid(dotted) {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift(0x80 | (left & 0x7f));
    return groups;
  });
  return tlv(0x06, Buffer.from(octets));
}

export const NULL = tlv(0x05);
export const TRUE = tlv(0x01, Buffer.from([0xff]));

/** @param {Uint8Array} bytes */
export const octetString = (bytes) => tlv(0x04, bytes);

/** @param {Uint8Array} bytes */
export const bitString = (bytes) => tlv(0x03, Buffer.from([0]), bytes);

/**
 * A named bit list that fits one octet; DER drops trailing zero bits.
 * @param {...number} positions bit 0 is the first
 */
export function namedBits(...positions) {
  const octet = positions.reduce((bits, position) => bits | (0x80 >> position), 0);
  return tlv(0x03, Buffer.from([7 - Math.max(...positions), octet]));
}

/** @param {string} text */
export const utf8String = (text) => tlv(0x0c, Buffer.from(text, 'utf8'));
/** @param {string} text */
export const printableString = (text) => tlv(0x13, Buffer.from(text, 'latin1'));
/** @param {string} text */
export const ia5String = (text) => tlv(0x16, Buffer.from(text, 'latin1'));
/** @param {string} text */
export const bmpString = (text) => tlv(0x1e, Buffer.from(text, 'utf16le').swap16());

/**
 * Time in whole seconds: UTCTime up to 2049, GeneralizedTime after (RFC 5280 4.1.2.5, RFC 5652 11.3).
 * @param {number} milliseconds
 */
export function time(milliseconds) {
  const text = `${new Date(milliseconds).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  const year = Number(text.slice(0, 4));
  return year >= 1950 && year < 2050
    ? tlv(0x17, Buffer.from(text.slice(2), 'latin1'))
    : tlv(0x18, Buffer.from(text, 'latin1'));
}

/**
 * A context tag around whole elements: EXPLICIT, or IMPLICIT on a constructed type when given its members.
 * @param {number} number
 * @param {...Uint8Array} items
 */
export const context = (number, ...items) => tlv(0xa0 | number, ...items);

/**
 * An IMPLICIT context tag on a primitive type.
 * @param {number} number
 * @param {Uint8Array} content
 */
export const contextPrimitive = (number, content) => tlv(0x80 | number, content);

/**
 * A constructed element of indefinite length, which BER has and DER has not: open, members, end-of-contents.
 * @param {number} tag
 * @param {...Uint8Array} items
 */
const openEnded = (tag, ...items) => Buffer.concat([Buffer.from([tag, 0x80]), ...items, Buffer.alloc(2)]);

/** What SignedData needs in BER's indefinite form, under the names of the DER functions. */
export const indefinite = {
  /** @param {...Uint8Array} items */
  sequence: (...items) => openEnded(0x30, ...items),
  /** @param {number} number @param {...Uint8Array} items */
  context: (number, ...items) => openEnded(0xa0 | number, ...items),
  /** A constructed OCTET STRING in segments. @param {Uint8Array} bytes */
  octetString(bytes) {
    const segments = [];
    for (let at = 0; at < bytes.length; at += SEGMENT_BYTES)
      segments.push(octetString(bytes.subarray(at, at + SEGMENT_BYTES)));
    return openEnded(0x24, ...segments);
  },
};

/**
 * The same element under another tag number: how CMS turns the signed SET OF into `[0] IMPLICIT`.
 * @param {number} number
 * @param {Buffer} element
 */
export function retag(number, element) {
  const copy = Buffer.from(element);
  copy[0] = 0xa0 | number;
  return copy;
}
