//! The contents octets of the object identifiers that are told apart.

/// signedData, 1.2.840.113549.1.7.2 (RFC 5652 section 5.1).
pub(super) const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// data, 1.2.840.113549.1.7.1 (RFC 5652 section 4).
pub(super) const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";

/// contentType, 1.2.840.113549.1.9.3 (RFC 5652 section 11.1).
pub(super) const CONTENT_TYPE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
/// messageDigest, 1.2.840.113549.1.9.4 (RFC 5652 section 11.2).
pub(super) const MESSAGE_DIGEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
/// signingTime, 1.2.840.113549.1.9.5 (RFC 5652 section 11.3).
pub(super) const SIGNING_TIME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05";

/// id-aa-signingCertificate, 1.2.840.113549.1.9.16.2.12 (RFC 5035 section 5).
pub(super) const SIGNING_CERTIFICATE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c";
/// id-aa-signingCertificateV2, 1.2.840.113549.1.9.16.2.47 (RFC 5035 section 3).
pub(super) const SIGNING_CERTIFICATE_V2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";

/// rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017 appendix A.1).
pub(super) const RSA_ENCRYPTION: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
/// sha256WithRSAEncryption, 1.2.840.113549.1.1.11 (RFC 8017 appendix A.2.4).
pub(super) const SHA256_WITH_RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b";
/// id-sha256, 2.16.840.1.101.3.4.2.1 (RFC 5754 section 2.2).
pub(super) const SHA256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";

/// subjectKeyIdentifier, 2.5.29.14 (RFC 5280 section 4.2.1.2).
pub(super) const SUBJECT_KEY_IDENTIFIER: &[u8] = b"\x55\x1d\x0e";
/// keyUsage, 2.5.29.15 (RFC 5280 section 4.2.1.3).
pub(super) const KEY_USAGE: &[u8] = b"\x55\x1d\x0f";
/// subjectAltName, 2.5.29.17 (RFC 5280 section 4.2.1.6).
pub(super) const SUBJECT_ALT_NAME: &[u8] = b"\x55\x1d\x11";
/// issuerAltName, 2.5.29.18 (RFC 5280 section 4.2.1.7).
pub(super) const ISSUER_ALT_NAME: &[u8] = b"\x55\x1d\x12";
/// basicConstraints, 2.5.29.19 (RFC 5280 section 4.2.1.9).
pub(super) const BASIC_CONSTRAINTS: &[u8] = b"\x55\x1d\x13";
/// cRLNumber, 2.5.29.20 (RFC 5280 section 5.2.3).
pub(super) const CRL_NUMBER: &[u8] = b"\x55\x1d\x14";
/// reasonCode, 2.5.29.21 (RFC 5280 section 5.3.1).
pub(super) const REASON_CODE: &[u8] = b"\x55\x1d\x15";
/// invalidityDate, 2.5.29.24 (RFC 5280 section 5.3.2).
pub(super) const INVALIDITY_DATE: &[u8] = b"\x55\x1d\x18";
/// deltaCRLIndicator, 2.5.29.27 (RFC 5280 section 5.2.4).
pub(super) const DELTA_CRL_INDICATOR: &[u8] = b"\x55\x1d\x1b";
/// issuingDistributionPoint, 2.5.29.28 (RFC 5280 section 5.2.5).
pub(super) const ISSUING_DISTRIBUTION_POINT: &[u8] = b"\x55\x1d\x1c";
/// certificateIssuer, 2.5.29.29 (RFC 5280 section 5.3.3).
pub(super) const CERTIFICATE_ISSUER: &[u8] = b"\x55\x1d\x1d";
/// nameConstraints, 2.5.29.30 (RFC 5280 section 4.2.1.10).
pub(super) const NAME_CONSTRAINTS: &[u8] = b"\x55\x1d\x1e";
/// cRLDistributionPoints, 2.5.29.31 (RFC 5280 section 4.2.1.13).
pub(super) const CRL_DISTRIBUTION_POINTS: &[u8] = b"\x55\x1d\x1f";
/// certificatePolicies, 2.5.29.32 (RFC 5280 section 4.2.1.4).
pub(super) const CERTIFICATE_POLICIES: &[u8] = b"\x55\x1d\x20";
/// authorityKeyIdentifier, 2.5.29.35 (RFC 5280 section 4.2.1.1).
pub(super) const AUTHORITY_KEY_IDENTIFIER: &[u8] = b"\x55\x1d\x23";
/// policyConstraints, 2.5.29.36 (RFC 5280 section 4.2.1.11).
pub(super) const POLICY_CONSTRAINTS: &[u8] = b"\x55\x1d\x24";
/// extKeyUsage, 2.5.29.37 (RFC 5280 section 4.2.1.12).
pub(super) const EXT_KEY_USAGE: &[u8] = b"\x55\x1d\x25";
/// anyExtendedKeyUsage, 2.5.29.37.0.
pub(super) const ANY_EXTENDED_KEY_USAGE: &[u8] = b"\x55\x1d\x25\x00";
/// id-kp-emailProtection, 1.3.6.1.5.5.7.3.4: the purpose of signing what is neither code nor a session.
pub(super) const EMAIL_PROTECTION: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x04";
/// id-kp-documentSigning, 1.3.6.1.5.5.7.3.36 (RFC 9336).
pub(super) const DOCUMENT_SIGNING: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x24";

/// commonName, 2.5.4.3.
pub(super) const COMMON_NAME: &[u8] = b"\x55\x04\x03";
/// userId, 0.9.2342.19200300.100.1.1.
pub(super) const USER_ID: &[u8] = b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01";
/// domainComponent, 0.9.2342.19200300.100.1.25.
pub(super) const DOMAIN_COMPONENT: &[u8] = b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19";

/// Toss's policy for a person's certificate, 1.2.410.200098.5.1.1.1.3 (CPS 7.1.6).
pub(super) const TOSS_PERSONAL_POLICY: &[u8] = b"\x2a\x83\x1a\x8c\x9b\x22\x05\x01\x01\x01\x03";
