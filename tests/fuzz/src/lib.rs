//! One function for every reader of bytes from outside, with what it holds to on any bytes.
//!
//! A function panics where its reader does, and where an answer is not what it may be; which
//! that is stands above each. [`TARGETS`] lists them. `cargo test` runs every one over its
//! seeds and a number of damaged copies of them, `mutate` over as many as asked for, libFuzzer
//! over whatever reaches new code (README.md).
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::must_use_candidate, reason = "a target is run for what it asserts")]

mod access;
mod archive;
mod certificates;
mod evidence;
mod gateway;
mod kakao;
mod mutation;
mod rest;
pub mod seeds;
mod sessions;
mod signed_data;
mod toss;
mod validation;
mod values;

pub use access::tokens;
pub use mutation::{Random, tlv};
pub use rest::records;

/// What a reader did with some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It took them for nothing.
    Refused,
    /// It read something.
    Accepted,
    /// It read what only a holder of a key can have made, and which is known: a seed, in this
    /// or another encoding. What is not known must not be read; the target panics.
    Known,
}

impl Outcome {
    fn of(accepted: bool) -> Self {
        if accepted { Self::Accepted } else { Self::Refused }
    }
}

/// A function of [`TARGETS`].
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The name of its folders in `corpus` and `regressions`, and of its libFuzzer program.
    pub name: &'static str,
    /// The function.
    pub run: fn(&[u8]) -> Outcome,
}

macro_rules! targets {
    ($($module:ident: $($name:ident)*;)*) => {
        $($(pub use $module::$name;)*)*

        /// Every target.
        pub const TARGETS: &[Target] = &[$($(Target { name: stringify!($name), run: $name }),*),*];
    };
}

targets! {
    signed_data: signed_data;
    certificates: certificate crl anchors;
    evidence: ei13 bundle;
    sessions: sealed_field session_key session_restore session_open public_key;
    toss: toss_answer toss_open toss_seal token_form;
    kakao: kakao_path kakao_signature kakao_answer kakao_callback;
    validation: validation;
    access: callers store_keys settings native_token;
    rest: store_record exchange_record;
    gateway: route idempotency;
    values: json time encoding;
}

/// The target of that name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// The text that some bytes are, and nothing otherwise: where a reader takes text, another
/// has already refused what is none.
fn text(bytes: &[u8]) -> Option<&str> {
    core::str::from_utf8(bytes).ok()
}

/// `first\nsecond`; nothing behind a first line that is all.
fn two(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}
