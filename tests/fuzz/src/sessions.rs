use std::collections::BTreeMap;
use std::sync::LazyLock;

use ingam::encoding::base64;
use ingam::session::{PublicKey, SealedField, Session, SessionId, SessionKey, Tag, looks_sealed, sealed_in};

use crate::{Outcome, seeds, text};

/// Entropy that is none: what is made with it is the same every time.
pub(crate) fn zeros(out: &mut [u8]) -> Result<(), ()> {
    out.fill(0);
    Ok(())
}

/// What [`SealedField::parse`] takes it writes as it came; its parts are read alone as well.
pub fn sealed_field(bytes: &[u8]) -> Outcome {
    let Some(text) = text(bytes) else { return Outcome::Refused };
    assert_eq!(looks_sealed(text), sealed_in(text).is_some());
    let Ok(field) = SealedField::parse(text) else { return Outcome::Refused };
    assert_eq!((field.to_string().as_str(), sealed_in(text)), (text, Some(*field.id())));
    check_parts(field.id(), Some(field.tag()));
    Outcome::Accepted
}

/// What [`SessionKey::parse`] takes it writes as it came.
pub fn session_key(bytes: &[u8]) -> Outcome {
    let Some(Ok(key)) = text(bytes).map(SessionKey::parse) else { return Outcome::Refused };
    assert_eq!(key.to_string().as_bytes(), bytes);
    assert!(!key.wrapped().is_empty());
    check_parts(key.id(), None);
    Outcome::Accepted
}

fn check_parts(id: &SessionId, tag: Option<&Tag>) {
    assert_eq!(SessionId::parse(&id.to_string()).as_ref(), Ok(id));
    assert!(tag.is_none_or(|tag| Tag::parse(&tag.to_string()).as_ref() == Ok(tag)));
}

/// What [`Session::restore`] takes it writes as it came, and opens what it sealed.
pub fn session_restore(bytes: &[u8]) -> Outcome {
    let Some(Ok(mut session)) = text(bytes).map(Session::restore) else { return Outcome::Refused };
    assert_eq!(session.expose_serialized().expose().as_bytes(), bytes);
    let sealed = session.seal("name", "김토스").unwrap().to_string();
    let mut other = Session::restore(text(bytes).unwrap()).unwrap();
    assert_eq!(other.open(&sealed).unwrap().expose(), "김토스");
    Outcome::Accepted
}

/// The sessions of the sealed seeds.
static SESSIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let text = String::from_utf8(seeds::file("known/sessions.txt")).unwrap();
    text.lines().map(String::from).collect()
});

/// What was sealed in one of [`SESSIONS`], the tag left out: nothing vouches for that.
static SEALED: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let known =
        seeds::folder("corpus/session_open").into_iter().filter(|(name, _)| name.starts_with("sound"));
    let texts = known.map(|(_, bytes)| String::from_utf8(bytes).unwrap());
    texts.map(|text| (untagged(&text), open(&text).expect("a sound seed opens"))).collect()
});

fn untagged(text: &str) -> String {
    text.split_once('$').unwrap().1.into()
}

pub(crate) fn sessions() -> impl Iterator<Item = Session> {
    SESSIONS.iter().map(|text| Session::restore(text).unwrap())
}

fn open(text: &str) -> Option<String> {
    sessions().find_map(|mut session| Some(session.open(text).ok()?.expose().clone()))
}

/// A session opens what was sealed in it and nothing else.
pub fn session_open(bytes: &[u8]) -> Outcome {
    let Some((text, plain)) = text(bytes).and_then(|text| Some((text, open(text)?))) else {
        return Outcome::Refused;
    };
    assert_eq!(SEALED.get(&untagged(text)), Some(&plain), "what nobody sealed has opened");
    Outcome::Known
}

/// What [`PublicKey::parse`] takes it takes again as DER and as base64 of it; wrapping under
/// it gives a session key or an error.
pub fn public_key(bytes: &[u8]) -> Outcome {
    let Some(Ok(key)) = text(bytes).map(PublicKey::parse) else { return Outcome::Refused };
    for again in [PublicKey::from_der(key.spki_der()), PublicKey::parse(&base64(key.spki_der()))] {
        assert_eq!(again.unwrap().spki_der(), key.spki_der());
    }
    let session = sessions().next().unwrap();
    if let Ok(wrapped) = session.wrap(&key, &mut zeros) {
        assert_eq!(SessionKey::parse(&wrapped.to_string()).as_ref(), Ok(&wrapped));
    }
    Outcome::Accepted
}
