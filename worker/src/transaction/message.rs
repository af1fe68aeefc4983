//! What the Worker asks a transaction's object.

use ingam::gateway::service_call::ServiceCall;
use ingam::provider::kakao;
use ingam::provider::toss::operation::Operation;
use ingam::transaction::{Event, Provider, Purpose, QuestionHash, Registration, SessionHash, TransactionId};
use ingam::{Code, Error, Result};
use serde::{Deserialize, Serialize};

use crate::platform;

/// A transaction's id on its way to the object.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Name {
    provider: Provider,
    id: String,
}

impl From<&TransactionId> for Name {
    fn from(id: &TransactionId) -> Self {
        Self { provider: id.provider(), id: id.id().to_owned() }
    }
}

impl Name {
    pub(super) const fn provider(&self) -> Provider {
        self.provider
    }

    pub(super) fn id(&self) -> Result<TransactionId> {
        TransactionId::new(self.provider, &self.id).ok_or_else(|| Error::new(Code::Internal))
    }
}

/// Of every message: whose transaction.
#[derive(Deserialize)]
pub(super) struct Addressed {
    pub(super) transaction: Name,
}

/// `register`: the provider has accepted a request.
#[derive(Serialize, Deserialize)]
pub(crate) struct Registering {
    pub(crate) transaction: Name,
    pub(crate) registration: Registration,
}

/// `known` and `show`: whether the transaction is this caller's, and what is known of it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) transaction: Name,
    pub(crate) caller: String,
    /// The client code and the purpose it has to be of, where that matters.
    pub(crate) of: Option<(String, Purpose)>,
}

/// `signed-document`: one signed document of a stored result.
#[derive(Serialize, Deserialize)]
pub(crate) struct SignedDocumentQuestion {
    pub(crate) transaction: Name,
    pub(crate) caller: String,
    pub(crate) order: i64,
}

/// `result`: the body that came with it goes to Toss as it is.
#[derive(Serialize, Deserialize)]
pub(crate) struct ResultQuestion {
    pub(crate) transaction: Name,
    pub(crate) caller: String,
    pub(crate) session: SessionHash,
    pub(crate) session_id: String,
}

/// `verify`: what KakaoCert is asked, once.
#[derive(Serialize, Deserialize)]
pub(crate) struct VerifyQuestion {
    pub(crate) transaction: Name,
    pub(crate) caller: String,
    pub(crate) client_code: String,
    /// The path of the operation, with an App-to-App signature in it.
    pub(crate) path: String,
    /// Whether the caller wants one more attempt after a lost answer.
    pub(crate) retry: bool,
}

/// A question for the one-time result, whichever provider's.
pub(super) struct Asking {
    pub(super) session: SessionHash,
    pub(super) session_id: String,
    pub(super) question: Option<QuestionHash>,
    pub(super) retry: bool,
    /// What the provider is asked, if it is.
    pub(super) call: ServiceCall,
}

impl Asking {
    pub(super) fn result(session: SessionHash, session_id: String, body: Vec<u8>) -> Self {
        let call = ServiceCall::Toss { service: Operation::Result.service(), body };
        Self { session, session_id, question: None, retry: false, call }
    }

    /// Nothing in a verification is sealed, so that its result is everybody's; what LinkHub refuses
    /// may be the signature that the question brings.
    pub(super) fn verify(client_code: String, operation: kakao::operation::Operation, retry: bool) -> Self {
        let question = operation.question();
        let call = ServiceCall::Kakao { client_code, operation, body: Vec::new() };
        let session = kakao::registration::result_session();
        Self { session, session_id: String::new(), question, retry, call }
    }

    pub(super) fn event(&self) -> Event {
        Event::Ask {
            session: self.session.clone(),
            session_id: self.session_id.clone(),
            question: self.question.clone(),
            retry: self.retry,
            now: platform::now(),
        }
    }
}
