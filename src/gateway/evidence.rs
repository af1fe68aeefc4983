//! What a stored result proves: its signed documents against what was requested, once, when
//! they arrive, and again as long as it is not known whether a certificate was revoked.
//!
//! [`needs`] says what has to be fetched, [`Need::understand`] reads what came, [`judge`]
//! makes the report that is stored; [`bundle`] hands everything over to an expert.

mod bundle;
mod html;
mod zip;

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::digest::{sha256, sha256_hex};
use crate::document::{DocumentRecord, SignedDocument};
use crate::encoding::{base64, base64_decode, hex_decode};
use crate::error::{Code, Error, Result};
use crate::evidence::{Requested, SetReport, Signed, verify_set};
use crate::exchange::{Limits, Request, Response};
use crate::gateway::refusal::refuse;
use crate::gateway::route::Surface;
use crate::gateway::service_call::{ServiceCall, signed_documents};
use crate::gateway::settings::{Evidence, Revocation, Settings};
use crate::json::Value;
use crate::provider::kakao::registration::compare_names;
use crate::provider::toss::operation::{PassThrough, read_validity};
use crate::signed_data::{
    Certificate, Check, CheckName, Expected, Options, Outcome, Profile, ValidityStatement,
    signer_certificate, verify,
};
use crate::time::UnixTime;
use crate::transaction::{Provider, Registration, StoredNameHash, TransactionId};

pub use bundle::bundle;

/// The header of an answer: the worst of its signed documents, `TOTAL_PASSED` or
/// `INDICATION/SUB_INDICATION`.
pub const HEADER: &str = "ingam-evidence";
/// A report that waits for revocation data is made anew after this long.
const AGAIN_AFTER_SECONDS: i64 = 60;
/// A revocation list is at most this long.
const CRL_BYTES_MAX: usize = 4 << 20;
/// As many signed documents of one result are judged; a report of each takes some 40 kB.
const DOCUMENTS_MAX: usize = 500;
/// As many lists are fetched for one result, and no more.
const CRLS_MAX: usize = 8;

/// Something that is fetched before a result is judged.
#[derive(Clone)]
pub enum Need {
    /// Toss's word on a signer's certificate.
    Validity {
        /// The DER of the certificate.
        certificate: Vec<u8>,
        /// The call.
        call: ServiceCall,
    },
    /// A revocation list.
    Crl {
        /// Where it is.
        url: String,
    },
}

/// What came of a [`Need`], as it is stored with the report.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Fetched {
    /// Toss's word on a certificate.
    Validity {
        /// The base64 of its DER.
        certificate: String,
        /// Whether it is valid and enabled.
        is_valid: bool,
        /// When Toss was asked.
        stated_at: UnixTime,
    },
    /// A revocation list.
    Crl {
        /// Where it is from.
        url: String,
        /// The base64 of its octets.
        octets: String,
    },
}

/// What has to be known of revocation to judge this result; nothing where the settings want
/// none, or no anchor is configured that could make the result pass.
#[must_use]
pub fn needs(evidence: &Evidence, provider: Provider, answer: &Response) -> Vec<Need> {
    if evidence.revocation == Revocation::Off || evidence.anchors(provider).is_empty() {
        return Vec::new();
    }
    let mut certificates: Vec<Certificate> = Vec::new();
    for document in judged(provider, answer) {
        let certificate = signer_certificate(&document.signed_data);
        certificates.extend(certificate.filter(|certificate| !certificates.contains(certificate)));
        if certificates.len() > CRLS_MAX {
            break;
        }
    }
    if evidence.revocation == Revocation::ValidateApi && provider == Provider::Toss {
        return certificates.iter().filter_map(validity).take(CRLS_MAX).collect();
    }
    let mut urls: Vec<String> = certificates.iter().flat_map(Certificate::crl_uris).collect();
    urls.sort();
    urls.dedup();
    urls.retain(|url| evidence.may_fetch(url));
    urls.into_iter().take(CRLS_MAX).map(|url| Need::Crl { url }).collect()
}

/// Toss reads the base64 in one line.
fn validity(certificate: &Certificate) -> Option<Need> {
    let pem =
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----", base64(certificate.der()));
    let body = serde_json::to_vec(&json!({ "certificate": pem })).ok()?;
    let call = ServiceCall::Toss { service: PassThrough::at(VALIDITY_PATH)?.service(), body };
    Some(Need::Validity { certificate: certificate.der().to_vec(), call })
}

const VALIDITY_PATH: &str = "/api/v1/certificate/validate";

impl Need {
    /// The request for a revocation list.
    #[must_use]
    pub fn crl_request(url: &str) -> Request {
        Request::get(url.into(), Limits { body_bytes: CRL_BYTES_MAX, ..Limits::SHORT })
    }

