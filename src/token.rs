//! A provider's access token: how long it is good, when to get the next one.

use alloc::string::String;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::digest::sha256_hex;
use crate::secret::Secret;
use crate::time::UnixTime;

/// A KV entry cannot live shorter; a token with less to go is not written there.
pub const CACHE_SECONDS_MIN: i64 = 60;
/// A token is replaced at least this long before it ends.
const EARLY_SECONDS: i64 = 60;

/// A bearer token of a provider, and its time.
///
/// The lifetime is the provider's word (`expires_in`), never assumed: Toss's own sources
/// disagree (one year in the guide, 3 600 seconds as measured).
pub struct AccessToken {
    value: Secret<String>,
    issued_at: UnixTime,
    expires_at: UnixTime,
}

/// What to do with a token now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Use it.
    Fresh,
    /// Replace it; it still works if that fails.
    Due,
    /// It no longer works.
    Over,
}

impl AccessToken {
    /// A token issued at `issued_at` for `lifetime_seconds` (negative counts as 0).
    #[must_use]
    pub const fn new(value: Secret<String>, issued_at: UnixTime, lifetime_seconds: i64) -> Self {
        let lifetime = if lifetime_seconds < 0 { 0 } else { lifetime_seconds };
        Self { value, issued_at, expires_at: issued_at.plus_seconds(lifetime) }
    }

    /// The token itself, for the `Authorization` header.
    #[must_use]
    pub const fn value(&self) -> &Secret<String> {
        &self.value
    }

    /// When it ends.
    #[must_use]
    pub const fn expires_at(&self) -> UnixTime {
        self.expires_at
    }

    /// Due at 80 % of the lifetime and at least 60 seconds before the end. A token that lives
    /// no longer than that is due at half time: at once would mean a token call for every
    /// call, which the provider forbids.
    #[must_use]
    pub const fn freshness(&self, now: UnixTime) -> Freshness {
        let lifetime = self.expires_at.seconds_since(self.issued_at);
        let by_share = lifetime / 5 * 4 + lifetime % 5 * 4 / 5;
        let by_margin = if lifetime > EARLY_SECONDS { lifetime - EARLY_SECONDS } else { lifetime / 2 };
        let age = now.seconds_since(self.issued_at);
        if age >= lifetime {
            Freshness::Over
        } else if age >= by_share || age >= by_margin {
            Freshness::Due
        } else {
            Freshness::Fresh
        }
    }

    /// How long a cache may keep it, or `None` when that is too short for one.
    #[must_use]
    pub fn cache_seconds(&self, now: UnixTime) -> Option<u64> {
        let left = self.expires_at.seconds_since(now);
        (left >= CACHE_SECONDS_MIN).then(|| u64::try_from(left).ok())?
    }

    /// SHA-256 of the token in hexadecimal: names it in a report that it was refused.
    #[must_use]
    pub fn hash(&self) -> String {
        sha256_hex(self.value.expose().as_bytes())
    }

    /// The form that is stored, sealed. `credential` names the credential it was issued
    /// to, so that a token of a credential that was replaced is not used.
    #[must_use]
    pub fn to_record(&self, credential: &str) -> Secret<String> {
        let record = Record {
            token: self.value.expose().clone(),
            issued_at: self.issued_at,
            expires_at: self.expires_at,
            credential: String::from(credential),
        };
        Secret::new(serde_json::to_string(&record).unwrap_or_default())
    }

    /// Reads [`AccessToken::to_record`]; `None` when it is not one, or of another credential.
    #[must_use]
    pub fn from_record(record: &[u8], credential: &str) -> Option<Self> {
        let mut record: Record = serde_json::from_slice(record).ok()?;
        (record.credential == credential).then(|| Self {
            value: Secret::new(core::mem::take(&mut record.token)),
            issued_at: record.issued_at,
            expires_at: record.expires_at,
        })
    }

    /// The same token once more, for a second holder: copying a secret is spelled out.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self {
            value: Secret::new(self.value.expose().clone()),
            issued_at: self.issued_at,
            expires_at: self.expires_at,
        }
    }
}

impl core::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AccessToken").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Record {
    token: String,
    issued_at: UnixTime,
    expires_at: UnixTime,
    credential: String,
}

impl Drop for Record {
    fn drop(&mut self) {
        self.token.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(lifetime: i64) -> AccessToken {
        AccessToken::new(Secret::new(String::from("canary")), UnixTime(1_000), lifetime)
    }

    #[test]
    fn due_at_four_fifths_and_a_minute_early() {
        for (lifetime, last_fresh) in
            [(3_599, 3_878), (31_536_000, 25_229_799), (200, 1_139), (100, 1_039), (61, 1_000), (60, 1_029)]
        {
            assert_eq!(token(lifetime).freshness(UnixTime(last_fresh)), Freshness::Fresh, "{lifetime}");
            assert_eq!(token(lifetime).freshness(UnixTime(last_fresh + 1)), Freshness::Due, "{lifetime}");
            assert_eq!(token(lifetime).freshness(UnixTime(1_000 + lifetime - 1)), Freshness::Due);
            assert_eq!(token(lifetime).freshness(UnixTime(1_000 + lifetime)), Freshness::Over);
        }
        for nothing in [0, -1, i64::MIN] {
            assert_eq!(token(nothing).freshness(UnixTime(1_000)), Freshness::Over);
        }
        assert_eq!(token(i64::MAX).freshness(UnixTime(1_000)), Freshness::Fresh);
    }

    #[test]
    fn a_cache_keeps_it_a_minute_at_least_or_not_at_all() {
        assert_eq!(token(60).cache_seconds(UnixTime(1_000)), Some(60));
        assert_eq!(token(60).cache_seconds(UnixTime(1_001)), None);
        assert_eq!(token(3_599).cache_seconds(UnixTime(1_099)), Some(3_500));
    }

    #[test]
    fn a_record_is_of_its_credential_only() {
        let record = token(3_599).to_record("credential-a");
        let back = AccessToken::from_record(record.expose().as_bytes(), "credential-a");
        assert_eq!(back.map(|token| token.hash()), Some(token(3_599).hash()));
        assert!(AccessToken::from_record(record.expose().as_bytes(), "credential-b").is_none());
        assert!(AccessToken::from_record(b"{}", "credential-a").is_none());
        assert!(!std::format!("{:?}{record:?}", token(1)).contains("canary"));
    }
}
