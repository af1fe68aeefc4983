//! What verification says, as a value and as JSON.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize, Serializer};

use super::finding::Finding;
use super::input;
use crate::encoding::base64;
use crate::time::UnixTime;

/// The main statement (ETSI EN 319 102-1 section 5.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Indication {
    /// Every check that decides passed.
    TotalPassed,
    /// Something is wrong and no further information makes it right.
    TotalFailed,
    /// What was handed in does not suffice to say either.
    Indeterminate,
}

macro_rules! sub_indications {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $indication:ident;)*) => {
        /// Why the statement is not `TOTAL_PASSED` (ETSI EN 319 102-1 section 5.1.3 tables
        /// 5 and 6).
        ///
        /// The order is from the worst to the least: where several apply, the report has the
        /// first. `TOTAL_FAILED` comes before `INDETERMINATE`; within each, what makes the
        /// later questions pointless comes first, and what more data could settle last.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum SubIndication { $($(#[$doc])* #[doc = concat!("\n\n`", $text, "`")] #[serde(rename = $text)] $name,)* }

        impl SubIndication {
            /// All of them, the worst first.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name in capitals.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The statement it belongs to.
            #[must_use]
            pub const fn indication(self) -> Indication {
                match self { $(Self::$name => Indication::$indication,)* }
            }
        }
    };
}

sub_indications! {
    /// Not a message of this form: unparsable, or not one signer with one certificate.
    FormatFailure = "FORMAT_FAILURE", TotalFailed;
    /// The content or its digest is another.
    HashFailure = "HASH_FAILURE", TotalFailed;
    /// The signature value does not verify under the certificate's key.
    SigCryptoFailure = "SIG_CRYPTO_FAILURE", TotalFailed;
    /// The certificate was revoked when the signature says it was made.
    Revoked = "REVOKED", TotalFailed;
    /// The provider's profile, or what the set of one transaction must be, is not met.
    SigConstraintsFailure = "SIG_CONSTRAINTS_FAILURE", TotalFailed;
    /// No trust anchor issued the certificate, as far as was tried.
    NoCertificateChainFound = "NO_CERTIFICATE_CHAIN_FOUND", Indeterminate;
    /// A certificate of the path may not be used like this, or the signed attributes name another
    /// than the signer's.
    ChainConstraintsFailure = "CHAIN_CONSTRAINTS_FAILURE", Indeterminate;
    /// An algorithm or key is weak or not on the list.
    CryptoConstraintsFailureNoPoe = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", Indeterminate;
    /// A certificate of the path was not valid at the time in question, or the signer's not at
    /// the time that it claims.
    OutOfBoundsNoPoe = "OUT_OF_BOUNDS_NO_POE", Indeterminate;
    /// Revoked after the time that the signature claims.
    RevokedNoPoe = "REVOKED_NO_POE", Indeterminate;
    /// A detached signature, and nothing to compare it with.
    SignedDataNotFound = "SIGNED_DATA_NOT_FOUND", Indeterminate;
    /// Nothing usable was handed in that says whether the certificate was revoked.
    TryLater = "TRY_LATER", Indeterminate;
}

/// How one check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// As it must be.
    Passed,
    /// Wrong: the report is `TOTAL_FAILED`, or for an informative check the answer is no.
    Failed,
    /// The report cannot be better than `INDETERMINATE`.
    Indeterminate,
    /// An earlier check leaves nothing to look at, or it was not wanted.
    NotChecked,
    /// Nothing was handed in to compare with.
    NotCompared,
    /// Read, and true only if the signer says the truth.
    Claimed,
}

