//! The session token: what asks for it, and what grants it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::json::{Map, Value};

/// The body of `POST /KAKAOCERT/Token`.
///
/// Written, it is `{"access_id":"…","scope":["member","310","320","330"]}` to the byte: the
/// signature is over these bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRequest {
    /// The client code (이용기관코드). Read as a text or a number; a number's leading zeros
    /// are lost to its writer, and not put back.
    #[serde(deserialize_with = "text_or_number")]
    pub access_id: String,
    /// Whom the token is for (`member`) and which services it opens.
    #[serde(default)]
    pub scope: Vec<String>,
}

impl TokenRequest {
    /// The request every SDK makes for a client code: `member` and the three services.
    #[must_use]
    pub fn of(client_code: &str) -> Self {
        Self {
            access_id: client_code.into(),
            scope: ["member", "310", "320", "330"].map(String::from).to_vec(),
        }
    }

    /// The bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) => Ok(text),
        Value::Number(number) if number.is_u64() => Ok(alloc::format!("{number}")),
        _ => Err(serde::de::Error::custom("no client code")),
    }
}

/// The answer to a token request.
#[derive(Serialize, Deserialize)]
pub struct TokenGranted {
    /// The bearer token.
    pub session_token: String,
    /// `KAKAOCERT`.
    #[serde(rename = "serviceID", default, skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// The partner.
    #[serde(rename = "linkID", default, skip_serializing_if = "Option::is_none")]
    pub link_id: Option<String>,
    /// The client code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usercode: Option<String>,
    /// The address the token is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ipaddress: Option<String>,
    /// When it ends: `yyyy-MM-ddTHH:mm:ss.SSSZ`, always with milliseconds.
    pub expiration: String,
    /// What it opens.
    #[serde(default, deserialize_with = "super::null_as_default")]
    pub scope: Vec<String>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Not the token.
impl fmt::Debug for TokenGranted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenGranted").field("expiration", &self.expiration).finish_non_exhaustive()
    }
}
