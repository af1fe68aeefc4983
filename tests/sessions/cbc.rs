//! AES-CBC with its HMAC, as the provider's SDK for Java has it.

use ingam::Code;
use ingam::encoding::base64;
use ingam::json::{Value, parse_object};
use ingam::provider::toss::open::open_result;
use ingam::provider::toss::public_key::published_public_key;
use ingam::provider::toss::seal::{SealOptions, seal_request};
use ingam::provider::validate_request;
use ingam::session::{Algorithm, ResultSession, SealedField, Session, SessionOptions, Tag};

use crate::{ID, OTHER_ID, entropy};

/// A session over fixed material, with a key of this many bytes.
pub(crate) fn serialized(key_bytes: usize) -> String {
    format!("v1${ID}$AES_CBC${}${}", base64(&vec![7; key_bytes]), base64(&[9; 16]))
}

fn session(key_bytes: usize) -> Session {
    Session::restore(&serialized(key_bytes)).unwrap()
}

fn sealed(text: &str) -> String {
    session(32).seal("name", text).unwrap().to_string()
}

#[test]
fn no_key_of_the_other_size_and_no_other_cipher() {
    let text = sealed("김토스");
    let (without_mac, mac) = text.rsplit_once('$').unwrap();
    for (mut other, text) in [
        (session(16), text.as_str()),
        (crate::session(ID), &text),
        (crate::session(ID), without_mac),
        (session(32), without_mac),
        (session(32), &crate::session(ID).seal("name", "김토스").unwrap().to_string()),
        (session(32), &format!("{}${mac}", crate::session(ID).seal("name", "김토스").unwrap())),
    ] {
        assert_eq!(other.open(text).unwrap_err().code(), Code::OpenFailed, "{text}");
    }
    assert_eq!(session(32).open(&text).unwrap().expose(), "김토스");
}

#[test]
fn no_result_of_another_session() {
    let own = sealed("김토스");
    let result = |name: &str| {
        Value::Object(parse_object(format!(r#"{{"personalData":{{"name":"{name}"}}}}"#).as_bytes()).unwrap())
    };
    let mut session = ResultSession::from_session(session(32));
    let damaged = format!("{}0", &own[..own.len() - 1]);
    for wrong in [own.replace(ID, OTHER_ID), own.to_uppercase(), damaged + "0", own[..own.len() - 65].into()]
    {
        let error = open_result(&mut session, &result(&wrong)).unwrap_err();
        assert_eq!((error.code(), error.path()), (Code::OpenFailed, Some("/personalData/name")), "{wrong}");
    }
    assert_eq!(open_result(&mut session, &result(&own)).unwrap()[0].value.expose(), "김토스");
}

#[test]
fn a_fourth_part_is_64_hexadecimal_digits() {
    let field = sealed("김토스");
    let (rest, mac) = field.rsplit_once('$').unwrap();
    for wrong in ["", &mac[1..], &format!("{mac}0"), &format!("g{}", &mac[1..]), &format!(" {}", &mac[1..])] {
        assert!(SealedField::parse(&format!("{rest}${wrong}")).is_err(), "{wrong}");
    }
    assert!(SealedField::parse(&format!("{field}$")).is_err());
    // Capitals are a form, as clients for .NET write it. They do not open.
    let capitals = format!("{rest}${}", mac.to_uppercase());
    assert_eq!(SealedField::parse(&capitals).unwrap().to_string(), capitals);
    assert_eq!(session(32).open(&capitals).unwrap_err().code(), Code::OpenFailed);
    assert_eq!(SealedField::parse(&field).unwrap().to_string(), field);
}

#[test]
fn requests_are_sealed_in_it_and_valid() {
    let request = r#"{"requestType":"USER_PERSONAL","triggerType":"PUSH","userName":"김토스",
        "userPhone":"01012345678","userBirthday":"19930324","serviceName":"보험",
        "docList":[{"docTitle":"약관","doc":"q80=","docType":"TEXT","docEncrypted":true,"order":1,
            "signatureType":"PKCS7_NO_CONTENT_WITH_ATTR"}]}"#;
    let request = Value::Object(parse_object(request.as_bytes()).unwrap());
    for algorithm in [Algorithm::AesCbc, Algorithm::AesCbc128] {
        let session = SessionOptions { algorithm, tag: Tag::parse("v1_0.0.14").unwrap() };
        let options = SealOptions { session, check: true };
        let replaced =
            seal_request(&request, &options, &published_public_key().unwrap(), &mut entropy()).unwrap();
        let mut sealed = request.clone();
        for replacement in &replaced {
            let value = Value::from(replacement.value.expose().as_str());
            match sealed.pointer_mut(&replacement.pointer) {
                Some(place) => *place = value,
                None => drop(sealed.as_object_mut().unwrap().insert("sessionKey".into(), value)),
            }
        }
        let problems = |request: &Value| {
            let problems = validate_request("toss.docs.request", request).unwrap();
            problems.iter().map(|problem| problem.path().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(problems(&sealed), [""; 0]);
        // One digit of the HMAC missing: no sealed field.
        let name = sealed["userName"].as_str().unwrap();
        sealed["userName"] = Value::from(&name[1..]);
        assert_eq!(problems(&sealed), ["/userName"]);
    }
}

#[test]
fn made_sessions_have_keys_of_their_size() {
    for (algorithm, key_chars) in [(Algorithm::AesCbc, 44), (Algorithm::AesCbc128, 24)] {
        let options = SessionOptions { algorithm, tag: Tag::default() };
        let mut session = Session::make(&options, &mut entropy()).unwrap();
        let material = session.expose_material().unwrap();
        let parts: Vec<&str> = material.expose().split('$').collect();
        assert_eq!((parts[0], parts[1].len(), parts[2].len(), parts.len()), ("AES_CBC", key_chars, 24, 3));
        let mut none = |_: &mut [u8]| Err::<(), ()>(());
        assert_eq!(Session::make(&options, &mut none).unwrap_err().code(), Code::EntropyFailed);
    }
}
