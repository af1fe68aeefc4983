//! What is signed: a document's place in the request, its digest, how it is signed.

use alloc::string::String;

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
