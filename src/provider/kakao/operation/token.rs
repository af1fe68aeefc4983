//! The call for a session token.

use alloc::format;
use alloc::string::String;

use zeroize::Zeroize;

use super::signed_post;
use crate::error::{Code, Error, Result};
use crate::exchange::{Request, Response};
use crate::json::Value;
use crate::provider::kakao::signing::{Forwarded, Signer, TOKEN_PATH, Target};
use crate::provider::kakao::wire::{TokenGranted, TokenRequest};
use crate::secret::Secret;
use crate::time::UnixTime;
use crate::token::AccessToken;

/// Asks for the session token of a client code, to be used from anywhere: the addresses of
/// a Worker change.
#[must_use]
pub fn token_call(auth_url: &str, signer: &Signer, client_code: &str, now: UnixTime) -> Request {
    let body = TokenRequest::of(client_code).to_bytes();
    let target = Target::Token(Some(Forwarded::ANYWHERE));
    signed_post(format!("{auth_url}{TOKEN_PATH}"), signer, target, body, now)
}

/// The token in the answer to [`token_call`]. Its lifetime is from `issued_at` to its
/// `expiration`, a time on LinkHub's clock.
///
/// # Errors
/// [`Code::ProviderRefusedCredential`] for 400, 401 and 403, [`Code::ProviderAnswerInvalid`]
/// for anything else that is no token, or one that is over.
pub fn read_token(answer: &Response, issued_at: UnixTime) -> Result<AccessToken> {
    match answer.status {
        200 => {}
        400 | 401 | 403 => return Err(Error::new(Code::ProviderRefusedCredential)),
        _ => return Err(Error::new(Code::ProviderAnswerInvalid)),
    }
    let invalid = || Error::new(Code::ProviderAnswerInvalid);
    let mut granted: TokenGranted = serde_json::from_slice(&answer.body).map_err(|_| invalid())?;
    let value = Secret::new(core::mem::take::<String>(&mut granted.session_token));
    granted.other.values_mut().for_each(wipe);
    let usable = !value.expose().is_empty() && value.expose().bytes().all(|byte| byte.is_ascii_graphic());
    let expires_at = UnixTime::parse(&granted.expiration).ok_or_else(invalid)?;
    let lifetime = expires_at.seconds_since(issued_at);
    if usable && lifetime > 0 { Ok(AccessToken::new(value, issued_at, lifetime)) } else { Err(invalid()) }
}

fn wipe(value: &mut Value) {
    if let Value::String(text) = value {
        text.zeroize();
    }
}
