//! Which algorithms are known, with which parameters, and how strong a key must be.

use super::Profile;
use super::der::{Malformed, NULL, OBJECT_IDENTIFIER, Reader, Result, SEQUENCE};
use super::oid;
use crate::cipher::rsa_pkcs1::VerifyingKey;
use crate::digest::sha256;

/// What an `AlgorithmIdentifier` (RFC 5280 section 4.1.1.2) names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// SHA-256; parameters NULL or absent (RFC 5754 section 2).
    Sha256,
    /// RSASSA-PKCS1-v1_5, the digest named elsewhere; parameters NULL (RFC 3370 section 3.2).
    Rsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256; parameters NULL (RFC 8017 appendix A.2.4).
    RsaWithSha256,
    /// Any other, or one of these with other parameters.
    Unlisted,
}

impl Algorithm {
    /// Reads the contents of an `AlgorithmIdentifier`.
    pub(super) fn read(mut reader: Reader<'_>) -> Result<Self> {
        let identifier = reader.object_identifier()?;
        let parameters = if reader.is_empty() { None } else { Some(reader.any()?) };
        reader.finish()?;
        let null = parameters.is_some_and(|element| element.tag == NULL && element.contents.is_empty());
        // An OBJECT IDENTIFIER where NULL belongs is an unlisted algorithm, not a malformed one.
        Ok(match identifier {
            oid::SHA256 if null || parameters.is_none() => Self::Sha256,
            oid::RSA_ENCRYPTION if null => Self::Rsa,
            oid::SHA256_WITH_RSA if null => Self::RsaWithSha256,
            _ => Self::Unlisted,
        })
    }
}

/// Whether a key may have made the signature of a signer or of an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Signer,
    Authority,
}

/// The list of keys. Toss: RSA of 2048 bits for signers and 4096 for authorities, e = 65537
/// (CPS 7.1). Otherwise RSA of 2048 to 4096 bits, e from 65537 to 2^33 - 1. Never a key that
/// is none, with an even number in it.
pub(super) fn is_listed(key: &VerifyingKey, role: Role, profile: Profile) -> bool {
    let by_profile = match (profile, role) {
        (Profile::Toss, Role::Signer) => key.bits() == 2048 && key.exponent() == 65_537,
        (Profile::Toss, Role::Authority) => key.bits() == 4096 && key.exponent() == 65_537,
        (Profile::None, _) => (2048..=4096).contains(&key.bits()) && key.exponent() >= 65_537,
    };
    by_profile && key.is_usable()
}

/// What became of checking one signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Good,
    Bad,
    /// Algorithm or key are not on the list, and the signature was not looked at.
    Unlisted,
}

/// Checks the signature of an authority over `signed` (a certificate or a CRL).
pub(super) fn verify_authority(
    key: Option<&VerifyingKey>,
    algorithm: Algorithm,
    signed: &[u8],
    signature: &[u8],
    profile: Profile,
) -> Verdict {
    match key {
        Some(key) if algorithm == Algorithm::RsaWithSha256 && is_listed(key, Role::Authority, profile) => {
            if key.verifies(&sha256(&[signed]), signature) {
                Verdict::Good
            } else {
                Verdict::Bad
            }
        }
        _ => Verdict::Unlisted,
    }
}

/// The name of the algorithm of a `SubjectPublicKeyInfo`, for nothing but to see that there is one.
pub(super) fn check_spki(spki: &[u8]) -> Result<()> {
    let mut info = Reader::new(spki).inside(SEQUENCE)?;
    if Reader::new(info.element(SEQUENCE)?.contents).any()?.tag != OBJECT_IDENTIFIER {
        return Err(Malformed);
    }
    info.whole_octets()?;
    info.finish()
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    /// An AlgorithmIdentifier's contents: an OBJECT IDENTIFIER and whatever follows it.
    fn read(identifier: &[u8], parameters: &[u8]) -> Result<Algorithm> {
        let length = u8::try_from(identifier.len()).unwrap_or(u8::MAX);
        let contents: Vec<u8> = [&[OBJECT_IDENTIFIER, length], identifier, parameters].concat();
        Algorithm::read(Reader::new(&contents))
    }

    /// RFC 3370 section 3.2, RFC 8017 appendix A.2.4: NULL, and nothing else. RFC 5754 section 2:
    /// NULL or nothing.
    #[test]
    fn parameters_are_exactly_those_of_the_algorithm() {
        let (null, full_null, text) = (b"\x05\x00", b"\x05\x01a", b"\x0c\x01a");
        for (identifier, known, may_lack) in [
            (oid::SHA256, Algorithm::Sha256, true),
            (oid::RSA_ENCRYPTION, Algorithm::Rsa, false),
            (oid::SHA256_WITH_RSA, Algorithm::RsaWithSha256, false),
        ] {
            assert_eq!(read(identifier, null), Ok(known));
            assert_eq!(read(identifier, b""), Ok(if may_lack { known } else { Algorithm::Unlisted }));
            for other in [&full_null[..], text] {
                assert_eq!(read(identifier, other), Ok(Algorithm::Unlisted), "{known:?}");
            }
            assert_eq!(read(identifier, &[null, &null[..]].concat()), Err(Malformed), "{known:?}");
        }
        assert_eq!(read(oid::COMMON_NAME, null), Ok(Algorithm::Unlisted));
    }
}
