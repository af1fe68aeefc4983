//! The transaction machine, from outside: what it never does, then what it does.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::Code;
use ingam::time::UnixTime;
use ingam::transaction::{
    Action, Answer, Event, Outcome, Provider, READ_SECONDS, Registration, SessionHash, State, TransactionId,
    step,
};
use proptest::prelude::*;

const REQUEST_SESSION: &str = "dee37038-24d3-44df-960d-6ca9d456c310";

fn registered() -> State {
    let registration = Registration {
        caller: "dev".into(),
        requested_at: UnixTime(1_000_000),
        expire_seconds: 1800,
        request_session: Some(REQUEST_SESSION.into()),
        documents: Vec::new(),
        particulars: None,
    };
    State::registered(Provider::Toss, registration)
}

fn ask(session: &str) -> Event {
    ask_at(session, 1_000_100)
}

fn ask_at(session: &str, now: i64) -> Event {
    Event::Ask {
        session: SessionHash(session.into()),
        session_id: format!("id-{session}"),
        question: None,
        retry: false,
        now: UnixTime(now),
    }
}

fn result(attempt: u32) -> Event {
    Event::Answered { attempt, answer: Answer::Result { completed_at: None }, now: UnixTime(1_000_101) }
}

fn answered(attempt: u32, answer: Answer) -> Event {
    Event::Answered { attempt, answer, now: UnixTime(1_000_101) }
}

fn lost(attempt: u32) -> Event {
    Event::Lost { attempt, now: UnixTime(1_000_101) }
}

/// Runs the events and returns the last state with the last actions.
fn run(events: impl IntoIterator<Item = Event>) -> (State, Vec<Action>) {
    events.into_iter().fold((registered(), Vec::new()), |(state, _), event| step(&state, event))
}

fn refusal(actions: &[Action]) -> Option<Code> {
    actions.iter().find_map(|action| match action {
        Action::Finish(Outcome::Refuse(code)) => Some(*code),
        _ => None,
    })
}

#[test]
fn the_session_of_the_request_is_refused_before_any_call() {
    let event = Event::Ask {
        session: SessionHash("a".into()),
        session_id: REQUEST_SESSION.into(),
        question: None,
        retry: false,
        now: UnixTime(1_000_100),
    };
    let (state, actions) = step(&registered(), event);
    assert_eq!(actions, [Action::Finish(Outcome::Refuse(Code::SessionReused))]);
    assert_eq!(state, registered());
}

#[test]
fn an_attempt_is_recorded_before_the_call() {
    let (state, actions) = run([ask("a")]);
    assert_eq!(actions, [Action::Persist, Action::Call { attempt: 1 }]);
    assert_eq!((state.attempts(), state.reads().len(), state.name()), (1, 0, "reading"));
}

#[test]
fn one_call_serves_everyone_with_that_session_and_the_others_wait() {
    assert_eq!(run([ask("a"), ask("a")]).1, [Action::Join]);
    assert_eq!(run([ask("a"), ask("b")]).1, [Action::Wait]);
    assert_eq!(run([ask("a"), ask("b")]).0.attempts(), 1);
}

#[test]
fn a_stored_read_is_replayed_and_never_asked_for_again() {
    let deliver = |read, attempt, replayed| Action::Finish(Outcome::Deliver { read, attempt, replayed });
    assert_eq!(run([ask("a"), result(1)]).1, [Action::Persist, deliver(1, 1, false)]);
    assert_eq!(run([ask("a"), result(1), ask("a")]).1, [deliver(1, 1, true)]);
    let two = [ask("a"), result(1), ask("b"), result(2)];
    assert_eq!(run(two.clone()).1, [Action::Persist, deliver(2, 2, false)]);
    for (session, read, attempt) in [("a", 1, 1), ("b", 2, 2)] {
        let (state, actions) = run(two.iter().cloned().chain([ask(session)]));
        assert_eq!(actions, [deliver(read, attempt, true)]);
        assert_eq!(state.attempts(), 2);
    }
}

