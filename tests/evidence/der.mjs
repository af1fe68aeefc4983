/** DER by hand, and on purpose able to write what is not DER. */

/**
 * @param {number} tag
 * @param {...Buffer} parts
 */
export const tlv = (tag, ...parts) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), length(body.length), body]);
};

/** @param {number} n */
const length = (n) => {
  if (n < 0x80) return Buffer.from([n]);
  const digits = Buffer.from(n.toString(16).padStart(n > 0xffff ? 6 : n > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | digits.length]), digits]);
};

/** @param {...Buffer} parts */
export const seq = (...parts) => tlv(0x30, ...parts);
/** In the order given. @param {...Buffer} parts */
export const set = (...parts) => tlv(0x31, ...parts);
/** In the order of DER. @param {...Buffer} parts */
export const setOf = (...parts) => tlv(0x31, ...parts.toSorted(Buffer.compare));
/** @param {number} n @param {...Buffer} parts */
export const explicit = (n, ...parts) => tlv(0xa0 | n, ...parts);
/** @param {number} n @param {...Buffer} parts */
export const implicit = (n, ...parts) => tlv(0x80 | n, ...parts);
/** Contents as they are; numbers not negative. @param {number | Buffer} value */
export const integer = (value) => {
  if (Buffer.isBuffer(value)) return tlv(0x02, value);
  const hex = value.toString(16);
  const octets = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return tlv(0x02, octets[0] & 0x80 ? Buffer.concat([Buffer.from([0]), octets]) : octets);
};
/** @param {Buffer} octets */
export const octets = (octets) => tlv(0x04, octets);
/** @param {Buffer} octets @param {number} [unused] */
export const bits = (octets, unused = 0) => tlv(0x03, Buffer.from([unused]), octets);
export const TRUE = tlv(0x01, Buffer.from([0xff]));
export const NULL = tlv(0x05);
/** @param {string} text */
export const utf8 = (text) => tlv(0x0c, Buffer.from(text));
/** @param {string} text */
export const printable = (text) => tlv(0x13, Buffer.from(text));

/** @param {string} dotted */
export const oid = (dotted) => {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const digits = (/** @type {number} */ arc) => {
    const list = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      list.unshift((left & 0x7f) | 0x80);
    }
    return list;
  };
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(digits)));
};

/** UTCTime. @param {string} iso */
export const utcTime = (iso) => tlv(0x17, Buffer.from(`${iso.replace(/[-:T]/g, '').slice(2, 14)}Z`));
/** GeneralizedTime. @param {string} iso */
export const generalizedTime = (iso) => tlv(0x18, Buffer.from(`${iso.replace(/[-:T]/g, '').slice(0, 14)}Z`));

/** The same structure in indefinite lengths, octet strings in pieces of eight. @param {Buffer} der @returns {Buffer} */
export const indefinite = (der) => {
  const out = [];
  for (let at = 0; at < der.length; ) {
    const { tag, header, end } = read(der, at);
    const body = der.subarray(at + header, end);
    if (tag & 0x20) out.push(Buffer.from([tag, 0x80]), indefinite(body), Buffer.from([0, 0]));
    else if (tag === 0x04) {
      const pieces = [];
      for (let from = 0; from < body.length; from += 8) pieces.push(octets(body.subarray(from, from + 8)));
      out.push(Buffer.from([0x24, 0x80]), ...pieces, Buffer.from([0, 0]));
    } else out.push(der.subarray(at, end));
    at = end;
  }
  return Buffer.concat(out);
};

/** @param {Buffer} der @param {number} at */
const read = (der, at) => {
  const first = der[at + 1];
  const count = first & 0x80 ? first & 0x7f : 0;
  const size = count ? der.readUIntBE(at + 2, count) : first;
  return { tag: der[at], header: 2 + count, end: at + 2 + count + size };
};
