//! RSAES-OAEP with SHA-1, MGF1-SHA-1 and an empty label (RFC 8017 section 7.1): the
//! public operation only. The provider fixed the hash; OAEP needs no collision
//! resistance of it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use rand_core::{TryCryptoRng, TryRng};
use rsa::traits::PaddingScheme;
use rsa::{BoxedUint, Oaep, RsaPublicKey};
use sha1::Sha1;

use crate::cipher::rsa_key::{RsaNumbers, bits, read_spki};
use crate::encoding;
use crate::entropy::Entropy;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;

/// `hLen` of SHA-1, and so the length of the OAEP seed (RFC 8017 section 7.1.1).
pub(crate) const SEED_BYTES: usize = 20;

const MODULUS_BITS_MIN: u32 = 2048;
/// The size `rsa` stops at; anything larger only costs time.
const MODULUS_BITS_MAX: u32 = 8192;
const EXPONENT_MIN: u64 = 65_537;
/// As above.
const EXPONENT_MAX: u64 = (1 << 33) - 1;

const PEM_BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const PEM_END: &str = "-----END PUBLIC KEY-----";

/// An RSA public key of 2048 to 8192 bits with an odd exponent from 65537 up.
///
/// Parsing reads and checks the numbers; the Montgomery parameters are computed when
/// the key is used, so that a platform's own RSA does not pay for them.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    spki: Vec<u8>,
    modulus: Vec<u8>,
    exponent: u64,
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7) as PEM
    /// (`-----BEGIN PUBLIC KEY-----`, RFC 7468 section 13) or as base64 of its DER.
    /// White space around the text and line breaks inside the base64 are allowed.
    ///
    /// # Errors
    /// [`Code::PublicKeyInvalid`]: another kind of text or key, or more after it.
    /// [`Code::PublicKeyWeak`]: under 2048 bits, or an exponent under 65537.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim_ascii();
        let base64 = match text.strip_prefix(PEM_BEGIN) {
            Some(rest) => rest.strip_suffix(PEM_END).ok_or(Code::PublicKeyInvalid)?,
            None => text,
        };
        let base64: String = base64.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        Self::from_der(&encoding::base64_decode(&base64).map_err(|_| Code::PublicKeyInvalid)?)
    }

    /// Reads the DER of a `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// As [`PublicKey::parse`].
    pub fn from_der(spki: &[u8]) -> Result<Self> {
        let invalid = || Error::new(Code::PublicKeyInvalid);
        let RsaNumbers { modulus, exponent } = read_spki(spki).ok_or_else(invalid)?;
        let bits = bits(modulus).ok_or_else(invalid)?;
        if bits < MODULUS_BITS_MIN || exponent < EXPONENT_MIN {
            return Err(Error::new(Code::PublicKeyWeak));
        }
        let odd = modulus.last().is_some_and(|byte| byte % 2 == 1) && exponent % 2 == 1;
        if !odd || bits > MODULUS_BITS_MAX || exponent > EXPONENT_MAX {
            return Err(invalid());
        }
        Ok(Self { spki: spki.to_vec(), modulus: modulus.to_vec(), exponent })
    }

    /// The DER of the `SubjectPublicKeyInfo`, as it was read.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// `RSAES-OAEP-ENCRYPT(key, message, "")` (RFC 8017 section 7.1.1).
    ///
    /// # Errors
    /// [`Code::EntropyFailed`] when there are no random bytes for the seed.
    pub(crate) fn encrypt(&self, message: &[u8], entropy: &mut impl Entropy) -> Result<Vec<u8>> {
        let mut seed = Secret::new([0; SEED_BYTES]);
        entropy.fill(seed.expose_mut())?;
        self.encrypt_with(message, seed)
    }

    /// `encrypt` with a seed of the caller's, for known-answer tests.
    ///
    /// HAZARD: two messages under one seed reveal whether they are equal, and a seed
    /// somebody knows opens the padding.
    ///
    /// # Errors
    /// [`Code::Internal`] when the message is longer than the key's modulus allows.
    #[cfg(feature = "dangerous")]
    pub fn dangerous_encrypt(&self, message: &[u8], seed: [u8; SEED_BYTES]) -> Result<Vec<u8>> {
        self.encrypt_with(message, Secret::new(seed))
    }

    fn encrypt_with(&self, message: &[u8], seed: Secret<[u8; SEED_BYTES]>) -> Result<Vec<u8>> {
        let modulus = BoxedUint::from_be_slice_vartime(&self.modulus);
        let key = RsaPublicKey::new(modulus, BoxedUint::from(self.exponent))
            .map_err(|_| Error::new(Code::PublicKeyInvalid))?;
        Oaep::<Sha1>::new()
            .encrypt(&mut OneSeed(Some(seed)), &key, message)
            .map_err(|_| Error::new(Code::Internal))
    }
}

/// A public key is public; its size is what helps in a log.
impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey(RSA, {} bits)", bits(&self.modulus).unwrap_or(0))
    }
}

/// A generator that gives its 20 bytes once and then fails: what `rsa` asks for a seed
/// with, fed by our own fallible [`Entropy`] beforehand.
struct OneSeed(Option<Secret<[u8; SEED_BYTES]>>);

#[derive(Debug)]
struct SeedSpent;

impl fmt::Display for SeedSpent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the seed has been given out")
    }
}

impl core::error::Error for SeedSpent {}

impl TryRng for OneSeed {
    type Error = SeedSpent;

    fn try_next_u32(&mut self) -> Result<u32, SeedSpent> {
        Err(SeedSpent)
    }

    fn try_next_u64(&mut self) -> Result<u64, SeedSpent> {
        Err(SeedSpent)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), SeedSpent> {
        match self.0.take() {
            Some(seed) if out.len() == SEED_BYTES => {
                out.copy_from_slice(seed.expose());
                Ok(())
            }
            _ => Err(SeedSpent),
        }
    }
}

impl TryCryptoRng for OneSeed {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    #[test]
    fn a_seed_is_given_once_and_whole() {
        let mut rng = OneSeed(Some(Secret::new([7; SEED_BYTES])));
        let mut out = [0; SEED_BYTES];
        assert!(rng.try_next_u32().is_err() && rng.try_next_u64().is_err());
        rng.try_fill_bytes(&mut out).unwrap();
        assert_eq!(out, [7; SEED_BYTES]);
        assert!(rng.try_fill_bytes(&mut out).is_err());
        assert!(OneSeed(Some(Secret::new([7; SEED_BYTES]))).try_fill_bytes(&mut [0; 19]).is_err());
    }
}
