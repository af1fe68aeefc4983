//! The same request, sent again, is answered and not repeated: by its `Idempotency-Key`, or
//! by the signature that a client of LinkHub's puts on it.
//!
//! A key is a caller's for one route and [`KEPT_SECONDS`]. What is kept of it is a
//! [`Record`]; [`ask`] decides what a request with that key is told. A request that the
//! gateway refuses itself, or the provider answers with 429 or 5xx, releases its key; a
//! signature stays bound to its request even then.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::digest::sha256_hex;
use crate::error::{Code, Error, Result};
use crate::exchange::Response;
use crate::time::UnixTime;

/// The header, in lower case.
pub const HEADER: &str = "idempotency-key";
/// How long a key is remembered.
pub const KEPT_SECONDS: i64 = 24 * 3600;
/// A request that has not ended after this was ended with its Worker: six token calls and two
/// requests at their limits of ten seconds take less.
const LONGEST_REQUEST_SECONDS: i64 = 120;
const KEY_CHARACTERS: core::ops::RangeInclusive<usize> = 1..=255;

/// What makes a request the same as an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sameness {
    /// Its `Idempotency-Key`.
    #[default]
    Key,
    /// Its signature.
    Signature,
}

/// What is remembered of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    #[serde(default)]
    by: Sameness,
    body: String,
    began_at: UnixTime,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Phase {
    UnderWay,
    Answered,
    Uncertain,
    /// It came to nothing; the same request may be sent again, another may not.
    Released,
}

/// What a request with a key is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Send it; this record is stored first.
    Begin(Record),
    /// The stored answer.
    Replay,
    /// Nothing is sent.
    Refuse(Code),
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// The provider's answer is there; its status says whether it is kept.
    Answered(u16),
    /// The provider was not called.
    NotCalled,
    /// The answer was lost.
    Lost,
}

impl End {
    /// How a request ended that is answered with `answer`; `accepted` says whether the
    /// provider had taken it. What fails after that is ours, but the signer has been asked:
    /// it counts as a lost answer, so that the key is not released.
    #[must_use]
    pub fn of(accepted: bool, answer: &Result<Response>) -> Self {
        match answer {
            Ok(answer) if !accepted || answer.status < 500 => Self::Answered(answer.status),
            Err(error) if !accepted && error.code() != Code::RequestUncertain => Self::NotCalled,
            _ => Self::Lost,
        }
    }
}

/// What becomes of the record when its request has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Store this, and the answer with it.
    WithAnswer(Record),
    /// Store this; there is no answer.
    WithoutAnswer(Record),
    /// Remove the record: the key is free again.
    Nothing,
}

/// The name under which a key is kept: it tells the key to nobody.
///
/// # Errors
/// [`Code::IdempotencyKeyInvalid`] for a key that is not 1 to 255 visible ASCII characters.
pub fn slot(route: &str, key: &str) -> Result<String> {
    if !KEY_CHARACTERS.contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::new(Code::IdempotencyKeyInvalid));
    }
    Ok(sha256_hex(alloc::format!("{route}\n{key}").as_bytes()))
}

/// What a request is told whose bytes, or what stands for them, have this SHA-256, in
/// hexadecimal.
#[must_use]
pub fn ask(known: Option<&Record>, by: Sameness, body: &str, now: UnixTime) -> Decision {
    let begin = || Decision::Begin(Record { by, body: body.into(), began_at: now, phase: Phase::UnderWay });
    let Some(record) = known.filter(|record| !record.is_over(now)) else { return begin() };
    if record.body != body {
        return Decision::Refuse(match by {
            Sameness::Key => Code::IdempotencyKeyReused,
            Sameness::Signature => Code::SignatureReplayed,
        });
    }
    match record.phase {
        Phase::Released => begin(),
        Phase::Answered => Decision::Replay,
        Phase::Uncertain => Decision::Refuse(Code::RequestUncertain),
        Phase::UnderWay if now.seconds_since(record.began_at) > LONGEST_REQUEST_SECONDS => {
            Decision::Refuse(Code::RequestUncertain)
        }
        Phase::UnderWay => Decision::Refuse(Code::RequestUnderWay),
    }
}

impl Record {
    /// When the record may be removed.
    #[must_use]
    pub const fn over_at(&self) -> UnixTime {
        self.began_at.plus_seconds(KEPT_SECONDS)
    }

    const fn is_over(&self, now: UnixTime) -> bool {
        now.0 >= self.over_at().0
    }

