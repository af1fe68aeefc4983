//! How many requests a caller may make: `RATE_LIMIT` in any [`WINDOW_SECONDS`], as well as two
//! counts can tell. The requests of the minute before count by the part of it that lies within
//! the last sixty seconds, as if they had come evenly.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};
use crate::time::UnixTime;

/// What the limit is of.
pub const WINDOW_SECONDS: i64 = 60;
/// A count is written down this many times on its way to the limit: what is lost with the
/// memory of an object is less than that part of it.
const MILESTONES: u32 = 10;

/// The requests of one caller in this minute and the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Which minute, counted since 1970.
    minute: i64,
    now: u32,
    before: u32,
}

impl Count {
    /// The count with one request more.
    ///
    /// # Errors
    /// [`Code::RateLimited`] about the seconds after which a request is taken again, if none
    /// comes before.
    pub fn take(self, limit: u32, now: UnixTime) -> Result<Self> {
        let count = self.at(now);
        if count.has_room(limit, now) {
            return Ok(Self { now: count.now.saturating_add(1), ..count });
        }
        let later = |seconds: &i64| {
            let then = now.plus_seconds(*seconds);
            count.at(then).has_room(limit, then)
        };
        let wait = (1..2 * WINDOW_SECONDS).find(later).unwrap_or(2 * WINDOW_SECONDS);
        Err(Error::new(Code::RateLimited).about(alloc::format!("{wait}")))
    }

    /// Whether the count is to be written down.
    #[must_use]
    pub fn is_milestone(self, limit: u32) -> bool {
        self.now.is_multiple_of((limit / MILESTONES).max(1)) || self.now == limit
    }

    fn at(self, now: UnixTime) -> Self {
        let minute = now.0.div_euclid(WINDOW_SECONDS);
        match minute.saturating_sub(self.minute) {
            0 => self,
            1 => Self { minute, now: 0, before: self.now },
            // A clock that was put back begins anew as well.
            _ => Self { minute, now: 0, before: 0 },
        }
    }

    fn has_room(self, limit: u32, now: UnixTime) -> bool {
        // Times are whole seconds: the one under way is taken as over.
        let elapsed = now.0.rem_euclid(WINDOW_SECONDS).saturating_add(1);
        let left_of_before = WINDOW_SECONDS.saturating_sub(elapsed);
        let of_before = i64::from(self.before).saturating_mul(left_of_before) / WINDOW_SECONDS;
        of_before.saturating_add(i64::from(self.now)) < i64::from(limit)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    /// The beginning of a minute.
    const NOW: UnixTime = UnixTime(1_800_000_000);

    /// How many of `tries` at this time are taken, and the count after them.
    fn taken(mut count: Count, limit: u32, tries: u32, at: UnixTime) -> (u32, Count) {
        let mut number = 0;
        for _ in 0..tries {
            if let Ok(next) = count.take(limit, at) {
                (count, number) = (next, number + 1);
            }
        }
        (number, count)
    }

    fn wait(count: Count, limit: u32, at: UnixTime) -> Option<String> {
        count.take(limit, at).err().and_then(|error| error.subject().map(String::from))
    }

    #[test]
    fn the_request_past_the_limit_is_refused_and_told_when_to_come_back() {
        for limit in [1, 2, 600] {
            let (number, count) = taken(Count::default(), limit, limit + 5, NOW);
            assert_eq!(number, limit);
            let error = count.take(limit, NOW).map_err(|error| error.code());
            assert_eq!(error, Err(Code::RateLimited));
            let seconds: i64 = wait(count, limit, NOW).and_then(|text| text.parse().ok()).unwrap_or(0);
            assert!(count.take(limit, NOW.plus_seconds(seconds - 1)).is_err());
            assert!(count.take(limit, NOW.plus_seconds(seconds)).is_ok());
        }
    }

    #[test]
    fn a_burst_at_the_end_of_a_minute_is_not_followed_by_another() {
        let late = NOW.plus_seconds(59);
        let (_, count) = taken(Count::default(), 600, 600, late);
        assert_eq!(taken(count, 600, 600, late).0, 0);
        assert_eq!(taken(count, 600, 600, late.plus_seconds(1)).0, 10);
        assert_eq!(taken(count, 600, 600, late.plus_seconds(30)).0, 300);
        assert_eq!(taken(count, 600, 700, late.plus_seconds(61)).0, 600);
    }

    #[test]
    fn a_steady_caller_at_the_limit_is_never_refused() {
        let mut count = Count::default();
        for second in 0..600 {
            let (number, next) = taken(count, 600, 10, NOW.plus_seconds(second));
            assert_eq!(number, 10, "in second {second}");
            count = next;
        }
    }

    #[test]
    fn a_clock_that_is_put_back_locks_nobody_out() {
        let (_, count) = taken(Count::default(), 5, 5, NOW);
        assert_eq!(taken(count, 5, 9, NOW.plus_seconds(-3600)).0, 5);
    }

    #[test]
    fn less_than_a_tenth_of_a_count_is_ever_unwritten() {
        for limit in [1, 7, 10, 600, 1_000_000] {
            let (mut count, mut unwritten, mut most) = (Count::default(), 0, 0);
            for _ in 0..limit.min(2_000) {
                if let Ok(next) = count.take(limit, NOW) {
                    count = next;
                }
                unwritten = if count.is_milestone(limit) { 0 } else { unwritten + 1 };
                most = most.max(unwritten);
            }
            assert!(most < (limit / MILESTONES).max(1));
            if limit <= 2_000 {
                assert!(count.is_milestone(limit), "the limit itself is written");
            }
        }
    }
}
