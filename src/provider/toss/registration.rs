//! What is remembered of a request when Toss has taken it.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;

use super::validate::{EXPIRE_SECONDS_MAX, doc_encrypted, present, whole_number};
use crate::digest::sha256_hex;
use crate::document::DocumentRecord;
use crate::error::{Code, Error, Result};
use crate::json::{self, Map, Value};
use crate::session::SessionKey;
use crate::time::UnixTime;
use crate::transaction::{Provider, Registration, SessionHash, TransactionId};

/// What a body that passed validation asks about: its transaction and, for a result, the
/// session it brings.
pub struct Asked {
    /// The transaction of `txId`.
    pub transaction: TransactionId,
    /// The hash of `sessionKey` and the id in it.
    pub session: Option<(SessionHash, String)>,
}

/// Reads `txId` and `sessionKey`; `None` where validation has not passed.
#[must_use]
pub fn asked(body: &Map<String, Value>) -> Option<Asked> {
    let id = present(body, "txId").and_then(Value::as_str)?;
    let session_key = present(body, "sessionKey").and_then(Value::as_str);
    Some(Asked {
        transaction: TransactionId::new(Provider::Toss, id)?,
        session: session_key.and_then(|text| Some((SessionHash::of(text), session_id(text)?))),
    })
}

/// The header with the digests of sealed documents, as `documentDigests` of the npm package
/// gives them: `[{"order":1,"sha256":"…"}]`.
pub const DIGESTS_HEADER: &str = "ingam-document-digests";

/// The registration of a request that passed [`super::validate::docs_request`]; `digests` is
/// [`DIGESTS_HEADER`], if it came.
///
/// # Errors
/// [`Code::RequestInvalid`] about the header when it is not of its form, names a document
/// that is not in the request, or another digest than a readable document has.
pub fn registration(
    caller: &str,
    body: &Map<String, Value>,
    digests: Option<&str>,
    requested_at: UnixTime,
) -> Result<Registration> {
    let session_key = present(body, "sessionKey").and_then(Value::as_str);
    Ok(Registration {
        caller: caller.into(),
        requested_at,
        expire_seconds: present(body, "expireSeconds").and_then(whole_number).unwrap_or(EXPIRE_SECONDS_MAX),
        request_session: session_key.and_then(session_id),
        documents: with_digests(documents(body), digests)?,
        particulars: None,
    })
}

/// The registration of a transaction that was requested elsewhere: what it is about is not
/// known, only whose it is from now on.
#[must_use]
pub fn adoption(caller: &str, adopted_at: UnixTime) -> Registration {
    Registration {
        caller: caller.into(),
        requested_at: adopted_at,
        expire_seconds: EXPIRE_SECONDS_MAX,
        request_session: None,
        documents: Vec::new(),
        particulars: None,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnnouncedDigest {
    order: i64,
    sha256: String,
}

fn with_digests(mut documents: Vec<DocumentRecord>, digests: Option<&str>) -> Result<Vec<DocumentRecord>> {
    let invalid = || Error::new(Code::RequestInvalid).about(DIGESTS_HEADER);
    let Some(text) = digests else { return Ok(documents) };
    let announced: Vec<AnnouncedDigest> = json::parse_list(text.as_bytes()).map_err(|_| invalid())?;
    for AnnouncedDigest { order, sha256 } in announced {
        let is_digest = sha256.len() == 64 && sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let document = documents.iter_mut().find(|document| document.order == order);
        let document = document.filter(|_| is_digest).ok_or_else(invalid)?;
        if document.sha256.get_or_insert_with(|| sha256.clone()) != &sha256 {
            return Err(invalid());
        }
    }
    Ok(documents)
}

fn session_id(session_key: &str) -> Option<String> {
    SessionKey::parse(session_key).ok().map(|key| key.id().to_string())
}

fn documents(body: &Map<String, Value>) -> Vec<DocumentRecord> {
    let list = present(body, "docList").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    list.iter()
        .filter_map(|entry| {
            let text = entry.get("doc").and_then(Value::as_str);
            let readable = doc_encrypted(entry) == Some(false);
            Some(DocumentRecord {
                order: whole_number(entry.get("order")?)?,
                sha256: text.filter(|_| readable).map(|text| sha256_hex(text.as_bytes())),
                signature_type: entry.get("signatureType").and_then(Value::as_str).unwrap_or("PKCS7").into(),
            })
        })
        .collect()
}
