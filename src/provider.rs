//! What each provider has on the wire: names, envelopes, rules, sealed fields.
//!
//! The providers' own spelling lives below this module and nowhere else.

pub mod answer;
pub mod kakao;
pub mod number;
pub mod problem;
pub mod toss;

mod kind;

pub use kind::{KINDS, validate_request};
pub use problem::Problem;
