//! The machine's one step: what happened, what it makes of the state, and what is to be done.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Attempt, Phase, QuestionHash, READ_SECONDS, Read, SessionHash, State};
use crate::error::Code;
use crate::time::UnixTime;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A caller asks for the result.
    Ask {
        /// The hash of the sessionKey it sent.
        session: SessionHash,
        /// The id in the sessionKey it sent.
        session_id: String,
        /// The hash of what else the question brings.
        question: Option<QuestionHash>,
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
    /// Another session's read, or another question, is under way: wait for its end, then ask again.
    Wait,
    /// This very question is under way: wait for its outcome.
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

/// The next state, and what to do.
///
/// Events of an attempt that is not the one under way change nothing: an answer that
/// comes after the read was given up is not acted on.
#[must_use]
pub fn step(state: &State, event: Event) -> (State, Vec<Action>) {
    let mut next = state.clone();
    let actions = match event {
        Event::Ask { session, session_id, question, retry, now } => {
            ask(&mut next, Asked { session, question }, &session_id, retry, now)
        }
        Event::Answered { attempt, answer, now } => answered(&mut next, attempt, answer, now),
        Event::Lost { attempt, now } => lost(&mut next, attempt, now),
        Event::NotRead { attempt, code } => not_read(&mut next, attempt, code),
        Event::Interrupted => interrupted(&mut next),
    };
    (next, actions)
}

/// What an attempt is made with.
struct Asked {
    session: SessionHash,
    question: Option<QuestionHash>,
}

fn ask(state: &mut State, asked: Asked, session_id: &str, retry: bool, now: UnixTime) -> Vec<Action> {
    if state.registration.request_session.as_deref() == Some(session_id) {
        return vec![refuse(Code::SessionReused)];
    }
    if let Some((index, read)) = state.read_of(&asked.session) {
        let outcome = Outcome::Deliver { read: index + 1, attempt: read.attempt, replayed: true };
        return vec![Action::Finish(outcome)];
    }
    if let Phase::Reading(attempt) = &state.phase {
        let is_same = attempt.session == asked.session && attempt.question == asked.question;
        return vec![if is_same { Action::Join } else { Action::Wait }];
    }
    if state.phase == Phase::Uncertain && !state.provider.rules().retries_when_uncertain {
        return match state.last_word {
            _ if retry => begin(state, asked, now.plus_seconds(READ_SECONDS)),
            Some(attempt) if state.last_word_question == asked.question => {
                vec![Action::Finish(Outcome::Pass { attempt, stored: true })]
            }
            _ => vec![refuse(Code::VerifyUncertain)],
        };
    }
    match state.last_word {
        Some(_) if !state.reads.is_empty() => vec![refuse(Code::ResultSealedForOtherSession)],
        Some(attempt) => vec![Action::Finish(Outcome::Pass { attempt, stored: true })],
        None if state.reads.len() >= state.provider.rules().reads => {
            vec![refuse(Code::ResultSealedForOtherSession)]
        }
        None => begin(state, asked, now.plus_seconds(READ_SECONDS)),
    }
}

fn begin(state: &mut State, asked: Asked, give_up_at: UnixTime) -> Vec<Action> {
    state.attempts = state.attempts.saturating_add(1);
    let number = state.attempts;
    let was_uncertain = state.phase == Phase::Uncertain;
    let Asked { session, question } = asked;
    state.phase = Phase::Reading(Attempt { number, session, question, give_up_at, was_uncertain });
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
            state.last_word_question = None;
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
            state.last_word_question = attempt.question;
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
        let Attempt { session, question, give_up_at, .. } = attempt;
        return begin(state, Asked { session, question }, give_up_at);
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
