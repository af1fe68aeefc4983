//! The one-time result, guarded: what a provider hands out once or twice is written
//! down before it is asked for, stored before it is answered, and never asked for again
//! while a stored answer serves.
//!
//! [`step`] is a pure function of a state and an event. It decides; whoever runs it
//! stores, calls and answers as the [`Action`]s say, in their order.
//!
//! ```text
//!            Ask                    Answered: result
//!   open ──────────▶ reading ─────────────────────────▶ stored ──▶ replays
//!     ▲                │  │ Answered: an error of the provider's (consumes nothing)
//!     └────────────────┼──┘
//!                      │ Lost ──▶ one automatic retry, then uncertain
//!                      ▼
//!                  uncertain ── Ask ──▶ reading
//! ```
//!
//! Toss counts two reads and says so when none is left, so an uncertain result is asked for
//! again by whoever asks next. Kakao verifies once and has no known word for "already
//! verified": an uncertain verification is asked for again only when the caller says so, and
//! what the provider then says is kept as its word on the matter.

mod id;
mod particulars;
mod pending;
mod step;

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::digest::sha256_hex;
use crate::document::DocumentRecord;
use crate::error::{Code, Error, Result};
use crate::time::UnixTime;

pub use id::{Provider, Rules, TransactionId};
pub use particulars::{Channel, Particulars, Persons, Purpose, StoredNameHash};
pub use pending::{Entry, Pending};
pub use step::{Action, Answer, Event, Outcome, step};

/// How long one read may take in all, its automatic retry included.
pub const READ_SECONDS: i64 = 170;

/// How long a caller is kept waiting for a read before it is told to come back.
pub const CALLER_WAIT_SECONDS: i64 = 25;

/// How long a result is kept after the relying party has acknowledged it.
pub const ACKNOWLEDGED_DAYS: i64 = 7;

/// How far the provider's clock and the gateway's may be apart.
pub const CLOCKS_SECONDS: i64 = 5 * 60;

/// Past the time to sign: how long a result can still be fetched (Toss: 60 minutes after the
/// signer finished), and the clocks.
const RESULT_GRACE_SECONDS: i64 = 60 * 60 + CLOCKS_SECONDS;

/// SHA-256 of a `sessionKey`'s text, in hexadecimal: tells sessions apart, opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionHash(pub String);

impl SessionHash {
    /// The hash of this `sessionKey`.
    #[must_use]
    pub fn of(session_key: &str) -> Self {
        Self(sha256_hex(session_key.as_bytes()))
    }
}

/// SHA-256 of what a question brings besides its session, in hexadecimal: of KakaoCert's
/// App-to-App signature. Whoever asks with another one may be told something else, so a refusal
/// of one is no answer to the other; a result is one to both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionHash(pub String);

impl QuestionHash {
    /// The hash of this text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(sha256_hex(text.as_bytes()))
    }
}

/// What is known when the provider has accepted a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// The caller the transaction belongs to.
    pub caller: String,
    /// When the provider took the request, by the gateway's clock.
    pub requested_at: UnixTime,
    /// How long the signer may take.
    pub expire_seconds: i64,
    /// The id of the session the request was sealed with.
    pub request_session: Option<String>,
    /// The documents to be signed, in the request's order.
    pub documents: Vec<DocumentRecord>,
    /// What else has to be known to ask for the result; Toss's needs nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub particulars: Option<Particulars>,
}

impl Registration {
    /// Whether it is of this client code's, for this purpose: asked for otherwise, a
    /// transaction looks like one that does not exist, as it does at LinkHub.
    #[must_use]
    pub fn is_of(&self, client_code: &str, purpose: Purpose) -> bool {
        self.particulars
            .as_ref()
            .is_some_and(|known| known.client_code == client_code && known.purpose == purpose)
    }
}

/// Everything the gateway remembers of a transaction, the answers themselves apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    provider: Provider,
    registration: Registration,
    attempts: u32,
    automatic_retries_left: u8,
    reads: Vec<Read>,
    phase: Phase,
    last_word: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_word_question: Option<QuestionHash>,
    completed_at: Option<UnixTime>,
    #[serde(default)]
    acknowledged_at: Option<UnixTime>,
}

/// A read the provider answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// The session the personal data in it is sealed under.
    pub session: SessionHash,
    /// The attempt whose answer is stored.
    pub attempt: u32,
    /// When the answer came, by the gateway's clock.
    pub received_at: UnixTime,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Phase {
    Open,
    Reading(Attempt),
    Uncertain,
}

