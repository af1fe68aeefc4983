//! The numbers of an RSA public key, read from a `SubjectPublicKeyInfo`
//! (RFC 5280 section 4.1.2.7, RFC 3279 section 2.3.1).

use rsa::pkcs1::{ALGORITHM_ID, RsaPublicKey as Pkcs1Key, UintRef};
use rsa::pkcs8::der::Decode;
use rsa::pkcs8::spki::SubjectPublicKeyInfoRef;

/// `n` and `e`, no more checked than that they are numbers.
pub(crate) struct RsaNumbers<'a> {
    /// Big-endian, without leading zeros.
    pub modulus: &'a [u8],
    /// An exponent of more than 64 bits is not read.
    pub exponent: u64,
}

/// Reads the DER of a `SubjectPublicKeyInfo` whose algorithm is rsaEncryption with NULL
/// parameters. `None` for anything else, or more after it.
pub(crate) fn read_spki(spki: &[u8]) -> Option<RsaNumbers<'_>> {
    // `from_der` refuses bytes after the structure.
    let info = SubjectPublicKeyInfoRef::from_der(spki).ok()?;
    // Not RSASSA-PSS, whose keys have one use only.
    if info.algorithm != ALGORITHM_ID {
        return None;
    }
    let key = Pkcs1Key::<UintRef<'_>>::from_der(info.subject_public_key.as_bytes()?).ok()?;
    let exponent = number(key.public_exponent.as_bytes())?;
    Some(RsaNumbers { modulus: key.modulus.as_bytes(), exponent })
}

/// The bit length of a big-endian number, or `None` when it is too long for `u32`.
pub(crate) fn bits(number: &[u8]) -> Option<u32> {
    let significant =
        number.iter().position(|byte| *byte != 0).and_then(|at| number.get(at..)).unwrap_or(&[]);
    let bits = u32::try_from(significant.len()).ok()?.checked_mul(8)?;
    Some(bits - significant.first().map_or(0, |byte| byte.leading_zeros()))
}

/// A big-endian number, or `None` when it needs more than 64 bits.
fn number(bytes: &[u8]) -> Option<u64> {
    (bits(bytes)? <= 64).then(|| bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(bits(&[]), Some(0));
        assert_eq!(bits(&[0, 0, 1, 0]), Some(9));
        assert_eq!(number(&[1, 0, 1]), Some(65_537));
        assert_eq!(number(&[0, 0xff, 0, 0, 0, 0, 0, 0, 0]), Some(0xff00_0000_0000_0000));
        assert_eq!(number(&[1, 0, 0, 0, 0, 0, 0, 0, 0]), None);
    }
}
