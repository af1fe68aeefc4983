//! The JSON of Toss's docs API: what the provider wrote comes back whole, what it may add
//! is kept, and what it writes in two ways is read in both.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use ingam::json::Value;
use ingam::provider::toss::wire::{
    Doc, DocsRequest, DocsRequested, DocsResult, DocsStatus, Envelope, Failure, Flag, PersonalData,
    SignedDoc, Status, TokenGranted, WholeNumber,
};
use ingam::time::UnixTime;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_slice(value.to_string().as_bytes()).ok()
}

/// `value`, read as a `T` and written again.
fn again<T: DeserializeOwned + Serialize>(value: &Value) -> Value {
    let read: T = read(value).unwrap_or_else(|| panic!("not read: {value}"));
    serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap()
}

/// The same with a member nobody knows yet, of several kinds.
fn kept<T: DeserializeOwned + Serialize>(sound: &Value) {
    assert_eq!(&again::<T>(sound), sound);
    for added in
        [json!(null), json!("v2"), json!(1.5), json!([1, { "a": null }]), json!({ "b": { "c": false } })]
    {
        let mut more = sound.clone();
        more["addedLater"] = added;
        assert_eq!(again::<T>(&more), more);
    }
}

fn sample() -> Value {
    serde_json::from_str(include_str!("vectors/toss-docs-result.json")).unwrap()
}

#[test]
fn what_is_not_the_shape_is_not_read() {
    type Answer = Envelope<DocsResult>;
    for wrong in [
        json!({}),
        json!([]),
        json!(null),
        json!("SUCCESS"),
        json!({ "resultType": "SUCCESS" }),
        json!({ "resultType": "success", "success": {} }),
        json!({ "resultType": "PARTIAL", "success": {} }),
        json!({ "resultType": null, "success": {} }),
        json!({ "resultType": "FAIL" }),
        json!({ "resultType": "FAIL", "error": null }),
        json!({ "resultType": "FAIL", "error": {} }),
        json!({ "resultType": "FAIL", "error": { "errorCode": 3101 } }),
        json!({ "success": { "txId": "x", "status": "COMPLETED" } }),
        json!({ "resultType": "SUCCESS", "success": { "txId": 1, "status": "COMPLETED" } }),
        json!({ "resultType": "SUCCESS", "success": { "txId": "x" } }),
        json!(["SUCCESS", { "txId": "x", "status": "COMPLETED" }]),
    ] {
        assert!(read::<Answer>(&wrong).is_none(), "{wrong}");
    }
    for twice in [
        r#"{"resultType":"FAIL","resultType":"SUCCESS","success":{"txId":"x","status":"COMPLETED"}}"#,
        r#"{"resultType":"SUCCESS","success":{"txId":"x","txId":"y","status":"COMPLETED"}}"#,
    ] {
        assert!(serde_json::from_str::<Answer>(twice).is_err(), "{twice}");
    }
    assert!(read::<SignedDoc>(&json!({ "order": 1 })).is_none());
    assert!(read::<DocsRequested>(&json!({ "requestedDt": "x" })).is_none());
}

#[test]
fn unknown_members_survive_in_every_type() {
    kept::<TokenGranted>(
        &json!({ "access_token": "t", "token_type": "Bearer", "expires_in": 3599, "scope": "ca" }),
    );
    kept::<TokenGranted>(&json!({ "access_token": "t", "token_type": "Bearer", "expires_in": 31_536_000 }));
    kept::<Failure>(&json!({
        "errorType": 0, "errorCode": "CE0003", "reason": "잘못된 요청입니다.", "data": {}, "title": null
    }));
    let signed = json!({ "signedDoc": "MIIJ", "signatureType": "PKCS7", "order": 1 });
    kept::<SignedDoc>(&signed);
    kept::<SignedDoc>(&json!({ "signedDoc": "MIIJ" }));
    let doc = json!({
        "docTitle": "t", "doc": "d", "docType": "TEXT", "docEncrypted": false, "signatureType": "PKCS7", "order": 1
    });
    kept::<Doc>(&doc);
    kept::<Doc>(&json!({}));
    for body in [
        include_str!("vectors/toss-docs-request-push.json"),
        include_str!("vectors/toss-docs-request-app-scheme.json"),
    ] {
        kept::<DocsRequest>(&serde_json::from_str(body).unwrap());
    }
    kept::<DocsRequested>(&json!({
        "txId": "x", "appScheme": null, "androidAppUri": null, "iosAppUri": null,
        "requestedDt": "2022-03-13T17:52:22+09:00"
    }));
    kept::<DocsRequested>(&json!({
        "txId": "x", "appScheme": "supertoss://x?a=b&c=d", "androidAppUri": "intent://x#Intent;end",
        "iosAppUri": "https://ul.toss.im?scheme=supertoss%3A%2F%2F", "requestedDt": null
    }));
    kept::<DocsStatus>(
        &json!({ "txId": "x", "status": "REQUESTED", "requestedDt": "2022-02-20T20:22:39+13:00" }),
    );
    let sample = sample();
    kept::<DocsResult>(&sample["success"]);
    kept::<Envelope<DocsResult>>(&sample);
    kept::<Envelope<Value>>(&sample);
    // Inside of what is inside.
    let mut deep = sample.clone();
    deep["success"]["docList"][0]["addedLater"] = json!({ "a": 1 });
    deep["success"]["signedDocList"][1]["addedLater"] = json!([null]);
    deep["success"]["personalData"]["addedLater"] = json!("v1$b$c");
    assert_eq!(again::<Envelope<DocsResult>>(&deep), deep);
    kept::<PersonalData>(&sample["success"]["personalData"]);
}

