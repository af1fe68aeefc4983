use std::collections::BTreeSet;

use ingam::encoding::{base64, base64_decode};
use ingam::exchange::Response;
use ingam::gateway::toss_token::grant;
use ingam::json::{Value, read_leniently};
use ingam::provider::toss::open::open_result;
use ingam::provider::toss::operation::{
    fail, failure, read_requested, read_result, read_token, read_validity, refuses_token, signed_document,
    signed_documents,
};
use ingam::provider::toss::public_key::published_public_key;
use ingam::provider::toss::seal::{SealOptions, seal_request};
use ingam::provider::toss::wire::WholeNumber;
use ingam::session::{ResultSession, SealedField, SessionKey, sealed_in};
use ingam::token::Freshness;
use ingam::transaction::{Answer, Provider};

use crate::access::{NOW, SETTINGS};
use crate::sessions::{sessions, zeros};
use crate::{Outcome, text};

/// The answers of Toss: what is read from one agrees with what else is, and with the JSON as it is
/// read leniently. A failure is written so that it reads the same again.
pub fn toss_answer(bytes: &[u8]) -> Outcome {
    let value: Option<Value> = read_leniently(bytes);
    let member = |pointer| value.as_ref().and_then(|value| value.pointer(pointer));
    let is = |kind: &str| member("/resultType").and_then(Value::as_str) == Some(kind);
    let mut read = false;
    for status in [200, 400, 401, 429, 500] {
        let answer = Response::new(status, "application/json", bytes.to_vec());
        match read_result(&answer) {
            Some(Answer::Result { .. }) => assert!(status != 429 && is("SUCCESS")),
            Some(Answer::Exhausted) => assert_eq!(member("/error/errorCode").unwrap(), "CE3101"),
            Some(Answer::Refused) => assert!(status == 429 || is("FAIL")),
            // KakaoCert's alone.
            Some(Answer::NotNow) => panic!("of Toss's answers"),
            None => {}
        }
        read |= status != 429 && read_result(&answer).is_some();
        // A result that came is one, whatever its status; a refusal is short.
        let may_be_result = is("SUCCESS") || bytes.len() > 64 << 10;
        assert!(status != 401 || refuses_token(&answer) || may_be_result);
        if read_validity(&answer) == Some(true) {
            assert_eq!(member("/success/valid"), Some(&Value::Bool(true)));
            assert_eq!(member("/success/enabled"), Some(&Value::Bool(true)));
        }
        assert!(read_requested(&answer).is_none() || is("SUCCESS"));
        check_documents(&answer, member("/success/signedDocList"), member("/success/docList"));
        if let Ok(token) = read_token(&answer, NOW) {
            assert!(status == 200 && token.value().expose().bytes().all(|byte| byte.is_ascii_graphic()));
            assert_ne!(token.freshness(NOW), Freshness::Over);
            read = true;
        }
    }
    if let Some(read) = failure(bytes) {
        assert_eq!(failure(&fail(400, read.clone()).body), Some(read));
    }
    Outcome::of(read)
}

fn check_documents(answer: &Response, listed: Option<&Value>, echoed: Option<&Value>) {
    let documents = signed_documents(answer);
    let listed = listed.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    assert!(documents.is_empty() || documents.len() == listed.len());
    let order = |entry: &Value| serde_json::from_value::<WholeNumber>(entry["order"].clone()).ok()?.value();
    let echo_of = |wanted: i64| {
        let entries = echoed.and_then(Value::as_array).into_iter().flatten();
        entries.into_iter().find(|entry| order(entry) == Some(wanted))?["doc"].as_str()
    };
    for (document, listed) in documents.iter().zip(listed) {
        assert_eq!(document.text.as_deref(), document.order.and_then(echo_of));
        let text = listed["signedDoc"].as_str().unwrap();
        assert!(document.signed_data == text.as_bytes() || base64(&document.signed_data) == text);
    }
    let orders: BTreeSet<i64> = documents.iter().filter_map(|document| document.order).collect();
    for order in orders.into_iter().take(8) {
        let first = documents.iter().position(|document| document.order == Some(order)).unwrap();
        let decoded = base64_decode(listed[first]["signedDoc"].as_str().unwrap()).ok();
        assert_eq!(signed_document(answer, order), decoded);
    }
}

