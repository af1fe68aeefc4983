//! Points in time, and the ISO 8601 form the providers write.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

const SECONDS_PER_DAY: i64 = 86_400;

/// 0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z: a year has four digits (RFC 3339).
const WRITABLE: core::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct UnixTime(pub i64);

impl UnixTime {
    /// The second that holds this millisecond.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.div_euclid(1000))
    }

    /// Milliseconds since 1970, the number a JavaScript `Date` is made of: exact within the
    /// range of one (±8.64e15), beyond which a `Date` is invalid anyway.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
    pub const fn to_millis_f64(self) -> f64 {
        self.0 as f64 * 1000.0
    }

    /// `self + seconds`, held at the ends of the range.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// `self - earlier` in seconds, negative when `earlier` is later.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads `YYYY-MM-DDThh:mm:ss`, an optional fraction (dropped), and `Z` or `±hh:mm`.
    ///
    /// This is the form of Toss's `requestedDt` and `completedDt`, with any offset up to
    /// ±18:00, and the RFC 3339 form of everything else. A date that is not in the
    /// calendar, hour 24, second 60 and what in UTC is before the year 0 or after 9999, which
    /// could not be written again, are refused: `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_once('T')?;
        let days = CalendarDate::parse_dashed(date)?.days_since_1970();
        let (clock, offset) = rest.split_at_checked(8)?;
        let seconds = parse_clock(clock)?;
        let offset = match offset.strip_prefix('.') {
            None => offset,
            Some(fraction) => {
                let end = fraction.find(|c: char| !c.is_ascii_digit())?;
                let (digits, offset) = fraction.split_at_checked(end)?;
                (!digits.is_empty()).then_some(offset)?
            }
        };
        let offset_seconds = parse_offset(offset)?;
        Some(Self(days * SECONDS_PER_DAY + seconds - offset_seconds))
            .filter(|time| WRITABLE.contains(&time.0))
    }
}

/// `YYYY-MM-DDThh:mm:ssZ` (RFC 3339).
impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CalendarDate { year, month, day } =
            CalendarDate::from_days_since_1970(self.0.div_euclid(SECONDS_PER_DAY));
        let second = self.0.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl UnixTime {
    /// The RFC 3339 text, in UTC.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        alloc::format!("{self}")
    }
}

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CalendarDate {
    /// The year; 0 to 9999 when parsed.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31, and no more than the month has.
    pub day: i64,
}

impl CalendarDate {
    /// Reads eight digits, `YYYYMMDD`, as both providers write a birthday.
    #[must_use]
    pub fn parse_compact(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        Self::checked(number(year, 4)?, number(month, 2)?, number(day, 2)?)
    }

    fn parse_dashed(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        Self::checked(number(year, 4)?, number(month, 2)?, number(day, 2)?)
    }

    fn checked(year: i64, month: i64, day: i64) -> Option<Self> {
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month, day })
    }

    /// Days since 1970-01-01, negative before. The year is taken to begin in March, so
    /// that the leap day is its last; 400 years have 146 097 days.
    const fn days_since_1970(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (self.month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    const fn from_days_since_1970(days: i64) -> Self {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + if month <= 2 { 1 } else { 0 };
        Self { year, month, day: day_of_year - (153 * month_from_march + 2) / 5 + 1 }
    }
}

fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn parse_clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hour, minute, second) =
        (number(parts.next()?, 2)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    (parts.next().is_none() && hour < 24 && minute < 60 && second < 60)
        .then_some(hour * 3600 + minute * 60 + second)
}

fn parse_offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix('-')?),
    };
    let (hour, minute) = rest.split_once(':')?;
    let (hour, minute) = (number(hour, 2)?, number(minute, 2)?);
    (minute < 60 && hour * 60 + minute <= 18 * 60).then_some(sign * (hour * 3600 + minute * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_time_is_refused() {
        for wrong in [
            "",
            "T",
            "2022-02-20",
            "2022-02-30T00:00:00Z",
            "2021-02-29T00:00:00Z",
            "2022-13-01T00:00:00Z",
            "2022-00-01T00:00:00Z",
            "2022-01-00T00:00:00Z",
            "2022-02-20T24:00:00Z",
            "2022-02-20T00:60:00Z",
            "2022-02-20T00:00:60Z",
            "2022-02-20T00:00:00",
            "2022-02-20T00:00:00+0900",
            "2022-02-20T00:00:00+18:01",
            "2022-02-20T00:00:00.Z",
            "2022-02-20T00:00:00.5",
            "2022-02-20 00:00:00Z",
            "2022-2-20T00:00:00Z",
            "+022-02-20T00:00:00Z",
            "2022-02-20T00:00:00Z ",
            "2022-02-20T00:00:00é",
            "0000-01-01T00:00:00+00:01",
            "9999-12-31T23:59:00-00:01",
        ] {
            assert_eq!(UnixTime::parse(wrong), None, "{wrong}");
        }
    }

    /// The two dates of the Toss guide, one of them thirteen hours east; the rest from
    /// `date -u -d TEXT +%s`.
    #[test]
    fn times_with_any_offset_are_read() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2022-04-26T01:16:14+09:00", 1_650_903_374),
            ("2022-02-20T20:22:39+13:00", 1_645_341_759),
            ("2000-02-29T23:59:59-03:30", 951_881_399),
            ("1969-12-31T23:59:59Z", -1),
            ("2026-01-02T03:04:05.999Z", 1_767_323_045),
            ("0000-01-01T00:01:00+00:01", -62_167_219_200),
            ("9999-12-31T23:58:59-00:01", 253_402_300_799),
        ] {
            assert_eq!(UnixTime::parse(text), Some(UnixTime(seconds)), "{text}");
        }
    }

    #[test]
    fn every_day_of_eight_centuries_comes_back() {
        let mut days = CalendarDate { year: 1600, month: 1, day: 1 }.days_since_1970();
        let end = CalendarDate { year: 2400, month: 1, day: 1 }.days_since_1970();
        while days < end {
            let time = UnixTime(days * SECONDS_PER_DAY + 3661);
            assert_eq!(UnixTime::parse(&time.to_rfc3339()), Some(time));
            days += 1;
        }
    }

    #[test]
    fn birthdays() {
        assert!(CalendarDate::parse_compact("19900101").is_some());
        assert!(CalendarDate::parse_compact("20000229").is_some());
        for wrong in
            ["", "1990011", "199001011", "19000229", "19901301", "1990-1-1", "１９９００１０１", "19900100"]
        {
            assert_eq!(CalendarDate::parse_compact(wrong), None, "{wrong}");
        }
    }
}
