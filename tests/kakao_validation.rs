//! The validation table of KakaoCert's requests: every rule applies where it says and nowhere
//! else, every limit of both manuals stands at its edge, and no value is ever repeated.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeSet;

use ingam::Code;
use ingam::json::{Map, Value};
use ingam::provider::kakao::RULES;
use ingam::provider::kakao::operation::Service;
use ingam::provider::problem::{Rule, Severity};
use ingam::provider::{KINDS, Problem, validate_request};
use proptest::prelude::*;
use serde_json::json;

const ESIGN: &str = "kakao.esign.request";
const DIRECT_DEBIT: &str = "kakao.direct-debit.request";
const IDENTITY: &str = "kakao.identity.request";
const EVERY: [&str; 3] = [ESIGN, DIRECT_DEBIT, IDENTITY];

const MISSING: &str = "INGAM_FIELD_REQUIRED";
const TYPE: &str = "INGAM_FIELD_TYPE";
const LENGTH: &str = "INGAM_FIELD_LENGTH";
const RANGE: &str = "INGAM_FIELD_RANGE";
const VALUE: &str = "INGAM_FIELD_VALUE";
const NOT_APPLIED: &str = "INGAM_FIELD_NOT_APPLIED";
const SIMPLE: &str = "INGAM_CERTIFICATE_SIMPLE";

