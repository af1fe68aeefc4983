//! The transaction machine under Kakao's rules: one read, and after a lost answer no call
//! that the caller has not asked for.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::Code;
use ingam::provider::kakao::registration::result_session;
use ingam::time::UnixTime;
use ingam::transaction::{
    Action, Answer, CLOCKS_SECONDS, Channel, Event, Outcome, Particulars, Provider, Purpose, QuestionHash,
    Registration, SessionHash, State, step,
};
use proptest::prelude::*;

const CODE: &str = "020040000001";
const REQUESTED_AT: i64 = 1_000_000;
const EXPIRE_SECONDS: i64 = 300;
const NOW: UnixTime = UnixTime(REQUESTED_AT + 100);

fn registered_at(provider: Provider) -> State {
    let registration = Registration {
        caller: "dev".into(),
        requested_at: UnixTime(REQUESTED_AT),
        expire_seconds: EXPIRE_SECONDS,
        request_session: None,
        documents: Vec::new(),
        particulars: Some(Particulars {
            client_code: CODE.into(),
            purpose: Purpose::SignDocument,
            channel: Channel::Push,
            persons: None,
        }),
    };
    State::registered(provider, registration)
}

fn registered() -> State {
    registered_at(Provider::Kakao)
}

fn asked(retry: bool) -> Event {
    Event::Ask { session: result_session(), session_id: String::new(), question: None, retry, now: NOW }
}

fn ask() -> Event {
    asked(false)
}

fn retry() -> Event {
    asked(true)
}

fn answered(attempt: u32, answer: Answer) -> Event {
    Event::Answered { attempt, answer, now: NOW }
}

fn result(attempt: u32) -> Event {
    answered(attempt, Answer::Result { completed_at: None })
}

fn refused(attempt: u32) -> Event {
    answered(attempt, Answer::Refused)
}

fn lost(attempt: u32) -> Event {
    Event::Lost { attempt, now: NOW }
}

fn run(events: impl IntoIterator<Item = Event>) -> (State, Vec<Action>) {
    events.into_iter().fold((registered(), Vec::new()), |(state, _), event| step(&state, event))
}

fn call(attempt: u32) -> Vec<Action> {
    vec![Action::Persist, Action::Call { attempt }]
}

fn pass(attempt: u32, stored: bool) -> Action {
    Action::Finish(Outcome::Pass { attempt, stored })
}

fn refuse(code: Code) -> Action {
    Action::Finish(Outcome::Refuse(code))
}

fn calls(actions: &[Action]) -> bool {
    actions.iter().any(|action| matches!(action, Action::Call { .. }))
}

#[test]
fn a_lost_verification_is_not_repeated_by_itself() {
    let (state, actions) = run([ask(), lost(1)]);
    assert_eq!(actions, [Action::Persist, refuse(Code::VerifyUncertain)]);
    assert_eq!((state.name(), state.attempts(), state.reads().len()), ("uncertain", 1, 0));
}

#[test]
fn an_uncertain_verification_is_asked_for_again_on_the_callers_word_alone() {
    let (uncertain, _) = run([ask(), lost(1)]);
    let (state, actions) = step(&uncertain, ask());
    assert_eq!((state, actions), (uncertain.clone(), vec![refuse(Code::VerifyUncertain)]));
    let (state, actions) = step(&uncertain, retry());
    assert_eq!(actions, call(2));
    let (state, actions) = step(&state, lost(2));
    assert_eq!(actions, [Action::Persist, refuse(Code::VerifyUncertain)]);
    assert_eq!((state.name(), state.attempts()), ("uncertain", 2));
    assert_eq!(step(&state, ask()).1, [refuse(Code::VerifyUncertain)]);
}

#[test]
fn interruption_is_a_lost_answer() {
    let (state, actions) = run([ask(), Event::Interrupted]);
    assert_eq!(actions, [Action::Persist]);
    assert_eq!(step(&state, ask()).1, [refuse(Code::VerifyUncertain)]);
    assert_eq!(step(&state, retry()).1, call(2));
}

