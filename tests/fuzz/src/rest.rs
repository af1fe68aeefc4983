use std::sync::LazyLock;

use ingam::Code;
use ingam::exchange::Response;

use crate::Outcome;
use crate::access::SETTINGS;
use crate::sessions::zeros;

const PLACE: &str = "toss:67ac897f-3a0e-466d-a6f7-c7e4272fd5a9/answer";

static RECORD: LazyLock<Vec<u8>> =
    LazyLock::new(|| SETTINGS.store_keys().unwrap().seal(PLACE, b"record", &mut zeros).unwrap());
static CHUNKS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let keys = SETTINGS.store_keys().unwrap();
    // Small parts under the contexts that a long record's chunks have are not made here: one
    // chunk of one, and the two of a record that is one byte too long for one.
    let long = vec![7; ingam::store::CHUNK_BYTES + 1];
    let mut chunks = keys.seal_chunks(PLACE, b"answer", &mut zeros).unwrap();
    chunks.extend(keys.seal_chunks(PLACE, &long, &mut zeros).unwrap().into_iter().skip(1));
    chunks
});

/// The sealed record and the chunks, for the seeds.
#[must_use]
pub fn records() -> Vec<Vec<u8>> {
    let mut list = vec![[&[1], RECORD.as_slice()].concat()];
    list.extend(CHUNKS.iter().map(|chunk| [&[1], chunk.as_slice()].concat()));
    list.push(parted(&[&CHUNKS[0], &CHUNKS[1]]));
    list
}

/// How many, then each with its length in two octets but the last.
fn parted(parts: &[&[u8]]) -> Vec<u8> {
    let mut out = vec![u8::try_from(parts.len()).unwrap()];
    for (index, part) in parts.iter().enumerate() {
        if index + 1 < parts.len() {
            out.extend_from_slice(&u16::try_from(part.len()).unwrap().to_be_bytes());
        }
        out.extend_from_slice(part);
    }
    out
}

fn parts(bytes: &[u8]) -> Vec<&[u8]> {
    let Some((count, mut rest)) = bytes.split_first() else { return Vec::new() };
    let mut parts = Vec::new();
    for _ in 1..*count {
        let Some((length, behind)) = rest.split_first_chunk() else { break };
        let length = usize::from(u16::from_be_bytes(*length)).min(behind.len());
        let (part, behind) = behind.split_at(length);
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    parts
}

/// A record opens as it was sealed, at its place; nothing else does, and the error says
/// damaged, or names a key that there is not, by nothing but what can be a key's id.
pub fn store_record(bytes: &[u8]) -> Outcome {
    let keys = SETTINGS.store_keys().unwrap();
    let parts = parts(bytes);
    let whole = parts.first().copied().unwrap_or_default();
    let mut outcome = Outcome::Refused;
    let check = |error: &ingam::Error| match error.code() {
        Code::StoreDamaged => {}
        Code::StoreKeyMissing => {
            let id = error.subject().unwrap();
            assert!((1..=32).contains(&id.len()) && id != "k1" && id.is_ascii());
        }
        other => panic!("{other:?}"),
    };
    match keys.open(PLACE, whole) {
        Ok(plain) => {
            assert_eq!((plain.as_slice(), whole), (&b"record"[..], RECORD.as_slice()));
            outcome = Outcome::Known;
        }
        Err(error) => check(&error),
    }
    match keys.open_chunks(PLACE, &parts) {
        Ok(plain) => {
            assert_eq!((plain.as_slice(), parts.len(), whole), (&b"answer"[..], 1, CHUNKS[0].as_slice()));
            outcome = Outcome::Known;
        }
        Err(error) => check(&error),
    }
    outcome
}

/// What [`Response::from_record`] reads is written so that it reads the same again; of its
/// headers two are passed on.
pub fn exchange_record(bytes: &[u8]) -> Outcome {
    let answer = match Response::from_record(bytes) {
        Ok(answer) => answer,
        Err(error) => {
            assert_eq!(error.code(), Code::StoreDamaged);
            return Outcome::Refused;
        }
    };
    assert_eq!(Response::from_record(&answer.to_record()).as_ref(), Ok(&answer));
    assert!(bytes.ends_with(&answer.body));
    let passed_on = answer.clone().passed_on();
    assert_eq!((passed_on.status, &passed_on.body), (answer.status, &answer.body));
    assert!(
        passed_on.headers.iter().all(|(name, _)| matches!(name.as_ref(), "content-type" | "retry-after"))
    );
    Outcome::Accepted
}
