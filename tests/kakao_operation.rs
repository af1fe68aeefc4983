//! The calls of KakaoCert: which paths there are and which there are not, what is sent, and
//! what every kind of answer means, the broken ones first.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::Code;
use ingam::exchange::{Limits, Method, Response};
use ingam::json::Map;
use ingam::provider::kakao::operation::{
    AppSignature, Operation, Service, fail, failure, read_requested, read_state, read_token, read_verified,
    refuses_token, signed_document, token_call,
};
use ingam::provider::kakao::signing::{SecretKey, Signer};
use ingam::provider::kakao::wire::{Failure, Status};
use ingam::secret::Secret;
use ingam::time::UnixTime;
use ingam::token::{AccessToken, Freshness};
use ingam::transaction::{Answer, Provider, Purpose, TransactionId};
use proptest::prelude::*;
use serde_json::json;

/// 2026-01-02T03:04:05Z
const NOW: UnixTime = UnixTime(1_767_323_045);
const RECEIPT: &str = "020090913390400001";

fn receipt() -> TransactionId {
    TransactionId::new(Provider::Kakao, RECEIPT).unwrap()
}

fn signature(text: &str) -> AppSignature {
    AppSignature::new(text.into()).unwrap()
}

fn signer() -> Signer {
    let key = SecretKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    Signer::new("TESTER", key).unwrap()
}

fn token() -> AccessToken {
    AccessToken::new(Secret::new("session-token".into()), NOW, 900)
}

fn answer(status: u16, body: impl AsRef<[u8]>) -> Response {
    Response::new(status, "application/json", body.as_ref().to_vec())
}

fn code(path: &str) -> Option<Code> {
    Operation::at(path).err().map(|error| error.code())
}

#[test]
fn what_is_no_route_is_refused() {
    for path in [
        "",
        "/",
        "SignToken/Request",
        "/SignToken",
        "/SignToken/",
        "/SignToken/Request/",
        "/SignToken/Request/x",
        "//SignToken/Request",
        "/signtoken/Request",
        "/SignToken/request",
        "/SignToken/Status",
        "/SignToken/Verify",
        "/SignToken/Cancel/1",
        "/SignToken/Status/1/2",
        "/SignToken/Status/1/",
        "/SignDirectDebit/Status/1/2",
        "/SignIdentity/Verify/1/signature",
        "/SignIdentity/Verify/1/",
        "/Sign%54oken/Request",
        "/KAKAOCERT/Token",
        "/Time",
        "/api/v2/sign/docs/request",
    ] {
        assert_eq!(code(path), Some(Code::RouteUnknown), "{path}");
    }
}

#[test]
fn what_is_no_receipt_id_is_refused() {
    for id in [
        "",
        ".",
        "..",
        "%2e%2e",
        "..%2f1",
        "1%2f2",
        "1%2F2",
        "%31",
        "1 ",
        " 1",
        "1+",
        "1-2",
        "1;2",
        "1\\2",
        "1?x",
        "1#x",
        "가",
        "１",
        "1\n",
        "1\0",
        "123456789012345678901",
    ] {
        for call in ["Status", "Verify"] {
            for service in ["SignToken", "SignDirectDebit", "SignIdentity"] {
                let path = format!("/{service}/{call}/{id}");
                assert_eq!(code(&path), Some(Code::TransactionUnknown), "{path}");
            }
        }
        assert_eq!(
            code(&format!("/SignToken/Verify/{id}/signature")),
            Some(Code::TransactionUnknown),
            "{id}"
        );
    }
    for id in ["1", "12345678901234567890", "aZ09"] {
        assert_eq!(code(&format!("/SignToken/Status/{id}")), None, "{id}");
    }
}

#[test]
fn what_is_no_app_to_app_signature_is_refused() {
    for raw in [
        "",
        ".",
        "..",
        "%2E",
        "%2e%2e",
        ".%2e",
        "a b",
        "a%20b",
        "a%0d%0ab",
        "a%0A",
        "%00",
        "a%7f",
        "%EA%B0%80",
        "가",
        "a%",
        "a%4",
        "a%zz",
        "a\tb",
        "a%c2%a0",
        "%ff",
    ] {
        for service in ["SignToken", "SignDirectDebit"] {
            let path = format!("/{service}/Verify/{RECEIPT}/{raw}");
            assert_eq!(code(&path), Some(Code::AppSignatureInvalid), "{path}");
        }
    }
    for text in ["", ".", "..", "a b", "a\r\nb", "\u{7f}", "가"] {
        assert!(AppSignature::new(text.into()).is_none(), "{text:?}");
    }
}

