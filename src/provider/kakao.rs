//! KakaoCert (LinkHub): e-signature, direct-debit consent and identification through
//! KakaoTalk, `/SignToken/*`, `/SignDirectDebit/*`, `/SignIdentity/*`.
//!
//! Kakao's own word for the consent to be debited is "CMS". It stands in names of its JSON
//! and nowhere else: a signed message of RFC 5652 is something different.

pub mod app_link;
pub mod operation;
pub mod registration;
pub mod signing;
pub mod validate;
pub mod wire;

mod percent;
mod rules;

pub use rules::RULES;
