//! Where access tokens of the gateway's own come from: Toss gives one for everything,
//! LinkHub one for each client code.

use alloc::format;
use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::exchange::{Request, Response};
use crate::gateway::settings::Settings;
use crate::provider::{kakao, toss};
use crate::time::UnixTime;
use crate::token::AccessToken;

/// Whose token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenSource {
    /// Toss Cert.
    Toss,
    /// LinkHub, for one client code (이용기관코드).
    LinkHub(String),
}

impl TokenSource {
    /// `toss` or `linkhub:{client code}`: the name of the object and of the KV entry.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Toss => "toss".into(),
            Self::LinkHub(client_code) => format!("linkhub:{client_code}"),
        }
    }

    /// Names the credential without telling it: a token issued to another is not used.
    ///
    /// # Errors
    /// [`crate::Code::SettingInvalid`].
    pub fn credential(&self, settings: &Settings) -> Result<String> {
        match self {
            Self::Toss => Ok(settings.toss()?.credential()),
            Self::LinkHub(_) => Ok(settings.linkhub()?.credential()),
        }
    }

    /// The token call. Its signature, where there is one, is of this moment: make another for
    /// another attempt.
    ///
    /// # Errors
    /// [`crate::Code::SettingInvalid`].
    pub fn call(&self, settings: &Settings, now: UnixTime) -> Result<Request> {
        match self {
            Self::Toss => {
                let toss = settings.toss()?;
                Ok(toss::operation::token_call(&toss.auth_url, &toss.client_id, &toss.client_secret))
            }
            Self::LinkHub(client_code) => {
                let linkhub = settings.linkhub()?;
                Ok(kakao::operation::token_call(&linkhub.auth_url, &linkhub.signer, client_code, now))
            }
        }
    }

    /// The token in the answer to [`TokenSource::call`].
    ///
    /// # Errors
    /// [`crate::Code::ProviderRefusedCredential`], [`crate::Code::ProviderAnswerInvalid`].
    pub fn read(&self, answer: &Response, issued_at: UnixTime) -> Result<AccessToken> {
        match self {
            Self::Toss => toss::operation::read_token(answer, issued_at),
            Self::LinkHub(_) => kakao::operation::read_token(answer, issued_at),
        }
    }
}
