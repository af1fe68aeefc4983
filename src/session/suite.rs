//! The cipher of a session with its key and IV: `ALG$base64(key)$base64(iv)`.

use alloc::string::String;
use alloc::vec::Vec;

use super::field::Sealed;
use crate::cipher::{aes_cbc_hmac, aes_gcm};
use crate::encoding;
use crate::entropy::Entropy;
use crate::error::{Code, Error, Result};
use crate::secret::Secret;

/// Which cipher a session uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// AES-256-GCM, a 12-byte IV, the raw key as associated data.
    #[default]
    AesGcm,
    /// AES-256-CBC with PKCS #7 padding and a 16-byte IV, and HMAC-SHA-256 of the
    /// plaintext under the base64 text of the key.
    ///
    /// HAZARD: equal values of a session are seen to be equal, and what differs shows
    /// where it begins to. Choose it only for a peer that cannot do the other.
    AesCbc,
    /// The same with AES-128.
    AesCbc128,
}

impl Algorithm {
    /// The provider's name of it, which both sizes of CBC share.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AesGcm => "AES_GCM",
            Self::AesCbc | Self::AesCbc128 => "AES_CBC",
        }
    }

    /// Reads `AES_GCM`, `AES_CBC` (256 bits) or `AES_CBC_128`.
    ///
    /// # Errors
    /// [`Code::OptionInvalid`] for any other.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "AES_GCM" => Ok(Self::AesGcm),
            "AES_CBC" => Ok(Self::AesCbc),
            "AES_CBC_128" => Ok(Self::AesCbc128),
            _ => Err(Error::new(Code::OptionInvalid)),
        }
    }
}

/// A cipher ready to seal and open.
pub(super) enum Suite {
    AesGcm { key: Secret<[u8; aes_gcm::KEY_BYTES]>, iv: Secret<[u8; aes_gcm::NONCE_BYTES]> },
    AesCbc { key: aes_cbc_hmac::Key, iv: Secret<[u8; aes_cbc_hmac::IV_BYTES]> },
}

impl Suite {
    pub(super) fn make(algorithm: Algorithm, entropy: &mut impl Entropy) -> Result<Self> {
        Ok(match algorithm {
            Algorithm::AesGcm => Self::AesGcm { key: random(entropy)?, iv: random(entropy)? },
            Algorithm::AesCbc => {
                Self::AesCbc { key: aes_cbc_hmac::Key::Aes256(random(entropy)?), iv: random(entropy)? }
            }
            Algorithm::AesCbc128 => {
                Self::AesCbc { key: aes_cbc_hmac::Key::Aes128(random(entropy)?), iv: random(entropy)? }
            }
        })
    }

    pub(super) const fn dangerous_aes_gcm(key: [u8; 32], iv: [u8; 12]) -> Self {
        Self::AesGcm { key: Secret::new(key), iv: Secret::new(iv) }
    }

    /// Reads what [`Suite::material`] writes; `None` for any other text.
    pub(super) fn from_material(text: &str) -> Option<Self> {
        let mut parts = text.split('$');
        let (name, key, iv) = (parts.next()?, decoded(parts.next()?)?, decoded(parts.next()?)?);
        if parts.next().is_some() {
            return None;
        }
        match (name, key.expose().len()) {
            ("AES_GCM", _) => Some(Self::AesGcm { key: sized(&key)?, iv: sized(&iv)? }),
            ("AES_CBC", 16) => {
                Some(Self::AesCbc { key: aes_cbc_hmac::Key::Aes128(sized(&key)?), iv: sized(&iv)? })
            }
            ("AES_CBC", _) => {
                Some(Self::AesCbc { key: aes_cbc_hmac::Key::Aes256(sized(&key)?), iv: sized(&iv)? })
            }
            _ => None,
        }
    }

    /// `ALG$base64(key)$base64(iv)`: what RSA wraps.
    pub(super) fn material(&self) -> Secret<String> {
        let (algorithm, key, iv) = match self {
            Self::AesGcm { key, iv } => (Algorithm::AesGcm, &key.expose()[..], &iv.expose()[..]),
            Self::AesCbc { key, iv } => (Algorithm::AesCbc, key.expose(), &iv.expose()[..]),
        };
        let (key, iv) = (Secret::new(encoding::base64(key)), Secret::new(encoding::base64(iv)));
        concatenated(&[algorithm.name(), "$", key.expose(), "$", iv.expose()])
    }

    /// Whether a platform may seal with the handed-out material: it knows this one cipher.
    pub(super) const fn is_gcm(&self) -> bool {
        matches!(self, Self::AesGcm { .. })
    }

    /// `None` when the plaintext is over the cipher's limit.
    pub(super) fn seal(&self, plaintext: &[u8]) -> Option<Sealed> {
        match self {
            Self::AesGcm { key, iv } => {
                let bytes = aes_gcm::seal(key.expose(), iv.expose(), key.expose(), plaintext)?;
                Some(Sealed { bytes, mac: None })
            }
            Self::AesCbc { key, iv } => {
                let (bytes, mac) = aes_cbc_hmac::seal(key, iv.expose(), mac_key(key).expose(), plaintext);
                Some(Sealed { bytes, mac: Some(mac) })
            }
        }
    }

    /// `None` for everything that was not sealed with this very suite.
    pub(super) fn open(&self, sealed: &Sealed) -> Option<Vec<u8>> {
        match (self, &sealed.mac) {
            (Self::AesGcm { key, iv }, None) => {
                aes_gcm::open(key.expose(), iv.expose(), key.expose(), &sealed.bytes)
            }
            (Self::AesCbc { key, iv }, Some(mac)) => {
                aes_cbc_hmac::open(key, iv.expose(), mac_key(key).expose(), &sealed.bytes, mac)
            }
            _ => None,
        }
    }
}

/// The text of `parts`, in one allocation of its final size, so that no outgrown copy
/// stays behind.
pub(super) fn concatenated(parts: &[&str]) -> Secret<String> {
    let mut text = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        text.push_str(part);
    }
    Secret::new(text)
}

/// The HMAC key the provider's Java SDK takes: the base64 text itself, not what it encodes.
fn mac_key(key: &aes_cbc_hmac::Key) -> Secret<Vec<u8>> {
    Secret::new(encoding::base64(key.expose()).into_bytes())
}

fn random<const N: usize>(entropy: &mut impl Entropy) -> Result<Secret<[u8; N]>> {
    let mut bytes = Secret::new([0; N]);
    entropy.fill(bytes.expose_mut())?;
    Ok(bytes)
}

fn decoded(text: &str) -> Option<Secret<Vec<u8>>> {
    encoding::base64_decode(text).ok().map(Secret::new)
}

fn sized<const N: usize>(bytes: &Secret<Vec<u8>>) -> Option<Secret<[u8; N]>> {
    bytes.expose().as_slice().try_into().ok().map(Secret::new)
}
