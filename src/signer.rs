//! What is known of a signer before anything is sent: the forms of a phone number and a
//! birthday.

use crate::error::{Code, Error, Result};
use crate::time::CalendarDate;

/// A mobile number is 10 or 11 ASCII digits, without hyphens or blanks.
///
/// # Errors
/// [`Code::PhoneInvalid`].
pub fn check_phone(text: &str) -> Result<()> {
    if matches!(text.len(), 10 | 11) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err(Error::new(Code::PhoneInvalid))
    }
}

/// A birthday is a day of the calendar as `YYYYMMDD`.
///
/// # Errors
/// [`Code::BirthdayInvalid`].
pub fn check_birthday(text: &str) -> Result<()> {
    CalendarDate::parse_compact(text).map(drop).ok_or(Error::new(Code::BirthdayInvalid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones() {
        for wrong in ["", "010-1234-5678", "010 1234 5678", "+821012345678", "010123456", "010123456789"] {
            assert_eq!(check_phone(wrong), Err(Error::new(Code::PhoneInvalid)), "{wrong}");
        }
        // Ten digits in bytes, none of them ASCII.
        assert!(check_phone("０１０１").is_err());
        assert!(check_phone("01012345678").is_ok() && check_phone("0111234567").is_ok());
    }

    #[test]
    fn birthdays() {
        for wrong in ["", "900101", "1990-01-01", "19900230"] {
            assert_eq!(check_birthday(wrong), Err(Error::new(Code::BirthdayInvalid)), "{wrong}");
        }
        assert!(check_birthday("20000229").is_ok());
    }
}
