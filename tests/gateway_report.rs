//! What the gateway tells of a transaction, member by member, and what it writes in its
//! log, which is nothing that is not on the list.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::document::DocumentRecord;
use ingam::gateway::log::{Line, trace_id};
use ingam::gateway::report::{health, transaction};
use ingam::time::UnixTime;
use ingam::transaction::{Answer, Event, Provider, Registration, SessionHash, State, TransactionId, step};
use serde_json::{Value, json};

const ID: &str = "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9";
/// 2022-04-26T01:16:00+09:00
const REQUESTED: UnixTime = UnixTime(1_650_903_360);

fn state(documents: Vec<DocumentRecord>) -> State {
    let registration = Registration {
        caller: "canary-caller".into(),
        requested_at: REQUESTED,
        expire_seconds: 1800,
        request_session: Some("dee37038-24d3-44df-960d-6ca9d456c310".into()),
        documents,
        particulars: None,
    };
    State::registered(Provider::Toss, registration)
}

fn run(state: State, events: impl IntoIterator<Item = Event>) -> State {
    events.into_iter().fold(state, |state, event| step(&state, event).0)
}

fn ask(session: &str) -> Event {
    Event::Ask {
        session: SessionHash(format!("canary-hash-{session}")),
        session_id: format!("id-{session}"),
        question: None,
        retry: false,
        now: REQUESTED.plus_seconds(20),
    }
}

fn result(attempt: u32, completed_at: Option<UnixTime>) -> Event {
    Event::Answered { attempt, answer: Answer::Result { completed_at }, now: REQUESTED.plus_seconds(30) }
}

fn report(state: &State) -> Value {
    let id = TransactionId::new(Provider::Toss, ID).unwrap();
    let answer = transaction(&id, state, None, 365);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn a_transaction_is_told_in_exactly_these_members() {
    let documents = vec![
        DocumentRecord { order: 1, sha256: Some("ab".repeat(32)), signature_type: "PKCS7".into() },
        DocumentRecord { order: 2, sha256: None, signature_type: "PKCS7_NO_CONTENT_WITH_ATTR".into() },
    ];
    let requested = state(documents);
    let listed = json!([
        { "order": 1, "sha256": "ab".repeat(32), "signatureType": "PKCS7" },
        { "order": 2, "sha256": null, "signatureType": "PKCS7_NO_CONTENT_WITH_ATTR" }
    ]);
    // 365 days after the last moment a result could be had.
    let unread = json!({
        "provider": "toss", "id": ID, "state": "requested",
        "reads": { "answered": 0, "attempts": 0 },
        "requestedAt": "2022-04-25T16:16:00Z",
        "documents": listed,
        "expiresAt": "2023-04-25T17:51:00Z"
    });
    assert_eq!(report(&requested), unread);

    let reading = run(requested.clone(), [ask("a")]);
    let mut expected = unread.clone();
    expected["state"] = json!("reading");
    expected["reads"] = json!({ "answered": 0, "attempts": 1 });
    assert_eq!(report(&reading), expected);

    let uncertain = run(reading.clone(), [Event::Interrupted]);
    expected["state"] = json!("uncertain");
    assert_eq!(report(&uncertain), expected);

    // A lost answer, then one: two attempts, one answered read.
    let completed = run(uncertain, [ask("a"), result(2, UnixTime::parse("2022-04-26T01:16:14+09:00"))]);
    assert_eq!(
        report(&completed),
        json!({
            "provider": "toss", "id": ID, "state": "completed",
            "reads": { "answered": 1, "attempts": 2 },
            "requestedAt": "2022-04-25T16:16:00Z",
            "completedAt": "2022-04-25T16:16:14Z",
            "documents": listed,
            "expiresAt": "2023-04-25T16:16:30Z"
        })
    );
    // The provider did not say when: the member is left out, and the state is what it is.
    let without_time = report(&run(requested, [ask("a"), result(1, None)]));
    assert_eq!(without_time["state"], "completed");
    assert!(without_time.get("completedAt").is_none());
}

#[test]
fn a_report_names_no_caller_and_no_session() {
    let read_twice =
        run(state(Vec::new()), [ask("a"), result(1, None), ask("b"), result(2, Some(REQUESTED)), ask("c")]);
    let text = report(&read_twice).to_string();
    for hidden in ["canary", "dee37038", "hash", "session"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    assert_eq!(report(&read_twice)["reads"], json!({ "answered": 2, "attempts": 2 }));
    assert_eq!(report(&read_twice)["documents"], json!([]));
}

#[test]
fn health_tells_nothing_but_that() {
    let answer = health();
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"{\"status\":\"ok\"}"[..]));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[test]
fn a_line_of_the_log_has_these_members_and_no_others() {
    let full = Line {
        event: "request",
        route: "/v1/transactions/{provider}/{id}",
        caller: Some("dev".into()),
        provider: Some(Provider::Toss),
        status: 200,
        code: Some("INGAM_INTERNAL".into()),
        token: Some("kv"),
        replayed: Some(true),
        duration_ms: 12,
        request_id: "r1".into(),
        trace_id: Some("0af7651916cd43dd8448eb211c80319c".into()),
    };
    let text = full.to_json();
    assert!(!text.contains('\n'));
    let line: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        line,
        json!({
            "event": "request", "route": "/v1/transactions/{provider}/{id}", "caller": "dev", "provider": "toss",
            "status": 200, "code": "INGAM_INTERNAL", "token": "kv", "replayed": true, "durationMs": 12,
            "requestId": "r1", "traceId": "0af7651916cd43dd8448eb211c80319c"
        })
    );
    // What is not known is not there, not null.
    let bare: Value = serde_json::from_str(&Line::default().to_json()).unwrap();
    let members: Vec<_> = bare.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["durationMs", "event", "requestId", "route", "status"]);
}

#[test]
fn a_trace_id_is_taken_only_from_what_has_its_form() {
    for wrong in [
        "",
        "-",
        "0af7651916cd43dd8448eb211c80319c",
        "00-0af7651916cd43dd8448eb211c80319c",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319cc-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "0-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "canary-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-canary\",\"status\":200,\"x\":\"00000000000-b7ad6b7169203331-01",
    ] {
        assert_eq!(trace_id(wrong), None, "{wrong}");
    }
    for right in [
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
        // A later version may say more.
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes",
    ] {
        assert_eq!(trace_id(right), Some("0af7651916cd43dd8448eb211c80319c"));
    }
}
