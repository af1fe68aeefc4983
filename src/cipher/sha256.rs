//! SHA-256 (FIPS 180-4).

use sha2::{Digest, Sha256};

/// The digest of `parts[0] || parts[1] || …`.
pub(crate) fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::hex;

    /// FIPS 180-4 example, and the empty message.
    #[test]
    fn fips_180_4() {
        assert_eq!(
            hex(&digest(&[b"a", b"bc"])),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(hex(&digest(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
