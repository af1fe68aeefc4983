import { decodeBase64, sha256 } from '../bytes.js';
import { makeSignedData } from '../pki/cms.js';

/** @typedef {import('./docs-rules.js').Document} Document */
/** @typedef {'doc' | 'hash' | 'original'} DetachedDigest */

/**
 * What the messageDigest of a detached signature is. Toss does not say, so the caller of the sandbox chooses:
 * `doc` is SHA-256 of the `doc` text (base64 of the original's hash), `hash` is SHA-256 of the bytes that text stands for, and
 * `original` is those bytes themselves, the digest of the original.
 * @type {Record<DetachedDigest, (doc: string) => Buffer>}
 */
export const DETACHED_DIGESTS = {
  doc: (doc) => sha256(doc),
  hash: (doc) => sha256(Buffer.from(doc, 'base64')),
  original: (doc) => Buffer.from(doc, 'base64'),
};

/**
 * Signs every document of a transaction with one certificate in one second, each in a SignedData of its own.
 * @param {object} parts
 * @param {Document[]} parts.documents
 * @param {import('../pki/authority.js').SigningIdentity} parts.signer
 * @param {number} parts.signingTime
 * @param {DetachedDigest} parts.detachedDigest
 */
export function signDocuments({ documents, signer, signingTime, detachedDigest }) {
  return documents.map(({ doc, signatureType, order }) => {
    const detached = signatureType === 'PKCS7_NO_CONTENT_WITH_ATTR';
    const content = detached ? null : Buffer.from(doc, 'utf8');
    const digest = content ? sha256(content) : DETACHED_DIGESTS[detachedDigest](doc);
    const signedDoc = makeSignedData({ content, digest, signingTime, signer }).toString('base64');
    return { signedDoc, signatureType, order };
  });
}

/**
 * Whether a text is what `doc` must be for a detached signature: base64 of a SHA-256 hash.
 * @param {string} doc
 */
export const isEncodedHash = (doc) => decodeBase64(doc)?.length === 32;
