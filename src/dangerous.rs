//! The primitives by themselves, for known answers in environments where the tests inside this
//! crate cannot run. Only with the feature `dangerous`.
//!
//! HAZARD, all of it: nothing here makes a key or a nonce, counts how often one is used, wipes what
//! it is given, or ties two values together. A nonce used twice under one GCM key gives away the
//! XOR of both plaintexts and the key of the tag; CBC without its MAC can be altered and, by asking
//! about the padding, read. What is to be kept secret goes through [`crate::session`] or
//! [`crate::store`].

use alloc::string::String;
use alloc::vec::Vec;

use crate::cipher::{aes_cbc_hmac, aes_gcm, hmac_sha256};
use crate::secret::Secret;

/// `ciphertext || tag` of AES-256-GCM with a 128-bit tag (NIST SP 800-38D section 7.1), or `None`
/// when the plaintext is over 2^36 - 32 octets.
///
/// HAZARD: a nonce must never serve two plaintexts under one key. Nothing can check that here.
#[must_use]
pub fn aes_gcm_seal(key: &[u8; 32], nonce: &[u8; 12], aad: &[u8], plaintext: &[u8]) -> Option<Vec<u8>> {
    aes_gcm::seal(key, nonce, aad, plaintext)
}

/// The plaintext of [`aes_gcm_seal`], or `None` (NIST SP 800-38D section 7.2): no whole tag, or
/// one that does not fit. The two are not told apart.
#[must_use]
pub fn aes_gcm_open(key: &[u8; 32], nonce: &[u8; 12], aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    aes_gcm::open(key, nonce, aad, sealed)
}

/// `HMAC-SHA-256(key, message)` (RFC 2104, FIPS 198-1); the key has any length.
///
/// HAZARD: a MAC that was received is compared with
/// [`equal_in_constant_time`](crate::secret::equal_in_constant_time), never with `==`.
#[must_use]
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    hmac_sha256::mac(key, &[message])
}

/// A key of AES-CBC: 128 or 256 bits, the sizes the provider knows. Wiped when dropped.
pub struct AesCbcKey(aes_cbc_hmac::Key);

impl AesCbcKey {
    /// The key of these octets, or `None` when they are neither 16 nor 32.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let key = if let Ok(key) = bytes.try_into() {
            aes_cbc_hmac::Key::Aes128(Secret::new(key))
        } else {
            aes_cbc_hmac::Key::Aes256(Secret::new(bytes.try_into().ok()?))
        };
        Some(Self(key))
    }
}

/// The ciphertext of AES-CBC with PKCS #7 padding (NIST SP 800-38A section 6.2, RFC 5652 section
/// 6.3), and the HMAC-SHA-256 of the plaintext in lower-case hexadecimal.
///
/// HAZARD: under one key and IV, plaintexts with a common beginning have ciphertexts with one.
#[must_use]
pub fn aes_cbc_hmac_seal(
    key: &AesCbcKey,
    iv: &[u8; 16],
    mac_key: &[u8],
    plaintext: &[u8],
) -> (Vec<u8>, String) {
    aes_cbc_hmac::seal(&key.0, iv, mac_key, plaintext)
}

/// The plaintext of [`aes_cbc_hmac_seal`], or `None`: no whole blocks, wrong padding, or another
/// MAC. The three are not told apart.
///
/// HAZARD: the MAC is of the plaintext alone, so that every ciphertext is decrypted before anything
/// about it is known.
#[must_use]
pub fn aes_cbc_hmac_open(
    key: &AesCbcKey,
    iv: &[u8; 16],
    mac_key: &[u8],
    ciphertext: &[u8],
    mac: &str,
) -> Option<Vec<u8>> {
    aes_cbc_hmac::open(&key.0, iv, mac_key, ciphertext, mac)
}
