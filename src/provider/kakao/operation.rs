//! The calls of KakaoCert: where they go, what is sent, what an answer means.

mod app_signature;
mod token;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::signing::{Date, Signer, Target};
use super::validate;
use super::wire::{Failure, Receipt, SignState};
use crate::document::SignedDocument;
use crate::encoding::base64_either_decode;
use crate::error::{Code, Error, Result};
use crate::exchange::{Limits, Method, Request, Response};
use crate::json::{Map, Value, read_leniently};
use crate::provider::Problem;
use crate::secret::Secret;
use crate::time::UnixTime;
use crate::token::AccessToken;
use crate::transaction::{Answer, Provider, Purpose, QuestionHash, TransactionId};

pub use app_signature::AppSignature;
pub use token::{read_token, token_call};

/// `cache-control` of every answer to a client of LinkHub's: some ask for compression and then
/// read a compressed error as it stands.
pub const UNTOUCHED: &str = "no-store, no-transform";

/// One of the three services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// 전자서명: the relying party's text is signed.
    #[serde(rename = "esign")]
    ESign,
    /// 자동이체 출금동의, which LinkHub also calls CMS.
    DirectDebit,
    /// 본인인증.
    Identity,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::ESign, Self::DirectDebit, Self::Identity];

    /// `esign`, `direct-debit` or `identity`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ESign => "esign",
            Self::DirectDebit => "direct-debit",
            Self::Identity => "identity",
        }
    }

    /// What the signature is for.
    #[must_use]
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::ESign => Purpose::SignDocument,
            Self::DirectDebit => Purpose::DirectDebitConsent,
            Self::Identity => Purpose::Identify,
        }
    }

    /// The problems of the body of a request.
    #[must_use]
    pub fn validate(self, body: &Map<String, Value>) -> Vec<Problem> {
        validate::request(self, body)
    }

    /// The first segment of its paths.
    const fn segment(self) -> &'static str {
        match self {
            Self::ESign => "SignToken",
            Self::DirectDebit => "SignDirectDebit",
            Self::Identity => "SignIdentity",
        }
    }

    /// Whether it can be done App to App, so that a verification may bring a signature.
    #[must_use]
    pub const fn app_to_app(self) -> bool {
        !matches!(self, Self::Identity)
    }
}

/// A call of KakaoCert, the same on LinkHub's host and on the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `POST /…/Request`: begins a signature.
    Request(Service),
    /// `GET /…/Status/{receiptID}`: asks how far the signer is.
    Status(Service, TransactionId),
    /// `GET /…/Verify/{receiptID}[/{signature}]`: reads the signed data, once.
    Verify(Service, TransactionId, Option<AppSignature>),
}

impl Operation {
    /// The operation at a path, as it stands on the request line: percent-encoding is not
    /// undone, a query is not part of it.
    ///
    /// The published clients append an App-to-App signature as it is, so that everything
    /// after the receipt id is the signature, its slashes included. It is percent-decoded
    /// once; `+` is a plus. `/a/b+c==` and `/a%2Fb%2Bc%3D%3D` are one signature.
    ///
    /// # Errors
    /// [`Code::RouteUnknown`]; [`Code::TransactionUnknown`] for a receipt id that is none
    /// (1 to 20 ASCII letters and digits, never percent-encoded);
    /// [`Code::AppSignatureInvalid`].
    pub fn at(path: &str) -> Result<Self> {
        let unknown = || Error::new(Code::RouteUnknown);
        let (segment, rest) =
            path.strip_prefix('/').and_then(|path| path.split_once('/')).ok_or_else(unknown)?;
        let service = Service::ALL.into_iter().find(|service| service.segment() == segment);
        let service = service.ok_or_else(unknown)?;
        if rest == "Request" {
            return Ok(Self::Request(service));
        }
        let (call, rest) = rest.split_once('/').ok_or_else(unknown)?;
        let (id, signature) = match rest.split_once('/') {
            Some((id, signature)) => (id, Some(signature)),
            None => (rest, None),
        };
        let receipt =
            || TransactionId::new(Provider::Kakao, id).ok_or_else(|| Error::new(Code::TransactionUnknown));
        match (call, signature) {
            ("Status", None) => Ok(Self::Status(service, receipt()?)),
            ("Verify", None) => Ok(Self::Verify(service, receipt()?, None)),
            ("Verify", Some(raw)) if service.app_to_app() => {
                let receipt = receipt()?;
                let signature =
                    AppSignature::from_path(raw).ok_or_else(|| Error::new(Code::AppSignatureInvalid))?;
                Ok(Self::Verify(service, receipt, Some(signature)))
            }
            _ => Err(unknown()),
        }
    }

