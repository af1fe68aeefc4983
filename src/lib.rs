//! Toss Cert and KakaoCert e-signatures, without I/O: sessions and sealing, request
//! schemas and validation, one-time results, stored records, callers.
//!
//! The crate is `no_std` + `alloc` and has no clock, no network and no entropy of its
//! own: time comes in as [`time::UnixTime`], randomness as [`entropy::Entropy`], and
//! what goes over the wire leaves and enters as values ([`exchange`]).
//!
//! | module | what it is about |
//! |---|---|
//! | [`error`] | the one table of codes, in English and Korean |
//! | [`secret`], [`time`], [`encoding`], [`entropy`], [`json`] | the ground everything stands on |
//! | [`session`] | sessions, sealed fields, session keys |

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

#[cfg(test)]
extern crate std;

pub mod document;
pub mod encoding;
pub mod entropy;
pub mod error;
pub mod json;
pub mod provider;
pub mod secret;
pub mod session;
pub mod signer;
pub mod time;
pub mod transaction;

pub mod caller;
mod cipher;
pub mod digest;
pub mod exchange;
pub mod gateway;
pub mod store;
pub mod token;

pub use error::{Code, Error, Result};
