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

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::digest::sha256_hex;
use crate::document::DocumentRecord;
use crate::error::{Code, Error, Result};
use crate::time::UnixTime;

pub use id::{Provider, Rules, TransactionId};
pub use particulars::{Channel, NameHash, Particulars, Persons, Purpose};

/// How long one read may take in all, its automatic retry included.
pub const READ_SECONDS: i64 = 170;

/// How long a caller is kept waiting for a read before it is told to come back.
pub const CALLER_WAIT_SECONDS: i64 = 25;

/// How long a result is kept after the relying party has acknowledged it.
pub const ACKNOWLEDGED_DAYS: i64 = 7;

/// How far the provider's clock and the gateway's may be apart.
pub const CLOCKS_SECONDS: i64 = 5 * 60;

/// Past the time to sign: how long a result can still be fetched, and five minutes for
/// clocks that differ (Toss: 60 minutes after the signer finished).
const RESULT_GRACE_SECONDS: i64 = 65 * 60;

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
    give_up_at: UnixTime,
    was_uncertain: bool,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A caller asks for the result.
    Ask {
        /// The hash of the sessionKey it sent.
        session: SessionHash,
        /// The id in the sessionKey it sent.
        session_id: String,
        /// Whether it wants one more attempt although an answer may have been lost.
        retry: bool,
        /// The gateway's clock.
        now: UnixTime,
    },
    /// The answer of an attempt is stored and was understood.
    Answered {
        /// Which attempt.
        attempt: u32,
        /// What the provider said.
        answer: Answer,
        /// The gateway's clock.
        now: UnixTime,
    },
    /// The answer of an attempt did not come, or was not of the provider's protocol.
    Lost {
        /// Which attempt.
        attempt: u32,
        /// The gateway's clock.
        now: UnixTime,
    },
    /// The attempt did not reach the transaction: no token was to be had, or the provider
    /// refused the gateway's credential. Nothing was consumed.
    NotRead {
        /// Which attempt.
        attempt: u32,
        /// Why.
        code: Code,
    },
    /// The object that ran the attempt is gone and left no stored answer.
    Interrupted,
}

/// What the provider said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The result; a read was consumed.
    Result {
        /// When the signer finished, as the provider says.
        completed_at: Option<UnixTime>,
    },
    /// No read is left (Toss CE3101). Final.
    Exhausted,
    /// Any other error: too early, unknown, expired, too many calls. Consumes nothing.
    Refused,
    /// Kakao: too many calls, or a failure of its own. Consumes nothing, and says nothing of
    /// what became of an earlier attempt.
    NotNow,
}

/// What to do, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Store the new state before going on.
    Persist,
    /// Call the provider with the session of the event that began this read.
    Call {
        /// The number to store the answer under.
        attempt: u32,
    },
    /// Another session's read is under way: wait for its end, then ask again.
    Wait,
    /// This session's read is under way: wait for its outcome.
    Join,
    /// Remove the bytes stored for the attempt.
    Forget {
        /// Which attempt.
        attempt: u32,
    },
    /// The read is over, for everyone who waits.
    Finish(Outcome),
}

/// How a question for the result ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Answer with the stored bytes.
    Deliver {
        /// 1 or 2: the provider's count.
        read: usize,
        /// The attempt the bytes are stored under.
        attempt: u32,
        /// The bytes were there before this question.
        replayed: bool,
    },
    /// Answer with the provider's error, bytes as they came.
    Pass {
        /// The attempt the bytes are stored under.
        attempt: u32,
        /// The bytes stay stored; otherwise they are for those who wait, once.
        stored: bool,
    },
    /// Answer with an error of ours.
    Refuse(Code),
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

    /// `requested`, `reading`, `uncertain` or `completed`.
    ///
    /// Only a result completes a transaction: what a status call says does not.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self.phase {
            Phase::Reading(_) => "reading",
            Phase::Uncertain => "uncertain",
            Phase::Open if self.reads.is_empty() => "requested",
            Phase::Open => "completed",
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
        let from = match self.reads.first() {
            Some(read) => read.received_at,
            None => self
                .registration
                .requested_at
                .plus_seconds(self.registration.expire_seconds.saturating_add(RESULT_GRACE_SECONDS)),
        };
        from.plus_seconds(retention_days.saturating_mul(86_400))
    }

    fn read_of(&self, session: &SessionHash) -> Option<(usize, &Read)> {
        self.reads.iter().enumerate().find(|(_, read)| read.session == *session)
    }
}

/// The next state, and what to do.
///
/// Events of an attempt that is not the one under way change nothing: an answer that
/// comes after the read was given up is not acted on.
#[must_use]
pub fn step(state: &State, event: Event) -> (State, Vec<Action>) {
    let mut next = state.clone();
    let actions = match event {
        Event::Ask { session, session_id, retry, now } => ask(&mut next, session, &session_id, retry, now),
        Event::Answered { attempt, answer, now } => answered(&mut next, attempt, answer, now),
        Event::Lost { attempt, now } => lost(&mut next, attempt, now),
        Event::NotRead { attempt, code } => not_read(&mut next, attempt, code),
        Event::Interrupted => interrupted(&mut next),
    };
    (next, actions)
}

