//! Every refusal, on every surface: the status, the type, the header that names it, both
//! languages, and nothing of what was sent.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::exchange::Response;
use ingam::gateway::refusal::{refuse, refuse_invalid, warnings};
use ingam::gateway::route::Surface;
use ingam::provider::kakao;
use ingam::provider::problem::Severity;
use ingam::provider::toss::operation::{Operation, failure, read_result};
use ingam::transaction::Answer;
use ingam::{Code, Error};
use serde_json::{Value, json};

const SURFACES: [Surface; 4] = [Surface::Own, Surface::Toss, Surface::TossToken, Surface::LinkHub];

fn body(answer: &Response) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

fn members(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn hangul(text: &Value) -> bool {
    text.as_str().unwrap().chars().any(|c| ('가'..='힣').contains(&c))
}

#[test]
fn a_path_has_the_manners_of_its_route() {
    for (path, surface) in [
        ("/token", Surface::TossToken),
        ("/token/", Surface::Own),
        ("/Token", Surface::Own),
        ("/api/v2/sign/docs/result", Surface::Toss),
        ("/api/v9/unknown", Surface::Toss),
        ("/api/", Surface::Toss),
        ("/api", Surface::Own),
        ("/v1/transactions/toss/x", Surface::Own),
        ("/Time", Surface::LinkHub),
        ("/Time/", Surface::Own),
        ("/time", Surface::Own),
        ("/KAKAOCERT/Token", Surface::LinkHub),
        ("/KAKAOCERT/x", Surface::LinkHub),
        ("/KAKAOCERT", Surface::LinkHub),
        ("/kakaocert/Token", Surface::Own),
        ("/SignToken/Request", Surface::LinkHub),
        ("/SignToken", Surface::LinkHub),
        ("/SignDirectDebit/Verify/1/a/b", Surface::LinkHub),
        ("/SignIdentity/nothing", Surface::LinkHub),
        ("/v1/transactions/kakao/1", Surface::Own),
        ("/", Surface::Own),
        ("", Surface::Own),
    ] {
        assert_eq!(Surface::of(path), surface, "{path}");
    }
}

#[test]
fn every_code_on_every_surface_is_named_in_the_header() {
    for code in Code::ALL {
        for surface in SURFACES {
            let answer = refuse(surface, &Error::new(*code));
            let row = code.entry();
            assert_eq!(answer.header("ingam-error"), Some(row.code));
            assert!((400..600).contains(&answer.status));
            let again = matches!(code, Code::ReadContinues | Code::RequestUnderWay);
            let retry = again.then_some("5");
            assert_eq!(answer.header("retry-after"), retry, "{}", row.code);
            let challenge = (*code == Code::CallerUnknown).then_some("Bearer");
            assert_eq!(answer.header("www-authenticate"), challenge, "{}", row.code);
            let mut names: Vec<_> = answer.headers.iter().map(|(name, _)| name.as_ref()).collect();
            names.sort_unstable();
            let before = names.len();
            names.dedup();
            assert_eq!(names.len(), before, "a header twice: {names:?}");
            for (name, value) in &answer.headers {
                assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
                assert!(value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()), "{value:?}");
            }
        }
    }
}

#[test]
fn our_own_routes_answer_with_problem_json() {
    for code in Code::ALL {
        let row = code.entry();
        let answer = refuse(Surface::Own, &Error::new(*code).at("/docList/0").about("SUBJECT"));
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (row.status, Some("application/problem+json"))
        );
        let body = body(&answer);
        assert_eq!(
            members(&body),
            [
                "code",
                "detail",
                "fault",
                "message",
                "messageKo",
                "path",
                "retryable",
                "status",
                "title",
                "type"
            ]
        );
        assert_eq!((&body["code"], &body["type"]), (&json!(row.code), &json!("about:blank")));
        // RFC 9457 section 4.2.1: the title of about:blank is the status phrase.
        let title = body["title"].as_str().unwrap();
        assert!(title != "Error" && !title.starts_with("INGAM_"), "{title}");
        assert_eq!((&body["status"], &body["retryable"]), (&json!(row.status), &json!(row.retryable)));
        assert_eq!((&body["fault"], &body["path"]), (&json!(row.fault.name()), &json!("/docList/0")));
        assert_eq!(body["detail"], body["message"]);
        assert_eq!(body["message"], format!("{} [SUBJECT]", row.message));
        assert_eq!(body["messageKo"], format!("{} [SUBJECT]", row.message_ko));
        assert!(body["message"].as_str().unwrap().is_ascii() && hangul(&body["messageKo"]));
        let bare = refuse(Surface::Own, &Error::new(*code));
        assert!(!members(&self::body(&bare)).contains(&"path"));
    }
}

