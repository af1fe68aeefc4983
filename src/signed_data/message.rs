//! `ContentInfo` with `SignedData` (RFC 5652 sections 3 and 5), from its DER.

use alloc::vec::Vec;

use super::algorithm::Algorithm;
use super::certificate::X509;
use super::der::{
    Element, INTEGER, Malformed, OCTET_STRING, Reader, Result, SEQUENCE, SET, context, context_constructed,
};
use super::{name, oid};
use crate::digest::sha256;

/// How many certificates one message may bring.
const MAX_CERTIFICATES: usize = 32;

/// The parts of a message, where they stand in its DER.
pub(super) struct Message<'a> {
    pub version: u32,
    /// The contents of each AlgorithmIdentifier.
    pub digest_algorithms: Vec<&'a [u8]>,
    pub content_type: &'a [u8],
    /// `None`: detached.
    pub content: Option<&'a [u8]>,
    pub certificates: Vec<X509<'a>>,
    pub has_crls: bool,
    /// Each SignerInfo, unread.
    pub signers: Vec<Element<'a>>,
}

impl<'a> Message<'a> {
    pub(super) fn read(der: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(der);
        let mut content_info = reader.inside(SEQUENCE)?;
        reader.finish()?;
        if content_info.object_identifier()? != oid::SIGNED_DATA {
            return Err(Malformed);
        }
        let mut explicit = content_info.inside(context_constructed(0))?;
        content_info.finish()?;
        let mut fields = explicit.inside(SEQUENCE)?;
        explicit.finish()?;

        let version = fields.small()?;
        let mut digest_algorithms = Vec::new();
        let mut algorithms = fields.inside(SET)?;
        while !algorithms.is_empty() {
            let algorithm = algorithms.element(SEQUENCE)?;
            Algorithm::read(algorithm.reader())?;
            digest_algorithms.push(algorithm.contents);
        }
        let mut encapsulated = fields.inside(SEQUENCE)?;
        let content_type = encapsulated.object_identifier()?;
        let content = match encapsulated.optional(context_constructed(0))? {
            None => None,
            Some(explicit) => {
                let mut explicit = explicit.reader();
                let content = explicit.element(OCTET_STRING)?.contents;
                explicit.finish()?;
                Some(content)
            }
        };
        encapsulated.finish()?;
        let mut certificates = Vec::new();
        if let Some(list) = fields.optional(context_constructed(0))? {
            let mut list = list.reader();
            while !list.is_empty() {
                if certificates.len() == MAX_CERTIFICATES {
                    return Err(Malformed);
                }
                certificates.push(X509::read(list.element(SEQUENCE)?.whole)?);
            }
        }
        let has_crls = fields.optional(context_constructed(1))?.is_some();
        let mut signers = Vec::new();
        let mut infos = fields.inside(SET)?;
        while !infos.is_empty() {
            signers.push(infos.element(SEQUENCE)?);
        }
        fields.finish()?;
        Ok(Self { version, digest_algorithms, content_type, content, certificates, has_crls, signers })
    }

    /// What `version` must be (RFC 5652 section 5.1) with an `issuerAndSerialNumber` signer
    /// and certificates of X.509 only.
    pub(super) fn version_due(&self) -> u32 {
        if self.content_type == oid::DATA { 1 } else { 3 }
    }
}

/// One `SignerInfo` (RFC 5652 section 5.3) whose signer is named by issuer and serial number.
pub(super) struct Signer<'a> {
    pub version: u32,
    /// The DER of the issuer's Name.
    pub issuer: &'a [u8],
    /// The contents of the serial number's INTEGER.
    pub serial_number: &'a [u8],
    /// The contents of the AlgorithmIdentifier.
    pub digest_algorithm: &'a [u8],
    /// The attributes in the order they stand, the contents of the SET OF.
    pub signed_attributes: &'a [u8],
    pub signature_algorithm: Algorithm,
    pub signature: &'a [u8],
    pub has_unsigned_attributes: bool,
}

impl<'a> Signer<'a> {
    pub(super) fn read(info: &Element<'a>) -> Result<Self> {
        let mut fields = info.reader();
        let version = fields.small()?;
        let mut sid = fields.inside(SEQUENCE)?;
        let issuer = sid.element(SEQUENCE)?.whole;
        name::check(issuer)?;
        let serial_number = super::der::integer(sid.element(INTEGER)?.contents)?;
        sid.finish()?;
        let digest_algorithm = fields.element(SEQUENCE)?.contents;
        Algorithm::read(Reader::new(digest_algorithm))?;
        // Without them the signature would be over the content itself, and nothing would
        // say when it was made.
        let signed_attributes = fields.element(context_constructed(0))?.contents;
        let signature_algorithm = Algorithm::read(fields.inside(SEQUENCE)?)?;
        let signature = fields.element(OCTET_STRING)?.contents;
        let has_unsigned_attributes = match fields.optional(context_constructed(1))? {
            None => false,
            Some(unsigned) => {
                let unsigned = Attributes::read(unsigned.contents)?;
                // RFC 5652 sections 11.1 to 11.3: none of these may be unsigned.
                let signed_only = [oid::CONTENT_TYPE, oid::MESSAGE_DIGEST, oid::SIGNING_TIME];
                if unsigned.list.iter().any(|(identifier, _)| signed_only.contains(identifier)) {
                    return Err(Malformed);
                }
                true
            }
        };
        fields.finish()?;
        Ok(Self {
            version,
            issuer,
            serial_number,
            digest_algorithm,
            signed_attributes,
            signature_algorithm,
            signature,
            has_unsigned_attributes,
        })
    }

