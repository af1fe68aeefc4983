//! The validation table of Toss's docs API: every rule applies where it says and nowhere
//! else, every limit stands at its edge, the guide's own bodies pass, and no value of a
//! request is ever repeated.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

use std::collections::BTreeSet;

use ingam::Code;
use ingam::json::{Map, Value};
use ingam::provider::problem::{Rule, Severity};
use ingam::provider::toss::RULES;
use ingam::provider::{Problem, validate_request};
use proptest::prelude::*;
use serde_json::json;

const REQUEST: &str = "toss.docs.request";
const STATUS: &str = "toss.docs.status";
const RESULT: &str = "toss.docs.result";
const KINDS: [&str; 3] = [REQUEST, STATUS, RESULT];

const OWN: &str = "v1$dee37038-24d3-44df-960d-6ca9d456c310$XRoDvtmNauTj/tIdBnvyWt9J1GT77z7Kow==";
const FOREIGN: &str = "v1$27d72275-2957-4eff-8e62-7413e42f15ab$XRoDvtmNauTj/tIdBnvyWt9J1GT77z7Kow==";

/// A pointer and the value to put there; `None` takes the member away.
type Change = (&'static str, Option<Value>);
/// A path, a code and a severity.
type Expected = (&'static str, &'static str, Severity);

/// Case 1 of the guide: `USER_PERSONAL`, by push.
fn push() -> Value {
    serde_json::from_str(include_str!("vectors/toss-docs-request-push.json")).unwrap()
}

/// Case 2 of the guide: `USER_CI`, by app scheme.
fn app_scheme() -> Value {
    serde_json::from_str(include_str!("vectors/toss-docs-request-app-scheme.json")).unwrap()
}

fn result() -> Value {
    json!({ "txId": "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9", "sessionKey": OWN })
}

fn status() -> Value {
    json!({ "txId": "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9" })
}

fn changed(mut body: Value, changes: &[Change]) -> Value {
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match (body.pointer_mut(parent).unwrap(), value) {
            (Value::Object(members), Some(value)) => drop(members.insert(name.into(), value.clone())),
            (Value::Object(members), None) => drop(members.remove(name)),
            (Value::Array(entries), Some(value)) => entries[name.parse::<usize>().unwrap()] = value.clone(),
            other => panic!("{pointer}: {other:?}"),
        }
    }
    body
}

fn problems(kind: &str, body: &Value) -> Vec<Problem> {
    validate_request(kind, body).unwrap()
}

fn found(kind: &str, body: &Value) -> Vec<(String, &'static str, Severity)> {
    problems(kind, body).iter().map(|p| (p.path().to_string(), p.code(), p.severity())).collect()
}

fn expect(kind: &str, body: &Value, expected: &[Expected]) {
    let expected: Vec<_> =
        expected.iter().map(|(path, code, severity)| ((*path).into(), *code, *severity)).collect();
    assert_eq!(found(kind, body), expected, "{body}");
}

/// The rule of a problem: the one row with this place and code.
fn rule_of(path: &str, code: &str) -> &'static Rule {
    let place: Vec<_> =
        path.split('/').map(|token| if token.parse::<usize>().is_ok() { "*" } else { token }).collect();
    let place = place.join("/");
    let mut rows = RULES.iter().filter(|rule| rule.place == place && rule.code == code);
    let row = rows.next().unwrap_or_else(|| panic!("no rule {place} {code}"));
    assert!(rows.next().is_none(), "two rules {place} {code}");
    row
}

const fn error(path: &'static str, code: &'static str) -> Expected {
    (path, code, Severity::Error)
}

const fn warning(path: &'static str, code: &'static str) -> Expected {
    (path, code, Severity::Warning)
}

const MISSING: &str = "INGAM_FIELD_REQUIRED";
const VALUE: &str = "INGAM_FIELD_VALUE";
const PLAIN: &str = "INGAM_FIELD_NOT_SEALED";
const OTHER: &str = "INGAM_FIELD_OTHER_SESSION";
const LENGTH: &str = "INGAM_FIELD_LENGTH";
const RANGE: &str = "INGAM_FIELD_RANGE";

