import { NULL, oid, sequence } from './der.js';

export const SIGNED_DATA = oid('1.2.840.113549.1.7.2');
export const DATA = oid('1.2.840.113549.1.7.1');
export const CONTENT_TYPE = oid('1.2.840.113549.1.9.3');
export const MESSAGE_DIGEST = oid('1.2.840.113549.1.9.4');
export const SIGNING_TIME = oid('1.2.840.113549.1.9.5');

export const COUNTRY = oid('2.5.4.6');
export const ORGANIZATION = oid('2.5.4.10');
export const ORGANIZATIONAL_UNIT = oid('2.5.4.11');
export const COMMON_NAME = oid('2.5.4.3');
export const USER_ID = oid('0.9.2342.19200300.100.1.1');

// AlgorithmIdentifiers with the explicit NULL parameters of the observed samples.
export const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'), NULL);
export const RSA_ENCRYPTION = sequence(oid('1.2.840.113549.1.1.1'), NULL);
export const SHA256_WITH_RSA = sequence(oid('1.2.840.113549.1.1.11'), NULL);
