//! Digests of documents, before they are sealed.

use ingam::provider::toss::digests::{DigestInput, DocumentDigest, document_digests};
use ingam::{Code, Error};

use crate::ID;

fn digests(docs: &str) -> Result<Vec<DocumentDigest>, Error> {
    let docs = ingam::json::parse_object(format!(r#"{{"docs":{docs}}}"#).as_bytes()).unwrap();
    let docs: Vec<DigestInput> = docs["docs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|doc| serde::Deserialize::deserialize(doc).unwrap())
        .collect();
    document_digests(&docs)
}

#[test]
fn what_has_no_digest_is_refused() {
    for (docs, code, path) in [
        (r#"[{"doc":"x"}]"#.to_owned(), Code::RequestInvalid, "/0/order"),
        (r#"[{"doc":"x","order":0}]"#.into(), Code::RequestInvalid, "/0/order"),
        (r#"[{"doc":"x","order":1.5}]"#.into(), Code::RequestInvalid, "/0/order"),
        (r#"[{"doc":"x","order":true}]"#.into(), Code::RequestInvalid, "/0/order"),
        (r#"[{"doc":"x","order":1},{"doc":"y","order":"1"}]"#.into(), Code::RequestInvalid, "/1/order"),
        (r#"[{"order":1}]"#.into(), Code::FieldNotText, "/0/doc"),
        (r#"[{"order":1,"doc":""}]"#.into(), Code::FieldNotText, "/0/doc"),
        (r#"[{"order":1,"doc":["x"]}]"#.into(), Code::FieldNotText, "/0/doc"),
        (format!(r#"[{{"order":1,"doc":"v1${ID}$AAAA"}}]"#), Code::AlreadySealed, "/0/doc"),
    ] {
        assert_eq!(digests(&docs).unwrap_err(), Error::new(code).at(path), "{docs}");
    }
}

/// `printf '전자서명' | sha256sum`, `printf abc | sha256sum`.
#[test]
fn digests_stand_in_the_documents_order() {
    let digest = |order, sha256: &str| DocumentDigest { order, sha256: sha256.into() };
    assert_eq!(
        digests(r#"[{"order":2,"doc":"전자서명","docEncrypted":true},{"order":1,"doc":"abc"}]"#).unwrap(),
        [
            digest(1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            digest(2, "cf76de2b2ecb2e4b0aedb3da9c6533860417ea9af721f04b9178f109ca34d6b7"),
        ]
    );
    assert_eq!(digests("[]").unwrap(), []);
}