/// Each row: the kind, a sound body, what is changed in it, the problems then.
fn table() -> Vec<(&'static str, Value, Vec<Change>, Vec<Expected>)> {
    let set = |pointer: &'static str, value: Value| (pointer, Some(value));
    let without = |pointer: &'static str| (pointer, None);
    vec![
        (REQUEST, push(), vec![without("/requestType")], vec![error("/requestType", MISSING)]),
        (REQUEST, push(), vec![set("/requestType", json!("USER_NONE"))], vec![error("/requestType", VALUE)]),
        (REQUEST, push(), vec![set("/requestType", json!("user_ci"))], vec![error("/requestType", VALUE)]),
        (REQUEST, push(), vec![set("/requestType", json!(1))], vec![error("/requestType", VALUE)]),
        (REQUEST, push(), vec![without("/triggerType")], vec![error("/triggerType", MISSING)]),
        (REQUEST, push(), vec![set("/triggerType", json!("SMS"))], vec![error("/triggerType", VALUE)]),
        (REQUEST, push(), vec![without("/userName")], vec![error("/userName", MISSING)]),
        (REQUEST, push(), vec![set("/userName", json!("김토스"))], vec![error("/userName", PLAIN)]),
        (REQUEST, push(), vec![set("/userName", json!(""))], vec![error("/userName", PLAIN)]),
        (REQUEST, push(), vec![set("/userName", json!(FOREIGN))], vec![error("/userName", OTHER)]),
        (REQUEST, push(), vec![without("/userPhone")], vec![error("/userPhone", MISSING)]),
        (REQUEST, push(), vec![set("/userPhone", json!("01012345678"))], vec![error("/userPhone", PLAIN)]),
        (REQUEST, push(), vec![set("/userPhone", json!(1_012_345_678))], vec![error("/userPhone", PLAIN)]),
        (REQUEST, push(), vec![set("/userPhone", json!(FOREIGN))], vec![error("/userPhone", OTHER)]),
        (REQUEST, push(), vec![without("/userBirthday")], vec![error("/userBirthday", MISSING)]),
        (REQUEST, push(), vec![set("/userBirthday", json!("19900101"))], vec![error("/userBirthday", PLAIN)]),
        (REQUEST, push(), vec![set("/userBirthday", json!(FOREIGN))], vec![error("/userBirthday", OTHER)]),
        (REQUEST, app_scheme(), vec![without("/userCi")], vec![error("/userCi", MISSING)]),
        (REQUEST, app_scheme(), vec![set("/userCi", json!("A".repeat(88)))], vec![error("/userCi", PLAIN)]),
        (REQUEST, app_scheme(), vec![set("/userCi", json!(OWN))], vec![error("/userCi", OTHER)]),
        // Personal data that is not asked for is not sent in plain either.
        (REQUEST, push(), vec![set("/userCi", json!("A".repeat(88)))], vec![error("/userCi", PLAIN)]),
        (REQUEST, push(), vec![without("/sessionKey")], vec![error("/sessionKey", MISSING)]),
        (REQUEST, app_scheme(), vec![without("/sessionKey")], vec![error("/sessionKey", MISSING)]),
        (
            REQUEST,
            push(),
            vec![set("/sessionKey", json!("AES_GCM$a$b"))],
            vec![error("/sessionKey", "INGAM_SESSION_KEY_INVALID")],
        ),
        (
            REQUEST,
            push(),
            vec![set("/sessionKey", json!(format!("{OWN}\n")))],
            vec![error("/sessionKey", "INGAM_SESSION_KEY_INVALID")],
        ),
        (
            REQUEST,
            push(),
            vec![set("/sessionKey", json!(7))],
            vec![error("/sessionKey", "INGAM_SESSION_KEY_INVALID")],
        ),
        (REQUEST, push(), vec![without("/serviceName")], vec![error("/serviceName", MISSING)]),
        (REQUEST, push(), vec![set("/serviceName", json!(""))], vec![error("/serviceName", LENGTH)]),
        (REQUEST, push(), vec![set("/serviceName", json!(["x"]))], vec![error("/serviceName", LENGTH)]),
        (REQUEST, push(), vec![set("/expireSeconds", json!(1801))], vec![error("/expireSeconds", RANGE)]),
        (REQUEST, push(), vec![without("/docList")], vec![error("/docList", MISSING)]),
        (REQUEST, push(), vec![set("/docList", json!({}))], vec![error("/docList", MISSING)]),
        (REQUEST, push(), vec![set("/docList", json!("[]"))], vec![error("/docList", MISSING)]),
        (REQUEST, push(), vec![set("/docList", json!([]))], vec![error("/docList", LENGTH)]),
        (
            REQUEST,
            push(),
            vec![set("/docList/0", json!("text"))],
            vec![error("/docList/0", "INGAM_FIELD_TYPE")],
        ),
        (REQUEST, push(), vec![set("/docList/0", json!([]))], vec![error("/docList/0", "INGAM_FIELD_TYPE")]),
        (
            REQUEST,
            push(),
            vec![set("/docList/1", json!(null))],
            vec![error("/docList/1", "INGAM_FIELD_TYPE")],
        ),
        (REQUEST, push(), vec![without("/docList/1/docTitle")], vec![error("/docList/1/docTitle", MISSING)]),
        (
            REQUEST,
            push(),
            vec![set("/docList/1/docTitle", json!(""))],
            vec![error("/docList/1/docTitle", MISSING)],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/1/docTitle", json!(1))],
            vec![error("/docList/1/docTitle", MISSING)],
        ),
        (REQUEST, push(), vec![without("/docList/0/doc")], vec![error("/docList/0/doc", MISSING)]),
        (REQUEST, push(), vec![set("/docList/0/doc", json!(""))], vec![error("/docList/0/doc", MISSING)]),
        (REQUEST, push(), vec![set("/docList/0/doc", json!({}))], vec![error("/docList/0/doc", MISSING)]),
        (
            REQUEST,
            push(),
            vec![set("/docList/0/docEncrypted", json!(true))],
            vec![error("/docList/0/doc", PLAIN)],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/0/docEncrypted", json!("true"))],
            vec![error("/docList/0/doc", PLAIN)],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/0/docEncrypted", json!(true)), set("/docList/0/doc", json!(FOREIGN))],
            vec![error("/docList/0/doc", OTHER)],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/0/docEncrypted", json!(true)), set("/docList/0/doc", json!(OWN))],
            vec![warning("/docList/0/docEncrypted", "INGAM_DOCUMENT_EXPOSES_SESSION")],
        ),
        // An encrypted document asks for a session even where nothing else does.
        (
            REQUEST,
            push(),
            vec![
                set("/docList/0/docEncrypted", json!(true)),
                set("/docList/0/doc", json!(OWN)),
                without("/sessionKey"),
                without("/requestType"),
            ],
            vec![error("/requestType", MISSING), error("/sessionKey", MISSING)],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/0/doc", json!("가".repeat(2001)))],
            vec![warning("/docList/0/doc", "INGAM_DOCUMENT_LONG")],
        ),
        (
            REQUEST,
            push(),
            vec![
                set("/docList/0/docType", json!("PDF")),
                set("/docList/0/signatureType", json!("PKCS7_NO_CONTENT_WITH_ATTR")),
            ],
            vec![warning("/docList/0/doc", "INGAM_DOCUMENT_NOT_BASE64")],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/0/docType", json!("PDF")), set("/docList/0/doc", json!("q80="))],
            vec![warning("/docList/0/signatureType", "INGAM_PDF_WITH_CONTENT")],
        ),
        (
            REQUEST,
            push(),
            vec![
                set("/docList/0/docType", json!("PDF")),
                set("/docList/0/doc", json!("q80=")),
                without("/docList/0/signatureType"),
            ],
            vec![warning("/docList/0/signatureType", "INGAM_PDF_WITH_CONTENT")],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/1/docType", json!("text"))],
            vec![error("/docList/1/docType", VALUE)],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/1/docType", json!(true))],
            vec![error("/docList/1/docType", VALUE)],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/1/docEncrypted", json!("yes"))],
            vec![error("/docList/1/docEncrypted", VALUE)],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/1/docEncrypted", json!(1))],
            vec![error("/docList/1/docEncrypted", VALUE)],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/1/signatureType", json!("PKCS1"))],
            vec![error("/docList/1/signatureType", VALUE)],
        ),
        (REQUEST, push(), vec![without("/docList/0/order")], vec![error("/docList/0/order", MISSING)]),
        (REQUEST, push(), vec![set("/docList/0/order", json!(0))], vec![error("/docList/0/order", RANGE)]),
        (
            REQUEST,
            push(),
            vec![set("/docList/1/order", json!(1))],
            vec![error("/docList/1/order", "INGAM_ORDER_TWICE")],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/1/order", json!(3))],
            vec![warning("/docList", "INGAM_ORDER_GAP")],
        ),
        (
            REQUEST,
            push(),
            vec![set("/docList/0/order", json!(3))],
            vec![warning("/docList", "INGAM_ORDER_GAP")],
        ),
        (STATUS, status(), vec![without("/txId")], vec![error("/txId", MISSING)]),
        (STATUS, status(), vec![set("/txId", json!("67ac897f"))], vec![error("/txId", VALUE)]),
        (STATUS, status(), vec![set("/txId", json!(""))], vec![error("/txId", VALUE)]),
        (STATUS, status(), vec![set("/txId", json!(1))], vec![error("/txId", VALUE)]),
        (RESULT, result(), vec![without("/txId")], vec![error("/txId", MISSING)]),
        (RESULT, result(), vec![set("/txId", json!("../request"))], vec![error("/txId", VALUE)]),
        (
            RESULT,
            result(),
            vec![without("/sessionKey")],
            vec![error("/sessionKey", "INGAM_SESSION_REQUIRED")],
        ),
        (
            RESULT,
            result(),
            vec![set("/sessionKey", json!(""))],
            vec![error("/sessionKey", "INGAM_SESSION_KEY_INVALID")],
        ),
        (
            RESULT,
            result(),
            vec![without("/txId"), without("/sessionKey")],
            vec![error("/txId", MISSING), error("/sessionKey", "INGAM_SESSION_REQUIRED")],
        ),
    ]
}

