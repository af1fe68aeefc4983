//! The JavaScript bindings of `ingam`: values in, values out, errors as objects. No rule
//! lives here; `pkg/src` makes the public functions of the npm package from these.

pub mod digests;
pub mod failure;
pub mod kakaotalk;
pub mod linkhub;
mod options;
pub mod public_key;
pub mod result_session;
pub mod sealing;
pub mod session;
pub mod validation;
