//! What is signed: a document's place in the request, its digest, how it is signed.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

/// What the gateway keeps of a document: enough to compare a signature with it later,
/// nothing of its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentRecord {
    /// The place in the request, from 1.
    pub order: i64,
    /// SHA-256 of the plaintext's UTF-8 bytes in lower-case hexadecimal; `None` when the
    /// document came sealed and its digest was not sent along.
    pub sha256: Option<String>,
    /// The provider's name of the kind of signature, `PKCS7` where none was given.
    pub signature_type: String,
}

/// A document as it came back, signed.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedDocument {
    /// The place in the request; `None` where the answer does not say.
    pub order: Option<i64>,
    /// A SignedData (RFC 5652), not verified.
    pub signed_data: Vec<u8>,
    /// The text that the answer repeats beside it, if it does; sealed where it was sent sealed.
    pub text: Option<String>,
}

/// Not the texts.
impl core::fmt::Debug for SignedDocument {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SignedDocument").field("order", &self.order).finish_non_exhaustive()
    }
}