#[test]
fn every_rule_applies_where_it_says_and_none_is_left_untested() {
    let mut untested: BTreeSet<_> = RULES.iter().map(|rule| (rule.place, rule.code)).collect();
    assert_eq!(untested.len(), RULES.len(), "two rules of one place and code");
    for (kind, sound, changes, expected) in table() {
        assert_eq!(found(kind, &sound), [], "{kind}");
        expect(kind, &changed(sound, &changes), &expected);
        for (path, code, severity) in expected {
            let rule = rule_of(path, code);
            assert_eq!(rule.severity, severity);
            untested.remove(&(rule.place, rule.code));
        }
    }
    assert!(untested.is_empty(), "{untested:?}");
}

#[test]
fn every_rule_says_what_to_do_in_both_languages() {
    for rule in RULES {
        assert!(rule.code.starts_with("INGAM_"), "{}", rule.code);
        assert!(rule.message.is_ascii() && rule.message.ends_with('.'), "{}", rule.message);
        assert!(rule.message_ko.chars().any(|c| ('가'..='힣').contains(&c)), "{}", rule.message_ko);
        // The sentence names the member, where it is not about several.
        let member = rule.place.rsplit('/').find(|token| *token != "*").unwrap();
        let of_several = ["INGAM_FIELD_TYPE", "INGAM_ORDER_GAP", "INGAM_DOCUMENT_LONG"].contains(&rule.code);
        assert!(of_several || rule.message.contains(member), "{}: {}", rule.place, rule.message);
    }
    assert_eq!((Severity::Error.name(), Severity::Warning.name()), ("error", "warning"));
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_table() {
    expect(
        REQUEST,
        &json!({}),
        &[
            error("/requestType", MISSING),
            error("/triggerType", MISSING),
            error("/serviceName", MISSING),
            error("/docList", MISSING),
        ],
    );
    expect(
        REQUEST,
        &json!({ "requestType": "USER_PERSONAL", "docList": [{}, { "order": "x" }] }),
        &[
            error("/triggerType", MISSING),
            error("/sessionKey", MISSING),
            error("/userName", MISSING),
            error("/userPhone", MISSING),
            error("/userBirthday", MISSING),
            error("/serviceName", MISSING),
            error("/docList/0/docTitle", MISSING),
            error("/docList/0/doc", MISSING),
            error("/docList/0/order", MISSING),
            error("/docList/1/docTitle", MISSING),
            error("/docList/1/doc", MISSING),
            error("/docList/1/order", RANGE),
        ],
    );
}

#[test]
fn what_is_no_kind_or_no_object_is_refused() {
    for kind in ["", "toss", "toss.docs.Request", "toss.docs.request ", "toss.docs"] {
        let error = validate_request(kind, &json!({})).unwrap_err();
        assert_eq!((error.code(), error.path()), (Code::OptionInvalid, Some("/kind")), "{kind}");
    }
    for kind in KINDS {
        for body in [json!(null), json!([]), json!("x"), json!(1), json!(true)] {
            assert_eq!(validate_request(kind, &body).unwrap_err().code(), Code::JsonInvalid, "{kind} {body}");
        }
        assert!(validate_request(kind, &json!({})).is_ok());
    }
    for kind in KINDS {
        assert!(ingam::provider::KINDS.contains(&kind), "{kind}");
    }
}

/// The limits, each side of them: (pointer, value, the code there if it is wrong).
#[test]
fn limits_stand_at_their_edges() {
    let long = |c: &str, times: usize| json!(c.repeat(times));
    // A scalar value is a character: neither a byte, nor a UTF-16 unit, nor a grapheme.
    for (value, wrong) in [
        (long("가", 0), true),
        (long("a", 1), false),
        (long("가", 50), false),
        (long("가", 51), true),
        (long("a", 50), false),
        (long("a", 51), true),
        (long("😀", 50), false),
        (long("😀", 51), true),
        (long("e\u{301}", 25), false),
        (json!(format!("{}e", "e\u{301}".repeat(25))), true),
        (long("👩\u{200d}💻", 16), false),
        (long("👩\u{200d}💻", 17), true),
    ] {
        let body = changed(push(), &[("/serviceName", Some(value))]);
        expect(REQUEST, &body, wrong.then_some(error("/serviceName", LENGTH)).as_slice());
    }
    for (value, wrong) in [
        ("0", true),
        ("1", false),
        ("1.0", false),
        ("1.5", true),
        ("1800", false),
        ("1800.0", false),
        ("1800.5", true),
        ("1801", true),
        ("1e3", false),
        ("1.8e3", false),
        ("1e4", true),
        ("1e300", true),
        ("-1", true),
        ("-0.0", true),
        ("18446744073709551615", true),
        ("\"1800\"", false),
        ("\"1\"", false),
        ("\"1801\"", true),
        ("\"0\"", true),
        ("\"1e3\"", true),
        ("\"1800 \"", true),
        ("\"+1\"", true),
        ("\"-1\"", true),
        ("\"１\"", true),
        ("\"\"", true),
        ("\"99999999999999999999\"", true),
        ("true", true),
        ("[]", true),
        ("{}", true),
        ("[1]", true),
        ("null", false),
    ] {
        let parsed: Value = serde_json::from_str(value).unwrap();
        let body = changed(push(), &[("/expireSeconds", Some(parsed))]);
        expect(REQUEST, &body, wrong.then_some(error("/expireSeconds", RANGE)).as_slice());
    }
    for (text, wrong) in
        [("a", 2000, false), ("a", 2001, true), ("가", 2000, false), ("😀", 2000, false), ("😀", 2001, true)]
            .map(|(c, times, wrong)| (c.repeat(times), wrong))
    {
        let expected = wrong.then_some(warning("/docList/1/doc", "INGAM_DOCUMENT_LONG"));
        let body = changed(push(), &[("/docList/1/doc", Some(json!(text)))]);
        expect(REQUEST, &body, expected.as_slice());
    }
}

#[test]
fn orders_are_whole_numbers_from_one_each_once() {
    let first = |value: &str| ("/docList/0/order", Some(serde_json::from_str(value).unwrap()));
    let second = |value: &str| ("/docList/1/order", Some(serde_json::from_str(value).unwrap()));
    let range = error("/docList/1/order", RANGE);
    let twice = error("/docList/1/order", "INGAM_ORDER_TWICE");
    let gap = warning("/docList", "INGAM_ORDER_GAP");
    for (value, expected) in [
        ("0", Some(range)),
        ("-1", Some(range)),
        ("1.5", Some(range)),
        ("\"\"", Some(range)),
        ("\"two\"", Some(range)),
        ("\" 2\"", Some(range)),
        ("\"2.0\"", Some(range)),
        ("true", Some(range)),
        ("[2]", Some(range)),
        // One over what a signed 64-bit number holds, as a number and as text.
        ("9223372036854775808", Some(range)),
        ("9223372036854775809", Some(range)),
        ("18446744073709551615", Some(range)),
        ("1e300", Some(range)),
        ("\"9223372036854775808\"", Some(range)),
        ("1", Some(twice)),
        ("1.0", Some(twice)),
        ("\"1\"", Some(twice)),
        ("\"01\"", Some(twice)),
        ("1e0", Some(twice)),
        ("3", Some(gap)),
        ("9223372036854775807", Some(gap)),
        ("2", None),
        ("2.0", None),
        ("\"2\"", None),
    ] {
        let body = changed(push(), &[second(value)]);
        expect(REQUEST, &body, expected.as_slice());
    }
    // Any order of the orders.
    expect(REQUEST, &changed(push(), &[first("2"), second("1")]), &[]);
    // The first of three alike is taken, each of the others is told.
    let three = json!(
        [json!(1), json!("1"), json!(1.0)]
            .map(|order| json!({ "docTitle": "t", "doc": "d", "order": order }))
    );
    expect(
        REQUEST,
        &changed(push(), &[("/docList", Some(three))]),
        &[error("/docList/1/order", "INGAM_ORDER_TWICE"), error("/docList/2/order", "INGAM_ORDER_TWICE")],
    );
    // A gap is told once, whatever is not in order for another reason is told instead.
    let body = changed(push(), &[first("0"), second("7")]);
    expect(REQUEST, &body, &[error("/docList/0/order", RANGE)]);
}

/// A PDF's `doc` is a hash, so its length is nobody's business; a sealed one cannot be
/// looked into.
#[test]
fn what_is_not_text_is_not_measured_as_text() {
    let pdf = [
        ("/docList/0/docType", Some(json!("PDF"))),
        ("/docList/0/signatureType", Some(json!("PKCS7_NO_CONTENT_WITH_ATTR"))),
        ("/docList/0/doc", Some(json!("q80=".repeat(1000)))),
    ];
    expect(REQUEST, &changed(push(), &pdf[..2]), &[warning("/docList/0/doc", "INGAM_DOCUMENT_NOT_BASE64")]);
    let whole = [&pdf[..2], &[("/docList/0/doc", Some(json!("q80=")))]].concat();
    expect(REQUEST, &changed(push(), &whole), &[]);
    let sealed = format!("{}{}", &OWN[..40], "QUJD".repeat(1000));
    let sealed = [("/docList/0/docEncrypted", Some(json!(true))), ("/docList/0/doc", Some(json!(sealed)))];
    let returns = warning("/docList/0/docEncrypted", "INGAM_DOCUMENT_EXPOSES_SESSION");
    expect(REQUEST, &changed(push(), &sealed), &[returns]);
    let sealed_pdf = [&sealed[..], &pdf[..2]].concat();
    expect(REQUEST, &changed(push(), &sealed_pdf), &[]);
}

#[test]
fn the_guides_own_bodies_have_no_problem() {
    for body in [push(), app_scheme()] {
        expect(REQUEST, &body, &[]);
        for flag in [json!("false"), json!("FALSE"), json!(null)] {
            expect(REQUEST, &changed(body.clone(), &[("/docList/0/docEncrypted", Some(flag))]), &[]);
        }
    }
    expect(STATUS, &status(), &[]);
    expect(STATUS, &json!({ "txId": "67AC897F-3A0E-466D-A6F7-C7E4272FD5A9" }), &[]);
    expect(RESULT, &result(), &[]);
    // What the SDKs write.
    expect(
        RESULT,
        &changed(result(), &[("/sessionKey", Some(json!(OWN.replace("v1$", "v1_0.0.14$"))))]),
        &[],
    );
}

#[test]
fn unknown_members_are_nobodys_business() {
    let more = json!({ "a": [1, { "b": null }], "doc": 1, "order": [] });
    for (kind, body) in [(REQUEST, push()), (REQUEST, app_scheme()), (STATUS, status()), (RESULT, result())] {
        let with_more =
            changed(body, &[("/futureMember", Some(more.clone())), ("/UserName", Some(json!("plain")))]);
        expect(kind, &with_more, &[]);
    }
    expect(REQUEST, &changed(push(), &[("/docList/0/futureMember", Some(more))]), &[]);
}

#[test]
fn null_is_absent() {
    for (kind, body) in [(REQUEST, push()), (REQUEST, app_scheme()), (STATUS, status()), (RESULT, result())] {
        let top = body.as_object().unwrap().keys().map(|name| format!("/{name}"));
        let entry = body.pointer("/docList/0").and_then(Value::as_object);
        let inside = entry.into_iter().flatten().map(|(name, _)| format!("/docList/0/{name}"));
        let optional = ["/expireSeconds", "/userCi", "/userName"].map(String::from);
        for pointer in top.chain(inside).chain(optional) {
            let pointer: &'static str = pointer.leak();
            let absent = changed(body.clone(), &[(pointer, None)]);
            let null = changed(body.clone(), &[(pointer, Some(Value::Null))]);
            assert_eq!(found(kind, &null), found(kind, &absent), "{kind} {pointer}");
        }
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,60}".prop_map(Value::from),
        "canary[a-z0-9$/~]{0,20}".prop_map(Value::from),
        prop::sample::select(vec![
            OWN,
            FOREIGN,
            "USER_PERSONAL",
            "USER_CI",
            "PUSH",
            "PDF",
            "true",
            "1",
            "v1$",
            "$$",
            "v1$dee37038-24d3-44df-960d-6ca9d456c310$",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    static KNOWN: [&str; 17] = [
        "requestType",
        "triggerType",
        "userName",
        "userPhone",
        "userBirthday",
        "userCi",
        "sessionKey",
        "serviceName",
        "docList",
        "expireSeconds",
        "docTitle",
        "doc",
        "docType",
        "docEncrypted",
        "signatureType",
        "order",
        "txId",
    ];
    prop_oneof![8 => prop::sample::select(&KNOWN[..]).prop_map(String::from), 1 => "canary[/~a-z]{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    /// Whatever comes: an answer, of rules that are in the table, without a word of what came.
    #[test]
    fn anything_is_answered_and_nothing_is_repeated(
        members in prop::collection::vec((name(), json_value()), 0..16),
        entries in prop::collection::vec(json_value(), 0..5),
        documents in prop::collection::vec(prop::collection::vec((name(), json_value()), 0..8), 0..4),
    ) {
        let mut body: Map<String, Value> = members.into_iter().collect();
        if !entries.is_empty() || !documents.is_empty() {
            let documents = documents.into_iter().map(|members| Value::Object(members.into_iter().collect()));
            body.insert("docList".into(), Value::Array(entries.into_iter().chain(documents).collect()));
        }
        let body = Value::Object(body);
        for kind in KINDS {
            let once = problems(kind, &body);
            prop_assert_eq!(&once, &problems(kind, &body));
            for problem in once {
                let rule = rule_of(problem.path(), problem.code());
                prop_assert_eq!(problem.severity(), rule.severity);
                prop_assert_eq!((problem.message(), problem.message_ko()), (rule.message, rule.message_ko));
                let shown = format!("{} {problem:?}", problem.path());
                prop_assert!(!shown.contains("canary"), "{}", shown);
            }
        }
    }
}