/// A client of LinkHub's appends the signature as it is, a careful one percent-encodes it.
#[test]
fn a_signature_is_the_rest_of_the_path_decoded_once() {
    for (raw, expected, segment) in [
        ("a/b+c==", "a/b+c==", "a%2Fb%2Bc%3D%3D"),
        ("a%2Fb%2Bc%3D%3D", "a/b+c==", "a%2Fb%2Bc%3D%3D"),
        ("a%2fb%2bc%3d%3d", "a/b+c==", "a%2Fb%2Bc%3D%3D"),
        ("a%2Fb/c", "a/b/c", "a%2Fb%2Fc"),
        ("a//b", "a//b", "a%2F%2Fb"),
        ("a/", "a/", "a%2F"),
        ("/a", "/a", "%2Fa"),
        ("a%252Fb", "a%2Fb", "a%252Fb"),
        ("a/../b", "a/../b", "a%2F..%2Fb"),
        ("...", "...", "..."),
        ("MEUCIQ-_~.", "MEUCIQ-_~.", "MEUCIQ-_~."),
        ("a?b", "a?b", "a%3Fb"),
        ("%3F%23%26", "?#&", "%3F%23%26"),
    ] {
        for (prefix, service) in [("/SignToken", Service::ESign), ("/SignDirectDebit", Service::DirectDebit)]
        {
            let operation = Operation::at(&format!("{prefix}/Verify/{RECEIPT}/{raw}")).unwrap();
            assert_eq!(operation, Operation::Verify(service, receipt(), Some(signature(expected))), "{raw}");
            assert_eq!(operation.path(), format!("{prefix}/Verify/{RECEIPT}/{segment}"));
            assert!(!format!("{operation:?}").contains(expected), "{operation:?}");
        }
    }
}

#[test]
fn each_service_has_its_paths() {
    for (service, segment, name, purpose) in [
        (Service::ESign, "SignToken", "esign", Purpose::SignDocument),
        (Service::DirectDebit, "SignDirectDebit", "direct-debit", Purpose::DirectDebitConsent),
        (Service::Identity, "SignIdentity", "identity", Purpose::Identify),
    ] {
        assert_eq!((service.name(), service.purpose()), (name, purpose));
        assert_eq!(serde_json::to_value(service).unwrap(), name);
        assert_eq!(serde_json::from_value::<Service>(json!(name)).unwrap(), service);
        for (path, template, operation, method) in [
            (
                format!("/{segment}/Request"),
                format!("/{segment}/Request"),
                Operation::Request(service),
                Method::Post,
            ),
            (
                format!("/{segment}/Status/{RECEIPT}"),
                format!("/{segment}/Status/{{receiptID}}"),
                Operation::Status(service, receipt()),
                Method::Get,
            ),
            (
                format!("/{segment}/Verify/{RECEIPT}"),
                format!("/{segment}/Verify/{{receiptID}}"),
                Operation::Verify(service, receipt(), None),
                Method::Get,
            ),
        ] {
            assert_eq!(Operation::at(&path).as_ref(), Ok(&operation));
            assert_eq!((operation.path(), operation.template()), (path, template.as_str()));
            assert_eq!((operation.method(), operation.service()), (method, service));
            assert_eq!(operation.receipt().is_some(), method == Method::Get);
        }
        let signed = Operation::Verify(service, receipt(), Some(signature("a/b")));
        assert!(!signed.template().contains("a/b"));
    }
}

