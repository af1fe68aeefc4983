//! The App-to-App signature in a path.

use alloc::string::String;
use core::fmt;

use zeroize::Zeroize;

use crate::provider::kakao::percent;

/// Longer than any signature in base64, and short enough for every URL.
const CHARACTERS_MAX: usize = 4096;

/// What KakaoTalk gives an app that it was opened from (`sig` on iOS, `signature` on
/// Android): visible ASCII. Whoever has it can spend the verification, so it is not printed,
/// and wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSignature(String);

impl AppSignature {
    /// Takes a signature in the clear.
    ///
    /// `None` when it is empty, longer than 4,096 characters or not visible ASCII, and for `.` and `..`, which no URL can
    /// have as a segment: they are steps within a path, percent-encoded or not.
    #[must_use]
    pub fn new(text: String) -> Option<Self> {
        let signature = Self(text);
        let text = &signature.0;
        let sound = (1..=CHARACTERS_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic())
            && !matches!(text.as_str(), "." | "..");
        sound.then_some(signature)
    }

    /// Reads the rest of a path, percent-decoded once.
    pub(super) fn from_path(raw: &str) -> Option<Self> {
        String::from_utf8(percent::decode(raw)?).ok().and_then(Self::new)
    }

    /// As one segment of a path: everything but unreserved characters (RFC 3986 section 2.3)
    /// percent-encoded.
    pub(super) fn to_segment(&self) -> String {
        percent::encode(&self.0)
    }

    /// The signature. The name is the warning.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for AppSignature {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for AppSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSignature([redacted])")
    }
}
