//! Signed data: CMS `SignedData` (RFC 5652), and what can be said of it (ETSI EN 319 102-1).
//!
//! [`verify`] reads one message and answers with a [`Report`]: one statement, its reason,
//! and every check in order. Bad data is a report, never an error. All that it judges by
//! comes in with [`Options`]: the document, trust anchors, revocation data, time.
//!
//! The structures are read here by a small strict reader of DER over the octets as they
//! stand, not by the crates `cms`, `x509-cert` and `der`: decoding there sorts a `SET OF`
//! while reading it, so that attributes out of order would pass unseen; it reads
//! definite lengths or all of BER, not the two forms that occur; and it would double the
//! size of the WebAssembly module. The arithmetic of RSA is that of the crate `rsa`.
//!
//! Read: DER, and BER with indefinite lengths and OCTET STRINGs in pieces; up to
//! [`MAX_BYTES`], [`MAX_DEPTH`] levels, [`MAX_ELEMENTS`] values, 32 certificates. Signatures:
//! RSASSA-PKCS1-v1_5 with SHA-256; every other algorithm (RSASSA-PSS, ECDSA, other hashes)
//! is reported as not listed.

use alloc::string::String;
use alloc::vec::Vec;

use crate::time::UnixTime;
use algorithm::{Algorithm, Role, is_listed};
use certificate::X509;
use finding::{Finding, NOT_REACHED};
use message::{Attributes, Message, Signer, names_key};
use path::Search;
use revocation::CLOCK_SKEW_SECONDS;

mod algorithm;
mod anchor;
mod ber;
mod certificate;
mod content;
mod crl;
mod der;
mod extensions;
pub(crate) mod finding;
mod input;
mod message;
mod name;
mod oid;
mod path;
mod profile;
pub(crate) mod report;
mod revocation;
mod signing_certificate;

pub use anchor::TrustAnchor;
pub use ber::{MAX_DEPTH, MAX_ELEMENTS};
pub use certificate::Certificate;
pub use content::Expected;
pub use der::Malformed;
pub use input::{MAX_BYTES, pem};
pub use profile::Profile;
pub use report::{Check, CheckName, Indication, Outcome, Report, SignerIdentity, SubIndication};
pub use revocation::ValidityStatement;

/// What a message is judged by. The default knows no anchor and wants revocation checked:
/// no message passes under it.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// The provider's profile.
    pub profile: Profile,
    /// What was to be signed.
    pub expected: Expected<'a>,
    /// Whom to believe.
    pub anchors: &'a [TrustAnchor],
    /// Certificates of authorities between an anchor and the signer, besides those in the
    /// message.
    pub intermediates: &'a [Certificate],
    /// Revocation lists, DER, PEM or base64. One that cannot be used is as good as none.
    pub crls: &'a [&'a [u8]],
    /// What the provider said about the signer's certificate.
    pub validity: Option<ValidityStatement<'a>>,
    /// Whether the answer depends on revocation.
    pub check_revocation: bool,
    /// The time at which the path is to be valid; by default the claimed signing time, at which
    /// the signer's certificate is to be valid in any case.
    pub at: Option<UnixTime>,
    /// The time of verification by the verifier's clock; or the earliest time of which it is
    /// proven that the signature existed then. A signature that claims to be made more than 300 s
    /// after it does not pass.
    ///
    /// The signing time is the signer's own claim: who holds a key that has been revoked can
    /// claim a time before that. So a revocation list in which a certificate is missing counts
    /// only if its nextUpdate is not before this time. `None`: not known. Then its thisUpdate may
    /// be at most 300 s before the claimed signing time, and a list made between a claimed time
    /// and the revocation still counts: whoever can tell the time hands it in.
    pub now: Option<UnixTime>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            profile: Profile::None,
            expected: Expected::Nothing,
            anchors: &[],
            intermediates: &[],
            crls: &[],
            validity: None,
            check_revocation: true,
            at: None,
            now: None,
        }
    }
}

/// The DER of the message in any form [`verify`] reads: DER, BER, PEM (`CMS` or `PKCS7`),
/// base64, base64url.
///
/// # Errors
/// [`Malformed`] when it is none of these, or over a limit.
pub fn to_der(input: &[u8]) -> Result<Vec<u8>, Malformed> {
    let octets = input::decode(input, &["CMS", "PKCS7"])?;
    Ok(ber::to_der(&octets)?.into_owned())
}

/// The certificate that the one signer of a message names; nothing is verified.
///
/// `None` where there is none, or more than one.
#[must_use]
pub fn signer_certificate(input: &[u8]) -> Option<Certificate> {
    let der = to_der(input).ok()?;
    let message = Message::read(&der).ok()?;
    let [info] = message.signers.as_slice() else { return None };
    let signer = Signer::read(info).ok()?;
    let mut own = message.certificates.iter().filter(|certificate| {
        certificate.issuer == signer.issuer && certificate.serial_number == signer.serial_number
    });
    match (own.next(), own.next()) {
        (Some(certificate), None) => Certificate::parse(certificate.whole).ok(),
        _ => None,
    }
}

