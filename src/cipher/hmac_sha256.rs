//! HMAC-SHA-256 (RFC 2104, FIPS 198-1).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// `HMAC(key, parts[0] || parts[1] || …)`.
///
/// The parts are not length-prefixed: a caller whose parts vary in length separates
/// them, so that two inputs cannot run together.
pub(crate) fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut hmac = keyed(key);
    for part in parts {
        hmac.update(part);
    }
    hmac.finalize().into_bytes().into()
}

/// A 32-byte key is half a block, so it is used as it is, padded with zeros
/// (RFC 2104 section 2).
fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot = *byte;
    }
    Hmac::<Sha256>::new(&block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::hex;

    /// RFC 4231 test case 1, its 20-byte key padded with zeros as HMAC pads it.
    #[test]
    fn rfc_4231() {
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assert_eq!(hex(&mac(&key, &[b"Hi There"])), expected);
        assert_eq!(hex(&mac(&key, &[b"Hi ", b"", b"There"])), expected);
        assert_ne!(hex(&mac(&key, &[b"Hi there"])), expected);
    }
}
