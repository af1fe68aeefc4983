//! The configuration, read once: every value checked, none ever repeated.
//!
//! A value that is missing, a placeholder or wrong does not stop the gateway; it stops
//! the routes that need it, and `/readyz` names it.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv6Addr;

use crate::caller::Callers;
use crate::digest::sha256_hex;
use crate::error::{Code, Error, Result};
use crate::provider::toss::public_key::published_public_key;
use crate::secret::Secret;
use crate::session::PublicKey;
use crate::store::StoreKeys;
use crate::time::UnixTime;
use crate::transaction::Provider;

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

/// The configuration. Each part is there or is the error that names what is not.
pub struct Settings {
    /// Where the gateway runs.
    pub environment: Environment,
    /// The most bytes of a caller's body.
    pub max_body_bytes: usize,
    /// How long answers are kept.
    pub retention_days: i64,
    /// Until when a transaction that was requested elsewhere is taken for the caller who
    /// asks first: for a migration, never for good.
    pub adopt_until: Option<UnixTime>,
    toss: Result<Toss, Vec<Error>>,
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
        let retention_days = read.number("EVIDENCE_RETENTION_DAYS", EVIDENCE_RETENTION_DAYS, 1..=36_500);
        let adopt_until = read.adopt_until();
        let general = [
            environment(lookup).err(),
            max_body_bytes.as_ref().err().cloned(),
            adopt_until.as_ref().err().cloned(),
            retention_days.as_ref().err().cloned(),
        ];
        Self {
            environment: read.environment,
            max_body_bytes: max_body_bytes.unwrap_or(MAX_BODY_BYTES),
            retention_days: retention_days.unwrap_or(EVIDENCE_RETENTION_DAYS),
            adopt_until: adopt_until.unwrap_or(None),
            toss: read.toss(),
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
        let first = |wrong: &Vec<Error>| wrong.first().cloned().unwrap_or(Error::new(Code::SettingInvalid));
        self.toss.as_ref().map_err(first)
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
        let toss_is_used =
            self.callers.as_ref().map_or(true, |callers| callers.iter().any(|c| c.may_use(Provider::Toss)));
        let toss = self.toss.as_ref().err().filter(|_| toss_is_used);
        let needed_by_all = [self.callers.as_ref().err(), self.store_keys.as_ref().err()];
        self.general
            .iter()
            .chain(needed_by_all.into_iter().flatten())
            .chain(toss.into_iter().flatten())
            .cloned()
            .collect()
    }
}

fn environment(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Environment> {
    match lookup("ENVIRONMENT").as_deref() {
        None | Some("" | "production") => Ok(Environment::Production),
        Some("staging") => Ok(Environment::Staging),
        Some("development") => Ok(Environment::Development),
        Some(_) => Err(invalid("ENVIRONMENT")),
    }
}

/// A host, as a name or an address, with or without a port (RFC 3986 section 3.2). What
/// else a URL may have could send a credential elsewhere, or is read in more than one way.
fn is_host_and_port(text: &str) -> bool {
    let (host_is_sound, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) => (address.parse::<Ipv6Addr>().is_ok(), port),
            None => return false,
        },
        None => {
            let (name, port) =
                text.split_at_checked(text.find(':').unwrap_or(text.len())).unwrap_or((text, ""));
            let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            (!name.is_empty() && name.bytes().all(sound), port)
        }
    };
    let is_port = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse::<u16>().is_ok();
    host_is_sound && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

fn invalid(name: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::SettingInvalid).about(name)
}

struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    environment: Environment,
}