/// Verifies one message, given as octets or text in any form of [`to_der`].
///
/// The statement is the worst of the checks, in the order of [`SubIndication`]. A check
/// that an earlier one leaves nothing to look at is `NOT_CHECKED`; the earlier one is then
/// what the statement rests on.
#[must_use]
pub fn verify(input: &[u8], options: &Options<'_>) -> Report {
    let mut verification = Verification::default();
    match to_der(input).ok().as_deref().map(Message::read) {
        Some(Ok(message)) => {
            verification.say(Finding::FormatPassed);
            verification.message(&message, options);
        }
        _ => verification.say(Finding::FormatMalformed),
    }
    verification.report()
}

/// What has been found so far.
#[derive(Default)]
struct Verification {
    findings: Vec<Finding>,
    signer: Option<SignerIdentity>,
    signing_time: Option<UnixTime>,
    content: Option<Vec<u8>>,
}

impl Verification {
    fn say(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Says the first, or where a condition does not hold the second.
    fn say_whether(&mut self, holds: bool, then: Finding, otherwise: Finding) {
        self.say(if holds { then } else { otherwise });
    }

    fn message(&mut self, message: &Message<'_>, options: &Options<'_>) {
        self.content = message.content.map(<[u8]>::to_vec);
        let [info] = message.signers.as_slice() else { return self.say(Finding::OneSignerOther) };
        if names_key(info) {
            return self.say(Finding::OneSignerByKey);
        }
        let signer = Signer::read(info).and_then(|signer| {
            Attributes::read(signer.signed_attributes).map(|attributes| (signer, attributes))
        });
        let Ok((signer, attributes)) = signer else { return self.say(Finding::OneSignerMalformed) };
        self.say(Finding::OneSignerPassed);
        self.signing_time = attributes.signing_time();

        let mut own = message.certificates.iter().filter(|certificate| {
            certificate.issuer == signer.issuer && certificate.serial_number == signer.serial_number
        });
        let certificate = match (own.next(), own.next()) {
            (Some(certificate), None) => certificate,
            (None, _) => return self.say(Finding::SignerCertificateMissing),
            (Some(_), Some(_)) => return self.say(Finding::SignerCertificateTwice),
        };
        self.say(
            signing_certificate::check(&attributes, certificate).unwrap_or(Finding::SignerCertificatePassed),
        );
        self.signer = Some(identity(certificate));

        self.form(message, &signer, &attributes);
        self.cryptography(message, &signer, &attributes, certificate, options);
        self.trust(message, certificate, options);
        self.say(match options.profile {
            Profile::Toss => profile::check_toss(message, &signer, &attributes, certificate),
            Profile::None => Finding::ProfileUnwanted,
        });
        if let Some(claimed) = self.signing_time {
            let is_later = options.now.is_some_and(|now| claimed > now.plus_seconds(CLOCK_SKEW_SECONDS));
            self.say_whether(!is_later, Finding::SigningTimeClaimed, Finding::SigningTimeLater);
        }
    }

    /// What RFC 5652 asks of the form.
    fn form(&mut self, message: &Message<'_>, signer: &Signer<'_>, attributes: &Attributes<'_>) {
        let versions = message.version == message.version_due() && signer.version == 1;
        self.say_whether(versions, Finding::VersionsPassed, Finding::VersionsOther);
        // RFC 5652 section 5.4: the signed attributes are DER even where the rest is BER.
        self.say_whether(attributes.is_sorted, Finding::AttributeOrderPassed, Finding::AttributeOrderOther);
        self.say_whether(
            attributes.are_single(),
            Finding::AttributesUniquePassed,
            Finding::AttributesUniqueOther,
        );
        let content_type = attributes.content_type();
        let present = content_type.is_some()
            && attributes.message_digest().is_some()
            && attributes.signing_time().is_some();
        self.say_whether(present, Finding::AttributesPresentPassed, Finding::AttributesPresentOther);
        if let Some(content_type) = content_type {
            let same = content_type == message.content_type;
            self.say_whether(same, Finding::ContentTypePassed, Finding::ContentTypeOther);
        }
    }

    /// Algorithms, digest, signature, content.
    fn cryptography(
        &mut self,
        message: &Message<'_>,
        signer: &Signer<'_>,
        attributes: &Attributes<'_>,
        certificate: &X509<'_>,
        options: &Options<'_>,
    ) {
        if !message.digest_algorithms.contains(&signer.digest_algorithm) {
            self.say(Finding::AlgorithmsUnannounced);
        }
        let digest_algorithm = Algorithm::read(der::Reader::new(signer.digest_algorithm));
        let is_sha256 = digest_algorithm == Ok(Algorithm::Sha256);
        let is_rsa = matches!(signer.signature_algorithm, Algorithm::Rsa | Algorithm::RsaWithSha256);
        let key = certificate.key().filter(|key| is_listed(key, Role::Signer, options.profile));
        let is_all_listed = is_sha256 && is_rsa && key.is_some();
        self.say_whether(is_all_listed, Finding::AlgorithmsPassed, Finding::AlgorithmsUnlisted);
        if let Some(digest) = attributes.message_digest().filter(|_| is_sha256) {
            for finding in content::compare(message.content, digest, &options.expected) {
                self.say(finding);
            }
        }
        if let Some(key) = key.filter(|_| is_all_listed) {
            let verifies = key.verifies(&signer.signed_digest(), signer.signature);
            self.say_whether(verifies, Finding::SignaturePassed, Finding::SignatureOther);
        }
    }

    /// The path, and whether it was revoked.
    fn trust(&mut self, message: &Message<'_>, certificate: &X509<'_>, options: &Options<'_>) {
        let Some(signing_time) = self.signing_time else { return };
        let at = options.at.unwrap_or(signing_time);
        let in_message =
            message.certificates.iter().filter(|other| other.whole != certificate.whole).cloned();
        let handed_in = options.intermediates.iter().filter_map(|one| one.view().ok());
        // Those handed in first: however many the message has, they are tried.
        let pool: Vec<X509<'_>> = handed_in.chain(in_message).collect();
        let search =
            Search { anchors: options.anchors, pool: &pool, profile: options.profile, at, signing_time };
        let (path, findings) = match search.find(certificate) {
            Ok(found) => found,
            Err(missing) => return self.say(missing),
        };
        self.findings.extend(findings);
        if !path.has_unlisted {
            self.say(revocation::check(&path, options, signing_time));
        }
    }

    fn report(self) -> Report {
        let subs = self.findings.iter().map(|finding| finding.row().sub_indication);
        let (indication, sub_indication) = report::worst(subs);
        let checks = CheckName::ALL.iter().filter(|name| !name.is_of_set()).map(|name| {
            let of_name = self.findings.iter().filter(|finding| finding.row().name == *name);
            // A check that was made twice ends as its worse half did.
            let worst = of_name.min_by_key(|finding| {
                let sub = finding.row().sub_indication;
                (sub.is_none(), sub)
            });
            worst.map_or_else(|| Check::not_reached(*name), |finding| Check::from(*finding))
        });
        Report {
            indication,
            sub_indication,
            signer: self.signer,
            signing_time: self.signing_time,
            content: self.content,
            checks: checks.collect(),
        }
    }
}

impl Check {
    const fn not_reached(name: CheckName) -> Self {
        let (message, message_ko) = NOT_REACHED;
        Self { name, outcome: Outcome::NotChecked, message, message_ko }
    }
}

impl CheckName {
    /// Whether it is asked of a set of messages, not of one.
    const fn is_of_set(self) -> bool {
        matches!(self, Self::SetOrders | Self::SetSigner | Self::SamePerson)
    }
}

fn identity(certificate: &X509<'_>) -> SignerIdentity {
    let text = |of_type| name::text(certificate.subject, of_type).map(String::from);
    SignerIdentity {
        common_name: text(oid::COMMON_NAME),
        uid: text(oid::USER_ID),
        serial_number: decimal(certificate.serial_number),
        certificate: certificate.whole.to_vec(),
    }
}

/// The decimal digits of an INTEGER in two's complement.
fn decimal(contents: &[u8]) -> String {
    let is_negative = contents.first().is_some_and(|first| *first >= 0x80);
    // -n is the complement of n - 1.
    let magnitude = contents.iter().map(|octet| if is_negative { !octet } else { *octet });
    // Digits in base 10, the lowest first; serial numbers are short.
    let mut digits: Vec<u8> = Vec::new();
    let carried = u16::from(is_negative);
    for (index, octet) in magnitude.enumerate() {
        let is_last = index.saturating_add(1) == contents.len();
        let mut carry = u16::from(octet).saturating_add(if is_last { carried } else { 0 });
        for digit in &mut digits {
            carry = carry.saturating_add(u16::from(*digit).saturating_mul(256));
            *digit = u8::try_from(carry % 10).unwrap_or(0);
            carry /= 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).unwrap_or(0));
            carry /= 10;
        }
    }
    let mut text = String::from(if is_negative { "-" } else { "" });
    text.extend(digits.iter().rev().map(|digit| char::from(b'0'.saturating_add(*digit))));
    if digits.is_empty() {
        text.push('0');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_in_decimal() {
        let cases: [(&[u8], &str); 9] = [
            (b"\x00", "0"),
            (b"\x7a\x59\xc4", "8018372"),
            (b"\x00\xff", "255"),
            (b"\x01\x00", "256"),
            (b"\xff", "-1"),
            (b"\x80", "-128"),
            (b"\xff\x00", "-256"),
            (b"\xff\x01", "-255"),
            (
                b"\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
                "730750818665451459101842416358141509827966271487",
            ),
        ];
        for (contents, text) in cases {
            assert_eq!(decimal(contents), text);
        }
    }
}
