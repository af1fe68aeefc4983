//! The calls of Toss's docs API: what is sent, and what every kind of answer means, the
//! broken ones first.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::Code;
use ingam::exchange::{Limits, Method, Response};
use ingam::json::Value;
use ingam::provider::toss::operation::{
    Operation, fail, failure, is_protocol, read_requested, read_result, read_token, refuses_token,
    signed_document, signed_documents, token_call,
};
use ingam::provider::toss::registration::registration;
use ingam::provider::toss::wire::Failure;
use ingam::secret::Secret;
use ingam::time::UnixTime;
use ingam::token::{AccessToken, Freshness};
use ingam::transaction::Answer;
use serde_json::json;

const NOW: UnixTime = UnixTime(1_700_000_000);
const TX: &str = "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9";

fn answer(status: u16, body: impl AsRef<[u8]>) -> Response {
    Response::new(status, "application/json", body.as_ref().to_vec())
}

fn granted(member: &str, value: Value) -> Response {
    let mut body = json!({ "access_token": "eyJ.a-b_c.d~+/=", "scope": "ca", "token_type": "Bearer", "expires_in": 3599 });
    body[member] = value;
    answer(200, body.to_string())
}

fn failed(code: &str) -> String {
    json!({
        "resultType": "FAIL",
        "error": { "errorType": 0, "errorCode": code, "reason": "이유", "data": {}, "title": null },
        "success": null
    })
    .to_string()
}

fn code(answer: &Response) -> Code {
    match read_token(answer, NOW) {
        Ok(token) => panic!("a token: {token:?}"),
        Err(error) => {
            assert_eq!((error.path(), error.subject()), (None, None));
            error.code()
        }
    }
}

#[test]
fn a_refused_credential_is_told_from_a_broken_answer() {
    let oauth = |error: &str| json!({ "error": error, "error_description": "canary" }).to_string();
    // RFC 6749 section 5.2, each word, with the statuses it comes with.
    for (status, error) in [
        (401, "invalid_client"),
        (400, "invalid_client"),
        (400, "invalid_request"),
        (400, "invalid_grant"),
        (400, "unauthorized_client"),
        (400, "unsupported_grant_type"),
        (400, "invalid_scope"),
        (403, "unauthorized_client"),
    ] {
        assert_eq!(code(&answer(status, oauth(error))), Code::ProviderRefusedCredential, "{status} {error}");
    }
    assert_eq!(code(&answer(401, "")), Code::ProviderRefusedCredential);
    for status in [300, 302, 404, 405, 429, 500, 502, 503, 504] {
        assert_eq!(
            code(&answer(status, oauth("temporarily_unavailable"))),
            Code::ProviderAnswerInvalid,
            "{status}"
        );
        assert!(Code::ProviderAnswerInvalid.entry().retryable);
    }
    // A page of a proxy with a good status, a good body with a bad one.
    assert_eq!(code(&answer(200, "<html>502 Bad Gateway</html>")), Code::ProviderAnswerInvalid);
    let good = granted("scope", json!("ca"));
    assert_eq!(code(&answer(503, &good.body)), Code::ProviderAnswerInvalid);
}

