//! The id of a session: a UUID, written in lower case.

use core::fmt;

use crate::entropy::Entropy;
use crate::error::{Code, Error, Result};

/// A UUID (RFC 9562). Made at random (version 4); read in any version, because a peer
/// only compares it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId([u8; 16]);

/// Where the dashes stand in `8-4-4-4-12` (RFC 9562 section 4).
const DASHES: [usize; 4] = [8, 13, 18, 23];

impl SessionId {
    /// A version 4 UUID (RFC 9562 section 5.4).
    ///
    /// # Errors
    /// [`Code::EntropyFailed`].
    pub fn make(entropy: &mut impl Entropy) -> Result<Self> {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes)?;
        let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bytes;
        *version = (*version & 0x0f) | 0x40;
        *variant = (*variant & 0x3f) | 0x80;
        Ok(Self(bytes))
    }

    /// Reads the lower-case form `8-4-4-4-12`.
    ///
    /// # Errors
    /// [`Code::SessionKeyInvalid`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let invalid = Error::new(Code::SessionKeyInvalid);
        if text.len() != 36 {
            return Err(invalid);
        }
        let mut bytes = [0u8; 16];
        let mut digits = 0;
        for (at, c) in text.bytes().enumerate() {
            let value = match c {
                b'-' if DASHES.contains(&at) => continue,
                b'0'..=b'9' if !DASHES.contains(&at) => c - b'0',
                b'a'..=b'f' if !DASHES.contains(&at) => c - b'a' + 10,
                _ => return Err(invalid),
            };
            if let Some(byte) = bytes.get_mut(digits / 2) {
                *byte = *byte << 4 | value;
            }
            digits += 1;
        }
        Ok(Self(bytes))
    }
}

/// `8-4-4-4-12`, lower case.
impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionId({self})")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn what_is_no_lower_case_uuid_is_refused() {
        for wrong in [
            "",
            "b94ea687-0a72-43f8-be24-7be5029fa99",
            "b94ea687-0a72-43f8-be24-7be5029fa9988",
            "B94EA687-0A72-43F8-BE24-7BE5029FA998",
            "b94ea6870-a72-43f8-be24-7be5029fa998",
            "b94ea687-0a72-43f8-be24-7be5029fa99g",
            "b94ea687-0a72-43f8-be24-7be5029fa9-8",
            "{94ea687-0a72-43f8-be24-7be5029fa99}",
            " b94ea687-0a72-43f8-be24-7be5029fa99",
            "b94ea687 0a72-43f8-be24-7be5029fa998",
            "b94ea687-0a72-43f8-be24-7be5029fa9é",
        ] {
            assert_eq!(SessionId::parse(wrong).unwrap_err().code(), Code::SessionKeyInvalid, "{wrong}");
        }
    }

    #[test]
    fn made_ids_are_version_4_and_read_back() {
        for fill in [0x00, 0xff] {
            let id = SessionId::make(&mut |out: &mut [u8]| {
                out.fill(fill);
                Ok::<(), ()>(())
            })
            .unwrap();
            let text = id.to_string();
            assert_eq!(text.chars().nth(14), Some('4'));
            assert!(matches!(text.chars().nth(19), Some('8' | 'b')));
            assert_eq!(SessionId::parse(&text).unwrap(), id);
        }
        let fixed = "00112233-4455-4677-8899-aabbccddeeff";
        assert_eq!(SessionId::parse(fixed).unwrap().to_string(), fixed);
    }
}