#[test]
fn members_fixed_to_null_are_kept_when_they_are_not() {
    let mut result = sample()["success"].clone();
    for (place, name) in
        [("", "randomValue"), ("", "userCiToken"), ("/personalData", "ci2"), ("/personalData", "ciUpdate")]
    {
        assert_eq!(result.pointer(&format!("{place}/{name}")), Some(&Value::Null), "{name}");
        result.pointer_mut(place).unwrap()[name] = json!("v1$b88f8717-8e76-4276-bed0-f769a8baf7be$AA==");
    }
    assert_eq!(again::<DocsResult>(&result), result);
    let failure = json!({
        "errorType": 3, "errorCode": "CE3103", "reason": null, "data": { "left": 0 }, "title": "만료"
    });
    assert_eq!(again::<Failure>(&failure), failure);
}

#[test]
fn a_failure_stands_with_and_without_its_null() {
    for success in [Some(json!(null)), None] {
        let mut answer = json!({
            "resultType": "FAIL",
            "error": { "errorType": 0, "errorCode": "CE3101", "reason": "최종 결과는 2회만 조회할 수 있습니다.", "data": {}, "title": null }
        });
        if let Some(success) = success {
            answer["success"] = success;
        }
        assert_eq!(again::<Envelope<DocsResult>>(&answer), answer);
        match read::<Envelope<DocsResult>>(&answer).unwrap() {
            Envelope::Fail { error, .. } => assert_eq!(error.error_code, "CE3101"),
            Envelope::Success { .. } => panic!("read as a success"),
        }
    }
    // The code alone is enough; a success may carry a null error.
    let bare = json!({ "resultType": "FAIL", "error": { "errorCode": "CE9999" } });
    assert!(matches!(read::<Envelope<Value>>(&bare), Some(Envelope::Fail { .. })));
    let both = json!({ "resultType": "SUCCESS", "success": { "txId": "x" }, "error": null });
    assert_eq!(again::<Envelope<Value>>(&both), both);
}

#[test]
fn doc_encrypted_is_a_boolean_or_the_text_of_one() {
    let value = |flag: Value| {
        let doc: Doc = read(&json!({ "docEncrypted": flag })).unwrap();
        doc.doc_encrypted.and_then(|flag| flag.value())
    };
    for (flag, expected) in [
        (json!("yes"), None),
        (json!(""), None),
        (json!(" true"), None),
        (json!("truE"), Some(true)),
        (json!("false"), Some(false)),
        (json!(true), Some(true)),
        (json!(false), Some(false)),
        (json!(null), None),
    ] {
        assert_eq!(value(flag.clone()), expected, "{flag}");
    }
    for wrong in [json!(1), json!([]), json!({})] {
        assert!(read::<Doc>(&json!({ "docEncrypted": wrong })).is_none(), "{wrong}");
    }
    // Written as it was read.
    for flag in [json!("true"), json!(true), json!("False")] {
        assert_eq!(again::<Flag>(&flag), flag);
    }
}

#[test]
fn an_order_is_a_number_or_the_text_of_one() {
    for (order, expected) in [
        ("1.5", None),
        ("\"\"", None),
        ("\"1.0\"", None),
        ("\"-1\"", None),
        ("\"+1\"", None),
        ("\" 1\"", None),
        ("\"１\"", None),
        ("\"99999999999999999999\"", None),
        ("18446744073709551615", None),
        ("9223372036854775808", None),
        ("9223372036854775808.0", None),
        ("1e19", None),
        ("-1e19", None),
        ("1", Some(1)),
        ("1.0", Some(1)),
        ("1e2", Some(100)),
        ("-3", Some(-3)),
        ("0", Some(0)),
        ("\"2\"", Some(2)),
        ("\"002\"", Some(2)),
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("\"9223372036854775807\"", Some(i64::MAX)),
    ] {
        let number: WholeNumber = serde_json::from_str(order).unwrap();
        assert_eq!(number.value(), expected, "{order}");
    }
    for wrong in ["true", "null", "[1]", "{}"] {
        assert!(serde_json::from_str::<WholeNumber>(wrong).is_err(), "{wrong}");
    }
    for order in [json!("2"), json!(2)] {
        let signed = json!({ "signedDoc": "MIIJ", "order": order });
        assert_eq!(again::<SignedDoc>(&signed), signed);
        assert_eq!(read::<SignedDoc>(&signed).unwrap().order.unwrap().value(), Some(2));
    }
}