#[test]
fn what_is_no_token_is_not_used() {
    for body in ["", " ", "null", "[]", "{}", "\"token\"", "{\"access_token\":\"t\"", "\u{feff}{}", "{}{}"] {
        assert_eq!(code(&answer(200, body)), Code::ProviderAnswerInvalid, "{body:?}");
    }
    let whole = granted("scope", json!("ca")).body;
    for length in 0..whole.len() {
        assert_eq!(code(&answer(200, &whole[..length])), Code::ProviderAnswerInvalid, "{length}");
    }
    let twice = r#"{"access_token":"a","access_token":"b","token_type":"Bearer","expires_in":60}"#;
    assert_eq!(code(&answer(200, twice)), Code::ProviderAnswerInvalid);
    for (member, value) in [
        ("access_token", json!("")),
        ("access_token", json!(null)),
        ("access_token", json!(1)),
        ("access_token", json!(["t"])),
        // What would end the header, or begin another one.
        ("access_token", json!("t\r\nx-evil: 1")),
        ("access_token", json!("t\n")),
        ("access_token", json!("a b")),
        ("access_token", json!("a\u{0}b")),
        ("access_token", json!("a\u{7f}b")),
        ("access_token", json!("토큰")),
        ("access_token", json!("tök")),
        ("token_type", json!("MAC")),
        ("token_type", json!("DPoP")),
        ("token_type", json!("Bearer ")),
        ("token_type", json!("")),
        ("token_type", json!(null)),
        ("expires_in", json!(0)),
        ("expires_in", json!(-1)),
        ("expires_in", json!(i64::MIN)),
        ("expires_in", json!("3599")),
        ("expires_in", json!(3599.5)),
        ("expires_in", json!(1e300)),
        ("expires_in", json!(u64::MAX)),
        ("expires_in", json!(null)),
        ("expires_in", json!(true)),
        ("scope", json!(["ca"])),
    ] {
        assert_eq!(code(&granted(member, value.clone())), Code::ProviderAnswerInvalid, "{member} {value}");
    }
    for member in ["access_token", "token_type", "expires_in"] {
        let mut body: Value = serde_json::from_slice(&whole).unwrap();
        body.as_object_mut().unwrap().remove(member);
        assert_eq!(code(&answer(200, body.to_string())), Code::ProviderAnswerInvalid, "{member}");
    }
}

#[test]
fn a_token_is_taken_with_the_lifetime_it_came_with() {
    for (lifetime, ends) in [(1, 1), (3599, 3599), (31_536_000, 31_536_000)] {
        let token = read_token(&granted("expires_in", json!(lifetime)), NOW).unwrap();
        assert_eq!(token.expires_at(), NOW.plus_seconds(ends));
        assert_eq!(token.value().expose(), "eyJ.a-b_c.d~+/=");
        assert!(!format!("{token:?}").contains("eyJ"));
    }
    // However long: held at the end of time, and good until then.
    let forever = read_token(&granted("expires_in", json!(i64::MAX)), NOW).unwrap();
    assert_eq!(forever.expires_at(), UnixTime(i64::MAX));
    assert_eq!(forever.freshness(NOW), Freshness::Fresh);
    for (member, value) in [
        ("token_type", json!("bearer")),
        ("token_type", json!("BEARER")),
        ("scope", json!(null)),
        ("addedLater", json!({ "refresh_token": "canary" })),
    ] {
        assert!(read_token(&granted(member, value.clone()), NOW).is_ok(), "{member} {value}");
    }
    let without_scope = r#"{"access_token":"t","token_type":"Bearer","expires_in":60}"#;
    assert!(read_token(&answer(200, without_scope), NOW).is_ok());
}

#[test]
fn the_form_of_the_token_call_is_percent_encoded() {
    let secret = Secret::new(String::from("a b&c=d+e%f\r\ng한#?/"));
    let call = token_call("https://oauth2.cert.toss.im", "id&scope=all+x", &secret);
    assert_eq!(call.url, "https://oauth2.cert.toss.im/token");
    assert_eq!(call.method, Method::Post);
    assert_eq!(call.headers, [("content-type", "application/x-www-form-urlencoded".into())]);
    assert!(call.bearer.is_none());
    assert_eq!(call.limits, Limits::SHORT);
    assert_eq!(
        String::from_utf8(call.body.expose().clone()).unwrap(),
        "grant_type=client_credentials&scope=ca&client_id=id%26scope%3Dall%2Bx\
         &client_secret=a+b%26c%3Dd%2Be%25f%0D%0Ag%ED%95%9C%23%3F%2F"
    );
    let plain = token_call("http://127.0.0.1:1", "test_a8e2", &Secret::new("s3cret".into()));
    assert_eq!(
        plain.body.expose(),
        b"grant_type=client_credentials&scope=ca&client_id=test_a8e2&client_secret=s3cret"
    );
}

