//! A provider's answer that somebody kept as JSON, read again: the signed documents in it,
//! and what each is to be over.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Code, Error, Result};
use crate::evidence::{Requested, SetReport, Signed, verify_set};
use crate::json::{Map, Value, parse_object};
use crate::provider::number::WholeNumber;
use crate::session::looks_sealed;
use crate::signed_data::{Expected, Options};
use crate::transaction::Provider;

/// The signed documents of one transaction.
pub struct KeptAnswer {
    provider: Provider,
    requested: Vec<(i64, Option<String>)>,
    signed: Vec<(Option<i64>, String)>,
}

/// Not the texts.
impl core::fmt::Debug for KeptAnswer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("KeptAnswer").field("provider", &self.provider).finish_non_exhaustive()
    }
}

impl KeptAnswer {
    /// Reads Toss's result, the whole answer or its `success`, or KakaoCert's answer to a
    /// verification.
    ///
    /// # Errors
    /// [`Code::JsonInvalid`] for everything else, a failure of the provider's included.
    pub fn read(json: &[u8]) -> Result<Self> {
        let answer = parse_object(json)?;
        let result = answer.get("success").and_then(Value::as_object).unwrap_or(&answer);
        let read = match result.get("signedDocList") {
            Some(signed) => Self::toss(result, signed),
            None => Self::kakao(&answer),
        };
        read.ok_or(Error::new(Code::JsonInvalid))
    }

    fn toss(result: &Map<String, Value>, signed: &Value) -> Option<Self> {
        let signed = signed
            .as_array()?
            .iter()
            .map(|document| Some((order(document), document.get("signedDoc")?.as_str().map(String::from)?)));
        let signed: Vec<(Option<i64>, String)> = signed.collect::<Option<_>>()?;
        let requested = match result.get("docList").and_then(Value::as_array) {
            Some(documents) if !documents.is_empty() => documents
                .iter()
                .map(|document| (order(document), document.get("doc").and_then(Value::as_str)))
                // 0 is the order of no document: what has none is asked for and never there.
                .map(|(order, text)| (order.unwrap_or(0), text.map(String::from)))
                .collect(),
            _ => came(&signed),
        };
        Some(Self { provider: Provider::Toss, requested, signed })
    }

    fn kakao(answer: &Map<String, Value>) -> Option<Self> {
        answer.get("receiptId")?.as_str()?;
        let signed = Vec::from([(Some(1), answer.get("signedData")?.as_str().map(String::from)?)]);
        Some(Self { provider: Provider::Kakao, requested: came(&signed), signed })
    }

    /// Whose answer it is.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// The orders that the answer says were requested.
    pub fn orders(&self) -> impl Iterator<Item = i64> {
        self.requested.iter().map(|(order, _)| *order)
    }

    /// Verifies every signed document, and that they are the set that was requested.
    ///
    /// A document is compared with the text of its order in `documents`, or else with the
    /// one that the answer repeats. A repeated text that is sealed is not compared: its
    /// signature is over the plain one.
    ///
    /// HAZARD: that a signature fits the text beside it says that this one answer is of one
    /// piece. That it is what was requested, only the text that was requested can say.
    #[must_use]
    pub fn verify(&self, documents: &[(i64, &[u8])], options: &Options<'_>) -> SetReport {
        let requested: Vec<Requested<'_>> = self
            .requested
            .iter()
            .map(|(order, text)| Requested { order: *order, expected: expected(*order, text, documents) })
            .collect();
        let signed: Vec<Signed<'_>> =
            self.signed.iter().map(|(order, text)| Signed { order: *order, data: text.as_bytes() }).collect();
        verify_set(&requested, &signed, options)
    }
}

/// Documented as text, sent as a number, from 1; both are read.
fn order(document: &Value) -> Option<i64> {
    let number = match document.get("order")? {
        Value::Number(number) => WholeNumber::Number(number.clone()),
        Value::String(text) => WholeNumber::Text(text.clone()),
        _ => return None,
    };
    number.value().filter(|order| *order >= 1)
}

/// An answer that does not repeat the request is taken to be complete.
fn came(signed: &[(Option<i64>, String)]) -> Vec<(i64, Option<String>)> {
    let orders: BTreeSet<i64> = signed.iter().filter_map(|(order, _)| *order).collect();
    orders.into_iter().map(|order| (order, None)).collect()
}

fn expected<'a>(order: i64, text: &'a Option<String>, documents: &[(i64, &'a [u8])]) -> Expected<'a> {
    let given = documents.iter().find(|(of, _)| *of == order).map(|(_, document)| *document);
    let repeated = text.as_deref().filter(|text| !looks_sealed(text)).map(str::as_bytes);
    match given.or(repeated) {
        Some(document) => Expected::Document { document, original: None },
        None => Expected::Nothing,
    }
}
