/** Certificates, revocation lists and signed messages, right or wrong in one place. */

import { createHash, generateKeyPairSync, sign } from 'node:crypto';

import * as der from './der.mjs';

export const OID = {
  data: der.oid('1.2.840.113549.1.7.1'),
  signedData: der.oid('1.2.840.113549.1.7.2'),
  contentType: der.oid('1.2.840.113549.1.9.3'),
  messageDigest: der.oid('1.2.840.113549.1.9.4'),
  signingTime: der.oid('1.2.840.113549.1.9.5'),
  rsa: der.oid('1.2.840.113549.1.1.1'),
  sha1WithRsa: der.oid('1.2.840.113549.1.1.5'),
  sha256WithRsa: der.oid('1.2.840.113549.1.1.11'),
  rsaPss: der.oid('1.2.840.113549.1.1.10'),
  sha1: der.oid('1.3.14.3.2.26'),
  sha256: der.oid('2.16.840.1.101.3.4.2.1'),
  sha512: der.oid('2.16.840.1.101.3.4.2.3'),
  signingCertificate: der.oid('1.2.840.113549.1.9.16.2.12'),
  signingCertificateV2: der.oid('1.2.840.113549.1.9.16.2.47'),
};
/** @param {Buffer} id @param {Buffer} [parameters] */
export const algorithm = (id, parameters = der.NULL) => der.seq(id, parameters);
export const SHA256 = algorithm(OID.sha256);
export const RSA = algorithm(OID.rsa);
export const SHA256_RSA = algorithm(OID.sha256WithRsa);

/** @param {number} modulusLength @param {number} [publicExponent] */
export const rsaKey = (modulusLength, publicExponent = 65537) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  return { key: privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) };
};
export const ecKey = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { key: privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) };
};

const TYPES = {
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  CN: '2.5.4.3',
  UID: '0.9.2342.19200300.100.1.1',
};
/**
 * @param {Record<string, string>} parts
 * @param {(text: string) => Buffer} [text]
 */
export const name = (parts, text = der.utf8) =>
  der.seq(
    ...Object.entries(parts).map(([type, value]) =>
      der.set(der.seq(der.oid(TYPES[/** @type {keyof typeof TYPES} */ (type)]), text(value))),
    ),
  );

/** @param {string} id @param {Buffer} value @param {boolean} [critical] */
export const extension = (id, value, critical = false) =>
  der.seq(der.oid(id), ...(critical ? [der.TRUE] : []), der.octets(value));
export const ext = {
  /** @param {number} octet @param {number} unused @param {boolean} [critical] */
  keyUsage: (octet, unused, critical = true) =>
    extension('2.5.29.15', der.bits(Buffer.from([octet]), unused), critical),
  /** @param {number} [pathLength] */
  authority: (pathLength) =>
    extension(
      '2.5.29.19',
      der.seq(der.TRUE, ...(pathLength === undefined ? [] : [der.integer(pathLength)])),
      true,
    ),
  /** @param {string} policy @param {boolean} [critical] */
  policy: (policy, critical = true) => extension('2.5.29.32', der.seq(der.seq(der.oid(policy))), critical),
  /** @param {string} uri */
  crlPoint: (uri) =>
    extension(
      '2.5.29.31',
      der.seq(der.seq(der.explicit(0, der.explicit(0, der.implicit(6, Buffer.from(uri)))))),
    ),
  /** @param {...string} purposes */
  purposes: (...purposes) => extension('2.5.29.37', der.seq(...purposes.map(der.oid))),
};
export const SIGNER_USAGE = ext.keyUsage(0xc0, 6);
export const AUTHORITY_USAGE = ext.keyUsage(0x06, 1);
export const POLICY = ext.policy('1.2.410.200098.5.1.1.1.3');

/**
 * @typedef {{ key: import('node:crypto').KeyObject, spki: Buffer }} Pair
 * @typedef {{ certificate: Buffer, subject: Buffer, issuer: Buffer, serial: number | Buffer } & Pair} Holder
 */

/**
 * @param {object} parts
 * @param {Pair} parts.pair
 * @param {Buffer} parts.subject
 * @param {{ key: import('node:crypto').KeyObject, subject: Buffer }} [parts.issuer] itself by default
 * @param {number | Buffer} [parts.serial]
 * @param {Buffer[]} parts.extensions
 * @param {string} [parts.from]
 * @param {string} [parts.until]
 * @param {Buffer} [parts.signatureAlgorithm]
 * @param {string} [parts.hash]
 * @returns {Holder}
 */
