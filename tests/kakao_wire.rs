//! KakaoCert's JSON: the names as LinkHub writes them, traps included, what is missing, what
//! is new, and nothing of a person in a log.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::json::{self, Value};
use ingam::provider::kakao::operation::Service;
use ingam::provider::kakao::wire::{
    Failure, Receipt, RequestCms, RequestESign, RequestVerifyAuth, SignState, Status, TokenGranted,
    TokenRequest, Verified,
};
use ingam::provider::number::WholeNumber;
use ingam::provider::problem::Severity;
use serde_json::json;

fn common() -> Value {
    json!({
        "CallCenterNum": "1600-8536", "CallCenterName": "고객센터", "Expires_in": 300,
        "ReceiverBirthDay": "19900101", "ReceiverHP": "01012345678", "ReceiverName": "canary-name",
        "SubClientID": "020040000099", "TMSTitle": "title", "TMSMessage": "message",
        "isAllowSimpleRegistYN": true, "isVerifyNameYN": true, "PayLoad": "canary-payload"
    })
}

fn consent() -> Value {
    json!({
        "BankAccountName": "canary-holder", "BankAccountNum": "371-02-6***85", "BankCode": "004",
        "ClientUserID": "canary-user", "isAppUseYN": false
    })
}

fn and(mut body: Value, more: &Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

/// Without the members of these names.
fn less(mut body: Value, names: &[&str]) -> Value {
    body.as_object_mut().unwrap().retain(|name, _| !names.contains(&name.as_str()));
    body
}

/// Read and written back, every member is there again.
macro_rules! comes_back {
    ($type:ty, $body:expr) => {{
        let body: Value = $body;
        let read: $type = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), body);
        read
    }};
}

#[test]
fn a_request_keeps_every_member_under_its_name() {
    let new = json!({ "futureMember": { "a": [1, null] }, "isFutureYN": "Y" });
    let esign = and(common(), &json!({ "Token": "canary-token", "isAppUseYN": true }));
    let read = comes_back!(RequestESign, and(esign.clone(), &new));
    assert_eq!((read.token.as_str(), read.app_to_app, read.common.expires_in), ("canary-token", true, 300));
    assert_eq!(read.other.len(), 2);
    assert!(read.common.allow_simple_registration && read.common.verify_name);
    assert_eq!(read.common.payload.as_deref(), Some("canary-payload"));

    let read = comes_back!(RequestCms, and(and(common(), &consent()), &new));
    assert_eq!((read.bank_code.as_str(), read.client_user_id.as_str()), ("004", "canary-user"));

    let read = comes_back!(RequestVerifyAuth, and(and(common(), &json!({ "Token": "once" })), &new));
    assert_eq!(read.token, "once");
}

/// What the SDK for Node.js leaves out, because it is falsy, reads as false or as nothing.
#[test]
fn a_missing_or_null_boolean_is_false() {
    let names = [
        "isAllowSimpleRegistYN",
        "isVerifyNameYN",
        "isAppUseYN",
        "SubClientID",
        "TMSMessage",
        "PayLoad",
        "CallCenterName",
    ];
    let whole = and(common(), &json!({ "Token": "x", "isAppUseYN": true }));
    let mut null = whole.clone();
    for name in names {
        null[name] = Value::Null;
    }
    for body in [less(whole, &names), null] {
        let read: RequestESign = serde_json::from_value(body).unwrap();
        assert!(!read.app_to_app && !read.common.allow_simple_registration && !read.common.verify_name);
        assert_eq!((read.common.sub_client_id, read.common.payload), (None, None));
        assert!(read.other.is_empty());
    }
    for required in
        ["CallCenterNum", "Expires_in", "ReceiverBirthDay", "ReceiverHP", "ReceiverName", "TMSTitle", "Token"]
    {
        let body = less(and(common(), &json!({ "Token": "x" })), &[required]);
        assert!(serde_json::from_value::<RequestESign>(body).is_err(), "{required}");
    }
}