#[test]
fn a_third_session_is_refused_without_a_call() {
    let (state, actions) = run([ask("a"), result(1), ask("b"), result(2), ask("c")]);
    assert_eq!(refusal(&actions), Some(Code::ResultSealedForOtherSession));
    assert_eq!(state.attempts(), 2);
}

#[test]
fn an_error_of_the_provider_consumes_nothing_and_is_not_kept() {
    let (state, actions) = run([ask("a"), answered(1, Answer::Refused)]);
    let pass = Action::Finish(Outcome::Pass { attempt: 1, stored: false });
    assert_eq!(actions, [Action::Persist, pass, Action::Forget { attempt: 1 }]);
    assert_eq!((state.name(), state.attempts(), state.reads().len()), ("requested", 1, 0));
    assert_eq!(step(&state, ask("a")).1, [Action::Persist, Action::Call { attempt: 2 }]);
}

#[test]
fn a_lost_answer_is_tried_once_more_then_uncertain_then_the_callers_affair() {
    let (state, actions) = run([ask("a"), lost(1)]);
    assert_eq!(actions, [Action::Persist, Action::Call { attempt: 2 }]);
    assert_eq!(step(&state, ask("a")).1, [Action::Join]);

    let (state, actions) = run([ask("a"), lost(1), lost(2)]);
    assert_eq!(refusal(&actions), Some(Code::ReadUncertain));
    assert_eq!((state.name(), state.attempts()), ("uncertain", 2));

    let (state, actions) = step(&state, ask("a"));
    assert_eq!(actions, [Action::Persist, Action::Call { attempt: 3 }]);
    let (state, actions) = step(&state, lost(3));
    assert_eq!(refusal(&actions), Some(Code::ReadUncertain));
    assert_eq!(state.name(), "uncertain");
}

#[test]
fn there_is_no_automatic_retry_when_the_time_is_up() {
    let late = Event::Lost { attempt: 1, now: UnixTime(1_000_100 + READ_SECONDS) };
    assert_eq!(refusal(&run([ask("a"), late]).1), Some(Code::ReadUncertain));
    let in_time = Event::Lost { attempt: 1, now: UnixTime(1_000_100 + READ_SECONDS - 1) };
    assert_eq!(refusal(&run([ask("a"), in_time]).1), None);
}

#[test]
fn what_the_provider_says_after_a_lost_answer_is_final() {
    let events = [ask("a"), lost(1), lost(2), ask("a"), answered(3, Answer::Exhausted)];
    let pass = Action::Finish(Outcome::Pass { attempt: 3, stored: true });
    assert_eq!(run(events.clone()).1, [Action::Persist, pass.clone()]);
    let (state, actions) = run(events.into_iter().chain([ask("b")]));
    assert_eq!(actions, [pass]);
    assert_eq!(state.attempts(), 3);
}

#[test]
fn an_exhausted_second_read_names_the_other_session_for_good() {
    let (state, actions) = run([ask("a"), result(1), ask("b"), answered(2, Answer::Exhausted)]);
    assert_eq!(refusal(&actions), Some(Code::ResultSealedForOtherSession));
    let (state, actions) = step(&state, ask("c"));
    assert_eq!(refusal(&actions), Some(Code::ResultSealedForOtherSession));
    assert_eq!(state.attempts(), 2);
    assert_eq!(state.name(), "completed");
}

#[test]
fn a_read_without_a_token_changes_nothing_but_the_count() {
    let not_read = |attempt| Event::NotRead { attempt, code: Code::ProviderRefusedCredential };
    let (state, actions) = run([ask("a"), not_read(1)]);
    assert_eq!(refusal(&actions), Some(Code::ProviderRefusedCredential));
    assert_eq!(state.name(), "requested");
    let (state, _) = run([ask("a"), lost(1), not_read(2)]);
    assert_eq!(state.name(), "uncertain");
}

