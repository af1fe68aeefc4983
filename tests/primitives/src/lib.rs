//! The primitives of `ingam` for JavaScript: octets in, octets out.
//!
//! A primitive that refuses answers `undefined`. A size that the core has no type for throws, so
//! that the two cannot be taken for each other.

use ingam::{dangerous, secret};
use wasm_bindgen::prelude::*;

/// `octets` as an array of the size that is wanted of `what`.
fn sized<const N: usize>(what: &str, octets: &[u8]) -> Result<[u8; N], JsError> {
    octets.try_into().map_err(|_| no_such_size(what, octets))
}

fn no_such_size(what: &str, octets: &[u8]) -> JsError {
    JsError::new(&format!("no such size: {what} of {} octets", octets.len()))
}

/// `ciphertext || tag`.
///
/// # Errors
/// A key or a nonce of another size than 32 and 12 octets.
#[wasm_bindgen(js_name = aesGcmSeal)]
pub fn aes_gcm_seal(
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Option<Vec<u8>>, JsError> {
    Ok(dangerous::aes_gcm_seal(&sized("key", key)?, &sized("nonce", nonce)?, aad, plaintext))
}

/// The plaintext, or `undefined`.
///
/// # Errors
/// A key or a nonce of another size than 32 and 12 octets.
#[wasm_bindgen(js_name = aesGcmOpen)]
pub fn aes_gcm_open(key: &[u8], nonce: &[u8], aad: &[u8], sealed: &[u8]) -> Result<Option<Vec<u8>>, JsError> {
    Ok(dangerous::aes_gcm_open(&sized("key", key)?, &sized("nonce", nonce)?, aad, sealed))
}

/// The 32 octets of the MAC.
#[wasm_bindgen(js_name = hmacSha256)]
#[must_use]
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    dangerous::hmac_sha256(key, message).to_vec()
}

/// How the core compares a MAC with the one that came.
#[wasm_bindgen(js_name = equalInConstantTime)]
#[must_use]
pub fn equal_in_constant_time(left: &[u8], right: &[u8]) -> bool {
    secret::equal_in_constant_time(left, right)
}

/// A ciphertext of AES-CBC, and the MAC beside it.
#[wasm_bindgen(getter_with_clone)]
pub struct CbcSealed {
    /// Whole blocks, the padding inside.
    pub ciphertext: Vec<u8>,
    /// HMAC-SHA-256 of the plaintext, in lower-case hexadecimal.
    pub mac: String,
}

/// The ciphertext and the MAC.
///
/// # Errors
/// A key that has neither 16 nor 32 octets, an IV that has not 16.
#[wasm_bindgen(js_name = aesCbcHmacSeal)]
pub fn aes_cbc_hmac_seal(
    key: &[u8],
    iv: &[u8],
    mac_key: &[u8],
    plaintext: &[u8],
) -> Result<CbcSealed, JsError> {
    let key = dangerous::AesCbcKey::from_bytes(key).ok_or_else(|| no_such_size("key", key))?;
    let (ciphertext, mac) = dangerous::aes_cbc_hmac_seal(&key, &sized("iv", iv)?, mac_key, plaintext);
    Ok(CbcSealed { ciphertext, mac })
}

/// The plaintext, or `undefined`.
///
/// # Errors
/// A key that has neither 16 nor 32 octets, an IV that has not 16.
#[wasm_bindgen(js_name = aesCbcHmacOpen)]
pub fn aes_cbc_hmac_open(
    key: &[u8],
    iv: &[u8],
    mac_key: &[u8],
    ciphertext: &[u8],
    mac: &str,
) -> Result<Option<Vec<u8>>, JsError> {
    let key = dangerous::AesCbcKey::from_bytes(key).ok_or_else(|| no_such_size("key", key))?;
    Ok(dangerous::aes_cbc_hmac_open(&key, &sized("iv", iv)?, mac_key, ciphertext, mac))
}