#[test]
fn tosss_routes_answer_with_its_envelope_and_its_code() {
    for code in Code::ALL {
        let row = code.entry();
        let answer = refuse(Surface::Toss, &Error::new(*code).about("SUBJECT"));
        assert_eq!((answer.status, answer.header("content-type")), (row.toss.0, Some("application/json")));
        let body = body(&answer);
        assert_eq!(members(&body), ["error", "resultType", "success"]);
        assert_eq!((&body["resultType"], &body["success"]), (&json!("FAIL"), &Value::Null));
        assert_eq!(members(&body["error"]), ["data", "errorCode", "errorType", "reason", "title"]);
        assert_eq!(
            (&body["error"]["errorCode"], &body["error"]["errorType"]),
            (&json!(row.toss.1), &json!(0))
        );
        assert_eq!(body["error"]["title"], Value::Null);
        assert!(hangul(&body["error"]["reason"]));
        let data = &body["error"]["data"];
        assert_eq!(members(data), ["code", "fault", "message", "messageKo", "retryable"]);
        assert_eq!(data["code"], row.code);
        assert_eq!(data["messageKo"], body["error"]["reason"]);
        assert_eq!(data["message"], format!("{} [SUBJECT]", row.message));
        // A Toss client reads it with what it reads Toss's own failures with.
        assert_eq!(failure(&answer.body).unwrap().error_code, row.toss.1);
        assert_eq!(read_result(&answer), Some(Answer::Refused));
    }
    // Where Toss has a code for the case it is that code: with 401 for a token it does not
    // take, with 400 for any failure of the business.
    for (code, status, toss) in [
        (Code::CallerUnknown, 401, "CE1000"),
        (Code::TransactionUnknown, 400, "CE3100"),
        (Code::RequestInvalid, 400, "IG4000"),
    ] {
        assert_eq!(code.entry().toss, (status, toss));
    }
}

#[test]
fn linkhubs_routes_answer_with_a_number_and_a_sentence() {
    for code in Code::ALL {
        let row = code.entry();
        let answer = refuse(Surface::LinkHub, &Error::new(*code).about("SUBJECT").at("/Token"));
        assert_eq!((answer.status, answer.header("content-type")), (row.status, Some("application/json")));
        let body = body(&answer);
        assert_eq!(members(&body), ["code", "ingam", "message"]);
        // Eight digits after a minus sign, as every code of LinkHub's.
        assert_eq!(body["code"], json!(row.linkhub));
        assert_eq!(row.linkhub.to_string().len(), 9, "{}", row.linkhub);
        assert!(row.linkhub.to_string().starts_with("-9910"));
        assert_eq!(body["message"], format!("{} [SUBJECT]", row.message_ko));
        assert!(hangul(&body["message"]));
        let details = &body["ingam"];
        assert_eq!(members(details), ["code", "fault", "message", "messageKo", "path", "retryable"]);
        assert_eq!((&details["code"], &details["path"]), (&json!(row.code), &json!("/Token")));
        // LinkHub's clients read it with what they read LinkHub's own failures with.
        let read = kakao::operation::failure(&answer.body).unwrap();
        assert_eq!(read.code, i64::from(row.linkhub));
        // Of a verification it is a refusal and never a result.
        let read = kakao::operation::read_verified(&answer);
        let is_for_now = answer.status >= 500 || *code == Code::RateLimited;
        assert_eq!(read, Some(if is_for_now { Answer::NotNow } else { Answer::Refused }));
        // The published clients take 200 for success, and nothing else.
        assert_ne!(answer.status, 200);
    }
    for (code, status, linkhub) in [
        (Code::CallerUnknown, 401, -99_104_010),
        (Code::TransactionUnknown, 404, -99_104_040),
        (Code::VerifyUncertain, 504, -99_105_043),
    ] {
        assert_eq!((code.entry().status, code.entry().linkhub), (status, linkhub));
    }
}

