//! The digests of a request's documents, taken before sealing: what a signature over a
//! sealed document is later compared with.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize};

use super::fields::Field;
use super::wire::WholeNumber;
use crate::digest::sha256_hex;
use crate::error::{Code, Error, Result};
use crate::session::looks_sealed;

/// What is read of a `docList` entry.
#[derive(Deserialize)]
pub struct DigestInput {
    /// The plain text.
    #[serde(default)]
    pub doc: Field,
    /// The place in the request, from 1.
    #[serde(default, deserialize_with = "lenient")]
    pub order: Option<WholeNumber>,
}

/// `None` for what is no whole number, so that the error can name the place.
fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<WholeNumber>, D::Error> {
    Ok(WholeNumber::deserialize(deserializer).ok())
}

/// The digest of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentDigest {
    /// The place in the request.
    pub order: i64,
    /// SHA-256 of the plaintext's UTF-8 bytes in lower-case hexadecimal.
    pub sha256: String,
}

/// `SHA-256(UTF-8(doc))` of every document, in ascending `order`.
///
/// # Errors
/// [`Code::RequestInvalid`] at an `order` that is no whole number from 1, or occurs
/// twice; [`Code::FieldNotText`] at a `doc` that is no text, or empty;
/// [`Code::AlreadySealed`] at one that is sealed: take the digests before sealing.
pub fn document_digests(docs: &[DigestInput]) -> Result<Vec<DocumentDigest>> {
    let mut digests: Vec<DocumentDigest> = Vec::with_capacity(docs.len());
    let mut orders = BTreeSet::new();
    for (index, input) in docs.iter().enumerate() {
        let order = input.order.as_ref().and_then(WholeNumber::value).filter(|order| *order >= 1);
        let order = order.filter(|order| orders.insert(*order));
        let order = order.ok_or_else(|| Error::new(Code::RequestInvalid).at(format!("/{index}/order")))?;
        let at_doc = |code| Error::new(code).at(format!("/{index}/doc"));
        let sha256 = match &input.doc {
            Field::Text(text) if looks_sealed(text.expose()) => return Err(at_doc(Code::AlreadySealed)),
            Field::Text(text) if !text.expose().is_empty() => sha256_hex(text.expose().as_bytes()),
            _ => return Err(at_doc(Code::FieldNotText)),
        };
        digests.push(DocumentDigest { order, sha256 });
    }
    digests.sort_by_key(|digest| digest.order);
    Ok(digests)
}