macro_rules! check_names {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// The checks, in the order of the report.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        pub enum CheckName { $($(#[$doc])* #[doc = concat!("\n\n`", $text, "`")] #[serde(rename = $text)] $name,)* }

        impl CheckName {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

check_names! {
    /// The octets are a SignedData.
    Format = "format";
    /// There is one SignerInfo.
    OneSigner = "one-signer";
    /// One certificate has the issuer and serial number that the signer names, octet by octet, and
    /// is the one that the signed attributes name by its hash, if they name one.
    SignerCertificate = "signer-certificate";
    /// The version numbers are those of RFC 5652 sections 5.1 and 5.3.
    Versions = "versions";
    /// The signed attributes are DER: encoding and order.
    AttributeOrder = "attribute-order";
    /// Each signed attribute occurs once and has one value.
    AttributesUnique = "attributes-unique";
    /// contentType, messageDigest and signingTime are there.
    AttributesPresent = "attributes-present";
    /// The attribute contentType is the eContentType.
    ContentType = "content-type";
    /// Algorithms, parameters and key of the signature are on the list.
    Algorithms = "algorithms";
    /// The attribute messageDigest is the digest of the content.
    MessageDigest = "message-digest";
    /// The signature is over the signed attributes.
    Signature = "signature";
    /// The content is what was to be signed.
    Content = "content";
    /// A trust anchor issued the certificate.
    Path = "path";
    /// The algorithms of the path are on the list.
    PathAlgorithms = "path-algorithms";
    /// The certificates of the path were valid at the time in question, and the signer's at the
    /// time that it claims.
    PathValidity = "path-validity";
    /// The certificates of the path may be used as they are.
    PathConstraints = "path-constraints";
    /// The trust anchor was valid itself.
    AnchorValidity = "anchor-validity";
    /// Nothing on the path was revoked.
    Revocation = "revocation";
    /// The provider's profile.
    Profile = "profile";
    /// When the signer says it was signed.
    SigningTime = "signing-time";
    /// The signed documents of a transaction are those that were requested (sets only).
    SetOrders = "set-orders";
    /// One certificate signed every document of a transaction (sets only).
    SetSigner = "set-signer";
    /// The name in the certificate is that of the account holder (direct debit only, informative).
    SamePerson = "same-person";
}

/// One line of the report. The sentences are fixed: they hold nothing that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Which one.
    pub name: CheckName,
    /// How it ended.
    pub outcome: Outcome,
    /// A sentence in English.
    pub message: &'static str,
    /// The same in Korean.
    pub message_ko: &'static str,
}

/// Who signed, as the certificate has it. The names are the certificate's text: escape them
/// where they are shown.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignerIdentity {
    /// The subject's commonName, for a person the name.
    pub common_name: Option<String>,
    /// The subject's userId, the provider's number of the person.
    pub uid: Option<String>,
    /// In decimal digits.
    pub serial_number: String,
    /// The DER of the certificate; in JSON PEM (RFC 7468), as the validity API takes it and
    /// openssl reads it.
    #[serde(serialize_with = "as_pem")]
    pub certificate: Vec<u8>,
}

/// A name is personal.
impl core::fmt::Debug for SignerIdentity {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SignerIdentity([redacted])")
    }
}

impl SignerIdentity {
    /// The certificate between its PEM lines, 64 digits a line.
    #[must_use]
    pub fn certificate_pem(&self) -> String {
        input::pem("CERTIFICATE", &self.certificate)
    }
}

/// The result of verifying one message.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The main statement.
    pub indication: Indication,
    /// Why not; `None` for [`Indication::TotalPassed`] only.
    pub sub_indication: Option<SubIndication>,
    /// Who signed; `None` when no certificate was found. Believe it only as far as the
    /// indication says.
    pub signer: Option<SignerIdentity>,
    /// When the signer says it was signed.
    #[serde(serialize_with = "as_iso")]
    pub signing_time: Option<UnixTime>,
    /// The content inside the message; `None` for a detached one. In JSON base64.
    #[serde(serialize_with = "as_base64")]
    pub content: Option<Vec<u8>>,
    /// Every check of one message, in order.
    pub checks: Vec<Check>,
}

/// Neither the content nor the signer is shown.
impl core::fmt::Debug for Report {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Report")
            .field("indication", &self.indication)
            .field("sub_indication", &self.sub_indication)
            .field("checks", &self.checks)
            .finish_non_exhaustive()
    }
}

impl Report {
    /// The check of that name.
    #[must_use]
    pub fn check(&self, name: CheckName) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }
}

/// The worst of some findings.
pub(crate) fn worst(
    subs: impl Iterator<Item = Option<SubIndication>>,
) -> (Indication, Option<SubIndication>) {
    let worst = subs.flatten().min();
    (worst.map_or(Indication::TotalPassed, SubIndication::indication), worst)
}

impl From<Finding> for Check {
    fn from(finding: Finding) -> Self {
        let row = finding.row();
        Self { name: row.name, outcome: row.outcome, message: row.message, message_ko: row.message_ko }
    }
}

fn as_pem<S: Serializer>(der: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&input::pem("CERTIFICATE", der))
}

#[expect(clippy::ref_option, reason = "the shape serde asks for")]
fn as_base64<S: Serializer>(octets: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
    match octets {
        Some(octets) => serializer.serialize_some(&base64(octets)),
        None => serializer.serialize_none(),
    }
}

#[expect(clippy::ref_option, reason = "the shape serde asks for")]
fn as_iso<S: Serializer>(time: &Option<UnixTime>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.serialize_some(&time.to_rfc3339()),
        None => serializer.serialize_none(),
    }
}
