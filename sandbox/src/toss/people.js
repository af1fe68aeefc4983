import { createHash } from 'node:crypto';
import { readKey } from '../pki/keys.js';

/**
 * @typedef {object} Person somebody who does not exist
 * @property {string} name
 * @property {string} birthday YYYYMMDD
 * @property {'MALE' | 'FEMALE'} gender
 * @property {'LOCAL' | 'FOREIGNER'} nationality
 * @property {string} uid the 24 digits of a Toss certificate's UID
 * @property {string} ci
 * @property {string} di
 */
/** @typedef {Person & { identity: import('../pki/authority.js').SigningIdentity }} Signer */

/** Every item of `personalData` that Toss seals, in the order of its answers. */
export const PERSONAL_ITEMS = /** @type {const} */ ([
  'ci',
  'name',
  'birthday',
  'gender',
  'nationality',
  'di',
]);

/**
 * CI and DI are base64 of 64 bytes, 88 characters. These have no meaning beyond being the same on every start.
 * @param {string} label
 */
const invented = (label) => createHash('sha512').update(`ingam-sandbox ${label}`).digest('base64');

const PEOPLE = [
  {
    name: '홍가상',
    birthday: '19840229',
    gender: 'FEMALE',
    nationality: 'LOCAL',
    uid: '700000000000000000000001',
  },
  {
    name: '남궁모의',
    birthday: '19991231',
    gender: 'MALE',
    nationality: 'LOCAL',
    uid: '700000000000000000000002',
  },
  {
    name: '에이다',
    birthday: '20000101',
    gender: 'FEMALE',
    nationality: 'FOREIGNER',
    uid: '700000000000000000000003',
  },
];

/**
 * The people who sign, each with a certificate of the sandbox's authority.
 * @param {ReturnType<typeof import('../pki/authority.js').createAuthority>} authority
 */
export function createPeople(authority) {
  const signers = PEOPLE.map((person, index) => {
    const identity = authority.issueSigner(person, readKey(`signer-${index + 1}`));
    return /** @type {Signer} */ ({
      ...person,
      ci: invented(`ci ${index}`),
      di: invented(`di ${index}`),
      identity,
    });
  });
  let turn = 0;
  return {
    /**
     * The next person in turn, never one named like the person the request is about: Toss's test environment answers with
     * somebody else, and a caller who compares must notice.
     * @param {string} [requestedName]
     * @returns {Signer}
     */
    next(requestedName) {
      const candidates = signers.filter(({ name }) => name !== requestedName);
      return candidates[turn++ % candidates.length];
    },
    reset() {
      turn = 0;
    },
  };
}
