/** The LinkHub credentials of the sandbox, constants like Toss's: a LinkID, and a SecretKey that is base64 of 32 bytes. */
export const LINK_ID = 'SANDBOX';
export const LINK_SECRET = Buffer.from('ingam-sandbox-link-secret-000000', 'latin1').toString('base64');

/** The relying parties (이용기관) behind that LinkID. */
export const CLIENT_CODES = ['020040000001', '020040000002'];
