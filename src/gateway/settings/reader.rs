//! One setting after the other, from the environment's text.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv6Addr;

use super::{CALLERS_NAMES, DEVELOPMENT_SECRETS, DEVELOPMENT_STORE_KEY, Environment, LinkHub, Toss};
use crate::caller::Callers;
use crate::digest::sha256_hex;
use crate::error::{Code, Error, Result};
use crate::provider::kakao::signing::{SecretKey, Signer};
use crate::provider::toss::public_key::published_public_key;
use crate::secret::Secret;
use crate::session::PublicKey;
use crate::store::StoreKeys;
use crate::time::UnixTime;

/// Looks settings up, and refuses what is missing, a placeholder or wrong.
pub(super) struct Reader<'a> {
    pub(super) lookup: &'a dyn Fn(&str) -> Option<String>,
    pub(super) environment: Environment,
}

impl Reader<'_> {
    /// The value, unless it is missing, blank or still what an example file says.
    pub(super) fn text(&self, name: &'static str) -> Result<String> {
        let value = (self.lookup)(name).ok_or_else(|| invalid(name))?;
        let trimmed = value.trim();
        let placeholder = trimmed.is_empty()
            || (trimmed.starts_with('<') && trimmed.ends_with('>'))
            || trimmed.eq_ignore_ascii_case("changeme");
        if placeholder { Err(invalid(name)) } else { Ok(trimmed.into()) }
    }

    /// The value, trimmed, unless it is missing or blank.
    pub(super) fn optional(&self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|value| String::from(value.trim())).filter(|value| !value.is_empty())
    }

    pub(super) fn url(&self, name: &'static str, default: &str) -> Result<String> {
        let url = match (self.lookup)(name) {
            None => default.into(),
            Some(_) => self.text(name)?,
        };
        let https = url.strip_prefix("https://");
        let http = url.strip_prefix("http://").filter(|_| self.environment == Environment::Development);
        let host = https.or(http).ok_or_else(|| invalid(name))?.trim_end_matches('/');
        if is_host_and_port(host) { Ok(url.trim_end_matches('/').into()) } else { Err(invalid(name)) }
    }

    pub(super) fn number<T: core::str::FromStr + PartialOrd>(
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

    /// `off`, or `until:` and a time (RFC 3339).
    pub(super) fn adopt_until(&self) -> Result<Option<UnixTime>> {
        const NAME: &str = "ADOPT_UNKNOWN";
        match (self.lookup)(NAME).as_deref().map(str::trim) {
            None | Some("off") => Ok(None),
            Some(text) => {
                let until = text.strip_prefix("until:").and_then(UnixTime::parse);
                until.map(Some).ok_or_else(|| invalid(NAME))
            }
        }
    }

    /// What the Toss routes need, or everything that is missing or wrong of it.
    pub(super) fn toss(&self) -> Result<Toss, Vec<Error>> {
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

    /// What the KakaoCert routes need, or everything that is missing or wrong of it.
    pub(super) fn linkhub(&self) -> Result<LinkHub, Vec<Error>> {
        let link_id = self.text("LINKHUB_LINK_ID");
        let secret_key = self.text("LINKHUB_SECRET_KEY").map(Secret::new);
        let auth_url = self.url("LINKHUB_AUTH_URL", "https://auth.linkhub.co.kr");
        let api_url = self.url("KAKAOCERT_API_URL", "https://kakaocert-api.linkhub.co.kr");
        let parsed = secret_key.and_then(|text| {
            let key = SecretKey::parse(text.expose()).map_err(|_| invalid("LINKHUB_SECRET_KEY"))?;
            Ok((key, text))
        });
        let signer = match (link_id, parsed) {
            (Ok(link_id), Ok((key, text))) => {
                let signer = Signer::new(&link_id, key).map(|signer| (signer, text));
                signer.map_err(|_| Vec::from([invalid("LINKHUB_LINK_ID")]))
            }
            (link_id, parsed) => Err([link_id.err(), parsed.err()].into_iter().flatten().collect()),
        };
        match (signer, auth_url, api_url) {
            (Ok((signer, text)), Ok(auth_url), Ok(api_url)) => {
                let named = Secret::new(format!("{auth_url}\n{}\n{}", signer.link_id(), text.expose()));
                let credential = sha256_hex(named.expose().as_bytes());
                Ok(LinkHub { auth_url, api_url, signer, credential })
            }
            (signer, auth_url, api_url) => {
                let hosts = [auth_url.err(), api_url.err()].into_iter().flatten();
                Err(signer.err().into_iter().flatten().chain(hosts).collect())
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

    pub(super) fn callers(&self) -> Result<Callers> {
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

    pub(super) fn store_keys(&self) -> Result<StoreKeys> {
        let text = Secret::new(self.text("STORE_KEYS")?);
        let keys = StoreKeys::parse(text.expose())?;
        let published = keys.has_key_among(&[DEVELOPMENT_STORE_KEY]);
        if published && self.environment != Environment::Development {
            return Err(invalid("STORE_KEYS"));
        }
        Ok(keys)
    }
}

/// A host, as a name or an address, with or without a port (RFC 3986 section 3.2). What
/// else a URL may have could send a credential elsewhere, or is read in more than one way.
pub(super) fn is_host_and_port(text: &str) -> bool {
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

pub(super) fn invalid(name: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Code::SettingInvalid).about(name)
}
