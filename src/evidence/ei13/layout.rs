//! The fixed parts of the file, for writing and for reading.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Code, Error, Result};
use crate::time::CalendarDate;

pub(super) const BLOCK_BYTES: usize = 1024;

/// Seven digits.
pub(super) const DATA_BYTES_MAX: usize = 9_999_999;

/// 업무구분코드.
pub(super) const BUSINESS: &str = "AE1112";

/// Record구분 of header, consent and trailer.
pub(super) const HEADER: &str = "11";
pub(super) const DATA: &str = "22";
pub(super) const TRAILER: &str = "33";

/// The serial number of the trailer.
pub(super) const TRAILER_NUMBER: u32 = 9_999_999;

/// `(1024 - length % 1024) % 1024`.
pub(super) const fn padding(length: usize) -> usize {
    (BLOCK_BYTES - length % BLOCK_BYTES) % BLOCK_BYTES
}

/// What every record begins with.
pub(super) fn begin(out: &mut Vec<u8>, record: &str, number: u32) {
    out.extend_from_slice(alloc::format!("{BUSINESS}{record}{number:07}").as_bytes());
}

/// Which characters a text may have.
#[derive(Clone, Copy)]
pub(super) enum Characters {
    Digits,
    LettersAndDigits,
    /// ASCII without blanks, which are the padding.
    Visible,
}

impl Characters {
    pub(super) fn admit(self, text: &[u8]) -> bool {
        text.iter().all(|octet| match self {
            Self::Digits => octet.is_ascii_digit(),
            Self::LettersAndDigits => octet.is_ascii_alphanumeric(),
            Self::Visible => octet.is_ascii_graphic(),
        })
    }
}

/// A text with blanks behind it.
pub(super) fn text(path: &str, value: &str, width: usize, characters: Characters) -> Result<String> {
    if value.is_empty() || value.len() > width || !characters.admit(value.as_bytes()) {
        return Err(Error::new(Code::OptionInvalid).at(path));
    }
    Ok(alloc::format!("{value:<width$}"))
}

/// `YYYYMMDD` of a day that is in the calendar.
pub(super) fn date(path: &str, date: CalendarDate) -> Result<String> {
    let text = alloc::format!("{:04}{:02}{:02}", date.year, date.month, date.day);
    match CalendarDate::parse_compact(&text) {
        Some(read) if read == date => Ok(text),
        _ => Err(Error::new(Code::OptionInvalid).at(path)),
    }
}