#[test]
fn the_providers_word_on_an_uncertain_verification_is_kept_and_told_to_all() {
    let (state, actions) = run([ask(), lost(1), retry(), refused(2)]);
    assert_eq!(actions, [Action::Persist, pass(2, true)]);
    assert_eq!(state.name(), "uncertain");
    for _ in 0..3 {
        let (again, actions) = step(&state, ask());
        assert_eq!((again, actions), (state.clone(), vec![pass(2, true)]));
    }
    // A later retry is one more call; its word takes the place of the first.
    let (state, actions) = step(&state, retry());
    assert_eq!(actions, call(3));
    let (state, actions) = step(&state, refused(3));
    assert_eq!(actions, [Action::Persist, pass(3, true), Action::Forget { attempt: 2 }]);
    assert_eq!(step(&state, ask()).1, [pass(3, true)]);
    // One that is lost leaves the word that there is.
    let (state, _) = [retry(), lost(4)].into_iter().fold((state, Vec::new()), |(s, _), e| step(&s, e));
    assert_eq!(step(&state, ask()).1, [pass(3, true)]);
    // And one may still succeed.
    let (state, _) = step(&state, retry());
    let (state, actions) = step(&state, result(5));
    let delivered = Action::Finish(Outcome::Deliver { read: 1, attempt: 5, replayed: false });
    assert_eq!(actions, [Action::Persist, delivered, Action::Forget { attempt: 3 }]);
    for event in [ask(), retry()] {
        let replay = Action::Finish(Outcome::Deliver { read: 1, attempt: 5, replayed: true });
        assert_eq!(step(&state, event).1, [replay]);
    }
    assert_eq!((state.name(), state.attempts()), ("completed", 5));
}

#[test]
fn a_refusal_of_a_first_verification_is_passed_once_and_spends_nothing() {
    let (state, actions) = run([ask(), refused(1)]);
    assert_eq!(actions, [Action::Persist, pass(1, false), Action::Forget { attempt: 1 }]);
    assert_eq!((state.name(), state.reads().len()), ("requested", 0));
    assert_eq!(step(&state, ask()).1, call(2));
}

#[test]
fn a_retry_of_what_is_not_uncertain_is_an_ordinary_question() {
    assert_eq!(run([retry()]).1, call(1));
    assert_eq!(run([ask(), retry()]).1, [Action::Join]);
    let replay = Action::Finish(Outcome::Deliver { read: 1, attempt: 1, replayed: true });
    assert_eq!(run([ask(), result(1), retry()]).1, [replay]);
}

#[test]
fn a_retry_that_did_not_reach_linkhub_leaves_it_uncertain() {
    let not_read = Event::NotRead { attempt: 2, code: Code::ProviderSilent };
    let (state, actions) = run([ask(), lost(1), retry(), not_read]);
    assert_eq!(actions, [Action::Persist, refuse(Code::ProviderSilent)]);
    assert_eq!(step(&state, ask()).1, [refuse(Code::VerifyUncertain)]);
    let first = Event::NotRead { attempt: 1, code: Code::ProviderSilent };
    let (state, _) = run([ask(), first]);
    assert_eq!(step(&state, ask()).1, call(2), "nothing was spent, so nothing is uncertain");
}

#[test]
fn one_verification_serves_everybody_for_ever() {
    let (state, actions) = run([ask()]);
    assert_eq!(actions, call(1));
    for event in [ask(), retry()] {
        assert_eq!(step(&state, event), (state.clone(), vec![Action::Join]));
    }
    let (state, actions) = step(&state, result(1));
    let delivered = Outcome::Deliver { read: 1, attempt: 1, replayed: false };
    assert_eq!(actions, [Action::Persist, Action::Finish(delivered)]);
    for event in [ask(), retry()] {
        let replay = Outcome::Deliver { read: 1, attempt: 1, replayed: true };
        assert_eq!(step(&state, event), (state.clone(), vec![Action::Finish(replay)]));
    }
    // There is no second read for a session of another kind either.
    let other = Event::Ask {
        session: SessionHash("x".into()),
        session_id: "x".into(),
        question: None,
        retry: true,
        now: NOW,
    };
    assert_eq!(step(&state, other).1, [refuse(Code::ResultSealedForOtherSession)]);
}

#[test]
fn late_answers_change_nothing() {
    let (state, _) = run([ask(), lost(1)]);
    for event in [result(1), refused(1), lost(1), result(7)] {
        assert_eq!(step(&state, event), (state.clone(), Vec::new()));
    }
    let (state, _) = run([ask(), lost(1), retry()]);
    assert_eq!(step(&state, result(1)), (state.clone(), Vec::new()), "an answer to another attempt");
}

