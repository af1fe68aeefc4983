//! The bindings in Node.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test stops at the first surprise"
)]

mod bindings;

use wasm_bindgen_test::*;

#[wasm_bindgen_test]
fn malformed_fields_have_one_code() {
    bindings::malformed_fields_have_one_code();
}

#[wasm_bindgen_test]
fn the_fields_toss_published() {
    bindings::the_fields_toss_published();
}

#[wasm_bindgen_test]
fn the_fields_tosss_own_sdk_made() {
    bindings::the_fields_tosss_own_sdk_made();
}

#[wasm_bindgen_test]
fn the_signatures_linkhubs_own_sdk_made() {
    bindings::the_signatures_linkhubs_own_sdk_made();
}

#[wasm_bindgen_test]
fn sessions_differ() {
    bindings::sessions_differ();
}
