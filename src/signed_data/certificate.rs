//! X.509 certificates (RFC 5280 section 4.1), as much of them as a path needs.

use alloc::string::String;
use alloc::vec::Vec;

use super::algorithm::{Algorithm, check_spki};
use super::der::{self, INTEGER, Malformed, Reader, Result, SEQUENCE, context, context_constructed};
use super::extensions::Extensions;
use super::input;
use super::name;
use crate::cipher::rsa_pkcs1::VerifyingKey;
use crate::time::UnixTime;

/// RFC 5280 section 4.1.2.2: up to 20 octets.
const SERIAL_NUMBER_OCTETS_MAX: usize = 20;

/// One certificate, found sound in its form; nothing is said of who issued it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
}

impl Certificate {
    /// Reads a certificate: DER, PEM (`-----BEGIN CERTIFICATE-----`) or base64 of the DER.
    ///
    /// # Errors
    /// [`Malformed`] for anything else, or for more than one.
    pub fn parse(octets: &[u8]) -> Result<Self> {
        let der = input::decode(octets, &["CERTIFICATE"])?.into_owned();
        X509::read(&der)?;
        Ok(Self { der })
    }

    /// Its DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The URIs of its distribution points of complete CRLs (RFC 5280 section 4.2.1.13), as
    /// they are written: whoever made the certificate chose them.
    #[must_use]
    pub fn crl_uris(&self) -> Vec<String> {
        let uris = self.view().map(|view| view.extensions.distribution_uris());
        uris.unwrap_or_default().into_iter().map(String::from).collect()
    }

    pub(super) fn view(&self) -> Result<X509<'_>> {
        X509::read(&self.der)
    }
}

/// The parts of a certificate, where they stand in it.
#[derive(Clone, Debug)]
pub(super) struct X509<'a> {
    /// The DER of the whole certificate.
    pub whole: &'a [u8],
    /// The octets that are signed.
    pub tbs: &'a [u8],
    /// 1, 2 or 3.
    pub version: u8,
    /// The contents of the INTEGER.
    pub serial_number: &'a [u8],
    pub algorithm: Algorithm,
    pub signature: &'a [u8],
    /// The DER of the Name.
    pub issuer: &'a [u8],
    pub subject: &'a [u8],
    pub not_before: UnixTime,
    pub not_after: UnixTime,
    /// The DER of the SubjectPublicKeyInfo.
    pub spki: &'a [u8],
    pub extensions: Extensions<'a>,
}

impl<'a> X509<'a> {
    /// Reads the DER of one certificate and nothing after it.
    pub(super) fn read(octets: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(octets);
        let whole = reader.element(SEQUENCE)?;
        reader.finish()?;
        let mut certificate = whole.reader();
        let tbs = certificate.element(SEQUENCE)?;
        let outer_algorithm = certificate.element(SEQUENCE)?;
        let signature = certificate.whole_octets()?;
        certificate.finish()?;

        let mut fields = tbs.reader();
        let version = match fields.optional(context_constructed(0))? {
            None => 1,
            Some(explicit) => {
                let mut explicit = explicit.reader();
                let version = explicit.small()?;
                explicit.finish()?;
                // DEFAULT v1 is not written (X.690 section 11.5).
                match version {
                    1 => 2,
                    2 => 3,
                    _ => return Err(Malformed),
                }
            }
        };
        let serial_number = der::integer(fields.element(INTEGER)?.contents)?;
        let inner_algorithm = fields.element(SEQUENCE)?;
        // RFC 5280 section 4.1.1.2: both fields name the same algorithm.
        if inner_algorithm.whole != outer_algorithm.whole || serial_number.len() > SERIAL_NUMBER_OCTETS_MAX {
            return Err(Malformed);
        }
        let issuer = fields.element(SEQUENCE)?.whole;
        let mut validity = fields.inside(SEQUENCE)?;
        let (not_before, not_after) = (validity.time()?, validity.time()?);
        validity.finish()?;
        let subject = fields.element(SEQUENCE)?.whole;
        let spki = fields.element(SEQUENCE)?.whole;
        check_spki(spki)?;
        name::check(issuer)?;
        name::check(subject)?;
        // issuerUniqueID and subjectUniqueID came with version 2, extensions with version 3.
        let unique = [fields.optional(context(1))?, fields.optional(context(2))?];
        if version < 2 && unique.iter().any(Option::is_some) {
            return Err(Malformed);
        }
        let extensions = match fields.optional(context_constructed(3))? {
            Some(explicit) if version == 3 => Extensions::read(explicit.reader())?,
            Some(_) => return Err(Malformed),
            None => Extensions::default(),
        };
        fields.finish()?;
        Ok(Self {
            whole: whole.whole,
            tbs: tbs.whole,
            version,
            serial_number,
            algorithm: Algorithm::read(outer_algorithm.reader())?,
            signature,
            issuer,
            subject,
            not_before,
            not_after,
            spki,
            extensions,
        })
    }

    /// The RSA key; `None` for another kind of key.
    pub(super) fn key(&self) -> Option<VerifyingKey> {
        VerifyingKey::from_spki(self.spki)
    }

    /// RFC 5280 section 6.1: subject and issuer are the same name.
    pub(super) fn is_self_issued(&self) -> bool {
        name::same(self.subject, self.issuer)
    }

    /// Whether a time is inside of `notBefore` to `notAfter`, both included.
    pub(super) fn is_valid_at(&self, time: UnixTime) -> bool {
        (self.not_before..=self.not_after).contains(&time)
    }
}
