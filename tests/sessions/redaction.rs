//! Nothing that holds a secret prints it.

use core::fmt::Debug;

use ingam::json::{Value, parse_object};
use ingam::provider::toss::fields::RequestFields;
use ingam::provider::toss::open::open_result;
use ingam::provider::toss::public_key::published_public_key;
use ingam::provider::toss::seal::{SealOptions, Sealing, seal_request};
use ingam::session::{ResultSession, SealedField, Session};
use serde::Deserialize;

use crate::{ID, cbc, entropy, session};

const CANARY: &str = "canary-5d1e";

/// The plaintext, the key and IV in base64 and hexadecimal, as numbers, and the field.
fn silent(shown: &[&dyn Debug], field: &str) {
    let data = field.rsplit('$').next().unwrap();
    for value in shown {
        for shown in [format!("{value:?}"), format!("{value:#?}")] {
            for secret in [CANARY, "BwcHBwcH", "07070707", "7, 7, 7", "CQkJ", "9, 9, 9", data] {
                assert!(!shown.contains(secret), "{shown}");
            }
        }
    }
}

#[test]
fn sessions_fields_and_errors() {
    let mut seals = session(ID);
    let field = seals.seal("name", CANARY).unwrap();
    let text = field.to_string();
    let mut opens = session(ID);
    let opened = opens.open(&text).unwrap();
    let failed = opens.open(&text.replace("v1", "v2")).unwrap_err();
    assert!(!failed.to_string().contains(CANARY));
    let material = session(ID).expose_material().unwrap();
    let result = ResultSession::from_session(session(ID));
    let key = session(ID).wrapped(field.to_string().into_bytes()).unwrap();
    silent(
        &[&seals, &opens, &result, &field, &SealedField::parse(&text), &opened, &failed, &material, &key],
        &text,
    );
}

#[test]
fn sessions_that_are_written_down() {
    let text = cbc::serialized(32);
    let mut seals = Session::restore(&text).unwrap();
    let field = seals.seal("name", CANARY).unwrap();
    let error = Session::restore(&format!("{text}$")).unwrap_err();
    assert!(!error.to_string().contains("BwcH") && !error.message_ko().contains("BwcH"));
    let mac = field.to_string().rsplit('$').next().unwrap().to_owned();
    for shown in [format!("{field:?}"), format!("{seals:?}"), format!("{error:?}")] {
        assert!(!shown.contains(&mac), "{shown}");
    }
    silent(
        &[&seals, &field, &error, &seals.expose_serialized()],
        field.to_string().split('$').nth(2).unwrap(),
    );
}

#[test]
fn requests_and_results() {
    let request = format!(r#"{{"userName":"{CANARY}","userPhone":"{CANARY}"}}"#);
    let request = Value::Object(parse_object(request.as_bytes()).unwrap());
    let fields = RequestFields::deserialize(&request).unwrap();
    let key = published_public_key().unwrap();
    let error = seal_request(&request, &SealOptions::default(), &key, &mut entropy()).unwrap_err();
    assert!(!error.to_string().contains(CANARY));

    let unchecked = SealOptions { check: false, ..SealOptions::default() };
    let mut sealing = Sealing::begin(&fields, &[], &unchecked, &mut entropy()).unwrap();
    let material = sealing.expose_material().unwrap();
    let replaced = sealing.finish(vec![1]).unwrap();
    let sealed = replaced[0].value.expose();
    silent(&[&fields, &error, &unchecked, &key, &material, &replaced], sealed);

    let field = session(ID).seal("name", CANARY).unwrap().to_string();
    let result = format!(r#"{{"personalData":{{"name":"{field}"}}}}"#);
    let result = Value::Object(parse_object(result.as_bytes()).unwrap());
    let mut session = ResultSession::from_session(session(ID));
    let opened = open_result(&mut session, &result).unwrap();
    assert_eq!(opened[0].value.expose(), CANARY);
    silent(&[&opened, &session], &field);
}
