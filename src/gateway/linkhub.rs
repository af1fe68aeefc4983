//! The LinkHub side of the gateway's callers: `GET /Time`, `POST /KAKAOCERT/Token`, and who
//! may call a service. A published client of KakaoCert works unchanged: its LinkID is the
//! caller's id, its SecretKey one of the caller's secrets.

use alloc::format;
use alloc::string::String;

use crate::caller::{Caller, Claim, looks_like_token};
use crate::digest::sha256_hex;
use crate::error::{Code, Error, Result};
use crate::exchange::Response;
use crate::gateway::admission::bearer;
use crate::gateway::refusal::json_response;
use crate::gateway::settings::Settings;
use crate::json;
use crate::provider::kakao::operation::UNTOUCHED;
use crate::provider::kakao::signing::{Date, Outcome, Presented, SecretKey, SignatureHeaders};
use crate::provider::kakao::wire::{TokenGranted, TokenRequest};
use crate::secret::Secret;
use crate::time::UnixTime;
use crate::transaction::Provider;

/// How long a native token in LinkHub's shape is good.
pub const LIFETIME_SECONDS: i64 = 900;
/// A body of LinkHub's routes is at most this long.
pub const BODY_BYTES_MAX: usize = 64 << 10;
/// The header by which a caller that presents its secret names the client code it acts for,
/// where it has more than one.
pub const CLIENT_CODE_HEADER: &str = "ingam-client-code";
/// The header that asks for one more verification after a lost answer.
pub const RETRY_HEADER: &str = "ingam-retry";
/// Its one value.
pub const RETRY_UNCERTAIN: &str = "uncertain";

/// `GET /Time`: the gateway's clock, for clients that do not trust their own.
#[must_use]
pub fn time(now: UnixTime) -> Response {
    Response::new(200, "text/plain; charset=utf-8", now.to_rfc3339().into_bytes())
        .with("cache-control", "no-store")
}

/// What of a request's headers says who calls.
#[derive(Clone, Copy, Default)]
pub struct Credentials<'a> {
    /// `Authorization`.
    pub authorization: Option<&'a str>,
    /// `x-kc-auth`, of a service.
    pub service_signature: Option<&'a str>,
    /// `x-lh-date`.
    pub date: Option<&'a str>,
    /// `x-lh-version`.
    pub version: Option<&'a str>,
    /// `x-lh-forwarded`, of a token.
    pub forwarded: Option<&'a str>,
    /// [`CLIENT_CODE_HEADER`].
    pub client_code: Option<&'a str>,
    /// `Origin`: set by a browser, never by a server.
    pub origin: Option<&'a str>,
}

/// `POST /KAKAOCERT/Token`: a native token in LinkHub's shape, bound to the caller, its
/// secret and the client code of `access_id`.
///
/// The address a client forwards is not bound to: the token opens this gateway only.
///
/// # Errors
/// [`Code::CallerUnknown`] for a signature that is missing, malformed or of nobody's, not
/// told apart; for one that is right: [`Code::ClockSkewed`], [`Code::OriginRefused`],
/// [`Code::JsonInvalid`], [`Code::ClientCodeNotAllowed`], [`Code::ProviderNotAllowed`].
/// [`Code::SettingInvalid`].
pub fn grant(
    settings: &Settings,
    credentials: &Credentials<'_>,
    body: &[u8],
    now: UnixTime,
) -> Result<Response> {
    let headers = credentials.of_token();
    let presented = Presented::token(&headers).ok_or(Code::CallerUnknown)?;
    let (caller, secret) = signer(settings, &presented, body, now)?;
    refuse_page(credentials)?;
    let mut request: TokenRequest = json::parse(body)?;
    // A code that was sent as a JSON number has lost its leading zeros.
    if !request.access_id.is_empty() && request.access_id.bytes().all(|byte| byte.is_ascii_digit()) {
        request.access_id = format!("{:0>12}", request.access_id);
    }
    if !caller.may_use(Provider::Kakao) {
        return Err(Error::new(Code::ProviderNotAllowed));
    }
    if !caller.client_codes().contains(&request.access_id) {
        return Err(Error::new(Code::ClientCodeNotAllowed));
    }
    let expires_at = now.plus_seconds(LIFETIME_SECONDS);
    let claim = Claim { provider: Provider::Kakao, client_code: Some(&request.access_id), expires_at };
    let (callers, keys) = (settings.callers()?, settings.store_keys()?);
    let token = callers.make_token(keys, caller.id(), secret.expose(), &claim)?;
    let granted = TokenGranted {
        session_token: token.expose().clone(),
        service_id: Some("KAKAOCERT".into()),
        link_id: Some(caller.id().into()),
        usercode: Some(request.access_id),
        ipaddress: Some("*".into()),
        expiration: Date::with_milliseconds(expires_at).as_str().into(),
        scope: request.scope,
        other: json::Map::new(),
    };
    Ok(json_response(200, "application/json", &granted))
}

