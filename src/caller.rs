//! Who may call the gateway, and how it shows who it is.
//!
//! A caller proves itself with one of its secrets, or with a native token that the
//! gateway made for it in a provider's own shape. A token is
//!
//! ```text
//! ig1. base64url(claims) . base64url(HMAC-SHA-256(K, "ig1." || base64url(claims)))
//! claims = { "c": caller, "p": provider, "k": client code or null, "s": secret, "e": expiry }
//! K      = HMAC-SHA-256(store key, "ingam native tokens")
//! s      = the first 16 bytes of HMAC-SHA-256(K, "secret" || secret's text)
//! ```
//!
//! so nothing is stored for it, and taking the secret out of `CALLERS` ends it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::cipher::hmac_sha256;
use crate::encoding::{base64_decode, base64url, base64url_decode};
use crate::error::{Code, Error, Result};
use crate::json;
use crate::secret::{Secret, equal_in_constant_time};
use crate::store::StoreKeys;
use crate::time::UnixTime;
use crate::transaction::Provider;

const TOKEN_PREFIX: &str = "ig1.";
const FINGERPRINT_BYTES: usize = 16;
/// Of the form of a secret, and in no configuration: a setting with it is refused.
const NOBODYS_SECRET: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
/// Longer than any token this module makes; what is longer is not looked at.
const TOKEN_CHARACTERS_MAX: usize = 1024;

/// Everybody who may call.
#[derive(Debug, Default)]
pub struct Callers(Vec<Caller>);

/// A program that may call, as `CALLERS` describes it.
#[derive(Debug)]
pub struct Caller {
    id: String,
    secrets: Vec<Secret<String>>,
    providers: Vec<Provider>,
    client_codes: Vec<String>,
    origins: Vec<String>,
}

impl Caller {
    /// The name in logs and records.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it may use this provider.
    #[must_use]
    pub fn may_use(&self, provider: Provider) -> bool {
        self.providers.contains(&provider)
    }

    /// The KakaoCert client codes it may use.
    #[must_use]
    pub fn client_codes(&self) -> &[String] {
        &self.client_codes
    }

    /// Whether it may use this provider and, where one is named, this client code of its own.
    fn may_claim(&self, provider: Provider, client_code: Option<&str>) -> bool {
        self.may_use(provider)
            && client_code.is_none_or(|code| self.client_codes.iter().any(|own| own == code))
    }

    /// Web origins, as they are listed. Nothing is decided by them yet: a page can call nothing.
    #[must_use]
    pub fn origins(&self) -> &[String] {
        &self.origins
    }

