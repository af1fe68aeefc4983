//! Toss Cert (토스인증): the multi-document signature, `/api/v2/sign/docs/*`.

pub mod digests;
pub mod fields;
pub mod open;
pub mod operation;
pub mod public_key;
pub mod registration;
pub mod seal;
pub mod validate;
pub mod wire;

mod rules;

pub use rules::RULES;
