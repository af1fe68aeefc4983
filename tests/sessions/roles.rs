//! What a session may be used for: one direction, one name once, one result.

use ingam::session::{Algorithm, Place, ResultSession, Session, SessionKey, SessionOptions, Tag};
use ingam::{Code, Error};

use crate::{ID, entropy, session};

fn sealed(text: &str) -> String {
    session(ID).seal("name", text).unwrap().to_string()
}

fn places(text: &str) -> Vec<Place<'_>> {
    vec![Place { pointer: "/name".into(), sealed: text }]
}

#[test]
fn a_session_seals_or_opens() {
    let field = sealed("a");

    let mut seals = session(ID);
    seals.seal("name", "b").unwrap();
    assert_eq!(seals.open(&field).unwrap_err().code(), Code::SessionRole);
    assert!(seals.seal("phone", "c").is_ok(), "its own role is still open");

    let mut opens = session(ID);
    opens.open(&field).unwrap();
    assert_eq!(opens.seal("name", "b").unwrap_err().code(), Code::SessionRole);
    assert!(opens.open(&field).is_ok());

    // A failed opening has fixed the role as well: it was an opening.
    let mut fails = session(ID);
    assert_eq!(fails.open("v1").unwrap_err().code(), Code::OpenFailed);
    assert_eq!(fails.seal("name", "b").unwrap_err().code(), Code::SessionRole);
}

#[test]
fn a_session_seals_a_name_once() {
    let mut session = session(ID);
    session.seal("name", "a").unwrap();
    assert_eq!(session.seal("name", "a").unwrap_err().code(), Code::SessionSpent);
    assert!(session.seal("Name", "a").is_ok());
}

#[test]
fn the_material_is_handed_out_once() {
    let mut session = session(ID);
    let expected = format!("AES_GCM${}=${}", "BwcH".repeat(10) + "Bwc", "CQkJ".repeat(4));
    assert_eq!(session.expose_material().unwrap().expose(), &expected);
    assert_eq!(expected.len(), 69);
    assert_eq!(session.expose_material().unwrap_err().code(), Code::SessionSpent);
}

#[test]
fn a_result_session_opens_one_input() {
    let (first, second) = (sealed("a"), sealed("b"));
    let mut session = ResultSession::from_session(session(ID));
    let opened = |session: &mut ResultSession, input: u8, text: &str| {
        session.open(&[input; 32], &places(text)).map(|values| values[0].expose().clone())
    };

    // Failing spends nothing.
    let error = opened(&mut session, 0, "v1$").unwrap_err();
    assert_eq!(error, Error::new(Code::OpenFailed).at("/name"));
    assert_eq!(opened(&mut session, 1, &first).unwrap(), "a");
    assert_eq!(opened(&mut session, 1, &first).unwrap(), "a");
    assert_eq!(opened(&mut session, 2, &second).unwrap_err().code(), Code::SessionSpent);
    assert_eq!(opened(&mut session, 2, "v1$").unwrap_err().code(), Code::SessionSpent);
    assert_eq!(opened(&mut session, 1, &first).unwrap(), "a");
}

#[test]
fn a_result_session_opens_everything_or_nothing() {
    let good = sealed("a");
    let mut session = ResultSession::from_session(session(ID));
    let both =
        [Place { pointer: "/name".into(), sealed: &good }, Place { pointer: "/ci".into(), sealed: "v1$" }];
    assert_eq!(session.open(&[0; 32], &both).unwrap_err(), Error::new(Code::OpenFailed).at("/ci"));
}

#[test]
fn a_session_that_has_sealed_opens_no_result() {
    let field = sealed("a");
    let mut used = session(ID);
    used.seal("name", "a").unwrap();
    let error = ResultSession::from_session(used).open(&[0; 32], &places(&field)).unwrap_err();
    assert_eq!(error.code(), Code::SessionRole);
}

#[test]
fn made_sessions_differ_and_carry_their_tag() {
    let options = SessionOptions { algorithm: Algorithm::AesGcm, tag: Tag::parse("v1_0.0.14").unwrap() };
    let (mut a, mut b) =
        (Session::make(&options, &mut entropy()).unwrap(), Session::make(&options, &mut entropy()).unwrap());
    assert_ne!(a.id(), b.id());
    assert_ne!(a.expose_material().unwrap().expose(), b.expose_material().unwrap().expose());
    let field = a.seal("name", "x").unwrap();
    assert!(field.to_string().starts_with(&format!("v1_0.0.14${}$", a.id())));
    assert!(field.to_string().starts_with(&a.prefix()));
}

#[test]
fn no_entropy_no_session() {
    let mut none = |_: &mut [u8]| Err::<(), ()>(());
    let options = SessionOptions::default();
    assert_eq!(Session::make(&options, &mut none).unwrap_err().code(), Code::EntropyFailed);
    assert_eq!(ResultSession::make(&options, &mut none).unwrap_err().code(), Code::EntropyFailed);
}

#[test]
fn options_are_read_or_refused() {
    for wrong in ["", "aes_gcm", "AES_CBC_256", "AES_CBC_192", "AES_GCM_128", "AES_CBC ", "AES"] {
        assert_eq!(Algorithm::parse(wrong).unwrap_err().code(), Code::OptionInvalid, "{wrong}");
    }
    for (text, algorithm, name) in [
        ("AES_GCM", Algorithm::AesGcm, "AES_GCM"),
        ("AES_CBC", Algorithm::AesCbc, "AES_CBC"),
        ("AES_CBC_128", Algorithm::AesCbc128, "AES_CBC"),
    ] {
        assert_eq!(Algorithm::parse(text), Ok(algorithm));
        assert_eq!(algorithm.name(), name);
    }
    for wrong in ["", "v2", "v1_", "v1$", "v1_a$b", "v1 "] {
        assert_eq!(Tag::parse(wrong).unwrap_err().code(), Code::OptionInvalid, "{wrong}");
    }
}

#[test]
fn session_keys_are_read_as_they_are_written() {
    let key = session(ID).wrapped(vec![1, 2, 3]).unwrap();
    assert_eq!(key.to_string(), format!("v1${ID}$AQID"));
    assert_eq!(SessionKey::parse(&key.to_string()), Ok(key.clone()));
    assert_eq!((key.id().to_string(), key.wrapped()), (ID.to_owned(), &[1, 2, 3][..]));
    assert_eq!(session(ID).wrapped(vec![]).unwrap_err().code(), Code::SessionKeyInvalid);
    for wrong in [
        String::new(),
        "AQID".into(),
        format!("v1${ID}"),
        format!("v1${ID}$"),
        format!("v2${ID}$AQID"),
        format!("v1${}$AQID", ID.to_uppercase()),
        format!("v1${ID}$AQI"),
        format!("v1${ID}$AQID\n"),
        format!("v1${ID}$AQ\nID"),
        format!("v1${ID}$AQID$AQID"),
    ] {
        assert_eq!(SessionKey::parse(&wrong).unwrap_err().code(), Code::SessionKeyInvalid, "{wrong:?}");
    }
}
