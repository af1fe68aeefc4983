//! Opening a Toss result.

use ingam::json::{Value, parse_object};
use ingam::provider::toss::open::open_result;
use ingam::session::ResultSession;
use ingam::{Code, Error};

use crate::{ID, OTHER_ID, session};

fn json(text: &str) -> Value {
    Value::Object(parse_object(text.as_bytes()).unwrap())
}

fn sealed(text: &str) -> String {
    session(ID).seal("name", text).unwrap().to_string()
}

fn foreign(text: &str) -> String {
    session(OTHER_ID).seal("name", text).unwrap().to_string()
}

fn result_session() -> ResultSession {
    ResultSession::from_session(session(ID))
}

fn open(session: &mut ResultSession, result: &Value) -> Result<Vec<(String, String)>, Error> {
    let opened = open_result(session, result)?;
    Ok(opened.into_iter().map(|value| (value.pointer, value.value.expose().clone())).collect())
}

fn refused(result: &str, path: &str) {
    let error = open(&mut result_session(), &json(result)).expect_err(result);
    assert_eq!(error, Error::new(Code::OpenFailed).at(path), "{result}");
}

#[test]
fn a_foreign_session_does_not_open() {
    let (foreign, own) = (foreign("x"), sealed("x"));
    refused(&format!(r#"{{"personalData":{{"ci":"{own}","di":"{foreign}"}}}}"#), "/personalData/di");
    refused(&format!(r#"{{"di":"{foreign}"}}"#), "/di");
    refused(&format!(r#"{{"txId":"t","userCiToken":"{foreign}"}}"#), "/userCiToken");
    refused(&format!(r#"{{"txId":"t","docList":[{{"docTitle":"{foreign}"}}]}}"#), "/docList/0/docTitle");
    refused(&format!(r#"{{"txId":"t","doc":"{foreign}"}}"#), "/doc");
    refused(&format!(r#"{{"txId":"t","list":[{{"doc":"{foreign}"}}]}}"#), "/list/0/doc");
    refused(
        &format!(r#"{{"personalData":{{"docList":[{{"doc":"{foreign}"}}]}}}}"#),
        "/personalData/docList/0/doc",
    );
}

#[test]
fn personal_data_is_sealed_or_null() {
    let own = sealed("x");
    for damaged in ["", "null", "김토스", &own[1..], &own.replacen("v1", "v2", 1), &own.to_uppercase()] {
        refused(&format!(r#"{{"personalData":{{"name":"{damaged}"}}}}"#), "/personalData/name");
        refused(&format!(r#"{{"name":"{damaged}"}}"#), "/name");
        refused(
            &format!(r#"{{"success":{{"personalData":{{"a/b":["{damaged}"]}}}}}}"#),
            "/success/personalData/a~1b/0",
        );
    }
}

#[test]
fn a_damaged_document_of_this_session_does_not_open() {
    let damaged = format!("v1${ID}$AAAA");
    refused(&format!(r#"{{"txId":"t","docList":[{{"doc":"{damaged}"}}]}}"#), "/docList/0/doc");
}

#[test]
fn every_sealed_value_is_opened_and_the_rest_left() {
    let (own, foreign) = (sealed("김토스"), foreign("request"));
    let success = json(&format!(
        r#"{{"txId":"t","status":"COMPLETED","completedDt":"2022-04-26T01:16:14+09:00","randomValue":null,
            "docList":[{{"doc":"plain","order":1}},{{"doc":"{own}","docEncrypted":true}},{{"doc":"{foreign}"}}],
            "signedDocList":[{{"signedDoc":"MIIJ","order":1}}],
            "personalData":{{"ci":"{own}","name":"{own}","ci2":null,"ciUpdate":null}}}}"#
    ));
    let expected =
        ["/docList/1/doc", "/personalData/ci", "/personalData/name"].map(|p| (p.into(), "김토스".into()));
    assert_eq!(open(&mut result_session(), &success).unwrap(), expected);
    let personal = json(&format!(r#"{{"ci":"{own}","ci2":null}}"#));
    assert_eq!(open(&mut result_session(), &personal).unwrap(), [("/ci".into(), "김토스".into())]);
}

#[test]
fn a_result_without_personal_data_opens_to_nothing() {
    for result in
        [r#"{"txId":"t","personalData":null}"#, r#"{"txId":"t"}"#, r#"{"personalData":{"ci":null}}"#, "{}"]
    {
        assert_eq!(open(&mut result_session(), &json(result)).unwrap(), [], "{result}");
    }
}

#[test]
fn one_result_and_its_repetition() {
    let (first, second) = (sealed("a"), sealed("b"));
    let mut session = result_session();
    let input = json(&format!(r#"{{"txId":"t","personalData":{{"name":"{first}","ci":null}}}}"#));
    let answer = [("/personalData/name".to_owned(), "a".to_owned())];

    // What fails spends nothing.
    let failing = json(r#"{"personalData":{"name":"x"}}"#);
    assert_eq!(open(&mut session, &failing).unwrap_err().code(), Code::OpenFailed);
    assert_eq!(open(&mut session, &input).unwrap(), answer);
    assert_eq!(open(&mut session, &input).unwrap(), answer);
    let reordered = json(&format!(r#"{{"personalData":{{"ci":null,"name":"{first}"}},"txId":"t"}}"#));
    assert_eq!(open(&mut session, &reordered).unwrap(), answer);

    for other in [
        format!(r#"{{"txId":"t","personalData":{{"name":"{second}","ci":null}}}}"#),
        format!(r#"{{"txId":"u","personalData":{{"name":"{first}","ci":null}}}}"#),
        format!(r#"{{"name":"{first}","ci":null}}"#),
        r#"{"personalData":{"name":"x"}}"#.into(),
        "{}".into(),
    ] {
        assert_eq!(open(&mut session, &json(&other)).unwrap_err().code(), Code::SessionSpent, "{other}");
    }
    assert_eq!(open(&mut session, &input).unwrap(), answer);
}

#[test]
fn what_is_no_object_is_refused() {
    for wrong in [Value::Null, Value::from("x"), Value::from(vec![1])] {
        assert_eq!(open(&mut result_session(), &wrong).unwrap_err().code(), Code::JsonInvalid);
    }
}

/// The guide's sample is stitched together: its `di` is under another session than the
/// rest. A strict reader refuses it, and names the place.
#[test]
fn the_guides_own_sample_is_refused() {
    let file = json(include_str!("../vectors/toss-docs-result.json"));
    let error = open(&mut result_session(), &file).unwrap_err();
    assert_eq!(error.code(), Code::OpenFailed);
    assert!(error.path().unwrap().contains("/personalData/"));
}
