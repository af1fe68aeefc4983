//! Primitives, in the shapes this crate needs. Nothing here is public: keys and nonces
//! are handled by [`crate::session`], [`crate::store`] and [`crate::caller`].

pub(crate) mod aes_cbc_hmac;
pub(crate) mod aes_gcm;
pub(crate) mod hmac_sha256;
pub(crate) mod rsa_key;
pub(crate) mod rsa_oaep;
pub(crate) mod rsa_pkcs1;
