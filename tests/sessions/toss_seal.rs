//! Sealing a Toss request.

use ingam::json::{Value, parse_object};
use ingam::provider::toss::fields::RequestFields;
use ingam::provider::toss::public_key::published_public_key;
use ingam::provider::toss::seal::{Replacement, SealOptions, Sealing, seal_request};
use ingam::session::{Algorithm, SealedField, SessionKey, SessionOptions, Tag};
use ingam::{Code, Error};
use serde::Deserialize;

use crate::{ID, entropy};

fn json(text: &str) -> Value {
    Value::Object(parse_object(text.as_bytes()).unwrap())
}

fn sealed(request: &Value) -> Result<Vec<Replacement>, Error> {
    seal_request(request, &SealOptions::default(), &published_public_key().unwrap(), &mut entropy())
}

fn refused(request: &str, code: Code, path: &str) {
    let error = sealed(&json(request)).expect_err(request);
    assert_eq!((error.code(), error.path()), (code, Some(path)), "{request}");
}

fn pointers(replacements: &[Replacement]) -> Vec<&str> {
    replacements.iter().map(|replacement| replacement.pointer.as_str()).collect()
}

#[test]
fn what_is_already_sealed_is_refused() {
    let field = format!("v1${ID}$AAAA");
    for name in ["userName", "userPhone", "userBirthday", "userCi"] {
        refused(&format!(r#"{{"{name}":"{field}"}}"#), Code::AlreadySealed, &format!("/{name}"));
    }
    let doc = format!(r#"{{"docList":[{{}},{{"docEncrypted":true,"doc":"{field}"}}]}}"#);
    refused(&doc, Code::AlreadySealed, "/docList/1/doc");
    for key in [r#""x""#, r#""""#, "1", "false", "{}"] {
        refused(&format!(r#"{{"sessionKey":{key}}}"#), Code::AlreadySealed, "/sessionKey");
    }
}

#[test]
fn what_is_no_text_is_refused() {
    for name in ["userName", "userPhone", "userBirthday", "userCi"] {
        for value in [r#""""#, "1", "true", "[]", r#"["x"]"#, "{}", r#"{"a":"x"}"#] {
            refused(&format!(r#"{{"{name}":{value}}}"#), Code::FieldNotText, &format!("/{name}"));
        }
    }
    for value in [r#""""#, "1", "[1]", r#"{"a":1}"#] {
        let request = format!(r#"{{"docList":[{{"docEncrypted":"true","doc":{value}}}]}}"#);
        refused(&request, Code::FieldNotText, "/docList/0/doc");
    }
}

#[test]
fn what_cannot_be_looked_into_is_refused() {
    for list in ["1", r#""x""#, "true", "{}", r#"{"0":{"docEncrypted":true,"doc":"x"}}"#] {
        refused(&format!(r#"{{"docList":{list}}}"#), Code::RequestInvalid, "/docList");
    }
    for entry in ["null", "1", r#""x""#, "[]", r#"[true,"x"]"#] {
        refused(&format!(r#"{{"docList":[{{}},{entry}]}}"#), Code::RequestInvalid, "/docList/1");
    }
    for flag in ["1", r#""yes""#, r#""""#, "[]", r#"{"a":1}"#] {
        let request = format!(r#"{{"docList":[{{"docEncrypted":{flag},"doc":"x"}}]}}"#);
        refused(&request, Code::RequestInvalid, "/docList/0/docEncrypted");
    }
    for request in [Value::Null, Value::from("x"), Value::from(vec!["x"])] {
        assert_eq!(sealed(&request).unwrap_err(), Error::new(Code::RequestInvalid).at(""));
    }
}

#[test]
fn phones_and_birthdays_are_checked_unless_told_not_to() {
    refused(r#"{"userPhone":"010-1234-5678"}"#, Code::PhoneInvalid, "/userPhone");
    refused(
        r#"{"userPhone":"01012345678","userBirthday":"19900230"}"#,
        Code::BirthdayInvalid,
        "/userBirthday",
    );
    let unchecked = SealOptions { check: false, ..SealOptions::default() };
    let request = json(r#"{"userPhone":"010-1234-5678","userBirthday":"19900230"}"#);
    let key = published_public_key().unwrap();
    let replaced = seal_request(&request, &unchecked, &key, &mut entropy()).unwrap();
    assert_eq!(pointers(&replaced), ["/userPhone", "/userBirthday", "/sessionKey"]);
}

#[test]
fn exactly_the_fields_to_seal_are_replaced() {
    let request = json(
        r#"{"userName":"김토스","userPhone":"01012345678","userBirthday":"19900101","userCi":"ci","sessionKey":null,
            "serviceName":"s","docList":[
              {"doc":"plain"},{"doc":"plain","docEncrypted":false},{"doc":"plain","docEncrypted":"false"},
              {"doc":"plain","docEncrypted":null},{"doc":"a","docEncrypted":true},{"doc":"b","docEncrypted":"true"},
              {"docEncrypted":true},{"doc":null,"docEncrypted":true}]}"#,
    );
    let replaced = sealed(&request).unwrap();
    let expected = [
        "/userName",
        "/userPhone",
        "/userBirthday",
        "/userCi",
        "/docList/4/doc",
        "/docList/5/doc",
        "/sessionKey",
    ];
    assert_eq!(pointers(&replaced), expected);
    let (key, fields) = replaced.split_last().unwrap();
    let key = SessionKey::parse(key.value.expose()).unwrap();
    assert_eq!(key.wrapped().len(), 512);
    for field in fields {
        let field = SealedField::parse(field.value.expose()).unwrap();
        assert_eq!((field.id(), field.tag()), (key.id(), &Tag::default()));
    }
}

#[test]
fn a_request_without_personal_data_gets_a_session_key() {
    for request in ["{}", r#"{"userName":null,"docList":null}"#, r#"{"docList":[]}"#] {
        assert_eq!(pointers(&sealed(&json(request)).unwrap()), ["/sessionKey"], "{request}");
    }
}

#[test]
fn every_call_has_a_session_of_its_own() {
    let request = json(r#"{"userName":"김토스"}"#);
    let (first, second) = (sealed(&request).unwrap(), sealed(&request).unwrap());
    for (first, second) in first.iter().zip(&second) {
        assert_ne!(first.value.expose(), second.value.expose());
    }
}

#[test]
fn the_platform_seals_what_is_left_to_it() {
    let request = json(
        r#"{"userName":"김토스","docList":[{"doc":"short","docEncrypted":true},{"doc":"begins…","docEncrypted":true},{"doc":"plain"}]}"#,
    );
    let fields = RequestFields::deserialize(&request).unwrap();
    let tag = Tag::parse("v1_0.0.14").unwrap();
    let session = SessionOptions { algorithm: Algorithm::AesGcm, tag };
    let options = SealOptions { session, check: true };
    let mut sealing = Sealing::begin(&fields, &[1, 2], &options, &mut entropy()).unwrap();
    assert_eq!(sealing.elsewhere(), ["/docList/1/doc"]);
    let prefix = sealing.prefix();
    assert!(prefix.starts_with("v1_0.0.14$"));
    assert!(sealing.expose_material().unwrap().expose().starts_with("AES_GCM$"));
    assert_eq!(sealing.expose_material().unwrap_err().code(), Code::SessionSpent);
    let replaced = sealing.finish(vec![1, 2, 3]).unwrap();
    assert_eq!(pointers(&replaced), ["/userName", "/docList/0/doc", "/sessionKey"]);
    assert!(replaced.iter().all(|replacement| replacement.value.expose().starts_with(&prefix)));
    assert!(replaced[2].value.expose().ends_with("$AQID"));

    // What is refused, is refused by its beginning as well.
    let begin = json(&format!(r#"{{"docList":[{{"doc":"v1${ID}$","docEncrypted":true}}]}}"#));
    let fields = RequestFields::deserialize(&begin).unwrap();
    let error = Sealing::begin(&fields, &[0], &options, &mut entropy()).err().unwrap();
    assert_eq!(error, Error::new(Code::AlreadySealed).at("/docList/0/doc"));
}

#[test]
fn the_platform_seals_nothing_but_gcm() {
    let request = json(r#"{"docList":[{"doc":"x","docEncrypted":true}]}"#);
    let fields = RequestFields::deserialize(&request).unwrap();
    for algorithm in [Algorithm::AesCbc, Algorithm::AesCbc128] {
        let session = SessionOptions { algorithm, tag: Tag::default() };
        let options = SealOptions { session, check: true };
        let error = Sealing::begin(&fields, &[0], &options, &mut entropy()).err().unwrap();
        assert_eq!(error, Error::new(Code::OptionInvalid).at("/algorithm"));
        let sealing = Sealing::begin(&fields, &[], &options, &mut entropy()).unwrap();
        assert_eq!(pointers(&sealing.finish(vec![1]).unwrap()), ["/docList/0/doc", "/sessionKey"]);
    }
}

#[test]
fn no_entropy_nothing_sealed() {
    let mut none = |_: &mut [u8]| Err::<(), ()>(());
    let key = published_public_key().unwrap();
    let error = seal_request(&json("{}"), &SealOptions::default(), &key, &mut none).unwrap_err();
    assert_eq!(error.code(), Code::EntropyFailed);
}
