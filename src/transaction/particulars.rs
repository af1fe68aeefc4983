//! What is remembered of a request where the provider's answers do not tell it.

use alloc::string::String;

use serde::{Deserialize, Serialize};

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// A document of the relying party's is signed.
    SignDocument,
    /// An account may be debited (자동이체 출금동의).
    DirectDebitConsent,
    /// The signer shows who it is.
    Identify,
}

/// How the signer is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// By a message of the provider's.
    Push,
    /// Out of the relying party's app, into the provider's.
    AppLink,
    /// In a page of the provider's.
    StandardWindow,
}

/// The particulars of a request to Kakao.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Particulars {
    /// 이용기관코드: whose token reads the transaction.
    pub client_code: String,
    /// What the signature is for; it decides the paths.
    pub purpose: Purpose,
    /// How the signer is reached; with [`Channel::AppLink`] the app brings a signature.
    pub channel: Channel,
    /// Of a consent to be debited: who was asked, and whose account it is.
    pub persons: Option<Persons>,
}

/// Two names as keyed hashes, to be compared with the name in a certificate and never to be
/// read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Persons {
    /// The receiver of the request.
    pub receiver: StoredNameHash,
    /// The account holder, where the request names one.
    pub account_holder: Option<StoredNameHash>,
}

/// The HMAC of a name, in hexadecimal, under a key that is not kept beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredNameHash(pub String);