#[test]
fn an_interrupted_read_is_uncertain() {
    let (state, actions) = run([ask("a"), Event::Interrupted]);
    assert_eq!(actions, [Action::Persist]);
    assert_eq!(state.name(), "uncertain");
    let (state, actions) = run([ask("a"), result(1), Event::Interrupted]);
    assert!(actions.is_empty());
    assert_eq!(state.name(), "completed");
}

#[test]
fn late_answers_change_nothing() {
    let (state, _) = run([ask("a"), lost(1), lost(2)]);
    for event in [result(1), result(2), lost(2), answered(7, Answer::Exhausted)] {
        assert_eq!(step(&state, event), (state.clone(), Vec::new()));
    }
}

#[test]
fn nothing_is_refused_on_the_gateways_clock() {
    let (_, actions) = step(&registered(), ask_at("a", 1_000_000 + 1800 + 64 * 60));
    assert_eq!(actions, [Action::Persist, Action::Call { attempt: 1 }]);
}

#[test]
fn retention_counts_from_the_first_read_or_from_the_last_chance() {
    assert_eq!(registered().expires_at(365), UnixTime(1_000_000 + 1800 + 65 * 60 + 365 * 86_400));
    assert_eq!(run([ask("a"), result(1)]).0.expires_at(7), UnixTime(1_000_101 + 7 * 86_400));
}

#[test]
fn an_acknowledged_result_is_kept_a_week_and_never_longer() {
    let mut state = registered();
    assert_eq!(state.acknowledge(UnixTime(1_000_200)).unwrap_err().code(), Code::ResultNotStored);
    let (mut state, _) = run([ask("a"), result(1)]);
    state.acknowledge(UnixTime(1_000_200)).unwrap();
    state.acknowledge(UnixTime(2_000_000)).unwrap();
    assert_eq!(state.expires_at(365), UnixTime(1_000_200 + 7 * 86_400));
    assert_eq!(state.expires_at(1), UnixTime(1_000_101 + 86_400));
}

#[test]
fn ids_have_the_providers_form() {
    let toss = |id| TransactionId::new(Provider::Toss, id);
    let upper = "67AC897F-3a0e-466d-a6f7-c7e4272fd5a9";
    assert_eq!(toss(upper).unwrap().to_string(), "toss:67ac897f-3a0e-466d-a6f7-c7e4272fd5a9");
    for wrong in [
        "",
        "x",
        "67ac897f3a0e466da6f7c7e4272fd5a9",
        "67ac897f-3a0e-466d-a6f7-c7e4272fd5ag",
        "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9\n",
        "../../../../../../../../../../../../",
    ] {
        assert_eq!(toss(wrong), None, "{wrong}");
    }
    let kakao = |id| TransactionId::new(Provider::Kakao, id);
    assert!(kakao("020090913390400001").is_some() && kakao("12345678901234567890").is_some());
    for wrong in ["", "123456789012345678901", "a/b", "..", "%2f", "가"] {
        assert_eq!(kakao(wrong), None, "{wrong}");
    }
}

/// A provider that counts as Toss does, with a network that loses answers.
#[derive(Clone, Debug)]
enum Weather {
    Fine,
    AnswerLost,
    CallLost,
    TooEarly,
    NoToken,
    Crash,
}

fn weather() -> impl Strategy<Value = Weather> {
    prop_oneof![
        4 => Just(Weather::Fine),
        2 => Just(Weather::AnswerLost),
        2 => Just(Weather::CallLost),
        1 => Just(Weather::TooEarly),
        1 => Just(Weather::NoToken),
        1 => Just(Weather::Crash),
    ]
}

