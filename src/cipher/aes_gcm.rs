//! AES-256-GCM with a 96-bit nonce and a 128-bit tag (NIST SP 800-38D).

use alloc::vec::Vec;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};

pub(crate) const KEY_BYTES: usize = 32;
pub(crate) const NONCE_BYTES: usize = 12;
pub(crate) const TAG_BYTES: usize = 16;

/// `ciphertext || tag`, or `None` when the plaintext is over the mode's limit
/// (SP 800-38D section 5.2.1.1: 2^36 - 32 bytes).
pub(crate) fn seal(
    key: &[u8; KEY_BYTES],
    nonce: &[u8; NONCE_BYTES],
    aad: &[u8],
    plaintext: &[u8],
) -> Option<Vec<u8>> {
    let payload = Payload { msg: plaintext, aad };
    Aes256Gcm::new(key.into()).encrypt(&Nonce::from(*nonce), payload).ok()
}

/// The plaintext of `ciphertext || tag`, or `None`: too short for a whole tag, or the
/// tag does not fit. The two are not told apart.
pub(crate) fn open(
    key: &[u8; KEY_BYTES],
    nonce: &[u8; NONCE_BYTES],
    aad: &[u8],
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let payload = Payload { msg: sealed, aad };
    Aes256Gcm::new(key.into()).decrypt(&Nonce::from(*nonce), payload).ok()
}
