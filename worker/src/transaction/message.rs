//! What the Worker asks a transaction's object.

use ingam::transaction::{Event, Provider, Registration, SessionHash, TransactionId};
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
    pub(super) fn id(&self) -> Result<TransactionId> {
        TransactionId::new(self.provider, &self.id).ok_or_else(|| Error::new(Code::Internal))
    }
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
}

/// `signed-document`: one signed document of a stored result.
#[derive(Serialize, Deserialize)]
pub(crate) struct SignedDocumentQuestion {
    pub(crate) transaction: Name,
    pub(crate) caller: String,
    pub(crate) order: i64,
}

/// `result`: the body that came with it goes to the provider as it is.
#[derive(Serialize, Deserialize)]
pub(crate) struct ResultQuestion {
    pub(crate) transaction: Name,
    pub(crate) caller: String,
    pub(crate) session: SessionHash,
    pub(crate) session_id: String,
}

impl ResultQuestion {
    pub(super) fn event(&self) -> Event {
        Event::Ask {
            session: self.session.clone(),
            session_id: self.session_id.clone(),
            now: platform::now(),
        }
    }
}
