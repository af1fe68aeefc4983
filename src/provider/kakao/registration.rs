//! What is remembered of a request when LinkHub has taken it.

use alloc::string::String;
use alloc::vec::Vec;

use super::operation::Service;
use super::wire::{SignState, WholeNumber};
use crate::cipher::hmac_sha256;
use crate::digest::sha256_hex;
use crate::document::DocumentRecord;
use crate::encoding::{hex, hex_decode};
use crate::evidence;
use crate::json::{Map, Value};
use crate::secret::Secret;
use crate::signed_data::{Check, SignerIdentity};
use crate::time::UnixTime;
use crate::transaction::{
    Channel, Particulars, Persons, Registration, SessionHash, StoredNameHash, TransactionId,
};

/// `Expires_in`: the longest time to sign, in seconds.
pub const EXPIRES_IN_MAX: i64 = 1000;

/// The one session of a Kakao transaction: its result is sealed for nobody, so every
/// question for it is the same question.
#[must_use]
pub fn result_session() -> SessionHash {
    SessionHash::of("")
}

/// Who asked for what.
#[derive(Clone, Copy, Debug)]
pub struct Requested<'a> {
    /// The caller the transaction belongs to.
    pub caller: &'a str,
    /// The client code of the session token it was requested with.
    pub client_code: &'a str,
    /// The service.
    pub service: Service,
    /// When LinkHub took the request, by the gateway's clock.
    pub at: UnixTime,
}

/// The registration of a request that passed validation, with the receipt it got.
///
/// Its document is `Token` (an e-signature, an identification) by its digest; the text of a
/// consent to be debited is written by the provider, so there is none. Of a consent the names
/// are kept, as [`name_hash`]es under `name_key`, for the comparison with the certificate's.
#[must_use]
pub fn registration(
    requested: Requested<'_>,
    body: &Map<String, Value>,
    receipt: &TransactionId,
    name_key: &Secret<[u8; 32]>,
) -> Registration {
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let hash = |name: &str| Some(name_hash(name_key, receipt, text(name)?));
    let is_consent = requested.service == Service::DirectDebit;
    let app_to_app = requested.service.app_to_app() && body.get("isAppUseYN") == Some(&Value::Bool(true));
    let document = text("Token").filter(|_| !is_consent).map(|token| DocumentRecord {
        order: 1,
        sha256: Some(sha256_hex(token.as_bytes())),
        signature_type: "PKCS7".into(),
    });
    let persons = hash("ReceiverName")
        .filter(|_| is_consent)
        .map(|receiver| Persons { receiver, account_holder: hash("BankAccountName") });
    Registration {
        documents: document.into_iter().collect(),
        expire_seconds: body.get("Expires_in").and_then(whole_number).unwrap_or(EXPIRES_IN_MAX),
        ..remembered(requested, app_to_app, persons)
    }
}

/// The registration of a transaction that was requested elsewhere, from its state; `None`
/// where the state does not name this client code, and where it is not of this receipt.
#[must_use]
pub fn adoption(
    requested: Requested<'_>,
    state: &SignState,
    receipt: &TransactionId,
) -> Option<Registration> {
    let is_its_own =
        state.client_code.as_deref() == Some(requested.client_code) && state.receipt_id == receipt.id();
    is_its_own.then(|| Registration {
        expire_seconds: state.expires_in.as_ref().and_then(WholeNumber::value).unwrap_or(EXPIRES_IN_MAX),
        ..remembered(requested, state.app_to_app == Some(true), None)
    })
}

fn remembered(requested: Requested<'_>, app_to_app: bool, persons: Option<Persons>) -> Registration {
    Registration {
        caller: requested.caller.into(),
        requested_at: requested.at,
        expire_seconds: EXPIRES_IN_MAX,
        request_session: None,
        documents: Vec::new(),
        particulars: Some(Particulars {
            client_code: requested.client_code.into(),
            purpose: requested.service.purpose(),
            channel: if app_to_app { Channel::AppLink } else { Channel::Push },
            persons,
        }),
    }
}

/// A name's [`crate::evidence::NameHash`] in hexadecimal, under
/// `HMAC-SHA-256(key, "ingam names of" || 0 || receipt id)`.
///
/// The receipt is part of the key, so that one person's transactions cannot be found by their
/// hashes.
#[must_use]
pub fn name_hash(key: &Secret<[u8; 32]>, receipt: &TransactionId, name: &str) -> StoredNameHash {
    let key = receipt_key(key, receipt);
    StoredNameHash(hex(evidence::NameHash::of(key.expose(), name).as_bytes()))
}

/// Whether the signer of this receipt has these names; `key` as they were hashed with.
#[must_use]
pub fn compare_names(
    key: &Secret<[u8; 32]>,
    receipt: &TransactionId,
    signer: Option<&SignerIdentity>,
    names: &[StoredNameHash],
) -> Check {
    let key = receipt_key(key, receipt);
    let hashes: Option<Vec<evidence::NameHash>> = names
        .iter()
        .map(|StoredNameHash(digits)| {
            Some(evidence::NameHash::from_bytes(hex_decode(digits).ok()?.try_into().ok()?))
        })
        .collect();
    evidence::same_person_by_hash(signer, key.expose(), &hashes.unwrap_or_default())
}

fn receipt_key(key: &Secret<[u8; 32]>, receipt: &TransactionId) -> Secret<[u8; 32]> {
    Secret::new(hmac_sha256::mac(key.expose(), &[b"ingam names of\0", receipt.id().as_bytes()]))
}

fn whole_number(value: &Value) -> Option<i64> {
    serde::Deserialize::deserialize(value).ok().and_then(|number: WholeNumber| number.value())
}