#[test]
fn a_receipt_is_called_receipt_id_twice_and_receipt_i_d_once() {
    let receipt =
        comes_back!(Receipt, json!({ "receiptId": "020090913390400001", "tx_id": "09599e31cc", "x": 1 }));
    assert_eq!(
        (receipt.receipt_id.as_str(), receipt.tx_id.as_deref()),
        ("020090913390400001", Some("09599e31cc"))
    );
    let receipt = comes_back!(Receipt, json!({ "receiptId": "1" }));
    assert_eq!(receipt.tx_id, None);
    assert_eq!(serde_json::from_str::<Receipt>(r#"{"receiptId":"1","tx_id":null}"#).unwrap().tx_id, None);
    comes_back!(Verified, json!({ "receiptId": "1", "signedData": "MIAG" }));
    for wrong in
        [json!({ "receiptID": "1" }), json!("020090913390400001"), json!({ "receiptId": 1 }), json!({})]
    {
        assert!(serde_json::from_value::<Receipt>(wrong.clone()).is_err(), "{wrong}");
        assert!(serde_json::from_value::<Verified>(wrong.clone()).is_err(), "{wrong}");
    }
    for waiting in [json!({ "receiptID": "1" }), json!({ "receiptID": "1", "state": null })] {
        assert_eq!(serde_json::from_value::<SignState>(waiting).unwrap().state, Status::Requested);
    }
    for wrong in [json!({ "receiptId": "1", "state": 0 }), json!({ "state": 0 }), json!({})] {
        assert!(serde_json::from_value::<SignState>(wrong.clone()).is_err(), "{wrong}");
    }
}

fn state() -> Value {
    json!({
        "receiptID": "020090913390400001", "clientCode": "020040000001", "clientName": "이용기관",
        "subClientName": null, "subClientCode": null, "state": 1, "expires_in": 300,
        "callCenterNum": "1600-8536", "tmstitle": "title", "tmsmessage": "message",
        "allowSimpleRegistYN": false, "verifyNameYN": true,
        "requestDT": "20200909133904", "expireDT": "20200909134404", "regDT": "20200909133904",
        "viewDT": "20200909133914", "completeDT": "20200909133924", "verifyDT": null,
        "payload": "canary-payload", "appUseYN": true, "tx_id": "09599e31cc"
    })
}

#[test]
fn a_state_keeps_every_member_under_its_name() {
    let read = comes_back!(SignState, and(state(), &json!({ "callCenterName": "x", "futureDT": "y" })));
    assert_eq!((read.state, read.app_to_app, read.verify_name), (Status::Completed, Some(true), true));
    assert_eq!(read.completed_at.as_deref(), Some("20200909133924"));
    assert_eq!((read.verified_at, read.sub_client_code), (None, None));
    assert_eq!(read.expires_in.as_ref().and_then(WholeNumber::value), Some(300));
    assert_eq!(read.other.keys().collect::<Vec<_>>(), ["callCenterName", "futureDT"]);
    // An identification has neither, and no more than these has to be there.
    let read = comes_back!(SignState, less(state(), &["appUseYN", "tx_id"]));
    assert_eq!((read.app_to_app, read.tx_id), (None, None));
    let least: SignState = serde_json::from_value(json!({ "receiptID": "1", "state": 0 })).unwrap();
    assert_eq!((least.client_code, least.verify_name), (None, false));
}

#[test]
fn a_state_is_a_number_or_its_text_and_an_unknown_one_is_kept() {
    for (value, status, written) in [
        (json!(0), Status::Requested, json!(0)),
        (json!("0"), Status::Requested, json!(0)),
        (json!(1), Status::Completed, json!(1)),
        (json!("1"), Status::Completed, json!(1)),
        (json!(1.0), Status::Completed, json!(1)),
        (json!(2), Status::Expired, json!(2)),
        (json!("2"), Status::Expired, json!(2)),
        (json!(3), Status::Unknown(json!(3)), json!(3)),
        (json!(-1), Status::Unknown(json!(-1)), json!(-1)),
        (json!("done"), Status::Unknown(json!("done")), json!("done")),
        (json!(" 1"), Status::Unknown(json!(" 1")), json!(" 1")),
        (json!(1.5), Status::Unknown(json!(1.5)), json!(1.5)),
        (json!(null), Status::Requested, json!(0)),
        (json!(true), Status::Unknown(json!(true)), json!(true)),
    ] {
        let mut body = state();
        body["state"] = value;
        let read: SignState = serde_json::from_value(body).unwrap();
        assert_eq!(read.state, status);
        assert_eq!(serde_json::to_value(&read.state).unwrap(), written);
    }
}

#[test]
fn a_failure_has_a_number_and_a_sentence() {
    let read = comes_back!(Failure, json!({ "code": -31_010_009, "message": "오류" }));
    assert_eq!((read.code, read.message.as_str()), (-31_010_009, "오류"));
    for (body, code) in [
        (json!({ "code": "-31010009", "message": "x" }), -31_010_009),
        (json!({ "code": -99_999_999 }), -99_999_999),
        (json!({ "code": 0, "message": null, "data": [1] }), 0),
    ] {
        assert_eq!(serde_json::from_value::<Failure>(body.clone()).unwrap().code, code, "{body}");
    }
    for wrong in [
        json!({}),
        json!({ "message": "x" }),
        json!({ "code": null, "message": "x" }),
        json!({ "code": "x", "message": "x" }),
        json!({ "code": 1.5, "message": "x" }),
        json!({ "code": 1, "message": 2 }),
    ] {
        assert!(serde_json::from_value::<Failure>(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn a_token_request_is_written_to_the_byte() {
    assert_eq!(
        TokenRequest::of("020040000001").to_bytes(),
        br#"{"access_id":"020040000001","scope":["member","310","320","330"]}"#
    );
    let other_order = br#" {"scope" : ["member","310"], "more": 1, "access_id":"020040000001"}"#;
    let read: TokenRequest = json::parse(other_order).unwrap();
    assert_eq!((read.access_id.as_str(), read.scope.len()), ("020040000001", 2));
    for (body, access_id) in
        [(&br#"{"access_id":20040000001,"scope":[]}"#[..], "20040000001"), (br#"{"access_id":"x"}"#, "x")]
    {
        assert_eq!(json::parse::<TokenRequest>(body).unwrap().access_id, access_id);
    }
    for wrong in [
        r#"{"scope":["member"]}"#,
        r#"{"access_id":null}"#,
        r#"{"access_id":-1}"#,
        r#"{"access_id":1.5}"#,
        r#"{"access_id":true}"#,
        r#"{"access_id":"1","scope":"member"}"#,
        r#"{"access_id":"1","access_id":"2","scope":[]}"#,
    ] {
        assert!(json::parse::<TokenRequest>(wrong.as_bytes()).is_err(), "{wrong}");
    }
}

#[test]
fn a_token_is_granted_with_what_the_sdks_read() {
    let body = json!({
        "session_token": "canary-session", "serviceID": "KAKAOCERT", "linkID": "TESTER",
        "usercode": "020040000001", "ipaddress": "*", "expiration": "2026-01-02T03:19:05.000Z",
        "scope": ["member", "310", "320", "330"], "futureMember": 1
    });
    let read = comes_back!(TokenGranted, body);
    assert!(!format!("{read:?}").contains("canary"));
    let least = json!({ "session_token": "x", "expiration": "2026-01-02T03:19:05.000Z", "scope": null });
    assert_eq!(serde_json::from_value::<TokenGranted>(least).unwrap().scope, Vec::<String>::new());
    for missing in ["session_token", "expiration"] {
        let body = less(json!({ "session_token": "x", "expiration": "y" }), &[missing]);
        assert!(serde_json::from_value::<TokenGranted>(body).is_err());
    }
}

#[test]
fn nothing_of_a_person_is_printed() {
    let canary = |body: Value| and(and(common(), &body), &json!({ "other": "canary" }));
    let esign: RequestESign = serde_json::from_value(canary(json!({ "Token": "canary" }))).unwrap();
    let consent: RequestCms = serde_json::from_value(canary(json!({
        "BankAccountName": "canary", "BankAccountNum": "canary", "BankCode": "canary", "ClientUserID": "canary"
    })))
    .unwrap();
    let identity: RequestVerifyAuth = serde_json::from_value(canary(json!({ "Token": "canary" }))).unwrap();
    let state: SignState = serde_json::from_value(and(state(), &json!({ "tmsmessage": "canary" }))).unwrap();
    let verified = Verified { receipt_id: "1".into(), signed_data: "canary".into(), other: json::Map::new() };
    let shown = format!("{esign:?} {:?} {consent:?} {identity:?} {state:?} {verified:?}", esign.common);
    for secret in ["canary", "1990", "0101234", "1600", "title"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("RequestCms") && shown.contains("020090913390400001"));
}

/// What validates is read: the type and the table agree on what may be missing, null or empty.
#[test]
fn a_request_without_an_error_is_one_of_its_type() {
    let falsy = [None, Some(Value::Null), Some(json!("")), Some(json!(false))];
    for service in Service::ALL {
        let sound = match service {
            Service::ESign => and(common(), &json!({ "Token": "x", "isAppUseYN": true })),
            Service::DirectDebit => and(common(), &consent()),
            Service::Identity => and(common(), &json!({ "Token": "once" })),
        };
        for name in sound.as_object().unwrap().keys() {
            for value in &falsy {
                let mut body = sound.as_object().unwrap().clone();
                match value {
                    Some(value) => body.insert(name.clone(), value.clone()),
                    None => body.remove(name),
                };
                let is_sound = service.validate(&body).iter().all(|it| it.severity() == Severity::Warning);
                let body = Value::Object(body);
                let read = match service {
                    Service::ESign => serde_json::from_value::<RequestESign>(body.clone()).map(drop),
                    Service::DirectDebit => serde_json::from_value::<RequestCms>(body.clone()).map(drop),
                    Service::Identity => serde_json::from_value::<RequestVerifyAuth>(body.clone()).map(drop),
                };
                assert!(!is_sound || read.is_ok(), "{body}: {read:?}");
            }
        }
    }
}
