//! What each provider has on the wire: names, envelopes, rules, sealed fields.
//!
//! The providers' own spelling lives below this module and nowhere else.

pub mod toss;
