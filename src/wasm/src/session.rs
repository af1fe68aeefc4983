//! Sessions as the provider's SDKs have them.

use ingam::secret::Secret;
use ingam::session;
use js_sys::{JsString, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::failure::failure;
use crate::options::seal_options;
use crate::public_key::PublicKey;

/// Seals or opens, decided by its first use.
#[wasm_bindgen]
pub struct Session(session::Session);

#[wasm_bindgen]
impl Session {
    /// Makes one.
    ///
    /// # Errors
    /// `INGAM_OPTION_INVALID`, `INGAM_ENTROPY_FAILED`.
    pub fn make(options: JsValue) -> Result<Session, JsValue> {
        let options = seal_options(options).map_err(failure)?;
        session::Session::make(&options.session, &mut getrandom::fill).map(Self).map_err(failure)
    }

    /// The session that was written down as `text`.
    ///
    /// # Errors
    /// `INGAM_SESSION_KEY_INVALID`.
    pub fn restore(text: String) -> Result<Session, JsValue> {
        let text = Secret::new(text);
        session::Session::restore(text.expose()).map(Self).map_err(failure)
    }

    /// The id that every field carries.
    #[must_use]
    pub fn id(&self) -> String {
        self.0.id().to_string()
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

    /// `text`, sealed under a name that has not been sealed yet.
    ///
    /// # Errors
    /// As `Session::seal` of the core.
    pub fn encrypt(&mut self, name: &str, text: String) -> Result<String, JsValue> {
        let text = Secret::new(text);
        self.0.seal(name, text.expose()).map(|field| field.to_string()).map_err(failure)
    }

    /// The plaintext of a field of this session.
    ///
    /// # Errors
    /// As `Session::open` of the core.
    pub fn decrypt(&mut self, text: &str) -> Result<JsString, JsValue> {
        self.0.open(text).map(|opened| JsString::from(opened.expose().as_str())).map_err(failure)
    }

    /// The whole session, key included.
    #[wasm_bindgen(js_name = exposeSerialized)]
    #[must_use]
    pub fn expose_serialized(&self) -> JsString {
        JsString::from(self.0.expose_serialized().expose().as_str())
    }
}
