//! The cipher of a session with its key and IV: `ALG$base64(key)$base64(iv)`.

use alloc::string::String;
use alloc::vec::Vec;

use crate::cipher::aes_gcm;
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
}

impl Algorithm {
    /// The provider's name of it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AesGcm => "AES_GCM",
        }
    }

    /// Reads the provider's name.
    ///
    /// # Errors
    /// [`Code::OptionInvalid`] for any other.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "AES_GCM" => Ok(Self::AesGcm),
            _ => Err(Error::new(Code::OptionInvalid)),
        }
    }
}

/// A cipher ready to seal and open.
pub(super) enum Suite {
    AesGcm { key: Secret<[u8; aes_gcm::KEY_BYTES]>, iv: Secret<[u8; aes_gcm::NONCE_BYTES]> },
}

impl Suite {
    pub(super) fn make(algorithm: Algorithm, entropy: &mut impl Entropy) -> Result<Self> {
        match algorithm {
            Algorithm::AesGcm => {
                let mut key = Secret::new([0; aes_gcm::KEY_BYTES]);
                let mut iv = Secret::new([0; aes_gcm::NONCE_BYTES]);
                entropy.fill(key.expose_mut())?;
                entropy.fill(iv.expose_mut())?;
                Ok(Self::AesGcm { key, iv })
            }
        }
    }

    pub(super) const fn dangerous_aes_gcm(key: [u8; 32], iv: [u8; 12]) -> Self {
        Self::AesGcm { key: Secret::new(key), iv: Secret::new(iv) }
    }

    /// `AES_GCM$base64(key)$base64(iv)`: what RSA wraps.
    pub(super) fn material(&self) -> Secret<String> {
        let (algorithm, key, iv) = match self {
            Self::AesGcm { key, iv } => (Algorithm::AesGcm, &key.expose()[..], &iv.expose()[..]),
        };
        let (key, iv) = (Secret::new(encoding::base64(key)), Secret::new(encoding::base64(iv)));
        // One allocation of the final size, so that no outgrown copy stays behind.
        let mut text =
            String::with_capacity(algorithm.name().len() + key.expose().len() + iv.expose().len() + 2);
        for part in [algorithm.name(), "$", key.expose(), "$", iv.expose()] {
            text.push_str(part);
        }
        Secret::new(text)
    }

    /// `None` when the plaintext is over the cipher's limit.
    pub(super) fn seal(&self, plaintext: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::AesGcm { key, iv } => aes_gcm::seal(key.expose(), iv.expose(), key.expose(), plaintext),
        }
    }

    /// `None` for everything that was not sealed with this very suite.
    pub(super) fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::AesGcm { key, iv } => aes_gcm::open(key.expose(), iv.expose(), key.expose(), sealed),
        }
    }
}