/// A call to the provider that may not have been answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Attempt {
    number: u32,
    session: SessionHash,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    question: Option<QuestionHash>,
    give_up_at: UnixTime,
    was_uncertain: bool,
}

impl State {
    /// The state of a request the provider has just accepted.
    #[must_use]
    pub const fn registered(provider: Provider, registration: Registration) -> Self {
        Self {
            provider,
            registration,
            attempts: 0,
            automatic_retries_left: provider.rules().automatic_retries,
            reads: Vec::new(),
            phase: Phase::Open,
            last_word: None,
            last_word_question: None,
            completed_at: None,
            acknowledged_at: None,
        }
    }

    /// What was known at the request.
    #[must_use]
    pub const fn registration(&self) -> &Registration {
        &self.registration
    }

    /// The provider.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// The answered reads, first first.
    #[must_use]
    pub fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// How many calls were made, answered or not.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// When the signer finished, as the provider says; known from the first read on.
    #[must_use]
    pub const fn completed_at(&self) -> Option<UnixTime> {
        self.completed_at
    }

    /// The attempt that may be under way.
    #[must_use]
    pub const fn attempt_under_way(&self) -> Option<u32> {
        match &self.phase {
            Phase::Reading(attempt) => Some(attempt.number),
            Phase::Open | Phase::Uncertain => None,
        }
    }

    /// When the attempt that may be under way is given up.
    #[must_use]
    pub const fn gives_up_at(&self) -> Option<UnixTime> {
        match &self.phase {
            Phase::Reading(attempt) => Some(attempt.give_up_at),
            Phase::Open | Phase::Uncertain => None,
        }
    }

    /// `requested`, `reading`, `uncertain`, `completed`, or `exhausted`: nothing is stored, and
    /// the provider has said that it gives no read any more.
    ///
    /// Only a result completes a transaction: what a status call says does not.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self.phase {
            Phase::Reading(_) => "reading",
            Phase::Uncertain => "uncertain",
            Phase::Open if !self.reads.is_empty() => "completed",
            Phase::Open if self.last_word.is_some() => "exhausted",
            Phase::Open => "requested",
        }
    }

    /// Whether nothing was read, and the time to sign has been over for more than
    /// `window_seconds`, and [`CLOCKS_SECONDS`] for clocks that differ.
    #[must_use]
    pub const fn is_past(&self, window_seconds: i64, now: UnixTime) -> bool {
        let open = self.registration.expire_seconds.saturating_add(window_seconds);
        let end = self.registration.requested_at.plus_seconds(open.saturating_add(CLOCKS_SECONDS));
        self.reads.is_empty() && now.0 > end.0
    }

    /// Notes that the relying party has stored the result itself; the first time counts.
    ///
    /// # Errors
    /// [`Code::ResultNotStored`] where nothing was read.
    pub fn acknowledge(&mut self, now: UnixTime) -> Result<()> {
        if self.reads.is_empty() {
            return Err(Error::new(Code::ResultNotStored));
        }
        self.acknowledged_at.get_or_insert(now);
        Ok(())
    }

    /// When the record may be purged: `retention_days` after the first read, or, where
    /// nothing was read, as long after the last moment a result could still be fetched;
    /// [`ACKNOWLEDGED_DAYS`] after an acknowledgement, if that is earlier.
    #[must_use]
    pub fn expires_at(&self, retention_days: i64) -> UnixTime {
        let kept = self.kept_until(retention_days);
        match self.acknowledged_at {
            Some(at) => kept.min(at.plus_seconds(ACKNOWLEDGED_DAYS * 86_400)),
            None => kept,
        }
    }

    fn kept_until(&self, retention_days: i64) -> UnixTime {
        let from = self.reads.first().map_or_else(|| self.fetchable_until(), |read| read.received_at);
        from.plus_seconds(retention_days.saturating_mul(86_400))
    }

    /// The last moment a first result could still be fetched.
    fn fetchable_until(&self) -> UnixTime {
        let seconds = self.registration.expire_seconds.saturating_add(RESULT_GRACE_SECONDS);
        self.registration.requested_at.plus_seconds(seconds)
    }

    fn read_of(&self, session: &SessionHash) -> Option<(usize, &Read)> {
        self.reads.iter().enumerate().find(|(_, read)| read.session == *session)
    }
}
