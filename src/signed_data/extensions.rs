//! The extensions of a certificate (RFC 5280 section 4.2).

use alloc::vec::Vec;

use super::der::{
    self, BIT_STRING, Element, Malformed, OCTET_STRING, Reader, Result, SEQUENCE, context,
    context_constructed,
};
use super::oid;

/// digitalSignature (0), as [`der::named_bits`] numbers them.
const DIGITAL_SIGNATURE: u16 = 0x8000;
/// nonRepudiation (1).
const NON_REPUDIATION: u16 = 0x4000;
/// keyCertSign (5).
const KEY_CERT_SIGN: u16 = 0x0400;
/// cRLSign (6).
const CRL_SIGN: u16 = 0x0200;

/// What the extensions of one certificate say. An extension that occurs twice makes the
/// certificate malformed (RFC 5280 section 4.2).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extensions<'a> {
    pub basic_constraints: Option<BasicConstraints>,
    pub key_usage: Option<KeyUsage>,
    /// Contents of certificatePolicies, and whether it is critical.
    pub policies: Option<(Reader<'a>, bool)>,
    /// Whether extKeyUsage allows to sign documents.
    pub signs_documents: Option<bool>,
    /// Contents of cRLDistributionPoints.
    pub distribution_points: Option<Reader<'a>>,
    /// nameConstraints or policyConstraints, or another critical extension that is not
    /// processed.
    pub has_unprocessed: bool,
}

/// basicConstraints (RFC 5280 section 4.2.1.9).
#[derive(Clone, Copy, Debug)]
pub(super) struct BasicConstraints {
    pub is_authority: bool,
    pub path_length: Option<u32>,
}

/// keyUsage (RFC 5280 section 4.2.1.3).
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyUsage {
    bits: u16,
    pub is_critical: bool,
}

impl KeyUsage {
    /// digitalSignature or nonRepudiation.
    pub(super) const fn signs_documents(self) -> bool {
        self.bits & (DIGITAL_SIGNATURE | NON_REPUDIATION) != 0
    }

    pub(super) const fn signs_certificates(self) -> bool {
        self.bits & KEY_CERT_SIGN != 0
    }

    pub(super) const fn signs_crls(self) -> bool {
        self.bits & CRL_SIGN != 0
    }

    /// digitalSignature and nonRepudiation and nothing else.
    pub(super) const fn is_of_toss_signer(self) -> bool {
        self.bits == DIGITAL_SIGNATURE | NON_REPUDIATION
    }
}

impl<'a> Extensions<'a> {
    /// Reads `[3] EXPLICIT Extensions` from inside its tag.
    pub(super) fn read(mut explicit: Reader<'a>) -> Result<Self> {
        let mut list = explicit.inside(SEQUENCE)?;
        explicit.finish()?;
        let mut read = Self::default();
        let mut seen = Vec::new();
        // SIZE (1..MAX)
        loop {
            let extension = Extension::read(&mut list)?;
            seen.push(extension.identifier);
            read.add(&extension)?;
            if list.is_empty() {
                break;
            }
        }
        seen.sort_unstable();
        if seen.windows(2).any(|pair| matches!(pair, [one, next] if one == next)) {
            return Err(Malformed);
        }
        Ok(read)
    }

    fn add(&mut self, extension: &Extension<'a>) -> Result<()> {
        let Extension { identifier, is_critical, value } = *extension;
        match identifier {
            oid::BASIC_CONSTRAINTS => self.basic_constraints = Some(basic_constraints(value)?),
            oid::KEY_USAGE => self.key_usage = Some(key_usage(value, is_critical)?),
            oid::CERTIFICATE_POLICIES => self.policies = Some((single(value, SEQUENCE)?, is_critical)),
            oid::EXT_KEY_USAGE => self.signs_documents = Some(signs_documents(value)?),
            oid::CRL_DISTRIBUTION_POINTS => self.distribution_points = Some(single(value, SEQUENCE)?),
            // RFC 5280 says of both that they must be critical: a copy that is not is no
            // reason to pass over what it restricts.
            oid::NAME_CONSTRAINTS | oid::POLICY_CONSTRAINTS => self.has_unprocessed = true,
            oid::SUBJECT_KEY_IDENTIFIER
            | oid::AUTHORITY_KEY_IDENTIFIER
            | oid::SUBJECT_ALT_NAME
            | oid::ISSUER_ALT_NAME => {}
            _ => self.has_unprocessed |= is_critical,
        }
        Ok(())
    }

    /// Whether certificatePolicies has this policy.
    pub(super) fn has_policy(&self, policy: &[u8]) -> bool {
        let Some((mut policies, _)) = self.policies else { return false };
        while let Ok(information) = policies.element(SEQUENCE) {
            if information.reader().object_identifier() == Ok(policy) {
                return true;
            }
        }
        false
    }

