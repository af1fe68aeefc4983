//! The JavaScript bindings of `ingam`'s verification and evidence, a module of its own: who
//! only seals does not load it. No rule lives here; `pkg/src/evidence.js` makes
//! `verifySignedData` from these, `pkg/bin` the command line.

pub mod answer;
pub mod criteria;
pub mod ei13;
// The one form in which both modules hand out errors.
#[path = "../../src/failure.rs"]
pub mod failure;
