//! SHA-256 (FIPS 180-4): of documents, sessions and tokens, where a digest stands for
//! the thing.

use alloc::string::String;

use sha2::{Digest, Sha256};

use crate::encoding::hex;

/// The digest of `parts[0] || parts[1] || …`.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// The digest of `bytes` in lower-case hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(&[bytes]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4 example, and the empty message.
    #[test]
    fn fips_180_4() {
        assert_eq!(
            hex(&sha256(&[b"a", b"bc"])),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
