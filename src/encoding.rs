//! Text forms of bytes: base64 and base64url (RFC 4648 sections 4 and 5), hexadecimal.
//!
//! Decoding is strict: one text per byte string. Padding is required in base64 and
//! refused in base64url; white space, the other alphabet and non-zero trailing bits
//! (RFC 4648 section 3.5) are refused. Not constant-time: do not decode long-lived keys
//! in a loop an attacker can time.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// The text is not the canonical form of any bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCanonical;

/// Encodes in base64 with padding.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Decodes base64 with padding.
///
/// # Errors
/// [`NotCanonical`] for anything [`base64()`] would not have written.
pub fn base64_decode(text: &str) -> Result<Vec<u8>, NotCanonical> {
    STANDARD.decode(text).map_err(|_| NotCanonical)
}

/// Encodes in base64url without padding.
#[must_use]
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes base64url without padding.
///
/// # Errors
/// [`NotCanonical`] for anything [`base64url`] would not have written.
pub fn base64url_decode(text: &str) -> Result<Vec<u8>, NotCanonical> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| NotCanonical)
}

/// Encodes in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_text_is_read() {
        // "Zg==" is the one text of b"f" (RFC 4648 section 10).
        for wrong in ["Zg", "Zg=", "Zh==", "Zg===", " Zg==", "Zg==\n", "Z g==", "Z", "Zg==Zg=="] {
            assert_eq!(base64_decode(wrong), Err(NotCanonical), "{wrong:?}");
        }
        assert_eq!(base64_decode("-_8="), Err(NotCanonical));
        assert_eq!(base64_decode("+/8=").as_deref(), Ok(&[0xfb, 0xff][..]));
        for wrong in ["-_8=", "+/8", "-_9"] {
            assert_eq!(base64url_decode(wrong), Err(NotCanonical), "{wrong:?}");
        }
        assert_eq!(base64url_decode("-_8").as_deref(), Ok(&[0xfb, 0xff][..]));
    }

    #[test]
    fn rfc_4648_section_10() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), text);
            assert_eq!(base64_decode(text).as_deref(), Ok(plain.as_bytes()));
        }
        assert_eq!(hex(b"\x00\xff\x1a"), "00ff1a");
    }
}