#[test]
fn the_sentence_on_linkhubs_routes_is_that_of_the_first_error_with_its_place() {
    let canary = json!({
        "CallCenterNum": "1600-0000", "Expires_in": 300, "ReceiverBirthDay": "canary-birthday",
        "ReceiverHP": "010-5555-6666", "ReceiverName": "canary 김톡", "TMSTitle": "t", "Token": "t",
        "isAllowSimpleRegistYN": true
    });
    let problems = kakao::operation::Service::ESign.validate(canary.as_object().unwrap());
    let answer = refuse_invalid(Surface::LinkHub, &problems);
    assert_eq!((answer.status, answer.header("ingam-error")), (400, Some("INGAM_REQUEST_INVALID")));
    let body = body(&answer);
    assert_eq!(body["code"], -99_104_000);
    let first = problems.iter().find(|problem| problem.severity() == Severity::Error).unwrap();
    assert_eq!(body["message"], format!("{} [{}]", first.message_ko(), first.path()));
    let listed = body["ingam"]["problems"].as_array().unwrap();
    assert_eq!(listed.len(), problems.len());
    let paths: Vec<_> = listed.iter().map(|problem| problem["path"].as_str().unwrap()).collect();
    for path in ["/ReceiverBirthDay", "/ReceiverHP", "/isAllowSimpleRegistYN"] {
        assert!(paths.contains(&path), "{path}");
    }
    let text = String::from_utf8(answer.body).unwrap();
    assert!(!text.contains("canary") && !text.contains("5555") && !text.contains("김톡"), "{text}");
}

