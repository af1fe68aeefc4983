//! The calls of the docs API: where they go, what is sent, what an answer means.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use zeroize::Zeroize;

use super::validate;
use super::wire::{DocsRequested, DocsResult, Envelope, Failure, SignedDoc, TokenGranted, WholeNumber};
use crate::document::SignedDocument;
use crate::encoding::base64_decode;
use crate::error::{Code, Error, Result};
use crate::exchange::{Limits, Request, Response};
use crate::json::{Map, Value, read_leniently};
use crate::provider::Problem;
use crate::secret::Secret;
use crate::time::UnixTime;
use crate::token::AccessToken;
use crate::transaction::Answer;

/// "The access token is not valid."
pub const TOKEN_INVALID: &str = "CE1000";
/// "The final result can be read twice only."
pub const RESULT_EXHAUSTED: &str = "CE3101";

/// A call of the docs API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Begins a signature.
    Request,
    /// Asks how far the signer is.
    Status,
    /// Reads the result, twice at most.
    Result,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Request, Self::Status, Self::Result];

    /// The path, the same at Toss and at the gateway.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Request => "/api/v2/sign/docs/request",
            Self::Status => "/api/v2/sign/docs/status",
            Self::Result => "/api/v2/sign/docs/result",
        }
    }

    /// The problems of a body.
    #[must_use]
    pub fn validate(self, body: &Map<String, Value>) -> Vec<Problem> {
        match self {
            Self::Request => validate::docs_request(body),
            Self::Status => validate::docs_status(body),
            Self::Result => validate::docs_result(body),
        }
    }

    /// Where the call goes, and its limits.
    #[must_use]
    pub const fn service(self) -> Service {
        Service {
            path: self.path(),
            limits: if matches!(self, Self::Result) { Limits::READ } else { Limits::SHORT },
        }
    }
}

/// A product of Toss's that the gateway hands on: it adds its token, admits callers and
/// holds to its limits, and promises nothing about what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassThrough(&'static str);

/// The certificate validity API, the single-document signature, and both families of user
/// authentication.
const PASS_THROUGH: [&str; 10] = [
    "/api/v1/certificate/validate",
    "/api/v2/sign/doc/request",
    "/api/v2/sign/doc/status",
    "/api/v2/sign/doc/result",
    "/api/v2/sign/user/auth/request",
    "/api/v2/sign/user/auth/status",
    "/api/v2/sign/user/auth/result",
    "/api/v2/sign/user/auth/id/request",
    "/api/v2/sign/user/auth/id/status",
    "/api/v2/sign/user/auth/id/result",
];

impl PassThrough {
    /// The product at this path.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        PASS_THROUGH.into_iter().find(|known| *known == path).map(Self)
    }

    /// The path, the same at Toss and at the gateway.
    #[must_use]
    pub const fn path(self) -> &'static str {
        self.0
    }

    /// Whether asking twice does no harm: validity and status calls.
    #[must_use]
    pub fn repeatable(self) -> bool {
        self.0.ends_with("/validate") || self.0.ends_with("/status")
    }

    /// What is said when its answer is lost.
    #[must_use]
    pub fn lost(self) -> Code {
        if self.repeatable() {
            Code::ProviderSilent
        } else if self.0.ends_with("/result") {
            Code::ReadUncertain
        } else {
            Code::RequestUncertain
        }
    }

    /// Whether the gateway vouches for the call: it does for the validity of a certificate,
    /// which keeps no state.
    #[must_use]
    pub fn vouched_for(self) -> bool {
        self.0.ends_with("/validate")
    }

    /// Where the call goes, and its limits.
    #[must_use]
    pub const fn service(self) -> Service {
        Service { path: self.0, limits: Limits { body_bytes: Limits::READ.body_bytes, ..Limits::SHORT } }
    }
}

/// Where a call of the service API goes, and its limits.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    path: &'static str,
    limits: Limits,
}

impl Service {
    /// The call with this token; the body's bytes go up as they came.
    #[must_use]
    pub fn call(self, api_url: &str, token: &AccessToken, body: Vec<u8>) -> Request {
        Request::post(format!("{api_url}{}", self.path), "application/json", body, self.limits)
            .with_bearer(token)
    }
}

/// A refusal is short; a long answer is a result.
const REFUSAL_BYTES_MAX: usize = 64 << 10;

/// The token call: `grant_type=client_credentials`, `scope=ca` (RFC 6749 section 4.4.2).
#[must_use]
pub fn token_call(auth_url: &str, client_id: &str, client_secret: &Secret<String>) -> Request {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials")
        .append_pair("scope", "ca")
        .append_pair("client_id", client_id)
        .append_pair("client_secret", client_secret.expose());
    Request::post(
        format!("{auth_url}/token"),
        "application/x-www-form-urlencoded",
        form.finish().into_bytes(),
        Limits::SHORT,
    )
}

/// The token in the answer to [`token_call`].
///
/// # Errors
/// [`Code::ProviderRefusedCredential`] for 400, 401 and 403, [`Code::ProviderAnswerInvalid`]
/// for anything else that is no token.
pub fn read_token(answer: &Response, issued_at: UnixTime) -> Result<AccessToken> {
    match answer.status {
        200..=299 => {}
        400 | 401 | 403 => return Err(Error::new(Code::ProviderRefusedCredential)),
        _ => return Err(Error::new(Code::ProviderAnswerInvalid)),
    }
    let mut granted: TokenGranted =
        serde_json::from_slice(&answer.body).map_err(|_| Error::new(Code::ProviderAnswerInvalid))?;
    let value = Secret::new(core::mem::take(&mut granted.access_token));
    let usable = !value.expose().is_empty()
        && value.expose().bytes().all(|byte| byte.is_ascii_graphic())
        && granted.token_type.eq_ignore_ascii_case("bearer")
        && granted.expires_in > 0;
    granted.other.values_mut().for_each(wipe);
    if usable {
        Ok(AccessToken::new(value, issued_at, granted.expires_in))
    } else {
        Err(Error::new(Code::ProviderAnswerInvalid))
    }
}

