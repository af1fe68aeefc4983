//! Sessions written down and brought back.

use ingam::Code;
use ingam::encoding::{base64, base64url};
use ingam::session::{Algorithm, Place, ResultSession, Session, SessionOptions, Tag};

use crate::{ID, entropy};

#[test]
fn what_is_no_session_is_refused() {
    let (key, short) = (base64(&[7; 32]), base64(&[7; 16]));
    let (iv, long) = (base64(&[9; 12]), base64(&[9; 16]));
    for wrong in [
        String::new(),
        "$$$$".into(),
        format!("v1${ID}"),
        format!("v1${ID}$AES_GCM${key}"),
        format!("v1${ID}$AES_GCM${key}$"),
        format!("v1${ID}$AES_GCM$${iv}"),
        format!("v1${ID}${key}${iv}"),
        format!("{ID}$AES_GCM${key}${iv}"),
        format!("v1$AES_GCM${key}${iv}"),
        format!("v1${ID}$AES_GCM${key}${iv}$"),
        format!("v1${ID}$AES_GCM${key}${iv}${iv}"),
        format!("v1${ID}$AES_GCM${iv}${key}"),
        format!(" v1${ID}$AES_GCM${key}${iv}"),
        format!("v1${ID}$AES_GCM${key}${iv}\n"),
        format!("v2${ID}$AES_GCM${key}${iv}"),
        format!("v1${}$AES_GCM${key}${iv}", ID.to_uppercase()),
        format!("v1${ID}$aes_gcm${key}${iv}"),
        format!("v1${ID}$AES_CBC_128${short}${long}"),
        format!("v1${ID}$AES_CTR${key}${long}"),
        // Sizes that the cipher does not have; 16 bytes of IV were once in use with AES_GCM.
        format!("v1${ID}$AES_GCM${short}${iv}"),
        format!("v1${ID}$AES_GCM${key}${long}"),
        format!("v1${ID}$AES_CBC${key}${iv}"),
        format!("v1${ID}$AES_CBC${short}${iv}"),
        format!("v1${ID}$AES_CBC${}${long}", base64(&[7; 24])),
        format!("v1${ID}$AES_CBC${}${long}", base64(&[7; 31])),
        format!("v1${ID}$AES_CBC$${long}"),
        format!("v1${ID}$AES_GCM${}${iv}", base64url(&[7; 32])),
        format!("v1${ID}$AES_GCM${}${iv}", key.replace('=', "")),
        format!("v1${ID}$AES_GCM${}${iv}", key.replace("c=", "d=")),
        format!("v1${ID}$AES_GCM${}${iv}", base64(&[0xff; 32]).replace('/', "_")),
    ] {
        let error = Session::restore(&wrong).unwrap_err();
        assert_eq!(error.code(), Code::SessionKeyInvalid, "{wrong}");
        assert_eq!((error.path(), error.subject()), (None, Some("version$id$algorithm$key$iv")));
    }
}

#[test]
fn a_restored_session_has_a_role_of_its_own() {
    for algorithm in [Algorithm::AesGcm, Algorithm::AesCbc, Algorithm::AesCbc128] {
        let options = SessionOptions { algorithm, tag: Tag::parse("v1_0.0.14").unwrap() };
        let mut seals = Session::make(&options, &mut entropy()).unwrap();
        let field = seals.seal("name", "김토스").unwrap().to_string();
        let text = seals.expose_serialized();
        assert!(text.expose().starts_with(&format!("v1_0.0.14${}${}$", seals.id(), algorithm.name())));
        assert_eq!(text.expose(), seals.expose_serialized().expose(), "it can be had again");

        let mut restored = Session::restore(text.expose()).unwrap();
        assert_eq!((restored.id(), restored.prefix()), (seals.id(), seals.prefix()));
        assert_eq!(restored.expose_serialized().expose(), text.expose());
        assert_eq!(seals.open(&field).unwrap_err().code(), Code::SessionRole);
        assert_eq!(restored.open(&field).unwrap().expose(), "김토스");
        assert_eq!(restored.seal("phone", "x").unwrap_err().code(), Code::SessionRole);

        // The hazard: what was used for one thing can be used for the other, and again.
        let mut again = Session::restore(text.expose()).unwrap();
        assert_eq!(again.seal("name", "김토스").unwrap().to_string(), field);
        assert_eq!(again.seal("name", "김토스").unwrap_err().code(), Code::SessionSpent);
        assert_eq!(again.open(&field).unwrap_err().code(), Code::SessionRole);
    }
}

#[test]
fn a_restored_session_opens_a_result_once() {
    let made = Session::make(&SessionOptions::default(), &mut entropy()).unwrap();
    let text = made.expose_serialized();
    let field = Session::restore(text.expose()).unwrap().seal("name", "김토스").unwrap().to_string();
    let mut session = ResultSession::from_session(Session::restore(text.expose()).unwrap());
    let places = [Place { pointer: "/name".into(), sealed: &field }];
    assert_eq!(session.open(&[1; 32], &places).unwrap()[0].expose(), "김토스");
    assert_eq!(session.open(&[2; 32], &places).unwrap_err().code(), Code::SessionSpent);
}
