//! `ingam-open: gateway`: the gateway makes the session of a result itself, and answers in
//! plaintext. For relying parties whose own programs hold no sessions; by default they do,
//! and the gateway holds no key to the personal data it stores.
//!
//! HAZARD: holding no key is not the same as being unable to read. The protocol seals every
//! field of a session with one key and one IV, and the signer's name stands in the clear in
//! the certificate beside them (SECURITY.md).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroize;

use crate::entropy::Entropy;
use crate::error::{Code, Error, Result};
use crate::exchange::Response;
use crate::json::{Map, Value};
use crate::provider::Problem;
use crate::provider::toss::open::open_result;
use crate::provider::toss::operation::Operation;
use crate::secret::Secret;
use crate::session::{PublicKey, ResultSession, Session, SessionOptions};
use crate::transaction::{SessionHash, TransactionId};

/// The header, on the request and on the answer.
pub const HEADER: &str = "ingam-open";
/// Its one value.
pub const GATEWAY: &str = "gateway";

/// Whether a result call asks the gateway to open.
///
/// # Errors
/// [`Code::OptionInvalid`] about the header when it has another value, or when the body
/// brings a `sessionKey` besides: then it is not clear who is to open.
pub fn is_asked(header: Option<&str>, body: &Map<String, Value>) -> Result<bool> {
    let brings_session = body.get("sessionKey").is_some_and(|value| !value.is_null());
    match header {
        None => Ok(false),
        Some(GATEWAY) if !brings_session => Ok(true),
        Some(_) => Err(Error::new(Code::OptionInvalid).about(HEADER)),
    }
}

/// The problems of a result call the gateway opens: it needs no `sessionKey`.
#[must_use]
pub fn validate(body: &Map<String, Value>) -> Vec<Problem> {
    let mut problems = Operation::Result.validate(body);
    problems.retain(|problem| problem.path() != "/sessionKey");
    problems
}

/// The gateway's session for the result of one transaction. Kept with the transaction,
/// sealed: every later question is answered from the same read.
#[derive(Serialize, Deserialize)]
pub struct OwnSession {
    serialized: String,
    session_key: String,
    id: String,
}

impl Drop for OwnSession {
    fn drop(&mut self) {
        self.serialized.zeroize();
    }
}

impl OwnSession {
    /// Makes a session for a result, its key wrapped for the provider.
    ///
    /// # Errors
    /// [`Code::EntropyFailed`].
    pub fn make(public_key: &PublicKey, mut entropy: impl Entropy) -> Result<Self> {
        let session = Session::make(&SessionOptions::default(), &mut entropy)?;
        let session_key = session.wrap(public_key, &mut entropy)?.to_string();
        let serialized = session.expose_serialized();
        Ok(Self { serialized: serialized.expose().clone(), session_key, id: session.id().to_string() })
    }

    /// The form that is stored, sealed.
    ///
    /// # Errors
    /// None in practice: the members are text.
    pub fn to_record(&self) -> Result<Secret<Vec<u8>>> {
        serde_json::to_vec(self).map(Secret::new).map_err(|_| Error::new(Code::Internal))
    }

    /// Reads [`OwnSession::to_record`].
    ///
    /// # Errors
    /// [`Code::StoreDamaged`].
    pub fn from_record(record: &[u8]) -> Result<Self> {
        serde_json::from_slice(record).map_err(|_| Error::new(Code::StoreDamaged))
    }

    /// The hash of its `sessionKey`.
    #[must_use]
    pub fn hash(&self) -> SessionHash {
        SessionHash::of(&self.session_key)
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The body of the result call.
    #[must_use]
    pub fn result_body(&self, transaction: &TransactionId) -> Vec<u8> {
        let body = json!({ "txId": transaction.id(), "sessionKey": self.session_key });
        serde_json::to_vec(&body).unwrap_or_default()
    }

    /// The answer with every sealed value in it opened; a failure is left as it is.
    ///
    /// # Errors
    /// [`Code::ProviderAnswerInvalid`] when the provider sealed something otherwise. The
    /// answer stays stored as it came.
    pub fn open(&self, mut answer: Response) -> Result<Response> {
        let invalid = || Error::new(Code::ProviderAnswerInvalid);
        let mut body: Value = serde_json::from_slice(&answer.body).map_err(|_| invalid())?;
        if body.get("resultType").and_then(Value::as_str) != Some("SUCCESS") {
            return Ok(answer);
        }
        let success = body.get_mut("success").ok_or_else(invalid)?;
        let mut session = ResultSession::from_session(Session::restore(&self.serialized)?);
        for replacement in open_result(&mut session, success).map_err(|_| invalid())? {
            let place = success.pointer_mut(&replacement.pointer).ok_or_else(invalid)?;
            *place = Value::String(replacement.value.expose().clone());
        }
        answer.body = serde_json::to_vec(&body).map_err(|_| invalid())?;
        Ok(answer.with(HEADER, GATEWAY))
    }
}

/// The id only.
impl core::fmt::Debug for OwnSession {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "OwnSession({})", self.id)
    }
}