#[test]
fn a_status_of_tomorrow_is_kept_as_it_is() {
    for (text, status) in [
        ("REQUESTED", Status::Requested),
        ("IN_PROGRESS", Status::InProgress),
        ("COMPLETED", Status::Completed),
        ("EXPIRED", Status::Expired),
        ("REJECTED", Status::Unknown("REJECTED".into())),
        ("completed", Status::Unknown("completed".into())),
        ("", Status::Unknown(String::new())),
    ] {
        assert_eq!(read::<Status>(&json!(text)), Some(status));
        assert_eq!(again::<Status>(&json!(text)), json!(text));
    }
    for wrong in [json!(null), json!(1), json!(["COMPLETED"]), json!({})] {
        assert_eq!(read::<Status>(&wrong), None, "{wrong}");
    }
}

#[test]
fn the_result_of_the_guide_is_read() {
    let Some(Envelope::Success { success, .. }) = read::<Envelope<DocsResult>>(&sample()) else {
        panic!("not a success")
    };
    assert_eq!(success.tx_id, "67ac897f-3a0e-466d-a6f7-c7e4272fd5a9");
    assert_eq!(success.status, Status::Completed);
    assert_eq!(success.completed_dt.as_deref(), Some("2022-04-26T01:16:14+09:00"));
    assert_eq!(success.completed_dt.as_deref().and_then(UnixTime::parse), Some(UnixTime(1_650_903_374)));
    assert_eq!(success.requested_dt.as_deref(), Some("2022-04-26T01:16:00+09:00"));
    assert_eq!((success.doc_list.len(), success.signed_doc_list.len()), (2, 2));
    for (at, (doc, signed)) in success.doc_list.iter().zip(&success.signed_doc_list).enumerate() {
        let order = i64::try_from(at).unwrap() + 1;
        assert_eq!(doc.order.as_ref().and_then(WholeNumber::value), Some(order));
        assert_eq!(signed.order.as_ref().and_then(WholeNumber::value), Some(order));
        assert_eq!(doc.doc_encrypted.as_ref().and_then(Flag::value), Some(false));
        assert_eq!((doc.doc_type.as_deref(), doc.signature_type.as_deref()), (Some("TEXT"), Some("PKCS7")));
        assert_eq!(signed.signature_type.as_deref(), Some("PKCS7"));
        // DER: a SEQUENCE with a two-byte length, to the last byte (X.690 section 8.1.3).
        let der = ingam::encoding::base64_decode(&signed.signed_doc).unwrap();
        assert_eq!(der[..2], [0x30, 0x82]);
        assert_eq!(usize::from(der[2]) * 256 + usize::from(der[3]) + 4, der.len());
        // The signature holds its content: the very text of the document.
        let text = doc.doc.as_deref().unwrap().as_bytes();
        assert!(der.windows(text.len()).any(|window| window == text));
    }
    let person = success.personal_data.unwrap();
    for sealed in
        [&person.ci, &person.name, &person.birthday, &person.gender, &person.nationality, &person.di]
    {
        assert!(sealed.as_deref().unwrap().starts_with("v1$"));
    }
    assert_eq!((&person.other["ci2"], &person.other["ciUpdate"]), (&Value::Null, &Value::Null));
    assert_eq!((&success.other["randomValue"], &success.other["userCiToken"]), (&Value::Null, &Value::Null));
}

/// What a `USER_CI` request and a live credential leave out.
#[test]
fn a_result_with_less_in_it_is_read() {
    let bare = json!({ "txId": "x", "status": "COMPLETED" });
    let result: DocsResult = read(&bare).unwrap();
    assert!(result.doc_list.is_empty() && result.signed_doc_list.is_empty());
    assert!(result.personal_data.is_none() && result.completed_dt.is_none());
    let person: PersonalData = read(&json!({ "name": "v1$a$b", "ci": null })).unwrap();
    assert!(person.ci.is_none() && person.di.is_none() && person.name.is_some());
}

fn added() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,24}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("\\PC{0,8}", inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    /// Whatever a provider adds, wherever, under whatever name: it is there afterwards.
    #[test]
    fn nothing_a_provider_adds_is_lost(name in "x\\PC{0,12}", value in added(), place in 0..5usize) {
        let mut answer = sample();
        let places = ["", "/success", "/success/docList/1", "/success/signedDocList/0", "/success/personalData"];
        answer.pointer_mut(places[place]).unwrap()[name.as_str()] = value;
        prop_assert_eq!(again::<Envelope<DocsResult>>(&answer), answer);
    }
}