impl Reader<'_> {
    /// The value, unless it is missing, blank or still what an example file says.
    fn text(&self, name: &'static str) -> Result<String> {
        let value = (self.lookup)(name).ok_or_else(|| invalid(name))?;
        let trimmed = value.trim();
        let placeholder = trimmed.is_empty()
            || (trimmed.starts_with('<') && trimmed.ends_with('>'))
            || trimmed.eq_ignore_ascii_case("changeme");
        if placeholder { Err(invalid(name)) } else { Ok(trimmed.into()) }
    }

    fn url(&self, name: &'static str, default: &str) -> Result<String> {
        let url = match (self.lookup)(name) {
            None => default.into(),
            Some(_) => self.text(name)?,
        };
        let https = url.strip_prefix("https://");
        let http = url.strip_prefix("http://").filter(|_| self.environment == Environment::Development);
        let host = https.or(http).ok_or_else(|| invalid(name))?.trim_end_matches('/');
        if is_host_and_port(host) { Ok(url.trim_end_matches('/').into()) } else { Err(invalid(name)) }
    }

    fn number<T: core::str::FromStr + PartialOrd>(
        &self,
        name: &'static str,
        default: T,
        range: core::ops::RangeInclusive<T>,
    ) -> Result<T> {
        match (self.lookup)(name) {
            None => Ok(default),
            Some(text) => text.trim().parse().ok().filter(|n| range.contains(n)).ok_or_else(|| invalid(name)),
        }
    }

    /// What the Toss routes need, or everything that is missing or wrong of it.
    /// `off`, or `until:` and a time (RFC 3339).
    fn adopt_until(&self) -> Result<Option<UnixTime>> {
        const NAME: &str = "ADOPT_UNKNOWN";
        match (self.lookup)(NAME).as_deref().map(str::trim) {
            None | Some("off") => Ok(None),
            Some(text) => {
                let until = text.strip_prefix("until:").and_then(UnixTime::parse);
                until.map(Some).ok_or_else(|| invalid(NAME))
            }
        }
    }

    fn toss(&self) -> Result<Toss, Vec<Error>> {
        let client_id = self.text("TOSS_CLIENT_ID").and_then(|id| {
            let of_a_test = self.environment == Environment::Production && id.starts_with("test_");
            if of_a_test { Err(invalid("TOSS_CLIENT_ID")) } else { Ok(id) }
        });
        let client_secret = self.text("TOSS_CLIENT_SECRET").map(Secret::new);
        let auth_url = self.url("TOSS_AUTH_URL", "https://oauth2.cert.toss.im");
        let api_url = self.url("TOSS_API_URL", "https://cert.toss.im");
        let public_key = self.public_key();
        match (client_id, client_secret, auth_url, api_url, public_key) {
            (Ok(client_id), Ok(client_secret), Ok(auth_url), Ok(api_url), Ok(public_key)) => {
                Ok(Toss { auth_url, api_url, client_id, client_secret, public_key })
            }
            (client_id, client_secret, auth_url, api_url, public_key) => {
                let wrong =
                    [client_id.err(), client_secret.err(), auth_url.err(), api_url.err(), public_key.err()];
                Err(wrong.into_iter().flatten().collect())
            }
        }
    }

    /// The key that Toss publishes, unless another is set.
    fn public_key(&self) -> Result<PublicKey> {
        const NAME: &str = "TOSS_PUBLIC_KEY";
        match (self.lookup)(NAME) {
            None => published_public_key(),
            Some(_) => PublicKey::parse(&self.text(NAME)?).map_err(|_| invalid(NAME)),
        }
    }

    fn callers(&self) -> Result<Callers> {
        let mut lists: Vec<(&'static str, Secret<String>)> = Vec::new();
        for name in CALLERS_NAMES {
            if (self.lookup)(name).is_some() {
                lists.push((name, Secret::new(self.text(name)?)));
            }
        }
        if lists.is_empty() {
            return Err(invalid("CALLERS"));
        }
        let texts = lists.iter().map(|(name, text)| (*name, text.expose().as_str()));
        let callers = Callers::parse(texts.clone())?;
        if self.environment == Environment::Development {
            return Ok(callers);
        }
        // One list at a time, to name the one that has it.
        let has_published = |list: &Callers| list.iter().any(|c| c.has_secret_among(&DEVELOPMENT_SECRETS));
        match texts.into_iter().find(|text| Callers::parse([*text]).as_ref().is_ok_and(has_published)) {
            Some((name, _)) => Err(invalid(name)),
            None => Ok(callers),
        }
    }

    fn store_keys(&self) -> Result<StoreKeys> {
        let text = Secret::new(self.text("STORE_KEYS")?);
        let keys = StoreKeys::parse(text.expose())?;
        let published = keys.has_key_among(&[DEVELOPMENT_STORE_KEY]);
        if published && self.environment != Environment::Development {
            return Err(invalid("STORE_KEYS"));
        }
        Ok(keys)
    }
}
