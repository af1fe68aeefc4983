//! What a service is asked for.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

use super::{falsy_as_false, number_or_text};
use crate::json::{Map, Value};

/// What every request has, in the order of the ESign table.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Common {
    /// 고객센터 전화번호, 20 characters at most.
    pub call_center_num: String,
    /// The customer centre's name; since 2022, its length is not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_center_name: Option<String>,
    /// How long the signer may take, in seconds: 1 to 1000.
    #[serde(rename = "Expires_in", deserialize_with = "number_or_text")]
    pub expires_in: i64,
    /// `YYYYMMDD`.
    pub receiver_birth_day: String,
    /// Ten or eleven digits.
    #[serde(rename = "ReceiverHP")]
    pub receiver_hp: String,
    /// 20 characters at most.
    pub receiver_name: String,
    /// 별칭코드, 12 characters at most.
    #[serde(rename = "SubClientID", default, skip_serializing_if = "Option::is_none")]
    pub sub_client_id: Option<String>,
    /// 40 characters at most.
    #[serde(rename = "TMSTitle")]
    pub tms_title: String,
    /// 500 characters at most.
    #[serde(rename = "TMSMessage", default, skip_serializing_if = "Option::is_none")]
    pub tms_message: Option<String>,
    /// Whether a certificate is issued on the phone alone.
    #[serde(rename = "isAllowSimpleRegistYN", default, deserialize_with = "falsy_as_false")]
    pub allow_simple_registration: bool,
    /// Whether KakaoPay compares `ReceiverName` with the name it has verified.
    #[serde(rename = "isVerifyNameYN", default, deserialize_with = "falsy_as_false")]
    pub verify_name: bool,
    /// The relying party's own note, 200 characters at most.
    #[serde(rename = "PayLoad", default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
}

/// The body of `POST /SignToken/Request`: `RequestESignObj`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestESign {
    /// What every request has.
    #[serde(flatten)]
    pub common: Common,
    /// What is signed, 500 characters at most.
    #[serde(rename = "Token")]
    pub token: String,
    /// App to App (true), or a KakaoTalk message (false).
    #[serde(rename = "isAppUseYN", default, deserialize_with = "falsy_as_false")]
    pub app_to_app: bool,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The body of `POST /SignDirectDebit/Request`: `RequestCMS`. What is signed is written by
/// the provider.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestCms {
    /// What every request has.
    #[serde(flatten)]
    pub common: Common,
    /// 예금주명, 20 characters at most.
    #[serde(rename = "BankAccountName", default, skip_serializing_if = "Option::is_none")]
    pub bank_account_name: Option<String>,
    /// 31 characters at most; a part of it may be masked (`371-02-6***85`).
    #[serde(rename = "BankAccountNum")]
    pub bank_account_num: String,
    /// 참가기관 코드, 10 characters at most.
    #[serde(rename = "BankCode")]
    pub bank_code: String,
    /// 납부자 식별번호, 40 characters at most.
    #[serde(rename = "ClientUserID")]
    pub client_user_id: String,
    /// App to App (true), or a KakaoTalk message (false).
    #[serde(rename = "isAppUseYN", default, deserialize_with = "falsy_as_false")]
    pub app_to_app: bool,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The body of `POST /SignIdentity/Request`: `RequestVerifyAuth`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestVerifyAuth {
    /// What every request has.
    #[serde(flatten)]
    pub common: Common,
    /// A value used once, which the signed data has to hold.
    #[serde(rename = "Token")]
    pub token: String,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Whatever it is called with: a request is about a person.
macro_rules! redacted {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

redacted!(Common RequestESign RequestCms RequestVerifyAuth);
