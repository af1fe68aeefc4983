//! Sessions, sealing and opening, through the public API.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at the first surprise"
)]

mod cbc;
mod digests;
mod malformed;
mod opening;
mod properties;
mod public_key;
mod redaction;
mod restoring;
mod roles;
mod session_keys;
mod toss_open;
mod toss_seal;
mod vectors;

use ingam::encoding::base64_decode;
use ingam::json::Value;
use ingam::session::{Session, SessionId, Tag};

const ID: &str = "00112233-4455-4677-8899-aabbccddeeff";
const OTHER_ID: &str = "ffeeddcc-bbaa-4988-8766-554433221100";

/// The operating system's randomness.
fn entropy() -> impl FnMut(&mut [u8]) -> Result<(), getrandom::Error> {
    getrandom::fill
}

/// A session over fixed material, so that one side can seal and the other open.
fn session(id: &str) -> Session {
    Session::dangerous_from_material(SessionId::parse(id).unwrap(), Tag::default(), [7; 32], [9; 12])
}

/// One of the project's vector files.
fn vector_file(text: &str) -> Value {
    Value::Object(ingam::json::parse_object(text.as_bytes()).unwrap())
}

fn bytes<const N: usize>(row: &Value, name: &str) -> [u8; N] {
    base64_decode(row[name].as_str().unwrap()).unwrap().try_into().unwrap()
}
