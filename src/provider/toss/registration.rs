//! What is remembered of a request when Toss has taken it.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::validate::{EXPIRE_SECONDS_MAX, doc_encrypted, present, whole_number};
use crate::digest::sha256_hex;
use crate::document::DocumentRecord;
use crate::json::{Map, Value};
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

/// The registration of a request that passed [`super::validate::docs_request`].
#[must_use]
pub fn registration(caller: &str, body: &Map<String, Value>, requested_at: UnixTime) -> Registration {
    let session_key = present(body, "sessionKey").and_then(Value::as_str);
    Registration {
        caller: caller.into(),
        requested_at,
        expire_seconds: present(body, "expireSeconds").and_then(whole_number).unwrap_or(EXPIRE_SECONDS_MAX),
        request_session: session_key.and_then(session_id),
        documents: documents(body),
    }
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
