//! `POST /token` at the gateway: a caller's id and secret for a native token, in the shape
//! of Toss's token call (RFC 6749 section 4.4), so that a Toss client needs no change.

use alloc::string::String;

use serde_json::json;

use crate::caller::Claim;
use crate::error::{Code, Error, Result};
use crate::exchange::Response;
use crate::gateway::refusal::json_response;
use crate::gateway::settings::Settings;
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
/// [`Code::RequestInvalid`] for parameters that are missing, doubled or of another grant,
/// [`Code::CallerUnknown`] for a wrong id or secret, [`Code::ProviderNotAllowed`],
/// [`Code::OriginRefused`], [`Code::SettingInvalid`].
pub fn grant(settings: &Settings, form: &[u8], from_page: bool, now: UnixTime) -> Result<Response> {
    let (callers, keys) = (settings.callers()?, settings.store_keys()?);
    let form = Form::read(form)?;
    let claim = Claim {
        provider: Provider::Toss,
        client_code: None,
        expires_at: now.plus_seconds(LIFETIME_SECONDS),
    };
    let token = callers.make_token(keys, &form.client_id, form.client_secret.expose(), &claim)?;
    if from_page {
        return Err(Error::new(Code::OriginRefused));
    }
    let body = json!({
        "access_token": token.expose(),
        "scope": "ca",
        "token_type": "Bearer",
        "expires_in": LIFETIME_SECONDS,
    });
    Ok(json_response(200, "application/json", &body).with("cache-control", "no-store"))
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
        let is = |slot: &Option<Secret<String>>, expected| {
            slot.as_ref().is_some_and(|value| value.expose().as_str() == expected)
        };
        if !is(&grant_type, "client_credentials") {
            return Err(invalid("grant_type"));
        }
        if !is(&scope, "ca") {
            return Err(invalid("scope"));
        }
        let client_id = client_id.ok_or_else(|| invalid("client_id"))?;
        Ok(Self {
            client_id: client_id.expose().clone(),
            client_secret: client_secret.ok_or_else(|| invalid("client_secret"))?,
        })
    }
}
