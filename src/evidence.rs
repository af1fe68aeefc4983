//! Evidence: what several signed documents of one transaction say together, whether the
//! signer is who was expected, and the file in which a consent goes to the clearing
//! institute ([`ei13`]).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::Serialize;

use crate::signed_data::finding::Finding;
use crate::signed_data::report::worst;
use crate::signed_data::{
    Check, Expected, Indication, Options, Outcome, Report, SignerIdentity, SubIndication, verify,
};

pub mod ei13;
mod person;

pub use person::{NameHash, same_person, same_person_by_hash};

/// A document that was requested to be signed.
#[derive(Clone, Copy, Debug)]
pub struct Requested<'a> {
    /// Its place, counted by whoever made the request.
    pub order: i64,
    /// What its signature is expected to be over.
    pub expected: Expected<'a>,
}

/// A signed document as it came back.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    /// Which document it says it is of; `None` when it does not.
    pub order: Option<i64>,
    /// In any form that [`crate::signed_data::to_der`] reads.
    pub data: &'a [u8],
}

/// The report of one document of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentReport {
    /// As it came back.
    pub order: Option<i64>,
    /// What is said of it.
    #[serde(flatten)]
    pub report: Report,
}

/// What is said of a whole transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetReport {
    /// The worst of the documents and of the set's own checks.
    pub indication: Indication,
    /// Why not; `None` for [`Indication::TotalPassed`] only.
    pub sub_indication: Option<SubIndication>,
    /// Each signed document, in the order they came.
    pub documents: Vec<DocumentReport>,
    /// `set-orders`, `set-signer`, and what [`SetReport::with`] added.
    pub checks: Vec<Check>,
}

impl SetReport {
    /// Adds an informative check, such as [`same_person`]. The statement stays as it is.
    #[must_use]
    pub fn with(mut self, check: Check) -> Self {
        self.checks.push(check);
        self
    }

    /// The signer of the first document.
    #[must_use]
    pub fn signer(&self) -> Option<&SignerIdentity> {
        self.documents.first()?.report.signer.as_ref()
    }
}

/// Verifies the signed documents of one transaction, each under `options` with what was
/// requested of its order in place of [`Options::expected`].
///
/// Nothing inside of the signatures binds the documents of a transaction together. What
/// can be asked is asked: that there is exactly one for every order requested, and at
/// least one; and that one certificate, octet by octet, signed them all. Either failing is
/// `TOTAL_FAILED / SIG_CONSTRAINTS_FAILURE`.
#[must_use]
pub fn verify_set(requested: &[Requested<'_>], signed: &[Signed<'_>], options: &Options<'_>) -> SetReport {
    let by_order: BTreeMap<i64, Expected<'_>> =
        requested.iter().map(|document| (document.order, document.expected)).collect();
    let documents: Vec<DocumentReport> = signed
        .iter()
        .map(|document| {
            let expected = document.order.and_then(|order| by_order.get(&order)).copied();
            let options = Options { expected: expected.unwrap_or_default(), ..options.clone() };
            DocumentReport { order: document.order, report: verify(document.data, &options) }
        })
        .collect();
    let findings = [orders(requested, signed), one_signer(&documents)];
    let of_documents = documents.iter().map(|document| document.report.sub_indication);
    let of_set = findings.iter().map(|finding| finding.row().sub_indication);
    let (indication, sub_indication) = worst(of_documents.chain(of_set));
    SetReport { indication, sub_indication, documents, checks: findings.map(Check::from).into() }
}

fn orders(requested: &[Requested<'_>], signed: &[Signed<'_>]) -> Finding {
    let mut due: Vec<Option<i64>> = requested.iter().map(|document| Some(document.order)).collect();
    let mut came: Vec<Option<i64>> = signed.iter().map(|document| document.order).collect();
    due.sort_unstable();
    came.sort_unstable();
    let is_repeated = due.windows(2).any(|pair| matches!(pair, [one, next] if one == next));
    if due == came && !due.is_empty() && !is_repeated {
        Finding::SetOrdersPassed
    } else {
        Finding::SetOrdersOther
    }
}

/// Where a document has no certificate, its own report has failed already.
fn one_signer(documents: &[DocumentReport]) -> Finding {
    let certificates: Option<Vec<&[u8]>> = documents
        .iter()
        .map(|document| document.report.signer.as_ref().map(|signer| signer.certificate.as_slice()))
        .collect();
    match certificates.as_deref() {
        None | Some([]) => Finding::SetSignerUnknown,
        Some([first, others @ ..]) if others.iter().all(|other| other == first) => Finding::SetSignerPassed,
        Some(_) => Finding::SetSignerOther,
    }
}

/// Whether a check says no or cannot say: what a relying party has to look at.
#[must_use]
pub const fn needs_attention(check: &Check) -> bool {
    matches!(check.outcome, Outcome::Failed | Outcome::Indeterminate)
}