#[test]
fn calls_carry_the_token_and_the_bytes_as_they_came() {
    let token = AccessToken::new(Secret::new("eyJ.a.b".into()), NOW, 3599);
    let odd = b"{ \"txId\" : \"x\",\n \"txId2\": 1e0 }".to_vec();
    for (operation, path, limits) in [
        (Operation::Request, "/api/v2/sign/docs/request", Limits::SHORT),
        (Operation::Status, "/api/v2/sign/docs/status", Limits::SHORT),
        (Operation::Result, "/api/v2/sign/docs/result", Limits::READ),
    ] {
        let call = operation.service().call("https://cert.toss.im", &token, odd.clone());
        assert_eq!(call.url, format!("https://cert.toss.im{path}"));
        assert_eq!(call.method, Method::Post);
        assert_eq!(call.headers, [("content-type", "application/json".into())]);
        assert_eq!(call.bearer.unwrap().expose(), "eyJ.a.b");
        assert_eq!(call.body.expose(), &odd);
        assert_eq!(call.limits, limits);
    }
    assert_eq!(
        (Limits::SHORT.first_byte_ms, Limits::SHORT.total_ms, Limits::SHORT.body_bytes),
        (5000, 10_000, 1 << 20)
    );
    assert_eq!((Limits::READ.total_ms, Limits::READ.body_bytes), (170_000, 16 << 20));
}

