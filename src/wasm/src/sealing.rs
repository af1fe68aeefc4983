//! Sealing a request, in the steps a platform's own RSA needs.

use ingam::provider::toss::fields::RequestFields;
use ingam::provider::toss::seal::{self, Replacement};
use ingam::{Code, Error};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::failure::failure;
use crate::options::seal_options;
use crate::public_key::PublicKey;

/// A request being sealed.
#[wasm_bindgen]
pub struct Sealing(seal::Sealing);

#[wasm_bindgen]
impl Sealing {
    /// Checks and seals; `elsewhere` has the indexes of the documents the platform seals.
    ///
    /// # Errors
    /// As `seal_request` of the core.
    pub fn begin(fields: JsValue, elsewhere: &[usize], options: JsValue) -> Result<Sealing, JsValue> {
        let options = seal_options(options).map_err(failure)?;
        let fields: RequestFields = serde_wasm_bindgen::from_value(fields)
            .map_err(|_| failure(Error::new(Code::RequestInvalid).at("")))?;
        seal::Sealing::begin(&fields, elsewhere, &options, &mut getrandom::fill).map(Self).map_err(failure)
    }

    /// `tag$id$`.
    #[must_use]
    pub fn prefix(&self) -> String {
        self.0.prefix()
    }

    /// The pointers of what the platform has to seal.
    #[must_use]
    pub fn elsewhere(&self) -> Vec<String> {
        self.0.elsewhere().to_vec()
    }

    /// `ALG$key$iv`, once. The caller wipes it.
    ///
    /// # Errors
    /// `INGAM_SESSION_SPENT` the second time.
    #[wasm_bindgen(js_name = exposeMaterial)]
    pub fn expose_material(&mut self) -> Result<Uint8Array, JsValue> {
        let material = self.0.expose_material().map_err(failure)?;
        // Copied straight out: what stays behind is wiped with the secret.
        Ok(Uint8Array::from(material.expose().as_bytes()))
    }

    /// What to replace: `[pointer, value]` for each.
    ///
    /// # Errors
    /// `INGAM_SESSION_KEY_INVALID` when nothing was wrapped.
    pub fn finish(self, wrapped: Vec<u8>) -> Result<Array, JsValue> {
        self.0.finish(wrapped).map(replacements).map_err(failure)
    }

    /// The same with the RSA of the core.
    ///
    /// # Errors
    /// `INGAM_ENTROPY_FAILED`.
    #[wasm_bindgen(js_name = finishWith)]
    pub fn finish_with(self, key: &PublicKey) -> Result<Array, JsValue> {
        self.0.finish_with(&key.0, &mut getrandom::fill).map(replacements).map_err(failure)
    }
}

/// `[[pointer, value], …]`
pub(crate) fn replacements(replacements: Vec<Replacement>) -> Array {
    replacements
        .into_iter()
        .map(|Replacement { pointer, value }| Array::of2(&pointer.into(), &value.expose().as_str().into()))
        .collect()
}
