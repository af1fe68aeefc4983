//! Verification of signed documents: the published ones, made ones, and other people's
//! test vectors.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod cases;
mod content;
mod limits;
mod mutations;
mod pkits;
mod published;
mod support;
