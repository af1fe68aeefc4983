//! The verifying side: what a signed request shows, and whether it holds.

use alloc::string::String;

use super::{Date, Forwarded, SecretKey, Target, VERSION, is_link_id, string_to_sign};
use crate::digest::sha256_hex;
use crate::encoding::base64_decode;
use crate::secret::equal_in_constant_time;
use crate::time::UnixTime;

/// The headers a signature is read from; `None` where there is none.
#[derive(Clone, Copy, Default)]
pub struct SignatureHeaders<'a> {
    /// `Authorization` of a token request, `x-kc-auth` of a service request.
    pub credential: Option<&'a str>,
    /// `x-lh-date`
    pub date: Option<&'a str>,
    /// `x-lh-version`
    pub version: Option<&'a str>,
    /// `x-lh-forwarded`, of a token request.
    pub forwarded: Option<&'a str>,
}

/// A signature, read but not verified.
pub struct Presented<'a> {
    target: Target<'a>,
    link_id: &'a str,
    mac: [u8; 32],
    date: Date,
}

/// What became of a signature. Inside, to be told apart; a caller is told no more than that
/// it is not known, unless its signature is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// By this key, over this body, in time.
    Verified,
    /// By this key and over this body, but its date is not within the window.
    OutsideWindow,
    /// Anything else: another key, another body, another date or target.
    Wrong,
}

impl<'a> Presented<'a> {
    /// Reads `LINKHUB {LinkID} {signature}` and the headers beside it. An empty
    /// `x-lh-forwarded` is none.
    ///
    /// `None` where a header is missing or not of its form: the date and the version among
    /// them, a signature that is not the base64 of 32 bytes, and more than one blank.
    #[must_use]
    pub fn token(headers: &SignatureHeaders<'a>) -> Option<Self> {
        let (scheme, credential) = headers.credential?.split_once(' ')?;
        let forwarded = match headers.forwarded {
            None | Some("") => None,
            Some(from) => Some(Forwarded::parse(from)?),
        };
        scheme.eq_ignore_ascii_case("LINKHUB").then_some(())?;
        Self::read(Target::Token(forwarded), credential, headers)
    }

    /// Reads `{LinkID} {signature}` and the headers beside it.
    ///
    /// `None` as of [`Presented::token`].
    #[must_use]
    pub fn service(headers: &SignatureHeaders<'a>) -> Option<Self> {
        Self::read(Target::Service, headers.credential?, headers)
    }

    fn read(target: Target<'a>, credential: &'a str, headers: &SignatureHeaders<'_>) -> Option<Self> {
        let (link_id, signature) = credential.split_once(' ')?;
        let mac = base64_decode(signature).ok()?.try_into().ok()?;
        let date = Date::parse(headers.date?)?;
        (headers.version? == VERSION && is_link_id(link_id)).then_some(Self { target, link_id, mac, date })
    }

    /// Whose signature it claims to be.
    #[must_use]
    pub const fn link_id(&self) -> &'a str {
        self.link_id
    }

    /// Names the signature, for remembering that it was accepted: SHA-256 of its bytes in
    /// hexadecimal. One signature has one name, because it is read in one form only.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        sha256_hex(&self.mac)
    }

    /// When it ceases to be within the window: until then it is remembered.
    #[must_use]
    pub const fn outside_window_after(&self, window_seconds: i64) -> UnixTime {
        self.date.time().plus_seconds(window_seconds)
    }

    /// Whether it is by this key over these bytes, and its date no more than
    /// `window_seconds` before or after `now`; exactly as much is within.
    ///
    /// The signature is computed and compared in constant time whatever the date is.
    pub fn verify(&self, secret_key: &SecretKey, body: &[u8], now: UnixTime, window_seconds: i64) -> Outcome {
        self.verify_text(secret_key, &self.string_to_sign(body), now, window_seconds)
    }

    /// The text it has to be a signature of, for these bytes: made once for many keys.
    #[must_use]
    pub fn string_to_sign(&self, body: &[u8]) -> String {
        string_to_sign(self.target, &self.date, body)
    }

    /// [`Presented::verify`] with the text of [`Presented::string_to_sign`].
    pub fn verify_text(
        &self,
        secret_key: &SecretKey,
        text: &str,
        now: UnixTime,
        window_seconds: i64,
    ) -> Outcome {
        let expected = secret_key.mac(text);
        if !equal_in_constant_time(&expected, &self.mac) {
            return Outcome::Wrong;
        }
        let age = now.seconds_since(self.date.time());
        if age.saturating_abs() <= window_seconds { Outcome::Verified } else { Outcome::OutsideWindow }
    }
}