    /// What the answer says; `None` when it is not one.
    #[must_use]
    pub fn understand(&self, answer: &Response, now: UnixTime) -> Option<Fetched> {
        if answer.status != 200 {
            return None;
        }
        match self {
            Self::Validity { certificate, .. } => Some(Fetched::Validity {
                certificate: base64(certificate),
                is_valid: read_validity(answer)?,
                stated_at: now,
            }),
            Self::Crl { url } => Some(Fetched::Crl { url: url.clone(), octets: base64(&answer.body) }),
        }
    }
}

/// The signed documents that are judged: as many as a request of a person's can hold, and in
/// place of all that come beyond them one that is none, so that they do not pass.
fn judged(provider: Provider, answer: &Response) -> Vec<SignedDocument> {
    let mut documents = signed_documents(provider, answer);
    if documents.len() > DOCUMENTS_MAX {
        documents.truncate(DOCUMENTS_MAX);
        documents.push(SignedDocument { order: None, signed_data: Vec::new(), text: None });
    }
    documents
}

/// What is judged.
pub struct Subject<'a> {
    /// The transaction.
    pub id: &'a TransactionId,
    /// What is known of its request.
    pub registration: &'a Registration,
    /// The answer of a read.
    pub answer: &'a Response,
    /// When it came first, by the gateway's clock.
    pub received_at: UnixTime,
}

/// A report, as it is stored.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    checked_at: UnixTime,
    /// [`Evidence::fingerprint`] of the settings it was judged by.
    #[serde(default)]
    judged_by: String,
    report: Value,
    fetched: Vec<Fetched>,
}

/// The statement of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// `TOTAL_PASSED`, `TOTAL_FAILED` or `INDETERMINATE`.
    pub indication: String,
    /// Why not; `None` with `TOTAL_PASSED` only.
    pub sub_indication: Option<String>,
}

impl Summary {
    /// The value of [`HEADER`].
    #[must_use]
    pub fn to_header(&self) -> String {
        match &self.sub_indication {
            None => self.indication.clone(),
            Some(sub) => format!("{}/{sub}", self.indication),
        }
    }

    /// Whether it is `TOTAL_PASSED`.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.indication == "TOTAL_PASSED"
    }
}

impl Record {
    /// The statement.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let text = |name: &str| self.report.get(name).and_then(Value::as_str).map(String::from);
        Summary {
            indication: text("indication").unwrap_or_else(|| "INDETERMINATE".into()),
            sub_indication: text("subIndication"),
        }
    }

    /// Whether it was judged by these settings.
    #[must_use]
    pub fn is_by(&self, evidence: &Evidence, provider: Provider) -> bool {
        self.judged_by == evidence.fingerprint(provider)
    }

    /// Whether it is to be made anew: the settings have changed, or revocation was not known
    /// and some time has passed.
    #[must_use]
    pub fn is_due(&self, evidence: &Evidence, provider: Provider, now: UnixTime) -> bool {
        if !self.is_by(evidence, provider) {
            return true;
        }
        self.summary().sub_indication.as_deref() == Some("TRY_LATER")
            && now.seconds_since(self.checked_at) >= AGAIN_AFTER_SECONDS
    }
}

/// The answer in place of a result that is held back; `None` where it may be handed out.
#[must_use]
pub fn hold_back(evidence: &Evidence, provider: Provider, summary: &Summary) -> Option<Response> {
    let held = evidence.is_required(provider) && !summary.has_passed();
    held.then(|| refuse(Surface::of_provider(provider), &Error::new(Code::EvidenceNotPassed)))
}

/// Judges a result by the settings and what was fetched.
///
/// # Errors
/// [`Code::SettingInvalid`].
pub fn judge(
    settings: &Settings,
    subject: &Subject<'_>,
    fetched: Vec<Fetched>,
    now: UnixTime,
) -> Result<Record> {
    let evidence = settings.evidence()?;
    let provider = subject.id.provider();
    let documents = judged(provider, subject.answer);
    let lists = Lists::of(&fetched);
    let crls: Vec<&[u8]> = lists.crls.iter().map(Vec::as_slice).collect();
    let options = Options {
        profile: match provider {
            Provider::Toss => Profile::Toss,
            Provider::Kakao => Profile::None,
        },
        anchors: evidence.anchors(provider),
        crls: &crls,
        validity: lists.validity(&documents),
        check_revocation: evidence.revocation != Revocation::Off,
        // By then the signature was there: what became of the certificate later is another matter.
        now: Some(subject.received_at),
        ..Options::default()
    };
    let signed: Vec<Signed<'_>> = documents
        .iter()
        .map(|document| Signed { order: document.order, data: &document.signed_data })
        .collect();
    let mut report = verify_set(&requested(subject.registration, &documents, &options), &signed, &options);
    if let Some(check) = same_person(settings, subject, &report) {
        report = report.with(check);
    }
    let judged_by = evidence.fingerprint(provider);
    Ok(Record { checked_at: now, judged_by, report: to_json(subject, &report, &documents, now), fetched })
}

