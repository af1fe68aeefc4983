//! The configuration, read once: every value checked, none ever repeated.
//!
//! A value that is missing, a placeholder or wrong does not stop the gateway; it stops
//! the routes that need it, and `/readyz` names it.

mod evidence;
mod reader;

use alloc::string::String;
use alloc::vec::Vec;

use crate::caller::Callers;
use crate::digest::sha256_hex;
use crate::error::{Code, Error, Result};
use crate::provider::kakao::signing::Signer;
use crate::secret::Secret;
use crate::session::PublicKey;
use crate::store::StoreKeys;
use crate::time::UnixTime;
use crate::transaction::Provider;
pub use evidence::{Evidence, Revocation};
use reader::{Reader, invalid};

/// The names under which callers may be listed: one secret holds 5 KB.
pub const CALLERS_NAMES: [&str; 9] = [
    "CALLERS",
    "CALLERS_2",
    "CALLERS_3",
    "CALLERS_4",
    "CALLERS_5",
    "CALLERS_6",
    "CALLERS_7",
    "CALLERS_8",
    "CALLERS_9",
];

/// The development callers' secrets, published in the example file: refused elsewhere.
pub const DEVELOPMENT_SECRETS: [&str; 2] =
    ["aW5nYW0tZGV2ZWxvcG1lbnQtY2FsbGVyLXNlY3JldC0=", "aW5nYW0tZGV2ZWxvcG1lbnQtY2FsbGVyLXR3by0tLS0="];
/// The development store key, published in the example file: refused elsewhere.
pub const DEVELOPMENT_STORE_KEY: &str = "aW5nYW0tZGV2ZWxvcG1lbnQtc3RvcmUta2V5LTAwMDE=";

/// A body is at most this long where `MAX_BODY_BYTES` does not say otherwise.
const MAX_BODY_BYTES: usize = 1 << 20;
const EVIDENCE_RETENTION_DAYS: i64 = 365;
/// How far a caller's clock may be off, in seconds.
const CLOCK_SKEW_SECONDS: i64 = 300;

/// How many requests a caller may make in a minute where `RATE_LIMIT` does not say otherwise.
const RATE_LIMIT: u32 = 600;

/// Where the gateway runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// On somebody's machine: placeholders and plain HTTP are accepted.
    Development,
    /// Like production, with the provider's test credential.
    Staging,
    /// The default.
    Production,
}

/// What the Toss routes need.
pub struct Toss {
    /// Without a trailing slash.
    pub auth_url: String,
    /// Without a trailing slash.
    pub api_url: String,
    /// The gateway's own.
    pub client_id: String,
    /// The gateway's own.
    pub client_secret: Secret<String>,
    /// What sessions of the gateway's own are wrapped with.
    pub public_key: PublicKey,
}

impl Toss {
    /// Names the credential and where it is used, without telling it: a token issued to
    /// another is not used.
    #[must_use]
    pub fn credential(&self) -> String {
        let text = Secret::new(alloc::format!(
            "{}\n{}\n{}",
            self.auth_url,
            self.client_id,
            self.client_secret.expose()
        ));
        sha256_hex(text.expose().as_bytes())
    }
}

/// What the KakaoCert routes need.
pub struct LinkHub {
    /// Without a trailing slash.
    pub auth_url: String,
    /// Without a trailing slash.
    pub api_url: String,
    /// The gateway's own LinkID and SecretKey.
    pub signer: Signer,
    credential: String,
}

impl LinkHub {
    /// As [`Toss::credential`].
    #[must_use]
    pub fn credential(&self) -> String {
        self.credential.clone()
    }
}

/// The configuration. Each part is there or is the error that names what is not.
pub struct Settings {
    /// Where the gateway runs.
    pub environment: Environment,
    /// The most bytes of a caller's body.
    pub max_body_bytes: usize,
    /// How many requests a caller may make in a minute; 0 where that is not limited.
    pub rate_limit: u32,
    /// How long answers are kept.
    pub retention_days: i64,
    /// Until when a transaction that was requested elsewhere is taken for the caller who
    /// asks first: for a migration, never for good.
    pub adopt_until: Option<UnixTime>,
    /// How many seconds a caller's `x-lh-date` may be off.
    pub clock_skew_seconds: i64,
    /// How long after the time to sign KakaoCert still verifies, in seconds; 0 where that is
    /// not limited.
    pub verify_window_seconds: i64,
    toss: Result<Toss, Vec<Error>>,
    linkhub: Result<LinkHub, Vec<Error>>,
    evidence: Result<Evidence, Vec<Error>>,
    callers: Result<Callers>,
    store_keys: Result<StoreKeys>,
    general: Vec<Error>,
}