    /// Whether one of its secrets is in `refused`.
    #[must_use]
    pub fn has_secret_among(&self, refused: &[&str]) -> bool {
        self.secrets.iter().any(|secret| refused.contains(&secret.expose().as_str()))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CallerEntry {
    id: String,
    secrets: Vec<String>,
    #[serde(default)]
    providers: Vec<Provider>,
    #[serde(default)]
    client_codes: Vec<String>,
    #[serde(default)]
    origins: Vec<String>,
}

impl Drop for CallerEntry {
    fn drop(&mut self) {
        self.secrets.zeroize();
    }
}

impl Callers {
    /// Reads the settings `CALLERS`, `CALLERS_2`, … : each a JSON array of
    /// `{ id, secrets, providers, clientCodes, origins }`; a secret is the base64 of 32
    /// random bytes, a client code the 12 digits of an 이용기관코드; an empty list allows nothing.
    ///
    /// # Errors
    /// [`Code::SettingInvalid`] about the setting that is not of that form, or repeats an
    /// id or a secret.
    pub fn parse<'a>(settings: impl IntoIterator<Item = (&'static str, &'a str)>) -> Result<Self> {
        let mut callers = Self::default();
        for (name, text) in settings {
            let invalid = || Error::new(Code::SettingInvalid).about(name);
            let entries: Vec<CallerEntry> = json::parse_list(text.as_bytes()).map_err(|_| invalid())?;
            for entry in entries {
                callers.add(entry).ok_or_else(invalid)?;
            }
        }
        Ok(callers)
    }

    fn add(&mut self, mut entry: CallerEntry) -> Option<()> {
        let id = core::mem::take(&mut entry.id);
        let name_is_sound = (1..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        if !name_is_sound || self.0.iter().any(|other| other.id == id) {
            return None;
        }
        let mut secrets: Vec<Secret<String>> = Vec::new();
        for secret in entry.secrets.drain(..).map(Secret::new) {
            let bytes = Secret::new(base64_decode(secret.expose()).ok()?);
            let known = self.0.iter().flat_map(|caller| &caller.secrets).chain(&secrets);
            let twice = known.into_iter().any(|other| other.expose() == secret.expose());
            let nobodys = secret.expose() == NOBODYS_SECRET;
            (bytes.expose().len() == 32 && !twice && !nobodys).then_some(())?;
            secrets.push(secret);
        }
        let is_client_code =
            |code: &String| code.len() == 12 && code.bytes().all(|digit| digit.is_ascii_digit());
        entry.client_codes.iter().all(is_client_code).then_some(())?;
        self.0.push(Caller {
            id,
            secrets,
            providers: core::mem::take(&mut entry.providers),
            client_codes: core::mem::take(&mut entry.client_codes),
            origins: core::mem::take(&mut entry.origins),
        });
        Some(())
    }

    /// Everybody, in the order of the settings.
    pub fn iter(&self) -> impl Iterator<Item = &Caller> {
        self.0.iter()
    }

    /// The caller whose secret this is.
    ///
    /// Compares keyed hashes with every secret there is, so the time taken tells neither
    /// how much of a guess was right nor whose secret it was near.
    #[must_use]
    pub fn by_secret(&self, keys: &StoreKeys, presented: &str) -> Option<&Caller> {
        let key = keys.derive("caller comparison").next()?;
        let presented = hmac_sha256::mac(key.expose(), &[presented.as_bytes()]);
        let mut found = None;
        for caller in &self.0 {
            for secret in &caller.secrets {
                let known = hmac_sha256::mac(key.expose(), &[secret.expose().as_bytes()]);
                if equal_in_constant_time(&known, &presented) {
                    found = Some(caller);
                }
            }
        }
        found
    }

    /// The caller of this id that has made a signature, and the secret it made it with;
    /// `made` says whether it is one of a secret's.
    ///
    /// As many secrets are tried for every id, known or not, as anybody has: the time taken does
    /// not tell who exists, nor how many secrets there are.
    #[must_use]
    pub fn by_signature(
        &self,
        id: &str,
        made: &dyn Fn(&Secret<String>) -> bool,
    ) -> Option<(&Caller, &Secret<String>)> {
        let caller = self.0.iter().find(|caller| caller.id == id);
        let nobodys = Secret::new(String::from(NOBODYS_SECRET));
        let most = self.0.iter().map(|caller| caller.secrets.len()).max().unwrap_or(0);
        let mut found = None;
        for index in 0..most {
            let own = caller.and_then(|caller| Some((caller, caller.secrets.get(index)?)));
            let is_made = made(own.map_or(&nobodys, |(_, secret)| secret));
            if is_made && own.is_some() {
                found = own;
            }
        }
        found
    }

    /// Makes a native token for the caller with this id and secret.
    ///
    /// # Errors
    /// [`Code::CallerUnknown`] when the two do not belong together,
    /// [`Code::ProviderNotAllowed`] when the caller may not use the provider, or the client
    /// code is not one of its own.
    pub fn make_token(
        &self,
        keys: &StoreKeys,
        id: &str,
        secret: &str,
        claim: &Claim<'_>,
    ) -> Result<Secret<String>> {
        let caller = self
            .by_secret(keys, secret)
            .filter(|caller| caller.id == id)
            .ok_or_else(|| Error::new(Code::CallerUnknown))?;
        if !caller.may_claim(claim.provider, claim.client_code) {
            return Err(Error::new(Code::ProviderNotAllowed));
        }
        let key = keys.derive("native tokens").next().ok_or(Code::Internal)?;
        let claims = Claims {
            caller: String::from(id),
            provider: claim.provider,
            client_code: claim.client_code.map(String::from),
            secret: fingerprint(&key, secret),
            expiry: claim.expires_at,
        };
        let claims = serde_json::to_vec(&claims).map_err(|_| Code::Internal)?;
        let signed = format!("{TOKEN_PREFIX}{}", base64url(&claims));
        let mac = hmac_sha256::mac(key.expose(), &[signed.as_bytes()]);
        Ok(Secret::new(format!("{signed}.{}", base64url(&mac))))
    }

    /// The caller a native token was made for, and the client code it is bound to.
    ///
    /// `None` for anything that is not a token of ours, for this provider, unexpired, of a
    /// caller that still has the secret it was made with, and the client code if it is bound
    /// to one. Which of these it was is not told.
    #[must_use]
    pub fn by_token(
        &self,
        keys: &StoreKeys,
        token: &str,
        provider: Provider,
        now: UnixTime,
    ) -> Option<(&Caller, Option<String>)> {
        (token.len() <= TOKEN_CHARACTERS_MAX).then_some(())?;
        let (signed, mac) = token.rsplit_once('.')?;
        let mac = base64url_decode(mac).ok()?;
        let key = keys.derive("native tokens").find(|key| {
            equal_in_constant_time(&hmac_sha256::mac(key.expose(), &[signed.as_bytes()]), &mac)
        })?;
        let claims = base64url_decode(signed.strip_prefix(TOKEN_PREFIX)?).ok()?;
        let claims: Claims = json::parse(&claims).ok()?;
        let caller = self.0.iter().find(|caller| caller.id == claims.caller)?;
        let still_has_secret =
            caller.secrets.iter().any(|secret| fingerprint(&key, secret.expose()) == claims.secret);
        let holds = still_has_secret
            && claims.provider == provider
            && caller.may_claim(provider, claims.client_code.as_deref())
            && now < claims.expiry;
        holds.then_some((caller, claims.client_code))
    }
}

/// What a native token is good for.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The provider whose routes it opens.
    pub provider: Provider,
    /// The KakaoCert client code it is bound to.
    pub client_code: Option<&'a str>,
    /// When it ends.
    pub expires_at: UnixTime,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    #[serde(rename = "c")]
    caller: String,
    #[serde(rename = "p")]
    provider: Provider,
    #[serde(rename = "k")]
    client_code: Option<String>,
    #[serde(rename = "s")]
    secret: String,
    #[serde(rename = "e")]
    expiry: UnixTime,
}

/// Whether the text has the form of a native token, sound or not.
#[must_use]
pub fn looks_like_token(text: &str) -> bool {
    text.starts_with(TOKEN_PREFIX)
}

fn fingerprint(key: &Secret<[u8; 32]>, secret: &str) -> String {
    let mac = hmac_sha256::mac(key.expose(), &[b"secret", secret.as_bytes()]);
    base64url(mac.get(..FINGERPRINT_BYTES).unwrap_or(&mac))
}
