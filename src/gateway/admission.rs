//! Who is calling: a caller's secret or a native token, as `Authorization: Bearer`.

use crate::caller::{Caller, looks_like_token};
use crate::error::{Code, Error, Result};
use crate::gateway::settings::{Environment, Settings};
use crate::time::UnixTime;
use crate::transaction::Provider;

/// What of a request's headers says who calls.
#[derive(Clone, Copy, Default)]
pub struct Credential<'a> {
    /// `Authorization`.
    pub authorization: Option<&'a str>,
    /// `Origin`: set by a browser, never by a server.
    pub origin: Option<&'a str>,
}

/// The caller of a route of `provider`; of a route of the gateway's own when that is `None`,
/// where only a secret opens.
///
/// # Errors
/// [`Code::CallerUnknown`] for a credential that is missing, wrong, over or of a caller
/// that is gone, not told apart; [`Code::OriginRefused`] for a right one in a page;
/// [`Code::ProviderNotAllowed`]; [`Code::SettingInvalid`].
pub fn admit<'s>(
    settings: &'s Settings,
    credential: Credential<'_>,
    provider: Option<Provider>,
    now: UnixTime,
) -> Result<&'s Caller> {
    let unknown = || Error::new(Code::CallerUnknown);
    let (callers, keys) = (settings.callers()?, settings.store_keys()?);
    let presented = credential.authorization.and_then(bearer).ok_or_else(unknown)?;
    let caller = match provider {
        Some(provider) if looks_like_token(presented) => {
            callers.by_token(keys, presented, provider, now).map(|(caller, _)| caller)
        }
        _ => callers.by_secret(keys, presented),
    }
    .ok_or_else(unknown)?;
    if credential.origin.is_some() {
        return Err(Error::new(Code::OriginRefused));
    }
    match provider {
        Some(provider) if !caller.may_use(provider) => Err(Error::new(Code::ProviderNotAllowed)),
        _ => Ok(caller),
    }
}

/// Whether readiness may be told: to anybody in development, elsewhere to a caller — unless
/// nobody can show who they are, because that is what is not configured.
///
/// # Errors
/// As [`admit`].
pub fn admit_to_readiness(settings: &Settings, credential: Credential<'_>, now: UnixTime) -> Result<()> {
    let nobody_can = settings.callers().is_err() || settings.store_keys().is_err();
    if settings.environment == Environment::Development || nobody_can {
        return Ok(());
    }
    admit(settings, credential, None, now).map(|_| ())
}

/// `Bearer` in any case, one space or more, the token (RFC 6750 section 2.1).
pub(super) fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, rest) = authorization.split_once(' ')?;
    let token = rest.trim_matches(' ');
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