impl Settings {
    /// Reads every setting through `lookup`.
    #[must_use]
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Self {
        let read = Reader { lookup, environment: environment(lookup).unwrap_or(Environment::Production) };
        let max_body_bytes = read.number("MAX_BODY_BYTES", MAX_BODY_BYTES, 1..=16 << 20);
        let rate_limit = read.number("RATE_LIMIT", RATE_LIMIT, 0..=1_000_000);
        let retention_days = read.number("EVIDENCE_RETENTION_DAYS", EVIDENCE_RETENTION_DAYS, 1..=36_500);
        let adopt_until = read.adopt_until();
        let clock_skew_seconds = read.number("CLOCK_SKEW_SECONDS", CLOCK_SKEW_SECONDS, 1..=3600);
        let verify_window_seconds = read.number("KAKAO_VERIFY_WINDOW_SECONDS", 0, 0..=86_400);
        let general = [
            environment(lookup).err(),
            max_body_bytes.as_ref().err().cloned(),
            rate_limit.as_ref().err().cloned(),
            adopt_until.as_ref().err().cloned(),
            retention_days.as_ref().err().cloned(),
            clock_skew_seconds.as_ref().err().cloned(),
            verify_window_seconds.as_ref().err().cloned(),
        ];
        Self {
            environment: read.environment,
            max_body_bytes: max_body_bytes.unwrap_or(MAX_BODY_BYTES),
            rate_limit: rate_limit.unwrap_or(RATE_LIMIT),
            retention_days: retention_days.unwrap_or(EVIDENCE_RETENTION_DAYS),
            adopt_until: adopt_until.unwrap_or(None),
            clock_skew_seconds: clock_skew_seconds.unwrap_or(CLOCK_SKEW_SECONDS),
            verify_window_seconds: verify_window_seconds.unwrap_or(0),
            toss: read.toss(),
            linkhub: read.linkhub(),
            evidence: read.evidence(),
            callers: read.callers(),
            store_keys: read.store_keys(),
            general: general.into_iter().flatten().collect(),
        }
    }

    /// Whether the settings that every route needs are sound: where the gateway runs, its
    /// limits.
    ///
    /// # Errors
    /// [`Code::SettingInvalid`] about the first that is wrong.
    pub fn general(&self) -> Result<()> {
        self.general.first().cloned().map_or(Ok(()), Err)
    }

    /// What the Toss routes need.
    ///
    /// # Errors
    /// [`Code::SettingInvalid`] about the first setting that is missing or wrong.
    pub fn toss(&self) -> Result<&Toss> {
        self.toss.as_ref().map_err(|wrong| first(wrong))
    }

    /// What the KakaoCert routes need.
    ///
    /// # Errors
    /// As [`Settings::toss`].
    pub fn linkhub(&self) -> Result<&LinkHub> {
        self.linkhub.as_ref().map_err(|wrong| first(wrong))
    }

    /// How signed documents are checked.
    ///
    /// # Errors
    /// As [`Settings::toss`].
    pub fn evidence(&self) -> Result<&Evidence> {
        self.evidence.as_ref().map_err(|wrong| first(wrong))
    }

    /// Who may call.
    ///
    /// # Errors
    /// As [`Settings::toss`].
    pub fn callers(&self) -> Result<&Callers> {
        self.callers.as_ref().map_err(Clone::clone)
    }

    /// What records are sealed with.
    ///
    /// # Errors
    /// As [`Settings::toss`].
    pub fn store_keys(&self) -> Result<&StoreKeys> {
        self.store_keys.as_ref().map_err(Clone::clone)
    }

    /// Everything that is missing or wrong, for `/readyz`: names, never values. A
    /// provider that no caller may use needs no settings.
    #[must_use]
    pub fn problems(&self) -> Vec<Error> {
        let is_used = |provider| {
            self.callers.as_ref().map_or(true, |callers| callers.iter().any(|c| c.may_use(provider)))
        };
        let toss = self.toss.as_ref().err().filter(|_| is_used(Provider::Toss));
        let linkhub = self.linkhub.as_ref().err().filter(|_| is_used(Provider::Kakao));
        let needed_by_all = [self.callers.as_ref().err(), self.store_keys.as_ref().err()];
        self.general
            .iter()
            .chain(needed_by_all.into_iter().flatten())
            .chain(self.evidence.as_ref().err().into_iter().flatten())
            .chain(toss.into_iter().flatten())
            .chain(linkhub.into_iter().flatten())
            .cloned()
            .collect()
    }
}

fn first(wrong: &[Error]) -> Error {
    wrong.first().cloned().unwrap_or(Error::new(Code::SettingInvalid))
}

fn environment(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Environment> {
    match lookup("ENVIRONMENT").as_deref() {
        None | Some("" | "production") => Ok(Environment::Production),
        Some("staging") => Ok(Environment::Staging),
        Some("development") => Ok(Environment::Development),
        Some(_) => Err(invalid("ENVIRONMENT")),
    }
}
