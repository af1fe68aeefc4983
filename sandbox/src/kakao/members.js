import { isCalendarDate } from '../dates.js';
import { must } from './refusals.js';

/**
 * @typedef {object} Rule one row of a request table
 * @property {boolean} required
 * @property {unknown} absent what an optional member is when it is not there
 * @property {(value: unknown, name: string) => void} check
 */

/**
 * The Node.js SDK drops falsy members and the Python SDK sends null or empty ones: all three say the same.
 * @param {unknown} value
 */
const isAbsent = (value) => value === undefined || value === null || value === '';

/**
 * Text of at most `max` characters, which are Unicode scalar values. Lone surrogates are none.
 * @param {number} max
 * @returns {Rule['check']}
 */
const textCheck = (max) => (value, name) => {
  must(typeof value === 'string' && value.isWellFormed(), `${name} must be text`);
  must([...value].length <= max, `${name} must not exceed ${max} characters`);
};

/** @param {number} [max] unknown if left out @returns {Rule} */
const text = (max = Number.POSITIVE_INFINITY) => ({ required: true, absent: null, check: textCheck(max) });

/** @param {Rule} rule @returns {Rule} */
const optional = (rule) => ({ ...rule, required: false });

/** @type {Rule} a missing boolean is false, whether the table calls it required or not */
const flag = {
  required: false,
  absent: false,
  check: (value, name) => must(typeof value === 'boolean', `${name} must be true or false`),
};

/** @type {Rule} */
const expiry = {
  required: true,
  absent: null,
  check(value, name) {
    const whole = typeof value === 'number' && Number.isInteger(value);
    must(whole && value >= 1 && value <= 1000, `${name} must be a whole number from 1 to 1000`);
  },
};

/** @type {Rule} */
const phone = {
  required: true,
  absent: null,
  check: (value, name) =>
    must(typeof value === 'string' && /^[0-9]{10,11}$/.test(value), `${name} must be 10 or 11 digits`),
};

/** @type {Rule} */
const birthday = {
  required: true,
  absent: null,
  check: (value, name) =>
    must(typeof value === 'string' && isCalendarDate(value), `${name} must be a real date as YYYYMMDD`),
};

/** @type {Record<string, Rule>} what every request has */
const COMMON = {
  CallCenterNum: text(20),
  CallCenterName: optional(text()),
  Expires_in: expiry,
  ReceiverBirthDay: birthday,
  ReceiverHP: phone,
  ReceiverName: text(20),
  SubClientID: optional(text(12)),
  TMSTitle: text(40),
  TMSMessage: optional(text(500)),
  isAllowSimpleRegistYN: flag,
  isVerifyNameYN: flag,
  PayLoad: optional(text(200)),
};

/** The request tables of the three services, under the names of their paths. */
export const MEMBERS = {
  SignToken: { ...COMMON, Token: text(500), isAppUseYN: flag },
  SignDirectDebit: {
    ...COMMON,
    BankAccountName: optional(text(20)),
    BankAccountNum: text(31),
    BankCode: text(10),
    ClientUserID: text(40),
    isAppUseYN: flag,
  },
  SignIdentity: { ...COMMON, Token: text() },
};

/**
 * A request with every member of its table, and no other: what the table does not know is passed over.
 * @param {Record<string, Rule>} table
 * @param {Record<string, unknown>} body
 * @returns {Record<string, any>}
 */
export function readMembers(table, body) {
  const members = Object.entries(table).map(([name, { required, absent, check }]) => {
    const value = body[name];
    if (isAbsent(value)) {
      must(!required, `${name} is required`);
      return [name, absent];
    }
    check(value, name);
    return [name, value];
  });
  return Object.fromEntries(members);
}
