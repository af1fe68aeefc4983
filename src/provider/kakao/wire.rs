//! The JSON of KakaoCert, in LinkHub's spelling. Members that are not named here are kept
//! and written back: the provider may add some.
//!
//! Traps of the names: a request has `PayLoad`, `TMSTitle` and `isVerifyNameYN`, its state
//! `payload`, `tmstitle` and `verifyNameYN`; a receipt and a verification have `receiptId`,
//! a state has `receiptID`.
//!
//! The SDK for Node.js leaves every falsy member out, at any depth, so a boolean that is
//! missing is false. Types with personal data show nothing of it in `Debug`.

mod request;
mod state;
mod token;

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::json::{Map, Value};
pub use crate::provider::number::WholeNumber;

pub use request::{Common, RequestCms, RequestESign, RequestVerifyAuth};
pub use state::{SignState, Status};
pub use token::{TokenGranted, TokenRequest};

/// The answer to a request, of every service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The transaction: 접수아이디, 20 characters at most.
    #[serde(rename = "receiptId")]
    pub receipt_id: String,
    /// With App to App: what the app opens KakaoTalk with. Never of an identification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tx_id: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The answer to a verification: `VerifyResult`, `ResponseVerify`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Verified {
    /// The transaction.
    #[serde(rename = "receiptId")]
    pub receipt_id: String,
    /// The base64url of a SignedData (RFC 5652). The tables say 4096 characters at most,
    /// which a signature of a Korean text of 500 characters exceeds: not held to.
    #[serde(rename = "signedData")]
    pub signed_data: String,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Not the signed data: what was signed stands in it.
impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").field("receipt_id", &self.receipt_id).finish_non_exhaustive()
    }
}

/// The body of every answer whose status is not 200.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// Eight digits after a minus sign; read as a number or as its text.
    #[serde(deserialize_with = "number_or_text")]
    pub code: i64,
    /// A sentence in Korean.
    #[serde(default, deserialize_with = "null_as_default")]
    pub message: String,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A boolean: null and the empty text as if the member were missing, as validation has it.
fn falsy_as_false<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(value) => Ok(value),
        Value::Null => Ok(false),
        Value::String(text) if text.is_empty() => Ok(false),
        _ => Err(serde::de::Error::custom("no boolean")),
    }
}

/// null as if the member were missing.
fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let number = match WholeNumber::deserialize(deserializer)? {
        WholeNumber::Text(text) => text.parse().ok(),
        number @ WholeNumber::Number(_) => number.value(),
    };
    number.ok_or_else(|| serde::de::Error::custom("no whole number"))
}
