//! The bindings under the runtime's own entropy and strings, with the vectors that every other
//! runtime gets.

use ingam::json::{Value, parse_object};
use ingam_wasm::linkhub::sign;
use ingam_wasm::session::Session;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

const TOSS: &str = include_str!("../../../../tests/vectors/toss-aes-gcm.json");
const SDK: &str = include_str!("../../../../tests/vectors/toss-sdk.json");
const MALFORMED: &str = include_str!("../../../../tests/vectors/malformed-sealed-fields.json");

fn vectors(text: &str) -> Value {
    Value::Object(parse_object(text.as_bytes()).unwrap())
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap()
}

fn code(error: &JsValue) -> String {
    Reflect::get(error, &"code".into()).unwrap().as_string().unwrap()
}

fn seals_and_opens(serialized: &str, plain: &str, sealed: &str) {
    let mut sealing = Session::restore(serialized.into()).unwrap();
    assert_eq!(sealing.encrypt("field", plain.into()).unwrap(), sealed);
    let mut opening = Session::restore(serialized.into()).unwrap();
    assert_eq!(String::from(opening.decrypt(sealed).unwrap()), plain);
}

pub(crate) fn malformed_fields_have_one_code() {
    let vectors = vectors(MALFORMED);
    let rows = vectors["rows"].as_array().unwrap();
    assert!(rows.len() >= 300);
    for row in rows {
        let session = vectors["sessions"][text(row, "session")].as_str().unwrap();
        let error = Session::restore(session.into()).unwrap().decrypt(text(row, "text")).unwrap_err();
        assert_eq!(code(&error), "INGAM_OPEN_FAILED", "{}", text(row, "name"));
    }
    for row in vectors["sound"].as_array().unwrap() {
        let session = vectors["sessions"][text(row, "session")].as_str().unwrap();
        let opened = Session::restore(session.into()).unwrap().decrypt(text(row, "text")).unwrap();
        assert_eq!(String::from(opened), text(row, "plain"));
    }
}

pub(crate) fn the_fields_toss_published() {
    for row in vectors(TOSS)["rows"].as_array().unwrap() {
        let (id, key, iv) = (text(row, "sessionId"), text(row, "secretKey"), text(row, "iv"));
        let serialized = format!("v1${id}$AES_GCM${key}${iv}");
        seals_and_opens(&serialized, text(row, "plain"), text(row, "encrypted"));
    }
}

pub(crate) fn the_fields_tosss_own_sdk_made() {
    for row in vectors(SDK)["rows"].as_array().unwrap() {
        seals_and_opens(text(row, "serialized"), text(row, "plain"), text(row, "encrypted"));
    }
}

/// Made by running linkhub 1.8.2 and kakaocert 2.51.0, their clock set to this time.
pub(crate) fn the_signatures_linkhubs_own_sdk_made() {
    let signed = |target: &str, forwarded: Option<&str>, body: &str, header: &str| {
        let options = Object::new();
        let given = [
            ("linkId", Some("TESTER")),
            ("secretKey", Some("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")),
            ("target", Some(target)),
            ("forwardedIp", forwarded),
            ("date", Some("2026-01-02T03:04:05.000Z")),
        ];
        for (name, value) in given.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            Reflect::set(&options, &name.into(), &value.into()).unwrap();
        }
        let headers = sign(options.into(), body.as_bytes()).unwrap();
        let found = headers.iter().map(|pair| js_sys::Array::from(&pair)).find(|pair| pair.get(0) == header);
        found.unwrap().get(1).as_string().unwrap()
    };
    let token = r#"{"access_id":"020040000001","scope":["member","310","320","330"]}"#;
    assert_eq!(
        signed("token", Some("*"), token, "authorization"),
        "LINKHUB TESTER IzXWX6kBs+ITF7uzvWVSkh5IqW1VxsHDHq9vLKY06A8="
    );
    assert_eq!(
        signed("service", None, r#"{"Token":"x"}"#, "x-kc-auth"),
        "TESTER YMkERsUsOP/GT+YK5fZ8ju3e3C5rcJsmGsnyou0AGe0="
    );
}

pub(crate) fn sessions_differ() {
    let make = || Session::make(Object::new().into()).unwrap().id();
    assert_ne!(make(), make());
}