    /// The URIs of the distribution points of complete CRLs, as they are written.
    pub(super) fn distribution_uris(&self) -> Vec<&'a str> {
        let mut found = Vec::new();
        self.each_distribution_name(|name| {
            // uniformResourceIdentifier [6] IA5String
            let uri = core::str::from_utf8(name.contents).ok().filter(|uri| uri.is_ascii());
            found.extend(uri.filter(|_| name.tag == context(6)));
            false
        });
        found
    }

    /// Whether a full name of one of the distribution points is this GeneralName.
    pub(super) fn has_distribution_point(&self, full_name: &[u8]) -> bool {
        self.each_distribution_name(|name| name.whole == full_name)
    }

    /// Goes through the full names until one is `wanted`, and says whether there was one.
    fn each_distribution_name(&self, mut wanted: impl FnMut(Element<'a>) -> bool) -> bool {
        let Some(mut points) = self.distribution_points else { return false };
        while let Ok(point) = points.element(SEQUENCE) {
            let mut fields = point.reader();
            let Ok(Some(point_name)) = fields.optional(context_constructed(0)) else { continue };
            // Reasons or another issuer: not a point of complete CRLs of this issuer.
            if !fields.is_empty() {
                continue;
            }
            let Ok(Some(names)) = point_name.reader().optional(context_constructed(0)) else { continue };
            let mut names = names.reader();
            while let Ok(name) = names.any() {
                if wanted(name) {
                    return true;
                }
            }
        }
        false
    }
}

/// One extension of a certificate, a CRL or an entry of a CRL.
#[derive(Clone, Copy)]
pub(super) struct Extension<'a> {
    pub identifier: &'a [u8],
    pub is_critical: bool,
    /// What the OCTET STRING holds.
    pub value: &'a [u8],
}

impl<'a> Extension<'a> {
    pub(super) fn read(list: &mut Reader<'a>) -> Result<Self> {
        let mut extension = list.inside(SEQUENCE)?;
        let identifier = extension.object_identifier()?;
        let is_critical = extension.default_false()?;
        let value = extension.element(OCTET_STRING)?.contents;
        extension.finish()?;
        Ok(Self { identifier, is_critical, value })
    }
}

/// A reader of the contents of the one value that `octets` are.
fn single(octets: &[u8], tag: u8) -> Result<Reader<'_>> {
    let mut reader = Reader::new(octets);
    let inside = reader.inside(tag)?;
    reader.finish().map(|()| inside)
}

fn basic_constraints(value: &[u8]) -> Result<BasicConstraints> {
    let mut fields = single(value, SEQUENCE)?;
    let is_authority = fields.default_false()?;
    let path_length = if fields.is_empty() { None } else { Some(fields.small()?) };
    fields.finish()?;
    Ok(BasicConstraints { is_authority, path_length })
}

fn key_usage(value: &[u8], is_critical: bool) -> Result<KeyUsage> {
    let mut reader = Reader::new(value);
    let bits = der::named_bits(reader.element(BIT_STRING)?.contents)?;
    reader.finish()?;
    Ok(KeyUsage { bits, is_critical })
}

/// Whether one of the purposes is to sign documents or mail, or any.
fn signs_documents(value: &[u8]) -> Result<bool> {
    let mut purposes = single(value, SEQUENCE)?;
    let mut found = false;
    while !purposes.is_empty() {
        let purpose = purposes.object_identifier()?;
        found |=
            [oid::ANY_EXTENDED_KEY_USAGE, oid::EMAIL_PROTECTION, oid::DOCUMENT_SIGNING].contains(&purpose);
    }
    Ok(found)
}

/// issuingDistributionPoint (RFC 5280 section 5.2.5), as far as a complete CRL has one.
pub(super) struct IssuingDistributionPoint<'a> {
    /// The GeneralNames of `fullName`; `None` when no point is named.
    pub full_names: Option<Reader<'a>>,
    pub only_signers: bool,
    pub only_authorities: bool,
}

impl<'a> IssuingDistributionPoint<'a> {
    /// Refuses a CRL of some reasons, of attribute certificates, of other issuers, and a
    /// point named relative to its issuer.
    pub(super) fn read(value: &'a [u8]) -> Result<Self> {
        let mut fields = single(value, SEQUENCE)?;
        let full_names = match fields.optional(context_constructed(0))? {
            None => None,
            Some(point) => Some(single(point.contents, context_constructed(0))?),
        };
        let flag = |fields: &mut Reader<'a>, number| -> Result<bool> {
            fields.optional(context(number))?.map_or(Ok(false), |element| der::truth(element.contents))
        };
        let (only_signers, only_authorities) = (flag(&mut fields, 1)?, flag(&mut fields, 2)?);
        fields.finish()?;
        Ok(Self { full_names, only_signers, only_authorities })
    }
}