proptest! {
    /// Whatever the network does: the provider is never called while a stored answer
    /// serves, a session that got its answer gets the same for ever, and no answer the
    /// provider gave and the network delivered is lost.
    #[test]
    fn no_weather_loses_a_delivered_answer(plan in prop::collection::vec((0..4usize, weather()), 1..40)) {
        let mut state = registered();
        let mut counted_by_provider = 0usize;
        let mut delivered: Vec<(usize, u32)> = Vec::new();
        for (session, weather) in plan {
            let name = ["a", "b", "c", "d"][session];
            let (next, mut actions) = step(&state, ask(name));
            state = next;
            while let Some(Action::Call { attempt }) = actions.last().cloned() {
                prop_assert_eq!(&actions[0], &Action::Persist);
                prop_assert!(!delivered.iter().any(|(s, _)| *s == session));
                prop_assert!(delivered.len() < 2);
                let exhausted = counted_by_provider >= 2;
                let event = match weather {
                    Weather::CallLost => lost(attempt),
                    Weather::NoToken => Event::NotRead { attempt, code: Code::ProviderSilent },
                    Weather::Crash => Event::Interrupted,
                    Weather::TooEarly => answered(attempt, Answer::Refused),
                    Weather::AnswerLost => { counted_by_provider = (counted_by_provider + 1).min(2); lost(attempt) }
                    Weather::Fine if exhausted => answered(attempt, Answer::Exhausted),
                    Weather::Fine => {
                        counted_by_provider += 1;
                        delivered.push((session, attempt));
                        result(attempt)
                    }
                };
                let (next, more) = step(&state, event);
                state = next;
                actions = more;
            }
            for (session, attempt) in &delivered {
                let (after, actions) = step(&state, ask(["a", "b", "c", "d"][*session]));
                prop_assert_eq!(&after, &state);
                let replay = matches!(
                    actions.as_slice(),
                    [Action::Finish(Outcome::Deliver { attempt: a, replayed: true, .. })] if a == attempt
                );
                prop_assert!(replay, "{:?}", actions);
            }
            prop_assert_eq!(state.reads().len(), delivered.len());
            prop_assert_eq!(state.attempt_under_way(), None);
        }
    }
}

#[test]
fn the_index_lists_what_waits_for_a_result_or_for_a_decision() {
    const DAYS: i64 = 365;
    let of = |events: Vec<Event>| run(events).0;
    let line = |events: Vec<Event>| of(events).entry(DAYS).map(|entry| entry.pending.name());
    let requested = Some("requested");
    let uncertain = Some("uncertain");
    let second = || vec![ask("a"), result(1), ask("b")];
    let twice = || vec![ask("a"), lost(1), lost(2)];
    for (events, expected) in [
        (vec![], requested),
        (vec![ask("a")], requested),
        (vec![ask("a"), answered(1, Answer::Refused)], requested),
        (vec![ask("a"), lost(1)], uncertain),
        (twice(), uncertain),
        ([twice(), vec![ask("a")]].concat(), uncertain),
        ([twice(), vec![ask("a"), answered(3, Answer::Exhausted)]].concat(), None),
        ([twice(), vec![ask("a"), result(3)]].concat(), None),
        (vec![ask("a"), Event::Interrupted], uncertain),
        (vec![ask("a"), result(1)], None),
        (second(), None),
        ([second(), vec![Event::Interrupted]].concat(), uncertain),
        ([second(), vec![result(2)]].concat(), None),
    ] {
        assert_eq!(line(events.clone()), expected, "{events:?}");
    }
    // What is shown under a name is listed under the same, whatever happens between.
    for events in [vec![], twice()] {
        assert_eq!(line(events.clone()), Some(of(events).name()));
    }
    let exhausted = of([twice(), vec![ask("a"), answered(3, Answer::Exhausted)]].concat());
    assert_eq!((exhausted.name(), exhausted.reads().len()), ("exhausted", 0));
}

#[test]
fn the_index_forgets_a_transaction_when_there_is_nothing_to_wait_for() {
    let entry = registered().entry(365).unwrap();
    assert_eq!(entry.requested_at, UnixTime(1_000_000));
    // The time to sign, the hour in which Toss gives the result, and five minutes for clocks.
    assert_eq!(entry.until, UnixTime(1_000_000 + 1800 + 65 * 60));
    // What is uncertain stays until the record goes.
    let (state, _) = run([ask("a"), lost(1), lost(2)]);
    assert_eq!(state.entry(365).unwrap().until, state.expires_at(365));
}
