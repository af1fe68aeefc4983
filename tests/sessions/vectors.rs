//! The fields Toss publishes, and those its SDK for Java makes: sealed to the same text, and
//! opened to the same plaintext.

use ingam::session::{Session, SessionId, Tag};

use crate::{bytes, vector_file};

#[test]
fn every_published_field_is_sealed_and_opened() {
    let file = vector_file(include_str!("../vectors/toss-aes-gcm.json"));
    let rows = file["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 50);
    for row in rows {
        let text = |name: &str| row[name].as_str().unwrap();
        let session = || {
            let id = SessionId::parse(text("sessionId")).unwrap();
            Session::dangerous_from_material(id, Tag::default(), bytes(row, "secretKey"), bytes(row, "iv"))
        };
        assert_eq!(session().seal("name", text("plain")).unwrap().to_string(), text("encrypted"));
        assert_eq!(session().open(text("encrypted")).unwrap().expose(), text("plain"));
    }
}

#[test]
fn every_field_of_the_sdk_is_sealed_and_opened() {
    let file = vector_file(include_str!("../vectors/toss-sdk.json"));
    let rows = file["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 84);
    for row in rows {
        let text = |name: &str| row[name].as_str().unwrap();
        let session = || Session::restore(text("serialized")).unwrap();
        assert_eq!(session().seal("name", text("plain")).unwrap().to_string(), text("encrypted"));
        assert_eq!(session().open(text("encrypted")).unwrap().expose(), text("plain"));
        assert_eq!(session().expose_serialized().expose(), text("serialized"));
        let (_, material) = text("serialized").split_at(session().prefix().len());
        assert_eq!(session().expose_material().unwrap().expose(), material);
    }
}