/// Every member of the kind's table, with an invented person.
fn sound(kind: &str) -> Value {
    let mut body = json!({
        "CallCenterNum": "1600-8536",
        "CallCenterName": "고객센터",
        "Expires_in": 300,
        "ReceiverBirthDay": "19900101",
        "ReceiverHP": "01012345678",
        "ReceiverName": "홍길동",
        "TMSTitle": "전자서명 요청",
        "TMSMessage": "내용을 확인하세요",
        "SubClientID": "020040000099",
        "isAllowSimpleRegistYN": false,
        "isVerifyNameYN": true,
        "PayLoad": "memo",
    });
    let more = match kind {
        ESIGN => json!({ "Token": "전자서명할 원문", "isAppUseYN": false }),
        DIRECT_DEBIT => json!({
            "BankAccountName": "홍길동",
            "BankAccountNum": "371-02-6***85",
            "BankCode": "004",
            "ClientUserID": "20200601-01",
            "isAppUseYN": false,
        }),
        _ => json!({ "Token": "one-time value" }),
    };
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

fn with(kind: &str, name: &str, value: Value) -> Value {
    let mut body = sound(kind);
    body[name] = value;
    body
}

fn without(kind: &str, name: &str) -> Value {
    let mut body = sound(kind);
    body.as_object_mut().unwrap().remove(name).unwrap_or_else(|| panic!("{kind} has no {name}"));
    body
}

fn problems(kind: &str, body: &Value) -> Vec<Problem> {
    validate_request(kind, body).unwrap()
}

fn found(kind: &str, body: &Value) -> Vec<(String, &'static str)> {
    problems(kind, body).iter().map(|problem| (problem.path().to_string(), problem.code())).collect()
}

#[track_caller]
fn expect(kind: &str, body: &Value, expected: &[(&str, &'static str)]) {
    let expected: Vec<_> = expected.iter().map(|(name, code)| (format!("/{name}"), *code)).collect();
    assert_eq!(found(kind, body), expected, "{kind}: {body}");
}

fn rule_of(path: &str, code: &str) -> &'static Rule {
    let mut rows = RULES.iter().filter(|rule| rule.place == path && rule.code == code);
    let row = rows.next().unwrap_or_else(|| panic!("no rule {path} {code}"));
    assert!(rows.next().is_none(), "two rules {path} {code}");
    row
}

/// A text of both manuals: its kinds, whether it is required, how many characters it may have
/// (`None`: not published).
const TEXTS: [(&str, &[&str], bool, Option<usize>); 12] = [
    ("CallCenterNum", &EVERY, true, Some(20)),
    ("CallCenterName", &EVERY, false, None),
    ("ReceiverName", &EVERY, true, Some(20)),
    ("Token", &[ESIGN], true, Some(500)),
    ("Token", &[IDENTITY], true, None),
    ("BankAccountName", &[DIRECT_DEBIT], false, Some(20)),
    ("BankAccountNum", &[DIRECT_DEBIT], true, Some(31)),
    ("BankCode", &[DIRECT_DEBIT], true, Some(10)),
    ("ClientUserID", &[DIRECT_DEBIT], true, Some(40)),
    ("TMSTitle", &EVERY, true, Some(40)),
    ("TMSMessage", &EVERY, false, Some(500)),
    ("SubClientID", &EVERY, false, Some(12)),
];
const PAYLOAD: (&str, &[&str], bool, Option<usize>) = ("PayLoad", &EVERY, false, Some(200));

fn texts() -> impl Iterator<Item = (&'static str, &'static str, bool, Option<usize>)> {
    TEXTS
        .into_iter()
        .chain([PAYLOAD])
        .flat_map(|(name, kinds, required, most)| kinds.iter().map(move |kind| (*kind, name, required, most)))
}

const BOOLEANS: [(&str, &[&str]); 3] =
    [("isAllowSimpleRegistYN", &EVERY), ("isVerifyNameYN", &EVERY), ("isAppUseYN", &[ESIGN, DIRECT_DEBIT])];

#[test]
fn a_text_has_at_most_as_many_characters_as_its_row_says() {
    // A scalar value is a character: neither a byte, nor a UTF-16 unit, nor a grapheme.
    for unit in ["a", "가", "😀"] {
        for (kind, name, _, most) in texts() {
            let Some(most) = most else {
                expect(kind, &with(kind, name, json!(unit.repeat(5000))), &[]);
                continue;
            };
            for times in [1, most - 1, most] {
                expect(kind, &with(kind, name, json!(unit.repeat(times))), &[]);
            }
            expect(kind, &with(kind, name, json!(unit.repeat(most + 1))), &[(name, LENGTH)]);
        }
    }
    // Two scalar values, one grapheme.
    expect(ESIGN, &with(ESIGN, "ReceiverName", json!("e\u{301}".repeat(10))), &[]);
    expect(ESIGN, &with(ESIGN, "ReceiverName", json!("e\u{301}".repeat(11))), &[("ReceiverName", LENGTH)]);
}

#[test]
fn what_is_required_is_there_and_what_is_not_may_be_missing() {
    for (kind, name, required, _) in texts() {
        let expected: &[(&str, &'static str)] = if required { &[(name, MISSING)] } else { &[] };
        expect(kind, &without(kind, name), expected);
        for nothing in [json!(null), json!("")] {
            expect(kind, &with(kind, name, nothing), expected);
        }
        for wrong in [json!(0), json!(1), json!(false), json!(true), json!([]), json!({}), json!(["x"])] {
            expect(kind, &with(kind, name, wrong), &[(name, TYPE)]);
        }
        // A blank is a character.
        expect(kind, &with(kind, name, json!(" ")), &[]);
    }
    for name in ["Expires_in", "ReceiverBirthDay", "ReceiverHP"] {
        for kind in EVERY {
            expect(kind, &without(kind, name), &[(name, MISSING)]);
            for nothing in [json!(null), json!("")] {
                expect(kind, &with(kind, name, nothing), &[(name, MISSING)]);
            }
        }
    }
}

/// The SDK for Node.js leaves a false out, so that a missing one is false; what is neither is
/// not guessed at: its `'N'` is true to it.
#[test]
fn a_boolean_is_a_boolean_and_may_be_missing() {
    for (name, kinds) in BOOLEANS {
        for kind in kinds {
            for nothing in [json!(null), json!(""), json!(false)] {
                expect(kind, &with(kind, name, nothing), &[]);
            }
            expect(kind, &without(kind, name), &[]);
            for wrong in [
                json!("Y"),
                json!("N"),
                json!("true"),
                json!("false"),
                json!(0),
                json!(1),
                json!([]),
                json!({}),
            ] {
                expect(kind, &with(kind, name, wrong), &[(name, TYPE)]);
            }
        }
    }
    for kind in EVERY {
        expect(kind, &with(kind, "isVerifyNameYN", json!(true)), &[]);
        expect(kind, &with(kind, "isAllowSimpleRegistYN", json!(true)), &[("isAllowSimpleRegistYN", SIMPLE)]);
    }
}

#[test]
fn the_time_to_sign_is_1_to_1000_whole_seconds() {
    for (text, code) in [
        ("1", None),
        ("60", None),
        ("300", None),
        ("999", None),
        ("1000", None),
        ("1000.0", None),
        ("1e3", None),
        ("0", Some(RANGE)),
        ("-0.0", Some(RANGE)),
        ("-1", Some(RANGE)),
        ("1001", Some(RANGE)),
        ("1000.5", Some(RANGE)),
        ("0.5", Some(RANGE)),
        ("1e300", Some(RANGE)),
        ("9223372036854775807", Some(RANGE)),
        ("18446744073709551615", Some(RANGE)),
        ("\"300\"", Some(TYPE)),
        ("true", Some(TYPE)),
        ("false", Some(TYPE)),
        ("[300]", Some(TYPE)),
        ("{}", Some(TYPE)),
    ] {
        let value: Value = serde_json::from_str(text).unwrap();
        for kind in EVERY {
            let expected: Vec<_> = code.map(|code| ("Expires_in", code)).into_iter().collect();
            expect(kind, &with(kind, "Expires_in", value.clone()), &expected);
        }
    }
}

#[test]
fn a_phone_number_has_ten_or_eleven_digits() {
    for (value, code) in [
        (json!("0101234567"), None),
        (json!("01012345678"), None),
        (json!("010123456"), Some(VALUE)),
        (json!("010123456789"), Some(VALUE)),
        (json!("010-1234-567"), Some(VALUE)),
        (json!("010 1234 567"), Some(VALUE)),
        (json!("+8210123456"), Some(VALUE)),
        (json!("０１０１２３４５６７８"), Some(VALUE)),
        (json!("0101234567a"), Some(VALUE)),
        (json!(1_012_345_678), Some(TYPE)),
        (json!([]), Some(TYPE)),
    ] {
        for kind in EVERY {
            let expected: Vec<_> = code.map(|code| ("ReceiverHP", code)).into_iter().collect();
            expect(kind, &with(kind, "ReceiverHP", value.clone()), &expected);
        }
    }
}

#[test]
fn a_birthday_is_a_day_of_the_calendar() {
    for (value, code) in [
        (json!("19900101"), None),
        (json!("20000229"), None),
        (json!("20240229"), None),
        (json!("19991231"), None),
        (json!("19000229"), Some(VALUE)),
        (json!("20230229"), Some(VALUE)),
        (json!("19901301"), Some(VALUE)),
        (json!("19900431"), Some(VALUE)),
        (json!("19900100"), Some(VALUE)),
        (json!("19900001"), Some(VALUE)),
        (json!("1990101"), Some(VALUE)),
        (json!("199001011"), Some(VALUE)),
        (json!("900101"), Some(VALUE)),
        (json!("1990-1-1"), Some(VALUE)),
        (json!("가나다라"), Some(VALUE)),
        (json!(19_900_101), Some(TYPE)),
        (json!(true), Some(TYPE)),
    ] {
        for kind in EVERY {
            let expected: Vec<_> = code.map(|code| ("ReceiverBirthDay", code)).into_iter().collect();
            expect(kind, &with(kind, "ReceiverBirthDay", value.clone()), &expected);
        }
    }
}

/// Row 7 of the direct-debit table: a part may be masked, so the form is the relying party's.
#[test]
fn an_account_number_may_be_masked() {
    for number in ["371-02-6***85", "37102600085", "***", "371 02 6", &"1".repeat(31)] {
        expect(DIRECT_DEBIT, &with(DIRECT_DEBIT, "BankAccountNum", json!(number)), &[]);
    }
}

/// Rows 8 and 9 of the e-signature's table; a consent has the same members, and the same way.
#[test]
fn app_to_app_does_not_apply_two_members() {
    for kind in [ESIGN, DIRECT_DEBIT] {
        let body = with(kind, "isAppUseYN", json!(true));
        expect(kind, &body, &[("TMSMessage", NOT_APPLIED), ("SubClientID", NOT_APPLIED)]);
        for name in ["TMSMessage", "SubClientID"] {
            let mut less = body.clone();
            less[name] = json!("");
            let other = if name == "TMSMessage" { "SubClientID" } else { "TMSMessage" };
            expect(kind, &less, &[(other, NOT_APPLIED)]);
            // What is wrong with it is told instead.
            let mut wrong = body.clone();
            wrong[name] = json!("x".repeat(501));
            let told: Vec<_> =
                found(kind, &wrong).into_iter().filter(|(path, _)| path == &format!("/{name}")).collect();
            assert_eq!(told, [(format!("/{name}"), LENGTH)]);
        }
    }
    // An identification has no App to App.
    expect(IDENTITY, &with(IDENTITY, "isAppUseYN", json!(true)), &[]);
    expect(IDENTITY, &with(IDENTITY, "isAppUseYN", json!("N")), &[]);
}

#[test]
fn all_problems_are_told_at_once_in_the_order_of_the_table() {
    let common = ["CallCenterNum", "Expires_in", "ReceiverBirthDay", "ReceiverHP", "ReceiverName"];
    for (kind, own) in [
        (ESIGN, &["Token", "TMSTitle"][..]),
        (DIRECT_DEBIT, &["BankAccountNum", "BankCode", "ClientUserID", "TMSTitle"]),
        (IDENTITY, &["Token", "TMSTitle"]),
    ] {
        let expected: Vec<_> = common.iter().chain(own).map(|name| (*name, MISSING)).collect();
        expect(kind, &json!({}), &expected);
    }
    let order: Vec<_> = RULES.iter().map(|rule| rule.place).collect();
    let mut wrong = sound(DIRECT_DEBIT);
    wrong.as_object_mut().unwrap().values_mut().for_each(|value| *value = json!([]));
    let places = found(DIRECT_DEBIT, &wrong);
    assert_eq!(places.len(), 17);
    let at: Vec<_> =
        places.iter().map(|(path, _)| order.iter().position(|place| place == path).unwrap()).collect();
    assert!(at.is_sorted());
}

#[test]
fn unknown_members_and_other_spellings_are_nobodys_business() {
    for kind in EVERY {
        expect(kind, &sound(kind), &[]);
        let mut body = sound(kind);
        for (name, value) in [
            ("futureMember", json!({ "a": [1] })),
            ("receiverName", json!("x".repeat(100))),
            ("ExpiresIn", json!(5000)),
            ("payload", json!(1)),
        ] {
            body[name] = value;
        }
        expect(kind, &body, &[]);
    }
    // A member of another kind is unknown to this one.
    expect(ESIGN, &with(ESIGN, "BankCode", json!("x".repeat(100))), &[]);
    expect(DIRECT_DEBIT, &with(DIRECT_DEBIT, "Token", json!("x".repeat(501))), &[]);
    // Names are not alike but for their case.
    let mut body = without(ESIGN, "ReceiverBirthDay");
    body["ReceiverBirthday"] = json!("19900101");
    expect(ESIGN, &body, &[("ReceiverBirthDay", MISSING)]);
}

#[test]
fn what_is_no_kind_or_no_object_is_refused() {
    for kind in
        ["", "kakao", "kakao.esign", "kakao.cms.request", "kakao.esign.Request", "kakao.esign.request "]
    {
        let error = validate_request(kind, &json!({})).unwrap_err();
        assert_eq!((error.code(), error.path()), (Code::OptionInvalid, Some("/kind")), "{kind}");
    }
    for kind in EVERY {
        for body in [json!(null), json!([]), json!("x"), json!(1), json!(true)] {
            assert_eq!(validate_request(kind, &body).unwrap_err().code(), Code::JsonInvalid, "{kind} {body}");
        }
        assert!(KINDS.contains(&kind));
    }
    for (service, kind) in Service::ALL.into_iter().zip(EVERY) {
        assert_eq!(kind, format!("kakao.{}.request", service.name()));
        let body = sound(kind);
        assert_eq!(service.validate(body.as_object().unwrap()), []);
    }
}

#[test]
fn every_rule_is_broken_by_something_and_says_what_to_do_in_both_languages() {
    let mut untested: BTreeSet<_> = RULES.iter().map(|rule| (rule.place, rule.code)).collect();
    assert_eq!(untested.len(), RULES.len(), "two rules of one place and code");
    let app_to_app = with(ESIGN, "isAppUseYN", json!(true));
    let mut bodies = vec![(ESIGN, app_to_app), (ESIGN, with(ESIGN, "isAllowSimpleRegistYN", json!(true)))];
    for kind in EVERY {
        bodies.push((kind, json!({})));
        for name in sound(kind).as_object().unwrap().keys() {
            for value in [json!([]), json!("x".repeat(501)), json!(5000)] {
                bodies.push((kind, with(kind, name, value)));
            }
        }
    }
    for (kind, body) in bodies {
        for problem in problems(kind, &body) {
            let rule = rule_of(problem.path(), problem.code());
            assert_eq!((problem.message(), problem.message_ko()), (rule.message, rule.message_ko));
            assert_eq!(problem.severity(), rule.severity);
            untested.remove(&(rule.place, rule.code));
        }
    }
    assert!(untested.is_empty(), "{untested:?}");
    for rule in RULES {
        assert!(rule.code.starts_with("INGAM_"), "{}", rule.code);
        assert!(rule.message.is_ascii() && rule.message.ends_with('.'), "{}", rule.message);
        assert!(rule.message_ko.chars().any(|c| ('가'..='힣').contains(&c)), "{}", rule.message_ko);
        let member = rule.place.strip_prefix('/').unwrap();
        assert!(rule.message.contains(member) && rule.message_ko.contains(member), "{}", rule.place);
        let warns = [NOT_APPLIED, SIMPLE].contains(&rule.code);
        assert_eq!(rule.severity, if warns { Severity::Warning } else { Severity::Error });
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,60}".prop_map(Value::from),
        "canary[a-z0-9]{0,600}".prop_map(Value::from),
        "[0-9]{8,11}".prop_map(Value::from),
        prop::collection::vec("canary", 0..3).prop_map(Value::from),
    ]
}

fn name() -> impl Strategy<Value = String> {
    let names: Vec<String> = RULES.iter().map(|rule| rule.place.trim_start_matches('/').into()).collect();
    prop_oneof![8 => prop::sample::select(names), 1 => "canary[/~a-z]{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    /// Whatever comes: an answer, of rules that are in the table, without a word of what came.
    #[test]
    fn anything_is_answered_and_nothing_is_repeated(
        members in prop::collection::vec((name(), json_value()), 0..20),
    ) {
        let body = Value::Object(members.into_iter().collect::<Map<_, _>>());
        for kind in EVERY {
            let once = problems(kind, &body);
            prop_assert_eq!(&once, &problems(kind, &body));
            let mut paths = BTreeSet::new();
            for problem in once {
                rule_of(problem.path(), problem.code());
                prop_assert!(paths.insert(problem.path().to_string()), "two problems at {}", problem.path());
                let shown = format!("{} {problem:?}", problem.path());
                prop_assert!(!shown.contains("canary"), "{}", shown);
            }
        }
    }
}
