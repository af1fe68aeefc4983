//! How far the signer is.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::{Map, Value};
use crate::provider::number::WholeNumber;

/// The answer to a status call: `ResultESignObj`, `ResultCMS` and `ResultVerifyAuth`, which
/// are alike but that the last has neither `appUseYN` nor `tx_id`. It informs; it completes
/// nothing.
///
/// Times are `yyyyMMddHHmmss`, kept as text: their zone is not published.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SignState {
    /// The transaction. Here alone it ends in a capital D.
    #[serde(rename = "receiptID")]
    pub receipt_id: String,
    /// 이용기관코드, 12 characters.
    #[serde(rename = "clientCode", default)]
    pub client_code: Option<String>,
    /// The relying party's name.
    #[serde(rename = "clientName", default)]
    pub client_name: Option<String>,
    /// The alias's name.
    #[serde(rename = "subClientName", default)]
    pub sub_client_name: Option<String>,
    /// 별칭코드; null where the request had none.
    #[serde(rename = "subClientCode", default)]
    pub sub_client_code: Option<String>,
    /// How far the signer is. The habit that leaves falsy members out leaves 0 out as well.
    #[serde(default)]
    pub state: Status,
    /// The request's `Expires_in`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<WholeNumber>,
    /// The request's `CallCenterNum`.
    #[serde(rename = "callCenterNum", default)]
    pub call_center_num: Option<String>,
    /// The request's `TMSTitle`.
    #[serde(rename = "tmstitle", default)]
    pub tms_title: Option<String>,
    /// The request's `TMSMessage`.
    #[serde(rename = "tmsmessage", default)]
    pub tms_message: Option<String>,
    /// The request's `isAllowSimpleRegistYN`.
    #[serde(rename = "allowSimpleRegistYN", default, deserialize_with = "super::null_as_default")]
    pub allow_simple_registration: bool,
    /// The request's `isVerifyNameYN`.
    #[serde(rename = "verifyNameYN", default, deserialize_with = "super::null_as_default")]
    pub verify_name: bool,
    /// When Kakao's server took the request.
    #[serde(rename = "requestDT", default)]
    pub requested_at: Option<String>,
    /// When it expires.
    #[serde(rename = "expireDT", default)]
    pub expires_at: Option<String>,
    /// When LinkHub took the request.
    #[serde(rename = "regDT", default)]
    pub registered_at: Option<String>,
    /// When the receiver saw the message.
    #[serde(rename = "viewDT", default)]
    pub viewed_at: Option<String>,
    /// When the receiver signed.
    #[serde(rename = "completeDT", default)]
    pub completed_at: Option<String>,
    /// When the signature was verified, which happens once.
    #[serde(rename = "verifyDT", default)]
    pub verified_at: Option<String>,
    /// The request's `PayLoad`.
    #[serde(default)]
    pub payload: Option<String>,
    /// The request's `isAppUseYN`.
    #[serde(rename = "appUseYN", default, skip_serializing_if = "Option::is_none")]
    pub app_to_app: Option<bool>,
    /// With App to App: what the app opens KakaoTalk with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tx_id: Option<String>,
    /// Everything else, `callCenterName` among it.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The receipt and the state: the rest is the request's, and the relying party's note in
/// `payload` may be about a person.
impl fmt::Debug for SignState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignState")
            .field("receipt_id", &self.receipt_id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// `state`: a number, also read from its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Status {
    /// 0, 미확인; also where it is missing or null.
    #[default]
    Requested,
    /// 1, 서명완료: it can be verified, once.
    Completed,
    /// 2, 만료.
    Expired,
    /// A number that was not known when this was written, or no number, kept.
    Unknown(Value),
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.is_null() {
            return Ok(Self::Requested);
        }
        let number = WholeNumber::deserialize(&value).ok().and_then(|number| number.value());
        Ok(match number {
            Some(0) => Self::Requested,
            Some(1) => Self::Completed,
            Some(2) => Self::Expired,
            _ => Self::Unknown(value),
        })
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Requested => serializer.serialize_u8(0),
            Self::Completed => serializer.serialize_u8(1),
            Self::Expired => serializer.serialize_u8(2),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}