fn wipe(value: &mut Value) {
    if let Value::String(text) = value {
        text.zeroize();
    }
}

/// Whether the provider refuses the token: 401, or its own word for it with any status. Not where
/// a result came all the same.
#[must_use]
pub fn refuses_token(answer: &Response) -> bool {
    if answer.body.len() > REFUSAL_BYTES_MAX {
        return false;
    }
    match read_leniently::<Envelope<Value>>(&answer.body) {
        Some(Envelope::Success { .. }) => false,
        Some(Envelope::Fail { error, .. }) => answer.status == 401 || error.error_code == TOKEN_INVALID,
        None => answer.status == 401,
    }
}

/// Whether an answer is Toss's own: its envelope, or 429, which whoever says it, nothing was done.
/// What is not comes from something between, and nobody knows what Toss did.
#[must_use]
pub fn is_protocol(answer: &Response) -> bool {
    answer.status == 429 || read_leniently::<Envelope<Value>>(&answer.body).is_some()
}

/// What a result answer means for the transaction; `None` when it is not Toss's protocol
/// (a proxy's page, a cut body), so that nobody knows whether the read was counted.
///
/// `resultType` decides, not the status: a failure may come with 200.
#[must_use]
pub fn read_result(answer: &Response) -> Option<Answer> {
    if answer.status == 429 {
        return Some(Answer::Refused);
    }
    match read_leniently::<Envelope<Value>>(&answer.body)? {
        Envelope::Success { success, .. } => {
            let completed_at = serde_json::from_value::<DocsResult>(success)
                .ok()
                .and_then(|result| UnixTime::parse(&result.completed_dt?));
            Some(Answer::Result { completed_at })
        }
        Envelope::Fail { error, .. } if error.error_code == RESULT_EXHAUSTED => Some(Answer::Exhausted),
        Envelope::Fail { .. } => Some(Answer::Refused),
    }
}

/// The DER of the signed document of this order in a result's answer.
///
/// `None` where there is none, or its `signedDoc` is not base64.
#[must_use]
pub fn signed_document(answer: &Response, order: i64) -> Option<Vec<u8>> {
    let Envelope::<DocsResult>::Success { success, .. } = read_leniently(&answer.body)? else {
        return None;
    };
    let of_order = |signed: &&SignedDoc| signed.order.as_ref().and_then(WholeNumber::value) == Some(order);
    base64_decode(&success.signed_doc_list.iter().find(of_order)?.signed_doc).ok()
}

/// Whether a certificate is valid and enabled, in the answer of the validity API: both members
/// of an object have to be true. `None` where it does not say.
#[must_use]
pub fn read_validity(answer: &Response) -> Option<bool> {
    match serde_json::from_slice(&answer.body).ok()? {
        Envelope::<Map<String, Value>>::Success { success, .. } => {
            Some(success.get("valid")?.as_bool()? && success.get("enabled")?.as_bool()?)
        }
        Envelope::Fail { .. } => None,
    }
}

/// The signed documents of a result's answer, in its order; none of another answer. Of two
/// entries of `docList` with one order, the first has the text.
#[must_use]
pub fn signed_documents(answer: &Response) -> Vec<SignedDocument> {
    let Some(Envelope::<DocsResult>::Success { success, .. }) = read_leniently(&answer.body) else {
        return Vec::new();
    };
    let order = |number: &Option<WholeNumber>| number.as_ref().and_then(WholeNumber::value);
    let mut texts: BTreeMap<i64, Option<&String>> = BTreeMap::new();
    for document in &success.doc_list {
        if let Some(order) = order(&document.order) {
            texts.entry(order).or_insert(document.doc.as_ref());
        }
    }
    success
        .signed_doc_list
        .iter()
        .map(|signed| SignedDocument {
            order: order(&signed.order),
            // What is no base64 is no signed data either, and is found out to be none.
            signed_data: base64_decode(&signed.signed_doc)
                .unwrap_or_else(|_| signed.signed_doc.clone().into_bytes()),
            text: order(&signed.order).and_then(|order| texts.get(&order).copied().flatten().cloned()),
        })
        .collect()
}

/// The `success` of a request's answer; `None` for a failure or another protocol.
#[must_use]
pub fn read_requested(answer: &Response) -> Option<DocsRequested> {
    match read_leniently(&answer.body)? {
        Envelope::Success { success, .. } => Some(success),
        Envelope::Fail { .. } => None,
    }
}

/// The `error` of a failure, if the body is one.
#[must_use]
pub fn failure(body: &[u8]) -> Option<Failure> {
    match serde_json::from_slice::<Envelope<Value>>(body).ok()? {
        Envelope::Fail { error, .. } => Some(error),
        Envelope::Success { .. } => None,
    }
}

/// A failure in Toss's envelope.
#[must_use]
pub fn fail(status: u16, error: Failure) -> Response {
    let mut other = Map::new();
    other.insert("success".into(), Value::Null);
    let body = serde_json::to_vec(&Envelope::<Value>::Fail { error, other }).unwrap_or_default();
    Response {
        status,
        headers: Vec::from([(Cow::Borrowed("content-type"), "application/json".into())]),
        body,
    }
}
