//! What comes from a caller or a provider that keeps to nothing: how much of it is told, taken
//! and passed on, at the edge.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use ingam::exchange::Response;
use ingam::provider::kakao::operation::{
    AppSignature, answers_request, read_requested, read_state, signed_document, success_is_200,
};
use ingam::provider::problem::Severity;
use ingam::provider::{Problem, validate_request};
use serde_json::{Value, json};

/// As many problems are told.
const PROBLEMS_MAX: usize = 100;
/// As many characters has the longest App-to-App signature.
const SIGNATURE_CHARACTERS_MAX: usize = 4096;
/// A sealed value and a session key have one form.
const SEALED: &str = "v1$dee37038-24d3-44df-960d-6ca9d456c310$XRoDvtmNauTj/tIdBnvyWt9J1GT77z7Kow==";
/// What stands between may answer for LinkHub with any of these.
const FAILURES: [u16; 7] = [400, 404, 418, 500, 502, 503, 504];

fn answer(status: u16, body: &str) -> Response {
    Response::new(status, "application/json", body.as_bytes().to_vec())
}

#[test]
fn a_request_has_no_more_problems_than_are_told() {
    let problems = |count: usize| {
        let mut body = json!({ "requestType": "USER_PERSONAL", "triggerType": "PUSH" });
        let none = validate_request("toss.docs.request", &body).unwrap().len();
        body["docList"] = Value::Array(vec![json!({}); count]);
        let all = validate_request("toss.docs.request", &body).unwrap();
        (none, all.len())
    };
    let (none, one) = problems(1);
    assert!(one > 1 && none > 1 && one < PROBLEMS_MAX);
    let (_, few) = problems(20);
    assert!(few > one && few < PROBLEMS_MAX, "{few}");
    for count in [PROBLEMS_MAX, 340_000] {
        assert_eq!(problems(count).1, PROBLEMS_MAX);
    }
}

/// A warning lets a request through: as many of them as there is room for hide no error.
#[test]
fn warnings_do_not_take_the_place_of_an_error() {
    let document = |order: usize| {
        json!({ "docTitle": "a", "doc": "no base64!", "docType": "PDF", "docEncrypted": false,
                "signatureType": "PKCS7", "order": order })
    };
    let problems = |count: usize, last: Option<Value>| {
        let list: Vec<Value> = (1..=count).map(document).chain(last).collect();
        let mut body = json!({ "requestType": "USER_PERSONAL", "triggerType": "PUSH", "serviceName": "a" });
        for name in ["userName", "userPhone", "userBirthday"] {
            body[name] = SEALED.into();
        }
        body["sessionKey"] = SEALED.into();
        body["docList"] = Value::Array(list);
        validate_request("toss.docs.request", &body).unwrap()
    };
    let is_error = |problem: &Problem| problem.severity() == Severity::Error;
    for count in [1, PROBLEMS_MAX, 1000] {
        assert!(!problems(count, None).iter().any(is_error), "{count}: warnings alone");
        let with_error = problems(count, Some(json!({})));
        assert!(with_error.iter().any(is_error), "{count}");
        assert!(with_error.len() <= PROBLEMS_MAX);
    }
}

#[test]
fn an_app_signature_ends_at_4096_characters() {
    for character in ["A", "+", "/"] {
        assert!(AppSignature::new(character.repeat(SIGNATURE_CHARACTERS_MAX + 1)).is_none());
        assert!(AppSignature::new(character.repeat(SIGNATURE_CHARACTERS_MAX)).is_some());
    }
}

#[test]
fn a_failure_without_linkhubs_code_does_not_answer_a_request() {
    for status in FAILURES {
        for body in
            ["{}", r#"{"error":"bad gateway"}"#, r#"{"code":"E1"}"#, r#"{"message":"x"}"#, "[]", "", "<html>"]
        {
            assert!(!answers_request(&answer(status, body)), "{status} {body}");
        }
        assert!(answers_request(&answer(status, r#"{"code":-31010009,"message":"x"}"#)), "{status}");
    }
    for body in ["", "[]", "<html>", r#"{"receiptId":"#] {
        assert!(!answers_request(&answer(200, body)), "{body}");
    }
    assert!(answers_request(&answer(200, r#"{"receiptId":"020090913390400001"}"#)));
}

#[test]
fn a_success_under_another_status_becomes_200_and_a_failure_under_one_of_success_400() {
    let receipt = r#"{"receiptId":"020090913390400001"}"#;
    for status in [201, 202, 206, 299] {
        let brought = success_is_200(answer(status, receipt));
        assert_eq!((brought.status, brought.body.as_slice()), (200, receipt.as_bytes()));
        assert_eq!(read_requested(&brought).unwrap().0.id(), "020090913390400001");
        for body in ["", "<html>", "[]"] {
            assert_eq!(success_is_200(answer(status, body)).status, status, "{body}");
        }
    }
    for status in [200, 201, 299] {
        let failure = r#"{"code":-31010009,"message":"x"}"#;
        let brought = success_is_200(answer(status, failure));
        assert_eq!((brought.status, brought.body.as_slice()), (400, failure.as_bytes()));
        // A code beside what a success has is no failure.
        let odd = r#"{"code":1,"receiptId":"020090913390400001"}"#;
        assert_eq!(success_is_200(answer(status, odd)).status, 200);
    }
    for status in [199, 300, 302, 400, 500, 599] {
        let kept = success_is_200(answer(status, receipt));
        assert_eq!(kept.status, status);
        assert!(read_requested(&kept).is_none() && read_state(&kept).is_none());
    }
}

/// The members beside it are as they are; what is no text is no signature.
#[test]
fn signed_data_is_found_whatever_stands_beside_it() {
    for body in [
        r#"{"signedData":"MIAG"}"#,
        r#"{"receiptId":null,"signedData":"MIAG"}"#,
        r#"{"receiptId":26112117,"signedData":"MIAG"}"#,
        r#"{"receiptId":{"a":[1]},"signedData":"MIAG"}"#,
        r#"{"receiptID":"020090913390400001","signedData":"MIAG"}"#,
        "\u{feff}{\"receiptId\":\"020090913390400001\",\"signedData\":\"MIAG\"}",
    ] {
        assert_eq!(signed_document(&answer(200, body)).unwrap(), [0x30, 0x80, 0x06], "{body}");
    }
    for body in [
        r#"{"signedData":null}"#,
        r#"{"signedData":""}"#,
        r#"{"signedData":["MIAG"]}"#,
        r#"{"signeddata":"MIAG"}"#,
        "\u{feff}\u{feff}{\"signedData\":\"MIAG\"}",
        r#"[{"signedData":"MIAG"}]"#,
    ] {
        assert!(signed_document(&answer(200, body)).is_none(), "{body}");
    }
}
