//! LinkHub's request signing, version 2.0.
//!
//! ```text
//! signature = base64(HMAC-SHA-256(base64-decode(SecretKey), StringToSign))
//!
//! StringToSign of a token request             of a service request
//!   POST                                        POST
//!   base64(SHA-256(body))                       base64(SHA-256(body))
//!   x-lh-date                                   x-lh-date
//!   x-lh-forwarded, if it is there              2.0
//!   2.0
//!   /KAKAOCERT/Token
//! ```
//!
//! Lines end with LF; after the last one there is none in a token request and one in a
//! service request.
//!
//! HAZARD: a service request's path is not covered. Whoever sees one can send its body to
//! another path, so a verifier remembers the signatures it has accepted.
//!
//! Source: LinkHub's published SDKs for Node.js (linkhub 1.8.2, kakaocert 2.51.0) and Java.

mod date;
mod verify;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::cipher::hmac_sha256;
use crate::digest::sha256;
use crate::encoding::{base64, base64_either_decode};
use crate::error::{Code, Error, Result};
use crate::secret::Secret;

pub use date::Date;
pub use verify::{Outcome, Presented, SignatureHeaders};

/// `x-lh-version`.
pub const VERSION: &str = "2.0";
/// Where a session token is asked for; the signature covers it.
pub const TOKEN_PATH: &str = "/KAKAOCERT/Token";

/// A LinkID is longer than this for nobody; what is longer is not looked at.
const LINK_ID_CHARACTERS_MAX: usize = 64;

/// A partner's SecretKey: the bytes that its text is the base64 of.
#[derive(Debug)]
pub struct SecretKey(Secret<Vec<u8>>);

impl SecretKey {
    /// Reads the text LinkHub hands out: base64 or base64url, padded or not, blanks around
    /// it ignored, as LinkHub's SDKs read it.
    ///
    /// # Errors
    /// [`Code::OptionInvalid`] for what is empty or no base64. The SDKs take that as well,
    /// and every call is then refused.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let mut bytes = Secret::new(Vec::with_capacity(text.len()));
        match base64_either_decode(text, bytes.expose_mut()) {
            Ok(()) if !bytes.expose().is_empty() => Ok(Self(bytes)),
            _ => Err(Error::new(Code::OptionInvalid)),
        }
    }

    fn mac(&self, string_to_sign: &str) -> [u8; 32] {
        hmac_sha256::mac(self.0.expose(), &[string_to_sign.as_bytes()])
    }
}

/// `x-lh-forwarded`: where a session token may be used from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forwarded<'a>(&'a str);

impl Forwarded<'_> {
    /// From anywhere. Without the header LinkHub binds a token to the address it was asked
    /// for from.
    pub const ANYWHERE: Forwarded<'static> = Forwarded("*");
}

impl<'a> Forwarded<'a> {
    /// Takes an address, or `*`: visible ASCII.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        is_visible_ascii(text).then_some(Self(text))
    }
}

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// `POST /KAKAOCERT/Token`, in `Authorization`.
    Token(Option<Forwarded<'a>>),
    /// A `POST` of a service, in `x-kc-auth`. A `GET` has no signature.
    Service,
}

/// The text that is signed.
#[must_use]
pub fn string_to_sign(target: Target<'_>, date: &Date, body: &[u8]) -> String {
    let digest = base64(&sha256(&[body]));
    let date = date.as_str();
    match target {
        Target::Token(None) => format!("POST\n{digest}\n{date}\n{VERSION}\n{TOKEN_PATH}"),
        Target::Token(Some(Forwarded(from))) => {
            format!("POST\n{digest}\n{date}\n{from}\n{VERSION}\n{TOKEN_PATH}")
        }
        Target::Service => format!("POST\n{digest}\n{date}\n{VERSION}\n"),
    }
}

/// A partner's LinkID and SecretKey.
#[derive(Debug)]
pub struct Signer {
    link_id: String,
    secret_key: SecretKey,
}

impl Signer {
    /// Takes a LinkID of 1 to 64 visible ASCII characters.
    ///
    /// # Errors
    /// [`Code::OptionInvalid`].
    pub fn new(link_id: &str, secret_key: SecretKey) -> Result<Self> {
        if is_link_id(link_id) {
            Ok(Self { link_id: link_id.into(), secret_key })
        } else {
            Err(Error::new(Code::OptionInvalid))
        }
    }

    /// The LinkID.
    #[must_use]
    pub fn link_id(&self) -> &str {
        &self.link_id
    }

    /// The headers of a signed `POST` of these bytes, names in lower case, `content-type` as
    /// the SDK for Node.js writes it. A service request has its session token besides.
    #[must_use]
    pub fn sign(&self, target: Target<'_>, date: &Date, body: &[u8]) -> Vec<(&'static str, String)> {
        let signature = base64(&self.secret_key.mac(&string_to_sign(target, date, body)));
        let mut headers = Vec::from([("x-lh-date", date.as_str().into()), ("x-lh-version", VERSION.into())]);
        match target {
            Target::Token(forwarded) => {
                headers.extend(forwarded.map(|Forwarded(from)| ("x-lh-forwarded", from.into())));
                headers.push(("authorization", format!("LINKHUB {} {signature}", self.link_id)));
                headers.push(("content-type", "Application/json".into()));
            }
            Target::Service => {
                headers.push(("x-kc-auth", format!("{} {signature}", self.link_id)));
                headers.push(("content-type", "application/json;charset=utf-8".into()));
            }
        }
        headers
    }
}

fn is_link_id(text: &str) -> bool {
    text.len() <= LINK_ID_CHARACTERS_MAX && is_visible_ascii(text)
}

fn is_visible_ascii(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}
