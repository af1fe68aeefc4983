//! The JSON of the docs API, in Toss's spelling. Members that are not named here are kept
//! and written back: the provider may add some.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::json::{Map, Value};
pub use crate::provider::number::WholeNumber;

/// The body of a successful `POST /token` (RFC 6749 section 5.1).
#[derive(Serialize, Deserialize)]
pub struct TokenGranted {
    /// The bearer token. Opaque: that it looks like a JWT is not relied on.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds; obeyed, never assumed.
    pub expires_in: i64,
    /// `ca`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Every answer of the service API: one of two, told apart by `resultType`, because a
/// failure may come with any HTTP status.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "resultType")]
pub enum Envelope<T> {
    /// `{"resultType":"SUCCESS","success":{…}}`
    #[serde(rename = "SUCCESS")]
    Success {
        /// The payload.
        success: T,
        /// Everything else.
        #[serde(flatten)]
        other: Map<String, Value>,
    },
    /// `{"resultType":"FAIL","error":{…},"success":null}`
    #[serde(rename = "FAIL")]
    Fail {
        /// What went wrong.
        error: Failure,
        /// Everything else, `success: null` among it.
        #[serde(flatten)]
        other: Map<String, Value>,
    },
}

/// The `error` of a failure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Always 0 in what is published; whatever it is, a failure stays one.
    #[serde(default = "zero")]
    pub error_type: Value,
    /// `CE` and four digits.
    pub error_code: String,
    /// A sentence in Korean.
    #[serde(default)]
    pub reason: Option<String>,
    /// An object, empty in what is published.
    #[serde(default)]
    pub data: Option<Value>,
    /// null in what is published.
    #[serde(default)]
    pub title: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

fn zero() -> Value {
    Value::from(0)
}

impl Default for Failure {
    fn default() -> Self {
        Self {
            error_type: zero(),
            error_code: String::new(),
            reason: None,
            data: None,
            title: None,
            other: Map::new(),
        }
    }
}

/// The body of `POST /api/v2/sign/docs/request`. Personal fields are sealed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocsRequest {
    /// `USER_PERSONAL` or `USER_CI`.
    pub request_type: String,
    /// `PUSH` or `APP_SCHEME`.
    pub trigger_type: String,
    /// Sealed; with `USER_PERSONAL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    /// Sealed; with `USER_PERSONAL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_phone: Option<String>,
    /// Sealed; with `USER_PERSONAL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_birthday: Option<String>,
    /// Sealed; with `USER_CI`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_ci: Option<String>,
    /// The session the sealed fields are under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_key: Option<String>,
    /// 1 to 50 characters.
    pub service_name: String,
    /// At least one.
    pub doc_list: Vec<Doc>,
    /// 1 to 1800.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expire_seconds: Option<WholeNumber>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// An entry of `docList`, in the request and, echoed, in the result.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Doc {
    /// What the signer sees in the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_title: Option<String>,
    /// The text, sealed when `docEncrypted`; for a PDF the base64 of its hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// `TEXT`, `HTML` or `PDF`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_type: Option<String>,
    /// Documented as text, sent as a boolean; both are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_encrypted: Option<Flag>,
    /// `PKCS7` (default) or `PKCS7_NO_CONTENT_WITH_ATTR`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_type: Option<String>,
    /// From 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<WholeNumber>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A boolean, or the text of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Flag {
    /// `true`
    Boolean(bool),
    /// `"true"`
    Text(String),
}

impl Flag {
    /// What it says, `None` for a text that is neither.
    #[must_use]
    pub fn value(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            Self::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Self::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            Self::Text(_) => None,
        }
    }
}

/// The `success` of a docs request.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocsRequested {
    /// The transaction.
    pub tx_id: String,
    /// With `APP_SCHEME`: to be opened as it is.
    #[serde(default)]
    pub app_scheme: Option<String>,
    /// With `APP_SCHEME`, for Android.
    #[serde(default)]
    pub android_app_uri: Option<String>,
    /// With `APP_SCHEME`, for iOS.
    #[serde(default)]
    pub ios_app_uri: Option<String>,
    /// ISO 8601 with an offset.
    #[serde(default)]
    pub requested_dt: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The `success` of a docs status call. It informs; it completes nothing.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocsStatus {
    /// The transaction.
    pub tx_id: String,
    /// How far the signer is.
    pub status: Status,
    /// ISO 8601 with an offset.
    #[serde(default)]
    pub requested_dt: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// How far the signer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Sent to the app.
    #[serde(rename = "REQUESTED")]
    Requested,
    /// The signer is at it.
    #[serde(rename = "IN_PROGRESS")]
    InProgress,
    /// The signer is done.
    #[serde(rename = "COMPLETED")]
    Completed,
    /// Out of time.
    #[serde(rename = "EXPIRED")]
    Expired,
    /// A word that was not known when this was written, kept.
    #[serde(untagged)]
    Unknown(String),
}

/// The `success` of a docs result.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocsResult {
    /// The transaction.
    pub tx_id: String,
    /// `COMPLETED`.
    pub status: Status,
    /// The documents, echoed.
    #[serde(default)]
    pub doc_list: Vec<Doc>,
    /// The signatures.
    #[serde(default)]
    pub signed_doc_list: Vec<SignedDoc>,
    /// When the signer finished, ISO 8601 with an offset.
    #[serde(default)]
    pub completed_dt: Option<String>,
    /// When the request was made.
    #[serde(default)]
    pub requested_dt: Option<String>,
    /// The signer, each value sealed under the result's session, or null.
    #[serde(default)]
    pub personal_data: Option<PersonalData>,
    /// Everything else: `randomValue` and `userCiToken`, fixed to null today and kept when
    /// they are not.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// An entry of `signedDocList`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedDoc {
    /// The base64 of a DER SignedData (RFC 5652).
    pub signed_doc: String,
    /// As in the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_type: Option<String>,
    /// Which document; documented as text, sent as a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<WholeNumber>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Who signed, sealed. In a test environment it is an invented person.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonalData {
    /// Connecting information; absent for `USER_CI`.
    #[serde(default)]
    pub ci: Option<String>,
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// Eight digits.
    #[serde(default)]
    pub birthday: Option<String>,
    /// `MALE` or `FEMALE`.
    #[serde(default)]
    pub gender: Option<String>,
    /// `LOCAL` or `FOREIGNER`.
    #[serde(default)]
    pub nationality: Option<String>,
    /// Duplicate information; absent for `USER_CI`.
    #[serde(default)]
    pub di: Option<String>,
    /// Everything else: `ci2` and `ciUpdate`, fixed to null today and kept when they are not.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