fn ask(state: &mut State, session: SessionHash, session_id: &str, retry: bool, now: UnixTime) -> Vec<Action> {
    if state.registration.request_session.as_deref() == Some(session_id) {
        return vec![refuse(Code::SessionReused)];
    }
    if let Some((index, read)) = state.read_of(&session) {
        let outcome = Outcome::Deliver { read: index + 1, attempt: read.attempt, replayed: true };
        return vec![Action::Finish(outcome)];
    }
    if let Phase::Reading(attempt) = &state.phase {
        return vec![if attempt.session == session { Action::Join } else { Action::Wait }];
    }
    if state.phase == Phase::Uncertain && !state.provider.rules().retries_when_uncertain {
        return match state.last_word {
            _ if retry => begin(state, session, now.plus_seconds(READ_SECONDS)),
            Some(attempt) => vec![Action::Finish(Outcome::Pass { attempt, stored: true })],
            None => vec![refuse(Code::VerifyUncertain)],
        };
    }
    match state.last_word {
        Some(_) if !state.reads.is_empty() => vec![refuse(Code::ResultSealedForOtherSession)],
        Some(attempt) => vec![Action::Finish(Outcome::Pass { attempt, stored: true })],
        None if state.reads.len() >= state.provider.rules().reads => {
            vec![refuse(Code::ResultSealedForOtherSession)]
        }
        None => begin(state, session, now.plus_seconds(READ_SECONDS)),
    }
}

fn begin(state: &mut State, session: SessionHash, give_up_at: UnixTime) -> Vec<Action> {
    state.attempts = state.attempts.saturating_add(1);
    let number = state.attempts;
    let was_uncertain = state.phase == Phase::Uncertain;
    state.phase = Phase::Reading(Attempt { number, session, give_up_at, was_uncertain });
    vec![Action::Persist, Action::Call { attempt: number }]
}

fn answered(state: &mut State, number: u32, answer: Answer, now: UnixTime) -> Vec<Action> {
    let Some(attempt) = end(state, number) else { return Vec::new() };
    if answer == Answer::NotNow && attempt.was_uncertain {
        state.phase = Phase::Uncertain;
    }
    match answer {
        Answer::Result { completed_at } => {
            state.completed_at = state.completed_at.or(completed_at);
            state.reads.push(Read { session: attempt.session, attempt: number, received_at: now });
            let outcome = Outcome::Deliver { read: state.reads.len(), attempt: number, replayed: false };
            let mut actions = vec![Action::Persist, Action::Finish(outcome)];
            // Only an uncertain transaction is asked about again after a last word.
            actions.extend(state.last_word.take().map(|attempt| Action::Forget { attempt }));
            actions
        }
        Answer::Exhausted => {
            state.last_word = Some(number);
            let outcome = if state.reads.is_empty() {
                Outcome::Pass { attempt: number, stored: true }
            } else {
                Outcome::Refuse(Code::ResultSealedForOtherSession)
            };
            vec![Action::Persist, Action::Finish(outcome)]
        }
        Answer::Refused if attempt.was_uncertain && !state.provider.rules().retries_when_uncertain => {
            // It may say that the one read is gone: who asks again is told the same from storage.
            let outdated = state.last_word.replace(number);
            state.phase = Phase::Uncertain;
            let mut actions =
                vec![Action::Persist, Action::Finish(Outcome::Pass { attempt: number, stored: true })];
            actions.extend(outdated.map(|attempt| Action::Forget { attempt }));
            actions
        }
        Answer::Refused | Answer::NotNow => vec![
            Action::Persist,
            Action::Finish(Outcome::Pass { attempt: number, stored: false }),
            Action::Forget { attempt: number },
        ],
    }
}

fn lost(state: &mut State, number: u32, now: UnixTime) -> Vec<Action> {
    let Some(attempt) = end(state, number) else { return Vec::new() };
    if state.automatic_retries_left > 0 && now < attempt.give_up_at {
        state.automatic_retries_left -= 1;
        state.phase = Phase::Uncertain;
        return begin(state, attempt.session, attempt.give_up_at);
    }
    state.phase = Phase::Uncertain;
    let code = if state.provider.rules().retries_when_uncertain {
        Code::ReadUncertain
    } else {
        Code::VerifyUncertain
    };
    vec![Action::Persist, refuse(code)]
}

fn not_read(state: &mut State, number: u32, code: Code) -> Vec<Action> {
    let Some(attempt) = end(state, number) else { return Vec::new() };
    if attempt.was_uncertain {
        state.phase = Phase::Uncertain;
    }
    vec![Action::Persist, refuse(code)]
}

fn interrupted(state: &mut State) -> Vec<Action> {
    if state.attempt_under_way().is_none() {
        return Vec::new();
    }
    state.phase = Phase::Uncertain;
    vec![Action::Persist]
}

/// Ends the attempt under way, if it is this one.
fn end(state: &mut State, number: u32) -> Option<Attempt> {
    if state.attempt_under_way() != Some(number) {
        return None;
    }
    match core::mem::replace(&mut state.phase, Phase::Open) {
        Phase::Reading(attempt) => Some(attempt),
        Phase::Open | Phase::Uncertain => None,
    }
}

const fn refuse(code: Code) -> Action {
    Action::Finish(Outcome::Refuse(code))
}
