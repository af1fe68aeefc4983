//! `POST /token` at the gateway: a caller's id and secret for a native token, in the shape
//! of Toss's token call (RFC 6749 section 4.4), so that a Toss client needs no change.

use alloc::string::String;

use serde::Serialize;

use crate::caller::Claim;
use crate::error::{Code, Error, Result};
use crate::exchange::Response;
use crate::gateway::refusal::json_response;
use crate::gateway::settings::Settings;
use crate::json;
use crate::secret::Secret;
use crate::time::UnixTime;
use crate::transaction::Provider;

/// How long a native token in Toss's shape is good.
pub const LIFETIME_SECONDS: i64 = 3_600;
/// A token call has four short parameters.
pub const FORM_BYTES_MAX: usize = 4_096;

/// Answers a token call.
///
/// # Errors
/// [`Code::RequestInvalid`] for parameters that are missing, empty or doubled, and at
/// `/grant_type` or `/scope` for another grant or scope than this one,
/// [`Code::CallerUnknown`] for a wrong id or secret, [`Code::ProviderNotAllowed`],
/// [`Code::OriginRefused`], [`Code::SettingInvalid`].
pub fn grant(settings: &Settings, form: &[u8], from_page: bool, now: UnixTime) -> Result<Response> {
    let (callers, keys) = (settings.callers()?, settings.store_keys()?);
    let form = Form::read(form)?;
    let claim =
        Claim { provider: Provider::Toss, client_code: None, expires_at: now.plus_seconds(LIFETIME_SECONDS) };
    let token = callers.make_token(keys, &form.client_id, form.client_secret.expose(), &claim)?;
    if from_page {
        return Err(Error::new(Code::OriginRefused));
    }
    let body = Granted {
        access_token: token.expose(),
        scope: "ca",
        token_type: "Bearer",
        expires_in: LIFETIME_SECONDS,
    };
    Ok(json_response(200, "application/json", &body)
        .with("cache-control", "no-store")
        .with("pragma", "no-cache"))
}

#[derive(Serialize)]
struct Granted<'a> {
    access_token: &'a str,
    scope: &'static str,
    token_type: &'static str,
    expires_in: i64,
}

struct Form {
    client_id: String,
    client_secret: Secret<String>,
}

impl Form {
    fn read(bytes: &[u8]) -> Result<Self> {
        let invalid = |name: &'static str| Error::new(Code::RequestInvalid).about(name);
        let mut grant_type = None;
        let mut scope = None;
        let mut client_id = None;
        let mut client_secret = None;
        for (name, value) in form_urlencoded::parse(bytes) {
            let (slot, name) = match name.as_ref() {
                "grant_type" => (&mut grant_type, "grant_type"),
                "scope" => (&mut scope, "scope"),
                "client_id" => (&mut client_id, "client_id"),
                "client_secret" => (&mut client_secret, "client_secret"),
                _ => continue,
            };
            if slot.replace(Secret::new(value.into_owned())).is_some() {
                return Err(invalid(name));
            }
        }
        // A parameter without a value is one that was left out (RFC 6749 section 3.2).
        let given = |slot: Option<Secret<String>>, name| {
            slot.filter(|value| !value.expose().is_empty()).ok_or_else(|| invalid(name))
        };
        let supported = |slot, name, value: &str| {
            if given(slot, name)?.expose() == value {
                Ok(())
            } else {
                Err(invalid(name).at(json::pointer("", name)))
            }
        };
        supported(grant_type, "grant_type", "client_credentials")?;
        supported(scope, "scope", "ca")?;
        Ok(Self {
            client_id: given(client_id, "client_id")?.expose().clone(),
            client_secret: given(client_secret, "client_secret")?,
        })
    }
}
