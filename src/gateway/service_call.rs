//! A call of a provider's service API, whichever provider's: what it needs, what its answer
//! means.

use alloc::string::String;
use alloc::vec::Vec;

use crate::document::SignedDocument;
use crate::error::{Code, Error, Result};
use crate::exchange::{Request, Response};
use crate::gateway::refusal::refuse;
use crate::gateway::route::Surface;
use crate::gateway::settings::Settings;
use crate::gateway::token_source::TokenSource;
use crate::provider::{kakao, toss};
use crate::time::UnixTime;
use crate::token::AccessToken;
use crate::transaction::{Answer, Provider};

/// A call, its body included.
#[derive(Clone)]
pub enum ServiceCall {
    /// To Toss Cert.
    Toss {
        /// Which call.
        service: toss::operation::Service,
        /// The bytes, as the caller sent them.
        body: Vec<u8>,
    },
    /// To KakaoCert.
    Kakao {
        /// For whom (이용기관코드).
        client_code: String,
        /// Which call.
        operation: kakao::operation::Operation,
        /// The bytes, as the caller sent them; none of a `GET`.
        body: Vec<u8>,
    },
}

impl ServiceCall {
    /// Whose token it needs.
    #[must_use]
    pub fn token_source(&self) -> TokenSource {
        match self {
            Self::Toss { .. } => TokenSource::Toss,
            Self::Kakao { client_code, .. } => TokenSource::LinkHub(client_code.clone()),
        }
    }

    /// The request of one attempt, with this token. A signature in it is of this moment.
    ///
    /// # Errors
    /// [`crate::Code::SettingInvalid`].
    pub fn request(&self, settings: &Settings, token: &AccessToken, now: UnixTime) -> Result<Request> {
        match self {
            Self::Toss { service, body } => Ok(service.call(&settings.toss()?.api_url, token, body.clone())),
            Self::Kakao { operation, body, .. } => {
                let linkhub = settings.linkhub()?;
                Ok(operation.call(&linkhub.api_url, &linkhub.signer, token, body.clone(), now))
            }
        }
    }

    /// Whether the answer says that the token is not valid: then nothing was done.
    #[must_use]
    pub fn refuses_token(&self, answer: &Response) -> bool {
        match self {
            Self::Toss { .. } => toss::operation::refuses_token(answer),
            Self::Kakao { .. } => kakao::operation::refuses_token(answer),
        }
    }
}

/// The answer of a one-time read as its caller can read it, before it is kept.
///
/// LinkHub's clients take 200 for success and nothing else, and end on what is no JSON: a
/// signature under another status gets that one, a refusal under 200 gets 400, and a page that says 429, by which nothing
/// was spent, becomes an envelope. What is no answer at all stays as it came: it is lost, and
/// handed to nobody.
#[must_use]
pub fn readable(provider: Provider, answer: Response) -> Response {
    match (provider, read_answer(provider, &answer)) {
        (Provider::Kakao, Some(Answer::Result { .. })) => Response { status: 200, ..answer },
        (Provider::Kakao, Some(Answer::Refused | Answer::NotNow))
            if !kakao::operation::is_protocol(&answer) =>
        {
            let refusal = refuse(Surface::LinkHub, &Error::new(Code::ProviderAnswerInvalid));
            match answer.header("retry-after") {
                Some(after) => refusal.with("retry-after", after),
                None => refusal,
            }
        }
        (Provider::Kakao, Some(Answer::Refused)) if matches!(answer.status, 200..=299) => {
            Response { status: 400, ..answer }
        }
        _ => answer,
    }
}

/// What the answer of a one-time read means; `None` when it is not the provider's protocol.
#[must_use]
pub fn read_answer(provider: Provider, answer: &Response) -> Option<Answer> {
    match provider {
        Provider::Toss => toss::operation::read_result(answer),
        Provider::Kakao => kakao::operation::read_verified(answer),
    }
}

/// The signed document of this order in the answer of a one-time read. KakaoCert signs one.
#[must_use]
pub fn signed_document(provider: Provider, answer: &Response, order: i64) -> Option<Vec<u8>> {
    match (provider, order) {
        (Provider::Toss, order) => toss::operation::signed_document(answer, order),
        (Provider::Kakao, 1) => kakao::operation::signed_document(answer),
        (Provider::Kakao, _) => None,
    }
}

/// Every signed document in the answer of a one-time read.
#[must_use]
pub fn signed_documents(provider: Provider, answer: &Response) -> Vec<SignedDocument> {
    match provider {
        Provider::Toss => toss::operation::signed_documents(answer),
        Provider::Kakao => kakao::operation::signed_documents(answer),
    }
}