/// What was to be signed, by the digests that were kept. Of a transaction that was requested
/// elsewhere, and of a text the provider wrote, nothing is known: then the documents are those
/// that came.
fn requested<'a>(
    registration: &Registration,
    documents: &'a [SignedDocument],
    options: &Options<'_>,
) -> Vec<Requested<'a>> {
    if registration.documents.is_empty() {
        let orders: BTreeSet<i64> = documents.iter().filter_map(|document| document.order).collect();
        return orders.into_iter().map(|order| Requested { order, expected: Expected::Nothing }).collect();
    }
    let requested = registration.documents.iter().map(|record| {
        let signed = documents.iter().find(|document| document.order == Some(record.order));
        Requested { order: record.order, expected: expected(record, signed, options) }
    });
    requested.collect()
}

/// The text that was requested, if the answer repeats it and it has the digest that was kept;
/// else that digest. Of a signature of a hash it is not known what the provider takes the digest
/// of: of a detached one the digest alone says something only if it fits. Where the content is in
/// the message, it is what was requested or it is not.
fn expected<'a>(
    record: &DocumentRecord,
    signed: Option<&'a SignedDocument>,
    options: &Options<'_>,
) -> Expected<'a> {
    let digest = record.sha256.as_deref().and_then(|digits| hex_decode(digits).ok()?.try_into().ok());
    let Some(digest) = digest else { return Expected::Nothing };
    let text = signed.and_then(|signed| signed.text.as_deref()).map(str::as_bytes);
    match text.filter(|text| sha256(&[text]) == digest) {
        Some(document) => Expected::Document { document, original: None },
        None if record.signature_type == "PKCS7_NO_CONTENT_WITH_ATTR" => {
            let options = Options { expected: Expected::Sha256(digest), ..options.clone() };
            let says_something = signed.is_some_and(|signed| {
                let report = verify(&signed.signed_data, &options);
                let fits = report.check(CheckName::Content).is_some_and(|it| it.outcome == Outcome::Passed);
                fits || report.content.is_some()
            });
            if says_something { Expected::Sha256(digest) } else { Expected::Nothing }
        }
        None => Expected::Sha256(digest),
    }
}

/// Of a consent to be debited: whether the signer has the names that were requested. Under
/// every store key there is: the names were hashed under the newest of their time.
fn same_person(settings: &Settings, subject: &Subject<'_>, report: &SetReport) -> Option<Check> {
    let persons = subject.registration.particulars.as_ref()?.persons.as_ref()?;
    let hashes: Vec<StoredNameHash> =
        [Some(&persons.receiver), persons.account_holder.as_ref()].into_iter().flatten().cloned().collect();
    let keys = settings.store_keys().ok()?;
    let mut checks =
        keys.derive("names").map(|key| compare_names(&key, subject.id, report.signer(), &hashes));
    let first = checks.next()?;
    Some(checks.fold(first, |best, check| if best.outcome == Outcome::Passed { best } else { check }))
}

fn to_json(subject: &Subject<'_>, report: &SetReport, documents: &[SignedDocument], now: UnixTime) -> Value {
    let each: Vec<Value> = report
        .documents
        .iter()
        .zip(documents)
        .map(|(document, signed)| {
            json!({
                "order": document.order,
                "sha256": sha256_hex(&signed.signed_data),
                "report": document.report,
            })
        })
        .collect();
    json!({
        "transaction": subject.id.to_string(),
        "receivedAt": subject.received_at.to_rfc3339(),
        "checkedAt": now.to_rfc3339(),
        "indication": report.indication,
        "subIndication": report.sub_indication,
        "checks": report.checks,
        "documents": each,
    })
}

/// What was fetched, decoded.
struct Lists {
    crls: Vec<Vec<u8>>,
    statements: Vec<(Vec<u8>, bool, UnixTime)>,
}

impl Lists {
    fn of(fetched: &[Fetched]) -> Self {
        let (mut crls, mut statements) = (Vec::new(), Vec::new());
        for one in fetched {
            match one {
                Fetched::Crl { octets, .. } => crls.extend(base64_decode(octets).ok()),
                Fetched::Validity { certificate, is_valid, stated_at } => {
                    let certificate = base64_decode(certificate).ok();
                    statements.extend(certificate.map(|der| (der, *is_valid, *stated_at)));
                }
            }
        }
        Self { crls, statements }
    }

    /// Of one signer: where several have signed, the set has failed already.
    fn validity(&self, documents: &[SignedDocument]) -> Option<ValidityStatement<'_>> {
        let signer = documents.iter().find_map(|document| signer_certificate(&document.signed_data))?;
        let (certificate, is_valid, stated_at) =
            self.statements.iter().find(|(certificate, ..)| certificate == signer.der())?;
        Some(ValidityStatement { certificate, is_valid: *is_valid, stated_at: *stated_at })
    }
}