#[test]
fn a_request_goes_up_signed_and_unchanged_and_a_question_unsigned() {
    let call = |operation: &Operation, body: &[u8]| {
        operation.call("https://kakaocert-api.linkhub.co.kr", &signer(), &token(), body.to_vec(), NOW)
    };
    let body = br#"{"Token":"x"}"#;
    let request = call(&Operation::Request(Service::ESign), body);
    assert_eq!(request.url, "https://kakaocert-api.linkhub.co.kr/SignToken/Request");
    assert_eq!((request.method, request.limits), (Method::Post, Limits::SHORT));
    assert_eq!(request.body.expose(), body);
    assert_eq!(request.bearer.unwrap().expose(), "session-token");
    // As npm kakaocert 2.51.0 signs these bytes.
    assert_eq!(
        request.headers,
        [
            ("x-lh-date", "2026-01-02T03:04:05.000Z".into()),
            ("x-lh-version", "2.0".into()),
            ("x-kc-auth", "TESTER YMkERsUsOP/GT+YK5fZ8ju3e3C5rcJsmGsnyou0AGe0=".into()),
            ("content-type", String::from("application/json;charset=utf-8")),
        ]
    );
    for (operation, path, limits) in [
        (
            Operation::Status(Service::Identity, receipt()),
            "/SignIdentity/Status/020090913390400001",
            Limits::SHORT,
        ),
        (
            Operation::Verify(Service::ESign, receipt(), None),
            "/SignToken/Verify/020090913390400001",
            Limits::READ,
        ),
        (
            Operation::Verify(Service::DirectDebit, receipt(), Some(signature("a/b+c=="))),
            "/SignDirectDebit/Verify/020090913390400001/a%2Fb%2Bc%3D%3D",
            Limits::READ,
        ),
    ] {
        let call = call(&operation, b"");
        assert_eq!(call.url, format!("https://kakaocert-api.linkhub.co.kr{path}"));
        assert_eq!((call.method, call.limits), (Method::Get, limits));
        assert!(call.headers.is_empty() && call.body.expose().is_empty());
        assert_eq!(call.bearer.unwrap().expose(), "session-token");
    }
}

