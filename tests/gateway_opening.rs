//! `ingam-open: gateway`: when it is asked for, and that the gateway's own session opens its
//! result and nothing else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use ingam::Code;
use ingam::exchange::Response;
use ingam::gateway::opening::{OwnSession, is_asked, validate};
use ingam::json::{Map, Value};
use ingam::provider::toss::public_key::published_public_key;
use ingam::session::Session;
use ingam::transaction::{Provider, SessionHash, TransactionId};
use serde_json::json;

const TX_ID: &str = "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9";

fn body(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn own_session() -> OwnSession {
    OwnSession::make(&published_public_key().unwrap(), getrandom::fill).unwrap()
}

/// What the provider makes of the session: a result sealed under it.
fn answer(own: &OwnSession, personal: &[(&str, &str)]) -> Response {
    let record: Value = serde_json::from_slice(own.to_record().unwrap().expose()).unwrap();
    let mut session = Session::restore(record["serialized"].as_str().unwrap()).unwrap();
    let sealed = personal
        .iter()
        .map(|(name, text)| ((*name).to_owned(), Value::from(session.seal(name, text).unwrap().to_string())));
    let personal: Map<String, Value> = sealed.collect();
    let text = json!({ "resultType": "SUCCESS", "success": { "txId": TX_ID, "personalData": personal } });
    Response::new(200, "application/json", text.to_string().into_bytes())
}

#[test]
fn it_is_asked_for_by_its_one_value_and_without_a_session() {
    let without = body(&json!({ "txId": TX_ID }));
    let with = body(&json!({ "txId": TX_ID, "sessionKey": "v1$…" }));
    for (header, body) in
        [(Some("yes"), &without), (Some(""), &without), (Some("Gateway"), &without), (Some("gateway"), &with)]
    {
        let error = is_asked(header, body).unwrap_err();
        assert_eq!((error.code(), error.subject()), (Code::OptionInvalid, Some("ingam-open")));
    }
    assert_eq!(is_asked(None, &with), Ok(false));
    assert_eq!(is_asked(Some("gateway"), &without), Ok(true));
    assert_eq!(is_asked(Some("gateway"), &body(&json!({ "sessionKey": null }))), Ok(true));
    assert!(validate(&without).is_empty());
    assert_eq!(validate(&Map::new())[0].path(), "/txId");
}

#[test]
fn the_answer_comes_opened_again_and_again_even_after_a_restart() {
    let own = own_session();
    let sealed = answer(&own, &[("name", "홍가상"), ("birthday", "19991231")]);
    let again = OwnSession::from_record(own.to_record().unwrap().expose()).unwrap();
    for own in [&own, &own, &again] {
        let opened = own.open(sealed.clone()).unwrap();
        assert_eq!(opened.header("ingam-open"), Some("gateway"));
        let body: Value = serde_json::from_slice(&opened.body).unwrap();
        assert_eq!(body["success"]["personalData"], json!({ "name": "홍가상", "birthday": "19991231" }));
        assert_eq!(body["success"]["txId"], TX_ID);
    }
}

#[test]
fn what_another_session_sealed_is_not_opened_and_a_failure_is_left_as_it_is() {
    let foreign = answer(&own_session(), &[("name", "canary")]);
    let error = own_session().open(foreign).unwrap_err();
    assert_eq!(error.code(), Code::ProviderAnswerInvalid);
    assert!(!error.message().contains("canary"));
    let failure = Response::new(
        400,
        "application/json",
        br#"{"resultType":"FAIL","error":{"errorCode":"CE3102"}}"#.to_vec(),
    );
    assert_eq!(own_session().open(failure.clone()), Ok(failure));
}

#[test]
fn the_call_carries_the_session_and_nothing_shows_it() {
    let own = own_session();
    let id = TransactionId::new(Provider::Toss, TX_ID).unwrap();
    let sent: Value = serde_json::from_slice(&own.result_body(&id)).unwrap();
    assert_eq!(sent["txId"], TX_ID);
    assert_eq!(own.hash(), SessionHash::of(sent["sessionKey"].as_str().unwrap()));
    assert_eq!(format!("{own:?}"), format!("OwnSession({})", own.id()));
    assert_ne!(own_session().id(), own.id());
}