/// An answer of the token route as it leaves: not stored, and never compressed on the way,
/// because the published client for Node.js reads no compressed token.
///
/// `no-transform` says so to Cloudflare; where workerd runs behind something else, a coding
/// that is named already is left alone.
#[must_use]
pub fn uncompressed(answer: Response) -> Response {
    answer.with("cache-control", UNTOUCHED).with("content-encoding", "identity")
}

/// A caller of a service, and the client code it acts for.
#[derive(Debug)]
pub struct Admitted<'s> {
    /// Who.
    pub caller: &'s Caller,
    /// For whom (이용기관코드).
    pub client_code: String,
}

impl<'s> Admitted<'s> {
    /// The caller of a service by its bearer: a native token with its client code, or a
    /// secret with [`CLIENT_CODE_HEADER`], which a caller of one client code can leave out.
    ///
    /// # Errors
    /// [`Code::CallerUnknown`], not told apart; for a right bearer [`Code::OriginRefused`],
    /// [`Code::ProviderNotAllowed`], [`Code::ClientCodeNotAllowed`]. [`Code::SettingInvalid`].
    pub fn by_bearer(settings: &'s Settings, credentials: &Credentials<'_>, now: UnixTime) -> Result<Self> {
        let (callers, keys) = (settings.callers()?, settings.store_keys()?);
        let presented = credentials.authorization.and_then(bearer).ok_or(Code::CallerUnknown)?;
        let (caller, bound_to) = if looks_like_token(presented) {
            callers.by_token(keys, presented, Provider::Kakao, now).ok_or(Code::CallerUnknown)?
        } else {
            (callers.by_secret(keys, presented).ok_or(Code::CallerUnknown)?, None)
        };
        refuse_page(credentials)?;
        if !caller.may_use(Provider::Kakao) {
            return Err(Error::new(Code::ProviderNotAllowed));
        }
        let client_code = client_code(caller, bound_to, credentials.client_code)?;
        Ok(Self { caller, client_code })
    }
}

/// The client code: the token's, the header's, or the only one there is; never two that differ.
fn client_code(caller: &Caller, bound_to: Option<String>, named: Option<&str>) -> Result<String> {
    let refused = || Error::new(Code::ClientCodeNotAllowed);
    let code = match (bound_to, named, caller.client_codes()) {
        (Some(bound), None, _) => bound,
        (Some(bound), Some(named), _) if bound == named => bound,
        (None, Some(named), own) => own.iter().find(|code| *code == named).ok_or_else(refused)?.clone(),
        (None, None, [only]) => only.clone(),
        _ => return Err(refused()),
    };
    Ok(code)
}

/// A request signature that was verified, to be remembered.
#[derive(Debug)]
pub struct Signed {
    /// Names the signature, tells it to nobody.
    pub slot: String,
}

