//! Text forms of bytes: base64 and base64url (RFC 4648 sections 4 and 5), hexadecimal.
//!
//! Decoding is strict: one text per byte string. Padding is required in base64 and
//! refused in base64url; white space, the other alphabet and non-zero trailing bits
//! (RFC 4648 section 3.5) are refused; [`base64_either_decode`] alone leaves the alphabet
//! and the padding to whoever wrote the text. Not constant-time: do not decode long-lived keys
//! in a loop an attacker can time.

use alloc::string::String;
use alloc::vec::Vec;

use base64::engine::DecodePaddingMode::Indifferent;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD, URL_SAFE_NO_PAD};
use base64::{Engine, alphabet};

/// Both alphabets, padded or not.
const EITHER: [GeneralPurpose; 2] = {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(Indifferent);
    [GeneralPurpose::new(&alphabet::STANDARD, config), GeneralPurpose::new(&alphabet::URL_SAFE, config)]
};

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

/// Decodes base64 or base64url, with or without padding: for a text whose writer does not
/// say which it is, and of which nothing depends on there being one form.
///
/// `out` holds the bytes afterwards, and nothing of them is copied elsewhere if it has room
/// for as many bytes as the text has characters.
///
/// # Errors
/// [`NotCanonical`] for both alphabets in one text, and what neither of them is.
pub fn base64_either_decode(text: &str, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    for engine in EITHER {
        out.clear();
        if engine.decode_vec(text, out).is_ok() {
            return Ok(());
        }
    }
    Err(NotCanonical)
}

/// Encodes in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)]).collect()
}

/// Decodes lower-case hexadecimal.
///
/// # Errors
/// [`NotCanonical`] for an odd number of digits and for anything else.
pub fn hex_decode(text: &str) -> Result<Vec<u8>, NotCanonical> {
    let nibble = |digit: u8| match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(NotCanonical),
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return Err(NotCanonical);
    }
    pairs.iter().map(|[high, low]| Ok(nibble(*high)? << 4 | nibble(*low)?)).collect()
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
    fn either_form_is_one_alphabet_and_whole() {
        let decode = |text: &str| {
            let mut out = b"before".to_vec();
            base64_either_decode(text, &mut out).map(|()| out)
        };
        for wrong in ["-_+/", "Zg ", " Zg", "Zg\n", "Z", "Zh", "Zh==", "Zg===", "=", "Zg==Zg==", "é"] {
            assert_eq!(decode(wrong), Err(NotCanonical), "{wrong:?}");
        }
        for text in ["+/8=", "+/8", "-_8=", "-_8"] {
            assert_eq!(decode(text).as_deref(), Ok(&[0xfb, 0xff][..]), "{text}");
        }
        assert_eq!(decode("").as_deref(), Ok(&[][..]));
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