    /// The digest of what is signed (RFC 5652 section 5.4): the attributes under the tag of a
    /// SET OF in place of `[0]`.
    pub(super) fn signed_digest(&self) -> [u8; 32] {
        let mut header = Vec::from([SET]);
        let digits = self.signed_attributes.len().to_be_bytes();
        let digits =
            digits.iter().position(|digit| *digit != 0).and_then(|at| digits.get(at..)).unwrap_or(&[0]);
        if self.signed_attributes.len() >= 0x80 {
            header.push(0x80 | u8::try_from(digits.len()).unwrap_or(0));
        }
        header.extend_from_slice(digits);
        sha256(&[&header, self.signed_attributes])
    }
}

/// `SET OF Attribute` (RFC 5652 section 5.3).
pub(super) struct Attributes<'a> {
    /// Type and the contents of the SET of values, in the order they stand.
    pub list: Vec<(&'a [u8], &'a [u8])>,
    /// Whether they stand in the order of DER (X.690 section 11.6).
    pub is_sorted: bool,
}

impl<'a> Attributes<'a> {
    pub(super) fn read(contents: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(contents);
        let mut list = Vec::new();
        let mut is_sorted = true;
        let mut before: &[u8] = &[];
        loop {
            let attribute = reader.element(SEQUENCE)?;
            // Shorter encodings are compared as if followed by zeros: no DER value is the
            // beginning of another, so that the plain order of octets is the same.
            is_sorted &= before <= attribute.whole;
            before = attribute.whole;
            let mut fields = attribute.reader();
            let identifier = fields.object_identifier()?;
            let values = fields.element(SET)?.contents;
            fields.finish()?;
            let mut all = Reader::new(values);
            while !all.is_empty() {
                all.any()?;
            }
            list.push((identifier, values));
            if reader.is_empty() {
                break;
            }
        }
        Ok(Self { list, is_sorted })
    }

    /// Whether every type occurs once and has one value.
    pub(super) fn are_single(&self) -> bool {
        let mut types: Vec<&[u8]> = self.list.iter().map(|(identifier, _)| *identifier).collect();
        types.sort_unstable();
        let once = types.windows(2).all(|pair| !matches!(pair, [one, next] if one == next));
        once && self.list.iter().all(|(_, values)| one_value(values).is_ok())
    }

    /// The value of an attribute that has one.
    pub(super) fn value(&self, of_type: &[u8]) -> Option<Element<'a>> {
        let (_, values) = self.list.iter().find(|(identifier, _)| *identifier == of_type)?;
        one_value(values).ok()
    }

    /// contentType (RFC 5652 section 11.1).
    pub(super) fn content_type(&self) -> Option<&'a [u8]> {
        Reader::new(self.value(oid::CONTENT_TYPE)?.whole).object_identifier().ok()
    }

    /// messageDigest (RFC 5652 section 11.2).
    pub(super) fn message_digest(&self) -> Option<&'a [u8]> {
        self.value(oid::MESSAGE_DIGEST).filter(|value| value.tag == OCTET_STRING).map(|value| value.contents)
    }

    /// signingTime (RFC 5652 section 11.3): UTCTime through 2049, GeneralizedTime from then on.
    pub(super) fn signing_time(&self) -> Option<crate::time::UnixTime> {
        use super::der::{UTC_TIME, time};
        let value = self.value(oid::SIGNING_TIME)?;
        let read = time(value.tag, value.contents).ok()?;
        let fits_utc = (UTC_TIME_BEGIN..UTC_TIME_END).contains(&read.0);
        (fits_utc == (value.tag == UTC_TIME)).then_some(read)
    }
}

/// 1950-01-01T00:00:00Z
const UTC_TIME_BEGIN: i64 = -631_152_000;
/// 2050-01-01T00:00:00Z
const UTC_TIME_END: i64 = 2_524_608_000;

fn one_value(values: &[u8]) -> Result<Element<'_>> {
    let mut reader = Reader::new(values);
    let value = reader.any()?;
    reader.finish().map(|()| value)
}

/// Whether a SignerInfo names its signer by a key identifier (RFC 5652 section 5.3), which
/// this profile of the format does not have.
pub(super) fn names_key(info: &Element<'_>) -> bool {
    let mut fields = info.reader();
    fields.small().is_ok() && matches!(fields.any(), Ok(sid) if sid.tag == context(0))
}