/// Whether a service's `POST` is signed by the caller of its bearer, over these bytes, now.
///
/// A caller that presents its secret itself has shown who it is, and may leave the signature
/// out: then there is none to be remembered.
///
/// # Errors
/// [`Code::CallerUnknown`] for a signature that is missing, malformed, of another caller or
/// over other bytes; [`Code::ClockSkewed`] for one that is right.
pub fn verify_signature(
    settings: &Settings,
    credentials: &Credentials<'_>,
    admitted: &Admitted<'_>,
    body: &[u8],
    now: UnixTime,
) -> Result<Option<Signed>> {
    let by_token = credentials.authorization.and_then(bearer).is_some_and(looks_like_token);
    if credentials.service_signature.is_none() && !by_token {
        return Ok(None);
    }
    let headers = credentials.of_service();
    let presented = Presented::service(&headers).ok_or(Code::CallerUnknown)?;
    let (caller, _) = signer(settings, &presented, body, now)?;
    if caller.id() != admitted.caller.id() {
        return Err(Error::new(Code::CallerUnknown));
    }
    Ok(Some(Signed { slot: sha256_hex(format!("x-kc-auth\n{}", presented.fingerprint()).as_bytes()) }))
}

/// What a request is, for the record of its signature: the signature covers the body alone,
/// so the path and whom it is for stand beside it. SHA-256 in hexadecimal.
#[must_use]
pub fn request_digest(path: &str, client_code: &str, body: &[u8]) -> String {
    sha256_hex(&[path.as_bytes(), b"\n", client_code.as_bytes(), b"\n", body].concat())
}

/// The key under which names are kept as hashes, to be compared with a certificate's.
///
/// # Errors
/// [`Code::SettingInvalid`].
pub fn name_key(settings: &Settings) -> Result<Secret<[u8; 32]>> {
    settings.store_keys()?.derive("names").next().ok_or_else(|| Error::new(Code::Internal))
}

/// Whether the caller wants one more verification after a lost answer.
///
/// # Errors
/// [`Code::OptionInvalid`] about the header when it has another value.
pub fn wants_retry(header: Option<&str>) -> Result<bool> {
    match header {
        None => Ok(false),
        Some(RETRY_UNCERTAIN) => Ok(true),
        Some(_) => Err(Error::new(Code::OptionInvalid).about(RETRY_HEADER)),
    }
}

/// Who signed, and with which secret.
fn signer<'s>(
    settings: &'s Settings,
    presented: &Presented<'_>,
    body: &[u8],
    now: UnixTime,
) -> Result<(&'s Caller, &'s Secret<String>)> {
    let text = presented.string_to_sign(body);
    let verify = |secret: &Secret<String>| match SecretKey::parse(secret.expose()) {
        Ok(key) => presented.verify_text(&key, &text, now, settings.clock_skew_seconds),
        Err(_) => Outcome::Wrong,
    };
    let made = |secret: &Secret<String>| verify(secret) != Outcome::Wrong;
    let found = settings.callers()?.by_signature(presented.link_id(), &made);
    let (caller, secret) = found.ok_or(Code::CallerUnknown)?;
    match verify(secret) {
        Outcome::Verified => Ok((caller, secret)),
        Outcome::OutsideWindow => Err(Error::new(Code::ClockSkewed)),
        Outcome::Wrong => Err(Error::new(Code::CallerUnknown)),
    }
}

fn refuse_page(credentials: &Credentials<'_>) -> Result<()> {
    match credentials.origin {
        None => Ok(()),
        Some(_) => Err(Error::new(Code::OriginRefused)),
    }
}

impl<'a> Credentials<'a> {
    const fn of_token(&self) -> SignatureHeaders<'a> {
        SignatureHeaders {
            credential: self.authorization,
            date: self.date,
            version: self.version,
            forwarded: self.forwarded,
        }
    }

    const fn of_service(&self) -> SignatureHeaders<'a> {
        SignatureHeaders {
            credential: self.service_signature,
            date: self.date,
            version: self.version,
            forwarded: None,
        }
    }
}