#[test]
fn a_token_is_asked_for_as_the_sdk_does_and_from_anywhere() {
    let call = token_call("https://auth.linkhub.co.kr", &signer(), "020040000001", NOW);
    assert_eq!(call.url, "https://auth.linkhub.co.kr/KAKAOCERT/Token");
    assert_eq!((call.method, call.limits), (Method::Post, Limits::SHORT));
    assert_eq!(call.body.expose(), br#"{"access_id":"020040000001","scope":["member","310","320","330"]}"#);
    assert!(call.bearer.is_none());
    // As npm linkhub 1.8.2 signs these bytes.
    assert_eq!(
        call.headers,
        [
            ("x-lh-date", "2026-01-02T03:04:05.000Z".into()),
            ("x-lh-version", "2.0".into()),
            ("x-lh-forwarded", "*".into()),
            ("authorization", "LINKHUB TESTER IzXWX6kBs+ITF7uzvWVSkh5IqW1VxsHDHq9vLKY06A8=".into()),
            ("content-type", String::from("Application/json")),
        ]
    );
}

#[test]
fn what_is_no_token_is_refused() {
    let granted = |token: &str, expiration: &str| {
        answer(200, json!({ "session_token": token, "expiration": expiration }).to_string())
    };
    let read = |answer: &Response| read_token(answer, NOW).map_err(|error| error.code());
    for status in [400, 401, 403] {
        let refused = answer(status, r#"{"code":-11010009,"message":"x"}"#);
        assert_eq!(read(&refused).unwrap_err(), Code::ProviderRefusedCredential, "{status}");
    }
    let sound = granted("t", "2026-01-02T03:19:05.000Z");
    for wrong in [
        granted("", "2026-01-02T03:19:05.000Z"),
        granted("a b", "2026-01-02T03:19:05.000Z"),
        granted("a\r\nx: y", "2026-01-02T03:19:05.000Z"),
        granted("가", "2026-01-02T03:19:05.000Z"),
        granted("t", "2026-01-02T03:04:05.000Z"),
        granted("t", "2025-01-02T03:04:05.000Z"),
        granted("t", "never"),
        granted("t", ""),
        answer(200, r#"{"session_token":"t"}"#),
        answer(200, r#"{"expiration":"2026-01-02T03:19:05.000Z"}"#),
        answer(200, "<html>"),
        answer(200, ""),
        answer(201, &sound.body),
        answer(302, &sound.body),
        answer(404, &sound.body),
        answer(500, r#"{"code":-11010009,"message":"x"}"#),
    ] {
        assert_eq!(read(&wrong).unwrap_err(), Code::ProviderAnswerInvalid, "{:?}", wrong);
    }
    let token = read(&sound).unwrap();
    assert_eq!((token.value().expose().as_str(), token.expires_at()), ("t", NOW.plus_seconds(900)));
    assert_eq!(token.freshness(NOW), Freshness::Fresh);
    // Milliseconds are dropped: at most a second early.
    let token = read(&granted("t", "2026-01-02T03:19:05.999Z")).unwrap();
    assert_eq!(token.expires_at(), NOW.plus_seconds(900));
}

#[test]
fn a_refused_token_is_401() {
    for (status, refused) in [(401, true), (200, false), (400, false), (403, false), (500, false)] {
        assert_eq!(refuses_token(&answer(status, r#"{"code":-1,"message":"x"}"#)), refused, "{status}");
    }
}

#[test]
fn a_receipt_and_a_state_come_with_200() {
    let body = json!({ "receiptId": RECEIPT, "tx_id": "t" }).to_string();
    for wrong in [
        answer(201, &body),
        answer(400, &body),
        answer(200, "[]"),
        answer(200, ""),
        answer(200, r#"{"receiptId":"../x"}"#),
        answer(200, r#"{"receiptId":""}"#),
        answer(200, r#"{"receiptID":1}"#),
        answer(200, r#"{"code":-31010009,"message":"x"}"#),
    ] {
        assert!(read_requested(&wrong).is_none(), "{wrong:?}");
        assert!(read_state(&wrong).is_none(), "{wrong:?}");
    }
    let (id, whole) = read_requested(&answer(200, &body)).unwrap();
    assert_eq!((id, whole.tx_id.as_deref()), (receipt(), Some("t")));
    let state = json!({ "receiptID": RECEIPT, "state": "1" }).to_string();
    assert_eq!(read_state(&answer(200, &state)).unwrap().state, Status::Completed);
    assert!(read_state(&answer(404, &state)).is_none());
    assert!(read_requested(&answer(200, &state)).is_none());
}

#[test]
fn a_verification_is_what_its_body_says_it_is() {
    let result = Some(Answer::Result { completed_at: None });
    let refused = Some(Answer::Refused);
    let not_now = Some(Answer::NotNow);
    for (status, body, expected) in [
        // Nobody knows whether it was counted.
        (200, "", None),
        (200, "{}", None),
        (200, "null", None),
        (200, "[1]", None),
        (200, "<html>", None),
        (502, "<html>Bad Gateway</html>", None),
        (504, "", None),
        (200, r#"{"receiptId":"1"}"#, None),
        (200, r#"{"receiptId":"1","signedData":""}"#, None),
        (200, r#"{"receiptId":"1","signedData":null}"#, None),
        (200, r#"{"receiptId":"1","signedData":"MIA"#, None),
        (400, r#"{"message":"no code"}"#, None),
        // LinkHub's own word.
        (400, r#"{"code":-31010009,"message":"이미 검증"}"#, refused),
        // Its own trouble, and too many calls: no word on the verification.
        (500, r#"{"code":-31010009,"message":"x"}"#, not_now),
        (401, r#"{"code":"-31010009"}"#, refused),
        (200, r#"{"code":-31010009,"message":"a failure with 200"}"#, refused),
        (429, "slow down", not_now),
        (429, r#"{"code":-31010009,"message":"x"}"#, not_now),
        (200, r#"{"receiptId":"1","signedData":"MIAG"}"#, result),
        // It comes once: what stands beside it is no reason to take it for lost.
        (200, r#"{"receiptId":null,"signedData":"MIAG"}"#, result),
        (200, r#"{"receiptID":1,"signedData":"MIAG"}"#, result),
        (200, r#"{"signedData":"MIAG","receiptId":"1","receiptId":"2"}"#, result),
        (200, "\u{feff}{\"signedData\":\"MIAG\"}", result),
        // What cannot be read a second time is not thrown away for its status.
        (201, r#"{"receiptId":"1","signedData":"MIAG","code":1}"#, result),
    ] {
        assert_eq!(read_verified(&answer(status, body)), expected, "{status} {body}");
    }
}

#[test]
fn signed_data_is_base64_of_either_alphabet() {
    let with = |text: &str| answer(200, json!({ "receiptId": "1", "signedData": text }).to_string());
    for wrong in ["", "-_+/", "a", "MIAG!", "MI AG", "가"] {
        assert_eq!(signed_document(&with(wrong)), None, "{wrong}");
    }
    for text in ["-_8", "-_8=", "+/8=", "+/8", " -_8=\n"] {
        assert_eq!(signed_document(&with(text)).as_deref(), Some(&[0xfb, 0xff][..]), "{text:?}");
    }
    assert_eq!(signed_document(&answer(200, r#"{"code":-1,"message":"x"}"#)), None);
    // The tables say 4096; a signature of a long text has more.
    let long = "QUJD".repeat(5000);
    assert_eq!(signed_document(&with(&long)).unwrap().len(), 15_000);
}

#[test]
fn a_failure_of_ours_is_read_as_one_of_linkhubs() {
    let row = Code::TransactionUnknown.entry();
    let ours = Failure { code: row.linkhub.into(), message: row.message_ko.into(), other: Map::new() };
    let answer = fail(row.status, &ours);
    assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/json")));
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body, json!({ "code": -99_104_040, "message": row.message_ko }));
    assert_eq!(failure(&answer.body), Some(ours));
    assert_eq!(read_verified(&answer), Some(Answer::Refused));
}

/// Published codes of LinkHub's: KakaoCert's, the token host's, the SDKs' own.
#[test]
fn no_code_of_ours_is_one_of_linkhubs() {
    for code in Code::ALL {
        let ours = code.entry().linkhub;
        assert!(![-31_010_009, -11_010_009, -99_999_999].contains(&ours));
        assert!(ours.to_string().len() == 9 && ours.to_string().starts_with("-9910"), "{ours}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn any_path_is_an_operation_or_refused(path in "\\PC{0,60}|/Sign(Token|DirectDebit|Identity)/(Request|Status|Verify)/[0-9a-zA-Z%./+]{0,24}(/\\PC{0,30})?") {
        match Operation::at(&path) {
            Ok(operation) => {
                // Its own path means the same, and has no step and no separator but its own.
                let own = operation.path();
                prop_assert_eq!(Operation::at(&own), Ok(operation.clone()));
                let segments: Vec<_> = own.split('/').skip(1).collect();
                prop_assert!((2..=4).contains(&segments.len()));
                prop_assert!(own.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#\\".contains(&byte)));
                for segment in segments {
                    let step = segment.to_ascii_lowercase().replace("%2e", ".");
                    prop_assert!(!["", ".", ".."].contains(&step.as_str()), "{}", own);
                }
            }
            Err(error) => prop_assert!(matches!(
                error.code(),
                Code::RouteUnknown | Code::TransactionUnknown | Code::AppSignatureInvalid
            )),
        }
    }

    #[test]
    fn a_signature_arrives_the_same_encoded_or_not(text in "[!-~]{1,200}", id in "[0-9A-Za-z]{1,20}") {
        let Some(signature) = AppSignature::new(text.clone()) else {
            prop_assert!(text == "." || text == "..");
            return Ok(());
        };
        let receipt = TransactionId::new(Provider::Kakao, &id).unwrap();
        for service in [Service::ESign, Service::DirectDebit] {
            let operation = Operation::Verify(service, receipt.clone(), Some(signature.clone()));
            prop_assert_eq!(Operation::at(&operation.path()), Ok(operation.clone()));
            // Raw, as the published clients send it, where it has no percent sign of its own.
            if !text.contains('%') {
                let own = operation.path();
                let (before, _) = own.rsplit_once('/').unwrap();
                prop_assert_eq!(Operation::at(&format!("{before}/{text}")), Ok(operation));
            }
        }
    }

    #[test]
    fn any_answer_is_read(status in 100_u16..600, body in "\\PC{0,80}|\\{\"(code|receiptId|signedData|state)\":\\PC{0,20}\\}") {
        let answer = answer(status, body);
        let _ = (read_requested(&answer), read_state(&answer), read_verified(&answer), failure(&answer.body));
        prop_assert!(signed_document(&answer).is_none() || read_verified(&answer).is_some());
        let _ = read_token(&answer, NOW);
    }
}
