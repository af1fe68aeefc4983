//! A session for one result.

use ingam::provider::toss::open::open_result;
use ingam::{json, session};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::failure::failure;
use crate::options::seal_options;
use crate::public_key::PublicKey;
use crate::sealing::replacements;

/// Opens one result, and never seals.
#[wasm_bindgen]
pub struct ResultSession(session::ResultSession);

#[wasm_bindgen]
impl ResultSession {
    /// Makes one.
    ///
    /// # Errors
    /// `INGAM_OPTION_INVALID`, `INGAM_ENTROPY_FAILED`.
    pub fn make(options: JsValue) -> Result<ResultSession, JsValue> {
        let options = seal_options(options).map_err(failure)?;
        session::ResultSession::make(&options.session, &mut getrandom::fill).map(Self).map_err(failure)
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

    /// The `sessionKey` of material the platform wrapped.
    ///
    /// # Errors
    /// `INGAM_SESSION_KEY_INVALID` when nothing was wrapped.
    pub fn wrapped(&self, wrapped: Vec<u8>) -> Result<String, JsValue> {
        self.0.wrapped(wrapped).map(|key| key.to_string()).map_err(failure)
    }

    /// The `sessionKey`, with the RSA of the core.
    ///
    /// # Errors
    /// `INGAM_ENTROPY_FAILED`.
    pub fn wrap(&self, key: &PublicKey) -> Result<String, JsValue> {
        self.0.wrap(&key.0, &mut getrandom::fill).map(|key| key.to_string()).map_err(failure)
    }

    /// What to replace in the result, which comes as JSON: `[pointer, value]` for each.
    ///
    /// # Errors
    /// As `open_result` of the core.
    pub fn open(&mut self, result: &[u8]) -> Result<Array, JsValue> {
        let result = json::parse_object(result).map_err(failure)?;
        open_result(&mut self.0, &json::Value::Object(result)).map(replacements).map_err(failure)
    }
}
