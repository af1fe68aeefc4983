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
//! | [`digest`] | SHA-256, where a digest stands for the thing |
//! | [`session`], [`signer`] | sessions, sealed fields, session keys; a signer's details |
//! | [`signed_data`], [`evidence`] | what came back signed: verification, sets, files for the clearing institute |
//! | [`store`], [`caller`], [`token`] | records at rest, who may call, access tokens |
//! | [`document`], [`transaction`], [`exchange`] | what both providers share |
//! | [`provider`] | what each provider has on the wire, in its own spelling |
//! | [`gateway`] | the gateway's decisions, as functions of values |
//! | `dangerous` | the bare primitives, for known answers; only with the feature of that name |
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

#[cfg(test)]
extern crate std;

pub mod caller;
#[cfg(feature = "dangerous")]
pub mod dangerous;
pub mod digest;
pub mod document;
pub mod encoding;
pub mod entropy;
pub mod error;
pub mod evidence;
pub mod exchange;
pub mod gateway;
pub mod json;
pub mod provider;
pub mod secret;
pub mod session;
pub mod signed_data;
pub mod signer;
pub mod store;
pub mod time;
pub mod token;
pub mod transaction;

mod cipher;

pub use error::{Code, Error, Result};