#[test]
fn a_transaction_is_of_its_client_code_and_its_purpose() {
    let state = registered();
    let registration = state.registration();
    for (code, purpose) in [
        ("020040000002", Purpose::SignDocument),
        ("", Purpose::SignDocument),
        (CODE, Purpose::Identify),
        (CODE, Purpose::DirectDebitConsent),
    ] {
        assert!(!registration.is_of(code, purpose), "{code} {purpose:?}");
    }
    assert!(registration.is_of(CODE, Purpose::SignDocument));
    let without = Registration { particulars: None, ..registration.clone() };
    assert!(!without.is_of(CODE, Purpose::SignDocument));
}

#[test]
fn a_verification_is_past_after_the_window_and_what_clocks_may_differ() {
    const WINDOW: i64 = 1800;
    let end = REQUESTED_AT + EXPIRE_SECONDS + WINDOW + CLOCKS_SECONDS;
    let state = registered();
    assert!(!state.is_past(WINDOW, UnixTime(REQUESTED_AT)));
    assert!(!state.is_past(WINDOW, UnixTime(end)));
    assert!(state.is_past(WINDOW, UnixTime(end + 1)));
    // What is read is never past.
    assert!(!run([ask(), result(1)]).0.is_past(WINDOW, UnixTime(i64::MAX)));
    // No window is so wide that the sum overflows.
    assert!(!state.is_past(i64::MAX, UnixTime(i64::MAX)));
    assert!(run([ask(), lost(1)]).0.is_past(WINDOW, UnixTime(end + 1)));
}

#[test]
fn a_state_without_particulars_is_still_read() {
    let stored = serde_json::to_value(registered_at(Provider::Toss)).unwrap();
    let mut old = stored.clone();
    old["registration"].as_object_mut().unwrap().remove("particulars");
    let read: State = serde_json::from_value(old).unwrap();
    assert_eq!(read.registration().particulars, None);
    let again: State = serde_json::from_value(stored).unwrap();
    assert_eq!(again, registered_at(Provider::Toss));
}

#[test]
fn toss_asks_again_by_itself_and_takes_no_notice_of_the_word() {
    let toss = |events: Vec<Event>| {
        events
            .into_iter()
            .fold((registered_at(Provider::Toss), Vec::new()), |(state, _), event| step(&state, event))
    };
    for event in [ask(), retry()] {
        assert_eq!(toss(vec![event.clone(), lost(1)]).1, call(2), "one automatic retry");
        let (state, actions) = toss(vec![event.clone(), lost(1), lost(2)]);
        assert_eq!(actions, [Action::Persist, refuse(Code::ReadUncertain)]);
        assert_eq!(step(&state, event.clone()).1, call(3));
        let (state, actions) = toss(vec![event.clone(), lost(1), refused(2)]);
        assert_eq!(actions, [Action::Persist, pass(2, false), Action::Forget { attempt: 2 }]);
        assert_eq!((state.name(), step(&state, event).1), ("requested", call(3)));
    }
}

/// What becomes of a call.
#[derive(Clone, Debug)]
enum Weather {
    Fine,
    AnswerLost,
    CallLost,
    Refused,
    NoToken,
    Crash,
}

fn weather() -> impl Strategy<Value = Weather> {
    prop_oneof![
        3 => Just(Weather::Fine),
        2 => Just(Weather::AnswerLost),
        2 => Just(Weather::CallLost),
        2 => Just(Weather::Refused),
        1 => Just(Weather::NoToken),
        1 => Just(Weather::Crash),
    ]
}