    /// What becomes of it.
    #[must_use]
    pub fn ended(self, end: End) -> Keeping {
        match end {
            End::NotCalled | End::Answered(429 | 500..) => match self.by {
                Sameness::Key => Keeping::Nothing,
                Sameness::Signature => Keeping::WithoutAnswer(Self { phase: Phase::Released, ..self }),
            },
            End::Answered(_) => Keeping::WithAnswer(Self { phase: Phase::Answered, ..self }),
            End::Lost => Keeping::WithoutAnswer(Self { phase: Phase::Uncertain, ..self }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_000_000);

    fn begun() -> Record {
        begun_by(Sameness::Key)
    }

    fn begun_by(by: Sameness) -> Record {
        match ask(None, by, "body", NOW) {
            Decision::Begin(record) => record,
            other => unreachable_decision(&other),
        }
    }

    fn unreachable_decision(decision: &Decision) -> Record {
        assert_eq!(*decision, Decision::Replay, "a new key begins");
        Record { by: Sameness::Key, body: String::new(), began_at: NOW, phase: Phase::UnderWay }
    }

    fn kept(end: End) -> Option<Record> {
        match begun().ended(end) {
            Keeping::WithAnswer(record) | Keeping::WithoutAnswer(record) => Some(record),
            Keeping::Nothing => None,
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let (longest, long) = ("k".repeat(255), "k".repeat(256));
        for wrong in ["", " ", "a b", "a\tb", "키", "a\u{7f}", long.as_str()] {
            assert_eq!(slot("/r", wrong), Err(Error::new(Code::IdempotencyKeyInvalid)), "{wrong:?}");
        }
        for key in ["1", "~!", longest.as_str()] {
            assert!(slot("/r", key).is_ok());
        }
        assert_ne!(slot("/r", "k"), slot("/s", "k"));
    }

    #[test]
    fn other_bytes_are_refused_whatever_became_of_the_first() {
        for record in [Some(begun()), kept(End::Answered(200)), kept(End::Lost)] {
            assert_eq!(
                ask(record.as_ref(), Sameness::Key, "other", NOW),
                Decision::Refuse(Code::IdempotencyKeyReused)
            );
        }
    }

    #[test]
    fn the_same_bytes_are_sent_once() {
        let later = NOW.plus_seconds(LONGEST_REQUEST_SECONDS);
        assert_eq!(
            ask(Some(&begun()), Sameness::Key, "body", later),
            Decision::Refuse(Code::RequestUnderWay)
        );
        let gone = later.plus_seconds(1);
        assert_eq!(
            ask(Some(&begun()), Sameness::Key, "body", gone),
            Decision::Refuse(Code::RequestUncertain)
        );
        for status in [200, 400, 404] {
            assert_eq!(
                ask(kept(End::Answered(status)).as_ref(), Sameness::Key, "body", gone),
                Decision::Replay
            );
        }
        assert_eq!(
            ask(kept(End::Lost).as_ref(), Sameness::Key, "body", gone),
            Decision::Refuse(Code::RequestUncertain)
        );
    }

    #[test]
    fn what_fails_after_the_provider_has_accepted_is_a_lost_answer() {
        let answered = |status| Ok(Response::new(status, "application/json", alloc::vec::Vec::new()));
        let failed = |code| Err(Error::new(code));
        for ours in [failed(Code::Internal), failed(Code::StoreKeyMissing), answered(500), answered(503)] {
            assert_eq!(End::of(true, &ours), End::Lost);
        }
        assert_eq!(End::of(false, &failed(Code::RequestUncertain)), End::Lost);
        for code in [Code::ProviderSilent, Code::ProviderRefusedCredential, Code::Internal] {
            assert_eq!(End::of(false, &failed(code)), End::NotCalled);
        }
        for (accepted, status) in
            [(true, 200), (true, 409), (false, 200), (false, 400), (false, 429), (false, 502)]
        {
            assert_eq!(End::of(accepted, &answered(status)), End::Answered(status));
        }
    }

    #[test]
    fn a_key_is_released_where_nothing_was_done_and_after_a_day() {
        for end in [End::NotCalled, End::Answered(429), End::Answered(500), End::Answered(503)] {
            assert_eq!(kept(end), None);
        }
        let record = kept(End::Answered(200));
        let last = NOW.plus_seconds(KEPT_SECONDS - 1);
        assert_eq!(ask(record.as_ref(), Sameness::Key, "body", last), Decision::Replay);
        assert!(matches!(ask(record.as_ref(), Sameness::Key, "x", last.plus_seconds(1)), Decision::Begin(_)));
    }

    #[test]
    fn a_signature_stays_bound_to_its_request() {
        let signed = || begun_by(Sameness::Signature);
        let ask = |record: &Record, body| ask(Some(record), Sameness::Signature, body, NOW);
        for end in [End::NotCalled, End::Answered(429), End::Answered(503), End::Answered(200), End::Lost] {
            let kept = match signed().ended(end) {
                Keeping::WithAnswer(record) | Keeping::WithoutAnswer(record) => record,
                Keeping::Nothing => unreachable_decision(&Decision::Replay),
            };
            assert_eq!(ask(&kept, "another path"), Decision::Refuse(Code::SignatureReplayed));
            match end {
                End::Answered(200) => assert_eq!(ask(&kept, "body"), Decision::Replay),
                End::Lost => assert_eq!(ask(&kept, "body"), Decision::Refuse(Code::RequestUncertain)),
                _ => assert!(matches!(ask(&kept, "body"), Decision::Begin(_))),
            }
        }
        assert_eq!(ask(&signed(), "body"), Decision::Refuse(Code::RequestUnderWay));
        assert_eq!(ask(&signed(), "another path"), Decision::Refuse(Code::SignatureReplayed));
    }
}