export function certify({
  pair,
  subject,
  issuer = { key: pair.key, subject },
  serial = 0x7a6001,
  extensions,
  from = '2025-01-01T00:00:00',
  until = '2028-01-01T00:00:00',
  signatureAlgorithm = SHA256_RSA,
  hash = 'sha256',
}) {
  const tbs = der.seq(
    der.explicit(0, der.integer(2)),
    der.integer(serial),
    signatureAlgorithm,
    issuer.subject,
    der.seq(der.utcTime(from), der.utcTime(until)),
    subject,
    pair.spki,
    ...(extensions.length ? [der.explicit(3, der.seq(...extensions))] : []),
  );
  const certificate = der.seq(tbs, signatureAlgorithm, der.bits(sign(hash, tbs, issuer.key)));
  return { certificate, subject, issuer: issuer.subject, serial, ...pair };
}

/**
 * @param {object} parts
 * @param {{ key: import('node:crypto').KeyObject, subject: Buffer }} parts.issuer
 * @param {{ serial: number | Buffer, at: string, extensions?: Buffer[] }[]} [parts.revoked]
 * @param {string} [parts.from]
 * @param {string | null} [parts.until]
 * @param {Buffer[]} [parts.extensions]
 * @param {Buffer[]} [parts.version]
 */
export function revocationList({
  issuer,
  revoked = [],
  from = '2026-06-01T00:00:00',
  until = '2026-06-02T12:00:00',
  extensions = [extension('2.5.29.20', der.integer(7))],
  version = [der.integer(1)],
}) {
  const entries = revoked.map((entry) =>
    der.seq(
      der.integer(entry.serial),
      der.utcTime(entry.at),
      ...(entry.extensions ? [der.seq(...entry.extensions)] : []),
    ),
  );
  const tbs = der.seq(
    ...version,
    SHA256_RSA,
    issuer.subject,
    der.utcTime(from),
    ...(until === null ? [] : [der.utcTime(until)]),
    ...(entries.length ? [der.seq(...entries)] : []),
    ...(extensions.length ? [der.explicit(0, der.seq(...extensions))] : []),
  );
  return der.seq(tbs, SHA256_RSA, der.bits(sign('sha256', tbs, issuer.key)));
}

/** @param {string | Buffer} data @param {string} [hash] */
export const digest = (data, hash = 'sha256') => createHash(hash).update(data).digest();

/** @param {Buffer} id @param {...Buffer} values */
export const attribute = (id, ...values) => der.seq(id, der.set(...values));

/**
 * A message; whatever is not given is right.
 * @param {Holder} signer
 * @param {Record<string, any>} [wrong]
 */
export function signedData(signer, wrong = {}) {
  const content = 'content' in wrong ? wrong.content : Buffer.from(DOCUMENT);
  const messageDigest = wrong.digest ?? digest(content ?? DOCUMENT, wrong.hash);
  const attributes = wrong.attributes ?? [
    attribute(OID.contentType, wrong.attributeType ?? OID.data),
    attribute(OID.signingTime, wrong.time ?? der.utcTime(SIGNED_AT)),
    attribute(OID.messageDigest, der.octets(messageDigest)),
    ...(wrong.moreAttributes ?? []),
  ];
  const sorted = der.setOf(...attributes);
  const written = wrong.unsorted ? der.set(...attributes) : sorted;
  const toSign = wrong.toSign ?? (wrong.signWritten ? written : sorted);
  const signature = wrong.signature ?? sign(wrong.hash ?? 'sha256', toSign, wrong.signingKey ?? signer.key);
  const digestAlgorithm = wrong.digestAlgorithm ?? SHA256;
  const info =
    wrong.info ??
    der.seq(
      wrong.signerVersion ?? der.integer(1),
      wrong.sid ?? der.seq(signer.issuer, der.integer(signer.serial)),
      digestAlgorithm,
      ...(wrong.noAttributes ? [] : [Buffer.concat([Buffer.from([0xa0]), written.subarray(1)])]),
      wrong.signatureAlgorithm ?? RSA,
      wrong.signatureTag ? der.tlv(wrong.signatureTag, signature) : der.octets(signature),
      ...(wrong.unsigned ? [der.explicit(1, ...wrong.unsigned)] : []),
    );
  const fields = [
    wrong.version ?? der.integer(1),
    wrong.digestAlgorithms ?? der.set(digestAlgorithm),
    wrong.encapsulated ??
      der.seq(wrong.contentType ?? OID.data, ...(content ? [der.explicit(0, der.octets(content))] : [])),
    ...(wrong.certificates === null
      ? []
      : [der.explicit(0, ...(wrong.certificates ?? [signer.certificate]))]),
    ...(wrong.crls ? [der.explicit(1, ...wrong.crls)] : []),
    wrong.infos ?? der.set(...(wrong.twice ? [info, info] : [info])),
  ];
  return der.seq(
    wrong.outerType ?? OID.signedData,
    ...(wrong.outer ?? [der.explicit(0, der.seq(...fields))]),
  );
}

export const DOCUMENT = '개인정보 수집·이용에 동의합니다.';
export const SIGNED_AT = '2026-06-01T12:00:00';