    /// How it is called. A verification is spent by any call that reaches LinkHub: `HEAD` is
    /// no way to call it.
    #[must_use]
    pub const fn method(&self) -> Method {
        match self {
            Self::Request(_) => Method::Post,
            Self::Status(..) | Self::Verify(..) => Method::Get,
        }
    }

    /// Its service.
    #[must_use]
    pub const fn service(&self) -> Service {
        match self {
            Self::Request(service) | Self::Status(service, _) | Self::Verify(service, ..) => *service,
        }
    }

    /// The transaction it asks about.
    #[must_use]
    pub const fn receipt(&self) -> Option<&TransactionId> {
        match self {
            Self::Request(_) => None,
            Self::Status(_, receipt) | Self::Verify(_, receipt, _) => Some(receipt),
        }
    }

    /// The path without receipt and signature, for logs.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        match self {
            Self::Request(Service::ESign) => "/SignToken/Request",
            Self::Request(Service::DirectDebit) => "/SignDirectDebit/Request",
            Self::Request(Service::Identity) => "/SignIdentity/Request",
            Self::Status(Service::ESign, _) => "/SignToken/Status/{receiptID}",
            Self::Status(Service::DirectDebit, _) => "/SignDirectDebit/Status/{receiptID}",
            Self::Status(Service::Identity, _) => "/SignIdentity/Status/{receiptID}",
            Self::Verify(Service::ESign, _, None) => "/SignToken/Verify/{receiptID}",
            Self::Verify(Service::ESign, _, Some(_)) => "/SignToken/Verify/{receiptID}/{signature}",
            Self::Verify(Service::DirectDebit, _, None) => "/SignDirectDebit/Verify/{receiptID}",
            Self::Verify(Service::DirectDebit, _, Some(_)) => {
                "/SignDirectDebit/Verify/{receiptID}/{signature}"
            }
            Self::Verify(Service::Identity, ..) => "/SignIdentity/Verify/{receiptID}",
        }
    }

    /// The path as it goes to LinkHub: a signature as one percent-encoded segment.
    ///
    /// HAZARD: with a signature in it, it is not for logs.
    #[must_use]
    pub fn path(&self) -> String {
        let service = self.service().segment();
        match self {
            Self::Request(_) => format!("/{service}/Request"),
            Self::Status(_, receipt) => format!("/{service}/Status/{}", receipt.id()),
            Self::Verify(_, receipt, None) => format!("/{service}/Verify/{}", receipt.id()),
            Self::Verify(_, receipt, Some(signature)) => {
                format!("/{service}/Verify/{}/{}", receipt.id(), signature.to_segment())
            }
        }
    }

    /// What of the question a refusal may be about: the App-to-App signature of a verification.
    #[must_use]
    pub fn question(&self) -> Option<QuestionHash> {
        match self {
            Self::Verify(_, _, Some(signature)) => Some(QuestionHash::of(signature.expose())),
            _ => None,
        }
    }

    /// The call to LinkHub. A request is signed over the body's bytes, which go up as they
    /// came; the others have no body and no signature.
    #[must_use]
    pub fn call(
        &self,
        api_url: &str,
        signer: &Signer,
        token: &AccessToken,
        body: Vec<u8>,
        now: UnixTime,
    ) -> Request {
        let url = format!("{api_url}{}", self.path());
        match self {
            Self::Request(_) => signed_post(url, signer, Target::Service, body, now).with_bearer(token),
            Self::Status(..) => Request::get(url, Limits::SHORT).with_bearer(token),
            Self::Verify(..) => Request::get(url, Limits::READ).with_bearer(token),
        }
    }
}

fn signed_post(url: String, signer: &Signer, target: Target<'_>, body: Vec<u8>, now: UnixTime) -> Request {
    Request {
        method: Method::Post,
        url,
        headers: signer.sign(target, &Date::with_milliseconds(now), &body),
        bearer: None,
        body: Secret::new(body),
        limits: Limits::SHORT,
    }
}

/// Whether LinkHub refuses the session token. Its code for that is not published; the status
/// is HTTP's.
#[must_use]
pub const fn refuses_token(answer: &Response) -> bool {
    answer.status == 401
}