#[test]
fn an_operation_checks_with_the_rules_of_its_own() {
    let empty = serde_json::Map::new();
    let paths = |operation: Operation| {
        operation.validate(&empty).iter().map(|problem| problem.path().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(paths(Operation::Request), ["/requestType", "/triggerType", "/serviceName", "/docList"]);
    assert_eq!(paths(Operation::Status), ["/txId"]);
    assert_eq!(paths(Operation::Result), ["/txId", "/sessionKey"]);
}

const STATUSES: [u16; 12] = [200, 201, 202, 400, 401, 403, 404, 409, 500, 502, 503, 504];

#[test]
fn an_answer_that_is_not_tosss_says_nothing_about_the_read() {
    let success = include_str!("vectors/toss-docs-result.json");
    let mut bodies: Vec<String> = [
        "",
        " ",
        "null",
        "[]",
        "{}",
        "\"SUCCESS\"",
        "<html><body>502 Bad Gateway</body></html>",
        "{\"resultType\":\"SUCCESS\"}",
        "{\"resultType\":\"FAIL\"}",
        "{\"resultType\":\"FAIL\",\"error\":null}",
        "{\"resultType\":\"MAYBE\",\"success\":{}}",
        "{\"success\":{\"txId\":\"x\"}}",
        "{\"error\":\"invalid_token\"}",
        "[\"SUCCESS\",{\"success\":{}}]",
        "[\"FAIL\",{\"error\":{\"errorCode\":\"CE3101\"}}]",
        "{\"resultType\":\"SUCCESS\",\"resultType\":\"FAIL\",\"success\":{}}",
    ]
    .map(String::from)
    .into();
    bodies.push(format!("{success}{success}"));
    for body in &bodies {
        for status in STATUSES {
            assert_eq!(read_result(&answer(status, body)), None, "{status} {body}");
        }
    }
    // Cut anywhere.
    let whole = success.trim_end().as_bytes();
    for length in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
        assert_eq!(read_result(&answer(200, &whole[..length])), None, "{length}");
    }
}

/// It comes twice at most: an odd octet in it is no reason to lose it.
#[test]
fn an_odd_result_is_a_result() {
    let success = include_str!("vectors/toss-docs-result.json").trim_end();
    let completed_at = UnixTime::parse("2022-04-26T01:16:14+09:00");
    let title = "\"docTitle\": \"";
    assert!(success.contains(title));
    let mut garbled = success.as_bytes().to_vec();
    let at = success.find(title).unwrap() + title.len();
    garbled[at] = 0xff;
    for odd in [
        format!("\u{feff}{success}").into_bytes(),
        format!("{success}\0").into_bytes(),
        success.replace(title, &format!("{title}\u{7}\n")).into_bytes(),
        success.replacen("{", "{\"resultType\":\"SUCCESS\",", 1).into_bytes(),
        garbled,
    ] {
        let odd = answer(200, odd);
        assert_eq!(read_result(&odd), Some(Answer::Result { completed_at }));
        assert_eq!(signed_documents(&odd).len(), 2);
        assert!(signed_document(&odd, 1).is_some() && signed_document(&odd, 2).is_some());
    }
}

#[test]
fn what_toss_says_decides_and_not_the_status() {
    let success = include_str!("vectors/toss-docs-result.json");
    let completed_at = UnixTime::parse("2022-04-26T01:16:14+09:00");
    assert!(completed_at.is_some());
    for status in STATUSES {
        assert_eq!(read_result(&answer(status, success)), Some(Answer::Result { completed_at }), "{status}");
        assert_eq!(read_result(&answer(status, failed("CE3101"))), Some(Answer::Exhausted), "{status}");
        for code in ["CE0001", "CE0003", "CE1000", "CE3100", "CE3102", "CE3103", "CE5000", "CE9999", ""] {
            assert_eq!(read_result(&answer(status, failed(code))), Some(Answer::Refused), "{status} {code}");
        }
    }
    // Too many calls: the read was not made, whatever the page says.
    for body in ["", "<html>", failed("CE3101").as_str(), success] {
        assert_eq!(read_result(&answer(429, body)), Some(Answer::Refused), "{body}");
    }
    // A result counts as read even where its time, or all of it, is not as expected.
    for success in [
        json!({ "txId": TX, "status": "COMPLETED" }),
        json!({ "txId": TX, "status": "COMPLETED", "completedDt": null }),
        json!({ "txId": TX, "status": "COMPLETED", "completedDt": "yesterday" }),
        json!({ "status": 7 }),
        json!({}),
        json!(null),
        json!([]),
    ] {
        let body = json!({ "resultType": "SUCCESS", "success": success }).to_string();
        assert_eq!(read_result(&answer(200, &body)), Some(Answer::Result { completed_at: None }), "{body}");
    }
}

#[test]
fn a_refused_token_is_seen_by_status_or_by_toss_own_word() {
    for status in STATUSES {
        assert!(refuses_token(&answer(status, failed("CE1000"))), "{status}");
        for body in ["", "<html>CE1000</html>", "{}", failed("CE1001").as_str(), failed("CE3101").as_str()] {
            assert_eq!(refuses_token(&answer(status, body)), status == 401, "{status} {body}");
        }
        let success = json!({ "resultType": "SUCCESS", "success": {}, "error": { "errorCode": "CE1000" } });
        assert!(!refuses_token(&answer(status, success.to_string())), "a result that came is one");
    }
    assert!(!refuses_token(&answer(401, " ".repeat(65_537))), "a refusal is short");
}

/// What is not Toss's envelope comes from something between.
#[test]
fn a_page_is_not_tosss_protocol_unless_it_says_too_many_calls() {
    for status in STATUSES {
        for body in ["", "<html>", "{}", "{\"code\":1}", "{\"resultType\":\"SUCCESS\"}"] {
            assert_eq!(is_protocol(&answer(status, body)), status == 429, "{status} {body}");
        }
        assert!(is_protocol(&answer(status, failed("CE0003"))));
    }
    assert!(is_protocol(&answer(429, "<html>")));
}

#[test]
fn the_transaction_of_a_request_is_read_from_a_success_only() {
    let requested = |body: &str| read_requested(&answer(200, body)).map(|requested| requested.tx_id);
    let with_id = format!("{{\"txId\":\"{TX}\"}}");
    for body in [
        String::new(),
        "{}".into(),
        failed("CE0003"),
        with_id.clone(),
        format!("{{\"resultType\":\"FAIL\",\"success\":{with_id}}}"),
        "{\"resultType\":\"SUCCESS\",\"success\":null}".into(),
        "{\"resultType\":\"SUCCESS\",\"success\":{}}".into(),
        "{\"resultType\":\"SUCCESS\",\"success\":{\"txId\":1}}".into(),
    ] {
        assert_eq!(requested(&body), None, "{body}");
    }
    assert_eq!(
        requested(&format!("{{\"resultType\":\"SUCCESS\",\"success\":{with_id}}}")).as_deref(),
        Some(TX)
    );
    assert_eq!(failure(b"{\"resultType\":\"SUCCESS\",\"success\":null}"), None);
    assert_eq!(failure(failed("CE0003").as_bytes()).map(|error| error.error_code).as_deref(), Some("CE0003"));
}

#[test]
fn a_failure_of_ours_wears_tosss_envelope() {
    let error = Failure { error_code: "IG4000".into(), reason: Some("이유".into()), ..Failure::default() };
    let response = fail(400, error.clone());
    assert_eq!((response.status, response.header("content-type")), (400, Some("application/json")));
    assert_eq!(response.headers.len(), 1);
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(
        body,
        json!({
            "resultType": "FAIL",
            "error": { "errorType": 0, "errorCode": "IG4000", "reason": "이유", "data": null, "title": null },
            "success": null
        })
    );
    assert_eq!(failure(&response.body), Some(error));
    assert_eq!(read_result(&response), Some(Answer::Refused));
}

#[test]
fn a_registration_keeps_what_is_compared_later_and_no_text() {
    let body: Value = serde_json::from_str(include_str!("vectors/toss-docs-request-push.json")).unwrap();
    let kept = registration("dev", body.as_object().unwrap(), None, NOW).unwrap();
    assert_eq!((kept.caller.as_str(), kept.requested_at, kept.expire_seconds), ("dev", NOW, 1800));
    assert_eq!(kept.request_session.as_deref(), Some("dee37038-24d3-44df-960d-6ca9d456c310"));
    assert_eq!(kept.documents.len(), 2);
    for (at, record) in kept.documents.iter().enumerate() {
        let text = body["docList"][at]["doc"].as_str().unwrap();
        assert_eq!(record.order, i64::try_from(at).unwrap() + 1);
        assert_eq!(record.sha256, Some(ingam::digest::sha256_hex(text.as_bytes())));
        assert_eq!(record.signature_type, "PKCS7");
    }
    let stored = serde_json::to_string(&kept).unwrap();
    for text in ["약관", "회원", "XRoDvtmNauTj", "OLw0wMAqvXRX", "토스"] {
        assert!(!stored.contains(text), "{text}");
    }
    // A sealed document has no digest that anything could be compared with.
    let mut sealed = body.clone();
    sealed["docList"][0]["docEncrypted"] = json!("true");
    sealed["docList"][1]["order"] = json!("2");
    sealed["docList"][1].as_object_mut().unwrap().remove("signatureType");
    sealed["expireSeconds"] = json!("300");
    let kept = registration("dev", sealed.as_object().unwrap(), None, NOW).unwrap();
    assert_eq!(kept.expire_seconds, 300);
    assert_eq!(kept.documents[0].sha256, None);
    assert_eq!((kept.documents[1].order, kept.documents[1].signature_type.as_str()), (2, "PKCS7"));
    // And nothing of it panics where nothing is as it should be.
    let bare = registration("dev", &serde_json::Map::new(), None, NOW).unwrap();
    assert!(bare.documents.is_empty() && bare.request_session.is_none());
}

#[test]
fn announced_digests_are_of_documents_of_the_request() {
    let body = json!({ "docList": [
        { "doc": "plain", "order": 1 },
        { "doc": "v1$sealed", "docEncrypted": true, "order": 2 },
    ] });
    let body = body.as_object().unwrap();
    let plain = ingam::digest::sha256_hex(b"plain");
    let sealed = ingam::digest::sha256_hex(b"secret");
    let upper = sealed.to_uppercase();
    for wrong in [
        "",
        "{}",
        "[1]",
        "[{}]",
        r#"[{"order":2}]"#,
        r#"[{"order":2,"sha256":"x"}]"#,
        &format!(r#"[{{"order":2,"sha256":"{upper}"}}]"#),
        &format!(r#"[{{"order":3,"sha256":"{sealed}"}}]"#),
        &format!(r#"[{{"order":1,"sha256":"{sealed}"}}]"#),
        &format!(r#"[{{"order":2,"sha256":"{sealed}"}},{{"order":2,"sha256":"{plain}"}}]"#),
        &format!(r#"[{{"order":2,"sha256":"{sealed}","doc":"x"}}]"#),
    ] {
        let error = registration("dev", body, Some(wrong), NOW).unwrap_err();
        assert_eq!((error.code(), error.subject()), (Code::RequestInvalid, Some("ingam-document-digests")));
    }
    let kept = |header: Option<&str>| -> Vec<Option<String>> {
        registration("dev", body, header, NOW).unwrap().documents.into_iter().map(|d| d.sha256).collect()
    };
    assert_eq!(kept(None), [Some(plain.clone()), None]);
    let both = format!(r#"[{{"order":2,"sha256":"{sealed}"}},{{"order":1,"sha256":"{plain}"}}]"#);
    assert_eq!(kept(Some(&both)), [Some(plain), Some(sealed)]);
}
