//! Digests of documents.

use ingam::provider::toss::digests::{DigestInput, document_digests};
use ingam::{Code, Error};
use wasm_bindgen::prelude::*;

use crate::failure::failure;

/// `[{ order, sha256 }]` of `[{ order, doc }]`.
///
/// # Errors
/// As `document_digests` of the core.
#[wasm_bindgen(js_name = documentDigests)]
pub fn digests(docs: JsValue) -> Result<JsValue, JsValue> {
    let docs: Vec<DigestInput> =
        serde_wasm_bindgen::from_value(docs).map_err(|_| failure(Error::new(Code::RequestInvalid).at("")))?;
    let digests = document_digests(&docs).map_err(failure)?;
    serde_wasm_bindgen::to_value(&digests).map_err(|_| failure(Code::Internal))
}