/// What is opened stands in the result, was sealed in the session, and is what was sealed.
pub fn toss_open(bytes: &[u8]) -> Outcome {
    let Ok(result) = serde_json::from_slice::<Value>(bytes) else { return Outcome::Refused };
    let mut outcome = Outcome::Refused;
    for session in sessions() {
        let mut session = ResultSession::from_session(session);
        let Ok(opened) = open_result(&mut session, &result) else { continue };
        for one in &opened {
            let sealed = result.pointer(&one.pointer).and_then(Value::as_str).unwrap();
            assert_eq!(sealed_in(sealed).as_ref(), Some(session.id()));
            assert_eq!(crate::session_open(sealed.as_bytes()), Outcome::Known);
        }
        let again: Vec<String> =
            open_result(&mut session, &result).unwrap().into_iter().map(|one| one.pointer).collect();
        assert_eq!(again, opened.iter().map(|one| one.pointer.clone()).collect::<Vec<_>>());
        outcome = Outcome::Accepted;
    }
    outcome
}

/// Each replacement is of a text of the request or is its `sessionKey`; what is sealed is of
/// that session, and nothing that was to be sealed stays.
pub fn toss_seal(bytes: &[u8]) -> Outcome {
    let Ok(request) = serde_json::from_slice::<Value>(bytes) else { return Outcome::Refused };
    let key = published_public_key().unwrap();
    let Ok(sealed) = seal_request(&request, &SealOptions::default(), &key, &mut zeros) else {
        return Outcome::Refused;
    };
    let text_of =
        |pointer: &str| sealed.iter().find(|one| one.pointer == pointer).map(|one| one.value.expose());
    let session = SessionKey::parse(text_of("/sessionKey").unwrap()).unwrap();
    for one in sealed.iter().filter(|one| one.pointer != "/sessionKey") {
        assert!(request.pointer(&one.pointer).is_some_and(Value::is_string), "{} is no text", one.pointer);
        assert_eq!(SealedField::parse(one.value.expose()).unwrap().id(), session.id());
    }
    assert!(request.is_object() && request.get("sessionKey").is_none_or(Value::is_null));
    for name in ["userName", "userPhone", "userBirthday", "userCi"] {
        let stays = request.get(name).is_some_and(|value| !value.is_null());
        assert!(!stays || text_of(&format!("/{name}")).is_some(), "{name} stays");
    }
    for (index, document) in request["docList"].as_array().into_iter().flatten().enumerate() {
        let is_to_be_sealed = document["docEncrypted"] == true || document["docEncrypted"] == "true";
        let is_there = !document["doc"].is_null();
        assert_eq!(is_to_be_sealed && is_there, text_of(&format!("/docList/{index}/doc")).is_some());
    }
    Outcome::Accepted
}

/// The octets that a form's percent signs stand for, and the others.
fn decoded(form: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), form);
    while let [first, behind @ ..] = rest {
        let octet = behind.get(..2).and_then(text).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match octet.filter(|_| *first == b'%') {
            Some(octet) => (out.push(octet), rest = &behind[2..]),
            None => (out.push(*first), rest = behind),
        };
    }
    out
}

/// A token is given out for the one secret there is, and opens Toss's routes.
pub fn token_form(bytes: &[u8]) -> Outcome {
    let Ok(answer) = grant(&SETTINGS, bytes, false, NOW) else { return Outcome::Refused };
    let secret = base64(&[1; 32]);
    assert!(
        decoded(bytes).windows(secret.len()).any(|octets| octets == secret.as_bytes()),
        "a token for nothing"
    );
    let granted: Value = serde_json::from_slice(&answer.body).unwrap();
    let token = granted["access_token"].as_str().unwrap();
    let (callers, keys) = (SETTINGS.callers().unwrap(), SETTINGS.store_keys().unwrap());
    assert!(callers.by_token(keys, token, Provider::Toss, NOW).is_some());
    Outcome::Accepted
}
