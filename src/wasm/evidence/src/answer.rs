//! A provider's whole answer.

use ingam::Code;
use ingam::provider::answer;
use wasm_bindgen::prelude::*;

use crate::criteria::Criteria;
use crate::failure::failure;

/// The signed documents of one transaction.
#[wasm_bindgen]
pub struct KeptAnswer {
    answer: answer::KeptAnswer,
    documents: Vec<(i64, Vec<u8>)>,
}

#[wasm_bindgen]
impl KeptAnswer {
    /// Reads one; `undefined` where it is none.
    #[must_use]
    pub fn read(json: &[u8]) -> Option<KeptAnswer> {
        let answer = answer::KeptAnswer::read(json).ok()?;
        Some(Self { answer, documents: Vec::new() })
    }

    /// `toss` or `kakao`.
    #[must_use]
    pub fn provider(&self) -> String {
        self.answer.provider().name().to_owned()
    }

    /// Compares the document of this order with these octets.
    pub fn document(&mut self, order: u32, octets: Vec<u8>) {
        self.documents.push((i64::from(order), octets));
    }

    /// The orders of the documents that the answer says were requested; one that is out of
    /// the range of orders is left out.
    #[must_use]
    pub fn orders(&self) -> Vec<u32> {
        self.answer.orders().filter_map(|order| u32::try_from(order).ok()).collect()
    }

    /// The report of the set as JSON.
    ///
    /// # Errors
    /// None in practice: a bad message is a report.
    pub fn verify(&self, criteria: &Criteria) -> Result<String, JsValue> {
        let documents: Vec<(i64, &[u8])> =
            self.documents.iter().map(|(order, octets)| (*order, octets.as_slice())).collect();
        let lists = criteria.lists();
        let report = self.answer.verify(&documents, &criteria.options(&lists));
        serde_json::to_string(&report).map_err(|_| failure(Code::Internal))
    }
}
