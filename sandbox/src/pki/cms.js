import { sign } from 'node:crypto';
import * as der from './der.js';
import * as oids from './oids.js';

/**
 * A CMS SignedData (RFC 5652) in the profile of Toss's signed documents: version 1, SHA-256, the signer's certificate and no
 * other, issuerAndSerialNumber, the signed attributes contentType, signingTime and messageDigest (which is both Toss's order
 * and that of DER), `rsaEncryption` as the signature algorithm, no unsigned attributes.
 * @param {object} parts
 * @param {Buffer | null} parts.content the content to embed, null for a detached signature
 * @param {Buffer} parts.digest SHA-256 that the signature covers
 * @param {number} parts.signingTime
 * @param {import('./authority.js').SigningIdentity} parts.signer
 * @param {boolean} [parts.indefiniteLength] leaves DER: the containers and the content in BER's indefinite form
 * @returns {Buffer} the ContentInfo, in DER unless told otherwise
 */
export function makeSignedData({ content, digest, signingTime, signer, indefiniteLength = false }) {
  const { sequence, context, octetString } = indefiniteLength ? der.indefinite : der;
  const attributes = der.setOf(
    der.sequence(oids.CONTENT_TYPE, der.setOf(oids.DATA)),
    der.sequence(oids.SIGNING_TIME, der.setOf(der.time(signingTime))),
    der.sequence(oids.MESSAGE_DIGEST, der.setOf(der.octetString(digest))),
  );
  const signerInfo = der.sequence(
    der.integer(1),
    der.sequence(signer.issuer, der.integer(signer.serial)),
    oids.SHA256,
    der.retag(0, attributes),
    oids.RSA_ENCRYPTION,
    der.octetString(sign('sha256', attributes, signer.key)),
  );
  const signedData = sequence(
    der.integer(1),
    der.setOf(oids.SHA256),
    sequence(oids.DATA, ...(content ? [context(0, octetString(content))] : [])),
    context(0, signer.certificate),
    der.setOf(signerInfo),
  );
  return sequence(oids.SIGNED_DATA, context(0, signedData));
}