#[test]
fn the_token_route_answers_with_rfc_6749() {
    for code in Code::ALL {
        let row = code.entry();
        let answer = refuse(Surface::TossToken, &Error::new(*code).about("SUBJECT"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let body = body(&answer);
        assert_eq!(members(&body), ["error", "error_description"]);
        let error = body["error"].as_str().unwrap();
        let expected = match code {
            Code::CallerUnknown => "invalid_client",
            Code::ProviderNotAllowed | Code::OriginRefused => "unauthorized_client",
            _ if row.status >= 500 => "temporarily_unavailable",
            _ => "invalid_request",
        };
        assert_eq!(error, expected, "{}", row.code);
        let status = match code {
            Code::RouteUnknown | Code::MethodNotAllowed | Code::BodyTooLarge | Code::ContentTypeInvalid => {
                row.status
            }
            Code::CallerUnknown => 401,
            _ if row.status >= 500 => row.status,
            _ => 400,
        };
        assert_eq!(answer.status, status, "{}", row.code);
        assert_eq!(error == "invalid_client", answer.status == 401);
        // error_description: %x20-21 / %x23-5B / %x5D-7E (section 5.2).
        let description = body["error_description"].as_str().unwrap();
        let allowed = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
        assert!(description.chars().all(allowed), "{description}");
        assert!(description.contains("[SUBJECT]"));
    }
}

#[test]
fn a_method_that_is_not_taken_names_the_one_that_is() {
    for surface in SURFACES {
        let answer = refuse(surface, &Error::new(Code::MethodNotAllowed).about("POST"));
        assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
        assert_eq!(refuse(surface, &Error::new(Code::RouteUnknown)).header("allow"), None);
    }
}

#[test]
fn problems_are_listed_with_their_paths_and_without_the_values() {
    let canary = json!({
        "requestType": "canary-type", "triggerType": "PUSH", "userName": "canary 김토스", "userPhone": "01055556666",
        "sessionKey": "canary-session", "serviceName": "canary".repeat(20), "expireSeconds": "canary",
        "canary-member": 1,
        "docList": [{ "docTitle": "t", "doc": "canary".repeat(400), "order": "canary", "docType": "canary" }, "canary"]
    });
    let problems = Operation::Request.validate(canary.as_object().unwrap());
    assert!(problems.len() >= 8, "{problems:?}");
    for surface in SURFACES {
        let answer = refuse_invalid(surface, &problems);
        assert_eq!((answer.status, answer.header("ingam-error")), (400, Some("INGAM_REQUEST_INVALID")));
        let text = format!("{}{:?}", String::from_utf8(answer.body.clone()).unwrap(), answer.headers);
        for value in ["canary", "김토스", "5555"] {
            assert!(!text.contains(value), "{value} in {text}");
        }
    }
    let toss = body(&refuse_invalid(Surface::Toss, &problems));
    let own = body(&refuse_invalid(Surface::Own, &problems));
    assert_eq!(toss["error"]["data"]["problems"], own["problems"]);
    let listed = own["problems"].as_array().unwrap();
    assert_eq!(listed.len(), problems.len());
    for (listed, problem) in listed.iter().zip(&problems) {
        assert_eq!(members(listed), ["code", "message", "messageKo", "path", "severity"]);
        assert_eq!(
            listed,
            &json!({
                "path": problem.path(), "code": problem.code(), "severity": problem.severity().name(),
                "message": problem.message(), "messageKo": problem.message_ko()
            })
        );
    }
    // Warnings stand beside errors, and are no reason of their own.
    assert!(listed.iter().any(|problem| problem["severity"] == "warning"));
}

#[test]
fn a_result_without_a_session_has_a_code_of_its_own() {
    let validate = |body: Value| Operation::Result.validate(body.as_object().unwrap());
    let id = "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9";
    for (body, code) in [
        (json!({ "txId": id }), "INGAM_SESSION_REQUIRED"),
        (json!({ "txId": id, "sessionKey": null }), "INGAM_SESSION_REQUIRED"),
        (json!({ "txId": id, "sessionKey": "x" }), "INGAM_REQUEST_INVALID"),
        (json!({ "txId": "x" }), "INGAM_REQUEST_INVALID"),
        (json!({}), "INGAM_REQUEST_INVALID"),
    ] {
        let answer = refuse_invalid(Surface::Toss, &validate(body.clone()));
        assert_eq!((answer.status, answer.header("ingam-error")), (400, Some(code)), "{body}");
        assert!(self::body(&answer)["error"]["data"]["problems"].is_array());
    }
}

#[test]
fn warnings_fit_a_header() {
    let document = |order: i64| json!({ "docTitle": "t", "doc": "긴".repeat(2001), "order": order });
    let body = |documents: Vec<Value>| {
        let mut body: Value =
            serde_json::from_str(include_str!("vectors/toss-docs-request-push.json")).unwrap();
        body["docList"] = documents.into();
        Operation::Request.validate(body.as_object().unwrap())
    };
    assert_eq!(warnings(&[]), None);
    // Errors are no warnings.
    assert_eq!(warnings(&Operation::Status.validate(json!({}).as_object().unwrap())), None);
    let one = body(vec![document(1), document(3)]);
    assert_eq!(
        warnings(&one).as_deref(),
        Some(
            "INGAM_DOCUMENT_LONG; path=\"/docList/0/doc\", INGAM_DOCUMENT_LONG; path=\"/docList/1/doc\", \
             INGAM_ORDER_GAP; path=\"/docList\""
        )
    );
    // However many there are.
    let many = warnings(&body((1..=1000).map(document).collect())).unwrap();
    assert_eq!(many.split(", ").count(), 32);
    assert!(many.len() < 4096 && many.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()));
}

#[test]
fn whoever_calls_too_much_is_told_how_long_to_wait() {
    for surface in [Surface::Toss, Surface::LinkHub, Surface::Own] {
        let answer = refuse(surface, &Error::new(Code::RateLimited).about("7"));
        assert_eq!((answer.status, answer.header("retry-after")), (429, Some("7")));
    }
}
