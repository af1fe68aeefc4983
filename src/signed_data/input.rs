//! The forms in which signed messages, certificates and CRLs arrive.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::der::{Malformed, Result, SEQUENCE};
use crate::encoding::{base64 as encode, base64_decode, base64url_decode};

/// The largest message that is read: 16 MiB of DER. A signed document has about 2.5 kB.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The largest text: as base64, in lines.
const MAX_TEXT_BYTES: usize = MAX_BYTES / 2 * 3;

/// The octets of one value, which begins with a SEQUENCE: as they are; from PEM (RFC 7468)
/// with one of these labels; from base64 with or without line breaks and padding; or from
/// base64url with or without padding.
pub(super) fn decode<'a>(input: &'a [u8], labels: &[&str]) -> Result<Cow<'a, [u8]>> {
    if input.first() == Some(&SEQUENCE) && !is_text(input) {
        return if input.len() <= MAX_BYTES { Ok(Cow::Borrowed(input)) } else { Err(Malformed) };
    }
    if input.len() > MAX_TEXT_BYTES {
        return Err(Malformed);
    }
    let text = core::str::from_utf8(input).map_err(|_| Malformed)?.trim_ascii();
    let octets = match text.strip_prefix("-----BEGIN ") {
        Some(rest) => base64(pem_body(rest, labels).ok_or(Malformed)?)?,
        None => base64(text)?,
    };
    if octets.first() == Some(&SEQUENCE) && octets.len() <= MAX_BYTES {
        Ok(Cow::Owned(octets))
    } else {
        Err(Malformed)
    }
}

/// DER between PEM lines (RFC 7468) of this label, 64 digits a line.
#[must_use]
pub fn pem(label: &str, der: &[u8]) -> String {
    let digits = encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            text.push('\n');
        }
        text.push(digit);
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}

/// `0` is a digit of base64 and the tag of a SEQUENCE: what tells them apart is that DER
/// has a length next, which is 80 and up or, in very short values, the whole length.
fn is_text(input: &[u8]) -> bool {
    input.iter().all(|octet| octet.is_ascii_alphanumeric() || b"+/-_=\r\n\t ".contains(octet))
}

/// What stands between the lines of one block.
fn pem_body<'a>(rest: &'a str, labels: &[&str]) -> Option<&'a str> {
    let (label, rest) = rest.split_once("-----")?;
    let (body, end) = rest.split_once("-----END ")?;
    (labels.contains(&label) && end.strip_suffix("-----") == Some(label)).then_some(body)
}

fn base64(text: &str) -> Result<Vec<u8>> {
    let mut compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    if compact.contains(['-', '_']) {
        let digits = compact.trim_end_matches('=');
        // Padding belongs to base64; who writes it here writes as much of it.
        if digits.len() != compact.len() && !compact.len().is_multiple_of(4) {
            return Err(Malformed);
        }
        return base64url_decode(digits).map_err(|_| Malformed);
    }
    if !compact.ends_with('=') {
        while !compact.len().is_multiple_of(4) {
            compact.push('=');
        }
    }
    base64_decode(&compact).map_err(|_| Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{base64 as encode, base64url};

    const LABELS: &[&str] = &["CMS", "PKCS7"];

    #[test]
    fn what_is_in_no_form_is_refused() {
        for wrong in [
            "",
            "a",
            "AAAA",
            "MAMCAQE==",
            "MAMCAQE=x",
            "-----BEGIN CMS-----",
            "-----BEGIN CMS-----\nMAMCAQE=",
            "-----BEGIN CMS-----\nMAMCAQE=\n-----END PKCS7-----",
            "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----",
            "-----BEGIN CMS-----\nMAMCAQE=\n-----END CMS-----\n-----BEGIN CMS-----\nMAMCAQE=\n-----END CMS-----",
        ] {
            assert!(decode(wrong.as_bytes(), LABELS).is_err(), "{wrong:?}");
        }
        assert!(decode(b"\x31\x00", LABELS).is_err());
    }

    #[test]
    fn every_form_is_read() {
        let der = b"\x30\x06\x04\x04\xfb\xff\xfe\x00";
        for text in [
            encode(der),
            encode(der).trim_end_matches('=').into(),
            alloc::format!(
                " {}\r\n{}\n",
                &encode(der).get(..4).unwrap_or(""),
                &encode(der).get(4..).unwrap_or("")
            ),
            base64url(der),
            alloc::format!("{}=", base64url(der)),
            alloc::format!("-----BEGIN PKCS7-----\n{}\n-----END PKCS7-----\n", encode(der)),
        ] {
            assert_eq!(decode(text.as_bytes(), LABELS).as_deref(), Ok(&der[..]), "{text:?}");
        }
        assert_eq!(decode(der, LABELS).as_deref(), Ok(&der[..]));
    }
}
