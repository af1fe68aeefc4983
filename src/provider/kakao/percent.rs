//! Percent-encoding (RFC 3986 section 2.1) of a part of a URL.

use alloc::string::String;
use alloc::vec::Vec;

/// `text` with every byte of its UTF-8 encoded that is not unreserved (section 2.3): it is
/// one segment of a path, or one value of a query, whatever it holds.
#[must_use]
pub(super) fn encode(text: &str) -> String {
    let digit = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 });
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(['%', digit(byte >> 4), digit(byte & 0x0f)]);
        }
    }
    encoded
}

/// The bytes of `text`, decoded once. `+` is a plus: this is no form.
///
/// `None` where `%` is not followed by two hexadecimal digits.
#[must_use]
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => (digit(bytes.next()?)? << 4) | digit(bytes.next()?)?,
            other => other,
        });
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_encoding_is_refused() {
        for wrong in ["%", "%4", "a%", "%4g", "%g4", "%%41", "% 41", "%+1", "%é"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }

    /// RFC 3986 section 2.3, and WHATWG URL's `encodeURIComponent` but for `!'()*`.
    #[test]
    fn every_byte_that_is_not_unreserved_is_encoded() {
        assert_eq!(encode("a/b+c== 가%~.-_!*'()"), "a%2Fb%2Bc%3D%3D%20%EA%B0%80%25~.-_%21%2A%27%28%29");
        assert_eq!(decode("a%2Fb+c%3d%3D%2525").as_deref(), Some(&b"a/b+c==%25"[..]));
    }
}
