//! What is made of the answer of a one-time read before it is kept.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::exchange::Response;
use ingam::gateway::service_call::{read_answer, readable, signed_document};
use ingam::transaction::{Answer, Provider};
use serde_json::Value;

fn answer(status: u16, body: &str) -> Response {
    Response::new(status, "text/html", body.into()).with("retry-after", "9")
}

const VERIFIED: &str = r#"{"receiptId":"1","signedData":"MAA"}"#;
const RESULT: Option<Answer> = Some(Answer::Result { completed_at: None });

#[test]
fn a_page_that_says_too_many_calls_becomes_an_envelope_for_linkhubs_clients() {
    for body in ["<html>", "", "[]", "429"] {
        let made = readable(Provider::Kakao, answer(429, body));
        assert_eq!((made.status, made.header("content-type")), (502, Some("application/json")), "{body}");
        assert_eq!(made.header("ingam-error"), Some("INGAM_PROVIDER_ANSWER_INVALID"));
        assert_eq!(made.header("retry-after"), Some("9"));
        let shown: Value = serde_json::from_slice(&made.body).unwrap();
        assert_eq!(shown["code"], -99_105_022);
        // It spends as little as the page did.
        assert_eq!(read_answer(Provider::Kakao, &made), Some(Answer::NotNow));
    }
}

#[test]
fn a_signature_is_a_success_whatever_its_status() {
    for status in [201, 202, 400, 500] {
        let made = readable(Provider::Kakao, answer(status, VERIFIED));
        assert_eq!((made.status, made.body.as_slice()), (200, VERIFIED.as_bytes()));
        assert_eq!(read_answer(Provider::Kakao, &made), RESULT);
        assert_eq!(signed_document(Provider::Kakao, &made, 1).as_deref(), Some(&[0x30, 0x00][..]));
        assert_eq!(signed_document(Provider::Kakao, &made, 2), None);
    }
}

#[test]
fn everything_else_stays_as_it_came() {
    for (provider, status, body) in [
        (Provider::Kakao, 200, VERIFIED),
        (Provider::Kakao, 400, "{\"code\":-31010014,\"message\":\"x\"}"),
        (Provider::Kakao, 429, "{\"code\":-31010429,\"message\":\"x\"}"),
        (Provider::Kakao, 429, "{}"),
        // Lost: handed to nobody.
        (Provider::Kakao, 200, "<html>"),
        (Provider::Kakao, 502, "<html>"),
        (Provider::Kakao, 200, "{\"receiptId\":\"1\",\"signedData\":\"\"}"),
        (Provider::Toss, 429, "<html>"),
        (Provider::Toss, 201, VERIFIED),
    ] {
        let made = readable(provider, answer(status, body));
        assert_eq!((made.status, made.body.as_slice()), (status, body.as_bytes()));
        assert_eq!(made.headers, answer(status, body).headers);
    }
}
