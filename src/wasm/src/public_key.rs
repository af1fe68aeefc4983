//! The provider's public key.

use ingam::provider::toss::public_key::published_public_key;
use ingam::session;
use ingam::{Code, Error};
use wasm_bindgen::prelude::*;

use crate::failure::failure;

/// A checked RSA public key.
#[wasm_bindgen]
pub struct PublicKey(pub(crate) session::PublicKey);

#[wasm_bindgen]
impl PublicKey {
    /// The key in `text` (PEM or base64 SPKI), or the published one.
    ///
    /// # Errors
    /// `INGAM_PUBLIC_KEY_INVALID`, `INGAM_PUBLIC_KEY_WEAK`, at `/publicKey`.
    pub fn parse(text: &JsValue) -> Result<PublicKey, JsValue> {
        if text.is_undefined() || text.is_null() {
            return published_public_key().map(Self).map_err(failure);
        }
        let text = text.as_string().ok_or_else(|| Error::new(Code::PublicKeyInvalid));
        text.and_then(|text| session::PublicKey::parse(&text))
            .map(Self)
            .map_err(|error| failure(error.at("/publicKey")))
    }

    /// The DER of the `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn spki(&self) -> Vec<u8> {
        self.0.spki_der().to_vec()
    }
}