/// The receipt in a request's answer; `None` for a failure or another protocol, and where
/// the receipt id is none.
#[must_use]
pub fn read_requested(answer: &Response) -> Option<(TransactionId, Receipt)> {
    let receipt: Receipt = success(answer)?;
    Some((TransactionId::new(Provider::Kakao, &receipt.receipt_id)?, receipt))
}

/// The state in a status call's answer; `None` for a failure or another protocol.
#[must_use]
pub fn read_state(answer: &Response) -> Option<SignState> {
    success(answer)
}

/// What a verification's answer means for the transaction; `None` when it is not LinkHub's
/// protocol (a proxy's page, a cut body), so that nobody knows whether it was spent.
///
/// What is in it decides, not the status: signed data is the result, `code` a refusal. No
/// code is known to say that the one verification is spent.
#[must_use]
pub fn read_verified(answer: &Response) -> Option<Answer> {
    if signed_data(&answer.body).is_some() {
        return Some(Answer::Result { completed_at: None });
    }
    let is_failure = failure(&answer.body).is_some();
    match answer.status {
        429 => Some(Answer::NotNow),
        500.. if is_failure => Some(Answer::NotNow),
        _ => is_failure.then_some(Answer::Refused),
    }
}

/// The bytes of the SignedData in a verification's answer.
///
/// `None` where there is none, or it is no base64: base64url is documented, with or without
/// padding, and the other alphabet is read as well.
#[must_use]
pub fn signed_document(answer: &Response) -> Option<Vec<u8>> {
    let mut der = Vec::new();
    base64_either_decode(signed_data(&answer.body)?.trim(), &mut der).ok()?;
    Some(der)
}

/// The signed document of a verification's answer; none of another answer.
#[must_use]
pub fn signed_documents(answer: &Response) -> Vec<SignedDocument> {
    let Some(text) = signed_data(&answer.body) else { return Vec::new() };
    // What is no base64 is no signed data either, and is found out to be none.
    let signed_data = signed_document(answer).unwrap_or_else(|| text.into_bytes());
    Vec::from([SignedDocument { order: Some(1), signed_data, text: None }])
}

/// The signed data of a verification, whatever stands beside it: it comes once, so that an odd
/// receipt id is no reason to take it for lost.
fn signed_data(body: &[u8]) -> Option<String> {
    let members: Map<String, Value> = read_leniently(body)?;
    members.get("signedData").and_then(Value::as_str).filter(|text| !text.is_empty()).map(String::from)
}

fn success<T: for<'de> Deserialize<'de>>(answer: &Response) -> Option<T> {
    (answer.status == 200).then(|| read_leniently(&answer.body))?
}

/// Whether an answer is one of LinkHub's at all: every one is a JSON object, and its clients
/// can read nothing else. What is not comes from something between, and nobody knows what
/// LinkHub did.
#[must_use]
pub fn is_protocol(answer: &Response) -> bool {
    read_leniently::<Map<String, Value>>(&answer.body).is_some()
}

/// Whether an answer to a request is LinkHub's own: a failure with its code, or any JSON under
/// a status of success. A failure without one comes from something between, and nobody knows
/// whether the signer was asked.
#[must_use]
pub fn answers_request(answer: &Response) -> bool {
    is_protocol(answer)
        && (matches!(answer.status, 200..=299) || answer.status == 429 || failure(&answer.body).is_some())
}

/// Brings a success under another status to 200, which alone is one to LinkHub's clients, and a
/// failure under a status of success to 400, which is none.
#[must_use]
pub fn success_is_200(mut answer: Response) -> Response {
    if matches!(answer.status, 200..=299) && is_protocol(&answer) {
        answer.status = if is_refusal(&answer.body) { 400 } else { 200 };
    }
    answer
}

/// Whether a body has a failure's code, and nothing of what a success has.
fn is_refusal(body: &[u8]) -> bool {
    let members: Map<String, Value> = read_leniently(body).unwrap_or_default();
    let is_success = ["receiptId", "receiptID", "signedData"].iter().any(|name| members.contains_key(*name));
    failure(body).is_some() && !is_success
}

/// The failure, if the body is one.
#[must_use]
pub fn failure(body: &[u8]) -> Option<Failure> {
    read_leniently(body)
}

/// A failure in LinkHub's envelope. LinkHub's clients take every status but 200 for one.
#[must_use]
pub fn fail(status: u16, failure: &Failure) -> Response {
    Response {
        status,
        headers: Vec::from([(Cow::Borrowed("content-type"), "application/json".into())]),
        body: serde_json::to_vec(failure).unwrap_or_default(),
    }
    .with("cache-control", UNTOUCHED)
}
