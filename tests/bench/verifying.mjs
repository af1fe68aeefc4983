/** Verifying a signed document, beside the peers: message, digest, signature, path to an anchor, content. */

import assert from 'node:assert/strict';
import { createHash, verify, webcrypto, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { fromBER } from 'asn1js';
import * as pkijs from 'pkijs';

import { verifySignedData } from '../../pkg/src/entry/node.js';
import { measure, printRatios } from './measure.mjs';

const { anchors, cases } = JSON.parse(
  readFileSync(new URL('../evidence/cases.json', import.meta.url), 'utf8'),
);
const { message, document, anchor } = cases.find(({ id }) => id === 'sound');
const signed = Buffer.from(message, 'base64');
const authority = Buffer.from(anchors[anchor], 'base64');

/** @param {string} content */
async function byIngam(content) {
  const trustAnchors = [{ certificate: authority }];
  const report = await verifySignedData(signed, { content, trustAnchors, checkRevocation: false });
  return report.indication === 'TOTAL_PASSED';
}

/**
 * The least that can be called verification, for messages of this one form.
 * @param {string} content
 */
function byHand(content) {
  const children = (/** @type {any} */ value) => value.valueBlock.value;
  const octets = (/** @type {any} */ value) => Buffer.from(value.valueBlock.valueHexView);
  const whole = (/** @type {any} */ value) => Buffer.from(value.valueBeforeDecodeView);

  const [, explicit] = children(fromBER(signed).result);
  const [, , encapsulated, certificates, signers] = children(children(explicit)[0]);
  const text = octets(children(children(encapsulated)[1])[0]);
  const certificate = new X509Certificate(whole(children(certificates)[0]));
  const [, , , attributes, , signature] = children(children(signers)[0]);
  const attributeOf = (/** @type {string} */ type) => {
    const attribute = children(attributes).find((one) => children(one)[0].valueBlock.toString() === type);
    return children(children(attribute)[1])[0];
  };
  const digest = createHash('sha256').update(text).digest();
  // RFC 5652 section 5.4: what is signed is the SET OF.
  const toVerify = whole(attributes);
  toVerify[0] = 0x31;
  const at = attributeOf('1.2.840.113549.1.9.5').toDate();
  const issuer = new X509Certificate(authority);
  return (
    digest.equals(octets(attributeOf('1.2.840.113549.1.9.4'))) &&
    verify('sha256', toVerify, certificate.publicKey, octets(signature)) &&
    certificate.checkIssued(issuer) &&
    certificate.verify(issuer.publicKey) &&
    [certificate, issuer].every((one) => new Date(one.validFrom) <= at && at <= new Date(one.validTo)) &&
    text.equals(Buffer.from(content))
  );
}

pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: /** @type {any} */ (webcrypto) }));

/** @param {string} content */
async function byPkijs(content) {
  const info = pkijs.ContentInfo.fromBER(signed);
  const data = new pkijs.SignedData({ schema: info.content });
  const trustedCerts = [pkijs.Certificate.fromBER(authority)];
  const { attributes } = /** @type {pkijs.SignedAndUnsignedAttributes} */ (data.signerInfos[0].signedAttrs);
  const [time] = attributes.filter(({ type }) => type === '1.2.840.113549.1.9.5');
  const checkDate = /** @type {any} */ (time.values[0]).toDate();
  const holds = await data.verify({ signer: 0, trustedCerts, checkChain: true, checkDate });
  const text = data.encapContentInfo.eContent?.getValue() ?? new ArrayBuffer();
  return holds && Buffer.from(text).equals(Buffer.from(content));
}

/** @param {import('./bench.mjs').Effort} effort */
export async function compareVerifying({ rounds }) {
  const contenders = [
    { name: 'node:crypto, asn1js, by hand', verifies: byHand },
    { name: 'ingam', verifies: byIngam },
    { name: 'pkijs', verifies: byPkijs },
  ];
  for (const { name, verifies } of contenders) {
    // What is measured must be right.
    assert.equal(await verifies(document), true, name);
    assert.equal(await verifies(`${document} `), false, name);
  }
  const runs = contenders.map(({ name, verifies }) => ({ name, run: () => verifies(document) }));
  printRatios('verify a signed document', await measure(runs, rounds));
}