proptest! {
    /// Whatever the network does: after an answer may have been lost there is no call that a
    /// caller has not asked for; a delivered signature is never asked for again and never
    /// lost; only the latest word is stored, and whatever is handed out stored is stored.
    #[test]
    fn no_weather_makes_a_call_of_its_own(plan in prop::collection::vec((any::<bool>(), weather()), 1..40)) {
        let mut state = registered();
        let (mut spent, mut uncertain) = (false, false);
        let mut delivered: Option<u32> = None;
        let mut stored: Vec<u32> = Vec::new();
        for (retry, weather) in plan {
            let (next, actions) = step(&state, asked(retry));
            state = next;
            if let Some(Action::Call { attempt }) = actions.last().cloned() {
                prop_assert_eq!(&actions, &call(attempt));
                prop_assert!(delivered.is_none(), "a stored answer serves");
                prop_assert!(retry || !uncertain, "nobody asked for another call");
                let event = match weather {
                    Weather::CallLost => { uncertain = true; lost(attempt) }
                    Weather::AnswerLost => { (spent, uncertain) = (true, true); lost(attempt) }
                    Weather::Crash => { uncertain = true; Event::Interrupted }
                    Weather::NoToken => Event::NotRead { attempt, code: Code::ProviderSilent },
                    Weather::Fine if !spent => { delivered = Some(attempt); stored.push(attempt); result(attempt) }
                    Weather::Fine | Weather::Refused => { stored.push(attempt); refused(attempt) }
                };
                let (next, actions) = step(&state, event);
                prop_assert!(!calls(&actions), "no automatic retry");
                state = next;
                for action in &actions {
                    if let Action::Forget { attempt } = action {
                        stored.retain(|kept| kept != attempt);
                    }
                }
            } else {
                for action in &actions {
                    match action {
                        Action::Finish(Outcome::Deliver { attempt, replayed, .. }) => {
                            prop_assert_eq!((Some(*attempt), *replayed), (delivered, true));
                        }
                        Action::Finish(Outcome::Pass { attempt, stored: kept }) => {
                            prop_assert!(*kept && stored.contains(attempt));
                        }
                        Action::Finish(Outcome::Refuse(code)) => {
                            prop_assert_eq!(*code, Code::VerifyUncertain);
                            prop_assert!(uncertain && !retry);
                        }
                        other => prop_assert!(false, "{:?}", other),
                    }
                }
            }
            prop_assert!(stored.len() <= 1, "{:?}", stored);
            prop_assert_eq!(state.attempt_under_way(), None);
            prop_assert_eq!(state.reads().len(), usize::from(delivered.is_some()));
        }
    }
}

/// Too many calls, or trouble of the provider's own, say nothing of what became of the first.
#[test]
fn not_now_leaves_an_uncertain_verification_uncertain() {
    let uncertain = run([ask(), lost(1)]).0;
    let (asking, _) = step(&uncertain, retry());
    let (state, actions) = step(&asking, answered(2, Answer::NotNow));
    assert!(actions.contains(&Action::Finish(Outcome::Pass { attempt: 2, stored: false })));
    assert!(actions.contains(&Action::Forget { attempt: 2 }));
    assert_eq!(state.name(), "uncertain");
    assert_eq!(step(&state, ask()).1, [Action::Finish(Outcome::Refuse(Code::VerifyUncertain))]);
    // Before that nothing is uncertain about it.
    let open = run([ask(), answered(1, Answer::NotNow)]).0;
    assert_eq!(open.name(), "requested");
}

fn ask_with(signature: Option<&str>, retry: bool) -> Event {
    let question = signature.map(QuestionHash::of);
    Event::Ask { session: result_session(), session_id: String::new(), question, retry, now: NOW }
}

/// LinkHub refuses a wrong App-to-App signature: that is no word on the right one.
#[test]
fn a_refusal_is_told_to_those_who_ask_the_same_and_a_result_to_all() {
    let right = || ask_with(Some("right"), false);
    // A retry without the signature is refused, and that is kept.
    let (state, _) = run([right(), lost(1), ask_with(None, true), refused(2)]);
    assert_eq!(step(&state, ask()).1, [pass(2, true)]);
    for other in [right(), ask_with(Some("wrong"), false)] {
        assert_eq!(step(&state, other).1, [refuse(Code::VerifyUncertain)]);
    }
    // With it, the caller's word makes one more attempt; its refusal takes the other's place.
    let (asking, actions) = step(&state, ask_with(Some("right"), true));
    assert_eq!(actions, call(3));
    let (state, _) = step(&asking, refused(3));
    assert_eq!(step(&state, right()).1, [pass(3, true)]);
    assert_eq!(step(&state, ask()).1, [refuse(Code::VerifyUncertain)]);
    // A result is everybody's.
    let (state, _) = step(&asking, result(3));
    let replay = Action::Finish(Outcome::Deliver { read: 1, attempt: 3, replayed: true });
    for event in [ask(), right(), ask_with(Some("wrong"), false)] {
        assert_eq!(step(&state, event).1, core::slice::from_ref(&replay));
    }
}

#[test]
fn a_question_waits_for_the_end_of_another_and_joins_its_own() {
    let (state, _) = run([ask_with(Some("wrong"), false)]);
    assert_eq!(step(&state, ask_with(Some("wrong"), false)).1, [Action::Join]);
    for other in [ask(), ask_with(Some("right"), false)] {
        assert_eq!(step(&state, other).1, [Action::Wait]);
    }
}
