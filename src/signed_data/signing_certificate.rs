//! The signed attributes that name the signer's certificate by its hash (RFC 5035), so that
//! no other certificate of the same key can take its place.

use super::algorithm::Algorithm;
use super::certificate::X509;
use super::der::{INTEGER, OCTET_STRING, Reader, Result, SEQUENCE, integer};
use super::finding::Finding;
use super::message::Attributes;
use super::oid;
use crate::digest::sha256;

/// What is wrong with the reference to the certificate; `None` where it names this one, or
/// there is none.
///
/// The first ESSCertIDv2 decides (RFC 5035 section 3), by SHA-256; its issuerSerial is implied
/// by the hash and read for its form only, as are further references. Beside it a
/// signingCertificate of version 1, whose hash is SHA-1, is read for its form only; alone it
/// is a hash that is not listed.
pub(super) fn check(attributes: &Attributes<'_>, certificate: &X509<'_>) -> Option<Finding> {
    let first = attributes.value(oid::SIGNING_CERTIFICATE).map(|value| references(value.whole, cert_id));
    let second =
        attributes.value(oid::SIGNING_CERTIFICATE_V2).map(|value| references(value.whole, cert_id_v2));
    match (first, second) {
        (None, None) => None,
        (Some(Err(_)), _) | (_, Some(Err(_))) => Some(Finding::SignerCertificateMalformed),
        (_, Some(Ok(Some(hash)))) if hash == sha256(&[certificate.whole]) => None,
        (_, Some(Ok(Some(_)))) => Some(Finding::SignerCertificateOther),
        (_, Some(Ok(None))) | (Some(Ok(_)), None) => Some(Finding::SignerCertificateByOtherHash),
    }
}

/// `SigningCertificate` and `SigningCertificateV2`: a SEQUENCE of references, at least one,
/// and policies, which are not asked for. What the first reference says.
fn references<'a, T>(value: &'a [u8], read: fn(Reader<'a>) -> Result<T>) -> Result<T> {
    let mut attribute = Reader::new(value).inside(SEQUENCE)?;
    let mut list = attribute.inside(SEQUENCE)?;
    if let Some(policies) = attribute.optional(SEQUENCE)? {
        let mut policies = policies.reader();
        while !policies.is_empty() {
            policies.element(SEQUENCE)?;
        }
    }
    attribute.finish()?;
    let first = read(list.inside(SEQUENCE)?)?;
    while !list.is_empty() {
        read(list.inside(SEQUENCE)?)?;
    }
    Ok(first)
}

/// `ESSCertID` (RFC 5035 section 6).
fn cert_id(mut fields: Reader<'_>) -> Result<()> {
    fields.element(OCTET_STRING)?;
    issuer_serial(fields)
}

/// The hash of an `ESSCertIDv2` (RFC 5035 section 4); `None` for another than SHA-256. The
/// default algorithm may be written as well, as many do.
fn cert_id_v2(mut fields: Reader<'_>) -> Result<Option<&[u8]>> {
    let algorithm = match fields.optional(SEQUENCE)? {
        None => Algorithm::Sha256,
        Some(algorithm) => Algorithm::read(algorithm.reader())?,
    };
    let hash = fields.element(OCTET_STRING)?.contents;
    issuer_serial(fields)?;
    Ok((algorithm == Algorithm::Sha256).then_some(hash))
}

/// `IssuerSerial`, if it is there, and nothing after it.
fn issuer_serial(mut fields: Reader<'_>) -> Result<()> {
    if let Some(names) = fields.optional(SEQUENCE)? {
        let mut names = names.reader();
        names.element(SEQUENCE)?;
        integer(names.element(INTEGER)?.contents)?;
        names.finish()?;
    }
    fields.finish()
}
