//! `x-lh-date`, in both forms the SDKs write.

use alloc::format;
use alloc::string::String;

use crate::time::UnixTime;

/// A time as it stands in `x-lh-date` and, signed, in the text that is signed:
/// `yyyy-MM-ddTHH:mm:ss.SSSZ` (Node.js) or `yyyy-MM-ddTHH:mm:ssZ` (Java, Python).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    text: String,
    time: UnixTime,
}

impl Date {
    /// With milliseconds, which are 000: also the form of a session token's `expiration`,
    /// of which the SDK for Python cuts off the last five characters.
    #[must_use]
    pub fn with_milliseconds(time: UnixTime) -> Self {
        let text = format!("{time}");
        let text = format!("{}.000Z", text.strip_suffix('Z').unwrap_or(&text));
        Self { text, time }
    }

    /// Without milliseconds.
    #[must_use]
    pub fn without_milliseconds(time: UnixTime) -> Self {
        Self { text: time.to_rfc3339(), time }
    }

    /// Reads either form, kept as it is written. The zone is always `Z`, the fraction has
    /// three digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        // What has these lengths and is a time at all ends in Z.
        let in_form = match text.len() {
            20 => true,
            24 => text.as_bytes().get(19) == Some(&b'.'),
            _ => false,
        };
        let time = UnixTime::parse(text).filter(|_| in_form)?;
        Some(Self { text: text.into(), time })
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The second it names.
    #[must_use]
    pub const fn time(&self) -> UnixTime {
        self.time
    }
}
