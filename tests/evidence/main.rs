//! What several signed documents say together, who signed, and the file for the clearing
//! institute.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod ei13;
mod set;
