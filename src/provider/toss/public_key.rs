//! The public key Toss publishes for wrapping session keys: RSA, 4096 bits.

use crate::error::Result;
use crate::session::PublicKey;

/// The base64 of its `SubjectPublicKeyInfo`. The same key stands in the Toss Cert Java SDK
/// and in every one of Toss's published examples, for test and live alike.
pub const PUBLISHED_PUBLIC_KEY: &str = concat!(
    "MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAoVdxG0Qi9pip46Jw9ImSlPVD8+L2mM47ey6EZna7D7utgNdh8Tzk",
    "jrm1Yl4h6kPJrhdWvMIJGS51+6dh041IXcJEoUquNblUEqAUXBYwQM8PdfnS12SjlvZrP4q6whBE7IV1SEIBJP0gSK5/8Iu+",
    "uld2ctJiU4p8uswL2bCPGWdvVPltxAg6hfAG/ImRUKPRewQsFhkFvqIDCpO6aeaR10q6wwENZltlJeeRnl02VWSneRmPqqyp",
    "qCxz0Y+yWCYtsA+ngfZmwRMaFkXcWjaWnvSqqV33OAsrQkvuBHWoEEkvQ0P08+h9Fy2+FhY9TeuukQ2CVFz5YyOhp25QtWyQ",
    "I+IaDKk+hLxJ1APR0c3tmV0ANEIjO6HhJIdu2KQKtgFppvqSrZp2OKtI8EZgVbWuho50xvlaPGzWoMi9HSCb+8ARamlOpesx",
    "HH3O0cTRUnft2Zk1FHQb2Pidb2z5onMEnzP2xpTqAIVQyb6nMac9tof5NFxwR/c4pmci+1n8GFJIFN18j2XGad1mNyio/R8L",
    "abqnzNwJC6VPnZJz5/pDUIk9yKNOY0KJe64SRiL0a4SNMohtyj6QlA/3SGxaEXb8UHpophv4G9wN1CgfyUamsRqp8zo5qDxB",
    "vlaIlfkqJvYPkltj7/23FHDjPi8q8UkSiAeu7IV5FTfB5KsiN8+sGSMCAwEAAQ==",
);

/// The published key, parsed.
///
/// # Errors
/// None: a test reads it.
pub fn published_public_key() -> Result<PublicKey> {
    PublicKey::parse(PUBLISHED_PUBLIC_KEY)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use crate::digest::sha256_hex;
    use alloc::format;

    #[test]
    fn it_is_the_key_that_is_published() {
        let key = published_public_key().unwrap();
        assert_eq!(
            sha256_hex(key.spki_der()),
            "3c9b95d619baa27623d5509d68e2c48df2330abac55e69de5a0a5b9c555ff9e3"
        );
        assert_eq!(format!("{key:?}"), "PublicKey(RSA, 4096 bits)");
    }
}
